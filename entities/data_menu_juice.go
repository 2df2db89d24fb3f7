package entities

var juiceBlurbs = []string{
	"Fruit from Cái Bè, cut when you order and blended before your rider has turned round in %s.",
	"Sugar cane, avocado, soursop, dragon fruit: the cold side of %s.",
	"No syrup, no powder. A juice bar in %s with a very loud blender.",
	"The fruit seller of the corner bought a blender, and %s has been healthier since.",
	"Smoothies and pressed juices for gyms, offices and hangovers in %s.",
}

var juiceDishes = []dish{
	{"Sinh tố bơ", "Avocado smoothie with condensed milk.", 220, 390, juice, []string{"Ít ngọt", "No condensed milk", "Xay đặc"}, "avocado,smoothie"},
	{"Sinh tố xoài", "Mango smoothie.", 210, 370, juice, []string{"Ít đá", "No sugar", "With yoghurt"}, "mango,smoothie"},
	{"Sinh tố mãng cầu", "Soursop smoothie, sweet and tart.", 220, 390, juice, []string{"Không hạt giúp em", "Less sweet", "No milk"}, "soursop,smoothie"},
	{"Sinh tố dâu", "Strawberries from Đà Lạt with yoghurt.", 240, 420, juice, []string{"No sugar", "Extra strawberries", "Ít đá"}, "strawberry,smoothie"},
	{"Sinh tố sapoche", "Sapodilla smoothie, tastes of caramel.", 220, 380, juice, []string{"Không đường", "Ít sữa", "Less ice"}, "sapodilla,smoothie"},
	{"Sinh tố bơ sầu riêng", "Avocado and durian.", 280, 480, juice, []string{"Gói kỹ giúp em", "Less sweet", "Xay đặc"}, "durian,smoothie"},
	{"Nước mía", "Fresh sugar cane with kumquat.", 200, 310, juice, []string{"Ít đá", "Nhiều tắc", "No ice"}, "sugarcane,juice"},
	{"Nước cam vắt", "Oranges and nothing else.", 220, 380, juice, []string{"Không đường", "No ice", "Strain the pulp"}, "orange,juice"},
	{"Nước ép dưa hấu", "Watermelon juice.", 200, 340, juice, []string{"Không đường", "Ít đá", "With a little mint"}, "watermelon,juice"},
	{"Nước ép thơm", "Pineapple juice with a pinch of chilli salt.", 200, 350, juice, []string{"No salt", "Ít đá", "No sugar"}, "pineapple,juice"},
	{"Nước ép cần tây táo", "Celery and green apple.", 240, 410, juice, []string{"No ice", "More apple", "Không đường"}, "celery,juice"},
	{"Nước ép cà rốt cam", "Carrot and orange.", 220, 380, juice, []string{"No sugar", "No ice", "Thêm gừng"}, "carrot,juice"},
	{"Nước dừa tươi", "A young coconut, opened.", 200, 330, juice, []string{"Để nguyên trái", "Đổ ra ly giúp em", "With the flesh"}, "coconut,water"},
	{"Rau má đậu xanh", "Pennywort with mung bean.", 200, 330, juice, []string{"Ít ngọt", "Less ice", "Thêm sữa dừa"}, "green,juice"},
	{"Chanh dây đá xay", "Frozen passion fruit.", 210, 360, juice, []string{"Không hạt", "Less sweet", "Ít đá"}, "passionfruit,drink"},
	{"Trái cây tô", "A bowl of fruit with crushed ice, milk and jelly.", 260, 450, dessert, []string{"No condensed milk", "Đá để riêng", "Extra mango"}, "fruit,bowl"},
}
