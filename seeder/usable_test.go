package seeder_test

import (
	"context"
	"fmt"
	"html"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// addForeign puts items in a pool that flashseed did not make.
func (h *harness) addForeign(pool string, n int, item func(i int) map[string]any) {
	for i := range n {
		made := item(i)
		made["id"] = fmt.Sprintf("%s-foreign-%d", pool, i)
		h.items[pool] = append(h.items[pool], made)
	}
}

// Twenty restaurants without an address, as the original service leaves them,
// with a menu: full by number, and nothing of it can be ordered from. A few
// more are made of each, and orders fill (contract, "The original service").
func TestAPoolFullOfWhatCannotBeUsed(t *testing.T) {
	h := newHarness(t)
	h.addForeign("restaurants", 20, func(i int) map[string]any {
		return map[string]any{"restaurant_name": fmt.Sprint("Quán ", i), "address_id": nil}
	})
	h.addForeign("menu_items", 20, func(i int) map[string]any {
		return map[string]any{"name": fmt.Sprint("Món ", i), "price": "5.00", "restaurant_id": fmt.Sprintf("restaurants-foreign-%d", i)}
	})
	h.addForeign("menu_item_variants", 20, func(i int) map[string]any {
		return map[string]any{"variant": "M", "description": "M", "price": "5.00", "menu_id": fmt.Sprintf("menu_items-foreign-%d", i)}
	})
	h.run(t, seeder.Request{Pools: []string{"address_books", "food_categories"}})
	if p := pool(t, h.run(t, seeder.Request{DryRun: true}), "restaurants"); p.Created == 0 || p.Created > p.Min || p.Before != 20 {
		t.Errorf("a dry run would create %d restaurants beside %d, want a few", p.Created, p.Before)
	}
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusOK {
		t.Fatalf("%s: %s", r.Status, r.Error)
	}
	for _, name := range []string{"restaurants", "menu_items", "menu_item_variants"} {
		if p := pool(t, r, name); p.Created == 0 || p.Created > p.Min {
			t.Errorf("%s: created %d, want a few, at most %d", name, p.Created, p.Min)
		}
	}
	if w := h.warnings(); len(w) != 3 || !strings.Contains(w[0], "can be used") {
		t.Errorf("warnings %q, want one a pool", w)
	}
	if r := h.run(t, seeder.Request{}); r.Requests.Post != 0 {
		t.Errorf("the run after sends %d POSTs, want none", r.Requests.Post)
	}
}

// All address books are deleted: they are made anew, and the restaurants that
// pointed to them point to the new ones.
func TestDanglingAddressesAreMended(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	h.items["address_books"] = nil
	h.items["orders"] = nil
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	there := map[any]bool{}
	for _, address := range h.items["address_books"] {
		there[address["id"]] = true
	}
	for _, restaurant := range h.items["restaurants"] {
		if !there[restaurant["address_id"]] {
			t.Errorf("%v is at %v, which is gone", restaurant["restaurant_name"], restaurant["address_id"])
		}
	}
	if r := h.run(t, seeder.Request{}); r.Requests.Post+r.Requests.Patch != 0 {
		t.Errorf("the run after changes something: %+v", r.Requests)
	}
}

// Addresses that are deleted in mid-run make their own pool short for now, and
// the next run refills it. In bare dialects the answer is a 404.
func TestParentsThatAreGoneInMidRun(t *testing.T) {
	for _, bare := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			h := newHarness(t)
			gone := map[string]bool{}
			h.creating = func(pool string, n int, body map[string]any) (bool, *seeder.RequestError) {
				if pool != "orders" {
					return true, nil
				}
				if n == 0 {
					for range 3 {
						gone[h.items["address_books"][0]["id"].(string)] = true
						h.remove("address_books", 0)
					}
				}
				if !gone[body["customer_location"].(string)] && !gone[body["restaurant_location"].(string)] {
					return true, nil
				}
				no := failure(seeder.NotFound, -2, "Address not found")
				if bare {
					no = &seeder.RequestError{Method: "POST", Status: 404, Meaning: seeder.RouteMissing}
				}
				return false, no
			}
			h.options.Concurrency = 1
			r := h.run(t, seeder.Request{})
			if len(gone) == 0 {
				t.Fatal("nothing was deleted")
			}
			addresses := pool(t, r, "address_books")
			if r.Status != seeder.StatusShort || !r.Transient || addresses.Status != seeder.PoolShort || addresses.Now >= 10 {
				t.Errorf("bare %v: %s (transient %v), %+v", bare, r.Status, r.Transient, addresses)
			}
			h.creating = nil
			h.wantFull(t, h.run(t, seeder.Request{}), 10)
		})
	}
}

// A search for indices among millions hears the end of the run.
func TestAHugePoolStopsAtOnce(t *testing.T) {
	h := newHarness(t)
	h.options.Min = func(pool string) int { return map[string]int{"address_books": 10_000_000}[pool] }
	h.addForeign("address_books", 50, func(i int) map[string]any {
		return map[string]any{"street": fmt.Sprint(i, " Elsewhere"), "title": "Home"}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	h.runWith(t, ctx, seeder.Request{Pools: []string{"address_books"}})
	if took := time.Since(began); took > 10*time.Second { // the whole search takes 20 s and more
		t.Errorf("took %s", took)
	}
}

// A backend that answers every question for an item with nothing in particular
// has not said that the cached one is there.
func TestAnAnswerWithoutTheItemIsNoProof(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	h.items = map[string][]map[string]any{} // a new database
	h.taken = map[string]bool{}
	h.getting = func(_ *entities.Entity, item entities.Item, err error) (entities.Item, error) {
		if err != nil {
			item.Raw = []byte(`{}`)
		}
		return item, nil
	}
	r := h.run(t, seeder.Request{})
	if r.Cached {
		t.Error("answered from the cache")
	}
	h.wantFull(t, r, 10)
}

// A backend that takes accents apart and changes case, entities and spaces shows
// the same items all the same.
func TestKeysAreComparedFolded(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	change := strings.NewReplacer("&", "&amp;", " ", "  ")
	for _, text := range []string{"street", "title", "name", "description"} {
		for _, pool := range []string{"address_books", "food_categories", "finance_rules", "promotions"} {
			for _, item := range h.items[pool] {
				if s, ok := item[text].(string); ok {
					item[text] = norm.NFD.String(change.Replace(strings.ToUpper(s)))
				}
			}
		}
	}
	for _, pool := range []string{"address_books", "food_categories", "finance_rules", "promotions"} {
		h.remove(pool, 3)
	}
	before := map[string]int{}
	for pool, bodies := range h.bodies {
		before[pool] = len(bodies)
	}
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	for _, name := range []string{"address_books", "food_categories", "finance_rules", "promotions"} {
		if sent := len(h.bodies[name]) - before[name]; sent != 1 {
			t.Errorf("%s: %d bodies sent for one that lacks", name, sent)
		}
		seen := map[string]bool{}
		for _, item := range h.items[name] {
			what, _ := item["name"].(string)
			if what == "" {
				what = fmt.Sprint(item["street"], item["title"], item["description"])
			}
			what = strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(html.UnescapeString(what)))), " ")
			if seen[what] {
				t.Errorf("%s holds %q twice", name, what)
			}
			seen[what] = true
		}
	}
}

// Of a pool that could not be observed nothing is known.
func TestAPoolThatCannotBeObserved(t *testing.T) {
	h := newHarness(t)
	h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
		if pool == "food_categories" {
			return o, &seeder.RequestError{Method: "GET", URL: "/food-categories", Meaning: seeder.RouteDown}
		}
		return o, nil
	}
	r := h.run(t, seeder.Request{})
	if p := pool(t, r, "food_categories"); !p.Unknown || !p.Transient || p.Status != seeder.PoolShort {
		t.Errorf("%+v", p)
	}
	if p := pool(t, r, "restaurants"); p.Status != seeder.PoolSkipped || !p.Transient || !strings.Contains(p.Reason, "food_categories could not be read") {
		t.Errorf("%+v", p)
	}
	if p := pool(t, r, "drivers"); p.Status != seeder.PoolFull {
		t.Errorf("an independent pool: %+v", p)
	}
	if !r.Transient {
		t.Error("it is said to be for good")
	}
}
