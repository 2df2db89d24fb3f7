package entities

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestDistrictsLieInTheCity(t *testing.T) {
	const jitter = 0.0015
	atLeast(t, "districts", len(districts), 17)
	postals := map[int]string{}
	for _, d := range districts {
		if d.postal < 70000 || d.postal > 76000 {
			t.Errorf("%s: post code %d", d.name, d.postal)
		}
		if other := postals[d.postal]; other != "" {
			t.Errorf("%s and %s share post code %d", d.name, other, d.postal)
		}
		postals[d.postal] = d.name
		if d.minLat < 10.35 || d.maxLat > 11.16 || d.minLng < 106.35 || d.maxLng > 107.03 || d.minLat >= d.maxLat || d.minLng >= d.maxLng {
			t.Errorf("%s: its box is not a box in the city", d.name)
		}
		if d.maxLat-d.minLat > 0.13 || d.maxLng-d.minLng > 0.13 {
			t.Errorf("%s: its box is too wide for a district", d.name)
		}
		if len(d.streets) < 8 || len(d.streets) > 14 {
			t.Errorf("%s has %d streets", d.name, len(d.streets))
		}
		for _, s := range d.streets {
			if s.lat-jitter < d.minLat || s.lat+jitter > d.maxLat || s.lng-jitter < d.minLng || s.lng+jitter > d.maxLng {
				t.Errorf("%s, %s, %s can be moved out of its district", s.name, s.ward, d.name)
			}
		}
	}
}

func TestStreets(t *testing.T) {
	var names, places []string
	points := map[[2]float64]string{}
	for _, d := range districts {
		names = append(names, d.name)
		for _, s := range d.streets {
			places = append(places, s.name+", "+s.ward+", "+d.name)
			if !strings.HasPrefix(s.ward, "Phường ") {
				t.Errorf("%s: ward %q", s.name, s.ward)
			}
			if s.maxNumber < 20 || s.maxNumber > 1600 {
				t.Errorf("%s, %s: house numbers up to %d", s.name, d.name, s.maxNumber)
			}
			if other := points[[2]float64{s.lat, s.lng}]; other != "" {
				t.Errorf("%s and %s have one point", s.name, other)
			}
			points[[2]float64{s.lat, s.lng}] = s.name
		}
	}
	unique(t, "districts", names)
	unique(t, "streets", places)
}

func TestPeople(t *testing.T) {
	for _, c := range []struct {
		what   string
		list   []string
		least  int
		unique bool
	}{
		{"Vietnamese surnames", viSurnames, 50, false},
		{"male middle names", viMiddleMale, 25, false},
		{"male given names", viGivenMale, 70, true},
		{"female middle names", viMiddleFemale, 25, false},
		{"female given names", viGivenFemale, 70, true},
		{"male first names", enFirstMale, 60, true},
		{"female first names", enFirstFemale, 60, true},
		{"surnames", enSurnames, 100, true},
	} {
		atLeast(t, c.what, len(c.list), c.least)
		texts(t, c.what, c.list)
		if c.unique {
			unique(t, c.what, c.list)
		}
		for _, name := range c.list {
			if strings.ContainsAny(name, "'’.,0123456789") {
				t.Errorf("%s: %q", c.what, name)
			}
		}
	}
	ascii(t, enFirstMale, enFirstFemale, enSurnames)
}

// The numbering plan of 2018: what Vietnam's mobile operators have after +84.
func TestMobilePrefixes(t *testing.T) {
	unique(t, "prefixes", mobilePrefixes)
	valid := regexp.MustCompile(`^(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])$`)
	for _, p := range mobilePrefixes {
		if !valid.MatchString(p) {
			t.Errorf("no mobile number begins with +84 %s", p)
		}
	}
	atLeast(t, "prefixes", len(mobilePrefixes), 8+5+5+9+9)
}

func TestCuisines(t *testing.T) {
	atLeast(t, "cuisines", len(cuisines), 24)
	var names, prefixes, keywords []string
	for _, c := range allCuisines() {
		names = append(names, c.name)
		prefixes = append(prefixes, c.prefixes...)
		keywords = append(keywords, c.keywords...)
		atLeast(t, c.name+": keywords", len(c.keywords), 4)
		atLeast(t, c.name+": prefixes", len(c.prefixes), 4)
		atLeast(t, c.name+": dishes", len(c.dishes), 14)
		atLeast(t, c.name+": blurbs", len(c.blurbs), 5)
		ascii(t, c.keywords)
		texts(t, c.name, []string{c.name, c.description}, c.prefixes, c.suffixes, c.blurbs)
		checkPicture(t, c.name, c.picture)
		for _, word := range c.keywords {
			if word != strings.ToLower(word) {
				t.Errorf("%s: keyword %q is not in lower case", c.name, word)
			}
		}
		for _, blurb := range c.blurbs {
			if strings.Count(blurb, "%s") != 1 || strings.Count(blurb, "%") != 1 {
				t.Errorf("%s: %q needs exactly one district", c.name, blurb)
			}
		}
		if len(c.opens) < 2 || len(c.opens) > 4 {
			t.Errorf("%s has %d opening hours", c.name, len(c.opens))
		}
		for _, h := range c.opens {
			if h.from < 500 || h.to <= h.from || h.to > 2359 || h.from%100 > 59 || h.to%100 > 59 {
				t.Errorf("%s is open from %d to %d", c.name, h.from, h.to)
			}
		}
	}
	unique(t, "cuisines", names)
	unique(t, "prefixes", prefixes)
	unique(t, "keywords", keywords)
}

func TestACuisineIsKnownByItsName(t *testing.T) {
	for i := range cuisines {
		if got := cuisineOf(cuisines[i].name); got != &cuisines[i] {
			t.Errorf("a category %q would be taken for %+v", cuisines[i].name, got)
		}
	}
}

func TestRestaurantNames(t *testing.T) {
	atLeast(t, "restaurant names", len(restaurantNames), 160)
	texts(t, "restaurant names", restaurantNames)
	unique(t, "restaurant names", restaurantNames)
	made := map[string]string{}
	for _, c := range allCuisines() {
		suffixes := c.suffixes
		if suffixes == nil {
			suffixes = restaurantNames
		}
		atLeast(t, c.name+": names", len(suffixes), 100)
		unique(t, c.name+": names", suffixes)
		for _, prefix := range c.prefixes {
			for _, suffix := range suffixes {
				name := prefix + " " + suffix
				if other := made[name]; other != "" {
					t.Errorf("%q is a name for %s and for %s", name, other, c.name)
				}
				made[name] = c.name
				if stutters(prefix, suffix) {
					t.Errorf("%s: %q stutters", c.name, name)
				}
			}
		}
	}
}

// A restaurant's cuisine can be told from its name by its longest prefix.
func TestPrefixesTellCuisinesApart(t *testing.T) {
	all := allCuisines()
	for _, c := range all {
		suffixes := c.suffixes
		if suffixes == nil {
			suffixes = restaurantNames
		}
		for _, prefix := range c.prefixes {
			for _, suffix := range suffixes {
				name, longest, owner := prefix+" "+suffix, "", ""
				for _, other := range all {
					for _, p := range other.prefixes {
						if len(p) > len(longest) && strings.HasPrefix(name, p+" ") {
							longest, owner = p, other.name
						}
					}
				}
				if owner != c.name {
					t.Errorf("%q of %s reads as %s", name, c.name, owner)
				}
			}
		}
	}
}

func TestDishes(t *testing.T) {
	for _, c := range allCuisines() {
		var names []string
		for _, d := range c.dishes {
			where := c.name + ": " + d.name
			names = append(names, d.name)
			texts(t, where, []string{d.name, d.description}, d.notes)
			checkPicture(t, where, d.picture)
			if d.min < 200 || d.max > 3000 || d.max-d.min < 100 {
				t.Errorf("%s costs %d to %d cents", where, d.min, d.max)
			}
			if len(d.notes) < 2 || len(d.notes) > 4 {
				t.Errorf("%s has %d notes", where, len(d.notes))
			}
			unique(t, where, d.notes)
			if int(d.kind) < 0 || int(d.kind) >= len(optionsOf) {
				t.Errorf("%s is of kind %d, which has no options", where, d.kind)
			}
			if !strings.HasSuffix(d.description, ".") {
				t.Errorf("%s: %q is not a sentence", where, d.description)
			}
		}
		unique(t, c.name, names)
	}
}

func TestOptions(t *testing.T) {
	used := make([]bool, len(optionsOf))
	for _, c := range allCuisines() {
		for _, d := range c.dishes {
			used[d.kind] = true
		}
	}
	for kind, options := range optionsOf {
		what := fmt.Sprintf("kind %d", kind)
		atLeast(t, what+": options", len(options), 5)
		if !used[kind] {
			t.Errorf("%s: no dish is of it", what)
		}
		var labels []string
		for i, o := range options {
			labels = append(labels, o.label)
			texts(t, what, []string{o.label, o.description})
			if i == 0 && o.factor != 100 {
				t.Errorf("%s: the first option costs %d %% of the item's price", what, o.factor)
			}
			// At the smallest price a step of five percent is ten cents.
			if i > 0 && o.factor < options[i-1].factor+5 {
				t.Errorf("%s: %s costs hardly more than %s", what, o.label, options[i-1].label)
			}
		}
		unique(t, what, labels)
	}
}

func TestPromotionIdeas(t *testing.T) {
	atLeast(t, "promotions", len(promotionIdeas), 40)
	var names []string
	kinds := map[promotionKind]int{}
	digits := regexp.MustCompile(`[0-9%$]`)
	for _, p := range promotionIdeas {
		names = append(names, p.name)
		kinds[p.kind]++
		texts(t, "promotions", []string{p.name, p.description})
		if digits.MatchString(p.name) {
			t.Errorf("%q carries a number", p.name)
		}
		if p.days < 1 || p.days > 180 || p.minimumOrder < 100 || p.minimumOrder > 5000 {
			t.Errorf("%q: %d days, from %d cents", p.name, p.days, p.minimumOrder)
		}
		p.judgeValue(t)
	}
	unique(t, "promotions", names)
	for _, k := range []promotionKind{percentage, fixed, bogo} {
		atLeast(t, fmt.Sprintf("promotions of kind %d", k), kinds[k], 8)
	}
}

func (p promotionIdea) judgeValue(t *testing.T) {
	t.Helper()
	sound := false
	switch p.kind {
	case percentage:
		sound = p.min >= 5 && p.max <= 50 && p.min < p.max && p.buy == 0 && p.get == 0
	case fixed:
		sound = p.min >= 50 && p.min < p.max && p.max < p.minimumOrder && p.buy == 0 && p.get == 0
	case bogo:
		sound = p.min == 0 && p.max == 0 && p.buy > 0 && p.get > 0 && p.get <= p.buy
	}
	if !sound {
		t.Errorf("%q: %+v does not fit its kind", p.name, p)
	}
}

func TestVehicles(t *testing.T) {
	atLeast(t, "vehicles", len(vehicles), 20)
	var models []string
	for _, v := range vehicles {
		models = append(models, v.model)
		atLeast(t, v.model+": colours", len(v.colors), 1)
		unique(t, v.model, v.colors)
		texts(t, v.model, v.colors)
	}
	texts(t, "vehicles", models)
	unique(t, "vehicles", models)
}

func TestNotesAndTitles(t *testing.T) {
	for _, c := range []struct {
		what  string
		list  []string
		least int
	}{
		{"address titles", addressTitles, 16},
		{"customer notes", customerNotes, 40},
		{"restaurant notes", restaurantNotes, 25},
		{"cancel notes", orderCancelNotes, 10},
	} {
		atLeast(t, c.what, len(c.list), c.least)
		unique(t, c.what, c.list)
		texts(t, c.what, c.list)
	}
}

func TestFinancePlans(t *testing.T) {
	atLeast(t, "finance plans", len(financePlans), 24)
	var names []string
	for _, p := range financePlans {
		names = append(names, p.name)
		texts(t, "finance plans", []string{p.name, p.description})
	}
	unique(t, "finance plans", names)
}

func allCuisines() []*cuisine {
	all := make([]*cuisine, 0, len(cuisines)+1)
	for i := range cuisines {
		all = append(all, &cuisines[i])
	}
	return append(all, &houseCuisine)
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
		if low := strings.ToLower(text); seen[low] {
			t.Errorf("%s: %q is there twice", what, text)
		} else {
			seen[low] = true
		}
	}
}

// texts checks that a person may read them.
func texts(t *testing.T, what string, lists ...[]string) {
	t.Helper()
	for _, list := range lists {
		for _, text := range list {
			low := strings.ToLower(text)
			switch {
			case text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  "):
				t.Errorf("%s: %q is empty or has stray spaces", what, text)
			case !norm.NFC.IsNormalString(text):
				t.Errorf("%s: %q is not in normal form C", what, text)
			case strings.ContainsAny(text, "\n\t\"<>{}\u00a0\ufffd"):
				t.Errorf("%s: %q holds what no menu prints", what, text)
			case strings.Contains(low, "lorem") || strings.Contains(low, "ipsum") || strings.Contains(low, "todo"):
				t.Errorf("%s: %q is a placeholder", what, text)
			case len([]rune(text)) > 160:
				t.Errorf("%s: %q is too long", what, text)
			}
		}
	}
}

func ascii(t *testing.T, lists ...[]string) {
	t.Helper()
	for _, list := range lists {
		for _, text := range list {
			for _, r := range text {
				if r > 'z' {
					t.Errorf("%q is not plain ASCII", text)
					break
				}
			}
		}
	}
}

func checkPicture(t *testing.T, what, keywords string) {
	t.Helper()
	if !regexp.MustCompile(`^[a-z]+,[a-z]+$`).MatchString(keywords) {
		t.Errorf("%s: picture %q is no pair of keywords", what, keywords)
	}
}

// stutters says whether the name's two halves meet with the same words, as in
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
