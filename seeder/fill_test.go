package seeder_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestFirstRunFillsEveryPoolWithoutASecondLook(t *testing.T) {
	h := newHarness(t)
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	if r.Requests.Get != len(h.registry.All()) || r.Requests.Post != 10*len(h.registry.All()) {
		t.Errorf("requests: %+v, want a GET and ten POSTs a pool", r.Requests)
	}
	if h.most > 8 {
		t.Errorf("%d creations in flight, want at most 8", h.most)
	}
}

func TestSecondRunCreatesNothing(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	if r.Requests.Post != 0 || r.Requests.Patch != 0 || r.Requests.Get != len(h.registry.All()) {
		t.Errorf("requests: %+v, want one GET a pool", r.Requests)
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

func TestConcurrencyOneIsOneByOne(t *testing.T) {
	h := newHarness(t)
	h.options.Concurrency = 1
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	if h.most != 1 {
		t.Errorf("%d creations in flight, want 1", h.most)
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
				synctest.Test(t, func(t *testing.T) {
					h := newHarness(t)
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
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		e := h.registry.Get("customers")
		first := true
		h.creating = func(pool string, n int, body map[string]any) (bool, *seeder.RequestError) {
			if pool != "customers" || !first {
				return true, nil
			}
			time.AfterFunc(time.Duration(n)*400*time.Millisecond, func() {
				h.mu.Lock()
				defer h.mu.Unlock()
				_, _ = h.create(e, body)
			})
			return false, failure(seeder.TimedOut, 0, "")
		}
		r := h.run(t, seeder.Request{Pools: []string{"customers"}})
		first = false
		time.Sleep(time.Minute)
		h.wantFull(t, r, 10)
		if len(h.bodies["customers"]) != 10 {
			t.Errorf("%d bodies sent, want 10: nothing twice", len(h.bodies["customers"]))
		}
	})
}

func TestALostBodyIsSentAgainUnchanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if pool == "orders" && n == 3 {
				return false, failure(seeder.Unknown, -1, "broken")
			}
			return true, nil
		}
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
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
			if pool == "customers" {
				return seeder.Observation{}, nil
			}
			return o, nil
		}
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if pool == "customers" && n == 4 {
				return true, failure(seeder.Unknown, -1, "broken")
			}
			return true, nil
		}
		r := h.run(t, seeder.Request{Pools: []string{"customers"}})
		p := pool(t, r, "customers")
		if p.Status != seeder.PoolShort || !p.Transient || r.Status != seeder.StatusShort || !r.Transient {
			t.Errorf("%+v, %s", p, r.Status)
		}
		if p.Reason != "created 9, the list shows 0" {
			t.Errorf("reason %q", p.Reason)
		}
		if len(h.bodies["customers"]) != 10 {
			t.Errorf("%d bodies sent, want 10", len(h.bodies["customers"]))
		}
	})
}

// A run that was killed on a backend whose list lags finds its items as
// duplicates: they are there and count.
func TestStaleListWithDuplicates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		for i := range 3 {
			h.items["customers"] = append(h.items["customers"], map[string]any{"id": fmt.Sprint("old", i), "email": fmt.Sprintf("customer%d@flashseed.test", i+1)})
			h.taken[fmt.Sprintf("customers customer%d@flashseed.test", i+1)] = true
		}
		h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
			return seeder.Observation{}, nil
		}
		r := h.run(t, seeder.Request{Pools: []string{"customers"}, Min: map[string]int{"customers": 10}})
		h.options.Registry = h.registry
		if p := pool(t, r, "customers"); p.Created != 7 || p.Now != 10 || p.Status != seeder.PoolFull {
			t.Errorf("%+v", p)
		}
		if h.count("customers") != 10 {
			t.Errorf("%d customers, want 10", h.count("customers"))
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
			synctest.Test(t, func(t *testing.T) {
				h := newHarness(t)
				change(h)
				for cycle := range 25 {
					r := h.run(t, seeder.Request{Pools: []string{"customers"}})
					h.wantFull(t, r, 10)
					sent := len(h.bodies["customers"])
					if again := h.run(t, seeder.Request{Pools: []string{"customers"}}); again.Requests.Post != 0 {
						t.Errorf("cycle %d: the run after sends %d POSTs, want none", cycle, again.Requests.Post)
					}
					if most := 10 * (cycle + 2); sent > most {
						t.Errorf("cycle %d: %d bodies sent, want at most %d", cycle, sent, most)
					}
					h.bodies["customers"] = nil
					h.items["customers"] = nil
				}
			})
		})
	}
}

// A few customers are deleted: those that are there keep their index.
func TestSomeDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.run(t, seeder.Request{})
		want := []string{"customer11@flashseed.test", "customer12@flashseed.test", "customer13@flashseed.test"}
		for range 3 {
			h.remove("customers", 4)
		}
		for _, item := range h.items["customers"] {
			want = append(want, item["email"].(string))
		}
		h.remove("orders", 0)
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
		var emails []string
		for _, item := range h.items["customers"] {
			emails = append(emails, item["email"].(string))
		}
		slices.Sort(want)
		slices.Sort(emails)
		if !slices.Equal(emails, want) {
			t.Errorf("got %v, want %v", emails, want)
		}
	})
}

// A backend that calls everything a duplicate and shows nothing ends the pool
// for good after a search that grows by doubling.
func TestDuplicatesForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
			return false, failure(seeder.Duplicate, -3, "duplicated record")
		}
		r := h.run(t, seeder.Request{Pools: []string{"customers"}})
		p := pool(t, r, "customers")
		if p.Status != seeder.PoolShort || p.Created != 0 || p.Transient || !strings.Contains(p.Reason, "duplicate") {
			t.Errorf("%+v", p)
		}
		if n := len(h.bodies["customers"]); n > 2000 {
			t.Errorf("%d bodies sent", n)
		}
	})
}

// What passes is no shortage for good, neither for the pool that it hits nor
// for those that stand on it.
func TestTransienceIsInherited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.creating = func(pool string, _ int, body map[string]any) (bool, *seeder.RequestError) {
			if pool == "restaurants" {
				delete(body, "address_id") // as a register route does (contract, trap 5)
			}
			return true, nil
		}
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
	r := h.run(t, seeder.Request{Pools: []string{"customers"}})
	h.wantFull(t, r, 1500)
}

func TestRefusedForGood(t *testing.T) {
	h := newHarness(t)
	h.options.Min = func(string) int { return 50 }
	h.creating = func(pool string, _ int, _ map[string]any) (bool, *seeder.RequestError) {
		if pool != "food_categories" {
			return true, nil
		}
		return false, failure(seeder.Refused, 2, "name must be a string")
	}
	r := h.run(t, seeder.Request{Pools: []string{"promotions", "customers"}})
	p := pool(t, r, "food_categories")
	if p.Status != seeder.PoolShort || p.Transient || !strings.Contains(p.Reason, "name must be a string") {
		t.Errorf("%+v", p)
	}
	if n := len(h.bodies["food_categories"]); n > 8 {
		t.Errorf("%d refused bodies were sent, want at most the concurrency", n)
	}
	skipped := pool(t, r, "promotions")
	if skipped.Status != seeder.PoolSkipped || skipped.Transient || !strings.Contains(skipped.Reason, "food_categories is empty: refused") {
		t.Errorf("%+v", skipped)
	}
	if c := pool(t, r, "customers"); c.Status != seeder.PoolFull {
		t.Errorf("what does not depend on it goes on: %+v", c)
	}
	if r.Status != seeder.StatusShort || r.Transient {
		t.Errorf("run: %s, transient %t", r.Status, r.Transient)
	}
}

func TestDeniedEndsTheRun(t *testing.T) {
	h := newHarness(t)
	h.creating = func(pool string, _ int, _ map[string]any) (bool, *seeder.RequestError) {
		return false, failure(seeder.Denied, 3, "unauthorized")
	}
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || r.Cause == nil || !r.Transient {
		t.Errorf("%s, cause %v", r.Status, r.Cause)
	}
	if r.Requests.Post > 8 {
		t.Errorf("%d POSTs after the denial", r.Requests.Post)
	}
	if last := r.Pools[13]; last.Status != seeder.PoolSkipped || !strings.HasPrefix(last.Reason, "not reached") {
		t.Errorf("%+v", last)
	}
}

// What was deleted while the run was on is dropped from the references.
func TestDanglingReferences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		gone := ""
		h.creating = func(pool string, n int, body map[string]any) (bool, *seeder.RequestError) {
			if pool != "menu_items" {
				return true, nil
			}
			if n == 0 {
				gone = body["restaurant_id"].(string)
				h.items["restaurants"] = slices.DeleteFunc(h.items["restaurants"], func(m map[string]any) bool { return m["id"] == gone })
			}
			if body["restaurant_id"] == gone {
				return false, failure(seeder.NotFound, -2, "not found")
			}
			return true, nil
		}
		h.options.Concurrency = 1
		r := h.run(t, seeder.Request{Pools: []string{"menu_items"}})
		if p := pool(t, r, "menu_items"); p.Status != seeder.PoolFull || h.count("menu_items") != 10 {
			t.Errorf("%+v", p)
		}
	})
}

func TestWalletOrdersFallBackToCash(t *testing.T) {
	h := newHarness(t)
	h.wallet = true
	refused := 0
	h.creating = func(pool string, _ int, body map[string]any) (bool, *seeder.RequestError) {
		if body["payment_method"] == "FWallet" {
			refused++
			return false, failure(seeder.NotFound, -8, "insufficient wallet balance")
		}
		return true, nil
	}
	h.options.Min = func(string) int { return 40 }
	h.wantFull(t, h.run(t, seeder.Request{}), 40)
	if refused == 0 {
		t.Error("no order was to be paid from a wallet")
	}
	if sent := len(h.bodies["orders"]); sent != 40+refused {
		t.Errorf("%d bodies sent, want %d: the same orders as COD", sent, 40+refused)
	}
}

func TestUnreachable(t *testing.T) {
	h := newHarness(t)
	h.dialect = &seeder.RequestError{Method: "GET", URL: h.URL(), Meaning: seeder.Unreachable, Err: errors.New("connection refused")}
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || !r.Transient || !strings.Contains(r.Error, h.URL()) || !errors.Is(r.Cause, h.dialect) {
		t.Errorf("%+v", r)
	}
	if len(r.Pools) != len(h.registry.All()) {
		t.Errorf("%d pools in the report", len(r.Pools))
	}
}

// A backend that goes away in the middle ends the run after the retries.
func TestGoneInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if pool == "promotions" {
				return false, &seeder.RequestError{Method: "POST", Meaning: seeder.Unreachable, Err: errors.New("connection refused")}
			}
			return true, nil
		}
		r := h.run(t, seeder.Request{})
		if r.Status != seeder.StatusFailed || !r.Transient {
			t.Errorf("%s %s", r.Status, r.Error)
		}
		if p := pool(t, r, "orders"); p.Status != seeder.PoolSkipped {
			t.Errorf("%+v", p)
		}
	})
}

func TestInterruption(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(context.Background())
	h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
		if pool == "menu_items" && n >= 3 { // the fifth may overtake the fourth
			cancel()
		}
		return true, nil
	}
	h.options.Concurrency = 2
	r := h.runWith(t, ctx, seeder.Request{})
	p := pool(t, r, "menu_items")
	if r.Status != seeder.StatusInterrupted || p.Status != seeder.PoolShort {
		t.Fatalf("%s: %+v", r.Status, p)
	}
	if h.count("menu_items") != p.Now || p.Now < 4 || p.Now > 5 {
		t.Errorf("report says %d, backend holds %d; what was in flight counts", p.Now, h.count("menu_items"))
	}
	h.creating = nil
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
}

func TestTimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.options.Timeout = 3 * time.Second
		h.options.Retries = 100
		h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
			return false, failure(seeder.Unknown, -1, "broken")
		}
		began := time.Now()
		r := h.run(t, seeder.Request{})
		if r.Status != seeder.StatusFailed || !r.Transient || !strings.Contains(r.Error, "time limit of 3s") {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestRoundsWithoutProgressEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
			return false, failure(seeder.Unknown, -1, "broken")
		}
		r := h.run(t, seeder.Request{Pools: []string{"address_books"}})
		p := r.Pools[0]
		if p.Status != seeder.PoolShort || !p.Transient || !strings.Contains(p.Reason, "no progress in 6 attempts") || !strings.Contains(p.Reason, "broken") {
			t.Errorf("%+v", p)
		}
		// 10 at first, then single ones.
		if n := len(h.bodies["address_books"]); n != 15 {
			t.Errorf("%d bodies sent, want 15", n)
		}
	})
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
	r := h.run(t, seeder.Request{Pools: []string{"orders"}})
	h.wantFull(t, r, 10)
	if h.count("promotions")+h.count("drivers")+h.count("super_admins") != 0 {
		t.Error("pools that orders do not need were filled")
	}
}

func TestUnknownPool(t *testing.T) {
	h := newHarness(t)
	if _, err := seeder.New(h.options).Run(t.Context(), seeder.Request{Pools: []string{"nope"}}, nil); err == nil {
		t.Error("no error")
	}
}

func TestDryRunSendsNothing(t *testing.T) {
	h := newHarness(t)
	r := h.run(t, seeder.Request{DryRun: true})
	if r.Requests.Post+r.Requests.Patch != 0 || !r.Missing() {
		t.Errorf("%+v, missing %t", r.Requests, r.Missing())
	}
	for _, p := range r.Pools {
		if p.Created != 10 {
			t.Errorf("%s: would create %d, want 10", p.Pool, p.Created)
		}
	}
	h.run(t, seeder.Request{})
	r = h.run(t, seeder.Request{DryRun: true})
	if r.Missing() || r.Status != seeder.StatusOK {
		t.Errorf("a full backend: missing %t, %s", r.Missing(), r.Status)
	}
}
