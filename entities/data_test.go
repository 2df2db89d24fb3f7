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
