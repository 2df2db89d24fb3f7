package entities

var deltaBlurbs = []string{
	"Turmeric crêpes as wide as the pan, and a basket of leaves to roll them in. The Mekong, in %s.",
	"The batter sizzles, the lid goes on, %s waits two minutes. It is worth it.",
	"Cooking from the river provinces: coconut, freshwater prawns, wild greens, delivered in %s.",
	"Our aunt still sends the herbs from Sa Đéc every morning, by boat and by bus to %s.",
	"Crisp outside, soft inside, too big for the plate: the crêpe house of %s.",
}

var deltaDishes = []dish{
	{"Bánh xèo tôm thịt", "Sizzling crêpe with prawns, pork and bean sprouts.", 280, 500, mainDish, []string{"Thêm rau sống", "Extra crisp", "No bean sprouts"}, "crepe,prawn"},
	{"Bánh xèo vịt", "Crêpe with minced duck and wild mushrooms.", 300, 520, mainDish, []string{"Nước mắm để riêng", "Extra lettuce", "Less oil"}, "crepe,duck"},
	{"Bánh xèo nấm", "Crêpe with mushrooms and mung beans.", 260, 450, mainDish, []string{"No pork fat", "Thêm nấm", "Extra crisp"}, "crepe,mushroom"},
	{"Bánh khọt", "Little coconut cakes with a prawn on each.", 260, 460, snack, []string{"Giòn rìa", "No spring onion", "Thêm đồ chua"}, "coconut,cakes"},
	{"Bánh cống Sóc Trăng", "Fried cakes of mung bean and whole prawns.", 250, 430, snack, []string{"Chiên giòn", "Extra herbs", "No pork"}, "fried,cake"},
	{"Bún mắm", "Noodles in fermented fish broth with prawns, squid and roast pork.", 300, 540, bowl, []string{"Thêm heo quay", "No squid", "Nhiều rau"}, "noodle,fish"},
	{"Bún nước lèo Trà Vinh", "Khmer noodle soup with snakehead fish and roast pork.", 270, 480, bowl, []string{"Less fishy", "Thêm chả giò", "Extra banana blossom"}, "noodle,fish"},
	{"Bún cá Châu Đốc", "Turmeric fish noodle soup with điên điển flowers.", 260, 460, bowl, []string{"Bones removed", "Thêm bông điên điển", "No onion"}, "turmeric,fish"},
	{"Cá lóc nướng trui", "Snakehead fish roasted in straw, rice paper and star fruit.", 880, 1480, sharing, []string{"Thêm bánh tráng", "Mắm nêm để riêng", "Extra herbs"}, "grilled,fish"},
	{"Gà nướng đất sét", "Chicken roasted in clay with lemongrass.", 980, 1580, sharing, []string{"Chặt sẵn", "Extra pepper salt", "Thêm xôi"}, "roast,chicken"},
	{"Ếch chiên bơ", "Frog legs fried in butter and garlic.", 420, 720, mainDish, []string{"Extra crisp", "Ít bơ", "No garlic"}, "frog,legs"},
	{"Gỏi củ hủ dừa tôm thịt", "Coconut heart salad with prawns and pork.", 360, 620, mainDish, []string{"No peanuts", "Dressing apart", "Extra prawn crackers"}, "coconut,salad"},
	{"Lẩu cá linh bông điên điển", "Tiny river fish and yellow flowers in a sour broth.", 880, 1480, sharing, []string{"Thêm bông", "Less sour", "Extra noodles"}, "hotpot,fish"},
	{"Tép rang ba rọi", "River shrimps and pork belly, dry-fried and salty.", 300, 520, mainDish, []string{"Ít mặn", "Extra chilli", "Less fat"}, "shrimp,pork"},
	{"Canh chua bông so đũa", "Sour soup with river flowers and prawns.", 300, 520, soup, []string{"Less sour", "No chilli", "Thêm rau om"}, "sour,soup"},
	{"Chuối nếp nướng", "Banana in sticky rice, grilled, with coconut cream.", 200, 340, dessert, []string{"Nhiều nước cốt", "No peanuts", "Less sweet"}, "banana,grilled"},
}
