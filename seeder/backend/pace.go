package backend

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/flashseed/flashseed/seeder"
)

const (
	minDelay      = 100 * time.Millisecond
	maxDelay      = 5 * time.Second
	maxRetryAfter = 30 * time.Second
)

// pace holds back all requests of a client: to the rate that was configured,
// and for as long as a backend that was asked too much wants.
type pace struct {
	limiter *rate.Limiter

	mu     sync.Mutex
	opens  time.Time // no request before
	strain int       // complaints in a row
}

func newPace(perSecond float64) *pace {
	return &pace{limiter: rate.NewLimiter(cmp.Or(rate.Limit(perSecond), rate.Inf), 1)}
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
		if err := seeder.Sleep(ctx, left); err != nil {
			return err
		}
	}
	if err := p.limiter.Wait(ctx); err != nil && ctx.Err() == nil {
		return context.DeadlineExceeded // it would pass during the wait
	}
	return context.Cause(ctx)
}

// slow closes the gate after a complaint about a request that began then.
// Complaints about requests that were in flight together count once.
func (p *pace) slow(began time.Time, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !began.Before(p.opens) {
		delay = max(delay, backoff(p.strain))
		p.strain++
	}
	if opens := time.Now().Add(delay); opens.After(p.opens) {
		p.opens = opens
	}
}

// ease forgets earlier complaints after a request that began since.
func (p *pace) ease(began time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !began.Before(p.opens) {
		p.strain = 0
	}
}

// backoff is the delay before the retry of that number: exponential, with full
// jitter.
func backoff(n int) time.Duration {
	bound := maxDelay
	if n < 6 { // 100 ms × 2⁶ is beyond the bound
		bound = min(bound, minDelay<<n)
	}
	return rand.N(bound) + 1
}

// maxTimeouts is how many requests in a row, no two of them at the same time,
// had no answer before a route counts as down for the rest of the run.
const maxTimeouts = 3

// errRouteDown says that a request was not sent, since its route does not
// respond.
var errRouteDown = errors.New("stopped responding")

// circuit knows which routes stopped responding.
type circuit struct {
	mu       sync.Mutex
	timeouts map[string]timeouts // by method and route
}

// timeouts are a route's since its last answer.
type timeouts struct {
	count int
	last  time.Time // when the last that counts was given up
}

func (k *circuit) isDown(route string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.timeouts[route].count >= maxTimeouts
}

// note learns how a request to a route ended that began then.
func (k *circuit) note(route string, timedOut bool, began time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.timeouts == nil {
		k.timeouts = map[string]timeouts{}
	}
	if t := k.timeouts[route]; !timedOut {
		delete(k.timeouts, route)
	} else if !began.Before(t.last) {
		k.timeouts[route] = timeouts{t.count + 1, time.Now()}
	}
}

// reset gives every route another chance: a new run began.
func (k *circuit) reset() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.timeouts)
}
