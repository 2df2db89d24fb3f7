package seeder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/flashseed/flashseed/entities"
)

// run is the state of one run.
type run struct {
	o       Setup
	req     Request
	observe Observer
	plan    []*entities.Entity
	report  *Report
	world   entities.World

	ctx   context.Context // ended: no new creation is started
	stop  context.CancelCauseFunc
	work  chan func() // taken by the workers
	mu    sync.Mutex  // guards events, and what workers change
	lease Lease       // nil without a lock
	fatal error       // ends the run: no later pool is worked on

	pools  map[string]*pool // those begun, by name
	off    map[string]bool  // finishers that this backend cannot carry out, by name
	warned map[string]bool

	ledger      ledger
	memory      Memory // accounts that earlier runs made
	recalled    bool   // memory was read
	askedWallet bool
	cacheDown   bool // the cache failed: no more of it in this run
}

// perform is the main flow: trust the cache, or take the lock and work through
// the pools.
func (r *run) perform() {
	before := r.o.Backend.Requests()
	defer func() { r.report.Requests = r.o.Backend.Requests().Since(before) }()

	if r.answerFromCache() {
		return
	}
	release, waited, err := r.acquire()
	if err != nil {
		r.fatal = err
		return
	}
	defer release()
	if waited && len(r.req.Add) == 0 { // what is added does not depend on other processes' items
		if r.answerFromCache() || Sleep(r.ctx, settleAfterWait) != nil {
			return
		}
	}
	if err := r.open(); err != nil {
		r.fatal = err
		return
	}
	r.readLedger()
	for i := range r.plan {
		if r.stopped() != nil {
			break
		}
		r.newPool(i).work()
	}
	r.flushLedger(true) // even with nothing to append, which renews the ledger
	r.saveCache()
}

// stopped returns why no further creation may be started, nil if one may.
func (r *run) stopped() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	return r.fatal
}

// isStopped reports whether the run was stopped, or lost its lock.
func (r *run) isStopped() bool { return r.ctx.Err() != nil }

// open waits for the backend if that is wanted, and finds its dialect.
func (r *run) open() error {
	if r.o.Ready != nil {
		notify := func(reason string) { r.emit(Event{Kind: Waiting, Text: reason}) }
		if err := r.o.Ready(r.ctx, r.plan[0], notify); err != nil {
			return err
		}
	}
	dialect, err := r.o.Backend.DetectDialect(r.ctx)
	if err != nil {
		return err
	}
	r.report.Dialect = dialect
	r.world.Dialect = r.o.Registry.Dialect(dialect)
	return nil
}

func (r *run) min(e *entities.Entity) int {
	if n, ok := r.req.Min[e.Pool]; ok {
		return n
	}
	n := r.o.Min(e.Pool)
	if n == 0 && e.Optional && slices.Contains(r.req.Pools, e.Pool) {
		n = r.o.NamedMin
	}
	return n
}

// mustFill reports whether a pool that the backend has no route for is a
// failure: an optional one only if the request names it.
func (r *run) mustFill(e *entities.Entity) bool {
	return !e.Optional || slices.Contains(r.req.Must, e.Pool) || r.req.Add[e.Pool] > 0 || slices.Contains(r.req.Pools, e.Pool)
}

// finish fills in what the pools left open and announces the end.
func (r *run) finish() {
	rep := r.report
	rep.DurationMS = r.o.Now().Sub(rep.Started).Milliseconds()
	status, why := ended(r.ctx, r.fatal)
	for i := range rep.Pools {
		if p := &rep.Pools[i]; p.Status == PoolPending {
			p.Status, p.Reason, p.Transient, p.Unknown = PoolSkipped, "not reached: "+why.Error(), true, true
		}
	}
	lacking := slices.DeleteFunc(slices.Clone(rep.Pools), func(p PoolReport) bool { return p.Status == PoolFull || p.Excused })
	switch {
	case len(lacking) == 0 && r.fatal == nil:
		rep.Status = StatusOK // even if it was stopped: all was done
	case why != nil:
		rep.Status, rep.Transient, rep.Cause, rep.Error = status, true, why, why.Error()
	default:
		rep.Status, rep.Error = StatusShort, fmt.Sprintf("%s: %s", lacking[0].Pool, lacking[0].Reason)
		if more := len(lacking) - 1; more > 0 {
			rep.Error += fmt.Sprintf(" (and %d more pools)", more)
		}
		rep.Transient = !slices.ContainsFunc(lacking, func(p PoolReport) bool { return !p.Transient })
	}
	r.emit(Event{Kind: RunDone, Report: rep})
}

// ended returns what ended work early: the end of its context, else an error,
// which is nil if nothing did.
func ended(ctx context.Context, err error) (status Status, why error) {
	cause := context.Cause(ctx)
	_, lost := errors.AsType[*LockLostError](cause)
	switch {
	case cause == nil:
		return StatusFailed, err
	case lost, errors.Is(cause, ErrTimeout):
		return StatusFailed, cause
	}
	return StatusInterrupted, ErrInterrupted
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
	ev.Time = r.o.Now()
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
