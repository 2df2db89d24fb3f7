package entities

var bakeryBlurbs = []string{
	"Ovens on at three, shutters up before the traffic: bread, buns and birthday cakes for %s.",
	"French lamination, Vietnamese coconut. A neighbourhood bakery in %s.",
	"Sourdough with a mother from 2016, croissants with real butter, delivered warm in %s.",
	"The smell finds you three houses before the door. Find us in %s.",
	"Cakes that arrive in one piece: we only hire careful riders in %s.",
}

var bakeryDishes = []dish{
	{"Butter croissant", "Twenty-seven layers of French butter.", 220, 380, cake, []string{"Warm it up, please", "Not too dark", "Jam on the side"}, "croissant,bakery"},
	{"Pain au chocolat", "Two bars of Bến Tre chocolate in croissant dough.", 240, 410, cake, []string{"Warm it up, please", "Dark bake", "Pack it flat"}, "chocolate,pastry"},
	{"Almond croissant", "Twice-baked with almond cream.", 260, 450, cake, []string{"Less icing sugar", "Cut in half", "Warm it up, please"}, "almond,croissant"},
	{"Bánh su kem", "Choux buns with vanilla custard.", 200, 330, cake, []string{"Giữ lạnh giúp em", "Mixed flavours", "Less sweet"}, "cream,puff"},
	{"Bánh bông lan trứng muối", "Sponge cake with salted egg, pork floss and mayonnaise.", 240, 430, cake, []string{"Nhiều chà bông", "Ít sốt", "Cut into pieces"}, "sponge,cake"},
	{"Bánh bông lan cuộn", "Rolled sponge with coffee cream.", 220, 380, cake, []string{"Cut into slices", "Less cream", "Giữ lạnh"}, "roll,cake"},
	{"Tiramisu", "Mascarpone, cocoa and phin coffee.", 280, 480, cake, []string{"No alcohol", "Extra cocoa", "Giữ lạnh"}, "tiramisu,cake"},
	{"Passion fruit cheesecake", "Baked cheesecake under passion fruit curd.", 290, 490, cake, []string{"Giữ lạnh", "Candle, please", "Cut in half"}, "cheesecake,passionfruit"},
	{"Chocolate fondant", "Warm, with a liquid heart.", 280, 480, cake, []string{"Underbake it a little", "No icing sugar", "Spoon, please"}, "chocolate,cake"},
	{"Red velvet", "Cocoa sponge with cream cheese frosting.", 270, 460, cake, []string{"Less frosting", "Candle, please", "Write Happy Birthday"}, "redvelvet,cake"},
	{"Bánh chuối nướng", "Banana bread pudding with coconut.", 200, 330, cake, []string{"Warm it up, please", "No coconut", "Thêm nước cốt dừa"}, "banana,cake"},
	{"Bánh da lợn", "Steamed pandan and mung bean layers.", 200, 320, cake, []string{"Cut into strips", "Gói lá chuối", "Extra pandan"}, "pandan,cake"},
	{"Egg tart", "Flaky shell, trembling custard.", 200, 340, cake, []string{"Warm it up, please", "Pale top", "Pack it flat"}, "egg,tart"},
	{"Matcha roll", "Rolled sponge with matcha and red bean.", 250, 430, cake, []string{"No red bean", "Cut into slices", "Giữ lạnh"}, "matcha,cake"},
	{"Cinnamon roll", "With Trà Bồng cinnamon and cream cheese icing.", 230, 400, cake, []string{"Icing on the side", "Warm it up, please", "Extra cinnamon"}, "cinnamon,roll"},
	{"Bánh mì bơ sữa", "Soft milk bread with butter in the middle.", 200, 340, cake, []string{"Freshest batch, please", "Sliced", "No sugar on top"}, "milk,bread"},
}
