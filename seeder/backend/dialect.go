package backend

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

var errNoDialect = errors.New("the backend speaks neither dialect: set dialect or the pools' routes")

// Dialect returns the dialect that is spoken, which may have to be detected the
// first time. Calling it starts a run: routes that were of no use or stopped
// responding in an earlier one get another chance.
func (c *Client) Dialect(ctx context.Context) (entities.Dialect, error) {
	c.circuit.reset()
	c.countless.Clear()
	c.detected.Store(nil)
	d, failed := c.dialect(ctx, c.options.Retries)
	return d, asError(failed)
}

// dialect returns what is known, or detects it. One caller does so at a time;
// the others wait for the result.
func (c *Client) dialect(ctx context.Context, retries int) (entities.Dialect, *seeder.Error) {
	if d, known := c.spoken.Load().(entities.Dialect); known {
		return d, nil
	}
	select {
	case c.detecting <- struct{}{}:
		defer func() { <-c.detecting }()
	case <-ctx.Done():
		return "", &seeder.Error{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: c.plain(context.Cause(ctx))}
	}
	if d, known := c.spoken.Load().(entities.Dialect); known {
		return d, nil
	}
	d, failed := c.detect(ctx, retries)
	if failed == nil {
		c.spoken.Store(d)
	}
	return d, failed
}

// probe is a route that one dialect alone has.
type probe struct {
	dialect entities.Dialect
	route   string
	counts  string // the pool that the route counts, "" for a list
}

// probeKeep is how many items a probe keeps, so that the first look at its pool
// needs no request of its own.
const probeKeep = 100

// firstLook is the look at a pool that detecting the dialect gave.
type firstLook struct {
	pool string
	seen seeder.Observation
}

// takeFirstLook returns the look at a pool that detecting the dialect gave, if
// it shows enough, once. Changing something in the pool drops it.
func (c *Client) takeFirstLook(pool string, keep int) (seeder.Observation, bool) {
	look := c.detected.Load()
	if look == nil || look.pool != pool || !look.seen.Whole() && len(look.seen.Items) < keep {
		return seeder.Observation{}, false
	}
	return look.seen, c.detected.CompareAndSwap(look, nil)
}

// probes returns routes that distinguish the dialects, one of each in turn.
// Routes that are configured prove nothing.
func (c *Client) probes() []probe {
	configured := map[string]bool{}
	for _, paths := range c.options.Routes {
		configured[entities.PathOf(paths.List)], configured[entities.PathOf(paths.Count)] = true, true
	}
	var all []probe
	for i, found := 0, true; found; i++ {
		found = false
		for _, d := range c.options.Registry.Dialects() {
			if i < len(d.Probes) {
				found = true
				if !configured[d.Probes[i]] {
					all = append(all, probe{d.Dialect, d.Probes[i], c.countedBy(d.Dialect, d.Probes[i])})
				}
			}
		}
	}
	return all
}

// countedBy returns the pool that a route counts, "" if it counts none.
func (c *Client) countedBy(d entities.Dialect, route string) string {
	for _, e := range c.options.Registry.All() {
		if c.routes(d, e).Count == route {
			return e.Pool
		}
	}
	return ""
}

// detect trusts good answers alone, from any of several routes: one route in
// trouble says nothing about the dialect.
func (c *Client) detect(ctx context.Context, retries int) (entities.Dialect, *seeder.Error) {
	missing := noRoute(http.MethodGet, c.URL(), seeder.RouteMissing)
	for n := 0; ; n++ {
		var trouble *seeder.Error
		timeouts := 0
		for _, p := range c.probes() {
			wanted := listing{keep: probeKeep, enough: probeKeep}
			if p.counts != "" {
				wanted.page = 1
			}
			q := c.listRequest(p.route, p.counts, wanted, 0)
			failed := c.send(ctx, q)
			switch {
			case failed == nil && p.counts != "":
				c.detected.Store(&firstLook{p.counts, q.list.observation()})
				return p.dialect, nil
			case failed == nil, errors.Is(failed, errNoItems): // a total proves as much
				return p.dialect, nil
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
		if n >= retries || seeder.Sleep(ctx, max(trouble.RetryAfter, backoff(n))) != nil {
			return "", trouble
		}
	}
}

// Paths are one pool's routes where they differ from the dialect's. An empty
// field leaves the dialect's route; entities.NoRoute says that the backend has
// none, whatever the dialect says.
type Paths struct {
	List   string
	Count  string
	Create string
	Item   string
	Delete string
}

// routes are a pool's routes in a dialect with its overrides laid over them.
// An item lies under its list where the dialect has it so.
func (c *Client) routes(d entities.Dialect, e *entities.Entity) entities.Routes {
	var r entities.Routes
	if p := c.options.Registry.Dialect(d); p != nil {
		r = p.RoutesOf(e) // also of what is no pool, such as users
	}
	paths := c.options.Routes[e.Pool]
	if paths.List != "" && paths.List != entities.NoRoute && entities.PathOf(r.Item) == entities.PathOf(r.List) {
		if r.Delete == r.Item {
			r.Delete = entities.PathOf(paths.List)
		}
		r.Item = entities.PathOf(paths.List)
	}
	override := func(route *string, path string) {
		switch path {
		case "":
		case entities.NoRoute:
			*route = ""
		default:
			*route = path
		}
	}
	override(&r.List, paths.List)
	override(&r.Count, paths.Count)
	override(&r.Create, paths.Create)
	override(&r.Item, paths.Item)
	override(&r.Delete, paths.Delete)
	r.MayBeUnlisted = r.MayBeUnlisted && paths.List == ""
	return r
}

// dialectFor returns the dialect, which need not be detected if all of them
// agree on what matters of a pool's routes.
func (c *Client) dialectFor(ctx context.Context, e *entities.Entity, retries int, matters func(entities.Routes) string) (entities.Dialect, *seeder.Error) {
	all := c.options.Registry.Dialects()
	for _, d := range all[1:] {
		if matters(c.routes(d.Dialect, e)) != matters(c.routes(all[0].Dialect, e)) {
			return c.dialect(ctx, retries)
		}
	}
	if d, known := c.spoken.Load().(entities.Dialect); known {
		return d, nil
	}
	return all[0].Dialect, nil
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
func (at *endpoint) page(number, limit int) *endpoint {
	u := *at.url
	query := u.Query()
	query.Set("page", strconv.Itoa(number))
	query.Set("limit", strconv.Itoa(max(limit, 1)))
	u.RawQuery = query.Encode()
	return &endpoint{url: &u, route: at.route, text: at.text}
}
