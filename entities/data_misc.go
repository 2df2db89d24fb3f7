package entities

// addressTitles are what people call their addresses.
var addressTitles = []string{
	"Home", "Nhà riêng", "Office", "Công ty", "Mom's house", "Nhà ba mẹ", "Apartment", "Chung cư", "Weekend place",
	"Phòng trọ", "Nhà ngoại", "Nhà nội", "Dorm", "Ký túc xá", "Gym", "Coworking space", "Shop", "Cửa hàng",
	"Parents' place", "Nhà bạn", "Studio", "Trường học", "Reception desk", "Nhà mới",
}

type vehicle struct {
	model  string
	colors []string
}

// vehicles are what drivers ride.
var vehicles = []vehicle{
	{"Honda Wave Alpha", []string{"Red", "Blue", "Black", "White"}},
	{"Honda Wave RSX", []string{"Red", "Blue", "Black"}},
	{"Honda Future 125", []string{"Brown", "Blue", "Red", "Black"}},
	{"Honda Blade", []string{"Black", "Red", "Blue"}},
	{"Honda Super Cub C125", []string{"Blue", "Red", "Grey"}},
	{"Honda Vision", []string{"White", "Red", "Black", "Grey"}},
	{"Honda Air Blade 125", []string{"Black", "Grey", "Blue", "Red"}},
	{"Honda Air Blade 160", []string{"Black", "Grey", "Red"}},
	{"Honda Lead", []string{"White", "Red", "Brown", "Silver"}},
	{"Honda SH Mode", []string{"White", "Red", "Blue"}},
	{"Honda SH 150i", []string{"Black", "White", "Grey"}},
	{"Honda Vario 125", []string{"Black", "Red", "White"}},
	{"Honda Vario 160", []string{"Black", "Grey", "Blue"}},
	{"Honda Winner X", []string{"Red", "Black", "Blue"}},
	{"Honda Dream II", []string{"Maroon"}},
	{"Yamaha Sirius", []string{"Black", "Red", "Blue", "White"}},
	{"Yamaha Jupiter Finn", []string{"Grey", "Black", "Red"}},
	{"Yamaha Exciter 150", []string{"Blue", "Red", "Black"}},
	{"Yamaha Exciter 155", []string{"Blue", "Black", "Red"}},
	{"Yamaha Grande", []string{"White", "Blue", "Red", "Black"}},
	{"Yamaha Janus", []string{"Red", "White", "Blue"}},
	{"Yamaha Latte", []string{"Brown", "White"}},
	{"Yamaha NVX 155", []string{"Black", "Blue", "Grey"}},
	{"Suzuki Raider R150", []string{"Blue", "Black", "Red"}},
	{"Suzuki Viva 115", []string{"Black", "Red"}},
	{"SYM Elegant 50", []string{"Red", "Black", "Blue"}},
	{"SYM Attila", []string{"White", "Red", "Silver"}},
	{"SYM Galaxy", []string{"Black", "Blue"}},
	{"Piaggio Liberty 125", []string{"White", "Red", "Grey"}},
	{"Vespa Sprint 125", []string{"Yellow", "Red", "White", "Green"}},
	{"VinFast Klara S", []string{"White", "Red", "Blue", "Black"}},
	{"VinFast Evo 200", []string{"Yellow", "White", "Black", "Green"}},
	{"VinFast Feliz S", []string{"White", "Black", "Red"}},
	{"VinFast Vento S", []string{"Black", "Blue", "White"}},
	{"Dat Bike Weaver 200", []string{"Black", "Orange", "Green"}},
	{"Dat Bike Quantum", []string{"Black", "Grey", "Orange"}},
	{"Yadea Xmen Neo", []string{"Black", "Red", "White"}},
	{"Selex Camel", []string{"Green", "White"}},
}

// financePlan says when a finance rule holds.
type financePlan struct{ name, description string }

var financePlans = []financePlan{
	{"Standard city rates", "What a normal day in the city pays."},
	{"Rainy season surcharge", "Higher wages while the afternoon storms last, May to November."},
	{"Tết holiday rates", "For the days when most drivers are home with their families."},
	{"Lunch peak", "Eleven to one, when every office orders at once."},
	{"Dinner peak", "Six to nine in the evening on working days."},
	{"Late night rates", "For those who ride between eleven and five."},
	{"Early bird rates", "Breakfast deliveries before seven."},
	{"Weekend rates", "Saturdays and Sundays, all day."},
	{"Public holiday rates", "Hùng Kings, Reunification Day, Labour Day, National Day."},
	{"Mid-Autumn week", "Mooncakes and lanterns, and more orders than riders."},
	{"Flood day rates", "When the high tide is in the streets of District 7 and Bình Thạnh."},
	{"Heatwave bonus", "Days above 37 degrees: water, shade and a better wage."},
	{"Airport zone rates", "Deliveries around Tân Sơn Nhất, waiting at the gate included."},
	{"Inner districts", "Short ways, narrow alleys, parking by the minute."},
	{"Outer districts", "Longer ways to Bình Tân, District 12 and beyond."},
	{"Thủ Đức city rates", "Across the river and back, tunnel or bridge."},
	{"New restaurant launch", "A lower commission for a restaurant's first ninety days."},
	{"Partner restaurant rates", "Commission for partners who sell with us alone."},
	{"Small kitchen relief", "A lower commission for family shops with few orders."},
	{"Group order rates", "Large baskets for offices and parties."},
	{"Grocery trial", "Wages for the trial of market deliveries."},
	{"Electric fleet bonus", "For drivers on electric motorbikes."},
	{"New driver guarantee", "A safe minimum for a driver's first month."},
	{"Match night rates", "When the national team plays and nobody cooks."},
	{"Concert night rates", "Events at Phú Thọ and Thống Nhất stadiums."},
	{"School exam season", "June, when families order for studying children."},
	{"Festive December", "Christmas and New Year's Eve in the centre."},
	{"Low season rates", "The quiet weeks after Tết."},
	{"Fuel price adjustment", "Follows the pump, up and down."},
	{"Pilot 2025", "Rates under trial before they replace the standard."},
}
