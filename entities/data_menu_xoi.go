package entities

var xoiBlurbs = []string{
	"Sticky rice, congee and crab soup: soft food for %s at hard hours.",
	"What the mothers of %s cook when somebody has a cold, and when nobody has.",
	"Steamed in bamboo, turned by hand. Xôi and cháo for the hungry of %s.",
	"One pot of rice, twelve toppings. A meal in %s for less than the parking.",
	"Slow congee and glossy sticky rice from an alley in %s, wrapped in banana leaf where it should be.",
}

var xoiDishes = []dish{
	{"Xôi mặn", "Sticky rice with Chinese sausage, pork floss, pâté and fried shallots.", 200, 360, plate, []string{"No pâté", "Nhiều chà bông", "Thêm hành phi"}, "sticky,rice"},
	{"Xôi gà xé", "Sticky rice with shredded chicken and scallion oil.", 210, 370, plate, []string{"No skin", "Thêm mỡ hành", "Extra chicken"}, "sticky,chicken"},
	{"Xôi gà chiên", "Sticky rice with a fried chicken thigh.", 250, 430, plate, []string{"Da giòn", "Boneless", "Extra chilli sauce"}, "fried,chicken"},
	{"Xôi khúc", "Cudweed sticky rice with mung bean and pork.", 200, 340, snack, []string{"Warm, please", "No pepper", "Thêm hành phi"}, "sticky,rice"},
	{"Xôi xéo", "Turmeric sticky rice with mung bean shavings and shallots.", 200, 330, snack, []string{"Nhiều đậu", "No pork fat", "Extra shallots"}, "yellow,stickyrice"},
	{"Xôi vò", "Sticky rice tossed in mung bean, each grain apart.", 200, 320, snack, []string{"Ít ngọt", "Gói lá chuối", "Warm, please"}, "mungbean,rice"},
	{"Xôi lá dứa sầu riêng", "Pandan sticky rice with durian and coconut.", 240, 420, dessert, []string{"Gói kỹ giúp em", "Extra coconut", "Less sugar"}, "pandan,durian"},
	{"Xôi bắp", "Sticky rice with corn, sugar and sesame.", 200, 310, snack, []string{"Ít đường", "Extra coconut", "No shallots"}, "corn,stickyrice"},
	{"Cháo lòng", "Congee with offal, blood pudding and bean sprouts.", 220, 400, soup, []string{"No liver", "Thêm quẩy", "Extra pepper"}, "congee,pork"},
	{"Cháo sườn", "Smooth rice congee with pork ribs.", 210, 380, soup, []string{"Mềm cho bé ăn", "No pepper", "Quẩy gói riêng"}, "congee,ribs"},
	{"Cháo gà", "Congee with free-range chicken and a cabbage salad.", 230, 410, soup, []string{"Lấy thịt đùi", "Gỏi để riêng", "Extra ginger"}, "congee,chicken"},
	{"Cháo vịt", "Congee with poached duck and ginger fish sauce.", 260, 460, soup, []string{"Less fat", "Nước mắm gừng nhiều", "No skin"}, "congee,duck"},
	{"Cháo cá lóc rau đắng", "Congee with snakehead fish and bitter greens.", 250, 440, soup, []string{"Bones removed", "Thêm rau đắng", "Extra pepper"}, "fish,congee"},
	{"Cháo trắng hột vịt muối", "Plain congee with salted egg and caramel fish.", 200, 340, soup, []string{"Two salted eggs", "Less salty", "Thêm dưa mắm"}, "congee,egg"},
	{"Súp cua", "Thick crab soup with quail eggs and corn.", 210, 370, soup, []string{"Thêm trứng bắc thảo", "No coriander", "Extra pepper"}, "crab,soup"},
	{"Gỏi vịt bắp cải", "Cabbage salad with shredded duck and ginger dressing.", 260, 450, mainDish, []string{"No onion", "Dressing apart", "Thêm rau răm"}, "duck,salad"},
}
