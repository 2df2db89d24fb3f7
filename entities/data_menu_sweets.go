package entities

var cheBlurbs = []string{
	"Thirty pots of sweet soup under one roof: point, mix, add ice. Dessert for %s.",
	"Coconut cream, mung beans, jelly, and the opinion of everybody's aunt in %s.",
	"Chè, flan and ice cream for hot afternoons in %s.",
	"We soak the beans overnight so that %s can have dessert for breakfast.",
	"A Huế grandmother's sixteen kinds of chè, ladled out in %s until late.",
}

var cheDishes = []dish{
	{"Chè ba màu", "Three colours: red beans, mung beans, pandan jelly, coconut cream.", 200, 340, dessert, []string{"Ít ngọt", "Đá để riêng", "Extra coconut cream"}, "dessert,coconut"},
	{"Chè thái", "Jackfruit, lychee, jellies and durian in coconut milk.", 240, 410, dessert, []string{"Không sầu riêng", "Thêm mít", "Less ice"}, "fruit,dessert"},
	{"Chè bưởi", "Crunchy pomelo pith with mung beans and coconut cream.", 210, 360, dessert, []string{"Ít ngọt", "Extra coconut cream", "Served warm"}, "pomelo,dessert"},
	{"Chè trôi nước", "Sticky rice dumplings with mung bean in ginger syrup.", 210, 360, dessert, []string{"Nhiều gừng", "Served warm", "Extra sesame"}, "dumpling,ginger"},
	{"Chè khúc bạch", "Almond panna cotta with lychee and longan.", 230, 390, dessert, []string{"Extra almonds", "Ít ngọt", "No nuts"}, "almond,lychee"},
	{"Chè đậu đỏ nước dừa", "Red beans in coconut milk.", 200, 320, dessert, []string{"Đá bào", "Less sweet", "No coconut"}, "redbean,dessert"},
	{"Chè bắp", "Sweet corn and sticky rice with coconut cream.", 200, 320, dessert, []string{"Served warm", "Ít ngọt", "Extra coconut cream"}, "corn,dessert"},
	{"Chè chuối", "Banana and tapioca pearls in coconut milk, sesame on top.", 200, 320, dessert, []string{"Served warm", "No peanuts", "Ít ngọt"}, "banana,dessert"},
	{"Chè hạt é nhãn nhục", "Basil seeds with dried longan.", 210, 350, dessert, []string{"Đá để riêng", "Không đường", "More longan"}, "longan,dessert"},
	{"Sương sa hột lựu", "Agar, water-chestnut pearls and mung bean.", 210, 350, dessert, []string{"Extra pearls", "Ít đá", "Less sweet"}, "jelly,dessert"},
	{"Sâm bổ lượng", "Cooling soup of lotus seeds, jujubes, seaweed and longan.", 220, 380, dessert, []string{"No seaweed", "Ít ngọt", "Extra lotus seeds"}, "herbal,dessert"},
	{"Bánh flan", "Caramel custard with a spoon of black coffee.", 200, 310, dessert, []string{"Không cà phê", "Extra caramel", "Đá để riêng"}, "flan,caramel"},
	{"Rau câu dừa", "Coconut jelly set in its own shell.", 240, 420, dessert, []string{"Keep it cold", "No coffee layer", "Spoon, please"}, "coconut,jelly"},
	{"Sữa chua nếp cẩm", "Yoghurt with black sticky rice.", 200, 330, dessert, []string{"Thêm nếp cẩm", "Less ice", "Ít ngọt"}, "yoghurt,rice"},
	{"Kem dừa", "Coconut ice cream with peanuts and jackfruit.", 240, 420, dessert, []string{"No peanuts", "Thêm mít", "Packed with ice"}, "coconut,icecream"},
	{"Kem bơ", "Avocado cream with a scoop of coconut ice cream.", 240, 410, dessert, []string{"Ít ngọt", "No condensed milk", "Extra avocado"}, "avocado,icecream"},
}
