//go:build unix

package cmd_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// Twenty runs at once on one backend and one store do the work of one.
func TestTogether(t *testing.T) {
	t.Parallel()
	const runs = 20
	redis := func(t *testing.T) string { return redistest.Start(t).URL }
	file := func(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "flashseed.db") }
	for name, c := range map[string]struct {
		dialect entities.Dialect
		store   func(t *testing.T) string
	}{
		"flashstrom, Redis":  {entities.Flashstrom, redis},
		"readme, Redis":      {entities.Readme, redis},
		"flashstrom, a file": {entities.Flashstrom, file},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, sandbox.Options{Dialect: c.dialect, Wallet: c.dialect == entities.Flashstrom, RegisterDelay: 5 * time.Millisecond})
			env := environment{"REDIS_URL": c.store(t), "REAL_BACKEND_URL": s.URL}
			all := make([]*started, runs)
			for i := range all {
				all[i] = start(t, env, "ensure", "-o", "json", "--lock-timeout", "60s")
			}
			cached, created := 0, 0
			for _, p := range all {
				out := p.wait(t, 2*time.Minute).wantCode(t, 0)
				r := out.report(t)
				if r.Cached {
					cached++
				}
				for _, pool := range r.Pools {
					created += pool.Created
				}
				if w := out.warnings(); len(w) > 0 {
					t.Errorf("warned: %v", w)
				}
			}
			t.Logf("%d of %d answered from the cache", cached, runs)
			if cached != runs-1 {
				t.Errorf("%d of %d were answered from the cache", cached, runs)
			}
			total := 0
			for pool, n := range s.counts() {
				total += n
				if n != 10 {
					t.Errorf("%s holds %d", pool, n)
				}
			}
			if posts := s.Requests("POST"); posts != created || created < total-1 {
				t.Errorf("%d POSTs, %d reported as created, %d there", posts, created, total)
			}
			s.wantSound(t, 10)
		})
	}
}

// Twenty runs at once that ask for one more each get one each, whatever keeps
// them apart, and each prints a login of its own.
func TestAddingTogether(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"Redis":   {"--redis-url", redistest.Start(t).URL},
		"a file":  {"--redis-url", "file:" + filepath.Join(t.TempDir(), "flashseed.db")},
		"nothing": {"--no-cache"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, sandbox.Options{RegisterDelay: time.Millisecond})
			run(t, nil, "ensure", "customers", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
			all := make([]*started, 20)
			for i := range all {
				all[i] = start(t, nil, append([]string{"ensure", "--add", "customers=1", "-o", "json", "--backend-url", s.URL, "--lock-timeout", "60s"}, args...)...)
			}
			emails := map[string]bool{}
			for _, p := range all {
				out := p.wait(t, 2*time.Minute).wantCode(t, 0)
				made := out.report(t).Made
				if len(made) != 1 || made[0].ID == "" || made[0].Password == "" {
					t.Fatalf("made %+v\n%s", made, out.stderr)
				}
				emails[made[0].Email] = true
			}
			if n := s.Count("customers"); n != 30 || len(emails) != 20 {
				t.Errorf("%d customers, %d logins", n, len(emails))
			}
		})
	}
}

// TestNeverBesideEachOther has a second run wait for a first one while the
// lock between them fails. There must not be an order too many, and whoever
// stops must say that running again may help.
func TestNeverBesideEachOther(t *testing.T) {
	t.Parallel()
	const orders = 300
	for name, c := range map[string]struct {
		harm          func(t *testing.T, r *redistest.Server, first, second *started)
		first, second int
	}{
		"the lock is flushed": {func(_ *testing.T, r *redistest.Server, _, _ *started) {
			r.Do("FLUSHALL")
		}, 3, 0},
		"Redis restarts": {func(_ *testing.T, r *redistest.Server, _, _ *started) {
			r.Stop()
			r.Restart()
		}, 3, 0},
		"the holder is frozen for longer than its lease": {func(t *testing.T, _ *redistest.Server, first, second *started) {
			first.signal(t, syscall.SIGSTOP)
			second.wait(t, time.Minute)
			first.signal(t, syscall.SIGCONT)
		}, 3, 0},
		"Redis dies": {func(_ *testing.T, r *redistest.Server, _, _ *started) {
			r.Stop()
		}, 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, r := serve(t, sandbox.Options{Dialect: entities.Readme}), redistest.Start(t)
			begun := make(chan struct{})
			s.onRequest(100, func() { close(begun) })
			env := environment{"REDIS_URL": r.URL, "REAL_BACKEND_URL": s.URL}
			args := []string{"ensure", "orders", "--min", "orders=300", "--rate", "20"}
			first := start(t, env, args...)
			<-begun
			second := start(t, env, append(args, "--rate", "1000")...)
			waitFor(t, "the second run waits", func() bool { return strings.Contains(second.stderr.String(), "another run") })
			c.harm(t, r, first, second)
			first.wait(t, time.Minute).wantCode(t, c.first)
			second.wait(t, time.Minute).wantCode(t, c.second)
			if n := s.Count("orders"); n > orders || c.second == 0 && n != orders {
				t.Errorf("%d orders, want %d", n, orders)
			}
		})
	}
}

// TestAFileOutlivesItsHolder kills a run that works with the file store, beside
// a show and a run that waits: the show answers at once, and the waiting run
// goes on without waiting for a lease to end.
func TestAFileOutlivesItsHolder(t *testing.T) {
	t.Parallel()
	const orders = 300
	s := serve(t, sandbox.Options{Dialect: entities.Readme})
	begun := make(chan struct{})
	s.onRequest(100, func() { close(begun) })
	env := environment{"REDIS_URL": "file:" + filepath.Join(t.TempDir(), "flashseed.db"), "REAL_BACKEND_URL": s.URL}
	args := []string{"ensure", "orders", "--min", "orders=300"}
	first := start(t, env, append(args, "--rate", "20")...)
	<-begun
	second := start(t, env, args...)
	waitFor(t, "the second run waits", func() bool { return strings.Contains(second.stderr.String(), "another run") })
	start(t, env, "show", "orders").wait(t, time.Minute).wantCode(t, 0)
	first.signal(t, syscall.SIGKILL)
	first.wait(t, time.Minute)
	second.wait(t, time.Minute).wantCode(t, 0)
	if n := s.Count("orders"); n != orders {
		t.Errorf("%d orders, want %d", n, orders)
	}
	third := start(t, env, append(args, "-o", "json")...).wait(t, time.Minute)
	if third.wantCode(t, 0); !third.report(t).Cached {
		t.Error("the next run does not find what the second one kept")
	}
}
