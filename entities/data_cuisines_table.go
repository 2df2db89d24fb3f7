package entities

// cuisines are the food categories in the order in which they are created:
// what a city cannot do without comes first.
var cuisines = []cuisine{
	{
		name:        "Phở & Noodle Soups",
		description: "Beef and chicken phở, hủ tiếu and other broths that simmer overnight, with herbs and lime on the side.",
		keywords:    []string{"pho", "noodle", "noodles", "hu tieu", "hoanh thanh"},
		prefixes:    []string{"Phở", "Quán Phở", "Phở Bò", "Phở Gia Truyền", "Hủ Tiếu", "Tiệm Phở"},
		blurbs:      phoBlurbs,
		opens:       []hours{{600, 1400}, {600, 2200}, {530, 2100}, {1600, 2359}},
		picture:     "pho,noodle",
		dishes:      phoDishes,
	},
	{
		name:        "Cơm Tấm & Rice",
		description: "Saigon's broken rice with charcoal-grilled pork, and the rice plates that office people order at noon.",
		keywords:    []string{"com tam", "broken rice", "rice", "com ga"},
		prefixes:    []string{"Cơm Tấm", "Cơm Tấm Sườn", "Quán Cơm", "Cơm Trưa", "Cơm Gà"},
		blurbs:      comTamBlurbs,
		opens:       []hours{{600, 1400}, {630, 2130}, {1000, 2200}, {1700, 2330}},
		picture:     "rice,pork",
		dishes:      comTamDishes,
	},
	{
		name:        "Bánh Mì",
		description: "Crackling baguettes filled to order: pâté, cold cuts, grilled pork, pickles, chilli.",
		keywords:    []string{"banh mi", "sandwich", "sandwiches", "baguette"},
		prefixes:    []string{"Bánh Mì", "Lò Bánh Mì", "Bánh Mì Thịt", "Tiệm Bánh Mì"},
		blurbs:      banhMiBlurbs,
		opens:       []hours{{530, 1100}, {600, 2100}, {600, 2200}, {1500, 2330}},
		picture:     "banhmi,sandwich",
		dishes:      banhMiDishes,
	},
}

// houseCuisine cooks for categories that no cuisine recognises. It is not one
// of the categories that are created.
var houseCuisine = cuisine{
	name:        "Món Việt & Family Kitchen",
	description: "What Vietnamese families cook on weekdays: rice, a braise, greens, soup.",
	keywords:    []string{"mon viet", "vietnamese", "family", "home cooking"},
	prefixes:    []string{"Bếp", "Quán Ăn", "Bếp Nhà", "Nhà Hàng", "Quán"},
	blurbs:      houseBlurbs,
	opens:       []hours{{900, 2200}, {1000, 2130}, {1000, 2330}},
	picture:     "vietnamese,food",
	dishes:      houseDishes,
}
