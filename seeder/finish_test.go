package seeder_test

import (
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// What is made is finished at once, or by a later run, and only once.
func TestFinishing(t *testing.T) {
	for _, later := range []bool{false, true} {
		h := newHarness(t)
		ask := seeder.Request{Pools: []string{"restaurants", "drivers"}}
		if later {
			h.options.Finish = seeder.FinishNone
			if r := h.run(t, ask); r.Requests.Patch != 0 {
				t.Fatalf("%d PATCHes without finishing", r.Requests.Patch)
			}
			h.options.Finish = seeder.FinishAll
		}
		r := h.run(t, ask)
		if (r.Requests.Post == 0) != later || r.Requests.Patch < 20 {
			t.Errorf("later %t: %+v, want 20 PATCHes and more", later, r.Requests)
		}
		for _, p := range ask.Pools {
			if got := pool(t, r, p).Completed; got != 10 {
				t.Errorf("%s: finished %d, want 10", p, got)
			}
		}
		for _, item := range h.items["restaurants"] {
			if item["address_id"] == nil {
				t.Errorf("%v has no address", item["id"])
			}
		}
		if again := h.run(t, ask); again.Requests.Patch != 0 {
			t.Errorf("%d PATCHes in the run after", again.Requests.Patch)
		}
	}
}

func TestFinishingThatFails(t *testing.T) {
	h := newHarness(t)
	h.patching = func(c entities.Change) error {
		if c.Pool == "drivers" {
			return &seeder.RequestError{Method: "PATCH", URL: "http://fake.internal/drivers", Status: 500, EC: -1, HasEC: true, EM: "no"}
		}
		return nil
	}
	r := h.run(t, seeder.Request{})
	p := pool(t, r, "drivers")
	if p.Status != seeder.PoolShort || !p.Transient || !strings.Contains(p.Reason, "10 items could not be finished") {
		t.Errorf("%+v", p)
	}
	if r.Requests.Post != 10*len(h.registry.All()) {
		t.Errorf("%d POSTs: other pools go on", r.Requests.Post)
	}
}
