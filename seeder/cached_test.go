package seeder_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
)

func TestNamedPoolsAreAnsweredFromTheCache(t *testing.T) {
	h := newHarness(t)
	h.memory()
	for _, c := range []struct {
		pools   []string
		cached  bool
		refresh bool
	}{{[]string{"menu_items"}, false, false}, {[]string{"menu_items"}, true, false}, {nil, false, false}, {nil, true, false}, {nil, false, true}} {
		r := h.run(t, seeder.Request{Pools: c.pools, Refresh: c.refresh})
		h.wantFull(t, r, 10)
		if r.Cached != c.cached || c.cached && r.Requests != (seeder.Requests{Get: 1}) || c.refresh && r.Requests.Get != len(r.Pools) {
			t.Errorf("%+v: cached %t, %+v", c, r.Cached, r.Requests)
		}
	}
}

// Also where the backend answers every question for an item with nothing in
// particular, which does not say that the cached one is there.
func TestAResetDatabaseIsNoticed(t *testing.T) {
	for _, vague := range []bool{false, true} {
		h := newHarness(t)
		h.memory()
		h.run(t, seeder.Request{})
		h.reset()
		h.getting = func(_ *entities.Entity, item entities.Item, err error) (entities.Item, error) {
			if vague && item.ID == "" {
				return entities.Item{Raw: []byte(`{}`)}, nil
			}
			return item, err
		}
		r := h.run(t, seeder.Request{})
		h.wantFull(t, r, 10)
		if r.Cached || r.Requests.Post != 10*len(h.registry.All()) {
			t.Errorf("vague %t: cached %t, %+v", vague, r.Cached, r.Requests)
		}
	}
}

// brokenCache fails, and is not asked again.
type brokenCache struct{ cache.None }

func (brokenCache) Load(context.Context, []string) (map[string]seeder.CachedPool, error) {
	return nil, errors.New("redis is gone")
}

func (brokenCache) Save(context.Context, iter.Seq[seeder.CachedPool]) error {
	panic("not after a failure")
}

func TestABrokenCacheIsSaidOnceAndDoneWithout(t *testing.T) {
	h := newHarness(t)
	h.options.Cache = brokenCache{}
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	if w := h.warnings(); len(w) != 1 || !strings.Contains(w[0], "redis is gone") {
		t.Errorf("warnings %q", w)
	}
}

func TestACacheThatDoesNotFitIsNotBelieved(t *testing.T) {
	for name, change := range map[string]func(*seeder.Meta){
		"another backend":      func(m *seeder.Meta) { m.Backend = "http://other.internal" },
		"another data version": func(m *seeder.Meta) { m.DataVersion = "0" },
		"smaller pools":        func(m *seeder.Meta) { m.Min = 9 },
		"another dialect":      func(m *seeder.Meta) { m.Dialect = entities.Readme },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			m := h.memory()
			h.options.Dialect = entities.Flashstrom
			h.run(t, seeder.Request{})
			c := h.cached(t)["drivers"]
			change(&c.Meta)
			if err := m.Save(t.Context(), slices.Values([]seeder.CachedPool{c})); err != nil {
				t.Fatal(err)
			}
			if r := h.run(t, seeder.Request{}); r.Cached {
				t.Error("answered from the cache")
			}
		})
	}
}

func TestShortPoolsAreNotKept(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	h.remove("drivers", 0)
	h.answering("", false, failure(seeder.Refused, 2, "no"))
	h.run(t, seeder.Request{Refresh: true})
	kept := h.cached(t)
	if _, ok := kept["drivers"]; ok || len(kept) != len(h.registry.All())-1 {
		t.Errorf("%d pools kept, drivers among them: %t", len(kept), ok)
	}
}

// TestRefreshReplacesTheCacheWhenItCanLook has a backend that goes away before
// the first look of a refresh, and one that goes away after it.
func TestRefreshReplacesTheCacheWhenItCanLook(t *testing.T) {
	for at, want := range map[string]func(all int) int{
		"address_books":   func(all int) int { return all },
		"food_categories": func(int) int { return 1 }, // the rest may be another database's
	} {
		h := newHarness(t)
		h.memory()
		h.run(t, seeder.Request{})
		h.showing(at, func(_ int, o seeder.Observation) (seeder.Observation, error) {
			return o, &seeder.RequestError{Meaning: seeder.Unreachable}
		})
		h.run(t, seeder.Request{Refresh: true})
		if n := want(len(h.registry.Names())); len(h.cached(t)) != n {
			t.Errorf("unreachable at %s: %d pools are kept, want %d", at, len(h.cached(t)), n)
		}
	}
}

// The answers to creations show less than lists do: what could not be listed once
// more is not kept.
func TestAnInterruptedRunKeepsNoAnswers(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.runWith(t, h.stoppedAt(t, "orders", 0), seeder.Request{})
	if kept := h.cached(t); len(kept) > 0 {
		t.Errorf("%d pools are kept", len(kept))
	}
}

func TestAnUnreachableBackendLeavesTheCacheAndTheLockAlone(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	h.options.Dialect = entities.Flashstrom
	h.run(t, seeder.Request{})
	h.getting = func(*entities.Entity, entities.Item, error) (entities.Item, error) {
		return entities.Item{}, &seeder.RequestError{Method: "GET", URL: h.URL(), Meaning: seeder.Unreachable, Err: errors.New("connection refused")}
	}
	h.lock(busy)
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || !strings.Contains(r.Error, "connection refused") {
		t.Errorf("%s: %s", r.Status, r.Error)
	}
	h.options.Lock = m
	h.run(t, seeder.Request{})
	if kept := h.cached(t); len(kept) != len(h.registry.All()) {
		t.Errorf("%d pools are kept", len(kept))
	}
}
