package seeder_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// TestCleanTakesTheSeedAway fills a sandbox that holds a foreign category, an
// order of which stands on a seeded customer, and cleans it: the foreign items
// and what they refer to stay, with and without a ledger.
func TestCleanTakesTheSeedAway(t *testing.T) {
	for name, cacheURL := range map[string]string{"with a ledger": "memory:", "without": ""} {
		t.Run(name, func(t *testing.T) {
			registry := entities.NewRegistry()
			box := sandbox.New(sandbox.Options{Registry: registry})
			var away atomic.Bool
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if away.Load() && r.Method == http.MethodDelete {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				box.ServeHTTP(w, r)
			}))
			defer server.Close()
			address, _ := url.Parse(server.URL)
			client, err := backend.New(backend.Options{URL: address, Registry: registry, Concurrency: 8, Retries: 2})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			keeper, err := cache.Open(cache.Options{URL: cacheURL, TTL: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			s := seeder.New(seeder.Setup{
				Registry: registry, Backend: client, Cache: keeper, Lock: keeper, Concurrency: 8, Retries: 2, Finish: seeder.FinishBasic,
				Generate: entities.Options{Seed: 1, Locale: "mixed", EmailDomain: "flashseed.test", AccountPassword: "Flash@1234", AdminPassword: "Admin@1234"},
				Min: func(pool string) int {
					if registry.Get(pool).Optional {
						return 0
					}
					return 10
				},
			})
			foreign := box.Insert("food_categories", map[string]any{"name": "Foreign"})
			fill := func() {
				t.Helper()
				if r, err := s.Run(t.Context(), seeder.Request{}, nil); err != nil || r.Status != seeder.StatusOK {
					t.Fatalf("%v, %+v", err, r)
				}
			}
			fill()

			plan, err := s.Clean(t.Context(), seeder.CleanRequest{DryRun: true}, nil)
			if err != nil || plan.Status != seeder.StatusOK || box.Count("orders") != 10 {
				t.Fatalf("a dry run: %v, %+v", err, plan)
			}
			away.Store(true)
			r, err := s.Clean(t.Context(), seeder.CleanRequest{}, nil)
			if err != nil || r.Status != seeder.StatusFailed || !r.Transient || len(r.Kept) > 0 {
				t.Fatalf("while a proxy cannot reach the backend: %v, %+v", err, r)
			}
			away.Store(false)
			r, err = s.Clean(t.Context(), seeder.CleanRequest{}, nil)
			if err != nil || r.Status != seeder.StatusOK {
				t.Fatalf("%v, %+v", err, r)
			}
			for _, e := range registry.All() {
				want := map[string]int{"food_categories": 1, "finance_rules": 1}[e.Pool] // a new database has a rule
				if n := box.Count(e.Pool); !e.Optional && n != want {
					t.Errorf("%d %s are left, want %d", n, e.Pool, want)
				}
			}
			if left := box.Items("food_categories"); len(left) != 1 || left[0]["id"] != foreign {
				t.Errorf("left: %v", left)
			}
			again, err := s.Clean(t.Context(), seeder.CleanRequest{}, nil)
			if err != nil || again.Requests.Delete != 0 {
				t.Errorf("a second clean sends %d DELETEs (%v)", again.Requests.Delete, err)
			}
			fill()
		})
	}
}

// TestCleanBelievesTheList: what a backend answers to have deleted and lists
// all the same is kept, with what it refers to, and not tried again.
func TestCleanBelievesTheList(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	staying := map[string]bool{}
	for _, n := range []int{0, 4, 7} {
		staying[h.items["orders"][n]["id"].(string)] = true
	}
	h.deleting = func(_, id string) (bool, error) { return !staying[id], nil }
	for range 2 {
		r, err := seeder.New(h.options).Clean(t.Context(), seeder.CleanRequest{}, nil)
		if err != nil || r.Status != seeder.StatusOK || h.count("orders") != 3 {
			t.Fatalf("%v, %+v, %d orders", err, r, h.count("orders"))
		}
		named := 0
		for _, k := range r.Kept {
			if staying[k.ID] && k.Refused && strings.Contains(k.Reason, "still lists the item") {
				named++
			}
		}
		if named != 3 || len(r.Kept) < 3+3 {
			t.Errorf("%d of 3 orders are named, with what they refer to: %+v", named, r.Kept)
		}
	}
	entered := h.entered(t, "orders")
	if len(entered) != 3 {
		t.Errorf("the ledger knows %v", entered)
	}
}

// TestCleanGivesUp: a pool of which the first items are refused, or later ones in
// a row, is left alone from then on; single items are not.
func TestCleanGivesUp(t *testing.T) {
	for name, c := range map[string]struct {
		refused func(n int) bool // counted from 0, in the order of their deletion
		sent    int
	}{
		"one":         {func(n int) bool { return n == 0 }, 50},
		"two":         {func(n int) bool { return n < 2 }, 50},
		"all":         {func(int) bool { return true }, 3},
		"every other": {func(n int) bool { return n%2 == 0 }, 50},
		"later ones":  {func(n int) bool { return n >= 5 }, 15},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			h.memory()
			h.options.Concurrency = 1
			h.run(t, seeder.Request{Pools: []string{"orders"}, Min: map[string]int{"orders": 50}})
			sent, words := 0, map[string]string{}
			h.deleting = func(pool, id string) (bool, error) {
				if pool != "orders" {
					return true, nil
				}
				if sent++; !c.refused(sent - 1) {
					return true, nil
				}
				words[id] = "not " + id
				return false, &seeder.RequestError{Method: "DELETE", Status: 500, EM: words[id]}
			}
			clean := func(req seeder.CleanRequest) *seeder.CleanReport {
				r, err := seeder.New(h.options).Clean(t.Context(), req, nil)
				if err != nil || r.Status != seeder.StatusOK {
					t.Fatalf("%v, %+v", err, r)
				}
				return r
			}
			r := clean(seeder.CleanRequest{})
			deleted := c.sent - len(words)
			if sent != c.sent || h.count("orders") != 50-deleted {
				t.Errorf("%d DELETEs, %d orders are left; want %d, %d", sent, h.count("orders"), c.sent, 50-deleted)
			}
			kept := 0
			for _, k := range r.Kept {
				if k.Pool == "orders" {
					kept++
				}
				if !k.Refused || !strings.Contains(k.Reason, words[k.ID]) {
					t.Errorf("kept %+v, the backend said %q", k, words[k.ID])
				}
			}
			if kept != h.count("orders") {
				t.Errorf("%d orders are named, %d are left", kept, h.count("orders"))
			}
			if clean(seeder.CleanRequest{}); sent != c.sent {
				t.Errorf("a second clean sends %d DELETEs", sent-c.sent)
			}
			h.deleting = nil
			if clean(seeder.CleanRequest{Retry: true}); h.count("orders") != 0 {
				t.Errorf("%d orders are left that could be deleted now", h.count("orders"))
			}
		})
	}
}
