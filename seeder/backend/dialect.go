package backend

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
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
	c.firstLooks.Clear()
	d, detected, failed := c.dialect(ctx, c.options.Retries)
	if !detected {
		c.firstLooks.Clear() // those of another caller may be older than this run
	}
	return d, asError(failed)
}

// dialect returns what is known, or detects it. One caller does so at a time;
// the others wait for the result.
func (c *Client) dialect(ctx context.Context, retries int) (d entities.Dialect, detected bool, failed *seeder.Error) {
	if d, known := c.spoken.Load().(entities.Dialect); known {
		return d, false, nil
	}
	select {
	case c.detecting <- struct{}{}:
		defer func() { <-c.detecting }()
	case <-ctx.Done():
		return "", false, &seeder.Error{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: c.plain(context.Cause(ctx))}
	}
	if d, known := c.spoken.Load().(entities.Dialect); known {
		return d, false, nil
	}
	if d, failed = c.detect(ctx, retries); failed == nil {
		c.spoken.Store(d)
	}
	return d, true, failed
}

// probe is a route that one dialect alone has.
type probe struct {
	dialect entities.Dialect
	route   string
	rank    int    // among the dialect's own
	counts  string // the pool that the route counts, "" for a list
}

// probeKeep is how many items a probe keeps, so that the first look at its pool
// needs no request of its own.
const probeKeep = 100

// probes returns routes that distinguish the dialects, one of each in turn.
// Routes that are configured prove nothing.
func (c *Client) probes() []probe {
	configured := map[string]bool{}
	for _, paths := range c.options.Routes {
		configured[entities.PathOf(paths.List)], configured[entities.PathOf(paths.Count)] = true, true
	}
	var all []probe
	for _, d := range c.options.Registry.Dialects() {
		for rank, route := range d.Probes {
			if configured[route] {
				continue
			}
			p := probe{dialect: d.Dialect, route: route, rank: rank}
			for _, e := range c.options.Registry.All() {
				if c.routes(d.Dialect, e).Count == route {
					p.counts = e.Pool
				}
			}
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b probe) int { return a.rank - b.rank })
	return all
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
				c.firstLooks.Store(p.counts, q.list.observation())
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

// routes are a pool's routes in a dialect with its overrides laid over them.
// An item lies under its list where the dialect has it so.
func (c *Client) routes(d entities.Dialect, e *entities.Entity) entities.Routes {
	var r entities.Routes
	if p := c.options.Registry.Dialect(d); p != nil {
		r = p.RoutesOf(e) // also of what is no pool, such as users
	}
	own := c.options.Routes[e.Pool]
	if own.List != "" && own.List != entities.NoRoute && entities.PathOf(r.Item) == entities.PathOf(r.List) {
		if r.Delete == r.Item {
			r.Delete = entities.PathOf(own.List)
		}
		r.Item = entities.PathOf(own.List)
	}
	for _, route := range []struct {
		path *string
		own  string
	}{{&r.List, own.List}, {&r.Count, own.Count}, {&r.Create, own.Create}, {&r.Item, own.Item}, {&r.Delete, own.Delete}} {
		switch route.own {
		case "":
		case entities.NoRoute:
			*route.path = ""
		default:
			*route.path = route.own
		}
	}
	r.MayBeUnlisted = r.MayBeUnlisted && own.List == ""
	return r
}

// routesOf returns a pool's routes. The dialect need not be detected where all
// of them have the same.
func (c *Client) routesOf(ctx context.Context, e *entities.Entity, retries int) (entities.Routes, *seeder.Error) {
	all := c.options.Registry.Dialects()
	routes := c.routes(all[0].Dialect, e)
	for _, other := range all[1:] {
		if c.routes(other.Dialect, e) != routes {
			d, _, failed := c.dialect(ctx, retries)
			return c.routes(d, e), failed
		}
	}
	return routes, nil
}

// endpoint is a route on the backend.
type endpoint struct {
	url   *url.URL
	route string // for metrics and logs, "{id}" for an id
}

// text is for messages.
func (at *endpoint) text() string { return withoutUser(at.url) }

// isItem reports whether the path names one item, so that a 404 is about that.
func (at *endpoint) isItem() bool { return strings.Contains(at.route, "{id}") }

// endpoint puts a route with its query under the base URL.
func (c *Client) endpoint(route string) *endpoint {
	path, query, _ := strings.Cut(route, "?")
	u := *c.base
	u.RawPath, u.RawQuery = c.base.EscapedPath()+path, query
	var err error
	if u.Path, err = url.PathUnescape(u.RawPath); err != nil {
		u.Path = u.RawPath // not escaped at all: String escapes it
	}
	return &endpoint{&u, path}
}

// item returns where one item is found.
func (at *endpoint) item(id string) *endpoint {
	u := *at.url
	u.RawPath = strings.TrimRight(at.url.EscapedPath(), "/") + "/" + url.PathEscape(id)
	u.Path = strings.TrimRight(at.url.Path, "/") + "/" + id
	return &endpoint{&u, at.route + "/{id}"}
}

// page asks for the first items of a count route.
func (at *endpoint) page(number, limit int) *endpoint {
	u := *at.url
	query := u.Query()
	query.Set("page", strconv.Itoa(number))
	query.Set("limit", strconv.Itoa(max(limit, 1)))
	u.RawQuery = query.Encode()
	return &endpoint{&u, at.route}
}
