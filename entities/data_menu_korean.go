package entities

var koreanBlurbs = []string{
	"Kimchi fermented on the premises, stews that arrive boiling: Seoul food for %s.",
	"Two brothers from Busan cook for the Korean offices of %s, and for everybody who followed the smell.",
	"Tteokbokki, fried chicken and soju weather in %s.",
	"Bibimbap for lunch, barbecue for dinner, side dishes on the house. Korean home cooking in %s.",
	"Red, hot and generous: the Korean kitchen that %s orders from on Fridays.",
}

var koreanDishes = []dish{
	{"Kimchi jjigae", "Kimchi stew with pork and tofu.", 420, 720, soup, []string{"Less spicy", "Rice on the side", "Extra tofu"}, "kimchi,stew"},
	{"Sundubu jjigae", "Soft tofu stew with clams and an egg.", 420, 720, soup, []string{"No clams", "Not spicy", "Extra egg"}, "tofu,stew"},
	{"Doenjang jjigae", "Soybean paste stew with zucchini and beef.", 400, 680, soup, []string{"No beef", "Extra vegetables", "Rice on the side"}, "soybean,stew"},
	{"Samgyetang", "Young chicken with ginseng and rice in its own broth.", 680, 1180, soup, []string{"Extra salt and pepper", "No ginseng root", "Served very hot"}, "ginseng,chicken"},
	{"Bibimbap bò", "Rice, seven vegetables, beef, egg, chilli paste.", 420, 720, plate, []string{"Sauce on the side", "No mushrooms", "Egg well done"}, "bibimbap,rice"},
	{"Bibimbap thố đá", "The same in a stone bowl, crust included.", 460, 780, plate, []string{"Extra crust", "Less spicy", "No egg"}, "bibimbap,stone"},
	{"Kimbap truyền thống", "Rice rolls with ham, egg, radish and spinach.", 280, 480, snack, []string{"No ham", "Cut thin", "No sesame oil"}, "kimbap,rolls"},
	{"Kimbap phô mai", "Rice rolls with cheese.", 300, 520, snack, []string{"Extra cheese", "No radish", "Cut thin"}, "kimbap,cheese"},
	{"Tokbokki", "Rice cakes in sweet chilli sauce with fish cakes.", 320, 560, snack, []string{"Ít cay", "Thêm phô mai", "No fish cakes"}, "tteokbokki,korean"},
	{"Gà rán sốt cay", "Fried chicken in gochujang glaze.", 480, 860, snack, []string{"Sauce apart", "Thêm củ cải", "Less spicy"}, "korean,chicken"},
	{"Gà rán mật ong tỏi", "Fried chicken with honey and garlic.", 480, 860, snack, []string{"Boneless", "Extra pickled radish", "Less sweet"}, "fried,chicken"},
	{"Japchae", "Sweet potato noodles with beef and vegetables.", 400, 680, mainDish, []string{"No beef", "Less oil", "Extra mushrooms"}, "japchae,noodles"},
	{"Mì lạnh Naengmyeon", "Buckwheat noodles in iced broth.", 440, 740, mainDish, []string{"Extra mustard", "No egg", "Scissors not needed"}, "cold,noodles"},
	{"Mì tương đen Jajangmyeon", "Noodles in black bean sauce with pork.", 400, 680, mainDish, []string{"No cucumber", "Extra radish", "Sauce apart"}, "jajangmyeon,noodles"},
	{"Ba chỉ nướng Samgyeopsal", "Grilled pork belly, lettuce, garlic, ssamjang.", 680, 1180, sharing, []string{"Extra lettuce", "No raw garlic", "Grill it well"}, "korean,barbecue"},
	{"Bulgogi", "Marinated beef, sweet and thin.", 580, 980, mainDish, []string{"Rice on the side", "No onion", "Less sweet"}, "bulgogi,beef"},
}
