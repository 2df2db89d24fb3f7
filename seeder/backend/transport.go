package backend

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const (
	// idleLimit is shorter than the five seconds after which Node closes idle
	// connections, so that none is used at the moment it is closed.
	idleLimit    = 4 * time.Second
	maxRedirects = 5
)

// newHTTPClient puts together what a request passes: redirects, the headers
// that a program gives, the network.
func (c *Client) newHTTPClient(o Options) (*http.Client, error) {
	network := o.Transport
	if network == nil {
		c.network = &http.Transport{
			Proxy:               nil, // the environment's proxies would see what is meant for a private host
			DialContext:         c.guard.dial,
			TLSHandshakeTimeout: dialLimit,
			DisableCompression:  true, // lists are closed early: a compressed one would be read ahead
			MaxIdleConnsPerHost: o.Concurrency + 2,
			IdleConnTimeout:     idleLimit,
		}
		if o.CAFile != "" {
			roots, err := LoadRoots(o.CAFile)
			if err != nil {
				return nil, err
			}
			c.network.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
		}
		network = c.network
	}
	if o.Authorize != nil {
		network = &authorizer{client: c, next: network, lock: make(chan struct{}, 1)}
	}
	return &http.Client{Transport: network, CheckRedirect: c.checkRedirect}, nil
}

// LoadRoots returns the system's authorities and those of a file in PEM.
func LoadRoots(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("CA file: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("CA file %s holds no certificate", file)
	}
	return roots, nil
}

// checkRedirect follows a redirect to the same server, at most from its plain
// port to its safe one, as long as the method stays: 302 turns a POST into a
// GET, whose answer would say nothing about the creation.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	from, to := via[len(via)-1].URL, req.URL
	same := strings.EqualFold(from.Hostname(), to.Hostname()) &&
		(from.Scheme == to.Scheme && portOf(from) == portOf(to) ||
			from.Scheme == "http" && portOf(from) == "80" && to.Scheme == "https" && portOf(to) == "443")
	if !same || req.Method != via[0].Method || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	to.User = nil
	c.count(req.Method)
	return nil
}

// Quit asks an address with POST to end: that of a sidecar, under the rule that
// holds for the backend's host. It sends none of the backend's headers, and the
// request does not count as one to the backend.
func (c *Client) Quit(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return err
	}
	plain := http.Client{Transport: c.network, Timeout: time.Second} // it is on this machine
	resp, err := plain.Do(req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("POST %s: %s", req.URL.Redacted(), resp.Status)
	}
	return nil
}

// newRequest is of a form that the transport repeats by itself only where
// nothing of it was written. It would repeat a POST with an idempotency key in
// other cases too, but not without a way to rewind the body.
func (c *Client) newRequest(ctx context.Context, q *request) *http.Request {
	req := &http.Request{Method: q.method, URL: &q.at.url, Host: c.reads.Get("Host"), Header: c.reads}
	if q.token != "" {
		req.Header = c.reads.Clone()
		req.Header.Set("Authorization", "Bearer "+q.token)
	}
	if q.body != nil {
		req.Header = c.writes
		req.ContentLength = int64(len(q.body))
		rewind := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(q.body)), nil }
		req.Body, _ = rewind()
		if req.Header["Idempotency-Key"] == nil && req.Header["X-Idempotency-Key"] == nil {
			req.GetBody = rewind
		}
	}
	return req.WithContext(ctx)
}

// errNoHeaders says that Options.Authorize failed.
var errNoHeaders = errors.New("not authorized")

// authorizer sends the headers that Options.Authorize gives. After a 401, which
// did nothing, it asks for them anew and sends the request once more.
type authorizer struct {
	client *Client
	next   http.RoundTripper

	lock   chan struct{} // held while the headers are asked for
	header http.Header
	asked  int // how often they were
}

func (a *authorizer) RoundTrip(req *http.Request) (*http.Response, error) {
	for stale := 0; ; {
		header, asked, err := a.headers(req.Context(), stale)
		if err != nil {
			return nil, err
		}
		sent := req.Clone(req.Context())
		for name, values := range header {
			sent.Header[http.CanonicalHeaderKey(name)] = values
		}
		if stale > 0 && req.GetBody != nil {
			sent.Body, _ = req.GetBody() // never fails: newRequest made it
		}
		resp, err := a.next.RoundTrip(sent)
		if err != nil || resp.StatusCode != http.StatusUnauthorized || stale > 0 || req.Body != nil && req.GetBody == nil {
			return resp, err
		}
		resp.Body.Close()
		a.client.count(req.Method)
		stale = asked
	}
}

// headers returns the current headers, which must be newer than those of the
// call of that number.
func (a *authorizer) headers(ctx context.Context, stale int) (http.Header, int, error) {
	select {
	case a.lock <- struct{}{}:
		defer func() { <-a.lock }()
	case <-ctx.Done():
		return nil, 0, context.Cause(ctx)
	}
	if a.asked <= stale {
		header, err := a.client.options.Authorize(ctx)
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %w", errNoHeaders, err)
		}
		a.client.masks.addHeaders(header)
		a.header = header
		a.asked++
	}
	return a.header, a.asked, nil
}

// open returns the text of an answer, also where that was compressed unasked.
func open(resp *http.Response) (io.ReadCloser, error) {
	switch strings.ToLower(resp.Header.Get("Content-Encoding")) {
	case "gzip":
		return gzip.NewReader(resp.Body)
	case "deflate":
		return zlib.NewReader(resp.Body)
	}
	return resp.Body, nil
}

// withoutQuery is a URL for messages: no credentials, no query.
func withoutQuery(u *url.URL) string { return u.Scheme + "://" + u.Host + u.EscapedPath() }
