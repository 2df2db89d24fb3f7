package seeder_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

// Items are added beside whatever is there, be it more than is looked at or
// less than there should be, and the report names them with their logins.
func TestAdding(t *testing.T) {
	for _, there := range []int{0, 3, 10, 250} {
		for _, blind := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d, blind %v", there, blind), func(t *testing.T) {
				bubble(t, func(t *testing.T, h *harness) {
					h.memory()
					h.blind["customers"] = blind
					h.addForeign("customers", there, func(i int) map[string]any { return map[string]any{"email": fmt.Sprint("f", i, "@example.test")} })
					h.showing("customers", func(_ int, o seeder.Observation) (seeder.Observation, error) {
						newest := h.items["customers"][o.Count-len(o.Items):]
						for i, item := range slices.Backward(newest) {
							o.Items[len(newest)-1-i] = record(item)
						}
						return o, nil
					})
					seen, holds := map[string]bool{}, there
					for round := range 3 {
						r := h.run(t, seeder.Request{Add: map[string]int{"customers": 2}})
						holds += 2
						if r.Status != seeder.StatusOK || h.count("customers") != holds || len(r.Made) != 2 {
							t.Fatalf("%d: %s %s, %d customers, made %+v", round, r.Status, r.Error, h.count("customers"), r.Made)
						}
						for _, m := range r.Made {
							item := h.find("customers", m.ID)
							if m.Pool != "customers" || item == nil || item["email"] != m.Email || m.Password != "p" || seen[m.ID] {
								t.Errorf("made %+v of %v", m, item)
							}
							seen[m.ID] = true
						}
						if _, cached := h.cached(t)["customers"]; cached != (holds >= 10) {
							t.Errorf("cached: %v", cached)
						}
					}
				})
			})
		}
	}
}
