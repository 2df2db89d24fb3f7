package backend

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
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
// that a program gives, the count of requests, the network.
func (c *Client) newHTTPClient(o Options) (*http.Client, error) {
	network := o.Transport
	if network == nil {
		c.network = &http.Transport{
			Proxy:                  nil, // the environment's proxies would see what is meant for a private host
			DialContext:            c.guard.dial,
			TLSHandshakeTimeout:    dialLimit,
			DisableCompression:     true, // lists are closed early: a compressed one would be read ahead
			MaxIdleConnsPerHost:    o.Concurrency + 2,
			IdleConnTimeout:        idleLimit,
			MaxResponseHeaderBytes: 256 << 10,
			Protocols:              new(http.Protocols),
		}
		c.network.Protocols.SetHTTP1(true)
		if o.CAFile != "" {
			roots, err := LoadRoots(o.CAFile)
			if err != nil {
				return nil, err
			}
			c.network.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
		}
		network = c.network
	}
	network = &counter{client: c, next: network}
	if o.Authorize != nil {
		network = &authorizer{next: network, ask: o.Authorize, masks: &c.masks, lock: make(chan struct{}, 1)}
	}
	return &http.Client{Transport: network, CheckRedirect: checkRedirect}, nil
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
func checkRedirect(req *http.Request, via []*http.Request) error {
	from, to := via[len(via)-1].URL, req.URL
	same := strings.EqualFold(from.Hostname(), to.Hostname()) &&
		(from.Scheme == to.Scheme && portOf(from) == portOf(to) ||
			from.Scheme == "http" && portOf(from) == "80" && to.Scheme == "https" && portOf(to) == "443")
	if !same || req.Method != via[0].Method || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	to.User = nil
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

// unsentError says that nothing of a request was written to a connection.
type unsentError struct{ error }

func (e *unsentError) Unwrap() error { return e.error }

// counter counts the requests that were sent, and marks the errors of those
// that were not.
type counter struct {
	client *Client
	next   http.RoundTripper
}

func (n *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	connected := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }}
	resp, err := n.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil && !connected {
		return nil, &unsentError{err}
	}
	n.client.reached.Store(true)
	n.client.count(req.Method)
	return resp, err
}

// errNoHeaders says that Options.Authorize failed.
var errNoHeaders = errors.New("not authorized")

// authorizer sends the headers that a function gives. After a 401, which did
// nothing, it asks the function anew and sends the request once more.
type authorizer struct {
	next  http.RoundTripper
	ask   func(context.Context) (http.Header, error)
	masks *masks

	lock   chan struct{} // held while the function runs
	header http.Header
	asked  int // how often the function was called
}

func (a *authorizer) RoundTrip(req *http.Request) (*http.Response, error) {
	header, asked, err := a.headers(req.Context(), 0)
	if err != nil {
		return nil, err
	}
	resp, err := a.next.RoundTrip(with(req, header))
	if err != nil || resp.StatusCode != http.StatusUnauthorized || req.Body != nil && req.GetBody == nil {
		return resp, err
	}
	drain(resp.Body)
	resp.Body.Close()
	if header, _, err = a.headers(req.Context(), asked); err != nil {
		return nil, err
	}
	again := with(req, header)
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	return a.next.RoundTrip(again)
}

// headers returns the current headers, which must be newer than those of the
// call of that number.
func (a *authorizer) headers(ctx context.Context, stale int) (http.Header, int, error) {
	select {
	case a.lock <- struct{}{}:
		defer func() { <-a.lock }()
	case <-ctx.Done():
		return nil, 0, &unsentError{context.Cause(ctx)}
	}
	if a.asked <= stale {
		header, err := a.ask(ctx)
		if err != nil {
			return nil, 0, &unsentError{fmt.Errorf("%w: %w", errNoHeaders, err)}
		}
		a.masks.addHeaders(header)
		a.header = header
		a.asked++
	}
	return a.header, a.asked, nil
}

func with(req *http.Request, header http.Header) *http.Request {
	req = req.Clone(req.Context())
	for name, values := range header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	return req
}

// open returns the text of an answer. It also decompresses an answer
// that was compressed unasked.
func open(resp *http.Response) (io.Reader, error) {
	var body io.Reader = resp.Body
	var err error
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		body, err = gzip.NewReader(body)
	case "deflate": // zlib by the book, but some send it bare
		in := bufio.NewReader(body)
		if head, _ := in.Peek(2); len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			body, err = zlib.NewReader(in)
		} else {
			body = flate.NewReader(in)
		}
	default:
		err = fmt.Errorf("%w: its encoding is %q", errSyntax, encoding)
	}
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, zlib.ErrHeader) {
		err = errSyntax
	}
	return body, err
}

// drain reads the end of a body, so that its connection can be used again.
// What takes more than one read is not worth it.
func drain(body io.Reader) {
	var rest [512]byte
	_, _ = body.Read(rest[:])
}

// withoutQuery is a URL for messages: no credentials, no query.
func withoutQuery(u *url.URL) string { return u.Scheme + "://" + u.Host + u.EscapedPath() }
