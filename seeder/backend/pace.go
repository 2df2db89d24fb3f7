package backend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
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

// pace holds back the requests of a client: to the rate that was configured,
// for as long as a backend that was asked too much wants, and those to routes
// that stopped responding for good.
type pace struct {
	limiter *rate.Limiter

	mu     sync.Mutex
	opens  time.Time // no request before
	strain int       // complaints in a row
	routes map[string]routeHealth
}

// routeHealth is what is known of a route in this run.
type routeHealth struct {
	answered bool
	timeouts int       // in a row
	first    time.Time // when the first of them was given up
	later    bool      // one of them began after that
}

func newPace(perSecond float64) *pace {
	return &pace{limiter: rate.NewLimiter(cmp.Or(rate.Limit(perSecond), rate.Inf), 1), routes: map[string]routeHealth{}}
}

// wait returns when a request to a route may start.
func (p *pace) wait(ctx context.Context, route string) error {
	for {
		p.mu.Lock()
		left, health := time.Until(p.opens), p.routes[route]
		p.mu.Unlock()
		if health.later && (health.timeouts >= maxTimeoutsLater || health.timeouts >= maxTimeouts && !health.answered) {
			return fmt.Errorf("%s %w: it timed out %d times in a row", route, errRouteDown, health.timeouts)
		}
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

// learn notes how a request to a route ended that began then. Complaints about
// requests that were in flight together count once.
func (p *pace) learn(route string, began time.Time, failed *seeder.RequestError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, health := time.Now(), p.routes[route]
	switch {
	case failed != nil && failed.Meaning == seeder.TimedOut:
		if health.timeouts == 0 {
			health.first = now
		}
		health.timeouts++
		health.later = health.later || !began.Before(health.first)
		p.routes[route] = health
		return
	case failed != nil && failed.Status == 0:
		return
	}
	p.routes[route] = routeHealth{answered: true}
	isNew := !began.Before(p.opens)
	complains := failed != nil && (failed.Status == http.StatusTooManyRequests || failed.Status == http.StatusServiceUnavailable && failed.RetryAfter > 0)
	switch {
	case isNew && !complains:
		p.strain = 0
	case complains:
		delay := failed.RetryAfter
		if isNew {
			delay = max(delay, backoff(p.strain))
			p.strain++
		}
		if opens := now.Add(delay); opens.After(p.opens) {
			p.opens = opens
		}
	}
}

// reset gives every route another chance: a new run began.
func (p *pace) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.routes)
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
