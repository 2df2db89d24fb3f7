package cache

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
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
var testPools = []Pool{{"address_books", "addressBooks"}, {"customers", "customers"}, {"orders", "orders"}}

func testNames() []string { return Options{Pools: testPools}.poolNames() }

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
	open    func(t *testing.T, o Options) client
	advance func(time.Duration)     // lets time pass for what expires
	raw     func(key string) string // "" if it is not there
	life    func(key string) time.Duration
	put     func(key, value string)
	usurp   func(holder string) // gives the lock to somebody else, whoever has it
}

type client interface {
	seeder.Cache
	seeder.Lock
}

func opened(t *testing.T, s subject, o Options) client {
	t.Helper()
	if o.Pools == nil {
		o.Pools = testPools
	}
	c := s.open(t, o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// subjects are the caches that keep something.
var subjects = map[string]func(*testing.T) subject{
	"memory":    memorySubject,
	"miniredis": miniredisSubject,
	"redis":     redisSubject,
}

func memorySubject(*testing.T) subject {
	var (
		clock  fakeClock
		shared *Memory
	)
	return subject{
		open: func(_ *testing.T, o Options) client {
			o.Now = clock.now
			fresh := NewMemory(o)
			if shared == nil {
				shared = fresh
			}
			return &memoryClient{shared, fresh}
		},
		advance: clock.advance,
		raw: func(key string) string {
			values, _ := memoryTx{shared}.values(context.Background(), key)
			return string(values[0])
		},
		life: func(key string) time.Duration {
			lives, _ := memoryTx{shared}.lives(context.Background(), key)
			return lives[0]
		},
		put: func(key, value string) { shared.keys[key] = held{[]byte(value), clock.now().Add(time.Hour)} },
		usurp: func(holder string) {
			shared.mu.Lock()
			defer shared.mu.Unlock()
			shared.gate.lease = &memoryLease{m: shared, token: holder, holder: holder}
		},
	}
}

func (c *memoryClient) Acquire(ctx context.Context, onWait func(string)) (seeder.Lease, bool, error) {
	return c.acquireAs(ctx, c.own.k.Options, onWait)
}

// sharedMemory has a name that does not hide the method Memory.
type sharedMemory = Memory

// memoryClient waits with its own options for the lock of a shared Memory, as
// if it were another client of it.
type memoryClient struct {
	*sharedMemory
	own *Memory
}

func miniredisSubject(t *testing.T) subject {
	s := miniredis.RunT(t)
	return subject{
		open:    openRedis("redis://" + s.Addr()),
		advance: s.FastForward,
		raw: func(key string) string {
			value, _ := s.Get(key)
			return value
		},
		life: s.TTL,
		put: func(key, value string) {
			if err := s.Set(key, value); err != nil {
				t.Error(err)
			}
		},
		usurp: func(holder string) {
			if err := s.Set(keyLock, strings.ReplaceAll(holder, " ", "-")+" "+holder); err != nil {
				t.Error(err)
			}
		},
	}
}

func redisSubject(t *testing.T) subject {
	s := redistest.Start(t)
	return subject{
		open: openRedis(s.URL),
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
		usurp: func(holder string) { s.Do("SET", keyLock, strings.ReplaceAll(holder, " ", "-")+" "+holder) },
	}
}

func openRedis(url string) func(*testing.T, Options) client {
	return func(t *testing.T, o Options) client {
		o.URL = url
		r, err := NewRedis(o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// dial opens one Redis, to be closed with the test.
func dial(t *testing.T, url string, o Options) *Redis {
	t.Helper()
	return opened(t, subject{open: openRedis(url)}, o).(*Redis)
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
	var (
		mu sync.Mutex
		b  strings.Builder
	)
	write := writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return b.Write(p)
	})
	return slog.New(slog.NewTextHandler(write, nil)), func() string {
		mu.Lock()
		defer mu.Unlock()
		return b.String()
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

var _ io.Writer = writerFunc(nil)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func load(t testing.TB, c seeder.Cache) map[string]seeder.CachedPool {
	t.Helper()
	got, err := c.Load(t.Context(), testNames())
	must(t, err)
	return got
}
