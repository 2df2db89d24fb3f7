package backend

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// endpoint is a route on the backend, ready to be asked.
type endpoint struct {
	url   *url.URL // shared between requests, never changed
	route string   // for metrics and logs, "{id}" for an id
	text  string   // for messages: no credentials, no query
}

type purpose int

const (
	toList purpose = iota
	toCount
	toCreate
	toItem
)

type endpointKey struct {
	dialect entities.Dialect
	pool    string
	purpose purpose
}

// routes are a pool's routes in a dialect with its overrides laid over them.
// An item lies under its list where the dialect has it so.
func (c *Client) routes(d entities.Dialect, e *entities.Entity) entities.Routes {
	r := c.registry.Routes(d, e.Pool)
	paths, overridden := c.overrides[e.Pool]
	if !overridden {
		return r
	}
	itemsInList := pathOf(r.Item) == pathOf(r.List)
	override(&r.List, paths.List)
	override(&r.Count, paths.Count)
	override(&r.Create, paths.Create)
	if itemsInList && paths.List != "" && paths.List != NoRoute {
		r.Item = pathOf(r.List)
	}
	return r
}

func override(route *string, path string) {
	switch path {
	case "":
	case NoRoute:
		*route = ""
	default:
		*route = path
	}
}

// pathOf returns a route without its query.
func pathOf(route string) string {
	path, _, _ := strings.Cut(route, "?")
	return path
}

// endpoint returns where a pool is listed, counted or created, the same every
// time. It is nil if there is no such route.
func (c *Client) endpoint(d entities.Dialect, e *entities.Entity, p purpose) *endpoint {
	key := endpointKey{d, e.Pool, p}
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	at, known := c.learned.endpoints[key]
	if !known {
		at = c.newEndpoint(routeFor(c.routes(d, e), p))
		c.learned.endpoints[key] = at
	}
	return at
}

func routeFor(r entities.Routes, p purpose) string {
	switch p {
	case toList:
		return r.List
	case toCount:
		return r.Count
	case toCreate:
		return r.Create
	}
	return r.Item
}

// newEndpoint puts a route under the base URL. Its query is kept; nil for no
// route.
func (c *Client) newEndpoint(route string) *endpoint {
	if route == "" {
		return nil
	}
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

// item returns where one item is found, nil if the id cannot be one.
func (at *endpoint) item(id string) *endpoint {
	if id == "" || id == "." || id == ".." {
		return nil
	}
	u := *at.url
	u.RawPath = strings.TrimRight(at.url.EscapedPath(), "/") + "/" + url.PathEscape(id)
	u.Path = strings.TrimRight(at.url.Path, "/") + "/" + id
	bareURL := u
	bareURL.RawQuery = ""
	return &endpoint{url: &u, route: at.route + "/{id}", text: bareURL.String()}
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
