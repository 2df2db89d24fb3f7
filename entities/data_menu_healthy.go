package entities

var healthyBlurbs = []string{
	"Bowls that count for you: greens, grains and protein, weighed and dressed in %s.",
	"Cooked for people who train, eaten by everybody else in %s as well.",
	"Vegetables from Đà Lạt, chicken without hormones, dressings without sugar. Lunch in %s.",
	"Your trainer would approve, your colleagues in %s will be jealous.",
	"Colourful, quick and light: the green corner of %s.",
}

var healthyDishes = []dish{
	{"Caesar salad with chicken", "Romaine, grilled chicken, parmesan and croutons.", 420, 720, salad, []string{"Dressing on the side", "No croutons", "Extra chicken"}, "caesar,salad"},
	{"Salmon poke bowl", "Raw salmon, edamame, avocado, rice and sesame.", 580, 980, salad, []string{"Brown rice", "No onion", "Extra seaweed"}, "poke,bowl"},
	{"Tuna poke bowl", "Raw tuna, cucumber, mango and spicy mayonnaise.", 560, 940, salad, []string{"Mayo on the side", "No mango", "Brown rice"}, "tuna,poke"},
	{"Quinoa buddha bowl", "Quinoa, roasted pumpkin, chickpeas and tahini.", 460, 780, salad, []string{"Tahini on the side", "No chickpeas", "Extra greens"}, "quinoa,bowl"},
	{"Gỏi gà bắp cải", "Cabbage, chicken, laksa leaves and lime.", 340, 580, salad, []string{"No chilli", "Dressing apart", "Không hành tây"}, "chicken,cabbage"},
	{"Greek salad", "Tomato, cucumber, olives and feta.", 400, 680, salad, []string{"No olives", "Extra feta", "No onion"}, "greek,salad"},
	{"Cobb salad", "Chicken, egg, bacon, avocado and blue cheese.", 480, 820, salad, []string{"No blue cheese", "No bacon", "Dressing on the side"}, "cobb,salad"},
	{"Soba salad", "Cold buckwheat noodles with tofu and sesame.", 400, 680, salad, []string{"Extra tofu", "No spring onion", "Dressing apart"}, "soba,salad"},
	{"Grilled chicken and brown rice", "Chicken breast, brown rice, broccoli.", 380, 640, mainDish, []string{"Không da", "No salt", "Extra broccoli"}, "chicken,broccoli"},
	{"Salmon, sweet potato and greens", "Seared salmon, roasted sweet potato, green beans.", 680, 1180, mainDish, []string{"Medium", "No butter", "Extra greens"}, "salmon,vegetables"},
	{"Beef and broccoli, no rice", "Lean beef with broccoli and sesame.", 480, 820, mainDish, []string{"Less oil", "No garlic", "Medium"}, "beef,broccoli"},
	{"Overnight oats", "Oats with chia, banana and cocoa.", 300, 520, dessert, []string{"Oat milk", "No honey", "Extra banana"}, "oats,breakfast"},
	{"Açaí bowl", "Açaí, granola, dragon fruit and coconut.", 460, 780, dessert, []string{"No granola", "Extra fruit", "Giữ lạnh"}, "acai,bowl"},
	{"Avocado toast", "Sourdough, smashed avocado, soft egg.", 380, 640, mainDish, []string{"Egg well done", "No chilli flakes", "Bread apart"}, "avocado,toast"},
	{"Pumpkin soup", "Roasted pumpkin, ginger and coconut.", 300, 520, soup, []string{"No coconut", "Extra seeds", "Less ginger"}, "pumpkin,soup"},
	{"Green detox juice", "Kale, cucumber, apple and lime.", 280, 460, juice, []string{"No ice", "Ít ngọt", "More lime"}, "green,juice"},
}
