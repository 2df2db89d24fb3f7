package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// hooked is a driver whose runs are something else.
type hooked struct {
	Driver
	run func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error)
}

func (h hooked) Run(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
	return h.run(ctx, req, observe)
}

// heldRig is a rig whose runs are counted, and wait for a word.
func heldRig(t *testing.T) (r *rig, runs *atomic.Int32, word chan struct{}) {
	runs, word = &atomic.Int32{}, make(chan struct{})
	r = newRig(t, rigOptions{driver: func(d Driver) Driver {
		return hooked{d, func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
			runs.Add(1)
			<-word
			return d.Run(ctx, req, observe)
		}}
	}})
	return r, runs, word
}

func TestManyCallersOneRun(t *testing.T) {
	r, runs, word := heldRig(t)
	const callers = 200
	answers := make([]answer, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() { answers[i] = r.do("POST", "/data-pools/ensure") })
	}
	eventually(t, "all callers wait", func() bool { return r.server.callers.Load() == callers })
	close(word)
	wg.Wait()
	for i, a := range answers {
		if a.code != http.StatusCreated || string(a.body) != string(answers[0].body) {
			t.Fatalf("caller %d got %d %.100s", i, a.code, a.body)
		}
	}
	if n := runs.Load(); n != 1 {
		t.Errorf("%d runs for %d callers", n, callers)
	}
	for _, e := range r.server.Registry.All() {
		if n := r.sandbox.Count(e.Pool); n != 10 {
			t.Errorf("%s holds %d items", e.Pool, n)
		}
	}
	if n := r.server.callers.Load(); n != 0 {
		t.Errorf("%d callers still count as waiting", n)
	}
}

// TestWhoJoinsWhom puts requests behind a run that goes on.
func TestWhoJoinsWhom(t *testing.T) {
	for _, tt := range []struct {
		running, asked string
		runs           int32
	}{
		{"ensure", "ensure", 1},
		{"refresh", "refresh", 1},
		{"refresh", "ensure", 2},
		{"ensure", "refresh", 2},
		{"ensure", "ensure?pools=orders", 2},
		{"ensure?pools=orders,customers", "ensure?pools=customers&pools=orders,orders", 1},
		{"ensure?min=12", "ensure", 2},
		{"ensure?min=orders=11,customers=12", "ensure?min=customers=12,orders=11", 1},
		{"ensure?min=orders=11,3", "ensure?min=3&min=orders=11", 1},
	} {
		t.Run(tt.running+" then "+tt.asked, func(t *testing.T) {
			r, runs, word := heldRig(t)
			var wg sync.WaitGroup
			ask := func(what string) {
				wg.Go(func() { r.ok("POST", "/data-pools/"+what, nil) })
			}
			ask(tt.running)
			eventually(t, "the run begins", func() bool { return runs.Load() == 1 })
			ask(tt.asked)
			eventually(t, "both wait", func() bool { return r.server.callers.Load() == 2 })
			close(word)
			wg.Wait()
			if n := runs.Load(); n != tt.runs {
				t.Errorf("%d runs; want %d", n, tt.runs)
			}
		})
	}
}

func TestCallerGoesRunStays(t *testing.T) {
	r, runs, word := heldRig(t)
	ctx, leave := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "POST", r.url+"/data-pools/ensure", nil)
	gone := make(chan error, 1)
	go func() { _, err := r.client.Do(req); gone <- err }()
	eventually(t, "the run begins", func() bool { return runs.Load() == 1 })
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	eventually(t, "the caller is off", func() bool { return r.server.callers.Load() == 0 })
	close(word)
	eventually(t, "the run fills the pools", func() bool { return r.sandbox.Count("orders") == 10 })
	eventually(t, "it is told as done", r.full)
}

// TestCodesOfRuns maps reports to codes.
func TestCodesOfRuns(t *testing.T) {
	cause := func(m seeder.Meaning) error { return &seeder.RequestError{Meaning: m} }
	for code, reports := range map[int][]seeder.Report{
		500: {{Status: seeder.StatusShort, Error: "orders: refused: no"}, {Error: "broken", Cause: errors.New("broken")}, {}},
		502: {
			{Error: "dial", Cause: cause(seeder.Unreachable)}, {Error: "no entry", Cause: cause(seeder.Denied)},
			{Error: "HTTP 500", Cause: cause(seeder.Unknown)},
		},
		503: {
			{Status: seeder.StatusShort, Error: "orders: 503", Transient: true}, {Error: "busy", Cause: &seeder.BusyError{}},
			{Status: seeder.StatusInterrupted, Error: "interrupted", Cause: seeder.ErrInterrupted, Transient: true},
		},
		504: {{Error: "mute", Cause: cause(seeder.TimedOut)}, {Error: "slow", Cause: seeder.ErrTimeout}},
	} {
		for _, report := range reports {
			report.Status = cmp.Or(report.Status, seeder.StatusFailed)
			r := newRig(t, rigOptions{driver: func(Driver) Driver {
				return runsTo(false, func() *seeder.Report { return &report })
			}})
			if text := r.refused(code, "POST", "/data-pools/ensure"); !strings.Contains(text, cmp.Or(report.Error, "failed")) {
				t.Errorf("the message is %q", text)
			}
			r.refused(http.StatusServiceUnavailable, "GET", "/ready")
			var s State
			r.ok("GET", "/data-pools/status", &s)
			if s.Running != nil || s.Last == nil || s.Last.Ended == nil {
				t.Errorf("status after it: running %v, last %v", s.Running, s.Last)
			}
		}
	}
}

// TestStartIsTriedAgain has a backend that comes back after ten failures, in
// virtual time, whether the cache stands in for it meanwhile or not.
func TestStartIsTriedAgain(t *testing.T) {
	for _, cached := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			began, failures := time.Now(), 10
			var at []time.Duration
			s := bare(runsTo(cached, func() *seeder.Report {
				at = append(at, time.Since(began))
				if len(at) <= failures {
					return &seeder.Report{Status: seeder.StatusShort, Error: "orders: short for now", Transient: true}
				}
				return &seeder.Report{Status: seeder.StatusOK}
			}))
			s.StartLive = true
			ready := func() int {
				w := httptest.NewRecorder()
				s.web.Handler.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/ready", nil))
				return w.Code
			}
			started := make(chan struct{})
			go func() { defer close(started); s.start() }()
			synctest.Wait()
			if code := ready(); code != http.StatusServiceUnavailable {
				t.Errorf("/ready answers %d before all pools are full", code)
			}
			<-started
			if code := ready(); code != http.StatusOK || s.endLive == nil {
				t.Errorf("/ready answers %d once all pools are full, live goes on: %v", code, s.endLive != nil)
			}
			s.stop()
			if len(at) != failures+1 {
				t.Fatalf("%d runs, want %d", len(at), failures+1)
			}
			for i, pause := 1, 5*time.Second; i <= failures; i, pause = i+1, min(2*pause, time.Minute) {
				if got := at[i] - at[i-1]; got != pause {
					t.Errorf("pause %d took %v; want %v", i, got, pause)
				}
			}
		})
	}
}

// TestStartEnds where running again will not help, and at a shutdown.
func TestStartEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs, transient := 0, false
		s := bare(runsTo(false, func() *seeder.Report {
			runs++
			return &seeder.Report{Status: seeder.StatusShort, Error: "orders: refused", Transient: transient}
		}))
		s.StartLive = true
		s.start()
		if runs != 1 || s.endLive != nil {
			t.Errorf("%d runs after a refusal for good, live goes on: %v", runs, s.endLive != nil)
		}
		transient = true
		time.AfterFunc(7*time.Second, s.stop)
		s.start()
		if runs != 3 {
			t.Errorf("%d runs in the 7 s before the shutdown; want one at once and one after 5 s", runs-1)
		}
	})
}

// empty is a driver whose pools hold nothing, also in the cache if it has one.
type empty struct {
	Driver
	cached bool
}

func (e empty) Cached(context.Context, ...string) (*seeder.Shown, bool) {
	return &seeder.Shown{}, e.cached
}
func (empty) Show(context.Context, ...string) (*seeder.Shown, error) { return &seeder.Shown{}, nil }

func (empty) Live(ctx context.Context, _ seeder.LiveOptions) *seeder.LiveReport {
	<-ctx.Done()
	return &seeder.LiveReport{}
}

// runsTo is a driver whose runs end with a report as soon as they begin.
func runsTo(cached bool, report func() *seeder.Report) Driver {
	return hooked{empty{cached: cached}, func(_ context.Context, _ seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
		r := report()
		observe(seeder.Event{Kind: seeder.RunStarted, Report: &seeder.Report{Status: seeder.StatusRunning}})
		observe(seeder.Event{Kind: seeder.RunDone, Report: r})
		return r, nil
	}}
}
