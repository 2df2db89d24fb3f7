package entities

// dishKind says which options a dish comes in.
type dishKind int

const (
	bowl      dishKind = iota // noodle soups and dry noodle bowls
	greenBowl                 // the same without meat
	soup                      // soups and congee without noodles
	plate                     // a rice or noodle plate that an egg goes with
	mainDish                  // any other main on a plate
	sandwich                  // bánh mì
	burger
	pizza
	drink // with pearls and jellies
	juice // without
	coffee
	sharing // hot pots, grills, platters for the table
	seafood // sold by weight
	skewers
	snack // by the portion
	salad
	dessert
	cake // by the piece
	rolls
)

// option is what a dish of a kind can be had as.
type option struct {
	label       string
	description string
	factor      int // percent of the item's price
}

// optionsOf lists the options of each kind from the item's own price upwards.
var optionsOf = [...][]option{
	bowl: {
		{"Regular", "The everyday bowl (tô thường)", 100},
		{"Extra noodles", "The same bowl with a double nest of noodles", 115},
		{"Large", "A deeper bowl with more of everything (tô lớn)", 130},
		{"Special (tô đặc biệt)", "Everything the kitchen puts in a bowl, in one bowl", 150},
		{"Extra large", "For those who skipped breakfast", 170},
		{"Family pack", "Noodles, toppings and broth or sauce packed apart, enough for three", 290},
	},
	greenBowl: {
		{"Regular", "The everyday bowl, all vegetarian", 100},
		{"Extra noodles", "The same bowl with a double nest of noodles", 115},
		{"Extra tofu and mushrooms", "With another handful of tofu and straw mushrooms", 125},
		{"Large", "A deeper bowl with more of everything", 135},
		{"Family pack", "Noodles, greens and broth packed apart, enough for three", 290},
	},
	soup: {
		{"Regular", "A bowl for one", 100},
		{"Extra topping", "A bowl for one with half as much again in it", 118},
		{"Large", "A bigger bowl", 135},
		{"For two", "A tub for two, with two bowls", 185},
		{"For four", "A pot for the table, with four bowls", 350},
	},
	plate: {
		{"Regular", "One portion for one person", 100},
		{"With fried egg", "One portion with a fried egg on top (thêm trứng ốp la)", 112},
		{"Large", "A bigger portion for a bigger hunger", 128},
		{"Set with soup and iced tea", "The plate, a cup of the day's soup and a trà đá", 145},
		{"Double", "Twice the topping, one and a half times the rest", 170},
		{"For two", "Two portions on one tray", 195},
	},
	mainDish: {
		{"Regular", "One portion for one person", 100},
		{"With a side of vegetables", "One portion with seasonal vegetables", 115},
		{"Large", "A bigger portion", 130},
		{"Set with soup and drink", "One portion, a cup of soup and a soft drink", 148},
		{"For two", "Two portions on one tray", 195},
	},
	sandwich: {
		{"Regular", "One, as it comes", 100},
		{"Extra filling", "Half as much filling again", 120},
		{"Double filling", "Twice the filling (nhân đôi)", 145},
		{"Combo with iced tea", "One, with a large trà đá", 160},
		{"Combo with iced milk coffee", "One, with a cà phê sữa đá", 180},
		{"Two-pack", "Two of the same, wrapped apart", 198},
	},
	burger: {
		{"Single", "One, as it comes", 100},
		{"With extra cheese", "One, with two more slices of cheese", 112},
		{"Double", "Two layers in one bun", 145},
		{"Combo with fries and drink", "One, with fries and a soft drink", 165},
		{"Double combo", "Two layers, large fries and a large soft drink", 205},
	},
	pizza: {
		{"Small 20 cm", "Four slices, for one", 100},
		{"Medium 25 cm", "Six slices, for one or two", 130},
		{"Medium 25 cm, extra cheese", "Six slices with double cheese", 145},
		{"Large 30 cm", "Eight slices, for two or three", 165},
		{"Large 30 cm, stuffed crust", "Eight slices with cheese in the crust", 185},
		{"Family 36 cm", "Twelve slices, for the table", 215},
	},
	drink: {
		{"Medium", "A 500 ml cup", 100},
		{"Medium with topping", "A 500 ml cup with pearls, jelly or fruit", 118},
		{"Large", "A 700 ml cup", 130},
		{"Large with topping", "A 700 ml cup with pearls, jelly or fruit", 148},
		{"Bottle for the fridge", "A sealed one-litre bottle", 195},
	},
	juice: {
		{"Regular", "A 400 ml cup", 100},
		{"Regular without ice", "A 400 ml cup filled to the top, ice packed apart", 115},
		{"Large", "A 600 ml cup", 135},
		{"Bottle", "A sealed one-litre bottle", 210},
		{"Three-pack", "Three regular cups of the same", 285},
	},
	coffee: {
		{"Small", "A short glass, as strong as it should be", 100},
		{"Medium", "A 350 ml cup", 118},
		{"Large", "A 500 ml cup", 135},
		{"Large with an extra shot", "A 500 ml cup with one more shot or phin", 155},
		{"Bottle for two", "A 700 ml bottle with ice packed apart", 205},
	},
	sharing: {
		{"For two", "Enough for two people", 100},
		{"For two with extra sides", "For two, with another tray of what goes with it", 115},
		{"For three", "Half as much again, enough for three", 145},
		{"For four", "A double portion for a table of four", 185},
		{"Party (6 people)", "For six people, with dipping sauces for all", 260},
	},
	seafood: {
		{"Portion (300 g)", "For one, or two to nibble", 100},
		{"Half a kilo", "For two", 160},
		{"700 g", "For two or three", 220},
		{"One kilo", "For the table", 305},
		{"Two kilos", "For a long evening with friends", 590},
	},
	skewers: {
		{"Three skewers", "Three skewers with dipping sauce", 100},
		{"Five skewers", "Five skewers with dipping sauce", 160},
		{"Seven skewers", "Seven skewers with pickles and sauce", 215},
		{"Ten skewers", "Ten skewers with pickles and two cups of sauce", 300},
		{"Party tray of twenty", "Twenty skewers, pickles and sauces on a tray", 580},
	},
	snack: {
		{"One portion", "A portion for one", 100},
		{"One portion with extra sauce", "A portion with another cup of sauce", 108},
		{"Large portion", "Half as much again", 140},
		{"Sharing portion", "Twice the portion, on one tray", 185},
		{"Party box", "Four portions in a box, with sauces apart", 360},
	},
	salad: {
		{"Regular", "A bowl for one, dressing on the side", 100},
		{"With avocado", "A bowl with half an avocado from Đắk Lắk", 118},
		{"Large", "A bigger bowl", 130},
		{"With extra protein", "A bowl with chicken, fish or tofu on top", 150},
		{"Set with cold-pressed juice", "A bowl and a 300 ml bottle of juice", 175},
	},
	dessert: {
		{"One cup", "A cup for one", 100},
		{"With extra topping", "A cup with more of what is best on top", 115},
		{"Large cup", "A bigger cup with more of everything", 135},
		{"Two cups", "Two cups of the same", 195},
		{"Family box", "Four cups' worth in one box", 370},
	},
	cake: {
		{"One piece", "One piece or slice", 100},
		{"One piece, gift-wrapped", "One piece in a box with a ribbon", 120},
		{"Two pieces", "Two of the same", 190},
		{"Box of four", "Four pieces in a box", 370},
		{"Box of six", "Six pieces in a box, for the office", 540},
	},
	rolls: {
		{"Two rolls", "Two rolls with dipping sauce", 100},
		{"Three rolls", "Three rolls with dipping sauce", 145},
		{"Four rolls", "Four rolls with two cups of sauce", 190},
		{"Six rolls", "Six rolls with herbs and two cups of sauce", 275},
		{"Party tray of twelve", "Twelve rolls, herbs and sauces on a tray", 520},
	},
}
