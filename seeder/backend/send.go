package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// stopGrace is how long what is in flight may take once the run's time is up.
const stopGrace = 5 * time.Second

// request is a question to the backend. It can be sent several times.
type request struct {
	method  string
	at      *endpoint
	body    []byte
	pool    string
	list    *listing // reads the answer of a list, nil for an item
	retries int
	token   string // of a login, "" for none
	changes bool   // it is not ended with its caller's context once it is in flight

	never  *seeder.RequestError // why it cannot be sent, nil where it can
	answer answer               // of the last attempt
}

// send asks until there is a good answer or no use in asking again.
func (c *Client) send(ctx context.Context, q *request) *seeder.RequestError {
	if q.never != nil {
		return q.never
	}
	for n := 0; ; n++ {
		failed := c.try(ctx, q)
		if failed == nil || n >= q.retries || ctx.Err() != nil || !c.isWorthRetrying(failed) {
			return failed
		}
		wait := max(failed.RetryAfter, backoff(n))
		c.options.Log.LogAttrs(ctx, slog.LevelWarn, "retrying", append(q.attrs(failed), slog.Int("attempt", n+1), slog.Duration("wait", wait))...)
		if seeder.Sleep(ctx, wait) != nil {
			return failed
		}
	}
}

// isWorthRetrying reports whether the same request may fare better the next
// time. As long as no connection could ever be made, none is waited for.
func (c *Client) isWorthRetrying(failed *seeder.RequestError) bool {
	switch {
	case isRefusal(failed), failed.Meaning == seeder.RouteDown, errors.Is(failed, errNoItems):
		return false
	case notSent(failed):
		return c.Requests().Total() > 0
	}
	return failed.Meaning == seeder.Unknown || failed.Meaning == seeder.TimedOut || failed.Meaning == seeder.Throttled
}

// notSent reports whether nothing reached the backend.
func notSent(failed *seeder.RequestError) bool {
	return failed.Meaning == seeder.Unreachable || failed.Meaning == seeder.NotSent
}

// asError is nil where nothing failed.
func asError(failed *seeder.RequestError) error {
	if failed == nil {
		return nil
	}
	return failed
}

// try sends a request once, when the pace lets it, and judges the answer.
func (c *Client) try(ctx context.Context, q *request) *seeder.RequestError {
	if first := c.first.Load(); q.changes && first != nil && first.pool == q.pool {
		c.first.CompareAndSwap(first, nil)
	}
	route := q.method + " " + q.at.route
	q.answer = answer{method: q.method, at: q.at}
	began := time.Now()
	if err := c.pace.wait(ctx, route); err != nil {
		q.answer.err, q.answer.stopped = c.plain(err), true
	} else {
		began = time.Now()
		c.exchange(ctx, q)
	}
	failed := judge(q.answer)
	if failed != nil {
		failed.EM = c.masks.shorten(failed.EM)
	}
	c.pace.learn(route, began, failed)
	c.report(ctx, q, failed, time.Since(began))
	return failed
}

// exchange sends a request and reads its answer.
func (c *Client) exchange(ctx context.Context, q *request) {
	inFlight, a := ctx, &q.answer
	if q.changes {
		inFlight = c.options.Abort
		if end, ends := ctx.Deadline(); ends {
			var cancel context.CancelFunc
			inFlight, cancel = context.WithDeadline(inFlight, end.Add(stopGrace))
			defer cancel()
		}
	}
	bounded, cancel := context.WithTimeout(inFlight, c.options.RequestTimeout)
	defer cancel()
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { a.sent = true }}
	resp, err := c.http.Do(c.newRequest(httptrace.WithClientTrace(bounded, trace), q))
	if a.sent = a.sent || err == nil; a.sent {
		c.count(q.method)
	}
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		c.explain(inFlight, bounded, a, err)
		return
	}
	defer resp.Body.Close()
	a.status = resp.StatusCode
	if after := resp.Header.Get("Retry-After"); after != "" {
		a.after = retryAfter(after, time.Now())
	}
	if to, err := resp.Location(); err == nil && a.status/100 == 3 {
		a.to = withoutQuery(to)
	}
	pool := c.options.Registry.Get(q.pool)
	if pool == nil { // of users, say
		pool = &entities.Entity{}
	}
	body, err := open(resp)
	switch {
	case err != nil:
		a.fault = errSyntax
		return
	case q.list != nil && a.status/100 == 2:
		*q.list = listing{keep: q.list.keep, enough: q.list.enough, pool: *pool} // each attempt begins anew
		err = q.list.read(body, c.options.MaxBody)
		a.reply = q.list.reply
	default:
		var text []byte
		text, err = io.ReadAll(http.MaxBytesReader(nil, body, c.options.MaxBody))
		if a.reply = parse(string(text)); a.fault == nil && pool.Created.Envelope != "" {
			a.data = gjson.GetBytes(text, pool.Created.Envelope)
		}
		a.data = identified(a.data, pool.Created.ID)
	}
	if err == nil {
		if q.list != nil && !q.list.more { // at its end, the connection can be used again
			_, _ = resp.Body.Read(make([]byte, 512))
		}
		return
	}
	if errors.Is(a.fault, errEmpty) {
		a.fault = errBroken
	}
	c.explain(inFlight, bounded, a, err)
}

// explain notes why there was no answer, or no whole one. A time-out of the
// request alone is no context.DeadlineExceeded, so that it is not taken for the
// end of the run.
func (c *Client) explain(inFlight, bounded context.Context, a *answer, err error) {
	large, isLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isLarge:
		a.err = fmt.Errorf("%w %d bytes (max_body)", errTooLarge, large.Limit)
	case errors.Is(err, errNoHeaders) && inFlight.Err() == nil:
		a.err = c.plain(err)
	case inFlight.Err() != nil:
		a.stopped, a.timedOut = true, errors.Is(inFlight.Err(), context.DeadlineExceeded)
		a.err = c.plain(context.Cause(inFlight))
	case bounded.Err() != nil && a.sent:
		a.timedOut, a.err = true, fmt.Errorf("no complete answer within %s", c.options.RequestTimeout)
	case bounded.Err() != nil:
		a.timedOut, a.err = true, fmt.Errorf("no connection within %s", c.options.RequestTimeout)
	default:
		a.err = c.plain(err)
	}
}

// report logs and measures one attempt. Bodies go to neither log nor metrics.
func (c *Client) report(ctx context.Context, q *request, failed *seeder.RequestError, took time.Duration) {
	if c.options.OnRequest != nil {
		c.options.OnRequest(q.method, q.at.route, q.answer.status, failed, took)
	}
	level := slog.LevelDebug
	if failed != nil && q.method != http.MethodPost && !c.isWorthRetrying(failed) && failed.Meaning != seeder.RouteMissing {
		level = slog.LevelInfo
	}
	if c.options.Log.Enabled(ctx, level) {
		c.options.Log.LogAttrs(ctx, level, "request", append(q.attrs(failed), slog.Int64("ms", took.Milliseconds()))...)
	}
}

// attrs are what logs say about an attempt.
func (q *request) attrs(failed *seeder.RequestError) []slog.Attr {
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
