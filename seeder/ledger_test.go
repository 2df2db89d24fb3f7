package seeder_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// entered returns a pool's entries in the ledger, by id.
func (h *harness) entered(t testing.TB, pool string) map[string]seeder.LedgerEntry {
	t.Helper()
	kept, err := h.options.Cache.Ledger(context.Background(), h.URL())
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]seeder.LedgerEntry{}
	for _, entry := range kept.Entries {
		if entry.Pool == pool {
			entries[entry.ID] = entry
		}
	}
	return entries
}

// Whatever a run makes stands in the ledger, with the key that its list shows,
// whether the answer carried a record, none, or got lost.
func TestWhatIsMadeIsRecorded(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.memory()
		h.blind["restaurants"] = true
		h.answering("", true, failure(seeder.Unknown, -1, "lost"), 1, 5, 9)
		h.addForeign("food_categories", 1, func(int) map[string]any { return map[string]any{"name": "Foreign"} })
		h.run(t, seeder.Request{})
		for _, e := range h.registry.All() {
			entered, made := h.entered(t, e.Pool), h.items[e.Pool]
			if e.Pool == "food_categories" {
				made = made[1:]
			}
			for _, raw := range made {
				item := record(raw)
				if entry, ok := entered[item.ID]; !ok || entry.Key != e.Key(item) || entry.Unfinished {
					t.Errorf("%s %s: recorded %v as %+v, the key is %q", e.Pool, item.ID, ok, entry, e.Key(item))
				}
			}
			if len(entered) != len(made) {
				t.Errorf("%s: %d entries for %d items", e.Pool, len(entered), len(made))
			}
		}
	})
}

// Where identities are spent, a later run begins where an earlier one found a
// free index; a database that was reset is filled from the first one again.
func TestTheFirstFreeIndexIsKept(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
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
		for n := range 10 {
			email := fmt.Sprintf("customer%d@flashseed.test", n+1)
			if !slices.ContainsFunc(h.items["customers"], func(item map[string]any) bool { return item["email"] == email }) {
				t.Errorf("after a reset there is no %s", email)
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
