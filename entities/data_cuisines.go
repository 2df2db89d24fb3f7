package entities

// cuisine is what a kind of kitchen offers: a food category, the names and
// words of its restaurants, and its menu.
type cuisine struct {
	name        string
	description string
	keywords    []string // lower case, without accents: what a foreign category or restaurant of this cuisine is known by
	prefixes    []string // how restaurant names begin; no other cuisine has the same
	suffixes    []string // how they end; nil means restaurantNames
	blurbs      []string // restaurant descriptions with one %s for the district
	opens       []hours
	picture     string
	dishes      []dish
}

// hours are opening hours: 900 to 2130 is 9:00 to 21:30.
type hours struct{ from, to int }

type dish struct {
	name        string
	description string
	min, max    int // price range in US cents
	kind        dishKind
	notes       []string
	picture     string
}
