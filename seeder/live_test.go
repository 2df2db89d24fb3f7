package seeder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// town runs a test on a filled backend in virtual time. The hour is Vietnam's.
func town(t *testing.T, hour int, test func(t *testing.T, h *harness)) {
	t.Helper()
	bubble(t, func(t *testing.T, h *harness) {
		h.options.Now = time.Now
		h.options.Finish = seeder.FinishBasic
		time.Sleep(time.Until(time.Date(2026, 3, 2, hour, 0, 0, 0, time.FixedZone("ICT", 7*60*60))))
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
		test(t, h)
	})
}

// live runs live and counts what it says.
func (h *harness) live(t *testing.T, o seeder.LiveOptions) (*seeder.LiveReport, map[seeder.EventKind]int) {
	said := map[seeder.EventKind]int{}
	o.Observe = func(ev seeder.Event) { said[ev.Kind]++ }
	return seeder.New(h.options).Live(t.Context(), o), said
}

// TestLivePace: as many orders as the rate says, evenly, or as the hour says.
func TestLivePace(t *testing.T) {
	for _, test := range []struct {
		name string
		hour int
		o    seeder.LiveOptions
		want int
		took time.Duration
	}{
		{"even", 3, seeder.LiveOptions{Rate: 60, For: time.Minute}, 60, time.Minute},
		{"slow", 3, seeder.LiveOptions{Rate: 0.5, For: 10 * time.Minute}, 5, 10 * time.Minute},
		{"most", 3, seeder.LiveOptions{Rate: 120, Max: 7}, 7, 3 * time.Second},
		{"lunch", 12, seeder.LiveOptions{For: time.Hour}, 72, time.Hour},
		{"night", 3, seeder.LiveOptions{For: time.Hour}, 2, time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			town(t, test.hour, func(t *testing.T, h *harness) {
				before := h.count("customers")
				began := time.Now()
				r, _ := h.live(t, test.o)
				if r.Status != seeder.StatusOK || r.Created["orders"] != test.want || h.count("orders") != 10+test.want {
					t.Errorf("%s %s: %d orders, the backend holds %d, want %d more than 10", r.Status, r.Error, r.Created["orders"], h.count("orders"), test.want)
				}
				if took := time.Since(began).Round(time.Second); took != test.took {
					t.Errorf("took %s, want %s", took, test.took)
				}
				if came := h.count("customers") - before; came != test.want/10 || came != r.Created["customers"] {
					t.Errorf("%d customers came with %d orders, the report says %d", came, test.want, r.Created["customers"])
				}
				for _, body := range h.bodies["orders"][10:] {
					if !strings.Contains(body, `"status":"PENDING"`) {
						t.Errorf("an order that is not placed now: %s", body)
					}
				}
			})
		})
	}
}

// TestLiveGoesOn: a live that starts again goes on with the next order, in
// another hour too, and makes none twice.
func TestLiveGoesOn(t *testing.T) {
	town(t, 10, func(t *testing.T, h *harness) {
		h.override(t, "orders", `customer_note: "number {index}"`)
		for range 4 {
			r, _ := h.live(t, seeder.LiveOptions{Rate: 60, Max: 20})
			if r.Status != seeder.StatusOK || r.Created["orders"] != 20 {
				t.Fatal(r.Status, r.Error, r.Created)
			}
			time.Sleep(5 * time.Hour)
		}
		last := 9
		for _, body := range h.bodies["orders"][10:] {
			number := 0
			_, note, _ := strings.Cut(body, "number ")
			if _, err := fmt.Sscanf(note, "%d", &number); err != nil || number <= last {
				t.Errorf("order %d came after %d (%v)", number, last, err)
			}
			last = number
		}
	})
}

// TestLiveMoves: orders move forwards alone, one status at a time, to an end;
// about as many are open as were before.
func TestLiveMoves(t *testing.T) {
	town(t, 12, func(t *testing.T, h *harness) {
		rank := map[string]int{}
		h.patching = func(c entities.Change) error {
			var body struct{ Status string }
			_ = json.Unmarshal(c.Body, &body)
			if c.Pool != "orders" || c.Method != "PATCH" {
				return nil
			}
			at := slices.Index(statuses, body.Status)
			if at <= rank[c.ID] {
				t.Errorf("%s went from %s to %s", c.ID, statuses[rank[c.ID]], body.Status)
			}
			rank[c.ID] = at
			return nil
		}
		r, _ := h.live(t, seeder.LiveOptions{Rate: 60, Max: 200})
		if r.Status != seeder.StatusOK || r.Ended["DELIVERED"] < 150 || r.Ended["CANCELLED"] < 10 || r.Moved < 9*150 {
			t.Errorf("%s %s: moved %d, ended %v", r.Status, r.Error, r.Moved, r.Ended)
		}
	})
}

var statuses = []string{
	"PENDING", "RESTAURANT_ACCEPTED", "PREPARING", "IN_PROGRESS", "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "DISPATCHED", "EN_ROUTE",
	"OUT_FOR_DELIVERY", "DELIVERED",
}

// TestLiveUnmoved: a backend that moves no orders is asked once, and said once.
func TestLiveUnmoved(t *testing.T) {
	town(t, 12, func(t *testing.T, h *harness) {
		tried := 0
		h.patching = func(c entities.Change) error {
			if c.Pool != "orders" {
				return nil
			}
			tried++
			return failure(seeder.Unknown, -1, "Error updating order")
		}
		h.options.Concurrency = 1
		r, said := h.live(t, seeder.LiveOptions{Rate: 30, For: 6 * time.Minute})
		if r.Status != seeder.StatusOK || r.Created["orders"] != 180 || r.Moved != 0 {
			t.Errorf("%s %s: %+v", r.Status, r.Error, r)
		}
		// One batch each of moves and of cancellations was on its way.
		if said[seeder.Warned] != 2 || tried > 20 {
			t.Errorf("%d warnings, tried %d times", said[seeder.Warned], tried)
		}
	})
}

// TestLiveSurvives: a backend that goes away, or takes no orders, is waited for,
// which is said once, and nothing is made twice.
func TestLiveSurvives(t *testing.T) {
	for _, all := range []bool{true, false} {
		town(t, 12, func(t *testing.T, h *harness) {
			h.memory()
			began := time.Now()
			away := func() bool { d := time.Since(began); return d > 8*time.Second && d < 30*time.Second }
			down, lost := failure(seeder.Unreachable, 0, "connection refused"), failure(seeder.Unknown, 0, "EOF")
			var once sync.Once
			h.creating = func(pool string, _ int, _ map[string]any) (made bool, err *seeder.RequestError) {
				if !away() || !all && pool != "orders" {
					return true, nil
				}
				err = down
				if all && pool == "orders" { // the backend ends between an order and its answer
					once.Do(func() { made, err = true, lost })
				}
				return made, err
			}
			h.showing("", func(_ int, o seeder.Observation) (seeder.Observation, error) {
				if away() && all {
					return o, down
				}
				return o, nil
			})
			r, said := h.live(t, seeder.LiveOptions{Rate: 60, For: 2 * time.Minute})
			if r.Status != seeder.StatusOK || r.Created["orders"] != 120 || h.count("orders") != 130 || said[seeder.Waiting] != 1 {
				t.Errorf("%s %s: %v, the backend holds %d, said %v", r.Status, r.Error, r.Created, h.count("orders"), said)
			}
			if h.count("customers") != 10+12 {
				t.Errorf("%d customers came with 120 orders, want 12", h.count("customers")-10)
			}
			if entered := h.entered(t, "orders"); len(entered) != 120 {
				t.Errorf("the ledger holds %d orders", len(entered))
			}
		})
	}
}

// away has the backend refuse connections for a time, and returns a function that
// does so alike.
func (h *harness) away(from, to time.Duration) func() error {
	began, down := time.Now(), failure(seeder.Unreachable, 0, "connection refused")
	away := func() bool { d := time.Since(began); return d >= from && d < to }
	h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
		if away() {
			return false, down
		}
		return true, nil
	}
	refuse := func() error {
		if away() {
			return down
		}
		return nil
	}
	h.showing("", func(_ int, o seeder.Observation) (seeder.Observation, error) { return o, refuse() })
	return refuse
}

// TestLiveEndsInTime: a live whose backend goes away for good, or is never
// there, ends in time and says why.
func TestLiveEndsInTime(t *testing.T) {
	for _, after := range []time.Duration{0, 10 * time.Second} {
		town(t, 12, func(t *testing.T, h *harness) {
			began := time.Now()
			h.away(after, time.Hour)
			r, _ := h.live(t, seeder.LiveOptions{Rate: 60, For: time.Minute})
			if took := time.Since(began); r.Status != seeder.StatusFailed || !r.Transient || took > time.Minute {
				t.Errorf("away after %s: %s %q after %s", after, r.Status, r.Error, took)
			}
		})
	}
}

// TestLiveInquiries: a pool that grows along and whose creation gets lost is left
// alone from then on, but not because the backend is away once.
func TestLiveInquiries(t *testing.T) {
	for _, lost := range []bool{true, false} {
		town(t, 12, func(t *testing.T, h *harness) {
			failed, numbers := failure(seeder.Unknown, 0, "EOF"), []int(nil)
			if !lost {
				h.options.Retries = 0
				failed, numbers = failure(seeder.Unreachable, 0, "connection refused"), []int{10}
			}
			h.answering("inquiries", lost, failed, numbers...)
			began := time.Now()
			h.showing("inquiries", func(_ int, o seeder.Observation) (seeder.Observation, error) {
				if lost && time.Since(began) > time.Second {
					return o, failed
				}
				return o, nil
			})
			r, _ := h.live(t, seeder.LiveOptions{Rate: 60, For: 6 * time.Minute}) // the pools are looked at twice
			if r.Status != seeder.StatusOK || r.Ended["CANCELLED"] < 2 || r.Created["orders"] != 360 {
				t.Errorf("%s %q: %v ended, %v created", r.Status, r.Error, r.Ended, r.Created)
			}
			if sent := len(h.bodies["inquiries"]) - 10; (sent == 1) != lost || (r.Created["inquiries"] == 0) != lost {
				t.Errorf("lost %t: %d inquiries tried, %v created", lost, sent, r.Created)
			}
		})
	}
}

// TestLiveStops: a live that is stopped ends at once, with what it did.
func TestLiveStops(t *testing.T) {
	town(t, 12, func(t *testing.T, h *harness) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second+500*time.Millisecond)
		defer cancel()
		began := time.Now()
		r := seeder.New(h.options).Live(ctx, seeder.LiveOptions{Rate: 60})
		if r.Status != seeder.StatusInterrupted || r.Created["orders"] != 11 || time.Since(began) > 11*time.Second {
			t.Errorf("%s after %s: %+v", r.Status, time.Since(began), r)
		}
	})
}

// TestLiveLock: between its steps live lets other runs work.
func TestLiveLock(t *testing.T) {
	town(t, 12, func(t *testing.T, h *harness) {
		h.memory()
		s := seeder.New(h.options)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan *seeder.LiveReport)
		go func() { ended <- s.Live(ctx, seeder.LiveOptions{Rate: 60}) }()
		time.Sleep(5500 * time.Millisecond)
		began := time.Now()
		if r := h.run(t, seeder.Request{Add: map[string]int{"orders": 30}}); r.Status != seeder.StatusOK {
			t.Error(r.Error)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("a run waited for %s", took)
		}
		time.Sleep(10 * time.Second)
		stop()
		if r := <-ended; r.Created["orders"] < 15 || h.count("orders") != 40+r.Created["orders"] {
			t.Errorf("%d orders, the backend holds %d", r.Created["orders"], h.count("orders"))
		}
	})
}

// fakeDrivers move the fake backend's orders as its socket does.
type fakeDrivers struct {
	*fakeBackend
	accepted int
	moved    int
	failing  func() error // may be nil
}

// drivers gives the harness drivers whose socket fails as that function says.
func (h *harness) drivers(failing func() error) *fakeDrivers {
	d := &fakeDrivers{fakeBackend: h.fakeBackend, failing: failing}
	h.options.Drivers = d
	return d
}

var rides = []string{"DISPATCHED", "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "EN_ROUTE", "DELIVERED"}

func (d *fakeDrivers) Accept(_ context.Context, driver entities.Account, order string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	item := d.find("orders", order)
	if d.failing != nil {
		if err := d.failing(); err != nil {
			return err
		}
	}
	switch {
	case d.find("drivers", driver.ID) == nil, driver.Email == "", driver.Password == "":
		return failure(seeder.Refused, 0, "no such driver")
	case item["driver_id"] != nil:
		panic(order + " has a driver")
	}
	d.accepted++
	item["driver_id"], item["status"] = driver.ID, rides[0]
	return nil
}

func (d *fakeDrivers) Progress(_ context.Context, driver entities.Account, order string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	item := d.find("orders", order)
	if item["driver_id"] != driver.ID {
		panic("another driver's order")
	}
	next := rides[slices.Index(rides, item["status"].(string))+1]
	if next == "DELIVERED" && !d.wallet {
		panic("delivered without a wallet")
	}
	d.moved++
	item["status"] = next
	return next, nil
}

// TestDispatch: open orders that are far enough on get a driver each and keep
// their status; with the platform's wallet delivered ones do too; once.
func TestDispatch(t *testing.T) {
	for _, wallet := range []bool{false, true} {
		h := newHarness(t)
		h.wallet = wallet
		h.options.Min = func(string) int { return 40 }
		drivers := h.drivers(nil)
		h.wantFull(t, h.run(t, seeder.Request{}), 40)
		busy := map[string]bool{}
		for _, item := range h.items["orders"] {
			status := item["status"].(string)
			driver, has := item["driver_id"].(string)
			if want := slices.Contains(rides[:4], status) || wallet && status == "DELIVERED"; has != want {
				t.Errorf("wallet %v: %s is %s, has a driver: %v", wallet, item["id"], status, has)
			}
			if has && status != "DELIVERED" {
				if busy[driver] {
					t.Errorf("%s carries two orders", driver)
				}
				busy[driver] = true
			}
		}
		moved := drivers.moved
		if moved == 0 || len(busy) == 0 {
			t.Errorf("wallet %v: nothing has moved", wallet)
		}
		r := h.run(t, seeder.Request{}) // Accept panics where an order has a driver
		if drivers.moved != moved || pool(t, r, "orders").Completed != 0 {
			t.Errorf("a second run moved %d, finished %d", drivers.moved-moved, pool(t, r, "orders").Completed)
		}
	}
}

// TestDispatchWithoutSocket: that there is no socket is said once and is no
// failure.
func TestDispatchWithoutSocket(t *testing.T) {
	h := newHarness(t)
	h.drivers(func() error { return failure(seeder.RouteMissing, 0, "no socket") })
	h.options.Min = func(string) int { return 40 }
	h.wantFull(t, h.run(t, seeder.Request{}), 40)
	if w := h.warnings(); len(w) != 1 || !strings.Contains(w[0], "socket") {
		t.Errorf("warnings %q", w)
	}
}

// TestLiveBySocket: orders move by their drivers, who deliver them where there
// is a wallet and stop on the way where there is none; also after a time in
// which neither backend nor socket answered.
func TestLiveBySocket(t *testing.T) {
	for _, wallet := range []bool{false, true} {
		town(t, 12, func(t *testing.T, h *harness) {
			h.wallet = wallet
			drivers := h.drivers(nil)
			drivers.failing = h.away(10*time.Second, 20*time.Second)
			r, _ := h.live(t, seeder.LiveOptions{Rate: 60, Max: 60})
			if r.Status != seeder.StatusOK || drivers.accepted < 40 || (r.Ended["DELIVERED"] > 30) != wallet {
				t.Errorf("wallet %v: %s %s, %d rides, ended %v", wallet, r.Status, r.Error, drivers.accepted, r.Ended)
			}
		})
	}
}
