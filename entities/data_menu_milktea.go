package entities

var milkTeaBlurbs = []string{
	"Tea brewed every two hours, pearls cooked every four. The afternoon pick-me-up of %s.",
	"Half sugar, less ice, extra cheese foam: %s orders exactly what it wants.",
	"Oolong from Bảo Lộc, milk from Củ Chi, boba from our own pot in %s.",
	"The queue after school is long in %s; the delivery line is shorter.",
	"Fruit teas, milk teas and macchiato for every desk in %s.",
}

var milkTeaDishes = []dish{
	{"Trà sữa trân châu đường đen", "Black tea with milk and warm brown-sugar pearls.", 220, 410, drink, []string{"50% đường", "Less ice", "Trân châu mềm"}, "bubble,tea"},
	{"Trà sữa truyền thống", "The classic: Ceylon tea, milk, black pearls.", 200, 360, drink, []string{"30% đường", "No ice", "Thêm trân châu"}, "milk,tea"},
	{"Trà sữa ô long", "Roasted oolong with milk.", 220, 390, drink, []string{"Ít đường", "Less ice", "Extra tea"}, "oolong,milktea"},
	{"Trà sữa Thái xanh", "Thai green tea with milk.", 200, 360, drink, []string{"70% đường", "Ít đá", "No pearls"}, "green,milktea"},
	{"Trà sữa Thái đỏ", "Thai red tea, spiced and creamy.", 200, 360, drink, []string{"50% đường", "Less ice", "Thêm thạch"}, "thai,milktea"},
	{"Trà sữa matcha", "Matcha whisked into fresh milk.", 240, 430, drink, []string{"No sugar", "Ít đá", "Extra matcha"}, "matcha,milk"},
	{"Trà sữa khoai môn", "Taro milk tea with real taro paste.", 230, 410, drink, []string{"Less sweet", "Thêm khoai", "No ice"}, "taro,milktea"},
	{"Trà sữa socola", "Chocolate milk tea.", 220, 390, drink, []string{"30% đường", "Less ice", "Extra pearls"}, "chocolate,milktea"},
	{"Hồng trà kem cheese", "Black tea under salted cheese foam.", 220, 400, drink, []string{"Kem để riêng", "50% đường", "No ice"}, "cheese,tea"},
	{"Trà đào cam sả", "Peach tea with orange and lemongrass.", 220, 400, drink, []string{"Thêm đào", "Less ice", "Ít ngọt"}, "peach,tea"},
	{"Trà vải", "Lychee tea with whole fruit.", 210, 380, drink, []string{"Thêm vải", "Ít đá", "Less sugar"}, "lychee,tea"},
	{"Trà dâu tằm", "Mulberry tea from Đà Lạt.", 210, 380, drink, []string{"Ít ngọt", "Less ice", "Extra berries"}, "mulberry,tea"},
	{"Trà tắc mật ong", "Kumquat tea with honey.", 200, 330, drink, []string{"Ít chua", "Less ice", "No seeds, please"}, "kumquat,tea"},
	{"Trà xanh chanh dây", "Passion fruit green tea.", 200, 350, drink, []string{"Không hạt", "50% đường", "Ít đá"}, "passionfruit,tea"},
	{"Sữa tươi trân châu đường đen", "Fresh milk and brown-sugar pearls, no tea.", 230, 410, drink, []string{"Ít đường đen", "No ice", "Extra pearls"}, "brownsugar,milk"},
	{"Trà sữa ba anh em", "Milk tea with pearls, pudding and grass jelly.", 240, 430, drink, []string{"Bỏ pudding", "30% đường", "Ít đá"}, "bubble,tea"},
}
