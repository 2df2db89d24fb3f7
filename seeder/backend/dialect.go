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
	d, failed := c.dialect(ctx, c.options.Retries)
	return d, asError(failed)
}

// dialect returns what is known, or detects it. One caller does so at a time;
// the others wait for the result.
func (c *Client) dialect(ctx context.Context, retries int) (d entities.Dialect, failed *seeder.RequestError) {
	select {
	case d = <-c.spoken:
	case <-ctx.Done():
		return "", &seeder.RequestError{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.NotSent, Err: c.plain(context.Cause(ctx))}
	}
	if d == "" {
		d, failed = c.detect(ctx, retries)
	}
	c.spoken <- d
	return d, failed
}

// probe is a route that one dialect alone has.
type probe struct {
	dialect entities.Dialect
	route   string
	rank    int // among the dialect's own
}

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
			if !configured[entities.PathOf(route)] {
				all = append(all, probe{d.Dialect, route, rank})
			}
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
			q := c.listRequest(p.route, "", listing{keep: 1, enough: 1}, 0)
			failed := c.send(ctx, q)
			switch {
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
			d, failed := c.dialect(ctx, retries)
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

// text is for messages.
func (at *endpoint) text() string { return withoutQuery(&at.url) }

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
