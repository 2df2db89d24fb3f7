package seeder

import (
	"encoding/json"
	"testing"
)

func TestCountsThatAreNotKnownAreNull(t *testing.T) {
	for _, unknown := range []bool{false, true} {
		text, err := json.Marshal(Report{Pools: []PoolReport{{Pool: "orders", Before: 3, Now: 4, Min: 10, Unknown: unknown, Reason: "a < b"}}})
		var back struct {
			Pools []struct {
				Before, Now  *int
				Pool, Reason string
				Min          int
			}
		}
		if err != nil || json.Unmarshal(text, &back) != nil {
			t.Fatalf("%v in %s", err, text)
		}
		p := back.Pools[0]
		if known := p.Before != nil && p.Now != nil; known == unknown || p.Pool != "orders" || p.Min != 10 || p.Reason != "a < b" {
			t.Errorf("unknown %v: %s", unknown, text)
		}
	}
}
