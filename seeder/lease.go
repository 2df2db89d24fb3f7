package seeder

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// settleAfterWait is how long a run that waited for the lock, and has work to
// do, lets pass first: the earlier holder may not have released the lock but
// lost it, and needs this long to notice and to end what is in flight.
const settleAfterWait = 1500 * time.Millisecond

// LockLostError is the cause that stops a run that no longer holds the lock.
type LockLostError struct{ err error }

func (e *LockLostError) Error() string { return "the run lock was lost: " + e.err.Error() }

func (e *LockLostError) Unwrap() error { return e.err }

// leaseContext is cancelled when the lease is lost. Asking for its Err asks the
// lease too, so that a process that was frozen past its lease knows before it
// sends anything, and not only when a watcher is scheduled.
type leaseContext struct {
	context.Context
	lease Lease
	stop  context.CancelCauseFunc
}

func (c leaseContext) Err() error {
	if err := c.lease.Err(); err != nil {
		c.stop(&LockLostError{err})
	}
	return c.Context.Err()
}

// acquire takes the run lock. Without a cache, or where locking fails before
// another holder was seen, the run goes on without it. A run that loses its
// lock stops: another run may have held it in between.
func (r *run) acquire() (release func(), waited bool, err error) {
	if r.req.DryRun {
		return func() {}, false, nil
	}
	lease, waited, err := r.o.Lock.Acquire(r.ctx, func(holder string) {
		r.emit(Event{Kind: Waiting, Text: "another run to finish: " + holder})
	})
	if _, busy := errors.AsType[*BusyError](err); busy || err != nil && r.ctx.Err() != nil {
		return nil, waited, err
	}
	if err != nil {
		r.warn("cache", fmt.Sprintf("%v; continuing without it", err))
		return func() {}, waited, nil
	}
	r.lease = lease // even if the run was stopped meanwhile: the lock must be released
	ctx := leaseContext{r.ctx, lease, r.stop}
	r.ctx = ctx
	released := make(chan struct{})
	go func() {
		select {
		case <-lease.Lost():
			_ = ctx.Err()
		case <-released:
		}
	}()
	return func() {
		close(released)
		lease.Release()
		r.ctx = ctx.Context
	}, waited, nil
}
