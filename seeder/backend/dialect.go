package backend

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

var (
	errNoEvidence = errors.New("the dialect cannot be detected where all routes are configured: set dialect")
	errNoDialect  = errors.New("the backend speaks neither dialect: set dialect or the pools' routes")
)

// learned is what a client found out about its backend.
type learned struct {
	mu        sync.Mutex
	dialect   entities.Dialect
	countless map[string]bool // pools whose count route turned out useless
	unlisted  map[string]bool // pools whose list route turned out missing
	probed    string          // pool whose first look detecting the dialect gave, "" once that was used
	seen      seeder.Observation
}

// forget drops the look at a pool that detecting the dialect gave: something
// changes, or a new run begins.
func (l *learned) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.probed = ""
}

// take returns the look at a pool that detecting the dialect gave, once.
func (l *learned) take(pool string, keep int) (seeder.Observation, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.probed != pool || !l.seen.Whole() && len(l.seen.Items) < keep {
		return seeder.Observation{}, false
	}
	l.probed = ""
	return l.seen, true
}

func (l *learned) is(pools map[string]bool, pool string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return pools[pool]
}

func (l *learned) add(pools map[string]bool, pool string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	pools[pool] = true
}

func (l *learned) spoken() entities.Dialect {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dialect
}

// Dialect returns the dialect that is spoken, which may have to be detected the
// first time. Calling it starts a run: routes that were of no use or stopped
// responding in an earlier one get another chance.
func (c *Client) Dialect(ctx context.Context) (entities.Dialect, error) {
	c.circuit.reset()
	c.learned.mu.Lock()
	clear(c.learned.countless)
	c.learned.mu.Unlock()
	c.learned.forget()
	d, failed := c.dialect(ctx, c.retries)
	if failed != nil {
		return "", failed
	}
	return d, nil
}

// dialect returns what is known, or detects it. One caller does so at a time;
// the others wait for the result.
func (c *Client) dialect(ctx context.Context, retries int) (entities.Dialect, *seeder.Error) {
	if d := c.learned.spoken(); d != "" {
		return d, nil
	}
	select {
	case c.detecting <- struct{}{}:
		defer func() { <-c.detecting }()
	case <-ctx.Done():
		return "", &seeder.Error{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: c.plain(context.Cause(ctx))}
	}
	if d := c.learned.spoken(); d != "" {
		return d, nil
	}
	d, failed := c.detect(ctx, retries)
	if failed == nil {
		c.learned.mu.Lock()
		c.learned.dialect = d
		c.learned.mu.Unlock()
	}
	return d, failed
}

// evidence is a route that one dialect alone has.
type evidence struct {
	dialect entities.Dialect
	pool    string
	route   string
	paged   bool
}

// probeKeep is how many items the question for the dialect keeps, so that the
// first look at that pool needs no request of its own.
const probeKeep = 100

// maxEvidence is how many pools are asked about.
const maxEvidence = 3

// evidence returns the routes that tell the dialects apart, the cheapest first.
// Those that were moved by configuration prove nothing.
func (c *Client) evidence() []evidence {
	var all []evidence
	for _, e := range c.registry.All() {
		flashstrom, readme := c.registry.Routes(entities.Flashstrom, e.Pool), c.registry.Routes(entities.Readme, e.Pool)
		moved := c.overrides[e.Pool].List != "" || c.overrides[e.Pool].Count != ""
		if moved || flashstrom.Count == "" || flashstrom.List == "" || readme.List == "" || flashstrom.List == readme.List {
			continue
		}
		all = append(all,
			evidence{entities.Flashstrom, e.Pool, flashstrom.Count, true},
			evidence{entities.Readme, e.Pool, readme.List, false},
			evidence{entities.Flashstrom, e.Pool, flashstrom.List, false}, // a backend without count routes
		)
		if len(all) == maxEvidence*3 {
			break
		}
	}
	return all
}

// detect trusts good answers alone, from any of several routes: one route in
// trouble says nothing about the dialect.
func (c *Client) detect(ctx context.Context, retries int) (entities.Dialect, *seeder.Error) {
	all := c.evidence()
	if len(all) == 0 {
		return "", &seeder.Error{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: errNoEvidence}
	}
	for n := 0; ; n++ {
		var trouble, missing *seeder.Error
		timeouts := 0
		for _, ask := range all {
			q := c.listRequest(ask.route, ask.pool, listing{keep: probeKeep, enough: probeKeep, paged: ask.paged})
			failed := c.send(ctx, q)
			switch {
			case failed == nil:
				if ask.paged {
					c.learned.mu.Lock()
					c.learned.probed, c.learned.seen = ask.pool, q.list.observation()
					c.learned.mu.Unlock()
				}
				return ask.dialect, nil
			case failed.Meaning == seeder.RouteMissing, failed.Meaning == seeder.NotFound:
				missing = failed
				continue
			case failed.Meaning == seeder.Denied, ctx.Err() != nil, notSent(failed) && !c.isWorthRetrying(q, failed):
				return "", failed
			case trouble == nil:
				trouble = failed
			}
			if failed.Meaning == seeder.TimedOut {
				timeouts++
			}
			if timeouts == 2 || notSent(failed) {
				break // not this route is in trouble, but the backend
			}
		}
		if trouble == nil {
			missing.Err = errNoDialect
			return "", missing
		}
		if n >= retries || sleep(ctx, max(trouble.RetryAfter, backoff(n))) != nil {
			return "", trouble
		}
	}
}

// NoRoute in a Paths field says that the backend has no such route, whatever
// the dialect says.
const NoRoute = "-"

// Paths are one pool's routes where they differ from the dialect's. An empty
// field leaves the dialect's route.
type Paths struct {
	List   string
	Count  string
	Create string
}

// routes are a pool's routes in a dialect with its overrides laid over them.
// An item lies under its list where the dialect has it so.
func (c *Client) routes(d entities.Dialect, e *entities.Entity) entities.Routes {
	r, paths := c.registry.Routes(d, e.Pool), c.overrides[e.Pool]
	list, _, _ := strings.Cut(r.List, "?")
	if item, _, _ := strings.Cut(r.Item, "?"); item == list && paths.List != "" && paths.List != NoRoute {
		r.Item, _, _ = strings.Cut(paths.List, "?")
	}
	override := func(route *string, path string) {
		switch path {
		case "":
		case NoRoute:
			*route = ""
		default:
			*route = path
		}
	}
	override(&r.List, paths.List)
	override(&r.Count, paths.Count)
	override(&r.Create, paths.Create)
	return r
}

// endpoint is a route on the backend, ready to be asked.
type endpoint struct {
	url   *url.URL // shared between requests, never changed
	route string   // for metrics and logs, "{id}" for an id
	text  string   // for messages: no credentials, no query
}

// isItem reports whether the path names one item, so that a 404 is about that.
func (at *endpoint) isItem() bool { return strings.Contains(at.route, "{id}") }

// endpoint returns a pool's route below the base URL, nil for no route.
func (c *Client) endpoint(route string) *endpoint {
	if route == "" {
		return nil
	}
	if known, ok := c.endpoints.Load(route); ok {
		return known.(*endpoint)
	}
	at := c.newEndpoint(route)
	c.endpoints.Store(route, at)
	return at
}

// newEndpoint puts a route under the base URL. Its query is kept.
func (c *Client) newEndpoint(route string) *endpoint {
	path, query, _ := strings.Cut(route, "?")
	u := *c.base
	u.RawPath = c.base.EscapedPath() + path
	var err error
	if u.Path, err = url.PathUnescape(u.RawPath); err != nil {
		u.Path = u.RawPath // not escaped at all: String escapes it
	}
	text := u.String()
	u.RawQuery = query
	return &endpoint{url: &u, route: path, text: text}
}

// item returns where one item is found.
func (at *endpoint) item(id string) *endpoint {
	u := *at.url
	u.RawPath = strings.TrimRight(at.url.EscapedPath(), "/") + "/" + url.PathEscape(id)
	u.Path = strings.TrimRight(at.url.Path, "/") + "/" + id
	return &endpoint{url: &u, route: at.route + "/{id}", text: withoutUser(&u)}
}

// page asks for the first items of a count route.
func (at *endpoint) page(limit int) *endpoint {
	u := *at.url
	query := u.Query()
	query.Set("page", "1")
	query.Set("limit", strconv.Itoa(max(limit, 1)))
	u.RawQuery = query.Encode()
	return &endpoint{url: &u, route: at.route, text: at.text}
}
