package seeder_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
)

func TestWarmCacheAsksOneQuestion(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	r := h.run(t, seeder.Request{})
	if !r.Cached || r.Status != seeder.StatusOK || r.Requests.Total() != 1 || r.Requests.Get != 1 {
		t.Fatalf("cached %t, %s, %+v", r.Cached, r.Status, r.Requests)
	}
	for _, p := range r.Pools {
		if p.Now != 10 || p.Before != 10 || p.Status != seeder.PoolFull {
			t.Errorf("%+v", p)
		}
	}
	if r = h.run(t, seeder.Request{Refresh: true}); r.Cached || r.Requests.Get != len(h.registry.All()) {
		t.Errorf("refresh: cached %t, %+v", r.Cached, r.Requests)
	}
}

func TestNamedPoolsAreAnsweredFromTheCacheToo(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{Pools: []string{"menu_items"}})
	if r := h.run(t, seeder.Request{Pools: []string{"menu_items"}}); !r.Cached {
		t.Error("not answered from the cache")
	}
	if r := h.run(t, seeder.Request{}); r.Cached {
		t.Error("pools that were never looked at are answered from the cache")
	}
}

func TestAResetDatabaseIsNoticed(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	clear(h.items)
	clear(h.taken)
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	if r.Cached || r.Requests.Post != 10*len(h.registry.All()) {
		t.Errorf("cached %t, %+v", r.Cached, r.Requests)
	}
}

func TestACacheThatDoesNotFitIsNotBelieved(t *testing.T) {
	for name, change := range map[string]func(*seeder.Meta){
		"another backend":      func(m *seeder.Meta) { m.Backend = "http://other.internal" },
		"another data version": func(m *seeder.Meta) { m.DataVersion = "0" },
		"smaller pools":        func(m *seeder.Meta) { m.Min = 9 },
		"another dialect":      func(m *seeder.Meta) { m.Dialect = entities.Readme },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			m := h.memory()
			h.options.Dialect = entities.Flashstrom
			h.run(t, seeder.Request{})
			c := h.cached(t)["drivers"]
			change(&c.Meta)
			if err := m.Save(t.Context(), slices.Values([]seeder.CachedPool{c})); err != nil {
				t.Fatal(err)
			}
			if r := h.run(t, seeder.Request{}); r.Cached {
				t.Error("answered from the cache")
			}
		})
	}
}

func TestShortPoolsAreNotKept(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	h.remove("drivers", 0)
	h.creating = func(pool string, _ int, _ map[string]any) (bool, *seeder.RequestError) {
		return false, failure(seeder.Refused, 2, "no")
	}
	h.run(t, seeder.Request{Refresh: true})
	kept := h.cached(t)
	if _, ok := kept["drivers"]; ok || len(kept) != len(h.registry.All())-1 {
		t.Errorf("%d pools kept, drivers among them: %t", len(kept), ok)
	}
}

// TestRefreshReplacesTheCacheWhenItCanLook has a backend that goes away before
// the first look of a refresh, and one that goes away after it.
func TestRefreshReplacesTheCacheWhenItCanLook(t *testing.T) {
	for at, want := range map[string]func(all int) int{
		"address_books":   func(all int) int { return all },
		"food_categories": func(int) int { return 1 }, // the rest may be another database's
	} {
		h := newHarness(t)
		h.memory()
		h.run(t, seeder.Request{})
		h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
			if pool == at {
				return o, &seeder.RequestError{Meaning: seeder.Unreachable}
			}
			return o, nil
		}
		h.run(t, seeder.Request{Refresh: true})
		if n := want(len(h.registry.Names())); len(h.cached(t)) != n {
			t.Errorf("unreachable at %s: %d pools are kept, want %d", at, len(h.cached(t)), n)
		}
	}
}

// brokenCache fails at everything.
type brokenCache struct{ cache.None }

var errBroken = errors.New("redis is gone")

func (brokenCache) Load(context.Context, []string) (map[string]seeder.CachedPool, error) {
	return nil, errBroken
}
func (brokenCache) Save(context.Context, iter.Seq[seeder.CachedPool]) error {
	panic("not after a failure")
}
func (brokenCache) Acquire(context.Context, func(string)) (seeder.Lease, bool, error) {
	return nil, false, errBroken
}

func TestABrokenCacheIsSaidOnceAndDoneWithout(t *testing.T) {
	h := newHarness(t)
	h.options.Cache, h.options.Lock = brokenCache{}, brokenCache{}
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	if w := h.warnings(); len(w) != 1 || !strings.Contains(w[0], "redis is gone") {
		t.Errorf("warnings %q", w)
	}
}

// lock is a seeder.Lock by its one method.
type lock func(ctx context.Context, onWait func(string)) (seeder.Lease, bool, error)

func (l lock) Acquire(ctx context.Context, onWait func(string)) (seeder.Lease, bool, error) {
	return l(ctx, onWait)
}

// busyLock is held by a run that makes no progress.
var busyLock = lock(func(_ context.Context, onWait func(string)) (seeder.Lease, bool, error) {
	onWait("process 7")
	return nil, true, &seeder.BusyError{Holder: "process 7", For: time.Minute}
})

// lateLock is had only after another run has done something.
func lateLock(before func()) lock {
	return func(ctx context.Context, onWait func(string)) (seeder.Lease, bool, error) {
		before()
		lease, _, err := cache.None{}.Acquire(ctx, onWait)
		return lease, true, err
	}
}

func TestABusyLockEndsTheRun(t *testing.T) {
	h := newHarness(t)
	h.options.Lock = busyLock
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || !r.Transient || !strings.Contains(r.Error, "process 7") || r.Requests.Total() != 0 {
		t.Errorf("%s %q, %+v", r.Status, r.Error, r.Requests)
	}
}

func TestWhoeverWaitedFindsTheWorkDone(t *testing.T) {
	h := newHarness(t)
	h.memory()
	other := h.options
	h.options.Lock = lateLock(func() {
		if _, err := seeder.New(other).Run(t.Context(), seeder.Request{}, nil); err != nil {
			t.Error(err)
		}
	})
	r := h.run(t, seeder.Request{})
	if !r.Cached {
		t.Errorf("not answered from the cache: %+v", r.Requests)
	}
	if h.count("customers") != 10 {
		t.Errorf("%d customers", h.count("customers"))
	}
}

func TestAccountsAreRemembered(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	h.options.Generate.AccountPassword = "another since"
	accounts, _, err := seeder.New(h.options).Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(accounts) != h.logins() {
		t.Fatalf("%d accounts, want %d", len(accounts), h.logins())
	}
	for _, a := range accounts {
		want := "p"
		if strings.HasSuffix(a.Role, "admin") {
			want = "a"
		}
		if a.Password != want || a.ID == "" || h.find(a.Pool, a.ID)["email"] != a.Email {
			t.Errorf("%+v", a)
		}
	}
	if memory := h.wantRemembered(t); h.find("address_books", memory.Canary) == nil {
		t.Errorf("canary %q", memory.Canary)
	}
}

func TestAccountsAreRecomputedWithoutMemory(t *testing.T) {
	h := newHarness(t)
	h.run(t, seeder.Request{})
	h.items["customers"] = append(h.items["customers"], map[string]any{"id": "x", "email": "somebody@example.com"})
	accounts, _, err := seeder.New(h.options).Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := h.logins() - 1; len(accounts) != want {
		t.Errorf("%d accounts, want %d", len(accounts), want)
	}
}

// A pool without a list route is remembered, as long as the canary record is there.
func TestPoolsWithoutAList(t *testing.T) {
	h := newHarness(t)
	h.memory()
	for _, p := range []string{"super_admins", "finance_admins", "companion_admins"} {
		h.unlisted[p] = true
	}
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	r := h.run(t, seeder.Request{Refresh: true})
	h.wantFull(t, r, 10)
	if r.Requests.Post != 0 {
		t.Errorf("%d POSTs, want none: the admins are remembered", r.Requests.Post)
	}
	clear(h.items)
	clear(h.taken)
	r = h.run(t, seeder.Request{Refresh: true})
	h.wantFull(t, r, 10)
	if r.Requests.Post != 10*len(h.registry.All()) {
		t.Errorf("%d POSTs on an emptied backend", r.Requests.Post)
	}
}

func TestPoolsWithoutAListOrMemory(t *testing.T) {
	h := newHarness(t)
	h.unlisted["super_admins"] = true
	h.run(t, seeder.Request{Pools: []string{"super_admins"}})
	r := h.run(t, seeder.Request{Pools: []string{"super_admins"}})
	if p := r.Pools[0]; p.Status != seeder.PoolFull || p.Now != 10 || p.Created != 0 || h.count("super_admins") != 10 {
		t.Errorf("%+v, %d there", p, h.count("super_admins"))
	}
}

func TestCompletion(t *testing.T) {
	h := newHarness(t)
	for _, p := range []string{"restaurants", "drivers"} {
		h.items[p] = append(h.items[p], map[string]any{"id": "foreign-" + p, "email": "somebody@example.com", "address": nil, "vehicle": nil})
	}
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusOK {
		t.Fatal(r.Error)
	}
	for _, p := range []string{"restaurants", "drivers"} {
		if got := pool(t, r, p).Completed; got != 9 {
			t.Errorf("%s: completed %d, want 9", p, got)
		}
		if f := h.find(p, "foreign-"+p); len(f) != 4 {
			t.Errorf("a foreign item was changed: %v", f)
		}
	}
	for _, item := range h.items["restaurants"] {
		if item["id"] != "foreign-restaurants" && item["address_id"] == nil {
			t.Errorf("%v has no address", item["id"])
		}
	}
	if again := h.run(t, seeder.Request{}); again.Requests.Patch != 0 {
		t.Errorf("%d PATCHes in the second run", again.Requests.Patch)
	}
}

func TestCompletionOfAnEarlierRun(t *testing.T) {
	h := newHarness(t)
	h.options.Finish = seeder.FinishNone
	r := h.run(t, seeder.Request{Pools: []string{"restaurants", "drivers"}})
	if r.Requests.Patch != 0 {
		t.Fatalf("%d PATCHes with completion off", r.Requests.Patch)
	}
	h.options.Finish = seeder.FinishAll
	r = h.run(t, seeder.Request{Pools: []string{"restaurants", "drivers"}})
	if r.Requests.Post != 0 || r.Requests.Patch != 20 {
		t.Errorf("%+v, want 20 PATCHes alone", r.Requests)
	}
}

func TestCompletionThatFails(t *testing.T) {
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

// On a backend that holds other people's data, what is added refers to whole
// items, and what was there stays as it was.
func TestForeignData(t *testing.T) {
	h := newHarness(t)
	for i := range 5 {
		for _, e := range h.registry.All() {
			item := map[string]any{"id": fmt.Sprintf("foreign-%s-%d", e.Pool, i), "name": fmt.Sprintf("Foreign %d", i), "email": fmt.Sprintf("f%d@example.com", i)}
			switch e.Pool {
			case "restaurants":
				item["address"] = nil
			case "menu_items":
				item["restaurant_id"] = fmt.Sprintf("foreign-restaurants-%d", i)
			case "menu_item_variants":
				item["menu_id"] = fmt.Sprintf("foreign-menu_items-%d", i)
				item["price"] = "3.50"
			}
			h.items[e.Pool] = append(h.items[e.Pool], item)
		}
	}
	before, err := json.Marshal(h.items)
	if err != nil {
		t.Fatal(err)
	}
	r := h.run(t, seeder.Request{})
	h.wantFull(t, r, 10)
	foreign := map[string][]map[string]any{}
	for p, items := range h.items {
		foreign[p] = items[:5]
	}
	after, err := json.Marshal(foreign)
	if err != nil || string(after) != string(before) {
		t.Errorf("what was there was changed (%v)", err)
	}
	for _, order := range h.items["orders"][5:] {
		if strings.HasPrefix(order["restaurant_id"].(string), "foreign") {
			t.Errorf("an order goes to a restaurant without address: %v", order)
		}
	}
}

func TestShow(t *testing.T) {
	h := newHarness(t)
	s := seeder.New(h.options)
	shown, err := s.Show(t.Context(), "customers", "drivers")
	if err != nil || shown.Cached || len(shown.Pools) != 2 || shown.Pools[0].Entity.Pool != "drivers" {
		t.Fatalf("%+v, %v", shown, err)
	}
	if len(h.bodies) != 0 {
		t.Error("show created something")
	}
	h.memory()
	h.run(t, seeder.Request{})
	requests := h.Requests()
	shown, err = seeder.New(h.options).Show(t.Context())
	if err != nil || !shown.Cached || len(shown.Pools) != len(h.registry.All()) || h.Requests() != requests {
		t.Fatalf("cached %t, %d pools, %v", shown.Cached, len(shown.Pools), err)
	}
	for _, p := range shown.Pools {
		if len(p.Items) != 10 || p.Items[0].ID == "" {
			t.Errorf("%s: %d items", p.Entity.Pool, len(p.Items))
		}
	}
	if _, err := s.Show(t.Context(), "nope"); !errors.Is(err, entities.ErrUnknownPool) {
		t.Errorf("%v", err)
	}
}

// slippingLock is a lock whose lease can be ended.
type slippingLock struct {
	over chan struct{} // closed: the holder's clock says that the lease is over
	lost chan struct{} // closed: that was noticed
}

var errOver = errors.New("it is over")

func (l slippingLock) Acquire(context.Context, func(string)) (seeder.Lease, bool, error) {
	return l, false, nil
}

func (l slippingLock) Progress()             {}
func (l slippingLock) Lost() <-chan struct{} { return l.lost }
func (l slippingLock) Release()              {}

func (l slippingLock) Err() error {
	select {
	case <-l.over:
		return errOver
	default:
		return nil
	}
}

func wantLost(t *testing.T, r *seeder.Report) {
	t.Helper()
	if r.Status != seeder.StatusFailed || !r.Transient || !errors.Is(r.Cause, errOver) {
		t.Errorf("%s: %s", r.Status, r.Error)
	}
}

// TestNothingIsSentAfterTheLeaseIsOver ends the lease in the middle of a pool,
// as for a process that was frozen: nothing but its clock can show it that.
func TestNothingIsSentAfterTheLeaseIsOver(t *testing.T) {
	for _, c := range []struct {
		pool        string
		concurrency int
	}{{"address_books", 1}, {"address_books", 8}, {"restaurants", 1}} {
		h := newHarness(t)
		h.options.Concurrency = c.concurrency
		lock := slippingLock{over: make(chan struct{}), lost: make(chan struct{})}
		h.options.Lock = lock
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if pool == c.pool && n == 4 {
				close(lock.over)
			}
			return true, nil
		}
		patched := 0
		h.patching = func(change entities.Change) error {
			if change.Pool == c.pool {
				patched++
			}
			return nil
		}
		wantLost(t, h.run(t, seeder.Request{}))
		if n := h.count(c.pool); n < 5 || n >= 5+c.concurrency {
			t.Errorf("%+v: %d were created, of which 5 were begun before", c, n)
		}
		if c.pool == "restaurants" && patched != 4 {
			t.Errorf("%d restaurants were finished, want the 4 that were before", patched)
		}
		if len(h.bodies["orders"]) > 0 {
			t.Error("a later pool was filled")
		}
	}
}

// hangingBackend does not answer for one pool until the request is given up.
type hangingBackend struct {
	*fakeBackend
	hang func()
}

func (b hangingBackend) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	if e.Pool == "customers" {
		b.hang()
		<-ctx.Done()
	}
	return b.fakeBackend.Observe(ctx, e, keep, enough)
}

func TestALostLockEndsTheWaitForABackend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		lock := slippingLock{over: make(chan struct{}), lost: make(chan struct{})}
		h.options.Lock = lock
		h.options.Backend = hangingBackend{h.fakeBackend, func() {
			close(lock.over)
			close(lock.lost)
		}}
		wantLost(t, h.run(t, seeder.Request{}))
		if h.observed["orders"] > 0 {
			t.Error("later pools were looked at")
		}
	})
}

// The answers to creations show less than lists do: what could not be listed once
// more is not kept.
func TestAnInterruptedRunKeepsNoAnswers(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	ctx, stop := context.WithCancel(t.Context())
	h.creating = func(pool string, _ int, _ map[string]any) (bool, *seeder.RequestError) {
		if pool == "orders" {
			stop()
		}
		return true, nil
	}
	h.runWith(t, ctx, seeder.Request{})
	kept, err := m.Load(t.Context(), h.registry.Names())
	if err != nil || len(kept) > 0 {
		t.Errorf("%d pools are kept (%v)", len(kept), err)
	}
}
