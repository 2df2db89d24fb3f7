// Package seeder makes sure that a backend's pools are full: it looks at what
// is there, makes what is missing, and trusts nothing but what it sees. It
// knows neither HTTP nor Redis, neither flags nor terminals: what it needs of
// them are the interfaces Backend, Cache and Lock, and what it has to say are
// Events and a Report.
package seeder

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Options are what a Seeder works with.
type Options struct {
	Registry *entities.Registry
	Backend  Backend
	Cache    Cache
	Lock     Lock

	Generate    entities.Options
	Dialect     entities.Dialect      // what was asked for, "" for auto: a cache of another dialect is not believed
	Min         func(pool string) int // how many items a pool should hold
	Concurrency int                   // creations in flight, at least 1
	Retries     int                   // rounds without progress, attempts an index
	Complete    bool                  // finish with PATCH what creating leaves bare
	Timeout     time.Duration         // of a whole run, 0 for none

	// Ready waits until the backend answers for that pool; nil does not wait.
	Ready func(ctx context.Context, first *entities.Entity, notify func(reason string)) error

	Now func() time.Time // nil is time.Now
	Log *slog.Logger     // nil discards
}

// Seeder runs ensure, refresh and show. Its methods are safe for concurrent
// use; one run at a time is the Lock's business.
type Seeder struct {
	Options
}

// New returns a Seeder. It makes no request.
func New(o Options) *Seeder {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Seeder{Options: o}
}

// Request says what one run is to do.
type Request struct {
	Pools   []string       // what they depend on comes along; none for all 14
	Refresh bool           // forget the cache first
	DryRun  bool           // look, and create nothing
	Min     map[string]int // instead of Options.Min, by pool
}

// ErrTimeout is the cause of a run's end when Options.Timeout has passed.
var ErrTimeout = errors.New("the run's time is up")

// errInterrupted is what ended a run that its caller stopped.
var errInterrupted = errors.New("interrupted")

// timeLimitError says that Options.Timeout has passed; it wraps ErrTimeout.
type timeLimitError struct{ limit time.Duration }

func (e *timeLimitError) Error() string {
	return fmt.Sprintf("the run took longer than its time limit of %s", e.limit)
}

func (e *timeLimitError) Unwrap() error { return ErrTimeout }

// run is the state of one run.
type run struct {
	*Seeder
	req     Request
	observe Observer
	plan    []*entities.Entity
	report  *Report
	world   entities.World

	ctx   context.Context // cancelled: no new creation is started
	stop  context.CancelCauseFunc
	mu    sync.Mutex // guards events, and what workers change
	lease Lease      // nil without a lock
	fatal error      // ends the run: no later pool is worked on

	pools    map[string]*poolRun // those begun, by name
	memory   Memory              // accounts that earlier runs made
	recalled bool                // memory was read
	warned   map[string]bool

	cacheDown   bool // the cache failed: no more of it in this run
	askedWallet bool
}

// Run makes sure that the pools are full and reports what it did. It fails only
// for an unknown pool; whatever the backend does is in the report. Cancelling
// ctx stops new creations and waits for those in flight.
func (s *Seeder) Run(ctx context.Context, req Request, observe Observer) (*Report, error) {
	plan, err := s.Registry.Select(req.Pools...)
	if err != nil {
		return nil, err
	}
	if observe == nil {
		observe = func(Event) {}
	}
	if s.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, s.Timeout, ErrTimeout)
		defer cancel()
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &run{Seeder: s, req: req, observe: observe, plan: plan, ctx: ctx, stop: stop, pools: map[string]*poolRun{}, warned: map[string]bool{}}
	r.begin()
	r.perform()
	r.finish()
	return r.report, nil
}

// begin sets up the report and announces the run.
func (r *run) begin() {
	r.report = &Report{
		Status:  StatusRunning,
		Backend: r.Backend.URL(),
		Dialect: r.Dialect,
		Seed:    r.Generate.Seed,
		Pools:   make([]PoolReport, len(r.plan)),
		Cache:   r.Cache.Name(),
		Started: r.Now(),
		DryRun:  r.req.DryRun,
	}
	for i, e := range r.plan {
		r.report.Pools[i] = PoolReport{Pool: e.Pool, Min: r.min(e.Pool), Status: PoolPending}
	}
	r.world = entities.World{Options: r.Generate, Now: r.report.Started, Refs: map[string][]entities.Ref{}}
	r.emit(Event{Kind: RunStarted, Report: r.report})
}

func (r *run) min(pool string) int {
	if n, ok := r.req.Min[pool]; ok {
		return n
	}
	return r.Min(pool)
}

// perform is the main flow: believe the cache, or take the lock and work
// through the pools.
func (r *run) perform() {
	before := r.Backend.Requests()
	defer func() { r.report.Requests = r.Backend.Requests().Since(before) }()

	if !r.req.Refresh && r.believeCache() {
		return
	}
	release, waited, err := r.acquire()
	if err != nil {
		r.fail(err)
		return
	}
	defer release()
	if waited {
		if !r.req.Refresh && r.believeCache() {
			return
		}
		if sleep(r.ctx, settleAfterWait) != nil {
			return
		}
	}
	if r.req.Refresh && !r.req.DryRun {
		r.dropCache()
	}
	if err := r.open(); err != nil {
		r.fail(err)
		return
	}
	for i, e := range r.plan {
		if r.fatal != nil || r.ctx.Err() != nil {
			break
		}
		p := newPoolRun(r, e, &r.report.Pools[i])
		r.pools[e.Pool] = p
		p.work()
	}
	r.saveCache()
}

// open waits for the backend if that was asked for, and finds its dialect.
func (r *run) open() error {
	if r.Ready != nil {
		notify := func(reason string) { r.emit(Event{Kind: Waiting, Text: reason}) }
		if err := r.Ready(r.ctx, r.plan[0], notify); err != nil {
			return err
		}
	}
	dialect, err := r.Backend.Dialect(r.ctx)
	if err != nil {
		return err
	}
	r.report.Dialect = dialect
	return nil
}

// fail ends the run for a reason that is no single pool's.
func (r *run) fail(err error) {
	r.fatal = err
}

// finish fills in what the pools left open and announces the end.
func (r *run) finish() {
	rep := r.report
	rep.DurationMS = r.Now().Sub(rep.Started).Milliseconds()
	status, why := r.ended()
	for i := range rep.Pools {
		if p := &rep.Pools[i]; p.Status == PoolPending {
			p.Status, p.Reason, p.Transient = PoolSkipped, "not reached: "+why.Error(), true
		}
	}
	switch {
	case allFull(rep.Pools) && r.fatal == nil:
		rep.Status = StatusOK // even if it was stopped: all was done
	case why != nil:
		rep.Status, rep.Transient, rep.Cause = status, true, why
		rep.Error, rep.Hint = why.Error(), Hint(why)
	default:
		rep.Status, rep.Transient = StatusShort, allTransient(rep.Pools)
		rep.Error = shortError(rep.Pools)
	}
	r.emit(Event{Kind: RunDone, Report: rep})
}

// ended returns what ended the run before its pools did, nil if nothing did.
func (r *run) ended() (status Status, why error) {
	var lost *lockLostError
	switch cause := context.Cause(r.ctx); {
	case cause == nil:
		return StatusFailed, r.fatal
	case errors.Is(cause, ErrTimeout):
		return StatusFailed, &timeLimitError{r.Timeout}
	case errors.As(cause, &lost):
		return StatusFailed, lost
	}
	return StatusInterrupted, errInterrupted
}

func allFull(pools []PoolReport) bool {
	for _, p := range pools {
		if p.Status != PoolFull {
			return false
		}
	}
	return true
}

// allTransient tells whether each short pool may yet succeed.
func allTransient(pools []PoolReport) bool {
	for _, p := range pools {
		if p.Status != PoolFull && !p.Transient {
			return false
		}
	}
	return true
}

// shortError names the first short pool and how many more there are.
func shortError(pools []PoolReport) string {
	text, more := "", -1
	for _, p := range pools {
		if p.Status == PoolFull {
			continue
		}
		if more++; text == "" {
			text = fmt.Sprintf("%s: %s", p.Pool, p.Reason)
		}
	}
	if more > 0 {
		text += fmt.Sprintf(" (and %d more pools)", more)
	}
	return text
}

// Hint says what to try after an error that ended the run.
func Hint(err error) string {
	var (
		e    *Error
		busy *BusyError
		lost *lockLostError
	)
	switch {
	case errors.Is(err, ErrTimeout):
		return "raise --timeout, or run it again: what was created stays and is not created twice"
	case errors.Is(err, errInterrupted), errors.As(err, &lost):
		return "run it again to go on: what was created stays and is not created twice"
	case errors.As(err, &busy):
		return "wait for it, raise --lock-timeout, or use --no-cache to run without the lock"
	case !errors.As(err, &e):
		return ""
	case e.Kind == Unreachable:
		return "is the backend running there? Start it, wait for it with --wait 60s, or name another with --backend-url"
	case e.Kind == DeniedKind:
		return "the backend wants credentials: give them with --header \"Authorization: Bearer …\" or FLASHSEED_HEADERS"
	case e.Kind == RouteMissing:
		return "is this a Flashstrom backend? Try --dialect, set pools.<pool>.list and create in the config file, or run flashseed doctor"
	}
	return "run it again; `flashseed doctor` shows what answers"
}

// emit passes an event on, one at a time.
func (r *run) emit(ev Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(ev)
}

// tell passes an event on; the caller holds mu.
func (r *run) tell(ev Event) {
	if r.lease != nil {
		r.lease.Progress()
	}
	ev.Time = r.Now()
	r.observe(ev)
}

// warn says something once a run.
func (r *run) warn(topic, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.warned[topic] {
		return
	}
	r.warned[topic] = true
	r.tell(Event{Kind: Warned, Text: text})
}

// SampleSize is how many items of a pool are looked at and kept.
func SampleSize(wanted int) int { return min(max(wanted, 100), 1000) }
