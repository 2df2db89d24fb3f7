package seeder_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
)

func TestShow(t *testing.T) {
	h := newHarness(t)
	s := seeder.New(h.options)
	shown, err := s.Show(t.Context(), "customers", "drivers")
	if err != nil || shown.Cached || len(shown.Pools) != 2 || shown.Pools[0].Entity.Pool != "drivers" || len(h.bodies) > 0 {
		t.Fatalf("%+v, %v, created %v", shown, err, h.bodies)
	}
	if _, err := s.Show(t.Context(), "nope"); !errors.Is(err, entities.ErrUnknownPool) {
		t.Errorf("%v", err)
	}
	m := h.memory()
	h.run(t, seeder.Request{})
	changed := h.cached(t)["customers"]
	changed.Items[0], changed.Items[1] = []byte(`{"id": 1234567}`), []byte(`{"_id": "65f0"}`) // a number, and Mongo's name
	if err := m.Save(t.Context(), slices.Values([]seeder.CachedPool{changed})); err != nil {
		t.Fatal(err)
	}
	requests := h.Requests()
	shown, err = seeder.New(h.options).Show(t.Context())
	if err != nil || !shown.Cached || len(shown.Pools) != len(h.registry.All()) || h.Requests() != requests {
		t.Fatalf("cached %t, %d pools, %v", shown.Cached, len(shown.Pools), err)
	}
	for _, p := range shown.Pools {
		if len(p.Items) != 10 || p.Items[0].ID == "" {
			t.Errorf("%s: %d items", p.Entity.Pool, len(p.Items))
		}
		if a, b := p.Items[0].ID, p.Items[1].ID; p.Entity.Pool == "customers" && (a != "1234567" || b != "65f0") {
			t.Errorf("ids %q and %q", a, b)
		}
	}
}

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
	h.memory()
	h.run(t, seeder.Request{})
	kept := h.options.Cache
	for _, name := range []string{"drivers", "super_admins"} { // with and without a route of its own
		for _, h.options.Cache = range []seeder.Cache{kept, cache.None{}} {
			s, requests := seeder.New(h.options), h.Requests()
			id := h.items[name][3]["id"].(string)
			item, err := s.Item(t.Context(), name, id)
			if asked := h.Requests() != requests; err != nil || item.ID != id || asked != (h.options.Cache != kept) {
				t.Errorf("%s: %q, %v, asked the backend: %t", name, item.ID, err, asked)
			}
			var gone *seeder.RequestError
			if _, err := s.Item(t.Context(), name, "nobody"); !errors.As(err, &gone) || gone.Meaning != seeder.NotFound {
				t.Errorf("%s: %v, want that it is not found", name, err)
			}
		}
	}
	if _, err := seeder.New(h.options).Item(t.Context(), "nope", "x"); !errors.Is(err, entities.ErrUnknownPool) {
		t.Errorf("%v", err)
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

// Whatever is wanted by now, firsts are as many as were wanted when the pool was
// kept.
func TestFirsts(t *testing.T) {
	h := newHarness(t)
	h.memory()
	for _, want := range []int{12, 5} {
		h.options.Min = func(string) int { return want }
		h.run(t, seeder.Request{Pools: []string{"drivers"}, Refresh: true})
		h.options.Min = func(string) int { return 5 }
		shown, err := seeder.New(h.options).Show(t.Context(), "drivers")
		if err != nil || len(shown.Firsts().Pools[0].Items) != want || len(shown.Pools[0].Items) != 12 {
			t.Errorf("%+v, %v, want %d of 12", shown.Firsts(), err, want)
		}
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
