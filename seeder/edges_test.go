package seeder_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
)

type countedLease struct {
	seeder.Lease
	released *int
}

func (l countedLease) Release() { *l.released++ }

func TestALockHadTooLateIsGivenBack(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	released := 0
	h.options.Lock = lock(func(ctx context.Context, onWait func(string)) (seeder.Lease, bool, error) {
		lease, _, err := cache.None{}.Acquire(ctx, onWait)
		cancel() // at the very moment in which the lock is had
		return countedLease{lease, &released}, true, err
	})
	r := h.runWith(t, ctx, seeder.Request{})
	if r.Status != seeder.StatusInterrupted || released != 1 || r.Requests.Total() != 0 {
		t.Errorf("%s, released %d times, %+v", r.Status, released, r.Requests)
	}
}

// Orders paid from wallets go one by one. Those that wait for their turn when
// the run is stopped are not begun.
func TestStoppingReachesThoseThatWaitForTheWallet(t *testing.T) {
	h := newHarness(t)
	h.wallet = true
	h.options.Min = func(string) int { return 60 }
	ctx, cancel := context.WithCancel(t.Context())
	after := 0
	h.creating = func(pool string, _ int, body map[string]any) (bool, *seeder.RequestError) {
		if pool != "orders" || body["payment_method"] != "FWallet" {
			return true, nil
		}
		if ctx.Err() != nil {
			after++
		}
		time.Sleep(20 * time.Millisecond) // the others queue up meanwhile
		cancel()
		return true, nil
	}
	h.options.Concurrency = 60
	h.runWith(t, ctx, seeder.Request{})
	if ctx.Err() == nil {
		t.Fatal("no order was to be paid from a wallet")
	}
	if after > 0 {
		t.Errorf("%d orders were sent after the run was stopped", after)
	}
}

func TestAnUnreachableBackendLeavesTheCacheAndTheLockAlone(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	h.options.Dialect = entities.Flashstrom
	h.run(t, seeder.Request{})
	h.getting = func(*entities.Entity, entities.Item, error) (entities.Item, error) {
		return entities.Item{}, &seeder.RequestError{Method: "GET", URL: h.URL(), Meaning: seeder.Unreachable, Err: errors.New("connection refused")}
	}
	h.options.Lock = busyLock
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || !strings.Contains(r.Error, "connection refused") {
		t.Errorf("%s: %s", r.Status, r.Error)
	}
	h.options.Lock = m
	h.run(t, seeder.Request{})
	if kept := h.cached(t); len(kept) != len(h.registry.All()) {
		t.Errorf("%d pools are kept", len(kept))
	}
}

// What earlier runs made is not forgotten because a run is stopped before it
// could read it.
func TestAnInterruptedRunForgetsNoAccounts(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.run(t, seeder.Request{})
	h.options.Finish = seeder.FinishNone // nothing asks which address books are seeded
	h.items["address_books"] = slices.Insert(h.items["address_books"], 0, map[string]any{"id": "AAA", "street": "theirs"})
	delete(h.taken, fmt.Sprint("drivers ", h.items["drivers"][2]["email"]))
	h.remove("drivers", 2)
	h.remove("orders", 2)
	ctx, cancel := context.WithCancel(t.Context())
	h.creating = func(string, int, map[string]any) (bool, *seeder.RequestError) {
		cancel()
		return true, nil
	}
	h.runWith(t, ctx, seeder.Request{Refresh: true})
	h.wantRemembered(t)
}

func TestAWitnessThatCannotBeAskedIsNoProof(t *testing.T) {
	h := newHarness(t)
	h.memory()
	h.unlisted["super_admins"] = true
	h.run(t, seeder.Request{})
	h.getting = func(*entities.Entity, entities.Item, error) (entities.Item, error) { // it cannot say whether an item is there
		return entities.Item{}, &seeder.RequestError{Method: "GET", URL: h.URL(), Status: 500}
	}
	r := h.run(t, seeder.Request{Pools: []string{"super_admins"}, Refresh: true, Min: map[string]int{"super_admins": 11}})
	if p := r.Pools[0]; p.Now != 11 || p.Created != 1 {
		t.Errorf("%+v", p)
	}
	h.wantRemembered(t)
}

// Accounts that the backend cannot list outlive the cached pools.
func TestAccountsThatNoListShows(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	h.unlisted["super_admins"] = true
	h.run(t, seeder.Request{})
	if err := m.Drop(t.Context(), h.registry.Names()); err != nil {
		t.Fatal(err)
	}
	accounts, _, err := seeder.New(h.options).Accounts(t.Context())
	if err != nil || len(accounts) != h.logins() {
		t.Errorf("%d accounts, want %d (%v)", len(accounts), h.logins(), err)
	}
}

// A creator that the backend refuses and cannot be asked about gives way to
// the next one.
func TestARefusedReferenceThatCannotBeAskedAbout(t *testing.T) {
	h := newHarness(t)
	h.getting = func(e *entities.Entity, item entities.Item, err error) (entities.Item, error) { // no routes for single admins, as in either dialect
		if h.registry.Routes(entities.Flashstrom, e.Pool).Item == "" {
			return entities.Item{}, &seeder.RequestError{Method: "GET", URL: h.URL(), Meaning: seeder.RouteMissing}
		}
		return item, err
	}
	gone := ""
	h.creating = func(pool string, n int, body map[string]any) (bool, *seeder.RequestError) {
		if pool != "finance_rules" {
			return true, nil
		}
		if n == 0 {
			gone = body["created_by_id"].(string)
		}
		if body["created_by_id"] == gone {
			return false, failure(seeder.NotFound, -2, "not found")
		}
		return true, nil
	}
	r := h.run(t, seeder.Request{Pools: []string{"finance_rules"}})
	if p := pool(t, r, "finance_rules"); p.Status != seeder.PoolFull {
		t.Errorf("%+v", p)
	}
}

// Ids may be numbers, or go by Mongo's name.
func TestItemsOfACacheKeepTheirIDs(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	h.run(t, seeder.Request{})
	c := h.cached(t)["customers"]
	c.Items[0] = []byte(`{"id": 1234567}`)
	c.Items[1] = []byte(`{"_id": "65f0"}`)
	if err := m.Save(t.Context(), slices.Values([]seeder.CachedPool{c})); err != nil {
		t.Fatal(err)
	}
	shown, err := seeder.New(h.options).Show(t.Context(), "customers")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1234567", "65f0"} {
		if got := shown.Pools[0].Items[i].ID; got != want {
			t.Errorf("id %q, want %q", got, want)
		}
	}
}

// A lost creation that turns out to be there is an account like any other,
// however that was noticed.
func TestAnAccountWhoseAnswerWasLostIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.memory()
		h.creating = func(_ string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if n == 3 {
				return true, failure(seeder.Unknown, -1, "broken")
			}
			return true, nil
		}
		h.looking = func(_ string, n int, o seeder.Observation) (seeder.Observation, error) {
			if n == 2 { // not yet shown
				o.Items, o.Count = slices.Delete(slices.Clone(o.Items), 3, 4), o.Count-1
			}
			return o, nil
		}
		h.options.Concurrency = 1
		h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"customers"}}), 10)
		h.wantRemembered(t)
	})
}

// A pool that is full and cannot be referred to is not called empty.
func TestWhatCannotBeListedIsNotCalledEmpty(t *testing.T) {
	h := newHarness(t)
	h.unlisted["super_admins"] = true
	h.run(t, seeder.Request{Pools: []string{"super_admins"}})
	r := h.run(t, seeder.Request{Pools: []string{"finance_rules"}})
	p := pool(t, r, "finance_rules")
	if p.Status != seeder.PoolSkipped || p.Reason != "super_admins cannot be listed, and their ids are not known" {
		t.Errorf("%+v", p)
	}
}

// A list may leave out what other items refer to, such as restaurants that are
// not approved, and yet look whole.
func TestWhatAListHidesIsFollowed(t *testing.T) {
	h := newHarness(t)
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	hidden := map[string]bool{}
	for _, restaurant := range h.items["restaurants"] {
		hidden[restaurant["id"].(string)] = true
	}
	h.items["orders"] = nil
	h.looking = func(pool string, _ int, o seeder.Observation) (seeder.Observation, error) {
		if pool == "restaurants" {
			o.Items = slices.DeleteFunc(o.Items, func(item entities.Item) bool { return hidden[item.ID] })
			o.Count = len(o.Items)
		}
		return o, nil
	}
	if p := pool(t, h.run(t, seeder.Request{}), "orders"); p.Status != seeder.PoolFull {
		t.Errorf("orders: %s: %s", p.Status, p.Reason)
	}
}

// What was remembered of a database that is gone must not mix with the
// accounts of the new one, also when the run is stopped early.
func TestAccountsOfANewDatabaseStandAlone(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	gone := entities.Account{Pool: "customers", Email: "customer1@flashseed.test", ID: "gone", Password: "gone"}
	if err := m.Remember(t.Context(), h.URL(), seeder.Memory{Canary: "gone", Accounts: []entities.Account{gone}}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	h.creating = func(pool string, _ int, _ map[string]any) (bool, *seeder.RequestError) {
		if pool == "menu_items" {
			stop()
		}
		return true, nil
	}
	h.runWith(t, ctx, seeder.Request{})
	kept := h.wantRemembered(t) // of this run
	if h.find("address_books", kept.Canary) == nil || slices.Contains(kept.Accounts, gone) {
		t.Errorf("canary %q, accounts %v", kept.Canary, kept.Accounts)
	}
}
