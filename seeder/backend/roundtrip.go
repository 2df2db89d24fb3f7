package backend

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
)

const (
	maxRedirects = 5
	maxStale     = 3 // idle connections tried in a row that turn out closed
)

// roundTrip sends a request and follows its redirects. Without a response it
// tells whether anything may have been sent.
func (c *Client) roundTrip(ctx context.Context, q *request) (resp *http.Response, sent bool, err error) {
	to := q.at.url
	for hops := 0; ; hops++ {
		resp, sent, err = c.once(ctx, q, to)
		if err != nil {
			return nil, sent || hops > 0, err
		}
		next := redirect(to, resp)
		if next == nil || q.method != http.MethodGet || hops == maxRedirects || !sameHost(to, next) {
			return resp, true, nil
		}
		drain(resp.Body)
		resp.Body.Close()
		to = next
	}
}

// once sends a request. A kept connection that turns out to be closed before
// anything of the request was written to it is no attempt: the next one is
// used. Go's transport would do so itself if it were given a way to rewind the
// body, but then also where it cannot be sure that nothing was sent.
func (c *Client) once(ctx context.Context, q *request, to *url.URL) (*http.Response, bool, error) {
	for stale := 0; ; stale++ {
		seen := newEvidence()
		resp, err := c.transport.RoundTrip(c.newRequest(httptrace.WithClientTrace(ctx, &seen.trace), q, to))
		sent := err == nil || c.wasSent(seen, err)
		if sent {
			c.count(q.method)
		}
		if sent || seen.got {
			c.reached.Store(true)
		}
		if sent || !seen.reused || stale == maxStale || ctx.Err() != nil {
			return resp, sent, err
		}
	}
}

func (c *Client) wasSent(seen *evidence, err error) bool {
	if c.owned == nil {
		return !isDial(err)
	}
	return seen.sent()
}

// newRequest leaves GetBody unset on purpose: see once.
func (c *Client) newRequest(ctx context.Context, q *request, to *url.URL) *http.Request {
	req := &http.Request{
		Method:     q.method,
		URL:        to,
		Host:       c.host,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     c.reads,
	}
	if q.body != nil {
		req.Header = c.writes
		req.Body = io.NopCloser(bytes.NewReader(q.body))
		req.ContentLength = int64(len(q.body))
	}
	if c.owned == nil {
		req.Header = req.Header.Clone()
	}
	return req.WithContext(ctx)
}

// redirect returns where an answer points to, nil if it is no redirect.
func redirect(from *url.URL, resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return nil
	}
	to, err := from.Parse(location)
	if err != nil || to.Host == "" {
		return nil
	}
	to.User = nil
	to.Fragment, to.RawFragment = "", ""
	return to
}

// sameHost tells whether a redirect may be followed: it gets the headers, so it
// must lead to the same server, at most from its plain port to its safe one.
func sameHost(from, to *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	switch {
	case to.Scheme == from.Scheme:
		return portOf(from) == portOf(to)
	case from.Scheme == "http" && to.Scheme == "https":
		return portOf(from) == "80" && portOf(to) == "443"
	}
	return false
}

// drain reads the end of a body, so that its connection can be used again.
// What takes more than one read is not worth it.
func drain(body io.Reader) {
	var rest [512]byte
	_, _ = body.Read(rest[:])
}
