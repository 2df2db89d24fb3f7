package entities

var centralBlurbs = []string{
	"The kitchen of Huế, a little spicier than %s was used to; nobody complains any more.",
	"Lemongrass, shrimp paste and patience: bún bò the way the old capital cooks it, delivered in %s.",
	"Mì Quảng on Mondays, bánh bèo every day. A piece of central Vietnam in %s.",
	"Our noodles come from Đà Nẵng by night bus and reach %s before breakfast.",
	"A couple from Quảng Nam cooks what they missed most when they moved to %s.",
}

var centralDishes = []dish{
	{"Bún bò Huế", "Round noodles in a lemongrass broth with beef shank and pork knuckle.", 260, 480, bowl, []string{"Ít cay", "No blood pudding", "Sa tế để riêng"}, "spicy,noodle"},
	{"Bún bò giò heo", "Spicy beef noodles with a whole slice of pork knuckle.", 280, 520, bowl, []string{"Lấy giò nạc", "Extra banana blossom", "No onion"}, "noodle,pork"},
	{"Bún bò chả cua", "Huế noodles with crab and pork dumplings.", 280, 500, bowl, []string{"Thêm chả cua", "Less spicy", "No coriander"}, "noodle,crab"},
	{"Mì Quảng tôm thịt", "Turmeric noodles with prawns, pork and a shallow, rich broth.", 260, 480, bowl, []string{"Thêm bánh tráng", "No peanuts", "Nước để riêng"}, "turmeric,noodles"},
	{"Mì Quảng gà", "Turmeric noodles with free-range chicken, peanuts and rice crackers.", 260, 470, bowl, []string{"No peanuts", "Boneless chicken", "Extra herbs"}, "turmeric,chicken"},
	{"Bún thịt nướng", "Cool rice noodles with grilled pork, herbs and peanuts.", 230, 420, bowl, []string{"Không đậu phộng", "Extra fish sauce", "Nhiều đồ chua"}, "noodle,pork"},
	{"Bún thịt nướng chả giò", "Grilled pork and fried rolls over rice noodles.", 260, 460, bowl, []string{"Chả giò để riêng cho giòn", "No peanuts", "Thêm rau sống"}, "noodle,springroll"},
	{"Bún nem nướng", "Grilled pork sausage over rice noodles with pickles.", 250, 450, bowl, []string{"Thêm mắm nêm", "No chilli", "Extra pickles"}, "noodle,sausage"},
	{"Bún chả cá Quy Nhơn", "Fish cakes and tomato in a clear fish broth.", 240, 440, bowl, []string{"Thêm chả chiên", "No dill", "Extra tomato"}, "fishcake,noodle"},
	{"Cao lầu Hội An", "Chewy noodles, char siu pork, croutons and a spoon of its gravy.", 270, 480, bowl, []string{"Extra croutons", "Ít giá", "No pork fat"}, "noodle,hoian"},
	{"Bánh bèo chén", "Steamed rice cakes in their little bowls with dried shrimp.", 220, 380, snack, []string{"Nước mắm ngọt", "No pork crackling", "Extra shrimp floss"}, "rice,cake"},
	{"Bánh bột lọc", "Clear tapioca dumplings with prawn and pork.", 220, 390, snack, []string{"Loại gói lá", "Extra chilli fish sauce", "No fat"}, "tapioca,dumpling"},
	{"Bánh nậm", "Flat rice dumplings with prawn, steamed in banana leaf.", 220, 380, snack, []string{"Bóc lá sẵn", "Warm, please", "Thêm nước mắm"}, "banana,leaf"},
	{"Bánh ướt thịt nướng", "Rice sheets rolled around grilled pork and herbs.", 240, 420, rolls, []string{"No mint", "Thêm mắm nêm", "Cut in half"}, "rice,rolls"},
	{"Cơm hến", "Warm rice with baby clams, crackling, peanuts and a cup of clam broth.", 230, 400, plate, []string{"Less chilli", "No peanuts", "Nước hến để riêng"}, "clam,rice"},
	{"Nem lụi", "Pork on lemongrass sticks, rice paper and peanut-liver sauce.", 280, 480, skewers, []string{"Nước lèo nhiều", "Extra rice paper", "No peanuts"}, "lemongrass,skewer"},
}
