package entities

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
)

// uniques are the values that no two items may share.
func uniques(e *Entity, raw []byte) []string {
	var b struct {
		Email          string `json:"email"`
		Phone          string `json:"phone"`
		RestaurantName string `json:"restaurant_name"`
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		panic(err)
	}
	var list []string
	for _, value := range []string{b.Email, b.Phone, b.RestaurantName} {
		if value != "" {
			list = append(list, value)
		}
	}
	if !mayRepeat(e) {
		list = append(list, e.Pool+"\x00"+e.Key(Item{Raw: raw}))
	}
	return list
}

// All pools share one set, since e-mails and phones of different pools must
// differ too.
func TestUnique(t *testing.T) {
	for name, size := range map[string]struct{ refs, items int }{
		"500 on 500": {500, 500}, "5000 on 10": {10, 5000}, "300 on 1": {1, 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := fullWorld(t, 3, size.refs)
			seen := map[string]string{}
			for _, e := range registry(t).All() {
				if lacks(w, e) {
					continue
				}
				g := generator(t, w, e)
				for i := range size.items {
					d := draft(t, g, i, 0)
					for _, value := range uniques(e, d.Body) {
						if other, ok := seen[value]; ok {
							t.Fatalf("%s and %s share %q", string(d.Body), other, value)
						}
						seen[value] = string(d.Body)
					}
				}
			}
		})
	}
}

func TestUniqueFarOut(t *testing.T) {
	w := fullWorld(t, 11, 30)
	forEachPool(t, func(t *testing.T, e *Entity) {
		if mayRepeat(e) {
			t.Skip("two items may be the same")
		}
		t.Parallel()
		g := generator(t, w, e)
		seen := map[string]bool{}
		for i := range 6000 {
			index := i%2*97_000 + i/2 // what comes late must not be what came early
			for _, value := range uniques(e, draft(t, g, index, 0).Body) {
				if seen[value] {
					t.Fatalf("item %d has %q like another", index, value)
				}
				seen[value] = true
			}
		}
	})
}

func TestPhonesAndEmailsOfAMillionAccounts(t *testing.T) {
	w := emptyWorld(11)
	seen := map[string]bool{}
	for _, e := range registry(t).All() {
		if e.Role == "" {
			continue
		}
		a := newAccounts(w, e.Pool, e.Role)
		for i := 0; i < 1_000_000; i += 97 {
			for _, value := range []string{a.email(i, 0), a.phone(i, 0)} {
				if seen[value] {
					t.Fatalf("%s %d has %s like another", e.Role, i, value)
				}
				seen[value] = true
			}
		}
	}
}

// What is sent again must not be what was sent before, nor another index's.
func TestAttemptsAreUnique(t *testing.T) {
	w := fullWorld(t, 3, 20)
	forEachPool(t, func(t *testing.T, e *Entity) {
		if mayRepeat(e) {
			t.Skip("two items may be the same")
		}
		g := generator(t, w, e)
		seen := map[string]bool{}
		for i := range 300 {
			for attempt := range 6 {
				d := draft(t, g, i, attempt)
				for _, value := range uniques(e, d.Body) {
					if repeated := e.Pool == "restaurants" && fieldsOf(d.Body)["restaurant_name"] == value; repeated {
						continue
					}
					if value == "" || seen[value] {
						t.Fatalf("%d.%d: %q is empty or taken", i, attempt, value)
					}
					seen[value] = true
				}
				if e.DraftKey(d) == "" {
					t.Fatalf("%d.%d has no key", i, attempt)
				}
			}
		}
	})
}

func TestPlatesAreUnique(t *testing.T) {
	m := newMaker(emptyWorld(5), "drivers")
	seen := map[string]bool{}
	for i := range 100_000 {
		plate := m.plate(i)
		if seen[plate] {
			t.Fatalf("driver %d has plate %s like another", i, plate)
		}
		seen[plate] = true
	}
}

// Every cuisine must be told from its restaurants' names, and no two of them
// may make the same name.
func TestNamesTellTheCuisine(t *testing.T) {
	seen := map[string]string{}
	all := saigon.Kitchens()
	for i := range all {
		c := &all[i]
		for _, prefix := range c.Prefixes {
			for _, ending := range c.Endings {
				name := prefix + " " + ending
				if other, ok := seen[name]; ok {
					t.Errorf("%s and %s both make %q", c.Name.En, other, name)
				}
				seen[name] = c.Name.En
				if got := cuisineOfPrefix(name); got == nil || got.Name != c.Name {
					t.Errorf("%q is not taken for %s", name, c.Name.En)
				}
			}
		}
		if strings.Contains(c.Name.En, setMark) {
			t.Errorf("%s has the mark of sets in its name", c.Name.En)
		}
	}
}

func TestDishesAreToldByName(t *testing.T) {
	kinds := map[string]*saigon.Kind{}
	all := saigon.Kitchens()
	for i := range all {
		own := map[string]bool{}
		for _, d := range all[i].Dishes {
			if kind, ok := kinds[d.Name]; ok && kind != d.Kind {
				t.Errorf("%s is of two kinds", d.Name)
			}
			if own[d.Name] || strings.Contains(d.Name, setMark) {
				t.Errorf("%s: %s stands twice or has the mark of sets in its name", all[i].Name, d.Name)
			}
			kinds[d.Name], own[d.Name] = d.Kind, true
		}
	}
}
