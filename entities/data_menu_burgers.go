package entities

var burgerBlurbs = []string{
	"Smashed on the iron, cheese until it runs, buns from next door in %s.",
	"Chicken brined for a day and fried twice. %s hears the crunch.",
	"Two cousins came back from Texas and opened a window in %s.",
	"Burgers, wings and fries for match nights in %s.",
	"Everything on the menu can be eaten with one hand; %s's gamers approve.",
}

var burgerDishes = []dish{
	{"Classic cheeseburger", "Beef, cheddar, pickles, onion, house sauce.", 420, 740, burger, []string{"No pickles", "No onion", "Medium"}, "cheese,burger"},
	{"Double smash burger", "Two thin patties with crisp edges.", 560, 960, burger, []string{"Extra crisp edges", "No sauce", "No onion"}, "smash,burger"},
	{"Bacon burger", "Beef, smoked bacon, cheddar, barbecue sauce.", 520, 880, burger, []string{"Crisp bacon", "Sauce apart", "No cheese"}, "bacon,burger"},
	{"Teriyaki burger", "Beef, pineapple, teriyaki.", 480, 820, burger, []string{"No pineapple", "Extra sauce", "Cut in half"}, "teriyaki,burger"},
	{"Crispy chicken burger", "Buttermilk chicken, slaw, pickles.", 420, 720, burger, []string{"Spicy", "No slaw", "Extra pickles"}, "chicken,burger"},
	{"Spicy chicken burger", "Chicken dipped in chilli oil, slaw, mayonnaise.", 440, 760, burger, []string{"Very spicy", "Mayo on the side", "No slaw"}, "spicy,burger"},
	{"Fish burger", "Barramundi in beer batter, tartare.", 440, 760, burger, []string{"Tartare apart", "No cheese", "Extra lemon"}, "fish,burger"},
	{"Mushroom burger", "Portobello, Swiss cheese, truffle mayonnaise.", 440, 760, burger, []string{"No mayo", "No bun, lettuce wrap", "Extra cheese"}, "mushroom,burger"},
	{"Fried chicken, three pieces", "Thigh, drumstick and wing.", 420, 720, snack, []string{"Spicy", "All drumsticks, if possible", "Extra ketchup"}, "fried,chicken"},
	{"Chicken tenders", "Breast strips in panko.", 360, 620, snack, []string{"Honey mustard", "Extra crisp", "No salt"}, "chicken,tenders"},
	{"Buffalo wings", "Wings in hot sauce and butter.", 420, 720, snack, []string{"Sauce apart", "Extra blue cheese dip", "Mild, please"}, "buffalo,wings"},
	{"Loaded fries", "Fries with cheese sauce, bacon and jalapeños.", 340, 580, snack, []string{"No bacon", "Cheese apart", "Extra jalapeños"}, "loaded,fries"},
	{"Fries", "Twice fried, sea salt.", 200, 360, snack, []string{"Extra crisp", "No salt", "Extra ketchup"}, "french,fries"},
	{"Onion rings", "In beer batter.", 240, 420, snack, []string{"Extra crisp", "Ranch dip", "No salt"}, "onion,rings"},
	{"Mac and cheese", "Macaroni, three cheeses, crumbs.", 380, 640, mainDish, []string{"Extra cheese", "No crumbs", "Spicy"}, "macaroni,cheese"},
	{"Vanilla milkshake", "Thick enough for a spoon.", 280, 480, juice, []string{"No cream", "Less sweet", "Extra thick"}, "milkshake,vanilla"},
}
