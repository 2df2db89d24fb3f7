package seeder_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// logins counts the items that are accounts.
func (h *harness) logins() (n int) {
	for _, e := range h.registry.All() {
		if e.Role != "" {
			n += h.count(e.Pool)
		}
	}
	return n
}

// wantRemembered fails the test unless the cache remembers an account for each
// login.
func (h *harness) wantRemembered(t testing.TB) seeder.Memory {
	t.Helper()
	memory, err := h.options.Cache.Memory(context.Background(), h.URL())
	if err != nil || len(memory.Accounts) != h.logins() {
		t.Errorf("%d accounts are remembered, want %d (%v)", len(memory.Accounts), h.logins(), err)
	}
	return memory
}

// Accounts are remembered with the passwords that they were made with, and
// recomputed with today's where nothing is remembered.
func TestAccounts(t *testing.T) {
	h := newHarness(t)
	nothing := h.options.Cache
	remembered := h.memory()
	h.run(t, seeder.Request{})
	if memory := h.wantRemembered(t); h.find("address_books", memory.Canary) == nil {
		t.Errorf("canary %q", memory.Canary)
	}
	made := h.logins()
	h.addForeign("customers", 1, func(int) map[string]any { return map[string]any{"email": "somebody@example.com"} })
	h.options.Generate.AccountPassword = "another since"
	for password, kept := range map[string]seeder.Cache{"p": remembered, "another since": nothing} {
		h.options.Cache = kept
		accounts, _, err := seeder.New(h.options).Accounts(t.Context())
		if len(accounts) != made || err != nil {
			t.Fatalf("%d accounts, want %d (%v)", len(accounts), made, err)
		}
		for _, a := range accounts {
			want := password
			if strings.HasSuffix(a.Role, "admin") {
				want = "a"
			}
			if a.Password != want || a.ID == "" || h.find(a.Pool, a.ID)["email"] != a.Email {
				t.Errorf("%+v, want the password %q", a, want)
			}
		}
	}
}

// A pool without a list route is remembered, longer than cached pools are, as
// long as the canary record is there.
func TestPoolsWithoutAList(t *testing.T) {
	h := newHarness(t)
	m := h.memory()
	for _, p := range []string{"super_admins", "finance_admins", "companion_admins"} {
		h.unlisted[p] = true
	}
	h.wantFull(t, h.run(t, seeder.Request{}), 10)
	r := h.run(t, seeder.Request{Refresh: true})
	h.wantFull(t, r, 10)
	if r.Requests.Post != 0 {
		t.Errorf("%d POSTs, want none: the admins are remembered", r.Requests.Post)
	}
	if err := m.Drop(t.Context(), h.registry.Names()); err != nil {
		t.Fatal(err)
	}
	if accounts, _, err := seeder.New(h.options).Accounts(t.Context()); err != nil || len(accounts) != h.logins() {
		t.Errorf("%d accounts, want %d (%v)", len(accounts), h.logins(), err)
	}
	h.reset()
	r = h.run(t, seeder.Request{Refresh: true})
	h.wantFull(t, r, 10)
	if r.Requests.Post != 10*len(h.registry.All()) {
		t.Errorf("%d POSTs on an emptied backend", r.Requests.Post)
	}
}

// Without a list and a memory items are met as duplicates and count; what
// refers to them cannot be made, and they are not called empty.
func TestPoolsWithoutAListOrMemory(t *testing.T) {
	h := newHarness(t)
	h.unlisted["super_admins"] = true
	h.run(t, seeder.Request{Pools: []string{"super_admins"}})
	r := h.run(t, seeder.Request{Pools: []string{"super_admins"}})
	if p := r.Pools[0]; p.Status != seeder.PoolFull || p.Now != 10 || p.Created != 0 || h.count("super_admins") != 10 {
		t.Errorf("%+v, %d there", p, h.count("super_admins"))
	}
	r = h.run(t, seeder.Request{Pools: []string{"finance_rules"}})
	if p := pool(t, r, "finance_rules"); p.Status != seeder.PoolSkipped || p.Reason != "super_admins cannot be listed, and their ids are not known" {
		t.Errorf("%+v", p)
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
	h.runWith(t, h.stoppedAt(t, "drivers", 0), seeder.Request{Refresh: true})
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

// A lost creation that turns out to be there is an account like any other,
// however that was noticed.
func TestAnAccountWhoseAnswerWasLostIsRemembered(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		h.memory()
		h.answering("", true, failure(seeder.Unknown, -1, "broken"), 3)
		h.showing("", func(n int, o seeder.Observation) (seeder.Observation, error) {
			if n == 2 { // not yet shown
				o.Items, o.Count = slices.Delete(slices.Clone(o.Items), 3, 4), o.Count-1
			}
			return o, nil
		})
		h.options.Concurrency = 1
		h.wantFull(t, h.run(t, seeder.Request{Pools: []string{"customers"}}), 10)
		h.wantRemembered(t)
	})
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
	h.runWith(t, h.stoppedAt(t, "menu_items", 0), seeder.Request{})
	kept := h.wantRemembered(t) // of this run
	if h.find("address_books", kept.Canary) == nil || slices.Contains(kept.Accounts, gone) {
		t.Errorf("canary %q, accounts %v", kept.Canary, kept.Accounts)
	}
}
