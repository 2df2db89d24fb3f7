//go:build unix

package cmd_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
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

// The second signal ends the program at once, whatever it waits for.
func TestTwoSignals(t *testing.T) {
	t.Parallel()
	for _, faults := range []map[sandboxtest.FaultKind]float64{{sandboxtest.Timeout: 1}, {sandboxtest.TimeoutAfter: 1}} {
		for _, pair := range [][2]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGINT, syscall.SIGTERM}, {syscall.SIGTERM, syscall.SIGTERM}} {
			s := serve(t, sandbox.Options{Wrap: sandboxtest.Faults{Rates: faults, Only: isPost}.Wrap})
			p := start(t, environment{"REAL_BACKEND_URL": s.URL}, "ensure", "--no-cache")
			waitFor(t, "8 POSTs", func() bool { return s.Requests("POST") >= 8 })
			p.signal(t, pair[0])
			time.Sleep(300 * time.Millisecond)
			select {
			case <-p.ended:
				t.Error("the first signal did not wait for what was in flight")
			default:
			}
			second := time.Now()
			p.signal(t, pair[1])
			out := p.wait(t, 10*time.Second)
			if took := time.Since(second); took > 15*time.Second { // what it waits for would take 30 s
				t.Errorf("ended %s after the second signal", took)
			}
			want := map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143}[pair[1]]
			if out.code != want {
				t.Errorf("%v: exit code %d\n%s", pair, out.code, out.stderr)
			}
		}
	}
}

// The second signal cancels pending requests and releases the lock.
func TestTwoSignalsGiveTheLockBack(t *testing.T) {
	t.Parallel()
	s, redis := serve(t, sandbox.Options{Wrap: sandboxtest.Faults{Rates: map[sandboxtest.FaultKind]float64{sandboxtest.Timeout: 1}, Only: isPost}.Wrap}), redistest.Start(t)
	p := start(t, environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": redis.URL, "FLASHSEED_REQUEST_TIMEOUT": "0"}, "ensure")
	waitFor(t, "8 POSTs", func() bool { return s.Requests("POST") >= 8 })
	if n := redis.Do("EXISTS", "data-pools:lock"); n != int64(1) {
		t.Errorf("locked: %v", n)
	}
	for ended := false; !ended; { // two at once may count as one, and the third does nothing
		p.signal(t, syscall.SIGINT)
		select {
		case <-p.ended:
			ended = true
		case <-time.After(100 * time.Millisecond):
		}
	}
	p.wait(t, 10*time.Second).wantCode(t, 130)
	if n := redis.Do("EXISTS", "data-pools:lock"); n != int64(0) {
		t.Errorf("locked afterwards: %v", n)
	}
}

// A run outlives the reader of its output.
func TestReaderThatHasSeenEnough(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"ensure"}, {"ensure", "-o", "json"}, {"ensure", "-v", "--log-format", "json"}} {
		s := serve(t, sandbox.Options{})
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		p := startOn(t, out, environment{"REAL_BACKEND_URL": s.URL}, append(args, "--no-cache")...)
		out.Close()
		if _, err := bufio.NewReaderSize(in, 16).ReadSlice('\n'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			t.Error(err)
		}
		in.Close()
		p.wait(t, time.Minute).wantCode(t, 0)
		if n := s.Count("orders"); n != 10 {
			t.Errorf("%v: %d orders", args, n)
		}
	}
}

// The time limit of a run stops it like a signal does, and leaves requests in
// flight no longer than theirs.
func TestTimeLimit(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{Wrap: sandboxtest.Faults{Rates: map[sandboxtest.FaultKind]float64{sandboxtest.Timeout: 1}, Only: isPost}.Wrap})
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
