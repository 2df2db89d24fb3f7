package backend

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// maxErrorBody is how much is read of an answer that is none of 2xx.
const maxErrorBody = 64 << 10

// maxKeptBuffer is the largest buffer that goes back to the pool.
const maxKeptBuffer = 1 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// capped is a body of which no more than limit bytes are read.
type capped struct {
	body  io.Reader
	left  int64
	limit int64
	err   error // how it ended, to be said again
}

func (r *capped) Read(p []byte) (int, error) {
	if r.err == nil && r.left <= 0 {
		r.err = r.atLimit()
	}
	if r.err != nil {
		return 0, r.err
	}
	if int64(len(p)) > r.left {
		p = p[:r.left]
	}
	n, err := r.body.Read(p)
	r.left -= int64(n)
	r.err = err
	return n, err
}

// atLimit tells a body that ends at the limit from one that goes on.
func (r *capped) atLimit() error {
	var next [1]byte
	switch n, err := r.body.Read(next[:]); {
	case n > 0:
		return &tooLargeError{r.limit}
	case err != nil:
		return err
	}
	return io.ErrNoProgress
}

// read reads an answer and judges it.
func (c *Client) read(ctx, limited context.Context, q *request, resp *http.Response) (reply, *seeder.Error) {
	if resp.StatusCode/100 != 2 {
		return c.readError(q, resp)
	}
	body := &capped{body: resp.Body, left: c.maxBody, limit: c.maxBody}
	if q.list != nil {
		return c.readListing(ctx, limited, q, resp.StatusCode, body)
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	_, err := buf.ReadFrom(body) // to the end, unless it fails
	r := parse(buf.Bytes())
	if err != nil && r.state == empty {
		r.state = broken
	}
	failed := c.verdict(ctx, limited, q, resp.StatusCode, r, err)
	if failed == nil && q.take != nil {
		q.take(r)
	}
	return reply{ec: r.ec, hasEC: r.hasEC, em: r.em, state: r.state}, failed
}

func release(buf *bytes.Buffer) {
	if buf.Cap() <= maxKeptBuffer {
		buf.Reset()
		buffers.Put(buf)
	}
}

func (c *Client) readListing(ctx, limited context.Context, q *request, status int, body *capped) (reply, *seeder.Error) {
	list := *q.list // each attempt begins anew
	err := list.read(body)
	if err == nil && !list.more {
		drain(body.body)
	}
	failed := c.verdict(ctx, limited, q, status, list.reply, err)
	if failed == nil {
		*q.list = list
	}
	return list.reply, failed
}

// verdict returns nil for a good 2xx answer. The error is that of reading it.
func (c *Client) verdict(ctx, limited context.Context, q *request, status int, r reply, err error) *seeder.Error {
	v := judge(facts{
		status: status, ec: r.ec, hasEC: r.hasEC, state: r.state,
		missing: r.saysMissing(q.method, q.at.url, c.base.Path), record: q.record,
	})
	switch {
	case v.outcome == seeder.Created && (q.creates && !unending(limited, err) || r.state == whole || r.state == empty && q.list == nil):
		return nil
	case v.outcome != seeder.Created && r.hasEC && r.ec != 0:
		return c.refusal(q, status, r, v)
	}
	f := facts{status: status, sent: true}
	failed := &seeder.Error{
		Method: q.method, URL: q.at.text, Status: status, EC: r.ec, HasEC: r.hasEC,
		Kind: v.kind, Outcome: seeder.Unknown, Err: c.unreadable(ctx, limited, r, err, &f),
	}
	if f.timedOut {
		failed.Kind = seeder.TimedOut
	}
	return failed
}

// unending tells a body that was given up on from one that broke off: nobody
// knows what it would have said.
func unending(limited context.Context, err error) bool {
	var large *tooLargeError
	return errors.As(err, &large) || err != nil && limited.Err() != nil
}

// unreadable says what was wrong with the body of a 2xx answer.
func (c *Client) unreadable(ctx, limited context.Context, r reply, err error, f *facts) error {
	var large *tooLargeError
	switch {
	case errors.As(err, &large):
		return large
	case ctx.Err() != nil, limited.Err() != nil:
		return c.explain(ctx, limited, err, f)
	case isShape(err):
		return err
	case r.state == empty:
		return errEmpty
	case r.state == unreadable:
		return errSyntax
	case err == nil:
		return plain(io.ErrUnexpectedEOF)
	}
	return plain(err)
}

// readError reads what an answer that is none of 2xx says.
func (c *Client) readError(q *request, resp *http.Response) (reply, *seeder.Error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	if _, err := buf.ReadFrom(io.LimitReader(resp.Body, maxErrorBody)); err == nil {
		drain(resp.Body)
	}
	r := parse(buf.Bytes())
	if r.em == "" {
		r.em = wordsOf(r, buf.Bytes())
	}
	to := redirect(q.at.url, resp)
	if to != nil {
		r.em = "redirected to " + bare(to)
	}
	v := judge(facts{
		status: resp.StatusCode, ec: r.ec, hasEC: r.hasEC, state: r.state, moved: to != nil && q.method != http.MethodGet,
		missing: r.saysMissing(q.method, q.at.url, c.base.Path), record: q.record,
	})
	failed := c.refusal(q, resp.StatusCode, r, v)
	return reply{ec: r.ec, hasEC: r.hasEC, em: r.em, state: r.state}, failed
}

// wordsOf finds a message in an error answer without the usual members.
func wordsOf(r reply, body []byte) string {
	if r.state == whole {
		if text := words(member(body, "error")); text != "" {
			return text
		}
		return words(member(body, "detail"))
	}
	text := strings.TrimSpace(string(body[:min(len(body), 4*maxMessage)]))
	if r.state != unreadable || strings.HasPrefix(text, "<") {
		return ""
	}
	return text
}

// saysMissing tells whether the message is the one that NestJS has for a
// route that does not exist. A gateway may have taken the base path off.
func (r reply) saysMissing(method string, at *url.URL, base string) bool {
	rest, found := strings.CutPrefix(r.em, "Cannot "+method+" ")
	if !found || r.hasEC && r.ec != -1 {
		return false
	}
	for _, uri := range []string{at.RequestURI(), at.EscapedPath(), at.Path} {
		if rest == uri || rest == strings.TrimPrefix(uri, base) {
			return true
		}
	}
	return false
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	var d time.Duration
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		d = time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
	} else if date, err := http.ParseTime(value); err == nil {
		d = date.Sub(now)
	}
	return min(max(d, 0), maxRetryAfter)
}
