//go:build unix

package cmd_test

import (
	"fmt"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// reaches waits until a pool of a backend holds so many items.
func (s *site) reaches(t testing.TB, pool string, n int) {
	t.Helper()
	waitFor(t, fmt.Sprintf("%s holds %d", pool, n), func() bool { return s.Count(pool) >= n })
}

// One signal stops cleanly: the run waits for pending requests, and the report
// counts them.
func TestOneSignal(t *testing.T) {
	t.Parallel()
	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 143} {
		if signal.Ignored(sig) { // as under nohup, for processes of the test's, too
			continue
		}
		for _, pool := range []string{"address_books", "customers"} {
			t.Run(sig.String()+" in "+pool, func(t *testing.T) {
				s := serve(t, sandbox.Options{RegisterDelay: 20 * time.Millisecond, Wrap: sandboxtest.Faults{Latency: 100 * time.Millisecond}.Wrap})
				redis := redistest.Start(t)
				env := environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": redis.URL}
				p := start(t, env, "ensure", "-o", "json", "--concurrency", "4", "--min", "40", pool)
				s.reaches(t, pool, 3)
				p.signal(t, sig)
				out := p.wait(t, 20*time.Second).wantCode(t, code)
				s.settle()
				r := out.report(t)
				if r.Status != seeder.StatusInterrupted {
					t.Errorf("status %s", r.Status)
				}
				for _, rep := range r.Pools {
					if n := s.Count(rep.Pool); rep.Now != n || rep.Created != n {
						t.Errorf("%s: reported %d created, %d there; there are %d", rep.Pool, rep.Created, rep.Now, n)
					}
				}
				if n := s.Count(pool); n >= 40 {
					t.Errorf("%s was filled nevertheless", pool)
				}
				if !strings.Contains(out.stderr, "run it again") {
					t.Errorf("no word on how to go on: %s", out.stderr)
				}
				for _, lie := range lies(redis, s) {
					t.Error(lie)
				}
				start(t, env, "ensure", "--min", "40", pool).wait(t, time.Minute).wantCode(t, 0)
				if n := s.Count(pool); n != 40 {
					t.Errorf("%s holds %d after the next run", pool, n)
				}
			})
		}
	}
}

// The second signal cancels pending requests, whatever they wait for, and
// releases the lock.
func TestTwoSignals(t *testing.T) {
	t.Parallel()
	codes := map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143}
	for _, kind := range []sandboxtest.FaultKind{sandboxtest.Timeout, sandboxtest.TimeoutAfter} {
		for _, pair := range [][2]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGINT, syscall.SIGTERM}, {syscall.SIGTERM, syscall.SIGTERM}} {
			s, redis := serve(t, sandbox.Options{Wrap: hanging(kind)}), redistest.Start(t)
			p := start(t, environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": redis.URL, "FLASHSEED_REQUEST_TIMEOUT": "0"}, "ensure")
			waitFor(t, "8 POSTs", func() bool { return s.Requests("POST") >= 8 })
			locked := redis.Do("EXISTS", "data-pools:lock")
			p.signal(t, pair[0])
			time.Sleep(300 * time.Millisecond)
			select {
			case <-p.ended:
				t.Error("the first signal did not wait for what was in flight")
			default:
			}
			p.signal(t, pair[1])
			p.wait(t, 15*time.Second).wantCode(t, codes[pair[1]])
			if after := redis.Do("EXISTS", "data-pools:lock"); locked != int64(1) || after != int64(0) {
				t.Errorf("%v: locked %v, afterwards %v", pair, locked, after)
			}
		}
	}
}

// hanging is what a backend does whose POSTs are not answered.
func hanging(kind sandboxtest.FaultKind) func(http.Handler) http.Handler {
	isPost := func(r *http.Request) bool { return r.Method == http.MethodPost }
	return sandboxtest.Faults{Rates: map[sandboxtest.FaultKind]float64{kind: 1}, Only: isPost}.Wrap
}

// The time limit of a run stops it like a signal does, and leaves requests in
// flight no longer than theirs.
func TestTimeLimit(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{Wrap: hanging(sandboxtest.Timeout)})
	for _, patience := range []string{"1s", "0"} { // without a limit of their own, requests end five seconds past the run's
		out := run(t, nil, "ensure", "--no-cache", "-o", "json", "--backend-url", s.URL, "--timeout", "500ms", "--request-timeout", patience).wantCode(t, 3)
		if out.took > 15*time.Second { // without the limit it would take minutes
			t.Errorf("took %s", out.took)
		}
		if r := out.report(t); r.Status != seeder.StatusFailed || !strings.Contains(r.Error, "500ms") {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
	}

	// A backend that trickles: the limit comes in the middle of the pools.
	s = serve(t, sandbox.Options{RegisterDelay: 30 * time.Millisecond})
	out := run(t, nil, "ensure", "--no-cache", "-o", "json", "--backend-url", s.URL, "--timeout", "700ms").wantCode(t, 3)
	s.settle()
	for _, rep := range out.report(t).Pools {
		if n := s.Count(rep.Pool); rep.Now != n && !(rep.Status == seeder.PoolSkipped && rep.Now == 0) {
			t.Errorf("%s: reported %d, there are %d (%s: %s)", rep.Pool, rep.Now, n, rep.Status, rep.Reason)
		}
	}
	run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
	s.wantEach(t, 10)
}
