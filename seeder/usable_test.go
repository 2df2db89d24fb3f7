package seeder_test

import (
	"context"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

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
		bubble(t, func(t *testing.T, h *harness) {
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
			if p := pool(t, r, "orders"); p.Status != seeder.PoolFull {
				t.Errorf("bare %v: %+v", bare, p)
			}
			if r.Status != seeder.StatusShort || !r.Transient || addresses.Status != seeder.PoolShort || addresses.Now >= 10 {
				t.Errorf("bare %v: %s (transient %v), %+v", bare, r.Status, r.Transient, addresses)
			}
			h.creating = nil
			h.wantFull(t, h.run(t, seeder.Request{}), 10)
		})
	}
}

// A creator that the backend refuses and cannot be asked about gives way to
// the next one.
func TestARefusedReferenceThatCannotBeAskedAbout(t *testing.T) {
	h := newHarness(t)
	h.getting = func(e *entities.Entity, item entities.Item, err error) (entities.Item, error) { // no routes for single admins, as in either dialect
		if h.registry.Routes(entities.Flashstrom, e.Pool).Item == "" {
			return entities.Item{}, &seeder.RequestError{Method: "GET", URL: h.URL(), Meaning: seeder.RouteMissing}
		}
		return item, err
	}
	gone := ""
	h.creating = func(pool string, n int, body map[string]any) (bool, *seeder.RequestError) {
		if pool != "finance_rules" {
			return true, nil
		}
		if n == 0 {
			gone = body["created_by_id"].(string)
		}
		if body["created_by_id"] == gone {
			return false, failure(seeder.NotFound, -2, "not found")
		}
		return true, nil
	}
	r := h.run(t, seeder.Request{Pools: []string{"finance_rules"}})
	if p := pool(t, r, "finance_rules"); p.Status != seeder.PoolFull {
		t.Errorf("%+v", p)
	}
}

// What lies outside the samples can be ordered from all the same, and so can
// restaurants that a list leaves out, such as those that are not approved, and
// yet looks whole.
func TestLinksAreFollowed(t *testing.T) {
	for name, hidden := range map[string][]string{"outside the samples": {"menu_items", "restaurants"}, "not in a whole list": {"restaurants"}} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			ask := seeder.Request{Pools: []string{"orders"}, Min: map[string]int{"restaurants": 10, "orders": 10}}
			h.run(t, ask)
			h.looking = func(pool string, n int, o seeder.Observation) (seeder.Observation, error) {
				switch {
				case !slices.Contains(hidden, pool):
				case len(hidden) == 1:
					return seeder.Observation{}, nil
				default: // others are in the sample
					o.Items = []entities.Item{{ID: pool + "-other", Raw: []byte(`{"id":"` + pool + `-other"}`)}}
				}
				return o, nil
			}
			if len(hidden) == 1 {
				ask.Min["restaurants"] = 0
			}
			ask.Min["orders"] = 12
			r := h.run(t, ask)
			if p := pool(t, r, "orders"); p.Status != seeder.PoolFull || p.Created != 2 {
				t.Errorf("%+v", p)
			}
			if gets := r.Requests.Get; gets <= 7 || gets > 7+2*12 {
				t.Errorf("%d GETs, want some beyond the 7 looks, at most 24", gets)
			}
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

// A backend that takes accents apart and changes case, entities and spaces shows
// the same items all the same.
func TestKeysAreComparedFolded(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	change := strings.NewReplacer("&", "&amp;", " ", "  ")
	pools := []string{"address_books", "food_categories", "finance_rules", "promotions"}
	for _, name := range pools {
		for _, item := range h.items[name] {
			for _, text := range []string{"street", "title", "name", "description"} {
				if s, ok := item[text].(string); ok {
					item[text] = norm.NFD.String(change.Replace(strings.ToUpper(s)))
				}
			}
		}
		h.remove(name, 3)
	}
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	for _, name := range pools {
		seen := map[string]bool{}
		for _, item := range h.items[name] {
			what := fmt.Sprint(item["name"], item["street"], item["title"], item["description"])
			seen[strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(html.UnescapeString(what)))), " ")] = true
		}
		if len(seen) != 10 {
			t.Errorf("%s holds %d different items, want 10", name, len(seen))
		}
	}
}

// Of a pool that could not be observed nothing is known.
func TestAPoolThatCannotBeObserved(t *testing.T) {
	h := newHarness(t)
	h.showing("food_categories", func(_ int, o seeder.Observation) (seeder.Observation, error) {
		return o, &seeder.RequestError{Method: "GET", URL: "/food-categories", Meaning: seeder.RouteDown}
	})
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
