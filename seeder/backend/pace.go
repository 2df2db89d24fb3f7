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
	closed time.Time // when opens was last moved
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

// backoff is the delay before the retry of that number: exponential, with full
// jitter.
func backoff(n int) time.Duration {
	bound := maxDelay
	if n < 6 { // 100 ms × 2⁶ is beyond the bound
		bound = min(bound, minDelay<<n)
	}
	return rand.N(bound) + 1
}

// A route is down for the rest of the run once so many requests in a row had no
// answer, not all of them at the same time: few where the route never answered
// in this run, many where it did.
const (
	maxTimeouts      = 6
	maxTimeoutsLater = 20
)

// errRouteDown says that a request was not sent, since its route does not
// respond.
var errRouteDown = errors.New("stopped responding")

// circuit knows which routes stopped responding.
type circuit struct {
	mu     sync.Mutex
	routes map[string]routeHealth // by method and route
}

// routeHealth is what is known of a route in this run.
type routeHealth struct {
	answered bool
	timeouts int       // in a row
	first    time.Time // when the first of them was given up
	later    bool      // one of them began after that
}

func (k *circuit) isDown(route string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	health := k.routes[route]
	return health.later && (health.timeouts >= maxTimeoutsLater || health.timeouts >= maxTimeouts && !health.answered)
}

// note counts the time-outs of a route, from zero after an answer. The request
// began at that time.
func (k *circuit) note(route string, timedOut bool, began time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	health := k.routes[route]
	switch {
	case !timedOut:
		health = routeHealth{answered: true}
	case health.timeouts == 0:
		health.timeouts, health.first = 1, time.Now()
	default:
		health.timeouts++
		health.later = health.later || !began.Before(health.first)
	}
	if k.routes == nil {
		k.routes = map[string]routeHealth{}
	}
	k.routes[route] = health
}

// reset gives every route another chance: a new run began.
func (k *circuit) reset() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.routes)
}
