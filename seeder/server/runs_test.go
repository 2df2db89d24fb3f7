package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
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

// held wraps a driver so that runs are counted, and wait for a word.
func held(runs *atomic.Int32, word <-chan struct{}) func(Driver) Driver {
	return func(d Driver) Driver {
		return hooked{d, func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
			runs.Add(1)
			<-word
			return d.Run(ctx, req, observe)
		}}
	}
}

func TestManyCallersOneRun(t *testing.T) {
	var runs atomic.Int32
	word := make(chan struct{})
	r := newRig(t, rigOptions{driver: held(&runs, word)})
	const callers = 200
	answers := make([]answer, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() { answers[i] = r.do("POST", "/data-pools/ensure") })
	}
	eventually(t, "all callers wait", func() bool { return r.server.runs.callers() == callers })
	close(word)
	wg.Wait()
	for i, a := range answers {
		if a.code != http.StatusOK || string(a.body) != string(answers[0].body) {
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
	if n := r.server.runs.callers(); n != 0 {
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
		{"refresh", "ensure", 1}, // it does all that an ensure does
		{"ensure", "refresh", 2},
		{"ensure", "ensure?pools=orders", 2},
		{"ensure?pools=orders,customers", "ensure?pools=customers&pools=orders,orders", 1},
		{"ensure?min=12", "ensure", 2},
		{"ensure?min=orders=3,customers=4", "ensure?min=customers=4,orders=3", 1},
	} {
		t.Run(tt.running+" then "+tt.asked, func(t *testing.T) {
			var runs atomic.Int32
			word := make(chan struct{})
			r := newRig(t, rigOptions{driver: held(&runs, word)})
			var wg sync.WaitGroup
			ask := func(what string) {
				wg.Go(func() { r.ok("POST", "/data-pools/"+what, nil) })
			}
			ask(tt.running)
			eventually(t, "the run begins", func() bool { return runs.Load() == 1 })
			ask(tt.asked)
			eventually(t, "both wait", func() bool { return r.server.runs.callers() == 2 })
			close(word)
			wg.Wait()
			if n := runs.Load(); n != tt.runs {
				t.Errorf("%d runs; want %d", n, tt.runs)
			}
		})
	}
}

func TestCallerGoesRunStays(t *testing.T) {
	var runs atomic.Int32
	word := make(chan struct{})
	r := newRig(t, rigOptions{driver: held(&runs, word)})
	ctx, leave := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "POST", r.url+"/data-pools/ensure", nil)
	gone := make(chan error, 1)
	go func() { _, err := r.client.Do(req); gone <- err }()
	eventually(t, "the run begins", func() bool { return runs.Load() == 1 })
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	eventually(t, "the caller is off", func() bool { return r.server.runs.callers() == 0 })
	close(word)
	eventually(t, "the run fills the pools", func() bool { return r.sandbox.Count("orders") == 10 })
	eventually(t, "it is told as done", func() bool { return r.server.state.isReady() })
}

func TestNobodyWaitsNobodyRuns(t *testing.T) {
	began, word := make(chan string, 9), make(chan struct{})
	q := newRuns(9, func(_ context.Context, a ask) *outcome {
		began <- a.scope()
		<-word
		return &outcome{}
	})
	first := make(chan error, 1)
	go func() { _, err := q.join(t.Context(), ask{pools: []string{"a"}}); first <- err }()
	<-began
	ctx, leave := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { _, err := q.join(ctx, ask{pools: []string{"b"}}); second <- err }()
	eventually(t, "both wait", func() bool { return q.callers() == 2 })
	leave()
	<-second
	close(word)
	must(t, <-first)
	<-q.close()
	if len(began) > 0 {
		t.Errorf("the run of %q began although its caller had gone", <-began)
	}
	if _, err := q.join(t.Context(), ask{}); !errors.Is(err, errStopping) {
		t.Errorf("after closing: %v", err)
	}
}

func TestTooManyCallers(t *testing.T) {
	var runs atomic.Int32
	word := make(chan struct{})
	r := newRig(t, rigOptions{driver: held(&runs, word), server: func(o *Options) { o.Limits.Callers = 3 }})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { r.ok("POST", "/data-pools/ensure", nil) })
	}
	eventually(t, "three wait", func() bool { return r.server.runs.callers() == 3 })
	a := r.do("GET", "/data-pools")
	if a.code != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("the fourth got %d, Retry-After %q", a.code, a.header.Get("Retry-After"))
	}
	if a := r.do("GET", "/health"); a.code != http.StatusOK {
		t.Errorf("/health answers %d meanwhile", a.code)
	}
	close(word)
	wg.Wait()
}

// TestWhatEndsARunIsTold maps reports to codes.
func TestWhatEndsARunIsTold(t *testing.T) {
	short := seeder.Report{Status: seeder.StatusShort, Error: "orders: refused: no"}
	for _, tt := range []struct {
		name   string
		report *seeder.Report
		err    error
		code   int
		text   string
	}{
		{"short", &short, nil, 500, "orders: refused"},
		{"unreachable", &seeder.Report{Status: seeder.StatusFailed, Error: "dial", Cause: &seeder.Error{Kind: seeder.Unreachable}}, nil, 502, "dial"},
		{"denied", &seeder.Report{Status: seeder.StatusFailed, Error: "no entry", Cause: &seeder.Error{Kind: seeder.DeniedKind}}, nil, 500, "no entry"},
		{"lock", &seeder.Report{Status: seeder.StatusFailed, Error: "busy", Cause: &seeder.BusyError{}}, nil, 503, "busy"},
		{"timeout", &seeder.Report{Status: seeder.StatusFailed, Error: "slow", Cause: seeder.ErrTimeout}, nil, 504, "slow"},
		{"no answer", &seeder.Report{Status: seeder.StatusFailed, Error: "mute", Cause: &seeder.Error{Kind: seeder.TimedOut}}, nil, 504, "mute"},
		{"interrupted", &seeder.Report{Status: seeder.StatusInterrupted, Error: "interrupted"}, nil, 503, "interrupted"},
		{"wordless", &seeder.Report{Status: seeder.StatusFailed}, nil, 500, "failed"},
		{"not carried out", nil, fmt.Errorf("broken"), 500, "broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, rigOptions{driver: func(d Driver) Driver {
				return hooked{d, func(context.Context, seeder.Request, seeder.Observer) (*seeder.Report, error) {
					return tt.report, tt.err
				}}
			}})
			if text := r.refused(tt.code, "POST", "/data-pools/ensure"); !strings.Contains(text, tt.text) {
				t.Errorf("the message is %q", text)
			}
			r.refused(http.StatusServiceUnavailable, "GET", "/ready")
			var s Status
			r.ok("GET", "/data-pools/status", &s)
			if s.Running != nil || s.Last == nil || s.Last.Ended == nil {
				t.Errorf("status after it: running %v, last %v", s.Running, s.Last)
			}
		})
	}
}

func TestFlightsEndWithTheirLastCaller(t *testing.T) {
	var f flights[int]
	entered, ended := make(chan struct{}), make(chan error, 1)
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		_, err := f.join(ctx, "k", func(ctx context.Context) (int, error) {
			close(entered)
			<-ctx.Done()
			return 0, ctx.Err()
		})
		ended <- err
	}()
	<-entered
	leave()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	n, err := f.join(t.Context(), "k", func(context.Context) (int, error) { return 7, nil })
	if n != 7 || err != nil {
		t.Errorf("the next reading gave %d, %v", n, err)
	}
}

func TestStartIsTriedAgain(t *testing.T) {
	var tries atomic.Int32
	r := newRig(t, rigOptions{server: func(o *Options) { o.StartupEnsure = true }, driver: func(d Driver) Driver {
		return hooked{d, func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
			if tries.Add(1) < 3 {
				return &seeder.Report{Status: seeder.StatusFailed, Error: "not yet", Transient: true, Cause: &seeder.Error{Kind: seeder.Unreachable}}, nil
			}
			return d.Run(ctx, req, observe)
		}}
	}})
	eventually(t, "it is ready", func() bool { return r.do("GET", "/ready").code == http.StatusOK })
	time.Sleep(50 * time.Millisecond)
	if n := tries.Load(); n != 3 {
		t.Errorf("%d tries; want 3", n)
	}
}
