package entities

// dishKind says which options a dish comes in.
type dishKind int

const (
	bowl     dishKind = iota // noodle soups, congee
	plate                    // a main on a plate, for one
	sandwich                 // bánh mì, burgers
	drink                    // tea, juice, smoothies
	coffee
	pizza
	sharing // hot pots, grills, platters for the table
	snack   // by the piece or portion
	dessert
	salad
	cake // whole cakes and loaves
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
		{"Extra noodles", "The same broth with a double nest of noodles", 115},
		{"Large", "A deep bowl with more broth, noodles and meat (tô lớn)", 130},
		{"Special (tô đặc biệt)", "Everything the kitchen puts in a bowl, in one bowl", 150},
		{"Special with poached egg", "The special bowl and a soft egg in a cup of broth", 165},
		{"Family pot", "Broth, noodles and toppings packed apart, enough for three", 290},
	},
	plate: {
		{"Regular", "One portion for one person", 100},
		{"With fried egg", "One portion with a fried egg on top (thêm trứng ốp la)", 112},
		{"Large", "A bigger portion for a bigger hunger", 128},
		{"Set with soup and iced tea", "The plate, a bowl of the day's soup and a trà đá", 145},
		{"Double", "Twice the meat or the main ingredient", 170},
		{"For two", "Two portions on one tray", 195},
	},
	sandwich: {
		{"Regular", "One, as it comes", 100},
		{"Extra filling", "Half as much filling again", 120},
		{"Double", "Twice the filling (nhân đôi)", 150},
		{"Combo with drink", "One, with an iced tea or a soft drink", 165},
		{"Combo with fries and drink", "One, with fries and a soft drink", 190},
		{"Two-pack", "Two, wrapped apart", 200},
	},
	drink: {
		{"Medium", "A 500 ml cup", 100},
		{"Medium with topping", "A 500 ml cup with pearls, jelly or fruit", 118},
		{"Large", "A 700 ml cup", 130},
		{"Large with topping", "A 700 ml cup with pearls, jelly or fruit", 148},
		{"Bottle to keep cold", "A sealed one-litre bottle for the fridge", 195},
	},
	coffee: {
		{"Small", "A short glass, as strong as it should be", 100},
		{"Medium", "A 350 ml cup", 118},
		{"Large", "A 500 ml cup", 135},
		{"Large, extra shot", "A 500 ml cup with one more shot or phin", 155},
		{"Bottle for two", "A 700 ml bottle with ice packed apart", 205},
	},
	pizza: {
		{"Small 20 cm", "Four slices, for one", 100},
		{"Medium 25 cm", "Six slices, for one or two", 130},
		{"Medium 25 cm, extra cheese", "Six slices with double mozzarella", 145},
		{"Large 30 cm", "Eight slices, for two or three", 165},
		{"Large 30 cm, stuffed crust", "Eight slices with cheese in the crust", 185},
		{"Family 36 cm", "Twelve slices, for the table", 215},
	},
	sharing: {
		{"For two", "Enough for two people", 100},
		{"For two with extra greens", "For two, with another basket of vegetables and mushrooms", 115},
		{"For three", "Half as much again, enough for three", 145},
		{"For four", "A double portion for a table of four", 185},
		{"Party (6 people)", "For six people, with dipping sauces for all", 260},
	},
	snack: {
		{"One portion", "A portion for one", 100},
		{"One portion with extra sauce", "A portion with another cup of sauce", 108},
		{"Large portion", "Half as much again", 140},
		{"Sharing portion", "Twice the portion, on one tray", 185},
		{"Party box", "Four portions in a box, with sauces apart", 360},
	},
	dessert: {
		{"One cup", "A cup for one", 100},
		{"Extra coconut cream", "A cup with more coconut cream on top", 112},
		{"Large cup", "A bigger cup with more of everything", 135},
		{"Two cups", "Two cups, ice packed apart", 195},
		{"Family box", "Four cups' worth in one box", 370},
	},
	salad: {
		{"Regular", "A bowl for one, dressing on the side", 100},
		{"With boiled egg", "A bowl with a free-range egg", 112},
		{"Large", "A bigger bowl", 130},
		{"With extra protein", "A bowl with double chicken, fish or tofu", 150},
		{"Set with cold-pressed juice", "A bowl and a 300 ml bottle of juice", 175},
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
