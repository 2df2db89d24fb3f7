package entities

var comTamBlurbs = []string{
	"Pork chops over charcoal all day long; you can smell us from anywhere in %s.",
	"Broken rice the Saigon way, with house-made pickles and fish sauce, delivered warm in %s.",
	"The lunch counter of %s: grilled pork, steamed egg meatloaf, soup of the day.",
	"Our rice is broken, our promises are not: hot plates all over %s within the half hour.",
	"A corner shop in %s that marinates overnight and grills to order.",
}

var comTamDishes = []dish{
	{"Cơm tấm sườn", "Broken rice with a charcoal-grilled pork chop, pickles and scallion oil.", 220, 420, plate, []string{"Nước mắm để riêng", "Extra scallion oil", "Sườn nướng kỹ"}, "grilled,pork"},
	{"Cơm tấm sườn bì chả", "Broken rice with pork chop, shredded pork skin and steamed egg meatloaf.", 260, 480, plate, []string{"Không bì", "Extra pickles", "Thêm mỡ hành"}, "rice,pork"},
	{"Cơm tấm sườn trứng", "Broken rice with pork chop and a runny fried egg.", 240, 440, plate, []string{"Trứng lòng đào", "Egg well done", "Less rice"}, "rice,egg"},
	{"Cơm tấm sườn cây", "Broken rice with a whole rack of ribs, honey-glazed over coals.", 380, 650, plate, []string{"Chặt nhỏ giúp em", "Extra chilli", "Sauce on the side"}, "ribs,rice"},
	{"Cơm tấm ba rọi nướng", "Broken rice with crisp-edged grilled pork belly.", 240, 450, plate, []string{"Lean pieces, please", "Thêm đồ chua", "No scallion oil"}, "pork,belly"},
	{"Cơm tấm gà nướng", "Broken rice with a lemongrass-marinated chicken thigh.", 240, 450, plate, []string{"No skin", "Extra fish sauce", "Thêm cơm"}, "grilled,chicken"},
	{"Cơm gà xối mỡ", "Fried chicken leg with blistered skin on tomato rice.", 260, 480, plate, []string{"Lấy đùi góc tư", "Extra soy-chilli dip", "Da thật giòn"}, "fried,chicken"},
	{"Cơm gà Hải Nam", "Poached chicken on rice cooked in its broth, with ginger sauce.", 280, 520, plate, []string{"Extra ginger sauce", "Boneless", "Thêm dưa leo"}, "chicken,rice"},
	{"Cơm chiên Dương Châu", "Wok-fried rice with prawns, Chinese sausage, peas and egg.", 250, 460, plate, []string{"No sausage", "Ít dầu", "Extra chilli sauce"}, "fried,rice"},
	{"Cơm chiên cá mặn", "Fried rice with salted fish and shredded chicken.", 260, 480, plate, []string{"Less salty", "Thêm rau", "No spring onion"}, "fried,rice"},
	{"Cơm bò lúc lắc", "Wok-shaken beef cubes with peppers and onion over rice.", 380, 680, plate, []string{"Beef medium rare", "No onion", "Extra pepper-lime dip"}, "shaking,beef"},
	{"Cơm thịt kho trứng", "Pork belly and eggs braised in coconut water.", 230, 430, plate, []string{"Lấy thịt nạc", "Two eggs", "Thêm nước thịt"}, "braised,pork"},
	{"Cơm cá kho tộ", "Catfish caramelised in a clay pot, with rice and greens.", 260, 480, plate, []string{"Ít cay", "Extra sauce", "Thêm rau luộc"}, "fish,claypot"},
	{"Canh khổ qua dồn thịt", "A bowl of bitter melon soup stuffed with pork.", 200, 360, soup, []string{"Lấy trái nhỏ", "No coriander", "Broth packed apart"}, "vegetable,soup"},
	{"Chả trứng hấp", "A thick slice of steamed egg meatloaf with wood-ear mushrooms.", 200, 310, snack, []string{"Cắt đôi", "Warm it up, please", "No pepper"}, "egg,meatloaf"},
}
