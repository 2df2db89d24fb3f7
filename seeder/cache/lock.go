package cache

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// door is a lock that can be tried and looked at.
type door interface {
	// try returns nil without an error if somebody else holds the lock.
	try(ctx context.Context) (seeder.Lease, error)
	// look returns the zero holding if nobody does.
	look(ctx context.Context) (holding, error)
}

// holding is what can be seen of a held lock.
type holding struct {
	token    string // changes with the holder
	holder   string
	progress string // changes while the holder works, "" before
}

// waiter waits at a door as seeder.Lock says.
type waiter struct {
	door    door
	timeout time.Duration
	lease   time.Duration // how long a holder that was seen may go on unseen
	pause   func() time.Duration
	onWait  func(holder string)

	waited bool
	seen   holding
	since  time.Time // of the holder's last progress
	last   time.Time // when somebody was last seen to hold the lock
}

func (w *waiter) acquire(ctx context.Context) (seeder.Lease, bool, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, w.waited, err
		}
		lease, err := w.turn(ctx)
		if lease != nil || err != nil {
			return lease, w.waited, err
		}
		if err := sleep(ctx, w.pause()); err != nil {
			return nil, w.waited, err
		}
	}
}

func (w *waiter) turn(ctx context.Context) (seeder.Lease, error) {
	lease, err := w.door.try(ctx)
	if err != nil {
		return nil, w.bear(ctx, err)
	}
	if lease != nil {
		return lease, nil
	}
	w.waited, w.last = true, time.Now()
	h, err := w.door.look(ctx)
	if err != nil {
		return nil, w.bear(ctx, err)
	}
	return nil, w.judge(h)
}

// bear returns nil to try again. Whoever has seen that somebody holds the lock
// must not run beside them, however the lock fails: it waits as long as the
// lease may last, and then gives up.
func (w *waiter) bear(ctx context.Context, err error) error {
	if !w.waited || ctx.Err() != nil {
		return err
	}
	unseen := time.Since(w.last)
	if unseen < min(w.lease, w.timeout) {
		return nil
	}
	return &seeder.BusyError{Holder: cmp.Or(w.seen.holder, unknownHolder), For: unseen, Err: err}
}

// judge resets the clock for a new holder and for progress, and gives up on a
// holder that shows none.
func (w *waiter) judge(h holding) error {
	switch {
	case h.token == "":
		return nil // given back a moment ago
	case h.token != w.seen.token:
		w.seen, w.since = h, time.Now()
		if w.onWait != nil {
			w.onWait(h.holder)
		}
	case h.progress != "" && h.progress != w.seen.progress:
		w.seen, w.since = h, time.Now()
	}
	if time.Since(w.since) < w.timeout {
		return nil
	}
	return &seeder.BusyError{Holder: w.seen.holder, For: w.timeout}
}

func jitter(from, to time.Duration) time.Duration { return from + rand.N(to-from) }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
