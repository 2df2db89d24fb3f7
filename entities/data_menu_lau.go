package entities

var lauBlurbs = []string{
	"A pot, a burner and four friends. We bring the first two to any address in %s.",
	"Hot pots from the river delta to the northern hills, packed cold and safe for %s.",
	"The broth has been on the fire since morning; all that %s has to do is bring it back to the boil.",
	"When it pours over %s, our phones do not stop ringing.",
	"Meat sliced to order, greens washed thrice, noodles enough. Hot pot evenings for %s.",
}

var lauDishes = []dish{
	{"Lẩu thái hải sản", "Hot and sour broth with prawns, squid, clams and fish.", 1080, 1780, sharing, []string{"Less spicy", "Thêm bún", "No squid"}, "hotpot,seafood"},
	{"Lẩu bò", "Beef broth with shank, tendon and rare slices.", 1080, 1780, sharing, []string{"Thêm rau", "Extra fermented tofu dip", "Mì thay bún"}, "hotpot,beef"},
	{"Lẩu gà lá é", "Chicken hot pot with Phú Yên's lemon basil and green chilli.", 980, 1620, sharing, []string{"Thêm lá é", "Less spicy", "Gà chặt nhỏ"}, "hotpot,chicken"},
	{"Lẩu gà ớt hiểm", "Chicken in a clear, fiery broth.", 980, 1600, sharing, []string{"Ít ớt", "Thêm nấm", "Extra noodles"}, "hotpot,chicken"},
	{"Lẩu mắm", "Fermented fish broth with catfish, prawns, pork and a garden of greens.", 1080, 1780, sharing, []string{"Nhiều rau đắng", "No aubergine", "Thêm bún"}, "hotpot,fish"},
	{"Lẩu cá kèo lá giang", "Goby fish and sour lá giang leaves.", 880, 1480, sharing, []string{"Cá làm sạch giúp em", "Less sour", "Thêm rau"}, "hotpot,fish"},
	{"Lẩu cá tầm măng chua", "Sturgeon with sour bamboo shoots.", 1280, 2180, sharing, []string{"No bamboo shoots on top", "Extra dill", "Thêm bún"}, "hotpot,sturgeon"},
	{"Lẩu riêu cua bắp bò", "Crab curds, tomato and beef shank.", 1080, 1780, sharing, []string{"Thêm đậu hũ", "No shrimp paste", "Extra crab curds"}, "hotpot,crab"},
	{"Lẩu dê", "Goat with taro, lotus root and mustard greens.", 1180, 1980, sharing, []string{"Thêm chao", "No skin", "Extra taro"}, "hotpot,goat"},
	{"Lẩu ếch măng cay", "Frog with bamboo shoots and chilli.", 980, 1580, sharing, []string{"Ít cay", "Thêm măng", "Extra noodles"}, "hotpot,spicy"},
	{"Lẩu vịt nấu chao", "Duck in fermented tofu with taro.", 1080, 1780, sharing, []string{"Less fat", "Thêm khoai môn", "Extra morning glory"}, "hotpot,duck"},
	{"Lẩu nấm gà ác", "Black chicken, goji berries and seven mushrooms.", 1180, 1880, sharing, []string{"No goji berries", "Thêm nấm", "Mild, for a child"}, "hotpot,mushroom"},
	{"Lẩu tứ xuyên", "Two-flavour Sichuan pot, one half numbing, one half mild.", 1180, 1980, sharing, []string{"More numbing, less hot", "Thêm viên thả lẩu", "Mild half, please"}, "sichuan,hotpot"},
	{"Ba chỉ bò Mỹ thêm", "Another tray of thinly sliced American beef belly.", 480, 780, snack, []string{"Cắt mỏng", "Packed cold", "Less fat"}, "sliced,beef"},
	{"Viên thả lẩu tổng hợp", "A tray of fish, prawn and cuttlefish balls.", 320, 540, snack, []string{"No cuttlefish", "Thêm viên cá", "Packed cold"}, "fish,balls"},
	{"Rau nấm thêm", "A basket of greens and mushrooms.", 220, 380, snack, []string{"Rửa sạch giúp em", "More mushrooms", "No bitter greens"}, "vegetables,mushroom"},
}
