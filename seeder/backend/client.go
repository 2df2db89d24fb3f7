// Package backend speaks HTTP with a Flashstrom backend, in either dialect: it
// lists, counts, creates and patches, reads every reply shape such backends
// are known to use, and says what an answer means. It owns retries of what is
// safe to repeat, the pace of all requests, and the rule about which hosts may
// be seeded at all. It knows nothing of what is created or why.
package backend

import (
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

// Client is a seeder.Backend over HTTP. It is safe for concurrent use.
type Client struct {
	base      *url.URL // without credentials, without a slash at the end
	transport http.RoundTripper
	owned     *http.Transport // nil when the transport was injected
	guard     *guard
	registry  *entities.Registry

	fixed     entities.Dialect // "" if the dialect is to be found out
	overrides map[string]Paths
	sample    int

	reads  http.Header // sent with requests without a body
	writes http.Header // sent with requests that have one
	host   string      // Host header, "" for the URL's
	masks  []string    // what must not show up in messages

	abort   context.Context // ends what changes something and is under way
	timeout time.Duration
	retries int
	maxBody int64
	pace    *pace

	log       *slog.Logger
	onRequest func(method, route string, status int, err *seeder.Error, took time.Duration)

	reached atomic.Bool // some connection could be made
	gets    atomic.Int64
	posts   atomic.Int64
	patches atomic.Int64

	finding chan struct{} // held while the dialect is being found out
	learned learned
}

var _ seeder.Backend = (*Client)(nil)

// learned is what a client found out about its backend.
type learned struct {
	mu        sync.Mutex
	dialect   entities.Dialect
	endpoints map[endpointKey]*endpoint
	kept      map[string]kept // by pool: an answer that was had on the way to something else
	countless map[string]bool // pools whose count route turned out useless
	unlisted  map[string]bool // pools whose list route turned out missing
}

// New returns a client. It makes no request. An option that makes no sense is
// an error.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	c := &Client{
		base:      baseURL(o.URL),
		registry:  o.Registry,
		fixed:     o.Dialect,
		overrides: o.Routes,
		sample:    o.SampleLimit,
		abort:     o.Abort,
		timeout:   o.RequestTimeout,
		retries:   o.Retries,
		maxBody:   o.MaxBody,
		pace:      newPace(o.Rate),
		log:       o.Log,
		onRequest: o.OnRequest,
		finding:   make(chan struct{}, 1),
		learned: learned{
			endpoints: map[endpointKey]*endpoint{},
			kept:      map[string]kept{},
			countless: map[string]bool{},
			unlisted:  map[string]bool{},
		},
	}
	c.reads, c.writes, c.host = o.headers()
	c.masks = o.masks()
	return c, c.connect(o)
}

func (c *Client) connect(o Options) (err error) {
	if c.registry == nil {
		if c.registry, err = entities.NewRegistry(); err != nil {
			return err
		}
	}
	if c.guard, err = newGuard(o.AllowHosts, o.Resolver, o.Dial); err != nil {
		return err
	}
	if c.transport = o.Transport; c.transport != nil {
		return nil
	}
	c.owned, err = newTransport(o, c.guard.dial)
	c.transport = c.owned
	return err
}

// baseURL strips what is of no use to people and cache keys.
func baseURL(u *url.URL) *url.URL {
	base := *u
	base.User = nil
	base.Scheme = strings.ToLower(base.Scheme)
	base.Host = strings.ToLower(base.Host)
	if base.RawPath = strings.Trim(base.EscapedPath(), "/"); base.RawPath != "" {
		base.RawPath = "/" + base.RawPath
	}
	base.Path, _ = url.PathUnescape(base.RawPath) // EscapedPath made it
	return &base
}

// URL is the backend's address without credentials.
func (c *Client) URL() string { return c.base.String() }

// Requests returns how many requests were sent so far: each repetition and
// each redirect that was followed counts, a connection that could not be made
// does not. Other methods than GET and PATCH count as POST.
func (c *Client) Requests() seeder.Requests {
	return seeder.Requests{
		Get:   int(c.gets.Load()),
		Post:  int(c.posts.Load()),
		Patch: int(c.patches.Load()),
	}
}

// Close drops idle connections. The client can still be used.
func (c *Client) Close() {
	if c.owned != nil {
		c.owned.CloseIdleConnections()
	}
}

func (c *Client) count(method string) {
	switch method {
	case http.MethodGet:
		c.gets.Add(1)
	case http.MethodPatch:
		c.patches.Add(1)
	default:
		c.posts.Add(1)
	}
}

// CheckTarget tells whether the backend's host may be seeded, before anything
// is sent to it: a *TargetError if it may not. A name that has to be resolved
// and cannot be is an *seeder.Error of kind Unreachable; every connection is
// checked again, so that whoever waits for the backend may go on after it.
func (c *Client) CheckTarget(ctx context.Context) (Target, error) {
	target, err := c.guard.check(ctx, c.base.Hostname(), portOf(c.base))
	if err == nil || isRefusal(err) {
		return target, err
	}
	return target, &seeder.Error{
		Method: http.MethodGet, URL: c.URL(), Err: plain(err),
		Kind: seeder.Unreachable, Outcome: seeder.NotSent,
	}
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
