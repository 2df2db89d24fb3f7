package cache

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bsm/redislock"

	"github.com/flashseed/flashseed/seeder"
)

// refreshEvery is how often a holder looks at its lock, renews it and
// publishes its progress.
const refreshEvery = 200 * time.Millisecond

var (
	errTaken   = errors.New("it was deleted, or another run has it")
	errExpired = errors.New("it could not be renewed in time")
)

func (r *redisEngine) try(ctx context.Context, token string, o Options) (lease seeder.Lease, err error) {
	err = r.do(ctx, "lock", func(ctx context.Context) error {
		asked := time.Now()
		lock, err := redislock.Obtain(ctx, r.client, keyLock, o.Lease, &redislock.Options{Token: token, Metadata: " " + o.Holder})
		if errors.Is(err, redislock.ErrNotObtained) {
			return nil
		}
		if err == nil {
			l := &redisLease{r: r, o: o, lock: lock, start: asked, lost: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{})}
			l.until.Store(int64(o.Lease))
			go l.keep()
			lease = l
		}
		return err
	})
	return lease, err
}

func (r *redisEngine) look(ctx context.Context) (h holding, err error) {
	err = r.transact(ctx, "lock", "", func(tx tx) error {
		values, err := tx.get(keyLock, keyProgress)
		if err == nil && values[0].kind != "" {
			h = parseHolding(string(values[0].data), string(values[1].data))
		}
		return err
	})
	return h, err
}

// redisLease keeps a lock in Redis. One goroutine renews it; it ends with
// Release or with the loss.
type redisLease struct {
	r    *redisEngine
	o    Options
	lock *redislock.Lock

	start time.Time
	until atomic.Int64 // nanoseconds after start, by the monotonic clock; Redis keeps the lock at least until then
	taken atomic.Bool
	steps atomic.Uint64

	lost chan struct{}
	quit chan struct{}
	done chan struct{}
	once sync.Once
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
		err := l.r.do(context.Background(), "release the lock", func(ctx context.Context) error {
			if err := l.lock.Release(ctx); err != nil {
				return err
			}
			return l.r.client.Del(ctx, keyProgress).Err()
		})
		if err != nil {
			l.o.Log.Debug("the lock was not released", "err", err)
		}
	})
}

func (l *redisLease) keep() {
	defer close(l.done)
	ticker := time.NewTicker(min(refreshEvery, l.o.Lease/3))
	defer ticker.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-ticker.C:
		}
		failed := l.refresh()
		if err := l.Err(); err != nil {
			l.o.Log.Warn("the lock was lost", "why", err, "last", failed)
			close(l.lost)
			return
		}
	}
}

// refresh looks at the lock, renews it and publishes how far the holder is.
func (l *redisLease) refresh() error {
	asked := time.Now()
	return l.r.do(context.Background(), "lock", func(ctx context.Context) error {
		err := l.lock.Refresh(ctx, l.o.Lease, nil)
		if errors.Is(err, redislock.ErrNotObtained) {
			l.taken.Store(true)
		}
		if err != nil || l.Err() != nil { // what came to an end does not begin again
			return err
		}
		l.until.Store(int64(asked.Add(l.o.Lease).Sub(l.start)))
		steps := l.steps.Load()
		if steps == 0 {
			return nil
		}
		return l.r.client.Set(ctx, keyProgress, l.lock.Token()+" "+strconv.FormatUint(steps, 10), l.o.Lease).Err()
	})
}
