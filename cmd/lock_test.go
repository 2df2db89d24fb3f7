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
