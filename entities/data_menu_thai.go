package entities

var thaiBlurbs = []string{
	"Sour, hot, sweet, salty, all at once: Bangkok street food in %s.",
	"A cook from Isaan, a mortar and too many chillies. Thai food for %s.",
	"Curry pastes pounded every morning, coconut cream from Bến Tre, dinner in %s.",
	"Ask for it Thai hot and %s will hear about it.",
	"Pad thai, som tam and tom yum for homes and offices of %s.",
}

var thaiDishes = []dish{
	{"Pad thai tôm", "Rice noodles with prawns, tamarind, egg and peanuts.", 380, 660, mainDish, []string{"No peanuts", "Chilli apart", "Extra lime"}, "padthai,prawn"},
	{"Pad thai gà", "Rice noodles with chicken, tamarind, egg and peanuts.", 340, 600, mainDish, []string{"No peanuts", "No bean sprouts", "Less sweet"}, "padthai,chicken"},
	{"Tom yum goong", "Hot and sour prawn soup.", 420, 760, soup, []string{"Less spicy", "Clear broth", "No mushrooms"}, "tomyum,prawn"},
	{"Tom kha gai", "Chicken soup with galangal and coconut.", 400, 700, soup, []string{"No coriander", "Extra mushrooms", "Mild, please"}, "coconut,soup"},
	{"Som tam", "Green papaya salad, pounded.", 280, 480, mainDish, []string{"One chilli only", "No dried shrimp", "Less fish sauce"}, "papaya,salad"},
	{"Larb gai", "Minced chicken with mint and roasted rice.", 340, 580, mainDish, []string{"Less spicy", "No onion", "Extra lettuce"}, "larb,chicken"},
	{"Cà ri xanh gà", "Green curry with chicken and Thai aubergines.", 400, 700, mainDish, []string{"Mild, please", "Rice on the side", "No aubergine"}, "green,curry"},
	{"Cà ri đỏ vịt quay", "Red curry with roast duck, grapes and pineapple.", 480, 820, mainDish, []string{"No grapes", "Less spicy", "Rice on the side"}, "red,curry"},
	{"Massaman bò", "Beef, potatoes and peanuts in a mild curry.", 480, 820, mainDish, []string{"No peanuts", "Extra potatoes", "Rice on the side"}, "massaman,beef"},
	{"Pad kra pao", "Minced pork with holy basil over rice.", 340, 580, plate, []string{"Thêm trứng ốp la", "Less spicy", "Extra basil"}, "basil,pork"},
	{"Cơm chiên thơm", "Fried rice with pineapple, cashews and prawns.", 360, 620, plate, []string{"No raisins", "No cashews", "Extra prawns"}, "pineapple,rice"},
	{"Gỏi xoài tôm khô", "Green mango salad with dried shrimp.", 300, 500, mainDish, []string{"Less sour", "No peanuts", "Chilli apart"}, "mango,salad"},
	{"Cua sốt cà ri", "Crab in egg and curry powder.", 980, 1680, sharing, []string{"Crack the claws, please", "Extra sauce", "Less spicy"}, "crab,curry"},
	{"Gà nướng Isaan", "Chicken grilled with coriander root and pepper.", 480, 820, mainDish, []string{"Sticky rice with it", "Jaew sauce apart", "No skin"}, "grilled,chicken"},
	{"Xôi xoài", "Sticky rice, ripe mango, coconut cream.", 300, 500, dessert, []string{"Coconut cream apart", "Ripe mango, please", "Less sweet"}, "mango,stickyrice"},
	{"Trà Thái", "Orange Thai tea with milk over ice.", 200, 340, drink, []string{"Less sweet", "Ít đá", "No milk"}, "thai,tea"},
}
