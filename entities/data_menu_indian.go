package entities

var indianBlurbs = []string{
	"A tandoor in a shophouse, spices from Kochi, a second home for the Indians of %s.",
	"Butter chicken on Mondays, biryani on Sundays, naan every minute in %s.",
	"North and South on one menu, halal, and plenty for vegetarians in %s.",
	"Slow curries and quick riders: India delivered around %s.",
	"Ground, roasted and bloomed in ghee. You can smell %s's tandoor from the bridge.",
}

var indianDishes = []dish{
	{"Butter chicken", "Tandoori chicken in tomato, butter and fenugreek.", 480, 820, mainDish, []string{"Mild, please", "Extra gravy", "No cream"}, "butter,chicken"},
	{"Chicken tikka masala", "Charred chicken in a spiced tomato sauce.", 480, 820, mainDish, []string{"Medium hot", "Boneless", "No coriander"}, "tikka,masala"},
	{"Lamb rogan josh", "Lamb in Kashmiri chilli and yoghurt.", 620, 1080, mainDish, []string{"Extra gravy", "Boneless", "Mild, please"}, "lamb,curry"},
	{"Palak paneer", "Fresh cheese in spinach.", 440, 740, mainDish, []string{"No cream", "Extra paneer", "No garlic"}, "palak,paneer"},
	{"Paneer butter masala", "Fresh cheese in tomato and butter.", 460, 780, mainDish, []string{"Mild, please", "No onion or garlic", "Extra gravy"}, "paneer,curry"},
	{"Chana masala", "Chickpeas with ginger and dried mango.", 360, 620, mainDish, []string{"No onion", "Extra lemon", "Mild, please"}, "chickpea,curry"},
	{"Dal makhani", "Black lentils, cooked overnight.", 360, 620, mainDish, []string{"No cream", "No butter on top", "Extra ginger"}, "dal,lentils"},
	{"Chicken biryani", "Basmati, chicken and saffron under a lid.", 460, 780, mainDish, []string{"Extra raita", "No egg", "Boneless"}, "chicken,biryani"},
	{"Mutton biryani", "Basmati and goat, slow-steamed.", 560, 960, mainDish, []string{"Extra raita", "No whole spices", "Medium hot"}, "mutton,biryani"},
	{"Vegetable biryani", "Basmati with vegetables, mint and fried onions.", 400, 680, mainDish, []string{"No onion or garlic", "Extra raita", "No peas"}, "vegetable,biryani"},
	{"Tandoori chicken", "Half a chicken from the clay oven.", 520, 900, mainDish, []string{"Mint chutney apart", "Well charred", "Extra lemon"}, "tandoori,chicken"},
	{"Masala dosa", "Rice and lentil crêpe around spiced potatoes.", 340, 580, mainDish, []string{"Extra coconut chutney", "Crisp, please", "No onion"}, "dosa,indian"},
	{"Samosa", "Fried pastries with potato and peas.", 220, 380, snack, []string{"Extra tamarind chutney", "Mild, please", "Fried fresh"}, "samosa,indian"},
	{"Garlic naan", "Flatbread with garlic and butter.", 200, 330, snack, []string{"Less butter", "Extra garlic", "Cut into four"}, "garlic,naan"},
	{"Mango lassi", "Yoghurt and mango.", 240, 400, juice, []string{"No sugar", "Less ice", "Extra thick"}, "mango,lassi"},
	{"Gulab jamun", "Milk dumplings in rose syrup.", 240, 400, dessert, []string{"Warm, please", "Less syrup", "Extra pistachio"}, "gulab,jamun"},
}
