package seeder_test

import (
	"context"
	"errors"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestCachedIsWhatTheCacheHoldsInFull(t *testing.T) {
	h := newHarness(t)
	h.memory()
	s := seeder.New(h.options)
	if _, ok := s.Cached(t.Context()); ok {
		t.Error("an empty cache holds something")
	}
	h.run(t, seeder.Request{})
	requests := h.Requests()
	shown, ok := s.Cached(t.Context(), "drivers")
	if !ok || len(shown.Pools) != 1 || len(shown.Pools[0].Items) != 10 || h.Requests() != requests {
		t.Errorf("%t, %+v", ok, shown)
	}
	h.options.Min = func(string) int { return 11 }
	if _, ok := seeder.New(h.options).Cached(t.Context()); ok {
		t.Error("10 items are taken for 11")
	}
	if _, ok := s.Cached(t.Context(), "nope"); ok {
		t.Error("an unknown pool is cached")
	}
}

func TestItem(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	s := seeder.New(h.options)
	for _, pool := range []string{"drivers", "super_admins"} { // with and without a route of its own
		id := h.items[pool][3]["id"].(string)
		if item, err := s.Item(t.Context(), pool, id); err != nil || item.ID != id {
			t.Errorf("%s from the backend: %q, %v", pool, item.ID, err)
		}
		var gone *seeder.RequestError
		if _, err := s.Item(t.Context(), pool, "nobody"); !errors.As(err, &gone) || gone.Meaning != seeder.NotFound {
			t.Errorf("%s: %v, want that it is not found", pool, err)
		}
	}
	if _, err := s.Item(t.Context(), "nope", "x"); !errors.Is(err, entities.ErrUnknownPool) {
		t.Errorf("%v", err)
	}
	h.memory()
	h.run(t, seeder.Request{})
	requests := h.Requests()
	id := h.items["orders"][0]["id"].(string)
	if item, err := seeder.New(h.options).Item(t.Context(), "orders", id); err != nil || item.ID != id || h.Requests() != requests {
		t.Errorf("from the cache: %q, %v, %d requests", item.ID, err, h.Requests().Since(requests).Total())
	}
}

func TestNamesAreThoseOfWhatIsReferredTo(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	s := seeder.New(h.options)
	names := s.Names(t.Context(), "menu_items")
	for _, r := range h.items["restaurants"] {
		if got := names[r["id"].(string)]; got != r["restaurant_name"] {
			t.Errorf("%v is called %q, want %q", r["id"], got, r["restaurant_name"])
		}
	}
	if len(s.Names(t.Context(), "drivers")) != 0 || len(s.Names(t.Context(), "nope")) != 0 {
		t.Error("names where nothing is referred to")
	}
}

func TestFirstsAreAsManyAsWereWanted(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.options.Min = func(string) int { return 12 }
	h.run(t, seeder.Request{Pools: []string{"drivers"}})
	h.options.Min = func(string) int { return 5 }
	shown, err := seeder.New(h.options).Show(t.Context(), "drivers")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(shown.Firsts().Pools[0].Items); n != 12 || len(shown.Pools[0].Items) != 12 {
		t.Errorf("%d of %d items", n, len(shown.Pools[0].Items))
	}
	h.run(t, seeder.Request{Pools: []string{"drivers"}, Refresh: true})
	shown, err = seeder.New(h.options).Show(t.Context(), "drivers")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(shown.Firsts().Pools[0].Items); n != 5 || len(shown.Pools[0].Items) != 12 {
		t.Errorf("%d of %d items, want 5 of 12", n, len(shown.Pools[0].Items))
	}
}

// A foreign variant whose item, restaurant and address lie outside
// the samples can be ordered all the same.
func TestLinksOutsideTheSampleAreFetched(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{Pools: []string{"orders"}})
	whole := h.looking
	h.looking = func(pool string, n int, o seeder.Observation) (seeder.Observation, error) {
		if pool == "menu_items" || pool == "restaurants" { // the sample shows others
			o.Items = []entities.Item{{ID: pool + "-other", Raw: []byte(`{"id":"` + pool + `-other"}`)}}
		}
		return o, nil
	}
	r := h.run(t, seeder.Request{Pools: []string{"orders"}, Min: map[string]int{"orders": 12}})
	h.looking = whole
	if p := pool(t, r, "orders"); p.Status != seeder.PoolFull || p.Created != 2 {
		t.Errorf("%+v", p)
	}
	if gets := r.Requests.Get; gets <= 7 || gets > 7+2*12 {
		t.Errorf("%d GETs, want some beyond the 7 looks, at most 24", gets)
	}
}

func TestRunsWaitForTheBackend(t *testing.T) {
	h := newHarness(t)
	asked := ""
	h.options.Ready = func(_ context.Context, first *entities.Entity, notify func(string)) error {
		asked = first.Pool
		notify("the backend")
		return nil
	}
	h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"promotions"}}), 10)
	if asked != "food_categories" || h.events[1].Kind != seeder.Waiting {
		t.Errorf("waited for %q, second event %s", asked, h.events[1].Kind)
	}
	h.options.Ready = func(context.Context, *entities.Entity, func(string)) error {
		return &seeder.RequestError{Method: "GET", URL: h.URL(), Status: 401, Meaning: seeder.Denied}
	}
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || r.Begun() || r.Requests.Post != 0 {
		t.Errorf("%s, begun %t, %+v", r.Status, r.Begun(), r.Requests)
	}
}
