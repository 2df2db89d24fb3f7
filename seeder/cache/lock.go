package cache

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	randv2 "math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

const (
	// defaultLease is how long a lock in Redis outlives a holder that died.
	defaultLease = 10 * time.Second

	// forever is the lease of locks that end with their holder.
	forever = 100 * 365 * 24 * time.Hour

	// refreshEvery is how often a holder looks at its lock, renews it and
	// publishes its progress.
	refreshEvery = 200 * time.Millisecond

	// pollEvery is how often, on average, a waiting run looks at the lock.
	pollEvery = 80 * time.Millisecond
)

var (
	errTaken   = errors.New("it was deleted, or another run has it")
	errExpired = errors.New("it could not be renewed in time")
)

// holding is what can be seen of a held lock.
type holding struct {
	token    string // changes with the holder
	holder   string
	progress string // changes while the holder works, "" before
}

// parseHolding reads "token holder" and "token steps", which may be anybody's
// text. Progress that an earlier holder left behind is not this one's.
func parseHolding(lock, progress string) holding {
	token, holder, _ := strings.Cut(lock, " ")
	h := holding{token: lock, holder: cmp.Or(printable(holder), unknownHolder)}
	if strings.HasPrefix(progress, token+" ") {
		h.progress = progress
	}
	return h
}

// progressOf is what parseHolding reads as the progress of a holder.
func progressOf(token string, steps uint64) string { return fmt.Sprintf("%s %d", token, steps) }

// Acquire waits for the lock as long as its holder changes or makes progress.
// A run that has seen the lock held must not run beside its holder,
// however the lock fails: it waits as long as their lease may last, and then
// gives up.
func (s *Store) Acquire(ctx context.Context, onWait func(holder string)) (held seeder.Lease, waited bool, err error) {
	var (
		token    = rand.Text()
		timeout  = max(s.o.LockTimeout, 0)
		seen     holding
		progress time.Time // when the holder was first seen, or last made progress
		last     time.Time // when the lock was last seen held
	)
	for {
		if err := ctx.Err(); err != nil {
			return nil, waited, err
		}
		start := time.Now()
		taken, err := s.engine.take(ctx, token, s.o)
		if taken != nil {
			keeping, stop := context.WithCancel(context.Background())
			l := &lease{s: s, lock: taken, start: start, lost: make(chan struct{}), stop: stop, kept: make(chan struct{})}
			l.until.Store(int64(s.o.lease))
			s.held.Store(l)
			go l.keep(keeping)
			return l, waited, nil
		}
		var h holding
		if err == nil {
			if last = time.Now(); !waited {
				waited, progress = true, last
			}
			h, err = s.engine.look(ctx)
		}
		switch {
		case err != nil && (!waited || ctx.Err() != nil):
			return nil, waited, err
		case err != nil && time.Since(last) >= min(s.o.lease, timeout):
			return nil, waited, &seeder.BusyError{Holder: cmp.Or(seen.holder, unknownHolder), For: time.Since(last), Err: err}
		case err != nil && !last.Before(start) && time.Since(progress) >= timeout: // held, by whom and how far is unread
			return nil, waited, &seeder.BusyError{Holder: cmp.Or(seen.holder, unknownHolder), For: timeout, Err: err}
		case err != nil || h.token == "": // unread, or released a moment ago
		case h.token != seen.token:
			seen, progress = h, time.Now()
			if onWait != nil {
				onWait(h.holder)
			}
		case h.progress != "" && h.progress != seen.progress:
			seen, progress = h, time.Now()
		}
		if h.token != "" && time.Since(progress) >= timeout {
			return nil, waited, &seeder.BusyError{Holder: h.holder, For: timeout}
		}
		if err := seeder.Sleep(ctx, pollEvery/2+randv2.N(pollEvery)); err != nil {
			return nil, waited, err
		}
	}
}

// lease keeps a lock that was taken. One goroutine extends it, and ends with
// Release or with the loss.
type lease struct {
	s    *Store
	lock *lock

	start time.Time
	until atomic.Int64 // nanoseconds after start, by the monotonic clock; the lock is this run's at least until then
	taken atomic.Bool
	steps atomic.Uint64

	lost chan struct{}
	stop context.CancelFunc // ends keep, which then closes kept
	kept chan struct{}
	once sync.Once
}

// Progress never blocks.
func (l *lease) Progress() { l.steps.Add(1) }

// Err asks nothing but the clock.
func (l *lease) Err() error {
	switch {
	case l.taken.Load():
		return errTaken
	case time.Since(l.start) >= time.Duration(l.until.Load()):
		return errExpired
	}
	return nil
}

func (l *lease) Lost() <-chan struct{} { return l.lost }

// Release ends the renewal and, if the lock is still this run's, deletes it. It
// takes a second at most; a lock that could not be deleted expires.
func (l *lease) Release() {
	l.once.Do(func() {
		l.stop()
		<-l.kept
		if l.taken.Load() {
			return
		}
		if err := l.lock.release(context.Background()); err != nil {
			l.s.o.Log.Debug("the lock was not released", "err", err)
		}
	})
}

func (l *lease) keep(ctx context.Context) {
	defer close(l.kept)
	for seeder.Sleep(ctx, min(refreshEvery, l.s.o.lease/3)) == nil {
		asked := time.Now()
		failed := l.lock.extend(ctx, l.steps.Load())
		if errors.Is(failed, errTaken) {
			l.taken.Store(true)
		}
		if err := l.Err(); err != nil { // what came to an end does not begin again
			l.s.o.Log.Warn("the lock was lost", "why", err, "last", failed)
			close(l.lost)
			return
		}
		if failed == nil {
			l.until.Store(int64(asked.Add(l.s.o.lease).Sub(l.start)))
		}
	}
}
