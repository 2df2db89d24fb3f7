package entities

var mexicanBlurbs = []string{
	"Corn tortillas pressed by hand, pork on the spit, salsas that mean it: %s goes Mexican.",
	"Burritos as long as your forearm for the hungry of %s.",
	"Tuesday is taco day, and in %s so is every other day.",
	"Limes, chillies, coriander: half of it is from the same market as %s's phở.",
	"A taquería with plastic chairs; %s felt at home at once.",
}

var mexicanDishes = []dish{
	{"Tacos al pastor", "Two tacos with spit-roasted pork and pineapple.", 360, 620, snack, []string{"No pineapple", "Extra salsa verde", "Corn tortillas"}, "tacos,pork"},
	{"Tacos de carnitas", "Two tacos with slow-cooked pork.", 360, 620, snack, []string{"No onion", "Extra lime", "Mild salsa"}, "tacos,carnitas"},
	{"Beef birria tacos", "Two crisp tacos with a cup of broth for dipping.", 440, 760, snack, []string{"Extra broth", "No cheese", "Extra onion"}, "birria,tacos"},
	{"Baja fish tacos", "Two tacos with battered fish and slaw.", 400, 680, snack, []string{"Sauce apart", "No slaw", "Extra lime"}, "fish,tacos"},
	{"Mushroom tacos", "Two tacos with mushrooms and corn.", 340, 580, snack, []string{"Vegan, no crema", "Extra guacamole", "No coriander"}, "mushroom,tacos"},
	{"Chicken burrito", "Chicken, rice, beans, cheese, salsa.", 480, 820, mainDish, []string{"No beans", "Extra cheese", "Cut in half"}, "chicken,burrito"},
	{"Beef burrito", "Shredded beef, rice, beans, cheese.", 520, 880, mainDish, []string{"No rice", "Hot salsa", "Cut in half"}, "beef,burrito"},
	{"Bean and rice burrito", "Black beans, rice, corn, guacamole.", 420, 720, mainDish, []string{"Vegan, no cheese", "Extra guacamole", "Mild salsa"}, "bean,burrito"},
	{"Chicken quesadilla", "Flour tortilla, chicken, melted cheese.", 420, 720, mainDish, []string{"No onion", "Extra sour cream", "Cut into four"}, "quesadilla,chicken"},
	{"Cheese quesadilla", "Flour tortilla and a lot of cheese.", 340, 580, mainDish, []string{"Extra cheese", "Salsa apart", "Cut into four"}, "quesadilla,cheese"},
	{"Nachos", "Tortilla chips, cheese, beans, jalapeños.", 420, 720, sharing, []string{"Cheese apart", "No beans", "Extra jalapeños"}, "nachos,cheese"},
	{"Guacamole and chips", "Avocados from Đắk Lắk, mashed to order.", 340, 580, snack, []string{"No coriander", "No chilli", "Extra chips"}, "guacamole,chips"},
	{"Chicken enchiladas", "Rolled tortillas in red sauce.", 500, 860, mainDish, []string{"Green sauce instead", "No onion", "Extra cheese"}, "enchiladas,chicken"},
	{"Burrito bowl", "Everything but the tortilla.", 460, 780, salad, []string{"No rice", "Extra beans", "Dressing on the side"}, "burrito,bowl"},
	{"Elote", "Grilled corn with mayonnaise, cheese and chilli.", 240, 420, snack, []string{"Cut off the cob", "No chilli", "Less mayonnaise"}, "elote,corn"},
	{"Churros", "Fried dough with cinnamon sugar and chocolate.", 280, 480, snack, []string{"Extra chocolate", "No cinnamon", "Less sugar"}, "churros,chocolate"},
}
