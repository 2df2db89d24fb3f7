package entities

var houseBlurbs = []string{
	"Everyday Vietnamese cooking for %s, made the way it is at home.",
	"A small kitchen in %s with a menu that follows the market.",
	"Rice, braises, greens and soup: the family table of %s, delivered.",
	"Good home cooking from the heart of %s, hot and on time.",
	"Ask anyone in %s where they eat when nobody wants to cook.",
}

var houseDishes = []dish{
	{"Thịt kho tàu", "Pork belly and eggs braised in coconut water until they shine.", 260, 480, plate, []string{"Lấy thịt nạc", "Extra sauce for the rice", "Less sweet"}, "braised,pork"},
	{"Cá kho tộ", "Catfish caramelised with pepper in a clay pot.", 280, 520, plate, []string{"Ít cay", "Extra pepper", "Thêm rau"}, "fish,claypot"},
	{"Canh chua cá lóc", "Sour soup of snakehead fish, pineapple, tomato and okra.", 300, 560, bowl, []string{"Less sour", "No coriander", "Thêm rau thơm"}, "sour,soup"},
	{"Rau muống xào tỏi", "Morning glory, stir-fried hot and fast with garlic.", 200, 320, plate, []string{"Ít dầu", "Extra garlic", "Less salt"}, "morning,glory"},
	{"Gà kho gừng", "Chicken braised with ginger, salty and warm.", 270, 480, plate, []string{"Boneless if possible", "Ít gừng", "Extra sauce"}, "ginger,chicken"},
}
