package cache

import (
	"cmp"
	"context"
	"crypto/rand"
	randv2 "math/rand/v2"
	"strings"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// pollEvery is how often, on average, a waiting run looks at the lock.
const pollEvery = 80 * time.Millisecond

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

// Acquire waits for the lock as long as its holder changes or makes progress.
// A run that has seen the lock held must not run beside its holder,
// however the lock fails: it waits as long as their lease may last, and then
// gives up.
func (s *Store) Acquire(ctx context.Context, onWait func(holder string)) (lease seeder.Lease, waited bool, err error) {
	var (
		token    = rand.Text()
		timeout  = max(s.o.LockTimeout, 0)
		seen     holding
		progress time.Time // when the holder was first seen, or last made progress
		held     time.Time // when the lock was last seen held
	)
	for {
		if err := ctx.Err(); err != nil {
			return nil, waited, err
		}
		lease, err := s.engine.try(ctx, token, s.o)
		if lease != nil {
			s.held.Store(&lease)
			return lease, waited, nil
		}
		var h holding
		if err == nil {
			waited, held = true, time.Now()
			h, err = s.engine.look(ctx)
		}
		switch {
		case err != nil && (!waited || ctx.Err() != nil):
			return nil, waited, err
		case err != nil && time.Since(held) >= min(s.o.Lease, timeout):
			return nil, waited, &seeder.BusyError{Holder: cmp.Or(seen.holder, unknownHolder), For: time.Since(held), Err: err}
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
