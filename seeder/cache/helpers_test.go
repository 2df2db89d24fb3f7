package cache

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

const (
	here  = "http://localhost:1310"
	there = "http://other.test"
)

// pools are three, which is as good as fourteen and easier to read.
var testPools = []*entities.Entity{{Pool: "address_books", JSONKey: "addressBooks"}, {Pool: "customers", JSONKey: "customers"}, {Pool: "orders", JSONKey: "orders"}}

func testNames() []string { return []string{"address_books", "customers", "orders"} }

// pool makes a full pool of n items, where one less was wanted.
func pool(name string, n int) seeder.CachedPool { return poolOf(here, name, n) }

func poolOf(backend, name string, n int) seeder.CachedPool {
	items := make([]json.RawMessage, n)
	for i := range items {
		items[i] = fmt.Appendf(nil, `{"id":"%s-%d"}`, name, i)
	}
	return seeder.CachedPool{Pool: name, Items: items, Meta: seeder.Meta{
		Backend: backend, Dialect: entities.Flashstrom, Seed: 7, Min: n - 1, Count: n, Kept: n,
		Time: time.Date(2025, 7, 1, 8, 0, 0, 0, time.UTC), DataVersion: entities.DataVersion,
	}}
}

// every makes all pools, of n items each.
func every(n int) []seeder.CachedPool {
	var all []seeder.CachedPool
	for _, name := range testNames() {
		all = append(all, pool(name, n))
	}
	return all
}

func account(pool string, index int, email string) entities.Account {
	return entities.Account{Pool: pool, Role: "customer", Index: index, Email: email, Password: "pw"}
}

// subject is one kind of cache in one place, which several clients can open.
type subject struct {
	open    func(t *testing.T, o Options) *Store
	advance func(time.Duration)     // lets time pass for what expires
	raw     func(key string) string // "" if it is not there
	life    func(key string) time.Duration
	put     func(key, value string)
	usurp   func(lock string) // gives the lock to another holder: token and name
}

// subjects are the caches that keep something.
var subjects = map[string]func(*testing.T) subject{
	"memory":    memorySubject,
	"file":      fileSubject,
	"miniredis": miniredisSubject,
	"redis":     redisSubject,
}

func memorySubject(t *testing.T) subject {
	clock := &fakeClock{}
	m := &memory{now: clock.now, table: mapTable{}}
	s := localSubject(clock, m, func(t *testing.T, o Options) *Store {
		c := store(t, "memory:", o)
		c.engine = m
		return c
	})
	s.usurp = func(lock string) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.held = new(parseHolding(lock, ""))
	}
	return s
}

func fileSubject(t *testing.T) subject {
	path := filepath.Join(t.TempDir(), "new", "cache.db")
	clock := &fakeClock{}
	s := localSubject(clock, &file{path: path, now: clock.now}, opener("file:"+path))
	s.usurp = func(lock string) { must(t, os.WriteFile(path+".lock", []byte(" "+lock+"\n"), 0o600)) }
	return s
}

func localSubject(clock *fakeClock, e engine, open func(*testing.T, Options) *Store) subject {
	get := func(key string) value {
		values, _ := e.do(context.Background(), "", []string{key}, nil)
		return values[0]
	}
	return subject{
		open: func(t *testing.T, o Options) *Store {
			o.Now = clock.now
			return open(t, o)
		},
		advance: clock.advance,
		raw:     func(key string) string { return string(get(key).data) },
		life:    func(key string) time.Duration { return get(key).life },
		put: func(key, text string) {
			_ = apply(e, change{set: []entry{{key, []byte(text), time.Hour}}})
		},
	}
}

func apply(e engine, c change) error {
	_, err := e.do(context.Background(), "", nil, func([]value) (change, error) { return c, nil })
	return err
}

func miniredisSubject(t *testing.T) subject {
	s := miniredis.RunT(t)
	return subject{
		open:    opener("redis://" + s.Addr()),
		advance: s.FastForward,
		raw: func(key string) string {
			value, _ := s.Get(key)
			return value
		},
		life:  s.TTL,
		put:   func(key, value string) { must(t, s.Set(key, value)) },
		usurp: func(lock string) { must(t, s.Set(keyLock, lock)) },
	}
}

func redisSubject(t *testing.T) subject {
	s := redistest.Start(t)
	return subject{
		open: opener(s.URL),
		advance: func(d time.Duration) {
			for _, key := range s.Do("KEYS", "*").([]any) {
				left := time.Duration(s.Do("PTTL", key.(string)).(int64)) * time.Millisecond
				s.Do("PEXPIRE", key.(string), fmt.Sprint((left - d).Milliseconds()))
			}
		},
		raw: func(key string) string {
			value, _ := s.Do("GET", key).(string)
			return value
		},
		life: func(key string) time.Duration {
			return time.Duration(s.Do("PTTL", key).(int64)) * time.Millisecond
		},
		put:   func(key, value string) { s.Do("SET", key, value) },
		usurp: func(lock string) { s.Do("SET", keyLock, lock) },
	}
}

func opener(url string) func(*testing.T, Options) *Store {
	return func(t *testing.T, o Options) *Store { return store(t, url, o) }
}

// store opens what is at a URL, to be closed with the test.
func store(t testing.TB, url string, o Options) *Store {
	t.Helper()
	o.URL, o.TTL = url, cmp.Or(o.TTL, time.Hour)
	if o.Pools == nil {
		o.Pools = testPools
	}
	keeper, err := Open(o)
	must(t, err)
	t.Cleanup(func() { _ = keeper.Close() })
	return keeper.(*Store)
}

type fakeClock struct {
	mu     sync.Mutex
	passed time.Duration
}

func (c *fakeClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Date(2025, 7, 1, 9, 0, 0, 0, time.UTC).Add(c.passed)
}

func (c *fakeClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}

// logTo returns a logger and what it has logged.
func logTo() (*slog.Logger, func() string) {
	b := &syncBuffer{}
	return slog.New(slog.NewTextHandler(b, nil)), func() string {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.String()
	}
}

type syncBuffer struct {
	mu sync.Mutex
	strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Builder.Write(p)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func save(t testing.TB, c seeder.Cache, pools ...seeder.CachedPool) {
	t.Helper()
	must(t, c.Save(t.Context(), slices.Values(pools)))
}

func load(t testing.TB, c seeder.Cache) map[string]seeder.CachedPool {
	t.Helper()
	got, err := c.Load(t.Context(), testNames())
	must(t, err)
	return got
}
