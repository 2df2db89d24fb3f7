package saigon

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Every line of the files is one that is read.
func TestFiles(t *testing.T) {
	for file, keys := range map[string]string{
		cuisinesFile:   "cuisine|known by|begins|ends|opens|blurb|dish|category",
		optionsFile:    "kind|words|option",
		streetsFile:    "district|street",
		wordsFile:      "[a-z ]+|Tết|mid-autumn",
		promotionsFile: "promotion",
		driversFile:    "vehicle|plan",
		servicesFile:   "(food|way|driver) [1-5]|(news [A-Z_]+)|voucher|notice|rule|faq|inquiry|cancellation|repeated category",
	} {
		known := regexp.MustCompile("^(#.*|(" + keys + "): .*|)$")
		for i, line := range strings.Split(file, "\n") {
			if !known.MatchString(line) || line != strings.TrimSpace(line) || strings.Contains(line, "||") {
				t.Errorf("line %d: %q", i+1, line)
			}
		}
	}
}

func TestDistrictsLieInTheCity(t *testing.T) {
	const jitter = 0.0015
	atLeast(t, "districts", len(Districts()), 17)
	var names, posts, places, points []string
	for _, d := range Districts() {
		names, posts = append(names, d.Name), append(posts, strconv.Itoa(d.PostCode))
		if d.PostCode < 70000 || d.PostCode > 76000 || len(d.Streets) < 8 || len(d.Streets) > 14 {
			t.Errorf("%s: post code %d, %d streets", d.Name, d.PostCode, len(d.Streets))
		}
		if d.MinLat < 10.35 || d.MaxLat > 11.16 || d.MinLng < 106.35 || d.MaxLng > 107.03 || d.MinLat >= d.MaxLat || d.MinLng >= d.MaxLng {
			t.Errorf("%s: its box is not a box in the city", d.Name)
		}
		if d.MaxLat-d.MinLat > 0.13 || d.MaxLng-d.MinLng > 0.13 {
			t.Errorf("%s: its box is too wide for a district", d.Name)
		}
		for _, s := range d.Streets {
			places, points = append(places, s.Name+", "+s.Ward+", "+d.Name), append(points, fmt.Sprint(s.Lat, s.Lng))
			if s.Lat-jitter < d.MinLat || s.Lat+jitter > d.MaxLat || s.Lng-jitter < d.MinLng || s.Lng+jitter > d.MaxLng {
				t.Errorf("%s, %s, %s can be moved out of its district", s.Name, s.Ward, d.Name)
			}
			if !strings.HasPrefix(s.Ward, "Phường ") || s.MaxNumber < 20 || s.MaxNumber > 1600 {
				t.Errorf("%s, %s: ward %q, house numbers up to %d", s.Name, d.Name, s.Ward, s.MaxNumber)
			}
		}
	}
	unique(t, "districts", names)
	unique(t, "post codes", posts)
	unique(t, "streets", places)
	unique(t, "points", points)
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		name   string
		least  int
		unique bool
		person bool
	}{
		{"family name", 50, false, true},
		{"male middle name", 25, false, true},
		{"male given name", 70, true, true},
		{"female middle name", 25, false, true},
		{"female given name", 70, true, true},
		{"foreign male name", 60, true, true},
		{"foreign female name", 60, true, true},
		{"foreign surname", 100, true, true},
		{"note en", 10, true, false},
		{"note vi", 10, true, false},
		{"kitchen note en", 10, true, false},
		{"kitchen note vi", 10, true, false},
		{"house blurb", 10, true, false},
		{"edge name", 10, true, false},
		{"vietnamese house", 160, true, false},
	} {
		list := Words(c.name)
		atLeast(t, c.name, len(list), c.least)
		if c.unique {
			unique(t, c.name, list)
		}
		if c.name != "edge name" {
			readable(t, c.name, list)
		}
		for _, name := range list {
			if c.person && strings.ContainsAny(name, "'’.,0123456789") {
				t.Errorf("%s: %q", c.name, name)
			}
		}
	}
	ascii(t, Words("foreign male name"), Words("foreign female name"), Words("foreign surname"))
	for _, kind := range []string{"shop", "alley", "flat", "street"} {
		for _, language := range []string{"en", "vi"} {
			atLeast(t, kind, len(Words(kind+" title "+language)), 4)
			if kind != "shop" {
				atLeast(t, kind, len(Words(kind+" note "+language)), 3)
			}
		}
	}
}

// The numbering plan of 2018: what Vietnam's mobile operators have after +84.
func TestMobilePrefixes(t *testing.T) {
	unique(t, "prefixes", Words("mobile prefix"))
	valid := regexp.MustCompile(`^(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])$`)
	for _, p := range Words("mobile prefix") {
		if !valid.MatchString(p) {
			t.Errorf("no mobile number begins with +84 %s", p)
		}
	}
	atLeast(t, "prefixes", len(Words("mobile prefix")), 8+5+5+9+9)
}

func TestPromotionIdeas(t *testing.T) {
	var names []string
	kinds := map[string]int{}
	for _, p := range Promotions() {
		names = append(names, p.Name.En, p.Name.Vi)
		kinds[p.Kind]++
		readable(t, "promotions", both(p.Name, p.Description))
		if strings.ContainsAny(p.Name.En+p.Name.Vi, "0123456789%$") {
			t.Errorf("%q carries a number", p.Name.En)
		}
		sound := map[string]bool{
			"percentage": p.Min >= 5 && p.Max <= 50 && p.Min < p.Max,
			"fixed":      p.Min >= 50 && p.Min < p.Max && p.Max < p.LeastOrder,
			"bogo":       p.Min > 0 && p.Max > 0 && p.Max <= p.Min,
		}
		if !sound[p.Kind] || p.Days < 1 || p.Days > 180 || p.LeastOrder < 100 || p.LeastOrder > 5000 {
			t.Errorf("%q: %+v does not fit its kind", p.Name.En, p)
		}
	}
	unique(t, "promotions", names)
	atLeast(t, "promotions", len(names)/2, 40)
	for _, k := range []string{"percentage", "fixed", "bogo"} {
		atLeast(t, "promotions that are "+k, kinds[k], 8)
	}
}

func TestVehiclesAndPlans(t *testing.T) {
	var models, names []string
	for _, v := range Vehicles() {
		models = append(models, v.Model)
		atLeast(t, v.Model+": colours", len(v.Colors), 1)
		unique(t, v.Model, v.Colors)
		readable(t, v.Model, v.Colors)
	}
	for _, p := range Plans() {
		names = append(names, p.Name.En, p.Name.Vi)
		readable(t, "finance plans", both(p.Name, p.Description))
	}
	atLeast(t, "vehicles", len(models), 20)
	atLeast(t, "finance plans", len(Plans()), 24)
	readable(t, "vehicles", models)
	unique(t, "vehicles and finance plans", slices.Concat(models, names))
}

// Vietnamese texts have Vietnamese letters, English ones have names at most.
func TestLanguages(t *testing.T) {
	for name, list := range words() {
		for _, text := range list {
			vietnamese := strings.IndexFunc(text, func(r rune) bool { return r > 0x7f }) >= 0
			if vietnamese && strings.HasSuffix(name, " en") || !vietnamese && strings.HasSuffix(name, "note vi") {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
}

func TestLunarYears(t *testing.T) {
	for _, c := range []struct {
		day  string
		year int
		want string
	}{{Tet, 2026, "02-17"}, {MidAutumn, 2025, "10-06"}, {Tet, 2030, "02-02"}, {Tet, 1999, "01-25"}, {MidAutumn, 2099, "09-20"}} {
		if got := Lunar(c.day, c.year); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.day, c.year, got, c.want)
		}
	}
	for i := range Words(Tet) {
		tet, midAutumn := Words(Tet)[i], Words(MidAutumn)[i]
		year := strconv.Itoa(2020 + i)
		if tet < year+"-01-20" || tet > year+"-02-21" || midAutumn < year+"-09-07" || midAutumn > year+"-10-08" {
			t.Errorf("%s: %s, %s", year, tet, midAutumn)
		}
	}
}

// both lists the texts of both languages.
func both(list ...Text) (all []string) {
	for _, text := range list {
		all = append(all, text.En, text.Vi)
	}
	return all
}

func atLeast(t *testing.T, what string, got, want int) {
	t.Helper()
	if got < want {
		t.Errorf("%s: %d, want at least %d", what, got, want)
	}
}

// unique ignores case: backends may.
func unique(t *testing.T, what string, list []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, text := range list {
		low := strings.ToLower(text)
		if seen[low] {
			t.Errorf("%s: %q is there twice", what, text)
		}
		seen[low] = true
	}
}

// readable checks that a person may read them.
func readable(t *testing.T, what string, lists ...[]string) {
	t.Helper()
	placeholder := regexp.MustCompile("(?i)lorem|ipsum|todo")
	for _, text := range slices.Concat(lists...) {
		switch {
		case text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  "):
			t.Errorf("%s: %q is empty or has stray spaces", what, text)
		case !norm.NFC.IsNormalString(text):
			t.Errorf("%s: %q is not in normal form C", what, text)
		case strings.ContainsAny(text, "\n\t\"<>{}\u00a0\ufffd"):
			t.Errorf("%s: %q holds what no menu prints", what, text)
		case placeholder.MatchString(text):
			t.Errorf("%s: %q is a placeholder", what, text)
		case len([]rune(text)) > 160:
			t.Errorf("%s: %q is too long", what, text)
		}
	}
}

func ascii(t *testing.T, lists ...[]string) {
	t.Helper()
	for _, text := range slices.Concat(lists...) {
		if strings.IndexFunc(text, func(r rune) bool { return r > 'z' }) >= 0 {
			t.Errorf("%q is not plain ASCII", text)
		}
	}
}

func checkPicture(t *testing.T, what, keywords string) {
	t.Helper()
	if !regexp.MustCompile(`^[a-z]+,[a-z]+$`).MatchString(keywords) {
		t.Errorf("%s: picture %q is no pair of keywords", what, keywords)
	}
}

func TestCuisines(t *testing.T) {
	atLeast(t, "cuisines", len(Cuisines()), 24)
	var names, prefixes, keywords []string
	for _, c := range Kitchens() {
		names = append(names, c.Name.En)
		prefixes = append(prefixes, c.Prefixes...)
		keywords = append(keywords, c.Keywords...)
		atLeast(t, c.Name.En+": keywords", len(c.Keywords), 4)
		atLeast(t, c.Name.En+": prefixes", len(c.Prefixes), 4)
		atLeast(t, c.Name.En+": dishes", len(c.Dishes), 14)
		atLeast(t, c.Name.En+": blurbs", len(c.Blurbs), 5)
		ascii(t, c.Keywords)
		readable(t, c.Name.En, both(c.Name, c.Description), c.Prefixes, c.Endings, c.Blurbs)
		checkPicture(t, c.Name.En, c.Picture)
		for _, blurb := range c.Blurbs {
			if strings.Count(blurb, "%s") != 1 || strings.Count(blurb, "%") != 1 {
				t.Errorf("%s: %q needs exactly one district", c.Name.En, blurb)
			}
		}
		if len(c.Hours) < 2 || len(c.Hours) > 5 {
			t.Errorf("%s has %d opening hours", c.Name.En, len(c.Hours))
		}
		for _, h := range c.Hours {
			if h.From < 500 && h != (Hours{0, 2359}) || h.To <= h.From || h.To > 2359 || h.From%100 > 59 || h.To%100 > 59 {
				t.Errorf("%s is open from %d to %d", c.Name.En, h.From, h.To)
			}
		}
	}
	unique(t, "cuisines", names)
	unique(t, "prefixes", prefixes)
	unique(t, "keywords", keywords)
}

func TestRestaurantNames(t *testing.T) {
	made := map[string]string{}
	for _, c := range Kitchens() {
		atLeast(t, c.Name.En+": names", len(c.Endings), 100)
		unique(t, c.Name.En+": names", c.Endings)
		for _, prefix := range c.Prefixes {
			for _, suffix := range c.Endings {
				name := prefix + " " + suffix
				if other := made[name]; other != "" || stutters(prefix, suffix) {
					t.Errorf("%q is a name for %s and for %q, or stutters", name, c.Name.En, other)
				}
				made[name] = c.Name.En
			}
		}
	}
}

func TestDishes(t *testing.T) {
	for _, c := range Kitchens() {
		var names []string
		for _, d := range c.Dishes {
			where := c.Name.En + ": " + d.Name
			names = append(names, d.Name)
			readable(t, where, append(both(d.Description), d.Name), d.Notes.En, d.Notes.Vi)
			checkPicture(t, where, d.Picture)
			if d.Min < 40 || d.Max > 3000 || d.Max < d.Min*14/10 {
				t.Errorf("%s costs %d to %d cents", where, d.Min, d.Max)
			}
			if n := len(d.Notes.En) + len(d.Notes.Vi); n < 2 || n > 4 {
				t.Errorf("%s has %d notes", where, n)
			}
			unique(t, where, slices.Concat(d.Notes.En, d.Notes.Vi))
			if d.Kind == nil || !strings.HasSuffix(d.Description.En, ".") || !strings.HasSuffix(d.Description.Vi, ".") {
				t.Errorf("%s is of no known kind, or %+v is not a sentence", where, d.Description)
				continue
			}
			for _, o := range d.Kind.Options { // a hot coffee comes in no bottle
				if strings.HasPrefix(d.Description.En, "Hot ") && strings.Contains(o.Description.En, " ml ") {
					t.Errorf("%s comes as %s", d.Name, o.Description.En)
				}
			}
		}
		unique(t, c.Name.En, names)
	}
}

func TestOptions(t *testing.T) {
	used := map[*DishKind]bool{}
	for _, c := range Kitchens() {
		for _, d := range c.Dishes {
			used[d.Kind] = true
		}
	}
	for i := range Kinds() {
		kind := &Kinds()[i]
		atLeast(t, kind.Name+": options", len(kind.Options), 5)
		if !used[kind] {
			t.Errorf("no dish is of kind %s", kind.Name)
		}
		var labels, descriptions []string
		for i, o := range kind.Options {
			labels, descriptions = append(labels, o.Label.En), append(descriptions, both(o.Description)...)
			readable(t, kind.Name, both(o.Label, o.Description))
			if i == 0 && o.Percent != 100 {
				t.Errorf("%s: the first option costs %d %% of the dish's price", kind.Name, o.Percent)
			}
			// At the smallest price a step of five percent is ten cents.
			if i > 0 && o.Percent < kind.Options[i-1].Percent+5 {
				t.Errorf("%s: %s costs hardly more than %s", kind.Name, o.Label.En, kind.Options[i-1].Label.En)
			}
		}
		unique(t, kind.Name, labels)
		unique(t, kind.Name, descriptions)
	}
}

// stutters reports whether the name's two halves meet with the same words, as in
// "Phở Phở Bà Hai" or "Món Miền Tây Miền Tây".
func stutters(prefix, suffix string) bool {
	words := strings.Fields(strings.ToLower(suffix))
	for i := range words {
		if strings.HasSuffix(" "+strings.ToLower(prefix), " "+strings.Join(words[:i+1], " ")) {
			return true
		}
	}
	return false
}
