package cache

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bsm/redislock"
)

// refreshEvery is how often a holder looks at its lock, renews it and
// publishes its progress.
const refreshEvery = 200 * time.Millisecond

var (
	errTaken   = errors.New("it was deleted, or another run has it")
	errExpired = errors.New("it could not be renewed in time")
)

// redisLease keeps a lock in Redis. One goroutine renews it; it ends with
// Release or with the loss.
type redisLease struct {
	r    *Redis
	lock *redislock.Lock

	start time.Time
	until atomic.Int64 // nanoseconds after start by the monotonic clock; Redis keeps the lock at least until then
	taken atomic.Bool

	steps atomic.Uint64
	lost  chan struct{}
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

// holdLease begins to keep a lock that was asked for at that time.
func holdLease(r *Redis, lock *redislock.Lock, asked time.Time) *redisLease {
	l := &redisLease{r: r, lock: lock, start: asked, lost: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{})}
	l.until.Store(int64(r.k.Lease))
	go l.keep()
	return l
}

// Progress never blocks.
func (l *redisLease) Progress() { l.steps.Add(1) }

// Err asks nothing but the clock.
func (l *redisLease) Err() error {
	switch {
	case l.taken.Load():
		return errTaken
	case time.Since(l.start) >= time.Duration(l.until.Load()):
		return errExpired
	}
	return nil
}

func (l *redisLease) Lost() <-chan struct{} { return l.lost }

// Release ends the renewal and, if the lock is still this run's, deletes it. It
// takes two seconds at most; a lock that could not be deleted expires.
func (l *redisLease) Release() {
	l.once.Do(func() {
		close(l.quit)
		<-l.done
		if l.taken.Load() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), opTimeout)
		defer cancel()
		err := l.lock.Release(ctx)
		if err == nil {
			err = l.r.client.Del(ctx, keyProgress).Err()
		}
		if err != nil {
			l.r.k.Log.Debug("the lock was not released", "err", fault(ctx, "lock", l.r.addr, err))
		}
	})
}

func (l *redisLease) keep() {
	defer close(l.done)
	ticker := time.NewTicker(min(refreshEvery, l.r.k.Lease/3))
	defer ticker.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-ticker.C:
		}
		failed := l.refresh()
		if err := l.Err(); err != nil {
			l.r.k.Log.Warn("the lock was lost", "why", err, "last", failed)
			close(l.lost)
			return
		}
	}
}

// refresh looks at the lock, renews it and publishes how far the holder is. It
// takes no longer than the lease has to run, so that the end is never noticed
// late.
func (l *redisLease) refresh() error {
	asked := time.Now()
	end := l.start.Add(time.Duration(l.until.Load()))
	if most := asked.Add(opTimeout); most.Before(end) {
		end = most
	}
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	err := l.lock.Refresh(ctx, l.r.k.Lease, nil)
	switch {
	case errors.Is(err, redislock.ErrNotObtained):
		l.taken.Store(true)
	case err == nil && l.Err() == nil: // what came to an end does not begin again
		l.until.Store(int64(asked.Add(l.r.k.Lease).Sub(l.start)))
		if steps := l.steps.Load(); steps > 0 {
			err = l.r.client.Set(ctx, keyProgress, l.lock.Token()+" "+strconv.FormatUint(steps, 10), l.r.k.Lease).Err()
		}
	}
	return fault(context.Background(), "lock", l.r.addr, err)
}
