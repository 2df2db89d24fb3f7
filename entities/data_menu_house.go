package entities

var houseBlurbs = []string{
	"Everyday Vietnamese cooking for %s, made the way it is at home.",
	"A small kitchen in %s with a menu that follows the market.",
	"Rice, braises, greens and soup: the family table of %s, delivered.",
	"Good home cooking from the heart of %s, hot and on time.",
	"Ask anyone in %s where they eat when nobody wants to cook.",
	"Two sisters, one stove and the recipes of their mother, somewhere down an alley of %s.",
}

var houseDishes = []dish{
	{"Thịt kho tàu", "Pork belly and eggs braised in coconut water until they shine.", 260, 480, mainDish, []string{"Lấy thịt nạc", "Extra sauce for the rice", "Less sweet"}, "braised,pork"},
	{"Cá kho tộ", "Catfish caramelised with pepper in a clay pot.", 280, 520, mainDish, []string{"Ít cay", "Extra pepper", "Lấy khúc giữa"}, "fish,claypot"},
	{"Canh chua cá lóc", "Sour soup of snakehead fish, pineapple, tomato and okra.", 300, 560, soup, []string{"Less sour", "No coriander", "Thêm rau thơm"}, "sour,soup"},
	{"Rau muống xào tỏi", "Morning glory, stir-fried hot and fast with garlic.", 200, 320, mainDish, []string{"Ít dầu", "Extra garlic", "Less salt"}, "morning,glory"},
	{"Gà kho gừng", "Chicken braised with ginger, salty and warm.", 270, 480, mainDish, []string{"Boneless if possible", "Ít gừng", "Extra sauce"}, "ginger,chicken"},
	{"Sườn ram mặn", "Pork ribs glazed in fish sauce and caramel.", 300, 560, mainDish, []string{"Chặt nhỏ", "Less salty", "Thêm tiêu"}, "pork,ribs"},
	{"Đậu hũ nhồi thịt sốt cà", "Tofu stuffed with minced pork in fresh tomato sauce.", 240, 420, mainDish, []string{"Nhiều sốt cà", "No spring onion", "Extra tomato"}, "tofu,tomato"},
	{"Tôm rim nước dừa", "Prawns glazed in coconut water, shells crisp enough to eat.", 320, 580, mainDish, []string{"Bóc vỏ giúp em", "Less sweet", "Extra glaze"}, "prawn,caramel"},
	{"Bò xào thiên lý", "Beef and Tonkin jasmine flowers from a very hot wok.", 320, 580, mainDish, []string{"Bò mềm, xào tái", "Less oil", "No garlic"}, "beef,stirfry"},
	{"Canh bí đỏ thịt bằm", "Pumpkin soup with minced pork, mild enough for children.", 210, 380, soup, []string{"No pepper", "Bí nấu mềm", "No coriander"}, "pumpkin,soup"},
	{"Trứng chiên thịt", "Vietnamese omelette with minced pork and spring onion.", 200, 340, mainDish, []string{"Chiên vàng hai mặt", "No onion", "Extra fish sauce"}, "omelette,pork"},
	{"Khổ qua xào trứng", "Bitter melon scrambled with eggs.", 200, 330, mainDish, []string{"Less bitter, please", "Ít dầu", "Extra egg"}, "melon,egg"},
	{"Cơm chiên cá mặn nhà làm", "Rice fried with salted fish, egg and lettuce.", 250, 440, plate, []string{"Less salty", "Chiên săn hạt", "Extra chilli"}, "fried,rice"},
	{"Mì xào bò", "Egg noodles fried with beef, choy sum and oyster sauce.", 260, 460, plate, []string{"Mì xào mềm", "Mì xào giòn", "No onion"}, "fried,noodles"},
	{"Chả giò", "Fried rolls of pork, taro and wood-ear mushrooms.", 240, 430, rolls, []string{"Fried extra crisp", "Thêm rau sống", "Nước mắm để riêng"}, "spring,rolls"},
	{"Chè đậu xanh", "Mung bean sweet soup with coconut cream.", 200, 310, dessert, []string{"Ít ngọt", "Đá để riêng", "No coconut cream"}, "sweet,soup"},
}
