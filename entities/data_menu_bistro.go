package entities

var bistroBlurbs = []string{
	"Steak frites, onion soup and a little French spoken: the corner bistro of %s.",
	"Bò né on cast iron, entrecôte with béarnaise, all over %s.",
	"Butter, shallots, red wine and time. European classics for %s.",
	"A chef who left a big hotel for a small kitchen in %s.",
	"White tablecloth food in a box that keeps it warm through %s.",
}

var bistroDishes = []dish{
	{"Bò né ốp la", "Sizzling beef with egg, pâté and a baguette.", 380, 660, mainDish, []string{"Trứng lòng đào", "Thêm pa tê", "Bò chín vừa"}, "sizzling,beef"},
	{"Bò bít tết khoai tây", "Saigon beefsteak with fries and pepper sauce.", 520, 900, mainDish, []string{"Medium rare", "Sauce apart", "Extra fries"}, "steak,fries"},
	{"Ribeye steak", "Australian ribeye, 250 g, herb butter.", 1380, 2280, mainDish, []string{"Medium rare", "Medium", "Butter apart"}, "ribeye,steak"},
	{"Steak frites", "Bavette, fries, béarnaise.", 980, 1680, mainDish, []string{"Rare", "Béarnaise apart", "Salad instead of fries"}, "steak,bistro"},
	{"Bò kho bánh mì", "Beef stew with star anise and a baguette.", 360, 620, soup, []string{"Thêm bánh mì", "No fat", "Extra basil"}, "beef,stew"},
	{"Bò sốt vang", "Beef in red wine, the Vietnamese way.", 420, 720, mainDish, []string{"Bread on the side", "Rice on the side", "Extra sauce"}, "beef,wine"},
	{"Gà nướng sốt kem nấm", "Roast chicken breast with mushroom cream.", 520, 880, mainDish, []string{"Sauce apart", "Mashed potatoes, please", "No mushrooms"}, "chicken,mushroom"},
	{"Duck confit", "Crisp leg, lentils, orange.", 780, 1320, mainDish, []string{"Crisp skin", "No orange", "Extra lentils"}, "duck,confit"},
	{"Salmon with lemon butter", "Seared salmon, beans and potatoes.", 820, 1380, mainDish, []string{"Butter apart", "Well done", "Extra lemon"}, "salmon,butter"},
	{"Fish and chips", "Barramundi in batter, chips, tartare.", 580, 980, mainDish, []string{"Tartare apart", "Extra vinegar", "Extra crisp"}, "fish,chips"},
	{"Moules frites", "Mussels in white wine with fries.", 720, 1220, mainDish, []string{"No cream", "Extra bread", "Fries apart"}, "mussels,fries"},
	{"Croque-monsieur", "Ham, gruyère and béchamel on toast.", 420, 720, mainDish, []string{"Egg on top", "Extra béchamel", "No mustard"}, "croque,sandwich"},
	{"French onion soup", "Under a lid of bread and cheese.", 360, 620, soup, []string{"Bread apart", "Extra cheese", "Less salt"}, "onion,soup"},
	{"Niçoise salad", "Tuna, egg, beans, olives, potatoes.", 480, 820, salad, []string{"No olives", "No anchovies", "Dressing on the side"}, "nicoise,salad"},
	{"Mashed potatoes", "With more butter than you want to know.", 240, 420, snack, []string{"Less butter", "Gravy on top", "No pepper"}, "mashed,potatoes"},
	{"Crème brûlée", "Vanilla custard, burnt sugar.", 320, 540, dessert, []string{"Keep it cold", "Extra crackle", "Candle, please"}, "creme,brulee"},
}
