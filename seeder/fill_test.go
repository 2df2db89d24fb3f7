package seeder_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// A first run takes one look at each pool, and a second one does nothing else.
func TestPoolsAreFilledInOneGo(t *testing.T) {
	for _, concurrency := range []int{1, 8} {
		h := newHarness(t)
		h.options.Concurrency = concurrency
		all := len(h.registry.All())
		for _, want := range []seeder.Requests{{Get: all, Post: 10 * all}, {Get: all}} {
			r := h.run(t, seeder.Request{})
			h.wantFull(t, r, 10)
			if r.Requests.Get != want.Get || r.Requests.Post != want.Post || want.Post == 0 && r.Requests.Patch > 0 {
				t.Errorf("requests: %+v, want %+v and in a first run what finishes", r.Requests, want)
			}
		}
		if h.most == 0 || h.most > concurrency {
			t.Errorf("%d creations in flight, want at most %d", h.most, concurrency)
		}
	}
}

func TestRecordsLackingAreLookedUpOnce(t *testing.T) {
	h := newHarness(t)
	h.blind["restaurants"] = true
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	if h.observed["restaurants"] != 2 || r.Requests.Get != len(h.registry.All())+1 {
		t.Errorf("looked %d times at restaurants, %d GETs in all, want 2 and one more than there are pools", h.observed["restaurants"], r.Requests.Get)
	}
}

func TestHalfFilledPoolsComeOutAsIfFilledInOneGo(t *testing.T) {
	whole := newHarness(t)
	whole.run(t, seeder.Request{})
	want := map[string][]string{}
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		h := newHarness(t)
		h.run(t, seeder.Request{})
		// Removing from the end of the order keeps every reference whole.
		pools := []string{"orders", "customer_cares", "promotions", "companion_admins", "drivers"}
		removed := map[string]int{}
		for _, p := range pools {
			for range rng.IntN(10) {
				i := rng.IntN(h.count(p))
				delete(h.taken, fmt.Sprint(p, " ", h.items[p][i]["email"]))
				h.remove(p, i)
				removed[p]++
			}
		}
		r := h.run(t, seeder.Request{})
		h.wantFull(t, r, 10)
		for _, p := range r.Pools {
			if p.Created != removed[p.Pool] {
				t.Errorf("seed %d: %s: created %d, want %d", seed, p.Pool, p.Created, removed[p.Pool])
			}
		}
		for _, p := range pools {
			if want[p] == nil {
				want[p] = whole.contents(p)
			}
			if got := h.contents(p); !slices.Equal(got, want[p]) {
				t.Errorf("seed %d: %s differ:\n%s\nwant\n%s", seed, p, strings.Join(got, "\n"), strings.Join(want[p], "\n"))
			}
		}
	}
}

// contents returns a pool's items without ids, sorted. Ids inside references
// are replaced by what is referred to.
func (h *harness) contents(pool string) []string {
	var names []string // ids and names in turn
	for _, e := range h.registry.All() {
		for _, item := range h.items[e.Pool] {
			names = append(names, item["id"].(string), e.Pool+":"+e.Key(record(item)))
		}
	}
	name := strings.NewReplacer(names...)
	var list []string
	for _, item := range h.items[pool] {
		raw := strings.ReplaceAll(string(record(item).Raw), item["id"].(string), "self")
		for range 3 { // keys hold ids themselves
			raw = name.Replace(raw)
		}
		list = append(list, raw)
	}
	slices.Sort(list)
	return list
}

// Answers get lost before and after the fact, at any rate: the pools are exact
// all the same.
func TestLostAnswers(t *testing.T) {
	for _, rate := range []float64{0.1, 0.4, 0.7} {
		for seed := range uint64(10) {
			t.Run(fmt.Sprintf("rate %v seed %d", rate, seed), func(t *testing.T) {
				bubble(t, func(t *testing.T, h *harness) {
					h.options.Retries = 12
					rng := rand.New(rand.NewPCG(seed, uint64(rate*100)))
					h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
						if rng.Float64() >= rate {
							return true, nil
						}
						lost := failure(seeder.Unknown, -1, "broken")
						if rng.IntN(3) == 0 {
							lost.Meaning = seeder.TimedOut
						}
						return rng.IntN(2) == 0, lost
					}
					h.wantFull(t, h.run(t, seeder.Request{}), 10)
				})
			})
		}
	}
}

// A request that the backend works off after the client has given up on it is
// waited for: two looks a second apart must agree.
func TestLateCreationsAreWaitedFor(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		e := h.registry.Get("customers")
		h.creating = func(_ string, n int, body map[string]any) (bool, *seeder.RequestError) {
			time.AfterFunc(time.Duration(n)*400*time.Millisecond, func() {
				h.mu.Lock()
				defer h.mu.Unlock()
				_, _ = h.create(e, body)
			})
			return false, failure(seeder.TimedOut, 0, "")
		}
		r := h.run(t, seeder.Request{Pools: []string{"customers"}})
		time.Sleep(time.Minute)
		h.wantFull(t, r, 10)
		if len(h.bodies["customers"]) != 10 {
			t.Errorf("%d bodies sent, want 10: nothing twice", len(h.bodies["customers"]))
		}
	})
}

func TestALostBodyIsSentAgainUnchanged(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.answering("orders", false, failure(seeder.Unknown, -1, "broken"), 3)
		h.options.Concurrency = 1
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
		sent := h.bodies["orders"]
		if len(sent) != 11 || sent[3] != sent[10] {
			t.Errorf("sent %d bodies; the lost one and the last are the same: %t", len(sent), sent[3] == sent[len(sent)-1])
		}
	})
}

// A list that lags proves nothing: nothing is created on suspicion.
func TestStaleList(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.showing("customers", func(int, seeder.Observation) (seeder.Observation, error) { return seeder.Observation{}, nil })
		h.answering("customers", true, failure(seeder.Unknown, -1, "broken"), 4)
		r := h.run(t, seeder.Request{Pools: []string{"customers"}})
		p := pool(t, r, "customers")
		if p.Status != seeder.PoolShort || !p.Transient || r.Status != seeder.StatusShort || !r.Transient || p.Reason != "created 9, the list shows 0" {
			t.Errorf("%+v, %s", p, r.Status)
		}
		if len(h.bodies["customers"]) != 10 {
			t.Errorf("%d bodies sent, want 10", len(h.bodies["customers"]))
		}
	})
}

// A count that never comes to rest must not block a run forever.
func TestACountThatNeverRests(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.options.Timeout = time.Hour
		h.showing("", func(n int, o seeder.Observation) (seeder.Observation, error) {
			if n > 1 {
				o.Items, o.Count = nil, 7+n%2
			}
			return o, nil
		})
		h.answering("", true, failure(seeder.TimedOut, 0, ""), 3, 4, 5)
		r := h.run(t, seeder.Request{Pools: []string{"address_books"}})
		if p := r.Pools[0]; p.Status != seeder.PoolShort || !p.Transient || r.Status != seeder.StatusShort {
			t.Errorf("%s, %+v", r.Status, p)
		}
		if h.count("address_books") != 10 {
			t.Errorf("%d there, want 10: nothing is created on suspicion", h.count("address_books"))
		}
	})
}

// Users outlive their deleted customers and keep the e-mail (contract, trap 7).
// However often all of a pool is deleted, it fills again: the next free index
// is taken.
func TestDeletedAgainAndAgain(t *testing.T) {
	for name, change := range map[string]func(*harness){
		"as it is":                func(*harness) {},
		"no retries":              func(h *harness) { h.options.Retries = 0 },
		"an e-mail of the user's": func(h *harness) { h.override(t, "customers", `email: "u{index}@x.test"`) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, h *harness) {
				change(h)
				ask := seeder.Request{Pools: []string{"customers"}}
				for cycle := range 25 {
					h.wantFull(t, h.run(t, ask), 10)
					if sent, most := len(h.bodies["customers"]), 10*(cycle+2); sent > most {
						t.Errorf("cycle %d: %d bodies sent, want at most %d", cycle, sent, most)
					}
					if again := h.run(t, ask); again.Requests.Post != 0 {
						t.Errorf("cycle %d: the run after sends %d POSTs, want none", cycle, again.Requests.Post)
					}
					h.bodies["customers"], h.items["customers"] = nil, nil
				}
			})
		})
	}
}

// TestHowFailuresEnd: what a backend answers to the creations of a pool, again
// and again, decides whether others go on and whether another run may help.
func TestHowFailuresEnd(t *testing.T) {
	for name, c := range map[string]struct {
		pool      string
		answer    *seeder.RequestError
		status    seeder.Status
		transient bool
		reason    string // in the pool's
		most      int    // bodies of the pool that are sent
		skipped   string // a later pool
		because   string // in its reason
	}{
		"duplicates that no list shows": {
			"customers", failure(seeder.Duplicate, -3, "duplicated record"), seeder.StatusShort, false,
			"refuses", 2000, "orders", "customers is empty",
		},
		"refusals": {
			"food_categories", failure(seeder.Refused, 2, "name must be a string"), seeder.StatusShort, false,
			"name must be a string", 8, "promotions", "food_categories is empty: refused",
		},
		"no permission": {
			"address_books", failure(seeder.Denied, 3, "unauthorized"), seeder.StatusFailed, true,
			"unauthorized", 8, "orders", "not reached",
		},
		"no connection any more": {
			"promotions", failure(seeder.Unreachable, 0, "connection refused"), seeder.StatusFailed, true,
			"connection refused", 60, "orders", "not reached",
		},
		"nothing that is sure": { // 10 at first, then single ones
			"address_books", failure(seeder.Unknown, -1, "broken"), seeder.StatusShort, true,
			"no progress in 6 attempts; last: ", 15, "orders", "is empty",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, h *harness) {
				h.answering(c.pool, false, c.answer)
				r := h.run(t, seeder.Request{})
				if r.Status != c.status || r.Transient != c.transient || (r.Cause != nil) != (c.status == seeder.StatusFailed) {
					t.Errorf("%s, transient %t, cause %v", r.Status, r.Transient, r.Cause)
				}
				if p := pool(t, r, c.pool); p.Status != seeder.PoolShort || p.Transient != c.transient || p.Created > 0 || !strings.Contains(p.Reason, c.reason) {
					t.Errorf("%+v", p)
				}
				if n := len(h.bodies[c.pool]); n > c.most {
					t.Errorf("%d bodies sent, want at most %d", n, c.most)
				}
				if p := pool(t, r, c.skipped); p.Status != seeder.PoolSkipped || p.Transient != c.transient || !strings.Contains(p.Reason, c.because) {
					t.Errorf("%+v", p)
				}
				if p := pool(t, r, "drivers"); c.status == seeder.StatusShort && p.Status != seeder.PoolFull {
					t.Errorf("what does not depend on it goes on: %+v", p)
				}
			})
		})
	}
}

// What passes is no shortage for good, neither for the pool that it hits nor
// for those that stand on it.
func TestTransienceIsInherited(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.blind["restaurants"] = true
		h.patching = func(c entities.Change) error {
			if c.Pool == "restaurants" {
				return &seeder.RequestError{Method: "PATCH", Status: 503, Meaning: seeder.Unknown}
			}
			return nil
		}
		r := h.run(t, seeder.Request{})
		for _, p := range r.Pools {
			if p.Status != seeder.PoolFull && !p.Transient {
				t.Errorf("%s is %s for good: %s", p.Pool, p.Status, p.Reason)
			}
		}
		if o := pool(t, r, "orders"); !r.Transient || o.Status == seeder.PoolFull {
			t.Errorf("transient: %v, orders: %+v", r.Transient, o)
		}
		h.patching = nil
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
	})
}

// Items that lie past the sample are met as duplicates and count as there.
func TestPastTheSample(t *testing.T) {
	h := newHarness(t)
	h.options.Min = func(string) int { return 1500 }
	h.run(t, seeder.Request{Pools: []string{"customers"}})
	for _, i := range []int{1450, 1300, 7} {
		delete(h.taken, fmt.Sprint("customers ", h.items["customers"][i]["email"]))
		h.remove("customers", i)
	}
	h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"customers"}}), 1500)
}

// repeating answers the creation of one dish with the record of another (contract,
// trap 15).
type repeating struct{ *fakeBackend }

func (b repeating) Create(ctx context.Context, e *entities.Entity, draft entities.Draft) (entities.Item, error) {
	if e.Pool == "menu_items" && draft.Index == 5 {
		return record(b.items["menu_items"][0]), nil
	}
	return b.fakeBackend.Create(ctx, e, draft)
}

func TestARecordThatIsKnownIsADuplicate(t *testing.T) {
	h := newHarness(t)
	h.options.Backend, h.options.Concurrency = repeating{h.fakeBackend}, 1
	h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"menu_items"}}), 10)
}

func TestWalletOrdersFallBackToCash(t *testing.T) {
	h := newHarness(t)
	h.wallet = true
	refused := map[string]bool{} // what was ordered
	h.creating = func(_ string, _ int, body map[string]any) (bool, *seeder.RequestError) {
		if body["payment_method"] == "FWallet" {
			refused[fmt.Sprint(body["customer_id"], body["order_items"])] = true
			return false, failure(seeder.NotFound, -8, "insufficient wallet balance")
		}
		return true, nil
	}
	h.options.Min = func(string) int { return 40 }
	h.wantFull(t, h.run(t, seeder.Request{}), 40)
	for _, order := range h.items["orders"] {
		delete(refused, fmt.Sprint(order["customer_id"], order["order_items"]))
	}
	if sent := len(h.bodies["orders"]); sent <= 40 || len(refused) > 0 {
		t.Errorf("%d bodies sent; not made as COD: %v", sent, refused)
	}
}

// All that was to be done was done when the signal came: that is no short
// pool.
func TestStoppedAtTheLastItem(t *testing.T) {
	h := newHarness(t)
	h.options.Concurrency = 1
	r := h.runWith(t, h.stoppedAt(t, "drivers", 9), seeder.Request{Pools: []string{"address_books", "drivers"}})
	if p := pool(t, r, "drivers"); p.Status != seeder.PoolFull || r.Status != seeder.StatusOK {
		t.Errorf("%s, %+v", r.Status, p)
	}
}

func TestMinZeroIsObservedAndNotCreated(t *testing.T) {
	h := newHarness(t)
	r := h.run(t, seeder.Request{Pools: []string{"customers"}, Min: map[string]int{"customers": 0}})
	if r.Status != seeder.StatusOK || h.count("customers") != 0 || h.observed["customers"] != 1 {
		t.Errorf("%s, %d customers, %d looks", r.Status, h.count("customers"), h.observed["customers"])
	}
}

func TestNamedPoolsTakeAlongWhatTheyNeed(t *testing.T) {
	h := newHarness(t)
	h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"orders"}}), 10)
	if h.count("promotions")+h.count("drivers")+h.count("super_admins") != 0 {
		t.Error("pools that orders do not need were filled")
	}
	if _, err := seeder.New(h.options).Run(t.Context(), seeder.Request{Pools: []string{"nope"}}, nil); !errors.Is(err, entities.ErrUnknownPool) {
		t.Error(err)
	}
}

// A plan promises nothing that depends on a pool that stays empty.
func TestDryRunOfAPoolThatWouldBeSkipped(t *testing.T) {
	h := newHarness(t)
	r := h.run(t, seeder.Request{DryRun: true, Min: map[string]int{"restaurants": 0}})
	if !r.Missing() {
		t.Error("nothing is missing")
	}
	for name, want := range map[string]int{"menu_items": 0, "orders": 0, "customers": 10} {
		if p := pool(t, r, name); p.Created != want || (p.Status == seeder.PoolSkipped) != (want == 0) || h.count(name) > 0 {
			t.Errorf("without restaurants: %+v", p)
		}
	}
}

// TestWorkersEndWithTheirRun, also where the context goes on as that of serve
// does: a bubble fails if a goroutine is left at its end.
func TestWorkersEndWithTheirRun(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		s, ctx := seeder.New(h.options), context.Background()
		_, err := s.Run(ctx, seeder.Request{}, nil)
		live := s.Live(ctx, seeder.LiveOptions{Max: 1})
		report, cleaning := s.Clean(ctx, seeder.CleanRequest{}, nil)
		if err := errors.Join(err, live.Cause, cleaning, report.Cause); err != nil {
			t.Error(err)
		}
	})
}
