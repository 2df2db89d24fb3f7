package entities

var bbqBlurbs = []string{
	"Charcoal, a fan and a line of scooters: the grill on every corner of %s, without the smoke in your hair.",
	"Marinated since morning, grilled when you order. Dinner and late nights in %s.",
	"Short ribs, chicken wings, okra and beer snacks for the balconies of %s.",
	"From Bình Thuận's lamb to Saigon's pork belly, all of it over real coals in %s.",
	"The coals glow until the last scooter of %s is home.",
}

var bbqDishes = []dish{
	{"Bò nướng lá lốt", "Minced beef in betel leaves, grilled until they crackle.", 320, 560, skewers, []string{"No peanuts", "Thêm mắm nêm", "Extra rice paper"}, "grilled,beef"},
	{"Sườn bò nướng tảng", "A slab of beef short rib, glazed and charred.", 980, 1680, sharing, []string{"Medium", "Chín kỹ", "Cut off the bone"}, "beef,ribs"},
	{"Ba chỉ heo nướng riềng mẻ", "Pork belly in galangal and fermented rice.", 380, 640, mainDish, []string{"Thịt nạc hơn", "Extra herbs", "Ít ngọt"}, "pork,belly"},
	{"Sườn heo nướng mật ong", "Pork ribs in honey and five spice.", 560, 940, sharing, []string{"Chặt nhỏ", "Less sweet", "Extra sauce"}, "honey,ribs"},
	{"Cánh gà nướng muối ớt", "Chicken wings in chilli salt.", 360, 600, snack, []string{"Ít cay", "Da giòn", "Extra lime"}, "chicken,wings"},
	{"Gà nướng lu", "A whole chicken roasted in a clay jar.", 980, 1580, sharing, []string{"Chặt sẵn", "Thêm muối tiêu", "Crisp skin, please"}, "roast,chicken"},
	{"Dê nướng chao", "Goat marinated in fermented tofu.", 560, 940, mainDish, []string{"Thịt mềm", "Extra lettuce", "No skin"}, "grilled,goat"},
	{"Bạch tuộc nướng", "Baby octopus with satay.", 480, 820, skewers, []string{"Ít cay", "Well done", "Extra dip"}, "grilled,octopus"},
	{"Tôm nướng sa tế", "Prawns on skewers with satay.", 520, 880, skewers, []string{"Bóc vỏ lưng", "Less spicy", "Extra lime"}, "prawn,skewer"},
	{"Xiên que heo nướng sả", "Pork skewers with lemongrass.", 260, 440, skewers, []string{"Cháy cạnh", "No fat", "Extra pickles"}, "pork,skewer"},
	{"Xiên bò nướng hành lá", "Beef wrapped around spring onion.", 320, 540, skewers, []string{"Medium", "No onion", "Extra sauce"}, "beef,skewer"},
	{"Lòng nướng", "Grilled pork intestines, crisp outside.", 360, 620, mainDish, []string{"Nướng kỹ", "Extra mắm tôm", "No chilli"}, "grilled,offal"},
	{"Đậu bắp nướng", "Okra from the grill with fermented tofu.", 210, 350, snack, []string{"Not too charred", "Chao để riêng", "No chilli"}, "grilled,okra"},
	{"Bắp nướng mỡ hành", "Corn on the cob with scallion oil.", 200, 320, snack, []string{"Ít mỡ", "Bắp nếp", "Extra scallion"}, "grilled,corn"},
	{"Nấm kim châm cuộn ba chỉ", "Enoki mushrooms rolled in pork belly.", 320, 540, skewers, []string{"Nướng giòn", "Less salty", "Extra sauce"}, "enoki,pork"},
	{"Cơm cháy kho quẹt", "Crisp rice with caramel pork dip and boiled vegetables.", 280, 480, mainDish, []string{"Kho quẹt để riêng", "Extra vegetables", "No dried shrimp"}, "crispy,rice"},
}
