package server

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

// lives asks for live: whether it goes on, and what it has done.
func (r *rig) lives(method string, want int, header ...string) (running bool, report seeder.LiveReport) {
	r.t.Helper()
	a := r.do(method, "/data-pools/live", header...)
	if a.code != want {
		r.t.Fatalf("%s answers %d %s, want %d", method, a.code, a.body, want)
	}
	newContract(r.t).holds(r.t, method, "/data-pools/live", a)
	data := struct {
		Running *bool
		Report  *seeder.LiveReport
	}{&running, &report}
	must(r.t, json.Unmarshal(a.reply(r.t).Data, &data))
	return running, report
}

// TestLive: the town goes on and stands still as it is asked to, and a shutdown
// stops it.
func TestLive(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) {
		o.StartupEnsure, o.Live = true, seeder.LiveOptions{Rate: 60_000}
	}})
	orders := func() int { _, report := r.lives("GET", http.StatusOK); return report.Created["orders"] }
	if running, _ := r.lives("GET", http.StatusOK); running {
		t.Error("it goes on before anybody has asked for it")
	}
	r.lives("DELETE", http.StatusOK)
	eventually(t, "the pools are full", r.full)
	r.lives("POST", http.StatusCreated)
	r.lives("POST", http.StatusOK)
	eventually(t, "orders come", func() bool { return orders() > 20 })
	running, report := r.lives("DELETE", http.StatusOK)
	if running || report.Status != seeder.StatusInterrupted || report.Created["orders"] <= 20 {
		t.Errorf("running %v, report %+v", running, report)
	}
	for _, pool := range []string{"orders", "customers"} {
		if e, want := r.ok("GET", "/data-pools/"+pool, nil), r.sandbox.Count(pool); e.Page.Count != want {
			t.Errorf("%d %s are shown, %d are there", e.Page.Count, pool, want)
		}
	}
	r.lives("POST", http.StatusCreated)
	eventually(t, "orders come again", func() bool { return orders() > 0 })
	must(t, r.stop())
}
