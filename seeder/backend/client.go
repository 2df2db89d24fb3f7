// Package backend speaks HTTP with a Flashstrom backend, in either dialect. It
// lists, counts, creates, changes and deletes, reads every reply shape such
// backends are known to use, and judges what an answer means. It owns retries
// of what is safe to repeat, the pace of all requests, and the rule about
// which hosts may be seeded at all. It knows nothing of what is created or why.
//
// A creation passes Client.Create (items.go), Client.try (send.go) and judge
// (judge.go).
package backend

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// The defaults of options that are left zero.
const (
	DefaultTimeout = 30 * time.Second
	DefaultMaxBody = 32 << 20
)

// Options configure a Client. URL and Registry are needed. Values are used as
// they are: the configuration has checked them.
type Options struct {
	URL     *url.URL                   // may carry credentials; they are sent as Basic auth and shown nowhere
	Dialect entities.Dialect           // "": detected
	Routes  map[string]entities.Routes // by pool: what is not empty goes before the dialect's, entities.NoRoute says that there is none
	Version string                     // for the User-Agent
	Headers http.Header                // sent with every request
	CAFile  string                     // PEM, trusted beside the system's roots

	// Authorize returns headers that replace those of the same name. It is
	// called before the first request and again after a 401, one call at a
	// time; nil for none.
	Authorize func(context.Context) (http.Header, error)

	RequestTimeout time.Duration // of one attempt, its body included
	Retries        int           // further attempts of a GET, PATCH or DELETE
	Concurrency    int           // how many idle connections are kept
	Rate           float64       // requests a second, 0 for no limit
	MaxBody        int64         // bytes read of one answer

	// Abort ends changes that are in flight. They do not end with the context
	// of their caller, except five seconds past its deadline.
	Abort context.Context

	// AllowHosts are hosts that may be seeded although they are public: host,
	// host:port, address or CIDR, in lower case.
	AllowHosts []string

	Log *slog.Logger

	// OnRequest is called after each attempt, from many goroutines. The route
	// has "{id}" for an id; err is nil when the answer was a good one.
	OnRequest func(method, route string, status int, err *seeder.RequestError, took time.Duration)

	Registry *entities.Registry

	// Transport replaces the network. Where it fails, it must have called the
	// request's httptrace.ClientTrace.GotConn if anything may have been sent.
	Transport http.RoundTripper
}

// Client is a seeder.Backend over HTTP. It is safe for concurrent use.
type Client struct {
	options    Options
	base       *url.URL    // without credentials, without a slash at the end
	reads      http.Header // sent with requests without a body
	writes     http.Header // sent with requests that have one
	http       *http.Client
	adminToken atomic.Value    // a string, sent with deletions; nothing before AsAdmin
	network    *http.Transport // nil where it was replaced
	guard      *guard
	pace       *pace
	masks      masks

	mu       sync.Mutex
	requests map[string]int // by method

	spoken    chan entities.Dialect // holds the dialect, "" for an unknown one; empty while that is detected
	countless sync.Map              // pools whose count route turned out useless in this run
	first     atomic.Pointer[firstLook]
}

var _ seeder.Backend = (*Client)(nil)

// New returns a client. It makes no request.
func New(o Options) (*Client, error) {
	o.RequestTimeout = cmp.Or(o.RequestTimeout, DefaultTimeout)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	if o.Abort == nil {
		o.Abort = context.Background()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	base := *o.URL
	base.User, base.Host = nil, strings.ToLower(base.Host)
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), strings.TrimRight(base.RawPath, "/")
	c := &Client{
		options: o, base: &base, pace: newPace(o.Rate), guard: newGuard(o),
		requests: map[string]int{}, spoken: make(chan entities.Dialect, 1),
	}
	if only := o.Registry.Dialects(); len(only) == 1 {
		o.Dialect = only[0].Dialect
	}
	c.spoken <- o.Dialect
	c.reads = c.headers(o)
	c.writes = c.reads.Clone()
	if c.writes.Get("Content-Type") == "" {
		c.writes.Set("Content-Type", "application/json")
	}
	var err error
	c.http, err = c.newHTTPClient(o)
	return c, err
}

// headers returns what is sent with every request, and masks the secrets in it.
func (c *Client) headers(o Options) http.Header {
	header := http.Header{"Accept": {"application/json"}, "User-Agent": {"flashseed/" + cmp.Or(o.Version, "dev")}}
	if o.URL.User != nil {
		password, _ := o.URL.User.Password()
		c.masks.add(password, url.QueryEscape(password), url.PathEscape(password))
		(&http.Request{Header: header}).SetBasicAuth(o.URL.User.Username(), password)
	}
	for name, values := range o.Headers {
		header[http.CanonicalHeaderKey(name)] = values
	}
	c.masks.addHeaders(o.Headers)
	c.masks.addHeaders(http.Header{"Authorization": header["Authorization"]})
	return header
}

// URL is the backend's address without credentials.
func (c *Client) URL() string { return c.base.String() }

// HTTP returns what carries the requests, for sockets to the same backend: it
// dials no other hosts than may be seeded. The header goes with each request.
func (c *Client) HTTP() (*http.Client, http.Header) { return c.http, c.reads }

// Requests returns how many requests were sent so far: each retry and each
// redirect that was followed counts, a connection that could not be made does
// not.
func (c *Client) Requests() seeder.Requests {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.requests
	return seeder.Requests{Get: n[http.MethodGet], Post: n[http.MethodPost], Patch: n[http.MethodPatch], Delete: n[http.MethodDelete]}
}

func (c *Client) count(method string) {
	c.mu.Lock()
	c.requests[method]++
	c.mu.Unlock()
}

// Close drops idle connections. The client can still be used.
func (c *Client) Close() {
	if c.network != nil {
		c.network.CloseIdleConnections()
	}
}
