package entities

var pizzaBlurbs = []string{
	"Dough that rests for two days, a wood oven that never does: pizza for %s.",
	"Mozzarella made in Đơn Dương, tomatoes from San Marzano, a terrace in %s that delivers.",
	"A Roman, a Neapolitan and a cook from Sóc Trăng argue about crust in %s; you win.",
	"Fresh pasta rolled twice a day for %s.",
	"Pizza night in %s, cut, boxed and still hot at the door.",
}

var pizzaDishes = []dish{
	{"Margherita", "Tomato, mozzarella and basil.", 520, 940, pizza, []string{"Extra basil", "Well done", "Cut into eight"}, "margherita,pizza"},
	{"Pizza bò phở", "Beef, star anise and Thai basil on a thin crust.", 640, 1120, pizza, []string{"No onion", "Extra basil", "Sriracha apart"}, "beef,pizza"},
	{"Quattro formaggi", "Mozzarella, gorgonzola, parmesan and fontina.", 680, 1180, pizza, []string{"Honey on the side", "No blue cheese", "Well done"}, "cheese,pizza"},
	{"Diavola", "Spicy salami, tomato, mozzarella.", 620, 1080, pizza, []string{"Extra chilli", "Less spicy", "Well done"}, "salami,pizza"},
	{"Prosciutto e rucola", "Cured ham, rocket and parmesan after the oven.", 720, 1260, pizza, []string{"Rocket apart", "No parmesan", "Thin crust"}, "prosciutto,pizza"},
	{"Pizza hải sản", "Prawns, squid, clams, garlic.", 700, 1220, pizza, []string{"No squid", "Extra garlic", "Less cheese"}, "seafood,pizza"},
	{"Funghi", "Three mushrooms and thyme.", 580, 1020, pizza, []string{"Extra mushrooms", "No garlic", "Vegan cheese"}, "mushroom,pizza"},
	{"Hawaiian", "Ham and pineapple, no apologies.", 560, 980, pizza, []string{"Extra pineapple", "No ham", "Well done"}, "hawaiian,pizza"},
	{"Capricciosa", "Ham, mushrooms, artichokes and olives.", 640, 1120, pizza, []string{"No olives", "No artichokes", "Cut into eight"}, "capricciosa,pizza"},
	{"Spaghetti carbonara", "Guanciale, egg, pecorino, pepper. No cream.", 520, 880, mainDish, []string{"Extra pepper", "Bacon instead of guanciale", "Al dente"}, "carbonara,pasta"},
	{"Spaghetti bò bằm", "Beef ragù, six hours.", 480, 820, mainDish, []string{"Extra parmesan", "No onion", "Less sauce"}, "spaghetti,bolognese"},
	{"Linguine alle vongole", "Clams, garlic, white wine.", 560, 960, mainDish, []string{"No chilli", "Extra clams", "No wine"}, "linguine,clams"},
	{"Penne arrabbiata", "Tomato, garlic, a lot of chilli.", 420, 720, mainDish, []string{"Less spicy", "Extra garlic", "No cheese"}, "penne,pasta"},
	{"Lasagne", "Layers of ragù and béchamel.", 560, 960, mainDish, []string{"Corner piece", "Extra sauce", "No nutmeg"}, "lasagne,pasta"},
	{"Gnocchi al pesto", "Potato dumplings in basil pesto.", 520, 880, mainDish, []string{"No pine nuts", "Extra pesto", "No cheese"}, "gnocchi,pesto"},
	{"Garlic bread", "With mozzarella, from the pizza oven.", 260, 440, snack, []string{"No cheese", "Extra garlic", "Crisp, please"}, "garlic,bread"},
	{"Panna cotta", "Vanilla cream with passion fruit.", 280, 460, dessert, []string{"Sauce apart", "Keep it cold", "No fruit"}, "panna,cotta"},
}
