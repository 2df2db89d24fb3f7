package seeder_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/flashseed/flashseed/seeder"
)

// Items are added beside whatever is there, be it more than is looked at or
// less than there should be, and the report names them with their logins.
func TestAdding(t *testing.T) {
	for _, there := range []int{0, 3, 10, 250} {
		for _, blind := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d, blind %v", there, blind), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h := newHarness(t)
					h.memory()
					h.blind["customers"] = blind
					for i := range there {
						h.items["customers"] = append([]map[string]any{{"id": fmt.Sprint("foreign-", i), "email": fmt.Sprint("f", i, "@example.test")}}, h.items["customers"]...)
					}
					if blind && there > 100 {
						h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
							for i, item := range h.items[pool][max(0, len(h.items[pool])-len(o.Items)):] { // the newest
								o.Items[i] = record(item)
							}
							return o, nil
						}
					}
					seen := map[string]bool{}
					for round := range 3 {
						r := h.run(t, seeder.Request{Add: map[string]int{"customers": 2}})
						if r.Status != seeder.StatusOK || h.count("customers") != there+2*(round+1) || len(r.Made) != 2 {
							t.Fatalf("%s %s, %d customers, made %+v", r.Status, r.Error, h.count("customers"), r.Made)
						}
						for _, m := range r.Made {
							item := h.find("customers", m.ID)
							if m.Pool != "customers" || item == nil || item["email"] != m.Email || m.Password != "p" || seen[m.ID] {
								t.Errorf("made %+v of %v", m, item)
							}
							seen[m.ID] = true
						}
						if _, cached := h.cached(t)["customers"]; cached != (there+2*(round+1) >= 10) {
							t.Errorf("cached: %v", cached)
						}
					}
				})
			})
		}
	}
}
