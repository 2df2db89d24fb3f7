package backend

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Observe counts a pool by its count route where there is one that works, else
// by reading its list until enough was seen or it ends. Items without an id are
// counted and left out. A pool without a list is Unlisted where the dialect
// expects that, else a *seeder.RequestError that means RouteMissing.
func (c *Client) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	keep = max(keep, 0)
	seen, failed := c.look(ctx, e, listing{keep: keep, enough: max(enough, keep)}, c.options.Retries)
	return seen, asError(failed)
}

// List returns every item of a pool.
func (c *Client) List(ctx context.Context, e *entities.Entity) (seeder.Observation, error) {
	seen, failed := c.look(ctx, e, listing{keep: math.MaxInt, enough: math.MaxInt}, c.options.Retries)
	return seen, asError(failed)
}

// look asks the count route, then the list.
func (c *Client) look(ctx context.Context, e *entities.Entity, wanted listing, retries int) (seeder.Observation, *seeder.RequestError) {
	routes, failed := c.routesOf(ctx, e, retries)
	switch {
	case failed != nil:
		return seeder.Observation{}, failed
	case wanted.keep == math.MaxInt && routes.List == "" && routes.Count == "" && routes.Create == "": // no pool of this backend
		return seeder.Observation{}, noRoute(http.MethodGet, c.URL(), seeder.RouteMissing)
	}
	pool := e.Pool
	if first := c.first.Load(); first != nil && first.pool == pool && (wanted.keep <= probeKeep || first.seen.Whole()) && c.first.CompareAndSwap(first, nil) {
		first.seen.Items = first.seen.Items[:min(len(first.seen.Items), wanted.keep)]
		return first.seen, nil
	}
	_, useless := c.countless.Load(pool)
	if routes.Count != "" && (routes.List == "" || !useless) {
		seen, failed := c.pages(ctx, routes.Count, pool, wanted, retries)
		if failed == nil {
			return seen, nil
		}
		answered := failed.Status != 0 && failed.Status != http.StatusTooManyRequests && failed.Meaning != seeder.Denied
		hung := failed.Meaning == seeder.TimedOut || failed.Meaning == seeder.RouteDown
		if routes.List == "" || ctx.Err() != nil || !answered && !hung {
			return seeder.Observation{}, failed
		}
		useless = !hung // that may pass, and the list may be stale
	}
	if routes.List == "" {
		return seeder.Observation{Unlisted: true}, nil
	}
	q := c.listRequest(routes.List, pool, wanted, retries)
	failed = c.send(ctx, q)
	if failed != nil && failed.Meaning == seeder.RouteMissing && routes.MayBeUnlisted {
		return seeder.Observation{Unlisted: true}, nil
	}
	if failed == nil && useless {
		c.countless.Store(pool, true)
	}
	return q.list.observation(), failed
}

// pageSize is how many items of a count route are asked for at a time.
const pageSize = 1000

// pages asks a count route: for a sample once, for all items page by page. What
// comes on two pages, since others were made meanwhile, is there once. A page
// may be shorter than was asked for.
func (c *Client) pages(ctx context.Context, route, pool string, wanted listing, retries int) (seeder.Observation, *seeder.RequestError) {
	var all seeder.Observation
	known, objects := map[string]bool{}, 0
	for page := 1; ; page++ {
		limit := min(wanted.keep, pageSize)
		q := c.listRequest(paged(route, page, limit), pool, listing{keep: limit, enough: wanted.enough}, retries)
		failed := c.send(ctx, q)
		if failed != nil && (page == 1 || !errors.Is(failed, errNoItems)) { // a later one has ended where some items have no id
			return seeder.Observation{}, failed
		}
		before := len(all.Items)
		objects += q.list.objects
		for _, item := range q.list.items {
			if known[item.ID] {
				objects--
				continue
			}
			known[item.ID], all.Items = true, append(all.Items, item)
		}
		sample := wanted.keep < math.MaxInt
		ended := len(all.Items) == before // or all pages are the first
		if page == 1 || !ended {
			all.Count = max(objects, q.list.total)
		}
		all.AtLeast = sample && !q.list.hasTotal && objects >= limit
		if sample || ended || q.list.hasTotal && objects >= q.list.total {
			return all, nil
		}
	}
}

// paged is a count route that asks for one of its pages.
func paged(route string, page, limit int) string {
	path, query, _ := strings.Cut(route, "?")
	values, _ := url.ParseQuery(query)
	values.Set("page", strconv.Itoa(page))
	values.Set("limit", strconv.Itoa(max(limit, 1)))
	return path + "?" + values.Encode()
}

func (c *Client) listRequest(route, pool string, wanted listing, retries int) *request {
	return &request{method: http.MethodGet, at: c.endpoint(route, ""), pool: pool, list: &wanted, retries: retries}
}

// RouteCheck is what one look at one route showed.
type RouteCheck struct {
	Purpose string // "list" or "count"
	Route   string // path without the base URL's
	Status  int    // HTTP status, 0 without an answer
	Took    time.Duration
	Seen    seeder.Observation
	Err     *seeder.RequestError // nil for a good answer; a pool that need not have a list is Unlisted besides
}

// probeEnough is how far a list without a count is counted.
const probeEnough = 1000

// Probe asks each route by which a pool can be observed, once and without
// retries. The error is that of detecting the dialect.
func (c *Client) Probe(ctx context.Context, e *entities.Entity) ([]RouteCheck, error) {
	routes, failed := c.routesOf(ctx, e, 0)
	if failed != nil {
		return nil, failed
	}
	var checks []RouteCheck
	probe := func(purpose, route string, enough int) {
		began := time.Now()
		q := c.listRequest(route, e.Pool, listing{keep: 1, enough: enough}, 0)
		failed := c.send(ctx, q)
		check := RouteCheck{Purpose: purpose, Route: q.at.route, Status: q.answer.status, Took: time.Since(began), Err: failed}
		if failed == nil {
			check.Seen = q.list.observation()
		}
		check.Seen.Unlisted = purpose == "list" && failed != nil && failed.Meaning == seeder.RouteMissing && routes.MayBeUnlisted
		checks = append(checks, check)
	}
	if routes.Count != "" {
		probe("count", paged(routes.Count, 1, 1), 1)
	}
	if routes.List != "" {
		probe("list", routes.List, probeEnough)
	}
	return checks, nil
}

// maxLevels is how deep inside an answer a list is looked for.
const maxLevels = 4

// errEnough ends the reading of an answer before its end.
var errEnough = errors.New("enough was read")

// listing reads a list answer as a stream, and only as far as needed.
type listing struct {
	keep   int             // how many items are kept
	enough int             // how many elements are seen before the list is closed
	pool   entities.Entity // whose answer it is

	reply
	body     io.Reader     // without the limit on what is read
	in       *json.Decoder // of the body
	items    []entities.Item
	objects  int // list elements that are objects
	others   int // list elements that are not
	total    int
	hasTotal bool
	found    bool // there was a list
	null     bool // there was a null where the list belongs
	more     bool // the list goes on
}

// observation is what the list says about its pool.
func (l *listing) observation() seeder.Observation {
	o := seeder.Observation{Count: l.objects, AtLeast: l.more, Items: l.items}
	if l.hasTotal {
		o.Count, o.AtLeast = max(l.total, l.objects), false
	}
	return o
}

// read fills the reply as far as the answer was seen. An error is that of the
// body, which is read up to the limit, or further where all of it is wanted.
func (l *listing) read(body io.Reader, limit int64) error {
	in := bufio.NewReader(body)
	if head, _ := in.Peek(len(byteOrderMark)); string(head) == byteOrderMark {
		_, _ = in.Discard(len(head))
	}
	if l.keep == math.MaxInt {
		limit = math.MaxInt64
	}
	l.list, l.fault, l.body = true, errBroken, in
	l.in = json.NewDecoder(http.MaxBytesReader(nil, io.NopCloser(in), limit))
	err := l.value("", 0)
	_, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case err == nil, errors.Is(err, errEnough):
		l.fault = l.complaint()
	case isSyntax:
		l.fault = errSyntax
	case errors.Is(err, io.EOF) && l.in.InputOffset() == 0:
		l.fault = errEmpty
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	}
	return nil
}

// complaint says what keeps a complete answer from being a list.
func (l *listing) complaint() error {
	elements := l.objects + l.others
	switch {
	case l.ec != 0, !l.found && l.hasTotal && l.total == 0:
		return nil
	case !l.found && l.null && (l.hasEC || l.pool.Declared): // many a backend has null for an empty list
		return nil
	case !l.found && !l.hasTotal:
		return errNoList
	case elements > 0 && len(l.items) == 0 && l.keep > 0:
		return errNoIDs
	case !l.found, l.total > 0 && elements == 0 && l.keep > 0:
		return errNoItems
	}
	return nil
}

// value reads the value under a key that may hold the list: the list, or an
// object with keys of which some may.
func (l *listing) value(key string, level int) error {
	token, err := l.in.Token()
	switch {
	case err != nil:
		return err
	case token == json.Delim('['):
		return l.array(key)
	case token != json.Delim('{'):
		l.null = l.null || token == nil
		return nil
	}
	for l.in.More() {
		token, err := l.in.Token()
		if err != nil {
			return err
		}
		key := token.(string)
		leads := (key == "data" || key == "items" || key == "meta") && level+1 < maxLevels
		if l.pool.Listed.Envelope != "" {
			path := strings.Split(l.pool.Listed.Envelope, ".")
			leads = level < len(path) && path[level] == key
		}
		if leads {
			if err := l.value(key, level+1); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := l.in.Decode(&raw); err != nil {
			return err
		}
		value := gjson.ParseBytes(raw)
		switch n, isNumber := integer(value); {
		case key == "EC":
			l.ec, l.hasEC = n, isNumber
		case key == "EM", key == "message" && l.em == "":
			l.em = message(value)
		case key == "totalItems" && isNumber, key == "total" && isNumber && !l.hasTotal:
			l.total, l.hasTotal = max(n, 0), true
		}
	}
	_, err = l.in.Token()
	return err
}

// array reads the elements of the first list, and passes over another.
func (l *listing) array(key string) error {
	wanted := !l.found && key != "meta"
	l.found = l.found || wanted
	var raw json.RawMessage
	for l.in.More() {
		if wanted && l.objects+l.others >= l.keep {
			return l.countRest()
		}
		if err := l.in.Decode(&raw); err != nil {
			return err
		}
		switch {
		case !wanted:
		case raw[0] != '{':
			l.others++
		default:
			l.objects++
			object := identified(gjson.ParseBytes(raw), l.pool.Listed.ID)
			if item := newItem(object); item.ID != "" {
				l.items = append(l.items, item)
			}
		}
	}
	_, err := l.in.Token()
	return err
}

// countRest counts the elements behind those that are kept by their brackets
// and quotes alone, many times as fast as the decoder and in constant memory,
// up to the end of the list and of no other limit.
func (l *listing) countRest() error {
	in := io.MultiReader(l.in.Buffered(), l.body)
	buf := make([]byte, 16<<10)
	depth, quoted, escaped := 0, false, false
	for {
		n, err := in.Read(buf)
		for i := 0; i < n; i++ {
			switch c := buf[i]; {
			case quoted:
				quoted, escaped = escaped || c != '"', !escaped && c == '\\'
			case c == '"':
				quoted = true
				if length := bytes.IndexByte(buf[i+1:n], '"'); length >= 0 && buf[i+length] != '\\' {
					quoted, i = false, i+1+length
				}
			case c == '}' || c == ']':
				if depth--; depth < 0 {
					return errEnough
				}
			case c == '{' || c == '[':
				if depth++; depth > 1 {
					continue
				}
				if l.objects+l.others >= l.enough {
					l.more = true
					return errEnough
				}
				if c == '{' {
					l.objects++
				} else {
					l.others++
				}
			}
		}
		if err != nil {
			return err
		}
	}
}
