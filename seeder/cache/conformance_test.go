package cache

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// TestConformance holds every cache that keeps something to what seeder.Cache
// promises.
func TestConformance(t *testing.T) {
	for kind, newSubject := range subjects {
		t.Run(kind, func(t *testing.T) {
			for name, check := range promises {
				t.Run(name, func(t *testing.T) {
					s := newSubject(t)
					check(t, s, s.open(t, Options{}))
				})
			}
		})
	}
}

var promises = map[string]func(*testing.T, subject, *Store){
	"round trip":          testRoundTrip,
	"named pools":         testNamedPools,
	"another backend":     testAnotherBackend,
	"drop":                testDrop,
	"refusals":            testRefusals,
	"expiry":              testExpiry,
	"ttl is positive":     testPositiveTTL,
	"aliasing":            testAliasing,
	"cancelled":           testCancelled,
	"distrust":            testDistrust,
	"accounts":            testAccounts,
	"accounts expire":     testAccountsExpire,
	"ledger":              testLedger,
	"ledger expires":      testLedgerExpires,
	"ledger garbage":      testLedgerGarbage,
	"saving at once":      testSavingAtOnce,
	"remembering at once": testRememberingAtOnce,
	"all":                 testAll,
	"inspect":             testInspect,
	"all incomplete":      testAllIncomplete,
	"all with optional":   testAllOptional,
}

func testRoundTrip(t *testing.T, s subject, c *Store) {
	want := pool("orders", 3)
	want.Meta.AtLeast = true
	want.Items[1] = json.RawMessage(`{"id":12345678901234567890,"name":"Phở \u0111\n","a":{"a":1,"a":2},"money":"14.990"}`)
	sent := want
	sent.Meta.Kept = 99 // is counted
	sent.Items = append([]json.RawMessage{}, want.Items...)
	sent.Items[2] = json.RawMessage(" {\n  \"id\" : \"orders-2\"\t}\r\n")
	save(t, c)
	if got := load(t, c); len(got) != 0 {
		t.Errorf("an empty cache holds %v", got)
	}
	none := pool("customers", 1)
	none.Items, none.Meta.Min, none.Meta.Kept = none.Items[:0], 0, 0
	save(t, c, sent, none)
	got := load(t, s.open(t, Options{}))
	if !reflect.DeepEqual(got, map[string]seeder.CachedPool{"orders": want, "customers": none}) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func testNamedPools(t *testing.T, s subject, c *Store) {
	save(t, c, every(2)...)
	save(t, c, pool("customers", 5))
	got := load(t, c)
	if len(got) != 3 || len(got["customers"].Items) != 5 || len(got["orders"].Items) != 2 {
		t.Errorf("got %v", got)
	}
	got, err := c.Load(t.Context(), []string{"orders", "nonsense"})
	must(t, err)
	if len(got) != 1 || got["orders"].Pool != "orders" {
		t.Errorf("of two, one of which there is not: %v", got)
	}
}

func testAnotherBackend(t *testing.T, s subject, c *Store) {
	save(t, c, every(2)...)
	save(t, c, poolOf(there, "customers", 3))
	got := load(t, c)
	if len(got) != 1 || got["customers"].Meta.Backend != there {
		t.Errorf("got %v", got)
	}
	for _, key := range []string{keyAll, keyPrefix + "orders"} {
		if s.raw(key) != "" {
			t.Errorf("%s of the other backend is still there", key)
		}
	}
}

func testDrop(t *testing.T, s subject, c *Store) {
	memory := seeder.Memory{Canary: "w", Accounts: []entities.Account{account("customers", 1, "a@b")}}
	must(t, c.Remember(t.Context(), here, memory))
	save(t, c, every(2)...)

	must(t, c.Drop(t.Context(), []string{"orders", "nonsense"}))
	if got := load(t, c); len(got) != 2 || got["orders"].Pool != "" {
		t.Errorf("after dropping orders: %v", got)
	}
	if s.raw(keyAll) != "" || s.raw(keyPrefix+"orders") != "" {
		t.Error("the pool or data-pools:all is still there")
	}
	must(t, c.Drop(t.Context(), testNames()))
	if got := load(t, c); len(got) != 0 || s.raw(keyMeta) != "" {
		t.Errorf("after dropping everything: %v, meta %s", got, s.raw(keyMeta))
	}
	if m, err := c.Memory(t.Context(), here); err != nil || !reflect.DeepEqual(m, memory) {
		t.Errorf("the accounts were dropped too: %v, %v", m, err)
	}
}

func testRefusals(t *testing.T, s subject, c *Store) {
	save(t, c, every(2)...)
	before := load(t, c)
	late := pool("orders", 1)
	late.Meta.Time = time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)
	with := func(item string) seeder.CachedPool {
		return seeder.CachedPool{Pool: "orders", Meta: late.Meta, Items: []json.RawMessage{json.RawMessage(item)}}
	}
	for name, p := range map[string]seeder.CachedPool{
		"no such year": late, "empty item": with(""), "broken item": with(`{"id":`), "two in one": with(`{}{}`),
	} {
		if err := c.Save(t.Context(), slices.Values([]seeder.CachedPool{p})); err == nil {
			t.Errorf("%s: saved", name)
		}
	}
	if after := load(t, c); !reflect.DeepEqual(after, before) {
		t.Errorf("a refused save left %v", after)
	}
}

func testExpiry(t *testing.T, s subject, _ *Store) {
	c := s.open(t, Options{TTL: time.Minute})
	save(t, c, every(2)...)
	s.advance(50 * time.Second)
	if got := load(t, c); len(got) != 3 {
		t.Errorf("before its time: %v", got)
	}
	save(t, c, pool("orders", 2))
	if life := s.life(keyAll); life <= 0 || life > 10*time.Second {
		t.Errorf("data-pools:all lives %s, longer than its pools", life)
	}
	s.advance(20 * time.Second)
	if got := load(t, c); len(got) != 1 || got["orders"].Pool == "" {
		t.Errorf("only orders has time left: %v", got)
	}
	s.advance(time.Minute)
	if got := load(t, c); len(got) != 0 {
		t.Errorf("after its time: %v", got)
	}
}

func testPositiveTTL(t *testing.T, s subject, _ *Store) {
	for _, ttl := range []time.Duration{time.Microsecond, -time.Second} {
		c := s.open(t, Options{TTL: ttl})
		save(t, c, every(2)...)
		for _, key := range []string{keyAll, keyMeta, keyPrefix + "orders"} {
			if life := s.life(key); life > time.Millisecond || life <= -time.Minute {
				t.Errorf("with a TTL of %s %s lives %s", ttl, key, life)
			}
		}
		s.advance(time.Second)
	}
}

func testAliasing(t *testing.T, s subject, c *Store) {
	p := pool("orders", 1)
	save(t, c, p)
	want := string(p.Items[0])
	p.Items[0][2] = 'X'
	first := load(t, c)["orders"].Items[0]
	first[2] = 'Y'
	if got := string(load(t, c)["orders"].Items[0]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func testCancelled(t *testing.T, s subject, c *Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	all := operations(ctx, c)
	all["forget none"] = func() error { return c.Forget(ctx, here, "orders", nil) }
	for name, op := range all {
		if err := op(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// testDistrust writes what others may leave under the keys.
func testDistrust(t *testing.T, s subject, _ *Store) {
	for name, garble := range map[string]func(){
		"no meta":          func() { s.put(keyMeta, "") },
		"garbage meta":     func() { s.put(keyMeta, "garbage") },
		"meta is an array": func() { s.put(keyMeta, "[]") },
		"too few":          func() { s.put(keyPrefix+"orders", `[{"id":1}]`) },
		"not objects":      func() { s.put(keyPrefix+"orders", `[{},7]`) },
		"cut off":          func() { s.put(keyPrefix+"orders", `[{},{`) },
		"more behind it":   func() { s.put(keyPrefix+"orders", `[{},{}] x`) },
	} {
		log, logged := logTo()
		c := s.open(t, Options{Log: log})
		save(t, c, every(2)...)
		garble()
		if got, ok := load(t, c)["orders"]; ok {
			t.Errorf("%s: trusted %v", name, got)
		}
		_ = load(t, c)
		if strings.Count(logged(), "\n") != 1 {
			t.Errorf("%s: warned\n%s", name, logged())
		}
		save(t, c, every(2)...)
		if got := load(t, c); len(got) != 3 {
			t.Errorf("%s: a new save leaves %v", name, got)
		}
	}
}

func testAccounts(t *testing.T, s subject, c *Store) {
	first := account("customers", 2, "c2@x")
	first.ID = "id-2"
	again := account("customers", 2, "c2@x")
	again.Password = "changed"
	remember := func(backend, canary string, accounts ...entities.Account) {
		t.Helper()
		must(t, c.Remember(t.Context(), backend, seeder.Memory{Canary: canary, Accounts: accounts}))
	}
	remember(here, "w1", account("orders", 0, "o@x"), first)
	remember(there, "w9", account("customers", 0, "other@x"))
	remember(here, "", account("unheard_of", 1, "u@x"), account("customers", 1, "c1@x"), account("customers", 2, "c2-1@x"), again)

	merged := again
	merged.ID = "id-2"
	wantMemory(t, c, here, "w1", account("customers", 1, "c1@x"), account("customers", 2, "c2-1@x"), merged, account("orders", 0, "o@x"), account("unheard_of", 1, "u@x"))
	wantMemory(t, c, there, "w9", account("customers", 0, "other@x"))

	remember(here, "w2", account("customers", 5, "c5@x"))
	wantMemory(t, c, here, "w2", account("customers", 5, "c5@x"))
	remember(here, "")
	wantMemory(t, c, here, "")
	wantMemory(t, c, there, "w9", account("customers", 0, "other@x"))

	remember(here, "w", account("", 1, "a@b"), account("customers", 1, ""), account("customers", -1, "a@b"))
	wantMemory(t, c, here, "w", []entities.Account{}...)
}

func wantMemory(t *testing.T, c seeder.Cache, backend, canary string, accounts ...entities.Account) {
	t.Helper()
	got, err := c.Memory(t.Context(), backend)
	must(t, err)
	if got.Canary != canary || !reflect.DeepEqual(got.Accounts, accounts) {
		t.Errorf("%s: got %+v\nwant %s %+v", backend, got, canary, accounts)
	}
}

func testAccountsExpire(t *testing.T, s subject, _ *Store) {
	var clock fakeClock
	c := s.open(t, Options{Now: clock.now})
	pass := func(d time.Duration) {
		clock.advance(d)
		s.advance(d)
	}
	must(t, c.Remember(t.Context(), here, seeder.Memory{Canary: "w1"}))
	pass(AccountsTTL - time.Hour)
	must(t, c.Remember(t.Context(), there, seeder.Memory{Canary: "w2"}))
	wantMemory(t, c, here, "w1")
	pass(2 * time.Hour)
	wantMemory(t, c, here, "")
	wantMemory(t, c, there, "w2")
	must(t, c.Remember(t.Context(), there, seeder.Memory{Accounts: []entities.Account{account("customers", 0, "a@b")}}))
	wantMemory(t, c, there, "w2", account("customers", 0, "a@b"))
	pass(AccountsTTL)
	wantMemory(t, c, there, "")
}

func wantLedger(t *testing.T, c seeder.Cache, backend string, want seeder.Ledger) {
	t.Helper()
	got, err := c.Ledger(t.Context(), backend)
	must(t, err)
	if len(got.Entries)+len(want.Entries) > 0 && !reflect.DeepEqual(got.Entries, want.Entries) || len(got.Next)+len(want.Next) > 0 && !reflect.DeepEqual(got.Next, want.Next) {
		t.Errorf("%s: got %+v\nwant %+v", backend, got, want)
	}
}

func testLedger(t *testing.T, s subject, c *Store) {
	wantLedger(t, c, here, seeder.Ledger{})
	customer := seeder.LedgerEntry{Pool: "customers", ID: "c:1\x00", Key: "a@b.test", Unfinished: true}
	order := seeder.LedgerEntry{Pool: "orders", ID: "1"}
	must(t, c.Append(t.Context(), here, seeder.Ledger{
		Entries: []seeder.LedgerEntry{order, {Pool: "orders", ID: "2"}, customer},
		Next:    map[string]int{"orders": 2, "customers": 1},
	}))
	must(t, c.Append(t.Context(), there, seeder.Ledger{Entries: []seeder.LedgerEntry{order}}))

	customer.Unfinished, customer.Kept = false, "it has orders \u2028"
	third := seeder.LedgerEntry{Pool: "orders", ID: "3", Key: "k"}
	must(t, s.open(t, Options{}).Append(t.Context(), here, seeder.Ledger{Entries: []seeder.LedgerEntry{third, customer}, Next: map[string]int{"orders": 3}}))
	must(t, c.Forget(t.Context(), here, "orders", []string{"2", "unheard of"}))
	must(t, c.Forget(t.Context(), here, "orders", nil))
	must(t, c.Forget(t.Context(), "http://unheard.test", "orders", []string{"1"}))
	must(t, c.Drop(t.Context(), testNames()))

	wantLedger(t, c, here, seeder.Ledger{
		Entries: []seeder.LedgerEntry{customer, order, third},
		Next:    map[string]int{"orders": 3, "customers": 1},
	})
	wantLedger(t, c, there, seeder.Ledger{Entries: []seeder.LedgerEntry{order}})
	wantLedger(t, c, "http://unheard.test", seeder.Ledger{})
}

func testLedgerExpires(t *testing.T, s subject, c *Store) {
	entry := seeder.LedgerEntry{Pool: "orders", ID: "1"}
	must(t, c.Append(t.Context(), here, seeder.Ledger{Entries: []seeder.LedgerEntry{entry}}))
	must(t, c.Append(t.Context(), there, seeder.Ledger{Entries: []seeder.LedgerEntry{entry}}))
	s.advance(AccountsTTL - time.Hour)
	must(t, c.Append(t.Context(), here, seeder.Ledger{}))
	s.advance(2 * time.Hour)
	wantLedger(t, c, here, seeder.Ledger{Entries: []seeder.LedgerEntry{entry}})
	wantLedger(t, c, there, seeder.Ledger{})
	must(t, c.Append(t.Context(), there, seeder.Ledger{}))
	wantLedger(t, c, there, seeder.Ledger{})
	s.advance(AccountsTTL)
	wantLedger(t, c, here, seeder.Ledger{})
	must(t, c.Append(t.Context(), here, seeder.Ledger{Next: map[string]int{"orders": 1}}))
	wantLedger(t, c, here, seeder.Ledger{Next: map[string]int{"orders": 1}})
}

func testLedgerGarbage(t *testing.T, s subject, _ *Store) {
	log, logged := logTo()
	c := s.open(t, Options{Log: log})
	must(t, apply(c.engine, change{hash: ledgerKey(here), setFields: map[string]string{
		"orders:1": "{}", "orders:2": "garbage", "orders:3": "[]", "orders": "-1", "customers": "1e9", "": "",
	}}))
	wantLedger(t, c, here, seeder.Ledger{Entries: []seeder.LedgerEntry{{Pool: "orders", ID: "1"}}})
	if n := strings.Count(logged(), "cached value ignored"); n == 0 {
		t.Error("nothing was logged")
	}
}

func testSavingAtOnce(t *testing.T, s subject, c *Store) {
	var wg sync.WaitGroup
	for i := range 4 {
		c := s.open(t, Options{})
		wg.Go(func() {
			for round := range 10 {
				name := testNames()[(i+round)%len(testPools)]
				if err := c.Save(t.Context(), slices.Values([]seeder.CachedPool{pool(name, 1+i)})); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				if _, err := c.Load(t.Context(), testNames()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := load(t, c); len(got) != len(testPools) {
		t.Errorf("meta and arrays do not fit: %v, meta %s", got, s.raw(keyMeta))
	}
	want, err := c.all(load(t, c))
	must(t, err)
	if got := s.raw(keyAll); got != string(want) {
		t.Errorf("data-pools:all is %s\nwant %s", got, want)
	}
}

func testRememberingAtOnce(t *testing.T, s subject, c *Store) {
	var wg sync.WaitGroup
	for i := range 4 {
		c := s.open(t, Options{})
		wg.Go(func() {
			for round := range 5 {
				a := account("customers", i*5+round, "c@x")
				if err := c.Remember(t.Context(), here, seeder.Memory{Canary: "w", Accounts: []entities.Account{a}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	m, err := c.Memory(t.Context(), here)
	must(t, err)
	if len(m.Accounts) != 20 {
		t.Errorf("%d of 20 accounts are left", len(m.Accounts))
	}
}

func testAll(t *testing.T, s subject, c *Store) {
	for i, p := range every(3) {
		save(t, c, p)
		if there := s.raw(keyAll) != ""; there != (i == len(testPools)-1) {
			t.Errorf("after %d pools data-pools:all is there: %v", i+1, there)
		}
	}
	want := `{"addressBooks":[{"id":"address_books-0"},{"id":"address_books-1"}],` +
		`"customers":[{"id":"customers-0"},{"id":"customers-1"}],` +
		`"orders":[{"id":"orders-0"},{"id":"orders-1"}]}`
	if got := s.raw(keyAll); got != want {
		t.Errorf("data-pools:all is %s", got)
	}
	if got := s.raw(keyPrefix + "orders"); got != `[{"id":"orders-0"},{"id":"orders-1"},{"id":"orders-2"}]` {
		t.Errorf("data-pools:orders is %s", got)
	}
}

func testAllIncomplete(t *testing.T, s subject, c *Store) {
	short, few, old := pool("orders", 3), pool("orders", 3), pool("orders", 3)
	short.Meta.Count = 1
	few.Items = few.Items[:1]
	old.Meta.DataVersion = "0"
	for name, p := range map[string]seeder.CachedPool{"too few in the backend": short, "too few kept": few, "another version": old} {
		save(t, c, every(3)...)
		save(t, c, p)
		if s.raw(keyAll) != "" {
			t.Errorf("%s: data-pools:all was written", name)
		}
		if got := load(t, c); len(got) != 3 {
			t.Errorf("%s: got %v", name, got)
		}
	}
	save(t, c, every(3)...)
	s.put(keyPrefix+"customers", "garbage")
	save(t, c, pool("orders", 3))
	if s.raw(keyAll) != "" {
		t.Error("data-pools:all was made of garbage")
	}
}

func testAllOptional(t *testing.T, s subject, _ *Store) {
	c := s.open(t, Options{Pools: append(slices.Clone(testPools), &entities.Entity{Pool: "reviews", JSONKey: "reviews", Optional: true})})
	save(t, c, every(3)...)
	if got := s.raw(keyAll); got == "" || strings.Contains(got, "reviews") {
		t.Errorf("without the optional pool data-pools:all is %s", got)
	}
	save(t, c, pool("reviews", 3))
	if got := s.raw(keyAll); !strings.HasSuffix(got, `,"reviews":[{"id":"reviews-0"},{"id":"reviews-1"}]}`) {
		t.Errorf("with it, it is %s", got)
	}
	short := pool("reviews", 3)
	short.Meta.Count = 1
	save(t, c, short)
	if got := s.raw(keyAll); got != "" {
		t.Errorf("with one that is short, it is %s", got)
	}
}

// TestNone checks what of the promises applies to keeping nothing.
func TestNone(t *testing.T) {
	c, err := Open(Options{})
	must(t, err)
	save(t, c, every(2)...)
	must(t, c.Drop(t.Context(), testNames()))
	must(t, c.Remember(t.Context(), here, seeder.Memory{Canary: "w"}))
	m, err := c.Memory(t.Context(), here)
	must(t, err)
	if got := load(t, c); len(got) != 0 || m.Canary != "" || c.Name() != "none" {
		t.Errorf("%s keeps %v, %v", c.Name(), got, m)
	}
	for range 2 {
		lease := acquire(t, c)
		if lease.Progress(); lostWithin(lease, time.Millisecond) || lease.Err() != nil {
			t.Errorf("lost: %v", lease.Err())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := c.Acquire(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	must(t, c.Close())
}

// TestMemoriesAreApart checks that two in-process caches share nothing.
func TestMemoriesAreApart(t *testing.T) {
	a, b := store(t, "memory:", Options{}), store(t, "memory:", Options{})
	save(t, a, every(2)...)
	acquire(t, a)
	acquire(t, b)
	if got := load(t, b); len(got) != 0 || len(load(t, a)) != 3 || a.Name() != "memory" {
		t.Errorf("%s: got %v", a.Name(), got)
	}
}
