// Package seeder makes sure that a backend's pools are full: it looks at what
// is there, makes what is missing, and trusts nothing but what it sees. It
// knows neither HTTP nor Redis, neither flags nor terminals: what it needs of
// them are the interfaces Backend, Cache and Lock, and what it reports are
// Events and a Report.
//
// A run is in run.go, the work on one pool in pool.go, what is decided without
// I/O in plan.go and settle.go.
package seeder

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Setup is what a Seeder works with.
type Setup struct {
	Registry *entities.Registry
	Backend  Backend
	Cache    Cache
	Lock     Lock
	Drivers  Drivers // nil: no order gets a driver

	Generate    entities.Options
	Dialect     entities.Dialect      // as configured, "" for auto: a cache of another dialect is not trusted
	Min         func(pool string) int // how many items a pool should hold
	NamedMin    int                   // the same of an optional pool that is named and has no minimum
	Concurrency int                   // parallel create requests, at least 1
	Retries     int                   // attempts without progress, and attempts an index
	Finish      FinishLevel
	Timeout     time.Duration // of a whole run, 0 for none

	// Ready waits until the backend answers for that pool; nil does not wait.
	Ready func(ctx context.Context, first *entities.Entity, notify func(reason string)) error

	Now func() time.Time // nil is time.Now
	At  time.Time        // the clock of what is generated; the zero time is Now
	Log *slog.Logger     // nil discards
}

// FinishLevel says how much is done to seeded items beyond creating them.
type FinishLevel int

// The levels.
const (
	FinishNone  FinishLevel = iota
	FinishBasic             // what accounts and restaurants do not work without
	FinishAll
)

// Seeder runs ensure, refresh and show. Its methods are safe for concurrent
// use; that one run at a time works on a backend is the Lock's job.
type Seeder struct{ o Setup }

// New returns a Seeder. It makes no request.
func New(o Setup) *Seeder {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Seeder{o}
}

// Request says what one run does.
type Request struct {
	Pools   []string       // and what they depend on; none for those of Add, or else for all that are wanted
	Refresh bool           // look at the backend, whatever the cache holds
	DryRun  bool           // look, and create nothing
	Min     map[string]int // instead of Setup.Min, by pool
	Must    []string       // optional pools that must not be skipped where the backend has no route for them
	Add     map[string]int // by pool: make that many more, whatever is there
}

// ErrTimeout is wrapped by the cause of a run's end when Setup.Timeout has
// passed.
var ErrTimeout = errors.New("the run took longer than its time limit")

// ErrInterrupted is the cause of the end of a run that its caller stopped.
var ErrInterrupted = errors.New("interrupted")

// Run makes sure that the pools are full and reports what it did. It fails only
// for an unknown pool; whatever the backend does is in the report. Cancelling
// ctx stops new creations and waits for those in flight.
func (s *Seeder) Run(ctx context.Context, req Request, observe Observer) (*Report, error) {
	plan, err := s.plan(req)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.limit(ctx)
	defer cancel()
	r := s.newRun(ctx, req, plan, observe)
	defer r.stop(nil)
	r.emit(Event{Kind: RunStarted, Report: r.report})
	r.perform()
	r.finish()
	return r.report, nil
}

// limit applies the time limit of a run, if there is one.
func (s *Seeder) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.o.Timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, s.o.Timeout, fmt.Errorf("%w of %s", ErrTimeout, s.o.Timeout))
}

// newRun returns a run that has done nothing yet. Its stop must be called.
func (s *Seeder) newRun(ctx context.Context, req Request, plan []*entities.Entity, observe Observer) *run {
	if observe == nil {
		observe = func(Event) {}
	}
	ctx, stop := context.WithCancelCause(ctx)
	r := &run{
		o: s.o, req: req, observe: observe, plan: plan, ctx: ctx, stop: stop, work: make(chan func()),
		report: &Report{
			Status: StatusRunning, Backend: s.o.Backend.URL(), Dialect: s.o.Dialect, Seed: s.o.Generate.Seed,
			Cache: s.o.Cache.Name(), Started: s.o.Now(), DryRun: req.DryRun,
		},
		world: entities.World{Options: s.o.Generate, Now: s.clock(), Finish: s.o.Finish == FinishAll, Refs: map[string][]entities.Ref{}, Whole: map[string]bool{}},
		pools: map[string]*pool{}, off: map[string]bool{}, warned: map[string]bool{},
		ledger: ledger{
			next: map[string]int{}, appended: time.Now(),
			unfinished: map[entities.Link]LedgerEntry{}, entered: map[entities.Link]LedgerEntry{},
		},
	}
	for range s.o.Concurrency {
		go r.worker(ctx.Done())
	}
	for _, e := range plan {
		r.report.Pools = append(r.report.Pools, PoolReport{Pool: e.Pool, Min: r.min(e), Status: PoolPending})
	}
	return r
}

// clock is the time that items are made for.
func (s *Seeder) clock() time.Time {
	if s.o.At.IsZero() {
		return s.o.Now()
	}
	return s.o.At
}

// plan returns the pools that a request works on, in order: those it names or
// adds to, or all that are wanted, and what they depend on.
func (s *Seeder) plan(req Request) ([]*entities.Entity, error) {
	names := req.Pools
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(req.Add))
	}
	if len(names) == 0 {
		names = poolNames(s.wanted(req.Min))
	}
	return s.o.Registry.Select(names...)
}

// wanted returns the pools that are always filled, and the optional ones that
// have a minimum.
func (s *Seeder) wanted(min map[string]int) []*entities.Entity {
	return slices.DeleteFunc(slices.Clone(s.o.Registry.All()), func(e *entities.Entity) bool {
		return e.Optional && s.o.Min(e.Pool) == 0 && min[e.Pool] == 0
	})
}

// SampleSize is how many items of a pool are looked at and kept.
func SampleSize(wanted int) int { return min(max(wanted, 100), 1000) }
