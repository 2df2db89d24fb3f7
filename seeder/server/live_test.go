package server

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

// TestLive: the town goes on and stands still as it is asked to, and a shutdown
// stops it.
func TestLive(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) {
		o.StartupEnsure, o.Live = true, seeder.LiveOptions{Rate: 60_000}
	}})
	c := newContract(t)
	ask := func(method string, want int) (running bool, orders int, status seeder.Status) {
		t.Helper()
		a := r.do(method, "/data-pools/live")
		if a.code != want {
			t.Fatalf("%s answers %d %s, want %d", method, a.code, a.body, want)
		}
		c.holds(t, method, "/data-pools/live", a)
		var body struct {
			Data struct {
				Running bool
				Report  *seeder.LiveReport
			}
		}
		must(t, json.Unmarshal(a.body, &body))
		if body.Data.Report == nil {
			return body.Data.Running, 0, ""
		}
		return body.Data.Running, body.Data.Report.Created["orders"], body.Data.Report.Status
	}
	if running, _, _ := ask("GET", http.StatusOK); running {
		t.Error("it goes on before anybody has asked for it")
	}
	ask("DELETE", http.StatusOK)
	eventually(t, "the pools are full", r.server.state.isReady)
	ask("POST", http.StatusCreated)
	ask("POST", http.StatusOK)
	eventually(t, "orders come", func() bool { _, orders, _ := ask("GET", http.StatusOK); return orders > 20 })
	running, orders, status := ask("DELETE", http.StatusOK)
	if running || status != seeder.StatusInterrupted || orders <= 20 {
		t.Errorf("running %v, status %s, %d orders", running, status, orders)
	}
	ask("POST", http.StatusCreated)
	eventually(t, "orders come again", func() bool { _, orders, _ := ask("GET", http.StatusOK); return orders > 0 })
	must(t, r.stop())
}

// TestStartLive: serve --live goes on by itself once the pools are full.
func TestStartLive(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) {
		o.StartupEnsure, o.StartLive, o.Live = true, true, seeder.LiveOptions{Rate: 60_000, Max: 30}
	}})
	eventually(t, "thirty orders have come", func() bool {
		r.server.town.mu.Lock()
		defer r.server.town.mu.Unlock()
		return r.server.town.stop == nil && r.server.town.report != nil && r.server.town.report.Created["orders"] == 30
	})
}
