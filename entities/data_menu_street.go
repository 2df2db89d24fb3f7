package entities

var streetBlurbs = []string{
	"What schoolchildren and grandmothers of %s both buy on the corner, packed so that it survives the ride.",
	"Rolls, rice paper and dipping sauces from a street cart in %s that learnt to deliver.",
	"Rolled to order, never in advance: fresh and fried rolls for %s.",
	"An hour on the pavements of %s, without the plastic stool.",
	"Twenty kinds of small things to eat in %s, for the hours between meals.",
}

var streetDishes = []dish{
	{"Gỏi cuốn tôm thịt", "Fresh rolls with prawn, pork, herbs and rice noodles.", 220, 400, rolls, []string{"No pork, prawns only", "Thêm tương đậu", "No chives"}, "summer,rolls"},
	{"Gỏi cuốn cá hồi", "Fresh rolls with raw salmon, mango and lettuce.", 320, 560, rolls, []string{"Extra wasabi", "No mango", "Cuốn chặt tay"}, "salmon,rolls"},
	{"Bì cuốn", "Rolls of shredded pork and skin with roasted rice powder.", 200, 360, rolls, []string{"Nước mắm để riêng", "No chilli", "Extra herbs"}, "rice,rolls"},
	{"Bò bía", "Rolls of jicama, egg, Chinese sausage and dried shrimp.", 200, 330, rolls, []string{"No dried shrimp", "Thêm tương đen", "Extra peanuts"}, "spring,rolls"},
	{"Chả giò rế", "Rolls in a crisp rice-net wrapper.", 240, 420, rolls, []string{"Chiên giòn", "Extra lettuce", "No mushrooms"}, "fried,rolls"},
	{"Bánh tráng trộn", "Rice paper strips with green mango, quail eggs and beef jerky.", 200, 330, snack, []string{"Ít cay", "No dried squid", "Thêm trứng cút"}, "ricepaper,salad"},
	{"Bánh tráng nướng", "Rice paper from the coals with egg, spring onion and dried shrimp.", 200, 330, snack, []string{"Thêm phô mai", "No chilli sauce", "Gập đôi"}, "grilled,ricepaper"},
	{"Bánh tráng cuốn bơ", "Soft rice paper rolled with butter, shallots and dried shrimp.", 200, 320, rolls, []string{"Nhiều bơ", "No fried shallots", "Spicy salt apart"}, "ricepaper,rolls"},
	{"Bột chiên", "Pan-fried rice cubes with egg, papaya and soy-vinegar.", 220, 380, snack, []string{"Chiên cháy cạnh", "Two eggs", "Less oil"}, "fried,ricecake"},
	{"Hột vịt lộn xào me", "Embryo duck eggs in tamarind sauce with peanuts.", 240, 420, snack, []string{"Nhiều sốt me", "No peanuts", "Trứng non"}, "tamarind,egg"},
	{"Há cảo chiên", "Fried dumplings with soy and chilli.", 210, 360, snack, []string{"Extra chilli sauce", "Hấp thay vì chiên", "No spring onion"}, "fried,dumplings"},
	{"Cá viên chiên", "Fish balls, fried until they float, on sticks.", 200, 330, skewers, []string{"Tương ớt nhiều", "Extra mayonnaise", "No cucumber"}, "fish,balls"},
	{"Phá lấu bò", "Beef offal stewed in coconut and five spice, with bread.", 250, 430, soup, []string{"Thêm bánh mì", "No intestines", "Extra tamarind dip"}, "coconut,stew"},
	{"Gỏi khô bò", "Green papaya salad with dried beef and basil.", 210, 360, snack, []string{"Less sweet", "Thêm khô bò", "No chilli"}, "papaya,salad"},
	{"Khoai lang lắc phô mai", "Sweet potato fries shaken with cheese powder.", 200, 340, snack, []string{"Phô mai nhiều", "Extra crispy", "No sugar"}, "sweetpotato,fries"},
	{"Trứng cút lộn xào bơ", "Quail eggs fried in garlic butter.", 210, 360, snack, []string{"Extra laksa leaves", "Ít bơ", "Bread on the side"}, "quail,egg"},
}
