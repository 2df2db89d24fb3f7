package entities

var japaneseBlurbs = []string{
	"Fish from Toyosu on Tuesdays and Fridays, rice from Niigata, a counter in %s.",
	"Nigiri, ramen and rice bowls from a kitchen in %s that bows to every order.",
	"The broth takes eighteen hours; the ride through %s takes fifteen minutes.",
	"Lunch sets in lacquer boxes for the offices of %s.",
	"Little Tokyo starts in a lane off %s; our charcoal is at the end of it.",
}

var japaneseDishes = []dish{
	{"Salmon nigiri", "Two pieces a portion, hand-pressed.", 320, 560, snack, []string{"No wasabi", "Extra ginger", "Soy sauce apart"}, "salmon,sushi"},
	{"Tuna nigiri", "Two pieces of lean tuna a portion.", 360, 620, snack, []string{"No wasabi", "Extra ginger", "Less rice"}, "tuna,sushi"},
	{"Sashimi moriawase", "Salmon, tuna, octopus and sweet prawn.", 980, 1780, sharing, []string{"No octopus", "Extra wasabi", "Keep it cold"}, "sashimi,platter"},
	{"California roll", "Crab stick, avocado, cucumber, flying fish roe.", 380, 660, snack, []string{"No roe", "Mayo on the side", "Extra ginger"}, "california,roll"},
	{"Dragon roll", "Prawn tempura under eel and avocado.", 560, 960, snack, []string{"No eel", "Extra sauce", "No sesame"}, "dragon,roll"},
	{"Spicy tuna roll", "Tuna, cucumber and chilli mayonnaise.", 440, 760, snack, []string{"Less spicy", "No cucumber", "Soy sauce apart"}, "tuna,roll"},
	{"Tonkotsu ramen", "Pork bone broth, chashu, egg, wood-ear.", 480, 820, bowl, []string{"Firm noodles", "No garlic oil", "Extra egg"}, "ramen,pork"},
	{"Shoyu ramen", "Soy and chicken broth, bamboo shoots, nori.", 440, 760, bowl, []string{"Firm noodles", "Broth packed apart", "No bamboo"}, "ramen,soy"},
	{"Miso ramen", "Miso broth with corn and butter.", 460, 780, bowl, []string{"No butter", "Extra corn", "Less salty"}, "ramen,miso"},
	{"Udon bò", "Thick noodles in dashi with sweet beef.", 440, 740, bowl, []string{"No spring onion", "Broth packed apart", "Extra beef"}, "udon,beef"},
	{"Tempura udon", "Thick noodles, prawn tempura apart.", 460, 780, bowl, []string{"Tempura để riêng", "No spring onion", "Extra broth"}, "tempura,udon"},
	{"Katsudon", "Pork cutlet and egg over rice.", 420, 720, plate, []string{"No onion", "Extra sauce", "Cutlet apart"}, "katsudon,rice"},
	{"Gyudon", "Simmered beef and onion over rice.", 400, 680, plate, []string{"Onsen egg if possible", "Less sauce", "Extra ginger"}, "gyudon,beef"},
	{"Unadon", "Grilled eel over rice.", 880, 1480, plate, []string{"Extra sauce", "No sansho pepper", "Less rice"}, "eel,rice"},
	{"Cơm cà ri Katsu", "Chicken cutlet, rice, Japanese curry.", 440, 740, plate, []string{"Mild, please", "Curry apart", "Extra pickles"}, "katsu,curry"},
	{"Takoyaki", "Octopus balls with bonito flakes.", 280, 480, snack, []string{"No bonito", "Extra mayonnaise", "Sauce apart"}, "takoyaki,octopus"},
	{"Gyoza", "Pan-fried pork dumplings.", 280, 480, snack, []string{"Extra vinegar", "Chiên giòn", "No garlic"}, "gyoza,dumplings"},
	{"Matcha mochi", "Soft rice cakes with matcha and red bean.", 220, 380, cake, []string{"No red bean", "Keep it cold", "Extra matcha"}, "mochi,matcha"},
}
