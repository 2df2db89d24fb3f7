package backend

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// stopGrace is how long what is in flight may take once the run's time is up.
const stopGrace = 5 * time.Second

// request is a question to the backend. It can be sent several times.
type request struct {
	method   string
	at       *endpoint
	body     []byte
	pool     string
	list     *listing // reads the answer of a list, nil for an item
	retries  int
	standsIn bool // another route stands in for this one: it is not waited for twice
	changes  bool // it is not ended with its caller's context once it is in flight

	// Of the last attempt:
	answer answer
	item   entities.Item
}

// send asks until there is a good answer or no use in asking again.
func (c *Client) send(ctx context.Context, q *request) *seeder.Error {
	for n := 0; ; n++ {
		failed := c.try(ctx, q)
		if failed == nil || n >= q.retries || ctx.Err() != nil || !c.isWorthRetrying(q, failed) {
			return failed
		}
		var wait time.Duration
		if !isComplaint(failed) { // for that, the pace holds everything back
			wait = max(failed.RetryAfter, backoff(n))
		}
		c.log.LogAttrs(ctx, slog.LevelWarn, "retrying", append(q.attrs(failed),
			slog.Int("attempt", n+1), slog.Duration("wait", max(wait, failed.RetryAfter)))...)
		if sleep(ctx, wait) != nil {
			return failed
		}
	}
}

// isWorthRetrying reports whether the same request may fare better the next
// time. As long as no connection could ever be made, none is waited for.
func (c *Client) isWorthRetrying(q *request, failed *seeder.Error) bool {
	switch {
	case isRefusal(failed), failed.Meaning == seeder.RouteDown, q.standsIn && failed.Meaning == seeder.TimedOut:
		return false
	case notSent(failed):
		return c.reached.Load()
	}
	return failed.Meaning == seeder.Unknown || failed.Meaning == seeder.TimedOut || failed.Meaning == seeder.Throttled
}

// notSent reports whether nothing reached the backend.
func notSent(failed *seeder.Error) bool {
	return failed.Meaning == seeder.Unreachable || failed.Meaning == seeder.NotSent
}

// isComplaint reports whether the backend asked for fewer requests.
func isComplaint(failed *seeder.Error) bool {
	return failed.Status == http.StatusTooManyRequests || failed.Status == http.StatusServiceUnavailable && failed.RetryAfter > 0
}

// try sends a request once, when the pace lets it, and judges the answer.
func (c *Client) try(ctx context.Context, q *request) *seeder.Error {
	if q.changes {
		c.learned.forget()
	}
	route := q.method + " " + q.at.route
	q.answer = answer{method: q.method, at: q.at, base: c.base.Path}
	began := time.Now()
	switch err := c.pace.wait(ctx); {
	case err != nil:
		q.answer.err = c.plain(err)
	case c.circuit.isDown(route):
		q.answer.err = &routeDownError{route, c.timeout}
	default:
		began = time.Now()
		c.exchange(ctx, q)
	}
	var failed *seeder.Error
	q.item, failed = judge(q.answer)
	if failed != nil {
		failed.EM = c.masks.shorten(failed.EM)
	}
	switch {
	case failed != nil && isComplaint(failed):
		c.pace.slow(began, failed.RetryAfter)
	case q.answer.status != 0:
		c.pace.ease(began)
	}
	if answered := q.answer.status != 0; answered || failed != nil && failed.Meaning == seeder.TimedOut {
		c.circuit.note(route, !answered)
	}
	c.report(ctx, q, failed, time.Since(began))
	return failed
}

// maxErrorBody is how much is read of an answer that is none of 2xx.
const maxErrorBody = 64 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// exchange sends a request and reads its answer.
func (c *Client) exchange(ctx context.Context, q *request) {
	inFlight, a := ctx, &q.answer
	if q.changes {
		inFlight = c.abort
		if end, ends := ctx.Deadline(); ends {
			var cancel context.CancelFunc
			inFlight, cancel = context.WithDeadline(inFlight, end.Add(stopGrace))
			defer cancel()
		}
	}
	bounded, cancel := context.WithTimeout(inFlight, c.timeout)
	defer cancel()
	resp, err := c.http.Do(c.newRequest(bounded, q))
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		unsent, ok := errors.AsType[*unsentError](err)
		if a.sent = !ok; ok {
			err = unsent.error
		}
		a.err = c.explain(inFlight, bounded, a.sent, err)
		return
	}
	defer resp.Body.Close()
	a.sent, a.status, a.after = true, resp.StatusCode, retryAfter(resp.Header.Get("Retry-After"), time.Now())
	if to, err := resp.Location(); err == nil && a.status/100 == 3 {
		a.to = withoutUser(to)
	}
	limit := c.maxBody
	if a.status/100 != 2 {
		limit = maxErrorBody
	}
	body, err := open(resp, limit)
	if q.list != nil && err == nil && a.status/100 == 2 {
		*q.list = listing{keep: q.list.keep, enough: q.list.enough, paged: q.list.paged} // each attempt begins anew
		err = q.list.read(body)
		a.reply = q.list.reply
	} else if err == nil {
		text := buffers.Get().(*bytes.Buffer)
		text.Reset()
		_, err = text.ReadFrom(body)
		a.reply = parse(text.String())
		if text.Cap() <= 1<<20 {
			buffers.Put(text)
		}
	}
	if err != nil {
		switch {
		case isShape(err):
			a.state = unreadable
		case a.state == empty:
			a.state = broken
		}
		a.err = c.explain(inFlight, bounded, true, err)
	} else if q.list == nil || !q.list.more {
		drain(resp.Body)
	}
}

// explain says why there was no answer, or no whole one.
func (c *Client) explain(inFlight, bounded context.Context, sent bool, err error) error {
	_, tooLarge := errors.AsType[*tooLargeError](err)
	switch {
	case tooLarge:
		return err
	case inFlight.Err() != nil:
		return c.plain(context.Cause(inFlight))
	case bounded.Err() != nil:
		return &timeoutError{after: c.timeout, connected: sent}
	}
	return c.plain(err)
}

// report logs and measures one attempt. Bodies go to neither log nor metrics.
func (c *Client) report(ctx context.Context, q *request, failed *seeder.Error, took time.Duration) {
	if c.onRequest != nil {
		c.onRequest(q.method, q.at.route, q.answer.status, failed, took)
	}
	level := slog.LevelDebug
	if failed != nil && q.method != http.MethodPost && !c.isWorthRetrying(q, failed) && failed.Meaning != seeder.RouteMissing {
		level = slog.LevelInfo
	}
	if c.log.Enabled(ctx, level) {
		c.log.LogAttrs(ctx, level, "request", append(q.attrs(failed), slog.Int64("ms", took.Milliseconds()))...)
	}
}

// attrs are what logs say about an attempt.
func (q *request) attrs(failed *seeder.Error) []slog.Attr {
	attrs := []slog.Attr{slog.String("method", q.method), slog.String("route", q.at.route)}
	if q.pool != "" {
		attrs = append(attrs, slog.String("pool", q.pool))
	}
	attrs = append(attrs, slog.Int("status", q.answer.status))
	if q.answer.hasEC {
		attrs = append(attrs, slog.Int("ec", q.answer.ec))
	}
	if failed != nil {
		attrs = append(attrs, slog.String("em", failed.EM), slog.Any("error", failed))
	}
	return attrs
}
