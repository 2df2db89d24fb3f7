package entities

import (
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
)

// distinct are values that stand once each, with what has them.
type distinct map[string]string

func (d distinct) add(t tb, value, of string) {
	if other, ok := d[value]; ok || value == "" {
		t.Fatalf("%s and %s share %q", of, other, value)
	}
	d[value] = of
}

// uniques are the values that no two items may share.
func uniques(e *Entity, raw []byte) []string {
	var list []string
	for _, name := range []string{"email", "phone", "restaurant_name"} {
		if value := (record{sent: raw}).text(name); value != "" {
			list = append(list, value)
		}
	}
	if !mayRepeat(e) {
		list = append(list, e.Pool+"\x00"+e.Key(Item{Raw: raw}))
	}
	return list
}

// All pools share one set, since e-mails and phones of different pools must
// differ too. What comes late must not be what came early.
func TestUnique(t *testing.T) {
	for name, size := range map[string]struct{ refs, items, late int }{
		"500 on 500": {500, 500, 0}, "4000 and 4000 on 10": {10, 8000, 97_000}, "300 on 1": {1, 300, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := fullWorld(t, 3, size.refs)
			seen := distinct{}
			for _, e := range registry(t).All() {
				if lacks(w, e) {
					continue
				}
				g := generator(t, w, e)
				for i := range size.items {
					index := i
					if size.late > 0 {
						index = i%2*size.late + i/2
					}
					d := g.Draft(index, 0)
					for _, value := range uniques(e, d.Body) {
						seen.add(t, value, string(d.Body))
					}
				}
			}
		})
	}
}

func TestAMillionAccounts(t *testing.T) {
	w, seen := emptyWorld(11), distinct{}
	for _, e := range accountPools(t) {
		a := newAccounts(newMaker(w, e.Pool), e.Role)
		for i := 0; i < 1_000_000; i += 97 {
			seen.add(t, a.email(i, 0), e.Role)
			seen.add(t, a.phone(i, 0), e.Role)
		}
	}
	m := newMaker(w, "drivers")
	for i := range 100_000 {
		seen.add(t, m.plate(i), "another driver")
	}
}

// What is sent again must not be what was sent before, nor another index's.
func TestAttemptsAreUnique(t *testing.T) {
	w := fullWorld(t, 3, 20)
	forEachPool(t, func(t *testing.T, e *Entity) {
		g, seen := generator(t, w, e), distinct{}
		for i := range 300 {
			for attempt := range 6 {
				d := g.Draft(i, attempt)
				for _, value := range uniques(e, d.Body) {
					if repeated := e.Pool == "restaurants" && fieldsOf(d.Body)["restaurant_name"] == value; !repeated {
						seen.add(t, value, string(d.Body))
					}
				}
				if e.DraftKey(d) == "" {
					t.Fatalf("%d.%d has no key", i, attempt)
				}
			}
		}
	})
}

// Every cuisine must be told from its restaurants' names, and every kind of dish
// from the dish's, no two of which are the same (saigon's tests).
func TestNamesTellWhatIsCooked(t *testing.T) {
	kinds := map[string]*saigon.DishKind{}
	for _, c := range saigon.Kitchens() {
		for _, prefix := range c.Prefixes {
			for _, ending := range c.Endings {
				if got := cuisineOfPrefix(prefix + " " + ending); got == nil || got.Name != c.Name {
					t.Errorf("%s %s is not taken for %s", prefix, ending, c.Name.En)
				}
			}
		}
		for _, d := range c.Dishes {
			if kind, ok := kinds[d.Name]; ok && kind != d.Kind || strings.Contains(c.Name.En+d.Name, setMark) {
				t.Errorf("%s is of two kinds, or has the mark of sets in its name", d.Name)
			}
			kinds[d.Name] = d.Kind
		}
	}
}
