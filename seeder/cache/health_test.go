package cache

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

func inspect(t *testing.T, r *Store) Health {
	t.Helper()
	h := r.Inspect(t.Context(), here)
	if h.Version == "" && h.Error != "" {
		t.Fatal(h.Error)
	}
	return h
}

// testInspect checks what every store tells of itself.
func testInspect(t *testing.T, s subject, _ *Store) {
	r := s.open(t, Options{Holder: "host-a"})
	if h := inspect(t, r); !h.OK || len(h.Keys) != 0 || h.Lock != "" || h.Name != r.Name() {
		t.Errorf("of an empty store: %+v", h)
	}
	save(t, r, every(2)...)
	must(t, r.Append(t.Context(), here, seeder.Ledger{Next: map[string]int{"orders": 3}}))
	lease := acquire(t, r)
	h := inspect(t, r)
	h.Keys = slices.DeleteFunc(h.Keys, func(k KeyHealth) bool { return k.Key == keyLock }) // where the lock is a key
	if len(h.Keys) != 6 || len(problems(h)) != 0 || h.Lock != "host-a" || h.MS < 0 {
		t.Errorf("%+v", h)
	}
	lease.Release()
	if h := inspect(t, r); h.Lock != "" {
		t.Errorf("the lock is held by %q", h.Lock)
	}
}

func TestInspectHealthy(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	if h := inspect(t, store(t, s.URL, Options{})); !strings.Contains(h.Version, ".") || h.Role != "primary" || h.MS <= 0 || h.Eviction != "" {
		t.Errorf("of an empty one: %+v", h)
	}
	if keys := s.Do("DBSIZE"); keys != int64(0) {
		t.Errorf("inspecting left %d keys", keys)
	}
	r := store(t, s.URL, Options{Holder: "host-a", TTL: time.Minute, Now: func() time.Time { return pool("", 1).Meta.Time.Add(time.Hour) }})
	save(t, r, every(3)...)
	must(t, r.Remember(t.Context(), here, seeder.Memory{Canary: "w", Accounts: []entities.Account{account("customers", 0, "a@b")}}))
	must(t, r.Append(t.Context(), here, seeder.Ledger{Next: map[string]int{"orders": 3}}))
	must(t, r.Append(t.Context(), there, seeder.Ledger{Next: map[string]int{"orders": 3}}))
	lease := acquire(t, r)
	lease.Progress()
	waitFor(t, func() bool { return s.Do("EXISTS", keyProgress) == int64(1) })

	h := inspect(t, r)
	if found := problems(h); len(found) != 0 {
		t.Errorf("problems: %q", found)
	}
	var keys []string
	for _, k := range h.Keys {
		keys = append(keys, k.Key)
		if k.Bytes <= 0 || k.TTL == "" {
			t.Errorf("%+v", k)
		}
	}
	want := []string{keyAll, keyMeta, "data-pools:address_books", "data-pools:customers", "data-pools:orders", keyAccounts, ledgerKey(here), keyLock}
	if !slices.Equal(keys, want) {
		t.Errorf("keys %q", keys)
	}
	if o := h.Keys[4]; o.Type != "string" || o.Items != 3 || o.Age != "1h0m0s" || o.TTL != "1m0s" || o.Bytes != int64(len(s.Do("GET", "data-pools:orders").(string))) {
		t.Errorf("%+v", o)
	}
}

// problems are all that a look finds wrong.
func problems(h Health) []string {
	var lines []string
	if h.Error != "" {
		lines = append(lines, h.Error)
	}
	for _, k := range h.Keys {
		if k.Problem != "" {
			lines = append(lines, k.Key+": "+k.Problem)
		}
	}
	return lines
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patient); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen")
		}
	}
}

func TestInspectFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	r := store(t, s.URL, Options{})
	orders := keyPrefix + "orders"
	old := pool("orders", 2)
	old.Meta.DataVersion = "0"
	for name, c := range map[string]struct {
		harm func()
		want string
	}{
		"wrong type":         {func() { s.Do("DEL", orders); s.Do("SADD", orders, "x") }, orders + ": is not what flashseed writes"},
		"wrong accounts":     {func() { s.Do("SET", keyAccounts, "x", "EX", "9") }, keyAccounts + ": is not what flashseed writes"},
		"too few":            {func() { s.Do("SET", orders, "[{}]", "EX", "9") }, orders + ": holds 1 items where data-pools:meta says 2"},
		"no meta":            {func() { s.Do("DEL", keyMeta) }, orders + ": data-pools:meta says nothing of it, so it is not trusted"},
		"garbage meta":       {func() { s.Do("SET", keyMeta, "{", "EX", "9") }, keyMeta + ": is not what flashseed writes"},
		"other version":      {func() { save(t, r, old) }, orders + `: is of data version "0", and this flashseed makes "` + entities.DataVersion},
		"never expires":      {func() { s.Do("PERSIST", orders) }, orders + ": never expires"},
		"garbage all":        {func() { s.Do("SET", keyAll, "garbage", "EX", "9") }, keyAll + ": is not what flashseed writes"},
		"lock for ever":      {func() { s.Do("SET", keyLock, "token host-b") }, keyLock + ": never expires, so no run will ever get the lock: delete it"},
		"lock of wrong type": {func() { s.Do("SADD", keyLock, "x") }, keyLock + ": never expires"},
		"read-only":          {func() { s.Config("min-replicas-to-write", "1") }, "redis " + s.Addr + ": write: NOREPLICAS"},
	} {
		s.Config("min-replicas-to-write", "0")
		s.Do("FLUSHALL")
		save(t, r, every(2)...)
		must(t, r.Remember(t.Context(), here, seeder.Memory{Canary: "w"}))
		if found := problems(inspect(t, r)); len(found) != 0 {
			t.Errorf("%s: before: %q", name, found)
		}
		c.harm()
		found := problems(inspect(t, r))
		if !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, c.want) }) {
			t.Errorf("%s: no %q in %q", name, c.want, found)
		}
	}
}

func TestInspectEviction(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t, "--maxmemory-policy", "allkeys-lru")
	r := store(t, s.URL, Options{})
	if h := inspect(t, r); h.Eviction != "" {
		t.Errorf("without maxmemory nothing is evicted, but: %q", h.Eviction)
	}
	s.Config("maxmemory", "100mb")
	if h := inspect(t, r); h.Eviction != "allkeys-lru" {
		t.Errorf("evicts by %q", h.Eviction)
	}
}

func TestInspectReplica(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	s.Do("REPLICAOF", "127.0.0.1", "1")
	h := inspect(t, store(t, s.URL, Options{}))
	if h.Role != "replica" || h.OK || !strings.Contains(h.Error, "READONLY") {
		t.Errorf("%+v", h)
	}
}

func TestInspectUnreachable(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(*testing.T) string{"down": down, "black hole": blackHole, "protected": protected} {
		if h := store(t, start(t), Options{}).Inspect(t.Context(), here); h.OK || !strings.Contains(h.Error, ": inspect: ") {
			t.Errorf("%s: %+v", name, h)
		}
	}
}
