package cache

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/bsm/redislock"

	"github.com/flashseed/flashseed/seeder"
)

// Acquire polls data-pools:lock. The lease is renewed in the background until
// it is released or lost, and dies with the process that holds it.
func (r *Redis) Acquire(ctx context.Context, onWait func(holder string)) (seeder.Lease, bool, error) {
	w := waiter{
		door:    &redisDoor{r: r, token: rand.Text()},
		timeout: max(r.k.LockTimeout, 0),
		pause:   func() time.Duration { return jitter(50*time.Millisecond, 250*time.Millisecond) },
		lease:   r.k.Lease,
		onWait:  onWait,
	}
	return w.acquire(ctx)
}

// redisDoor tries the lock with one token all the time, by which the lock
// library recognizes a lock whose reply was lost as ours.
type redisDoor struct {
	r     *Redis
	token string
}

func (d *redisDoor) try(ctx context.Context) (lease seeder.Lease, err error) {
	err = d.r.do(ctx, "lock", func(ctx context.Context) error {
		asked := time.Now()
		lock, err := redislock.Obtain(ctx, d.r.client, keyLock, d.r.k.Lease, &redislock.Options{
			Token:    d.token,
			Metadata: " " + d.r.k.Holder,
		})
		if errors.Is(err, redislock.ErrNotObtained) {
			return nil
		}
		if err == nil {
			lease = holdLease(d.r, lock, asked)
		}
		return err
	})
	return lease, err
}

func (d *redisDoor) look(ctx context.Context) (h holding, err error) {
	err = d.r.do(ctx, "lock", func(ctx context.Context) error {
		values, err := redisTx{d.r.k, d.r.client}.values(ctx, keyLock, keyProgress)
		if err == nil && values[0] != nil {
			h = parseHolding(string(values[0]), string(values[1]))
		}
		return err
	})
	return h, err
}

// parseHolding reads a lock's value, which may be anybody's text. Progress
// that an earlier holder left behind is not this one's.
func parseHolding(lock, progress string) holding {
	token, holder, _ := strings.Cut(lock, " ")
	h := holding{token: lock, holder: cmp.Or(printable(holder), unknownHolder)}
	if strings.HasPrefix(progress, token+" ") {
		h.progress = progress
	}
	return h
}
