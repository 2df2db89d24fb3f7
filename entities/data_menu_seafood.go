package entities

var seafoodBlurbs = []string{
	"The tanks are filled at four in the morning and empty by night: live seafood for %s.",
	"Crab, prawns and fish from Cần Giờ and Phan Thiết, cooked your way in %s.",
	"Choose the catch, choose the sauce; we bring it steaming to any door in %s.",
	"Charcoal, salt, chilli and the sea. A seafood family that has cooked in %s since 1992.",
	"What the boats land in Vũng Tàu at dusk is on the table in %s the same evening.",
}

var seafoodDishes = []dish{
	{"Tôm sú nướng muối ớt", "Tiger prawns grilled in chilli salt.", 580, 980, seafood, []string{"Ít cay cho bé", "Muối ớt xanh để riêng", "Butterflied, please"}, "grilled,prawns"},
	{"Tôm hấp nước dừa", "Prawns steamed in young coconut water.", 560, 940, seafood, []string{"Don't overcook", "Thêm muối tiêu chanh", "Lấy nước dừa"}, "steamed,prawns"},
	{"Cua rang me", "Mud crab in tamarind caramel.", 980, 1680, seafood, []string{"Nhiều sốt me", "Crack the claws, please", "Thêm bánh mì"}, "crab,tamarind"},
	{"Cua hấp bia", "Mud crab steamed in beer and lemongrass.", 940, 1600, seafood, []string{"Cua gạch nếu có", "Pepper-lime dip apart", "Crack the claws, please"}, "steamed,crab"},
	{"Ghẹ rang muối", "Blue crab, salt-roasted with garlic.", 780, 1280, seafood, []string{"Extra garlic", "Ghẹ chắc thịt", "Less salty"}, "blue,crab"},
	{"Mực nướng sa tế", "Squid in satay, straight from the grill.", 540, 920, seafood, []string{"Cut into rings", "Ít cay", "Mực một nắng nếu có"}, "grilled,squid"},
	{"Mực chiên giòn", "Crisp squid rings with tamarind-chilli dip.", 480, 820, mainDish, []string{"Fried extra crisp", "Thêm tương ớt", "Lemon on the side"}, "fried,squid"},
	{"Mực hấp gừng", "Whole squid steamed with ginger and spring onion.", 520, 880, seafood, []string{"Thêm gừng", "No ink sacs", "Don't overcook"}, "steamed,squid"},
	{"Cá bống mú hấp Hồng Kông", "Grouper steamed with soy, ginger and hot oil.", 1080, 1880, sharing, []string{"Ít dầu", "No spring onion", "Cá còn sống"}, "steamed,fish"},
	{"Cá diêu hồng chiên xù", "Red tilapia fried whole, rice paper and herbs to roll it in.", 780, 1280, sharing, []string{"Thêm bánh tráng", "Extra fish sauce", "Fried extra crisp"}, "fried,fish"},
	{"Hàu nướng phô mai", "Oysters grilled under cheese.", 520, 880, seafood, []string{"Ít phô mai", "Well done", "Thêm mỡ hành nửa phần"}, "oyster,cheese"},
	{"Sò huyết rang me", "Blood cockles in tamarind and garlic.", 460, 780, seafood, []string{"Cook them through", "Thêm rau răm", "Extra sauce"}, "cockles,tamarind"},
	{"Nghêu hấp sả", "Clams steamed with lemongrass and chilli.", 380, 640, seafood, []string{"Nhiều nước", "No chilli", "Thêm sả"}, "steamed,clams"},
	{"Bạch tuộc nướng sa tế", "Octopus from the coals, satay and okra.", 520, 880, seafood, []string{"Cut small", "Ít cay", "Extra okra"}, "grilled,octopus"},
	{"Cơm chiên hải sản", "Fried rice with prawns, squid and egg.", 320, 560, plate, []string{"No squid", "Ít dầu", "Extra chilli sauce"}, "seafood,rice"},
	{"Mì xào hải sản", "Egg noodles with prawns, squid and greens.", 340, 580, plate, []string{"Mì xào giòn", "No squid", "Thêm rau cải"}, "seafood,noodles"},
}
