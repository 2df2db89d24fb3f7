// Package saigon is the curated data of the town: what is cooked, where people
// live, what they are called and what they write. It is kept in text files
// beside this one, each of which begins with a description of its lines, and
// read when it is first asked for. What is returned is shared: callers must not
// change it.
package saigon

import (
	_ "embed" // the data files
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"
)

// Cuisine is a kind of kitchen: a food category, the names and words of its
// restaurants, and its menu.
type Cuisine struct {
	Name, Description string
	Picture           string
	Keywords          []string // folded: what a foreign category or restaurant of this cuisine is known by
	Prefixes          []string // how restaurants' names begin; no other cuisine has the same
	Endings           []string // how they end
	Hours             []Hours
	Blurbs            []string // restaurants' descriptions, with one %s for the district
	Dishes            []Dish
}

// Hours are opening hours: 900 to 2130 is 9:00 to 21:30.
type Hours struct{ From, To int }

// Dish is what a restaurant may have on its menu.
type Dish struct {
	Name, Description string
	Min, Max          int // price range in US cents
	Kind              *Kind
	Notes             []string
	Picture           string
}

// Kind is what dishes have in common that come in the same variants.
type Kind struct {
	Name    string
	Words   []string // folded: what a foreign dish of this kind is known by
	Options []Option // from the dish's own price upwards
}

// Option is one of the ways in which a dish can be had.
type Option struct {
	Label, Description string
	Percent            int // of the dish's price
}

// District is a district of Ho Chi Minh City. A street's point may be moved by
// up to 0.0015 degrees without leaving the box.
type District struct {
	Name                           string
	PostCode                       int
	MinLat, MaxLat, MinLng, MaxLng float64
	Streets                        []Street
}

// Street is a stretch of a street in one ward. The point lies on it.
type Street struct {
	Name, Ward string
	Lat, Lng   float64
	MaxNumber  int // the highest plausible house number
}

// Promotion is an idea for one whose name, kind and value agree.
type Promotion struct {
	Name, Description string
	Kind              string // "percentage", "fixed" or "bogo"
	Min, Max          int    // percent, or US cents off; for bogo, how many to buy and to get
	LeastOrder        int    // US cents
	Days              int    // how long it runs
}

// Vehicle is a model of motorbike.
type Vehicle struct {
	Model  string
	Colors []string
}

// Plan is a finance rule's name and when it holds.
type Plan struct{ Name, Description string }

var (
	//go:embed cuisines.txt
	cuisinesFile string
	//go:embed options.txt
	optionsFile string
	//go:embed streets.txt
	streetsFile string
	//go:embed words.txt
	wordsFile string
	//go:embed promotions.txt
	promotionsFile string
	//go:embed drivers.txt
	driversFile string
)

// Cuisines returns the cuisines, each of which is a food category.
func Cuisines() []Cuisine {
	all := kitchens()
	return all[: len(all)-1 : len(all)-1]
}

// House returns the cuisine of restaurants that none of the others is
// recognised in. It is no food category.
func House() *Cuisine {
	all := kitchens()
	return &all[len(all)-1]
}

var kitchens = sync.OnceValue(func() []Cuisine {
	kinds := map[string]*Kind{}
	for i := range Kinds() {
		kinds[Kinds()[i].Name] = &Kinds()[i]
	}
	var list []Cuisine
	for key, line := range lines(cuisinesFile) {
		if key == "cuisine" {
			list = append(list, Cuisine{Name: line[0], Description: line[1], Picture: line[2]})
			continue
		}
		c := &list[len(list)-1]
		switch key {
		case "known by":
			c.Keywords = elements(line[0])
		case "begins":
			c.Prefixes = elements(line[0])
		case "ends":
			c.Endings = Words(line[0])
		case "opens":
			for _, hours := range elements(line[0]) {
				from, to := span(hours)
				c.Hours = append(c.Hours, Hours{from, to})
			}
		case "blurb":
			c.Blurbs = append(c.Blurbs, line[0])
		case "dish":
			low, high := span(line[2])
			c.Dishes = append(c.Dishes, Dish{line[0], line[1], low, high, kinds[line[3]], elements(line[4]), line[5]})
		}
	}
	return list
})

// Kinds returns the kinds of dishes, in the order in which their words are
// looked for. The last one is that of dishes that have none of them.
var Kinds = sync.OnceValue(func() (list []Kind) {
	for key, line := range lines(optionsFile) {
		if key == "kind" {
			list = append(list, Kind{Name: line[0]})
			continue
		}
		kind := &list[len(list)-1]
		switch key {
		case "words":
			kind.Words = elements(line[0])
		case "option":
			kind.Options = append(kind.Options, Option{line[0], line[1], number(line[2])})
		}
	}
	return list
})

// Districts returns the districts with their streets.
var Districts = sync.OnceValue(func() (list []District) {
	for key, line := range lines(streetsFile) {
		if key == "district" {
			list = append(list, District{line[0], number(line[1]), degrees(line[2]), degrees(line[3]), degrees(line[4]), degrees(line[5]), nil})
			continue
		}
		in := &list[len(list)-1]
		in.Streets = append(in.Streets, Street{line[0], line[1], degrees(line[2]), degrees(line[3]), number(line[4])})
	}
	return list
})

// Promotions returns the ideas for promotions.
var Promotions = sync.OnceValue(func() (list []Promotion) {
	for kind, line := range lines(promotionsFile) {
		low, high := span(line[2])
		list = append(list, Promotion{line[0], line[1], kind, low, high, number(line[3]), number(line[4])})
	}
	return list
})

// Vehicles returns what drivers ride.
var Vehicles = sync.OnceValue(func() (list []Vehicle) {
	for key, line := range lines(driversFile) {
		if key == "vehicle" {
			list = append(list, Vehicle{line[0], elements(line[1])})
		}
	}
	return list
})

// Plans returns the ideas for finance rules.
var Plans = sync.OnceValue(func() (list []Plan) {
	for key, line := range lines(driversFile) {
		if key == "plan" {
			list = append(list, Plan{line[0], line[1]})
		}
	}
	return list
})

// Words returns the list of words of a name that stands in words.txt.
func Words(name string) []string { return words()[name] }

var words = sync.OnceValue(func() map[string][]string {
	lists := map[string][]string{}
	for name, line := range lines(wordsFile) {
		lists[name] = append(lists[name], elements(line[0])...)
	}
	return lists
})

// lines yields the key and the fields of each line of a file: "key: field |
// field". Empty lines and those that begin with # are left out.
func lines(file string) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for line := range strings.Lines(file) {
			key, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if ok && key[0] != '#' && !yield(key, strings.Split(rest, " | ")) {
				return
			}
		}
	}
}

// elements are those of a field that is a list.
func elements(field string) []string { return strings.Split(field, "; ") }

// span reads "220-420".
func span(field string) (low, high int) {
	from, to, _ := strings.Cut(field, "-")
	return number(from), number(to)
}

func number(field string) int { return int(degrees(field)) }

// degrees reads a number. The files are part of the program, so one that is
// none is a fault of the program.
func degrees(field string) float64 {
	n, err := strconv.ParseFloat(field, 64)
	if err != nil {
		panic(fmt.Sprintf("data file: %v", err))
	}
	return n
}
