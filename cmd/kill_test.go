//go:build unix

package cmd_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// stopped is the environment of processes whose clock stands still, so that
// what they make can be compared.
func stopped(s *site, redis *redistest.Server) environment {
	return environment{
		"REAL_BACKEND_URL": s.URL, "REDIS_URL": redis.URL,
		atTime: someday.Format(time.RFC3339),
	}
}

// TestKill kills runs at random points of their way, and has another run go
// on from there: what there is in the end is what there would have been.
func TestKill(t *testing.T) {
	t.Parallel()
	dialects := []entities.Dialect{entities.Flashstrom, entities.Readme}
	options := func(i int) sandbox.Options {
		return sandbox.Options{Dialect: dialects[i%2], Wrap: sandboxtest.Faults{Seed: uint64(i), Latency: 4 * time.Millisecond}.Wrap}
	}
	whole, total := map[entities.Dialect]contents{}, map[entities.Dialect]int64{}
	for i, dialect := range dialects {
		s := serve(t, options(i))
		start(t, stopped(s, redistest.Start(t)), "ensure", "--seed", "7").wait(t, time.Minute).wantCode(t, 0)
		whole[dialect], total[dialect] = s.read(t), s.arrived.Load()
	}
	random := rand.New(rand.NewPCG(20, uint64(time.Now().UnixNano())))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 10)
	for i := range scaled(8, 20, 200) {
		slots <- struct{}{}
		o := options(i)
		at := 1 + random.Int64N(total[o.Dialect]+8)
		late := time.Duration(random.Int64N(int64(4 * time.Millisecond)))
		wg.Go(func() {
			defer func() { <-slots }()
			killAndGoOn(t, o, at, late, whole[o.Dialect])
		})
	}
	wg.Wait()
}

// killedAt starts the program, kills it a moment after the backend got its n-th
// request, and waits until what that received is carried out.
func (s *site) killedAt(t *testing.T, n int64, late time.Duration, env environment, args ...string) outcome {
	t.Helper()
	began := make(chan *started, 1)
	s.onRequest(n, func() {
		time.AfterFunc(late, func() { (<-began).signal(t, syscall.SIGKILL) })
	})
	p := start(t, env, args...)
	began <- p
	defer s.settle()
	return p.wait(t, time.Minute)
}

// killAndGoOn kills a run a moment after it sent its at-th request. (A run that
// sends fewer is killed while it saves, or not at all.)
func killAndGoOn(t *testing.T, o sandbox.Options, at int64, late time.Duration, want contents) {
	s, redis := serve(t, o), redistest.Start(t)
	first := s.killedAt(t, at, late, stopped(s, redis), "ensure", "--seed", "7")
	left := s.counts()
	where := fmt.Sprintf("%s, killed %s after request %d of %d (exit code %d)", o.Dialect, late, at, s.arrived.Load(), first.code)
	for _, lie := range lies(redis, s) {
		t.Errorf("%s: %s", where, lie)
	}
	out := start(t, stopped(s, redis), "ensure", "--seed", "7").wait(t, 90*time.Second)
	if out.code != 0 {
		t.Errorf("%s: the next run ends with %d\n%s", where, out.code, out.stderr)
		return
	}
	for pool, n := range s.counts() {
		if n != 10 {
			t.Errorf("%s: %s holds %d, after the kill %d", where, pool, n, left[pool])
		}
	}
	for _, what := range append(inspect(s.Server, 10), lies(redis, s)...) {
		t.Errorf("%s: %s", where, what)
	}
	compared := pools
	if n := left["orders"]; n > 0 && n < 10 {
		compared = pools[:len(pools)-1] // orders have no key by which those that are there could be known
	}
	if diff := s.read(t).differs(want, compared...); diff != "" {
		t.Errorf("%s: other contents than without it: %s", where, diff)
	}
}

// lies returns what the cache claims and the backend does not bear out.
func lies(redis *redistest.Server, s *site) []string {
	var wrong []string
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	there := map[string]bool{}
	for _, pool := range pools {
		for _, item := range s.Items(pool) {
			there[record(item).id()] = true
		}
	}
	value := func(key string, into any) bool {
		text, ok := redis.Do("GET", "data-pools:"+key).(string)
		if ok {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				complain("data-pools:%s: %v", key, err)
			}
		}
		return ok
	}
	meta := map[string]seeder.Meta{}
	value("meta", &meta)
	for _, pool := range pools {
		var items []record
		kept := value(pool, &items)
		m, claimed := meta[pool]
		if claimed != kept || claimed && (m.Count > s.Count(pool) || m.Kept != len(items) || m.Count < m.Min) {
			complain("data-pools:meta says %+v of %s; the backend holds %d, data-pools:%s %d", m, pool, s.Count(pool), pool, len(items))
		}
		for _, item := range items {
			if !there[item.id()] {
				complain("%s holds %s, which the backend does not", pool, item.id())
			}
		}
	}
	all := map[string][]record{}
	value("all", &all)
	for key, items := range all {
		for _, item := range items {
			if !there[item.id()] {
				complain("data-pools:all holds %s among %s, which the backend does not", item.id(), key)
			}
		}
	}
	if n := len(all); n != 0 && n != len(pools) {
		complain("data-pools:all holds %d pools", n)
	}
	return wrong
}
