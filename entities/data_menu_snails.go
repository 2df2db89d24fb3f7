package entities

var snailBlurbs = []string{
	"Saigon's favourite evening: little shells, big flavours, toothpicks. Now with delivery all over %s.",
	"Twenty kinds of snails and as many sauces, from a family of %s that cooks nothing else.",
	"Coconut, tamarind, chilli salt, butter and garlic: the ốc of %s, hot in the box.",
	"We open when %s gets off work and close when the last shell is empty.",
	"The pots rattle until late. Snails, clams and cockles for %s.",
}

var snailDishes = []dish{
	{"Ốc hương rang muối ớt", "Sweet snails roasted in chilli salt.", 480, 820, seafood, []string{"Ít cay", "Muối ớt xanh để riêng", "Extra lime"}, "snails,grilled"},
	{"Ốc hương sốt trứng muối", "Sweet snails in salted egg sauce, bread for the rest of it.", 520, 880, seafood, []string{"Thêm bánh mì", "Less salty", "Extra sauce"}, "snails,sauce"},
	{"Ốc len xào dừa", "Mud creepers in coconut cream, to be sucked from the shell.", 380, 640, seafood, []string{"Nhiều nước dừa", "No chilli", "Thêm rau răm"}, "snails,coconut"},
	{"Ốc móng tay xào rau muống", "Razor clams with morning glory and garlic.", 380, 640, mainDish, []string{"Ít dầu", "Extra garlic", "Less salt"}, "razor,clams"},
	{"Ốc mỡ xào bơ tỏi", "Moon snails in garlic butter.", 380, 640, seafood, []string{"Bread on the side", "Nhiều bơ", "No chilli"}, "garlic,snails"},
	{"Ốc bươu nhồi thịt", "Apple snails stuffed with pork and lemongrass.", 360, 600, snack, []string{"Nước mắm gừng để riêng", "Extra ginger", "No lemongrass pieces"}, "stuffed,snails"},
	{"Ốc gạo hấp sả", "River snails steamed with lemongrass.", 280, 480, seafood, []string{"Thêm nước chấm", "Extra lemongrass", "No chilli"}, "steamed,snails"},
	{"Sò điệp nướng mỡ hành", "Scallops grilled with scallion oil and peanuts.", 420, 700, seafood, []string{"No peanuts", "Ít mỡ hành", "Well done"}, "scallops,grilled"},
	{"Sò lông nướng mỡ hành", "Hairy cockles grilled with scallion oil.", 360, 600, seafood, []string{"No peanuts", "Chín kỹ", "Extra scallion oil"}, "cockles,grilled"},
	{"Nghêu hấp Thái", "Clams steamed hot and sour, Thai style.", 360, 600, seafood, []string{"Less sour", "Nhiều nước", "No coriander"}, "clams,soup"},
	{"Hàu nướng mỡ hành", "Oysters with scallion oil and fried shallots.", 460, 780, seafood, []string{"No peanuts", "Well done", "Extra shallots"}, "oysters,grilled"},
	{"Chân gà sả tắc", "Chicken feet pickled with lemongrass and kumquat.", 320, 540, snack, []string{"Rút xương nếu có", "Less spicy", "Extra kumquat"}, "chicken,feet"},
	{"Càng cua rang me", "Crab claws in tamarind caramel.", 560, 940, seafood, []string{"Extra sauce", "Thêm bánh mì", "Crack the claws, please"}, "crab,claws"},
	{"Tôm tích cháy tỏi", "Mantis shrimps under a crust of fried garlic.", 680, 1180, seafood, []string{"Extra garlic", "Cắt sẵn giúp em", "Less oil"}, "shrimp,garlic"},
	{"Mì xào nghêu", "Instant noodles fried with clams and greens.", 280, 460, plate, []string{"Mì còn dai", "No chilli", "Thêm rau"}, "noodles,clams"},
	{"Bánh mì chấm", "A warm baguette for what is left in the shells.", 200, 310, snack, []string{"Cut into slices", "Nướng giòn", "Gói riêng"}, "baguette,bread"},
}
