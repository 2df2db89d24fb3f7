package entities

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

var vietnamesePhone = regexp.MustCompile(`^\+84(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}$`)

func accountPools(t tb) []*Entity {
	return slices.DeleteFunc(slices.Clone(registry(t).All()), func(e *Entity) bool { return e.Role == "" })
}

func (p person) full() string { return inOrder(p.first, p.last) }

func TestAccounts(t *testing.T) {
	w := fullWorld(t, 1, 5)
	for _, e := range accountPools(t) {
		rapid.Check(t, func(t *rapid.T) {
			world, index, attempt := drawnWorld(t, w)
			d := generator(t, world, e).Draft(index, attempt)
			b := fieldsOf(d.Body)
			if d.Account == nil || b["email"] != d.Account.Email || b["password"] != d.Account.Password {
				t.Fatalf("account %+v is not that of %s", d.Account, d.Body)
			}
			if !vietnamesePhone.MatchString(b["phone"].(string)) {
				t.Fatalf("phone %s", b["phone"])
			}
			if b["first_name"] == "" || b["last_name"] == "" || !strings.Contains(d.Account.Name, b["last_name"].(string)) {
				t.Fatalf("names %q, %q of %q", b["first_name"], b["last_name"], d.Account.Name)
			}
			if want := e.Role + "-"; d.Account.Role != e.Role || d.Account.Pool != e.Pool || d.Account.Index != index {
				t.Fatalf("%+v, want role %s", d.Account, want)
			}
			admin := strings.HasSuffix(e.Role, "-admin")
			if (d.Account.Password == w.AdminPassword) != admin {
				t.Fatalf("password %s of a %s", d.Account.Password, e.Role)
			}
		})
	}
}

func TestEmailsArePredictable(t *testing.T) {
	w := fullWorld(t, 1, 3)
	for pool, want := range map[string]string{
		"customers":        "customer3@flashseed.test",
		"customer_cares":   "customer-care3@flashseed.test",
		"restaurants":      "restaurant3@flashseed.test",
		"drivers":          "driver3@flashseed.test",
		"super_admins":     "super-admin3@flashseed.test",
		"finance_admins":   "finance-admin3@flashseed.test",
		"companion_admins": "companion-admin3@flashseed.test",
	} {
		g := generator(t, w, registry(t).Get(pool))
		if got := g.Draft(2, 0).Account.Email; got != want {
			t.Errorf("third of %s: %s, want %s", pool, got, want)
		}
		if got := g.Draft(2, 1).Account.Email; got != strings.Replace(want, "3@", "3.1@", 1) {
			t.Errorf("third of %s, sent again: %s", pool, got)
		}
	}
}

func TestLocales(t *testing.T) {
	for locale, want := range map[string]struct{ low, high int }{
		"vi": {1000, 1000}, "en": {0, 0}, "mixed": {700, 800},
	} {
		vietnamese := 0
		for i := range 1000 {
			if isVietnamese(newPerson(newDraw(5, "people", i, 0), locale, "customer").last) {
				vietnamese++
			}
		}
		if vietnamese < want.low || vietnamese > want.high {
			t.Errorf("locale %s: %d of 1000 are Vietnamese", locale, vietnamese)
		}
	}
}

func TestPeopleAreVaried(t *testing.T) {
	names := map[string]bool{}
	women := 0
	for i := range 1000 {
		p := newPerson(newDraw(5, "people", i, 0), "mixed", "customer")
		names[p.full()] = true
		if p.female {
			women++
		}
		if strings.IndexFunc(p.full(), unicode.IsDigit) >= 0 || strings.Contains(p.full(), "  ") {
			t.Fatalf("%q is no name", p.full())
		}
	}
	if len(names) < 900 {
		t.Errorf("%d names for 1000 people", len(names))
	}
	if women < 400 || women > 600 {
		t.Errorf("%d of 1000 are women", women)
	}
}

// A tenth of the drivers are women, most are local, and Vietnamese names have
// two to four syllables.
func TestDrivers(t *testing.T) {
	women, local, syllables := 0, 0, map[int]int{}
	for i := range 1000 {
		p := newPerson(newDraw(5, "people", i, 0), "mixed", "driver")
		if p.female {
			women++
		}
		if isVietnamese(p.last) {
			local++
			syllables[len(strings.Fields(p.full()))]++
		}
	}
	if women < 70 || women > 130 || local < 940 {
		t.Errorf("%d women and %d locals of 1000", women, local)
	}
	if len(syllables) != 3 || syllables[2] < 40 || syllables[3] < 500 || syllables[4] < 100 {
		t.Errorf("syllables: %v", syllables)
	}
}

func TestFamilyNameFirst(t *testing.T) {
	if got := (person{first: "Thị Hoa", last: "Lê"}).full(); got != "Lê Thị Hoa" {
		t.Error(got)
	}
	if got := (person{first: "Kate", last: "Schneider"}).full(); got != "Kate Schneider" {
		t.Error(got)
	}
}
