package seeder

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// lockLostError is the cause that stops a run whose lock went to another one.
type lockLostError struct{ holder string }

func (e *lockLostError) Error() string {
	return "the run lock was lost to another run (" + e.holder + ")"
}

// acquire takes the run lock. Without a cache, or where locking fails for
// another reason than a busy holder, the run goes on without it.
func (r *run) acquire() (release func(), waited bool, err error) {
	if r.req.DryRun {
		return func() {}, false, nil
	}
	lease, waited, err := r.Lock.Acquire(r.ctx, func(holder string) {
		r.emit(Event{Kind: Waiting, Text: "another run to finish: " + holder})
	})
	var busy *BusyError
	switch {
	case err == nil: // even if the run was stopped meanwhile: the lock is to be given back
		return r.hold(lease), waited, nil
	case errors.As(err, &busy), r.ctx.Err() != nil:
		return nil, waited, err
	}
	r.warn("cache", fmt.Sprintf("%v; going on without it", err))
	return func() {}, waited, nil
}

// hold tells those who wait for the lock of the run's progress, and sees to it
// that the lock is kept. The function it returns gives the lock back.
func (r *run) hold(lease Lease) (release func()) {
	r.setLease(lease)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-lease.Lost():
			}
			if lease = r.regain(); lease == nil {
				return
			}
			r.setLease(lease)
		}
	})
	return func() {
		close(done)
		wg.Wait()
		if lease != nil {
			lease.Release()
		}
	}
}

func (r *run) setLease(lease Lease) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lease = lease
}

// regain takes a lost lock again, as after the sleep of a laptop. If another
// run has it by now, this one stops; if there is no locking any more, it goes
// on without.
func (r *run) regain() Lease {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	lease, _, err := r.Lock.Acquire(ctx, func(holder string) {
		r.stop(&lockLostError{holder})
		cancel()
	})
	if err == nil {
		return lease
	}
	if r.ctx.Err() == nil {
		r.warn("cache", fmt.Sprintf("%v; going on without the lock", err))
	}
	return nil
}
