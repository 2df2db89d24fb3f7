// Package saigon is the curated data of the town: what is cooked, where people
// live, what they are called and what they write. It is kept in text files
// beside this one, each of which begins with a description of its lines, and
// read when it is first needed. What is returned is shared: callers must not
// change it.
package saigon

import (
	_ "embed" // the data files
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Bilingual is the same in English and in Vietnamese.
type Bilingual[T any] struct{ En, Vi T }

// In returns what there is in a language, "vi" or "en".
func (b Bilingual[T]) In(language string) T {
	if language == "vi" {
		return b.Vi
	}
	return b.En
}

// Text is a text in English and in Vietnamese.
type Text = Bilingual[string]

// Cuisine is a kind of kitchen: the names and words of its restaurants, and its
// menu.
type Cuisine struct {
	Category
	Keywords []string // folded: what a foreign category or restaurant of this cuisine is known by
	Prefixes []string // how restaurants' names begin; no other cuisine has the same
	Endings  []string // how they end
	Local    bool     // they end as names of local houses do
	Hours    []Hours
	Blurbs   []string // restaurants' descriptions in English, with one %s for the district
	Dishes   []Dish
}

// Category is a food category.
type Category struct {
	Name, Description Text
	Picture           string   // words for a picture
	Cuisine           *Cuisine // what its restaurants cook
}

// Hours are opening hours: 900 to 2130 is 9:00 to 21:30.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Dish is what a restaurant may have on its menu.
type Dish struct {
	Name        string
	Description Text
	Min, Max    int // US cents in the cheapest and in the most expensive house
	Kind        *DishKind
	Notes       Bilingual[[]string]
	Picture     string // words for a picture
}

// DishKind is what dishes have in common that come in the same variants.
type DishKind struct {
	Name    string
	Words   []string // folded: what a foreign dish of this kind is known by
	Options []Option // from the dish's own price upwards
}

// Option is one of the ways in which a dish can be had.
type Option struct {
	Label, Description Text
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
	Name, Ward string // the ward of 2024
	NewWard    string // the ward since the reform of July 2025
	Lat, Lng   float64
	MaxNumber  int // the highest plausible house number
}

// Promotion is an idea for one whose name, kind and value agree.
type Promotion struct {
	Name, Description Text
	Kind              string // "percentage", "fixed" or "bogo"
	Min, Max          int    // percent, or US cents off; for bogo, how many to buy and to get
	LeastOrder        int    // US cents
	Days              int    // how long it runs
	Day               string // what it is for: "03-08", Tet or MidAutumn; "" for nothing in particular
}

// The days of the lunar calendar that promotions are for.
const (
	Tet       = "Tết"
	MidAutumn = "mid-autumn"
)

// Vehicle is a model of motorbike.
type Vehicle struct {
	Model  string
	Colors []string
}

// Plan is a finance rule's name and when it holds.
type Plan struct{ Name, Description Text }

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
	//go:embed services.txt
	servicesFile string
)

// Cuisines returns the cuisines, each of which is a food category too.
func Cuisines() []Cuisine {
	n := len(Kitchens()) - 1
	return Kitchens()[:n:n]
}

// House returns the cuisine of restaurants that none of the others is
// recognised in. It is no food category.
func House() *Cuisine { return &Kitchens()[len(Kitchens())-1] }

// Kitchens returns the cuisines and, last, the house's.
var Kitchens = sync.OnceValue(func() (list []Cuisine) {
	kinds := map[string]*DishKind{}
	for i := range Kinds() {
		kinds[Kinds()[i].Name] = &Kinds()[i]
	}
	for key, line := range lines(cuisinesFile) {
		if key == "cuisine" {
			list = append(list, Cuisine{Category: Category{Name: text(line[0]), Description: text(line[1]), Picture: line[2]}})
		}
		c := &list[len(list)-1]
		switch key {
		case "known by":
			c.Keywords = elements(line[0])
		case "begins":
			c.Prefixes = elements(line[0])
		case "ends":
			c.Endings = Words(line[0])
			c.Local = slices.Contains([]string{"vietnamese house", "chinese house", "cafe house"}, line[0])
		case "opens":
			for _, hours := range elements(line[0]) {
				from, to := span(hours)
				c.Hours = append(c.Hours, Hours{from, to})
			}
		case "blurb":
			c.Blurbs = append(c.Blurbs, line[0])
		case "dish":
			low, high := span(line[2])
			c.Dishes = append(c.Dishes, Dish{line[0], text(line[1]), low, high, kinds[line[3]], byLanguage(elements(line[4])), line[5]})
		}
	}
	for i := range list {
		list[i].Cuisine = &list[i]
	}
	return list
})

// Categories returns the food categories: the cuisines' own, in their order,
// then those of several cuisines.
var Categories = sync.OnceValue(func() (list []Category) {
	byName := map[string]*Cuisine{}
	for i, c := range Kitchens() {
		byName[c.Name.En] = &Kitchens()[i]
	}
	for _, c := range Cuisines() {
		list = append(list, c.Category)
	}
	for key, line := range lines(cuisinesFile) {
		if key == "category" {
			c := byName[line[2]]
			list = append(list, Category{text(line[0]), text(line[1]), c.Picture, c})
		}
	}
	return list
})

// byLanguage sorts notes: those with Vietnamese letters are Vietnamese.
func byLanguage(notes []string) (sorted Bilingual[[]string]) {
	for _, note := range notes {
		if strings.IndexFunc(note, func(r rune) bool { return r >= 0x80 }) >= 0 {
			sorted.Vi = append(sorted.Vi, note)
		} else {
			sorted.En = append(sorted.En, note)
		}
	}
	return sorted
}

// Kinds returns the kinds of dishes, in the order in which their words are
// looked for. The last one is that of dishes that have none of them.
var Kinds = sync.OnceValue(func() (list []DishKind) {
	for key, line := range lines(optionsFile) {
		if key == "kind" {
			list = append(list, DishKind{Name: line[0]})
			continue
		}
		kind := &list[len(list)-1]
		switch key {
		case "words":
			kind.Words = elements(line[0])
		case "option":
			kind.Options = append(kind.Options, Option{text(line[0]), text(line[1]), number(line[2])})
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
		in.Streets = append(in.Streets, Street{line[0], line[1], line[2], degrees(line[3]), degrees(line[4]), number(line[5])})
	}
	return list
})

// Promotions returns the ideas for promotions.
var Promotions = table(promotionsFile, "promotion", func(line []string) Promotion {
	low, high := span(line[3])
	day := strings.Join(line[6:], "") // most have none
	return Promotion{text(line[0]), text(line[1]), line[2], low, high, number(line[4]), number(line[5]), day}
})

// Lunar returns the date of Tết or mid-autumn in a year, such as "02-17". A
// year beyond the list has the date of the nearest one in it.
func Lunar(day string, year int) string {
	dates := Words(day)
	first := number(dates[0][:len("2020")])
	return dates[min(max(year-first, 0), len(dates)-1)][len("2020-"):]
}

// Vehicles returns what drivers ride.
var Vehicles = table(driversFile, "vehicle", func(line []string) Vehicle { return Vehicle{line[0], elements(line[1])} })

// Plans returns the ideas for finance rules.
var Plans = table(driversFile, "plan", func(line []string) Plan { return Plan{text(line[0]), text(line[1])} })

// Voucher is an idea for one.
type Voucher struct {
	Code              string
	Name, Description Text
	Kind              string // "percentage", "fixed" or "freeship"
	Min, Max          int    // percent, or US cents off
	LeastOrder, Days  int
}

// Vouchers returns the ideas for vouchers.
var Vouchers = table(servicesFile, "voucher", func(line []string) Voucher {
	low, high := span(line[4])
	return Voucher{line[0], text(line[1]), text(line[2]), line[3], low, high, number(line[5]), number(line[6])}
})

// Notice is a message from the platform to its users.
type Notice struct {
	For         string // "CUSTOMER", "DRIVER", "RESTAURANT" or "CUSTOMER_CARE"
	Title, Text Text
}

// Notices returns the messages from the platform.
var Notices = table(servicesFile, "notice", func(line []string) Notice { return Notice{line[0], text(line[1]), text(line[2])} })

// Rule is what a driver must not do.
type Rule struct {
	Violation   string
	Description Text
	Points      int
	Case        Text // what happened where it was broken
}

// Rules returns what drivers must not do.
var Rules = table(servicesFile, "rule", func(line []string) Rule {
	return Rule{line[0], text(line[1]), number(line[2]), text(line[3])}
})

// Question is one that is often asked.
type Question struct {
	Topic, For       string
	Question, Answer Text
}

// Questions returns what is often asked.
var Questions = table(servicesFile, "faq", func(line []string) Question {
	return Question{line[0], line[1], text(line[2]), text(line[3])}
})

// Complaint is what a customer writes about an order of some status, and how it
// ends. {dish} and {restaurant} are the order's.
type Complaint struct {
	Status, Issue string
	Subject, Text Text
	Resolution    string
	Answer        Text
}

// Complaints returns what customers complain of.
var Complaints = table(servicesFile, "inquiry", func(line []string) Complaint {
	return Complaint{line[0], line[1], text(line[2]), text(line[3]), line[4], text(line[5])}
})

// Cancellation is why an order is cancelled, and by whom: "customer" or
// "restaurant".
type Cancellation struct {
	By, Reason         string
	Title, Description Text
}

// Cancellations returns why orders are cancelled.
var Cancellations = table(servicesFile, "cancellation", func(line []string) Cancellation {
	return Cancellation{line[0], line[1], text(line[2]), text(line[3])}
})

// Texts returns the texts on a subject, such as "food 5", "way 1" or "driver 3"
// for reviews with so many stars.
func Texts(about string) []Text { return texts()[about] }

var texts = lists(servicesFile, func(field string) []Text { return []Text{text(field)} })

// Words returns the list of words of a name that stands in words.txt.
func Words(name string) []string { return words()[name] }

var words = lists(wordsFile, elements)

// lists returns a reader of the lists in a file, by their keys, to which each
// line adds.
func lists[T any](file string, read func(field string) []T) func() map[string][]T {
	return sync.OnceValue(func() map[string][]T {
		byKey := map[string][]T{}
		for key, line := range lines(file) {
			byKey[key] = append(byKey[key], read(line[0])...)
		}
		return byKey
	})
}

// table returns a reader of the lines of a file that have a key.
func table[T any](file, key string, read func(line []string) T) func() []T {
	return sync.OnceValue(func() (list []T) {
		for name, line := range lines(file) {
			if name == key {
				list = append(list, read(line))
			}
		}
		return list
	})
}

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

// text reads "English / Vietnamese"; a text without a slash is the same in both.
func text(field string) Text {
	english, vietnamese, ok := strings.Cut(field, " / ")
	if !ok {
		vietnamese = english
	}
	return Text{english, vietnamese}
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
