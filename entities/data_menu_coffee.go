package entities

var coffeeBlurbs = []string{
	"Robusta from Buôn Ma Thuột, roasted with butter the old way, dripping all day in %s.",
	"Phin, espresso, cold brew: a small bar in %s with strong opinions.",
	"The first cup leaves the counter early; an hour later half of %s is awake.",
	"Egg coffee, coconut coffee, coffee. Bring your laptop or let us bring the cup to %s.",
	"Beans from Cầu Đất, roasted on Tuesdays, poured in %s by people who remember your order.",
}

var coffeeDishes = []dish{
	{"Cà phê sữa đá", "Phin coffee over condensed milk and ice.", 200, 340, coffee, []string{"Ít ngọt", "Đá để riêng", "Extra strong"}, "iced,coffee"},
	{"Cà phê đen đá", "Black phin coffee on ice.", 200, 310, coffee, []string{"Không đường", "Less ice", "Extra strong"}, "black,coffee"},
	{"Bạc xỉu", "Mostly milk, a little coffee.", 200, 340, coffee, []string{"Ít ngọt", "More coffee, please", "Less ice"}, "milk,coffee"},
	{"Cà phê trứng", "Hot coffee under whipped egg cream.", 240, 420, coffee, []string{"Served hot", "Less sweet", "Kem trứng nhiều"}, "egg,coffee"},
	{"Cà phê muối", "Coffee under salted cream, Huế style.", 230, 390, coffee, []string{"Ít muối", "Less ice", "Kem để riêng"}, "salt,coffee"},
	{"Cà phê cốt dừa", "Coffee with frozen coconut cream.", 250, 430, coffee, []string{"Less sweet", "Extra coconut", "Đá xay mịn"}, "coconut,coffee"},
	{"Cold brew cam", "Cold brew with orange.", 270, 450, coffee, []string{"Không đường", "Orange on the side", "Less ice"}, "coldbrew,orange"},
	{"Cold brew Cầu Đất", "Arabica steeped for eighteen hours.", 260, 440, coffee, []string{"No ice", "No sugar", "Milk on the side"}, "cold,brew"},
	{"Espresso", "A double shot of the house blend.", 200, 350, coffee, []string{"Extra hot", "A glass of water with it", "No sugar"}, "espresso,coffee"},
	{"Americano", "Espresso and water, hot or iced.", 210, 370, coffee, []string{"Iced", "Hot", "No sugar"}, "americano,coffee"},
	{"Latte", "Espresso and steamed milk.", 250, 430, coffee, []string{"Oat milk, please", "Iced", "Less foam"}, "latte,coffee"},
	{"Cappuccino", "Espresso, milk and a lot of foam.", 250, 430, coffee, []string{"No cocoa", "Extra foam", "Soy milk, please"}, "cappuccino,coffee"},
	{"Caramel macchiato", "Vanilla milk, espresso, caramel.", 280, 480, coffee, []string{"Less caramel", "Iced", "Oat milk, please"}, "caramel,coffee"},
	{"Cacao đá", "Iced cocoa from Bến Tre beans.", 230, 390, juice, []string{"Ít ngọt", "No cream", "Less ice"}, "iced,chocolate"},
	{"Matcha latte", "Matcha with fresh milk.", 260, 440, juice, []string{"Oat milk, please", "Less sweet", "Iced"}, "matcha,latte"},
	{"Bánh sừng bò bơ", "Butter croissant, warmed up.", 220, 380, cake, []string{"Hâm nóng giúp em", "Butter and jam on the side", "Not too dark"}, "croissant,bakery"},
}
