package entities

var banhMiBlurbs = []string{
	"The bread comes out of the oven every forty minutes, and %s queues for it.",
	"Pâté after grandmother's recipe in a baguette that still crackles when it reaches your door in %s.",
	"A bánh mì cart that outgrew its pavement: now delivering across %s.",
	"Fillings made in house, vegetables pickled overnight, chilli on request. The quick meal of %s.",
	"From plain butter and sugar to the loaded special: twenty ways to fill a loaf in %s.",
}

var banhMiDishes = []dish{
	{"Bánh mì thịt đặc biệt", "Pâté, butter, three kinds of cold cuts, pickles, cucumber and chilli.", 200, 380, sandwich, []string{"Không ớt", "Extra pâté", "No coriander"}, "banhmi,sandwich"},
	{"Bánh mì thịt nướng", "Lemongrass pork from the charcoal grill with pickled carrot and daikon.", 200, 380, sandwich, []string{"Thêm thịt", "No pâté", "Nhiều đồ chua"}, "grilled,pork"},
	{"Bánh mì chả lụa", "Steamed pork roll with pepper, cucumber and soy sauce.", 200, 320, sandwich, []string{"Ít nước tương", "Extra cucumber", "No chilli"}, "banhmi,sandwich"},
	{"Bánh mì xíu mại", "Soft pork meatballs in their gravy, bread for dipping.", 200, 380, sandwich, []string{"Nước xíu mại để riêng", "Extra chilli sauce", "Nướng lại bánh mì"}, "meatball,sandwich"},
	{"Bánh mì ốp la", "Two sunny-side eggs with Maggi and a warm baguette.", 200, 340, sandwich, []string{"Trứng lòng đào", "Well-done yolks", "Extra Maggi"}, "egg,bread"},
	{"Bánh mì gà xé", "Shredded chicken with pepper, mayonnaise and crisp shallots.", 200, 360, sandwich, []string{"Không sốt bơ", "Extra shallots", "No chilli"}, "chicken,sandwich"},
	{"Bánh mì heo quay", "Roast pork with crackling skin and hoisin.", 240, 430, sandwich, []string{"Da giòn để riêng", "Less fat", "Thêm tương đen"}, "roast,pork"},
	{"Bánh mì phá lấu", "Five-spice stewed offal, a student classic.", 220, 380, sandwich, []string{"Extra stew sauce", "Thêm ớt sa tế", "No intestines"}, "stew,bread"},
	{"Bánh mì cá mòi", "Sardines in tomato with onion and chilli.", 200, 340, sandwich, []string{"No onion", "Thêm sốt cà", "Spicy"}, "sardine,sandwich"},
	{"Bánh mì bì", "Shredded pork skin tossed in roasted rice powder, with fish sauce.", 200, 330, sandwich, []string{"Nước mắm ngọt", "Extra scallion oil", "No chilli"}, "banhmi,sandwich"},
	{"Bánh mì chả cá", "Hot fish cakes with laksa leaf and chilli sauce.", 200, 350, sandwich, []string{"Thêm rau răm", "Extra chilli sauce", "Chiên nóng"}, "fishcake,sandwich"},
	{"Bánh mì bò lá lốt", "Beef in betel leaf from the grill, peanuts and pickles.", 240, 420, sandwich, []string{"No peanuts", "Thêm mỡ hành", "Extra pickles"}, "beef,sandwich"},
	{"Bánh mì chay đậu hũ", "Lemongrass tofu, mushroom pâté and plenty of greens.", 200, 330, sandwich, []string{"Không hành", "Extra soy sauce", "No mayonnaise"}, "tofu,sandwich"},
	{"Bánh mì chảo", "A sizzling pan of egg, pâté, sausage and meatball, bread on the side.", 300, 520, plate, []string{"Egg well done", "Thêm một ổ bánh mì", "No sausage"}, "skillet,egg"},
	{"Bánh mì bơ tỏi", "Garlic-butter baguette, toasted until it shatters.", 200, 320, snack, []string{"Ít tỏi", "Extra crispy", "Cut into slices"}, "garlic,bread"},
}
