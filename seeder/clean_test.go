package seeder_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// clean deletes what is seeded and fails the test unless the report says that all
// went well.
func (h *harness) clean(t *testing.T, req seeder.CleanRequest) *seeder.CleanReport {
	t.Helper()
	r, err := seeder.New(h.options).Clean(t.Context(), req, nil)
	if err != nil || r.Status != seeder.StatusOK {
		t.Fatalf("%v, %+v", err, r)
	}
	return r
}

// TestCleanTakesTheSeedAway fills a sandbox that holds a foreign category and
// cleans it: the foreign one stays, with and without a ledger.
func TestCleanTakesTheSeedAway(t *testing.T) {
	for _, ledger := range []bool{true, false} {
		h := newHarness(t)
		box := sandbox.New(sandbox.Options{Registry: h.registry})
		server := httptest.NewServer(box)
		defer server.Close()
		address, _ := url.Parse(server.URL)
		client, err := backend.New(backend.Options{URL: address, Registry: h.registry, Concurrency: 8, Retries: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		h.options.Backend, h.options.Finish, h.options.Now = client, seeder.FinishBasic, time.Now
		if ledger {
			h.memory()
		}
		h.options.Min = func(pool string) int {
			if h.registry.Get(pool).Optional {
				return 0
			}
			return 10
		}
		foreign := box.Insert("food_categories", map[string]any{"name": "Foreign"})
		for range 2 {
			if r := h.run(t, seeder.Request{}); r.Status != seeder.StatusOK {
				t.Fatalf("%+v", r)
			}
			if h.clean(t, seeder.CleanRequest{DryRun: true}); box.Count("orders") != 10 {
				t.Fatal("a dry run deletes")
			}
			h.clean(t, seeder.CleanRequest{})
			for _, e := range h.registry.All() {
				want := map[string]int{"food_categories": 1, "finance_rules": 1}[e.Pool] // a new database has a rule
				if n := box.Count(e.Pool); !e.Optional && n != want {
					t.Errorf("%d %s are left, want %d", n, e.Pool, want)
				}
			}
			if left := box.Items("food_categories"); len(left) != 1 || left[0]["id"] != foreign {
				t.Errorf("left: %v", left)
			}
			if again := h.clean(t, seeder.CleanRequest{}); again.Requests.Delete != 0 {
				t.Errorf("a second clean sends %d DELETEs", again.Requests.Delete)
			}
		}
	}
}

// TestCleanStopsWithoutTheBackend: that a proxy cannot reach it is no refusal.
func TestCleanStopsWithoutTheBackend(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{Pools: []string{"orders"}})
	h.deleting = func(string, string) (bool, error) {
		return false, &seeder.RequestError{Method: "DELETE", Status: 503, Meaning: seeder.Unknown}
	}
	r, err := seeder.New(h.options).Clean(t.Context(), seeder.CleanRequest{}, nil)
	if err != nil || r.Status != seeder.StatusFailed || !r.Transient || len(r.Kept) > 0 {
		t.Errorf("%v, %+v", err, r)
	}
	h.deleting = nil
	if h.clean(t, seeder.CleanRequest{}); h.count("orders") > 0 {
		t.Errorf("%d orders are left", h.count("orders"))
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
		r := h.clean(t, seeder.CleanRequest{})
		if h.count("orders") != 3 {
			t.Fatalf("%d orders, %+v", h.count("orders"), r)
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

// TestCleanTriesEveryUser: what keeps one user says nothing about the others.
func TestCleanTriesEveryUser(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{Pools: []string{"customers"}})
	accounts, tried := h.count("customers"), 0
	h.deleting = func(pool, _ string) (bool, error) {
		if pool != "users" {
			return true, nil
		}
		if tried++; tried < accounts {
			return false, &seeder.RequestError{Method: "DELETE", Status: 500, EM: "it is referred to"}
		}
		return true, nil
	}
	if r := h.clean(t, seeder.CleanRequest{}); tried != accounts || r.Users != 1 {
		t.Errorf("%d of %d users were tried, %d deleted", tried, accounts, r.Users)
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
			r := h.clean(t, seeder.CleanRequest{})
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
			if h.clean(t, seeder.CleanRequest{}); sent != c.sent {
				t.Errorf("a second clean sends %d DELETEs", sent-c.sent)
			}
			h.deleting = nil
			if h.clean(t, seeder.CleanRequest{Retry: true}); h.count("orders") != 0 {
				t.Errorf("%d orders are left that could be deleted now", h.count("orders"))
			}
		})
	}
}
