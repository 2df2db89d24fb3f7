package cache

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
)

// progressEvery is how often progress is published at most.
const progressEvery = 250 * time.Millisecond

// redisLease keeps a lock in Redis. One goroutine renews it and publishes
// progress; it ends with Release or with the loss.
type redisLease struct {
	r    *Redis
	lock *redislock.Lock

	steps  atomic.Uint64
	worked chan struct{} // capacity 1: there is progress to publish
	lost   chan struct{}
	quit   chan struct{}
	done   chan struct{}
	once   sync.Once

	until time.Time // Redis keeps the lock at least until then
}

// holdLease begins to keep a lock that was asked for at that time.
func holdLease(r *Redis, lock *redislock.Lock, asked time.Time) *redisLease {
	l := &redisLease{
		r:      r,
		lock:   lock,
		worked: make(chan struct{}, 1),
		lost:   make(chan struct{}),
		quit:   make(chan struct{}),
		done:   make(chan struct{}),
		until:  asked.Add(r.k.Lease),
	}
	go l.keep()
	return l
}

// Progress never blocks.
func (l *redisLease) Progress() {
	l.steps.Add(1)
	select {
	case l.worked <- struct{}{}:
	default:
	}
}

// Lost is closed no later than the moment from which others can have the
// lock.
func (l *redisLease) Lost() <-chan struct{} { return l.lost }

// Release ends the renewal and, if the lock is still ours, deletes it. It
// takes two seconds at most; a lock that could not be deleted expires.
func (l *redisLease) Release() {
	l.once.Do(func() {
		close(l.quit)
		<-l.done
		ctx, cancel := context.WithTimeout(context.Background(), opTimeout)
		defer cancel()
		_ = l.publish(ctx, "")
		if err := l.lock.Release(ctx); err != nil {
			l.r.k.Log.Debug("the lock was not released", "err", fault(ctx, "lock", l.r.addr, err))
		}
	})
}

func (l *redisLease) keep() {
	defer close(l.done)
	renew := time.NewTimer(l.r.k.Lease / 3)
	defer renew.Stop()
	breath := time.NewTimer(0)
	defer breath.Stop()
	worked := l.worked // nil while progress has to wait
	for {
		select {
		case <-l.quit:
			return
		case <-breath.C:
			worked = l.worked
		case <-worked:
			worked = nil
			l.report()
			breath.Reset(progressEvery)
		case <-renew.C:
			next, ok := l.renew()
			if !ok {
				close(l.lost)
				return
			}
			renew.Reset(next)
		}
	}
}

// renew returns when to renew next, or that the lease is lost: somebody took
// or deleted it, or Redis could not be asked for as long as it lasted.
func (l *redisLease) renew() (time.Duration, bool) {
	asked := time.Now()
	ctx, cancel := l.bounded()
	defer cancel()
	err := l.lock.Refresh(ctx, l.r.k.Lease, nil)
	switch {
	case err == nil:
		l.until = asked.Add(l.r.k.Lease)
		l.report()
		return l.r.k.Lease / 3, true
	case errors.Is(err, redislock.ErrNotObtained):
		l.r.k.Log.Warn("the lock was lost", "why", "it is gone or somebody else's")
		return 0, false
	case !time.Now().Before(l.until):
		l.r.k.Log.Warn("the lock was lost", "why", fault(context.Background(), "lock", l.r.addr, err).Error())
		return 0, false
	}
	return min(l.r.k.Lease/10, time.Until(l.until)), true
}

// report publishes how many steps there were so far, if any.
func (l *redisLease) report() {
	steps := l.steps.Load()
	if steps == 0 {
		return
	}
	ctx, cancel := l.bounded()
	defer cancel()
	if err := l.publish(ctx, l.lock.Token()+" "+strconv.FormatUint(steps, 10)); err != nil {
		l.r.k.Log.Debug("progress was not published", "err", fault(ctx, "lock", l.r.addr, err))
	}
}

// bounded ends with the lease, so that its loss is never noticed late.
func (l *redisLease) bounded() (context.Context, context.CancelFunc) {
	end := time.Now().Add(opTimeout)
	if l.until.Before(end) {
		end = l.until
	}
	return context.WithDeadline(context.Background(), end)
}

// publishScript sets or removes the progress of the lock's holder, and of
// nobody who has lost it.
var publishScript = redis.NewScript(`
if redis.call("get", KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == "" then return redis.call("del", KEYS[2]) end
redis.call("set", KEYS[2], ARGV[2], "px", ARGV[3])
return 1`)

func (l *redisLease) publish(ctx context.Context, progress string) error {
	return publishScript.Run(ctx, l.r.client, []string{keyLock, keyProgress},
		l.lock.Token()+l.lock.Metadata(), progress, l.r.k.Lease.Milliseconds()).Err()
}
