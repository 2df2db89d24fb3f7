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
			b := decoded[personBody](t, d.Body)
			want := Account{Pool: e.Pool, Role: e.Role, Index: index, Name: inOrder(b.FirstName, b.LastName), Email: b.Email, Password: w.AccountPassword}
			if strings.HasSuffix(e.Role, "-admin") {
				want.Password = w.AdminPassword
			}
			if *d.Account != want || b.Password != want.Password || b.FirstName == "" || b.LastName == "" {
				t.Fatalf("account %+v is not that of %s", d.Account, d.Body)
			}
			if !vietnamesePhone.MatchString(b.Phone) {
				t.Fatalf("phone %s", b.Phone)
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

// People have names of their locale, few of which are the same, and are as often
// women and locals as in life. Vietnamese names have two to four syllables.
func TestPeople(t *testing.T) {
	for _, c := range []struct {
		locale, role              string
		women, leastLocal, locals int // at least, and at most so many locals
	}{
		{"vi", "customer", 400, 1000, 1000}, {"en", "customer", 400, 0, 0},
		{"mixed", "customer", 400, 700, 800}, {"mixed", "driver", 70, 940, 1000},
	} {
		names, syllables, women, locals := map[string]bool{}, map[int]int{}, 0, 0
		for i := range 1000 {
			p := newPerson(newDraw(5, "people", i, 0), c.locale, c.role)
			names[p.full()] = true
			if p.female {
				women++
			}
			if isVietnamese(p.last) {
				locals++
				syllables[len(strings.Fields(p.full()))]++
			}
			if strings.IndexFunc(p.full(), unicode.IsDigit) >= 0 || strings.Contains(p.full(), "  ") {
				t.Fatalf("%q is no name", p.full())
			}
		}
		if women < c.women || women > c.women+200 || locals < c.leastLocal || locals > c.locals || len(names) < 850 {
			t.Errorf("%s, %s: %d women, %d locals, %d names", c.locale, c.role, women, locals, len(names))
		}
		if locals > 0 && (len(syllables) != 3 || syllables[2] < 40 || syllables[3] < 500 || syllables[4] < 100) {
			t.Errorf("%s, %s: syllables %v", c.locale, c.role, syllables)
		}
	}
}

func TestFamilyNameFirst(t *testing.T) {
	if got := inOrder("Thị Hoa", "Lê") + ", " + inOrder("Kate", "Schneider"); got != "Lê Thị Hoa, Kate Schneider" {
		t.Error(got)
	}
}
