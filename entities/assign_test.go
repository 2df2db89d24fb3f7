package entities

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// listing is what the backend would list of some indices at some attempts, in
// any order, among other people's items.
func listing(t *rapid.T, w *World, e *Entity, g Generator, upTo, attempts int) (list []Item, want []int) {
	type origin struct{ index, attempt int }
	chosen := map[int]origin{}
	for index := range upTo {
		if rapid.Bool().Draw(t, "listed") {
			chosen[len(chosen)] = origin{index, rapid.IntRange(0, attempts-1).Draw(t, "attempt")}
		}
	}
	for _, i := range rand.New(rand.NewPCG(3, 4)).Perm(len(chosen)) {
		o := chosen[i]
		list = append(list, refOf(e, g.Draft(o.index, o.attempt)).Item)
		want = append(want, o.index)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "foreign") {
		raw := encode(map[string]any{
			"email": fmt.Sprintf("somebody%d@example.com", i), "name": "Theirs", "title": "Home", "street": fmt.Sprint(i, " Elm St"),
			"description": "Theirs", "menu_id": "x", "restaurant_id": "y",
		})
		position := rapid.IntRange(0, len(list)).Draw(t, "position")
		list = slices.Insert(list, position, Item{ID: fmt.Sprint("foreign", i), Raw: raw})
		want = slices.Insert(want, position, -1)
	}
	return list, want
}

func TestAssign(t *testing.T) {
	w := town(t, 5)
	forEachPool(t, func(t *testing.T, e *Entity) {
		g := generator(t, w, e)
		rapid.Check(t, func(t *rapid.T) {
			attempts := rapid.IntRange(1, 3).Draw(t, "attempts")
			list, want := listing(t, w, e, g, 25, attempts)
			got := Assign(g, e, list, 25, attempts, never)
			for i := range want {
				if got[i] == want[i] {
					continue
				}
				// Somebody may order the same again, and which of the two orders an
				// item is does not matter.
				same := false
				for attempt := 0; mayRepeat(e) && attempt < attempts && got[i] >= 0; attempt++ {
					same = same || e.DraftKey(g.Draft(got[i], attempt)) == e.Key(list[i])
				}
				if !same {
					t.Fatalf("got  %v\nwant %v", got, want)
				}
			}
		})
	})
}

func TestAssignKnowsNobodyElse(t *testing.T) {
	w := fullWorld(t, 1, 5)
	e := registry(t).Get("customers")
	g := generator(t, w, e)
	for email, want := range map[string]int{
		"customer1@flashseed.test":                 0,
		"customer27@flashseed.test":                26,
		"CUSTOMER3@flashseed.test":                 2,
		"customer3.2@flashseed.test":               2,
		"customer0@flashseed.test":                 -1,
		"customer01@flashseed.test":                -1,
		"customer3.0@flashseed.test":               -1,
		"customer3.02@flashseed.test":              -1,
		"customer+3@flashseed.test":                -1,
		"customer@flashseed.test":                  -1,
		"customer3@example.com":                    -1,
		"customer-care3@flashseed.test":            -1,
		"driver3@flashseed.test":                   -1,
		"customer99999999999999999@flashseed.test": -1,
		"customer3@flashseed.test@flashseed.test":  -1,
		"": -1,
	} {
		item := Item{ID: "x", Raw: encode(map[string]string{"email": email})}
		if got := Assign(g, e, []Item{item}, 5, 3, never)[0]; got != want {
			t.Errorf("%s is %d, want %d", email, got, want)
		}
	}
}

func TestAssignGivesTwinsAnIndexEach(t *testing.T) {
	e := registry(t).Get("orders")
	g := generator(t, fullWorld(t, 1, 2), e)
	var list []Item
	twins := map[string]bool{}
	for i := range 60 {
		list = append(list, refOf(e, g.Draft(i, 0)).Item)
		twins[e.Key(list[i])] = true
	}
	got := Assign(g, e, append(list, Item{ID: "zzz", Raw: list[7].Raw}), 60, 1, never)
	if len(twins) == 60 || got[60] != -1 || !slices.Equal(slices.Sorted(slices.Values(got[:60])), upTo(60)) {
		t.Errorf("%d keys of 60 items and one too many: %v", len(twins), got)
	}
}

// The same item must have the same key whichever way a backend writes it.
func TestKeysOfOtherShapes(t *testing.T) {
	for pool, shapes := range map[string][]string{
		"restaurants": {
			`{"email":"r@x.test","contact_email":[{"email":"other@x.test"}]}`,
			`{"owner":{"email":"R@x.test"},"contact_email":[{"email":"other@x.test"}]}`,
			`{"owner":"USR_1","user":{"email":"r@x.test"}}`,
			`{"owner":null,"contact_email":[{"title":"Orders","email":"r@x.test"}]}`,
		},
		"drivers": {
			`{"email":"d@x.test"}`, `{"user":{"email":"d@x.test"}}`, `{"user":"USR_1","contact_email":[{"email":"d@x.test"}]}`,
		},
		"menu_items": {
			`{"restaurant_id":"r1","name":"Phở"}`, `{"restaurant":{"id":"r1"},"name":"Phở"}`, `{"restaurant":"r1","restaurant_id":null,"name":"Phở"}`,
		},
		"menu_item_variants": {
			`{"menu_id":"m1","variant":"Large","description":"A deep bowl"}`, `{"menu_id":"m1","description":"A deep bowl","price":"12.5"}`,
			`{"menu_item":{"id":"m1"},"description":"A deep bowl"}`, `{"menuItem":{"id":"m1","name":"x"},"description":"A deep bowl"}`,
		},
		"orders": {
			`{"customer_id":"c","restaurant_id":"r","order_items":[{"item_id":"a","variant_id":"v","quantity":2},{"item_id":"b","variant_id":"w","quantity":1}]}`,
			`{"customer":{"id":"c"},"restaurant":{"id":"r"},"order_items":[{"item_id":"b","variant_id":"w","quantity":"1"},{"item_id":"a","variant_id":"v","quantity":2,"price_at_time_of_order":"8"}]}`,
			`{"customer_id":"c","restaurant_id":"r","order_items":[{"item":{"id":"a"},"variant":{"id":"v"},"quantity":2},{"menu_item":"b","variant":"w","quantity":1}]}`,
		},
		"address_books": {`{"street":"1 Elm St","title":"Home"}`, `{"id":"x","street":"1 Elm St","title":"Home","location":null}`},
	} {
		e := registry(t).Get(pool)
		want := e.Key(Item{Raw: []byte(shapes[0])})
		if want == "" {
			t.Errorf("%s: %s has no key", pool, shapes[0])
		}
		for _, shape := range shapes {
			if got := e.Key(Item{Raw: []byte(shape)}); got != want {
				t.Errorf("%s: %s has key %q, want %q", pool, shape, got, want)
			}
		}
	}
}

func TestNoKeyWithoutRecord(t *testing.T) {
	forEachPool(t, func(t *testing.T, e *Entity) {
		shapes := []string{``, `null`, `{}`, `[1]`, `"x"`, `{`}
		if e.Pool == "orders" {
			shapes = append(shapes, `{"customer_id":"c","restaurant_id":"r","order_items":[]}`,
				`{"customer_id":"c","restaurant_id":"r","order_items":[{"quantity":1}]}`)
		}
		for _, raw := range shapes {
			if key := e.Key(Item{ID: "x", Raw: []byte(raw)}); key != "" {
				t.Errorf("%s has key %q", raw, key)
			}
		}
	})
}

func TestSortRefs(t *testing.T) {
	e := registry(t).Get("food_categories")
	ref := func(index int, name, id string) Ref {
		return Ref{Item: Item{ID: id, Raw: encode(map[string]string{"name": name})}, Index: index}
	}
	want := []Ref{
		ref(0, "Z", "9"), ref(0, "Z", "91"), ref(3, "A", "1"), ref(11, "B", "0"),
		ref(-1, "", "4"), ref(-1, "Bún", "2"), ref(-1, "Bún", "3"), ref(-1, "Xôi", "1"),
	}
	for range 20 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		SortRefs(e, got)
		for i := range want {
			if got[i].ID != want[i].ID {
				t.Fatalf("at %d: %+v", i, got[i])
			}
		}
	}
}

func TestKnownAccounts(t *testing.T) {
	w := fullWorld(t, 1, 4)
	for _, e := range accountPools(t) {
		g := generator(t, w, e)
		list := []Item{{ID: "x", Raw: encode(map[string]string{"email": "boss@example.com"})}}
		var want []Account
		for _, o := range []struct{ index, attempt int }{{0, 0}, {2, 1}, {30, 0}} {
			d := g.Draft(o.index, o.attempt)
			ref := refOf(e, d)
			d.Account.ID = ref.ID
			want = append(want, *d.Account)
			list = slices.Insert(list, 0, ref.Item)
		}
		if got := KnownAccounts(&World{Options: w.Options, Now: w.Now}, e, list); !slices.Equal(got, want) {
			t.Errorf("%s:\n%+v\n%+v", e.Pool, got, want)
		}
	}
	if got := KnownAccounts(w, registry(t).Get("orders"), items(w.Refs["orders"])); got != nil {
		t.Errorf("orders that log in: %v", got)
	}
}

func never() bool { return false }
