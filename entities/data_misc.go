package entities

// promotionKind says how a promotion lowers the price.
type promotionKind int

const (
	percentage promotionKind = iota
	fixed
	bogo
)

// promotionIdea is a promotion whose name, kind and value agree. Names carry
// no number that the drawn value could contradict.
type promotionIdea struct {
	name, description string
	kind              promotionKind
	min, max          int // percent, or US cents off, or 0 for bogo
	minimumOrder      int // US cents
	days              int // how long it runs
	buy, get          int // for bogo
}

type vehicle struct {
	model  string
	colors []string
}

type financePlan struct{ name, description string }

var addressTitles = []string{
	"Home", "Nhà riêng", "Office", "Công ty", "Mom's house", "Nhà ba mẹ", "Apartment", "Chung cư", "Weekend place",
	"Phòng trọ", "Nhà ngoại", "Nhà nội", "Dorm", "Ký túc xá", "Gym", "Coworking space", "Shop", "Cửa hàng",
	"Parents' place", "Nhà bạn", "Studio", "Trường học", "Reception desk", "Nhà mới",
}

var promotionIdeas = []promotionIdea{
	{"Lunch Rush", "A percentage off every order between eleven and one.", percentage, 10, 25, 500, 14, 0, 0},
	{"First Order Welcome", "Money off the first order of a new account.", fixed, 150, 300, 600, 60, 0, 0},
	{"Milk Tea Twins", "Buy one cup, the second of the same is on us.", bogo, 0, 0, 300, 7, 1, 1},
}

var vehicles = []vehicle{
	{"Honda Wave Alpha", []string{"Red", "Blue", "Black", "White"}},
	{"Yamaha Exciter 155", []string{"Blue", "Black", "Red"}},
	{"VinFast Klara S", []string{"White", "Red", "Blue"}},
}

var customerNotes = []string{"Ring the bell twice, please", "Gọi em trước khi tới nha", "Leave it with the guard downstairs"}

var restaurantNotes = []string{"Packed with extra napkins", "Món nóng, cẩn thận khi mở", "Sauces are in the small bag"}

var orderCancelNotes = []string{"Ordered by mistake, sorry", "Đặt nhầm địa chỉ", "Waited too long"}

var financePlans = []financePlan{
	{"Standard city rates", "What a normal day in the city pays."},
	{"Rainy season surcharge", "Higher wages while the afternoon storms last."},
	{"Tết holiday rates", "For the days when most drivers are with their families."},
}
