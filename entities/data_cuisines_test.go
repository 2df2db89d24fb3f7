package entities

import (
	"fmt"
	"strings"
	"testing"
)

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
			if fold(word) != " "+word+" " {
				t.Errorf("%s: keyword %q can never be found", c.name, word)
			}
			if strings.Count(word, " ") >= keywordWords {
				t.Errorf("%s: keyword %q is of more words than are looked for", c.name, word)
			}
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

func allCuisines() []*cuisine {
	all := make([]*cuisine, 0, len(cuisines)+1)
	for i := range cuisines {
		all = append(all, &cuisines[i])
	}
	return append(all, &houseCuisine)
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
