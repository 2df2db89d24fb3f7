package entities

var chineseBlurbs = []string{
	"Bamboo baskets and strong tea: the Cantonese mornings of Chợ Lớn, brought to %s.",
	"Roast ducks in the window, dumplings under the lid. Chinese cooking in %s since the grandparents.",
	"Four generations from Guangdong, one wok, the whole of %s at the table.",
	"Har gow, siu mai, char siu bao: folded by hand for %s.",
	"Teochew noodles at noon, dim sum all day. Ask for the chilli oil, %s always does.",
}

var chineseDishes = []dish{
	{"Há cảo tôm", "Steamed prawn dumplings in clear skins.", 280, 480, snack, []string{"Extra chilli oil", "Steam, don't fry", "Soy sauce apart"}, "hargow,dimsum"},
	{"Xíu mại tôm thịt", "Open dumplings of pork and prawn.", 260, 450, snack, []string{"Extra chilli oil", "No roe", "Soy sauce apart"}, "siumai,dimsum"},
	{"Bánh bao xá xíu", "Steamed buns with barbecued pork.", 220, 380, snack, []string{"Hấp nóng giúp em", "Less sweet", "Gói riêng từng cái"}, "charsiu,bun"},
	{"Bánh bao kim sa", "Steamed buns with molten salted egg custard.", 240, 410, snack, []string{"Cẩn thận nóng", "Warm, please", "Gói riêng từng cái"}, "custard,bun"},
	{"Chân gà tàu xì", "Chicken feet in black bean sauce.", 260, 440, snack, []string{"Extra sauce", "Less spicy", "Hấp mềm"}, "chicken,feet"},
	{"Tiểu long bao", "Soup dumplings, to be eaten with care.", 320, 540, snack, []string{"Extra ginger", "Vinegar apart", "Straw not needed"}, "soup,dumplings"},
	{"Bánh cuốn tôm Quảng Đông", "Rice noodle rolls with prawns and sweet soy.", 280, 480, snack, []string{"Soy sauce apart", "No coriander", "Extra sesame"}, "cheungfun,prawn"},
	{"Mì vịt tiềm", "Egg noodles with five-spice braised duck leg.", 420, 720, bowl, []string{"Lấy đùi", "Nước để riêng", "Extra greens"}, "duck,noodle"},
	{"Mì xá xíu hoành thánh", "Egg noodles with char siu and wontons.", 300, 520, bowl, []string{"Ăn khô", "No chives", "Extra pork fat"}, "wonton,noodles"},
	{"Hủ tiếu xào bò", "Flat noodles, wok-fried with beef.", 340, 580, mainDish, []string{"Less oil", "Extra wok char", "No onion"}, "beef,noodles"},
	{"Cơm vịt quay", "Roast duck over rice.", 400, 680, plate, []string{"Da giòn", "Less fat", "Extra plum sauce"}, "roast,duck"},
	{"Cơm xá xíu", "Barbecued pork over rice.", 320, 560, plate, []string{"Lean pieces", "Extra sauce", "Thêm dưa chua"}, "charsiu,rice"},
	{"Vịt quay Bắc Kinh nửa con", "Half a duck with pancakes, cucumber and hoisin.", 1180, 1980, sharing, []string{"Extra pancakes", "Chặt sẵn", "No spring onion"}, "peking,duck"},
	{"Đậu hũ Tứ Xuyên", "Mapo tofu with pork and Sichuan pepper.", 340, 580, mainDish, []string{"Less numbing", "No pork", "Rice on the side"}, "mapo,tofu"},
	{"Sườn xào chua ngọt", "Sweet and sour pork ribs with pineapple.", 400, 680, mainDish, []string{"Boneless", "Less sweet", "No pineapple"}, "sweet,sour"},
	{"Sủi cảo chiên", "Pan-fried dumplings, crisp on one side.", 280, 480, snack, []string{"Extra vinegar", "No chives", "Chiên giòn"}, "fried,dumplings"},
}
