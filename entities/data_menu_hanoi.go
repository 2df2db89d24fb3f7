package entities

var hanoiBlurbs = []string{
	"Smoke from the charcoal, vinegar in the dip: Hà Nội's lunch hour in the middle of %s.",
	"Northerners who live in %s come here when they are homesick.",
	"Vermicelli pressed every morning, shrimp paste whipped to order. The Old Quarter, moved to %s.",
	"No sugar in the broth, no bean sprouts on the side. We cook northern, and %s has come round to it.",
	"A tray, a basket of herbs, a bowl of dip, and the patience of %s.",
}

var hanoiDishes = []dish{
	{"Bún chả Hà Nội", "Charcoal-grilled pork in warm dip, noodles and herbs beside.", 260, 470, bowl, []string{"Nước chấm để riêng", "Extra garlic", "Thịt nạc"}, "buncha,pork"},
	{"Bún đậu mắm tôm", "Fried tofu, pressed noodles and shrimp paste.", 280, 480, mainDish, []string{"Nước mắm thay mắm tôm", "Thêm đậu", "Extra herbs"}, "tofu,noodles"},
	{"Mẹt bún đậu đầy đủ", "The whole tray: tofu, pork, sausage, green rice cakes, noodles.", 460, 780, sharing, []string{"No intestines", "Mắm tôm pha sẵn", "Extra cucumber"}, "tofu,platter"},
	{"Chả cá Lã Vọng", "Turmeric fish with dill, peanuts and noodles.", 480, 820, sharing, []string{"Extra dill", "Mắm nêm để riêng", "No peanuts"}, "turmeric,fish"},
	{"Phở Hà Nội tái chín", "Northern phở: clear, plain and deep.", 260, 460, bowl, []string{"Nhiều hành", "No MSG if possible", "Thêm quẩy"}, "pho,hanoi"},
	{"Phở cuốn", "Fresh phở sheets rolled around beef and lettuce.", 260, 450, rolls, []string{"No coriander", "Extra dip", "Cuốn chặt"}, "pho,rolls"},
	{"Phở chiên phồng", "Puffed fried noodle squares with beef gravy.", 320, 540, mainDish, []string{"Sốt để riêng", "No onion", "Extra greens"}, "fried,noodle"},
	{"Bún riêu cua", "Crab and tomato noodle soup with tofu.", 250, 440, bowl, []string{"No shrimp paste", "Thêm đậu hũ", "Extra crab"}, "crab,noodle"},
	{"Bún ốc", "Snail noodle soup with tomato and vinegar.", 260, 460, bowl, []string{"Ít cay", "No herbs in the soup", "Thêm ốc"}, "snail,noodle"},
	{"Bún thang", "Chicken, egg and ham, cut fine, in the clearest of broths.", 270, 470, bowl, []string{"No shrimp paste", "Extra broth", "Thịt ức"}, "noodle,chicken"},
	{"Bánh cuốn nóng", "Steamed rice sheets with pork and mushrooms.", 230, 410, mainDish, []string{"Không hành phi", "Thêm chả quế", "No mushrooms"}, "rice,rolls"},
	{"Bánh cuốn chả mực", "Steamed rice sheets with Hạ Long squid cakes.", 320, 540, mainDish, []string{"Chả mực chiên nóng", "Extra dip", "No shallots"}, "squid,rolls"},
	{"Nem rán Hà Nội", "Northern fried rolls with pork and glass noodles.", 240, 420, rolls, []string{"Cắt đôi", "Fried extra crisp", "Thêm rau"}, "fried,rolls"},
	{"Nem cua bể", "Square fried rolls with sea crab.", 320, 540, rolls, []string{"Cắt tư", "Extra dip", "No coriander"}, "crab,rolls"},
	{"Chả cốm", "Pork cakes with young green rice.", 240, 420, snack, []string{"Chiên vàng", "Less oil", "Extra chilli sauce"}, "pork,cake"},
	{"Trà sen vàng", "Iced lotus tea, lightly sweet.", 200, 310, juice, []string{"Không đường", "Ít đá", "Served hot"}, "lotus,tea"},
}
