package backend

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// request is something to ask the backend. It can be sent several times.
type request struct {
	method  string
	at      *endpoint
	body    []byte
	pool    string
	record  bool // the path names one item
	creates bool // it makes something: never repeated, and an answer that broke off still says that it was made
	repeats int  // how often it may be sent again

	// The answer goes to one of these. What take is given must not be kept.
	list *listing // filled when set, up to its limit
	take func(reply)

	status int // of the last answer, 0 without one
}

// send asks until there is a good answer or no use in asking again.
func (c *Client) send(ctx context.Context, q *request) *seeder.Error {
	return c.sendUntil(ctx, ctx, q)
}

// sendUntil is send with two ends: ctx's is that of repeating, inFlight's that
// of the request that is under way.
func (c *Client) sendUntil(ctx, inFlight context.Context, q *request) *seeder.Error {
	for n := 0; ; n++ {
		err := c.attempt(inFlight, q)
		if err == nil || n >= q.repeats || ctx.Err() != nil || !c.mayHelp(err) {
			return err
		}
		wait := c.delay(n, err)
		c.logRepeat(ctx, q, err, n+1, wait)
		if sleep(ctx, wait) != nil {
			return err
		}
	}
}

// mayHelp tells whether the same request may fare better the next time. As
// long as no connection could ever be made, none is waited for.
func (c *Client) mayHelp(err *seeder.Error) bool {
	switch {
	case isRefusal(err):
		return false
	case err.Outcome == seeder.NotSent:
		return c.reached.Load()
	}
	return err.Outcome == seeder.Unknown
}

// delay is how long a repetition waits. After a 429 the pace holds it back
// already, with everybody else.
func (c *Client) delay(n int, err *seeder.Error) time.Duration {
	if err.Status == http.StatusTooManyRequests {
		return 0
	}
	return max(err.RetryAfter, backoff(n))
}

// attempt sends a request once, in its turn, and judges what comes back.
func (c *Client) attempt(ctx context.Context, q *request) *seeder.Error {
	if failed := c.turn(ctx, q); failed != nil {
		return failed
	}
	return c.try(ctx, q)
}

// turn waits until the pace lets a request start.
func (c *Client) turn(ctx context.Context, q *request) *seeder.Error {
	if err := c.pace.wait(ctx); err != nil {
		return c.silence(q, facts{stopped: true}, plain(err))
	}
	return nil
}

// try sends a request once and judges what comes back.
func (c *Client) try(ctx context.Context, q *request) *seeder.Error {
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	status, r, err := c.exchange(ctx, limited, q)
	q.status = status
	c.report(ctx, q, status, r, err, time.Since(began))
	return err
}

func (c *Client) exchange(ctx, limited context.Context, q *request) (int, reply, *seeder.Error) {
	began := time.Now()
	resp, sent, err := c.roundTrip(limited, q)
	if err != nil {
		f := facts{sent: sent}
		err = c.explain(ctx, limited, err, &f)
		return 0, reply{}, c.silence(q, f, err)
	}
	defer resp.Body.Close()
	asked := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	if resp.StatusCode == http.StatusTooManyRequests {
		c.pace.slow(began, asked)
	} else {
		c.pace.ease(began)
	}
	r, failed := c.read(ctx, limited, q, resp)
	if failed != nil {
		failed.RetryAfter = asked
	}
	return resp.StatusCode, r, failed
}

// explain says why there was no answer, and adds to the facts.
func (c *Client) explain(ctx, limited context.Context, err error, f *facts) error {
	switch {
	case ctx.Err() != nil:
		f.stopped, f.timedOut = true, errors.Is(ctx.Err(), context.DeadlineExceeded)
		return plain(context.Cause(ctx))
	case limited.Err() != nil:
		f.timedOut = true
		return &timeoutError{after: c.timeout, connected: f.sent}
	}
	return plain(err)
}

// silence is the error of a request without an answer.
func (c *Client) silence(q *request, f facts, err error) *seeder.Error {
	v := judge(f)
	if isRefusal(err) {
		v.kind = seeder.RefusedKind
	}
	return &seeder.Error{Method: q.method, URL: q.at.text, Kind: v.kind, Outcome: v.outcome, Err: err}
}

// noRoute is the error of what the backend has no route for, without asking.
func noRoute(method, text string, kind seeder.Kind) *seeder.Error {
	return &seeder.Error{Method: method, URL: text, Kind: kind, Outcome: seeder.Refused, Err: errNoRoute}
}

// refusal is the error of an answer that was read and is no good one.
func (c *Client) refusal(q *request, status int, r reply, v verdict) *seeder.Error {
	text := r.em
	if details := r.details(); details != "" {
		text = strings.TrimPrefix(text+": "+details, ": ")
	}
	return &seeder.Error{
		Method: q.method, URL: q.at.text, Status: status,
		EC: r.ec, HasEC: r.hasEC, EM: c.message(text),
		Kind: v.kind, Outcome: v.outcome,
	}
}
