package backend

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

var errNoDialect = errors.New("the backend speaks neither dialect: set dialect or the pools' routes")

// DetectDialect returns the dialect that is spoken, asking for it the
// first time. It begins a run: routes that were of no use or stopped
// responding in an earlier one get another chance.
func (c *Client) DetectDialect(ctx context.Context) (entities.Dialect, error) {
	c.pace.reset()
	c.countless.Clear()
	d, detected, failed := c.dialect(ctx, c.options.Retries)
	if !detected {
		c.first.Store(nil) // another caller's may be older than this run
	}
	return d, asError(failed)
}

// dialect returns what is known, or detects it. One caller does so at a time;
// the others wait for the result.
func (c *Client) dialect(ctx context.Context, retries int) (d entities.Dialect, detected bool, failed *seeder.RequestError) {
	select {
	case d = <-c.spoken:
	case <-ctx.Done():
		return "", false, &seeder.RequestError{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: c.plain(context.Cause(ctx))}
	}
	if d == "" {
		d, failed = c.detect(ctx, retries)
		detected = true
	}
	c.spoken <- d
	return d, detected, failed
}

// probe is a route that one dialect alone has.
type probe struct {
	dialect entities.Dialect
	route   string
	rank    int    // among the dialect's own
	counts  string // the pool that the route counts, "" for a list
}

// firstLook is what detecting the dialect showed of a pool, so that a run need
// not ask again.
type firstLook struct {
	pool string
	seen seeder.Observation
}

// probeKeep is how many items a first look keeps.
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
func (c *Client) detect(ctx context.Context, retries int) (entities.Dialect, *seeder.RequestError) {
	missing := noRoute(http.MethodGet, c.URL(), seeder.RouteMissing)
	for n := 0; ; n++ {
		var trouble *seeder.RequestError
		timeouts := 0
		for _, p := range c.probes() {
			wanted := listing{keep: probeKeep, enough: probeKeep}
			var seen seeder.Observation
			var failed *seeder.RequestError
			if p.counts != "" {
				seen, failed = c.pages(ctx, p.route, p.counts, wanted, 0)
			} else {
				failed = c.send(ctx, c.listRequest(p.route, "", wanted, 0))
			}
			switch {
			case failed == nil && p.counts != "":
				c.first.Store(&firstLook{p.counts, seen})
				return p.dialect, nil
			case failed == nil, errors.Is(failed, errNoItems): // a total proves as much
				return p.dialect, nil
			case failed.Meaning == seeder.RouteMissing, failed.Meaning == seeder.NotFound:
				missing = failed
				continue
			case failed.Meaning == seeder.Denied, ctx.Err() != nil, notSent(failed) && !c.isWorthRetrying(failed):
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
	pick := func(own, path string) string {
		if own == entities.NoRoute {
			return ""
		}
		return cmp.Or(own, path)
	}
	return entities.Routes{
		List: pick(own.List, r.List), Count: pick(own.Count, r.Count), Create: pick(own.Create, r.Create),
		Item: pick(own.Item, r.Item), Delete: pick(own.Delete, r.Delete),
		MayBeUnlisted: r.MayBeUnlisted && own.List == "",
	}
}

// routesOf returns a pool's routes. The dialect need not be detected where all
// of them have the same.
func (c *Client) routesOf(ctx context.Context, e *entities.Entity, retries int) (entities.Routes, *seeder.RequestError) {
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
	url   url.URL
	route string // for metrics and logs, "{id}" for an id
}

// endpoint puts a route with its query, or one item of it, under the base URL.
func (c *Client) endpoint(route, id string) *endpoint {
	path, query, _ := strings.Cut(route, "?")
	at := &endpoint{url: *c.base, route: path}
	if id != "" {
		path = strings.TrimRight(path, "/") + "/"
		at.route, path = path+"{id}", path+url.PathEscape(id)
	}
	at.url.RawPath, at.url.RawQuery = c.base.EscapedPath()+path, query
	var err error
	if at.url.Path, err = url.PathUnescape(at.url.RawPath); err != nil {
		at.url.Path = at.url.RawPath // not escaped at all: String escapes it
	}
	return at
}
