package backend

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	minDelay      = 100 * time.Millisecond
	maxDelay      = 5 * time.Second
	maxRetryAfter = 30 * time.Second
)

// pace holds back all requests of a client: to the rate that was configured,
// and for as long as a backend that was asked too much wants.
type pace struct {
	limiter *rate.Limiter // nil for no limit

	mu     sync.Mutex
	opens  time.Time // no request before
	closed time.Time // when opens was last moved
	strain int       // how often in a row the backend complained
}

func newPace(perSecond float64) *pace {
	p := &pace{}
	if perSecond > 0 {
		p.limiter = rate.NewLimiter(rate.Limit(perSecond), 1)
	}
	return p
}

// wait returns when a request may start.
func (p *pace) wait(ctx context.Context) error {
	for {
		p.mu.Lock()
		left := time.Until(p.opens)
		p.mu.Unlock()
		if left <= 0 {
			break
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
	if p.limiter != nil {
		if err := p.limiter.Wait(ctx); err != nil {
			return causeOf(ctx)
		}
	}
	return ctx.Err() // a context may have ended while its watchers slept
}

// slow closes the gate after a complaint about a request that began then. The
// complaints of requests that were under way together count once.
func (p *pace) slow(began time.Time, asked time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	delay := asked
	if began.After(p.closed) {
		delay = max(asked, backoff(p.strain))
		p.strain++
		p.closed = now
	}
	if opens := now.Add(delay); opens.After(p.opens) {
		p.opens = opens
	}
}

// ease forgets earlier complaints after a request that began since.
func (p *pace) ease(began time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.strain > 0 && began.After(p.closed) {
		p.strain = 0
	}
}

// backoff is the delay before the repetition of that number: exponential, with
// full jitter.
func backoff(n int) time.Duration {
	bound := maxDelay
	if n < 6 { // 100 ms × 2⁶ is beyond the bound
		bound = min(bound, minDelay<<n)
	}
	return rand.N(bound) + 1
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// causeOf returns why a context ends: it has ended, or would before the wait
// that was refused.
func causeOf(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return context.DeadlineExceeded
}
