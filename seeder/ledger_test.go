package seeder_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// ledger returns what is kept of the harness's backend.
func (h *harness) ledger(t testing.TB) seeder.Ledger {
	t.Helper()
	l, err := h.options.Cache.Ledger(context.Background(), h.URL())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Whatever a run makes stands in the ledger, with the key that its list shows,
// whether the answer carried a record, none, or got lost.
func TestWhatIsMadeIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.memory()
		h.blind["restaurants"] = true
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if n%4 == 1 {
				return true, failure(seeder.Unknown, -1, "lost")
			}
			return true, nil
		}
		foreign := record(map[string]any{"id": "foreign", "name": "Foreign"})
		h.items["food_categories"] = append(h.items["food_categories"], map[string]any{"id": foreign.ID, "name": "Foreign"})
		h.run(t, seeder.Request{})
		entered := map[entities.Link]seeder.LedgerEntry{}
		for _, entry := range h.ledger(t).Entries {
			entered[entities.Link{Pool: entry.Pool, ID: entry.ID}] = entry
		}
		for _, e := range h.registry.All() {
			for _, raw := range h.items[e.Pool] {
				item := record(raw)
				entry, ok := entered[entities.Link{Pool: e.Pool, ID: item.ID}]
				if item.ID == foreign.ID {
					if ok {
						t.Error("a foreign item stands in the ledger")
					}
				} else if key := e.Key(item); !ok || entry.Key != key || entry.Unfinished {
					t.Errorf("%s %s: recorded %v as %+v, the key is %q", e.Pool, item.ID, ok, entry, key)
				}
			}
		}
	})
}

// Where identities are spent, a later run begins where an earlier one found a
// free index; a database that was reset is filled from the first one again.
func TestTheFirstFreeIndexIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.memory()
		ask := seeder.Request{Pools: []string{"customers"}, Refresh: true}
		for cycle := range 5 {
			h.bodies["customers"] = nil
			h.wantFull(t, h.run(t, ask), 10)
			if sent, most := len(h.bodies["customers"]), 20; sent > most {
				t.Errorf("cycle %d: %d bodies sent, want at most %d: ten that are spent, ten that are not", cycle, sent, most)
			}
			h.items["customers"] = nil
		}
		clear(h.taken)
		h.run(t, ask)
		for _, item := range h.items["customers"] {
			email := fmt.Sprint(item["email"])
			if n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(email, "customer"), "@flashseed.test")); n < 1 || n > 10 {
				t.Errorf("after a reset there is %s", email)
			}
		}
	})
}

// What could not be finished is finished by a later run, though no sample shows
// it any more.
func TestUnfinishedItemsPastTheSample(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.options.Min = func(string) int { return 1200 }
	var refused []string
	h.patching = func(c entities.Change) error {
		if id := c.ID; id > "drivers-01100" {
			refused = append(refused, id)
			return &seeder.RequestError{Method: "PATCH", Status: 500, EC: -1, HasEC: true}
		}
		return nil
	}
	ask := seeder.Request{Pools: []string{"drivers"}, Refresh: true}
	h.run(t, ask)
	if len(refused) != 100 {
		t.Fatalf("%d drivers were not finished", len(refused))
	}
	h.patching = nil
	r := h.run(t, ask)
	if got := pool(t, r, "drivers").Completed; got != len(refused) {
		t.Errorf("%d finished, want %d", got, len(refused))
	}
	for _, id := range refused {
		if fmt.Sprint(h.find("drivers", id)["vehicle"]) == "<nil>" {
			t.Errorf("%s has no vehicle", id)
		}
	}
	if again := h.run(t, ask); again.Requests.Get != 1 || again.Requests.Patch != 0 {
		t.Errorf("the run after that sends %+v", again.Requests)
	}
}
