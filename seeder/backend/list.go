package backend

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Observe counts a pool by its count route where there is one that works, else
// by reading its list until enough was seen or it ends. Items without an id are
// counted and left out. A pool without a list is Unlisted where the dialect
// expects that, else an *seeder.Error that means RouteMissing.
func (c *Client) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	d, failed := c.dialect(ctx, c.options.Retries)
	if failed != nil {
		return seeder.Observation{}, failed
	}
	keep = max(keep, 0)
	if seen, ok := c.takeFirstLook(e.Pool, keep); ok {
		return seen, nil
	}
	seen, failed := c.look(ctx, d, e, listing{keep: keep, enough: max(enough, keep)}, c.options.Retries)
	if failed != nil {
		return seeder.Observation{}, failed
	}
	return seen, nil
}

// look asks the count route, then the list.
func (c *Client) look(ctx context.Context, d entities.Dialect, e *entities.Entity, wanted listing, retries int) (seeder.Observation, *seeder.Error) {
	routes := c.routes(d, e)
	_, useless := c.countless.Load(e.Pool)
	if routes.Count != "" && (routes.List == "" || !useless) {
		paged := wanted
		paged.paged = true
		q := c.listRequest(routes.Count, e.Pool, paged)
		q.retries, q.standsIn = retries, routes.List != ""
		failed := c.send(ctx, q)
		if failed == nil {
			return q.list.observation(), nil
		}
		answered := failed.Status != 0 && failed.Status != http.StatusTooManyRequests && failed.Meaning != seeder.Denied
		hung := failed.Meaning == seeder.TimedOut || failed.Meaning == seeder.RouteDown
		if routes.List == "" || ctx.Err() != nil || !answered && !hung {
			return seeder.Observation{}, failed
		}
		useless = !hung // that may pass, and the list may be stale
	}
	if _, unlisted := c.unlisted.Load(e.Pool); unlisted || routes.List == "" {
		return seeder.Observation{Unlisted: true}, nil
	}
	q := c.listRequest(routes.List, e.Pool, wanted)
	q.retries = retries
	failed := c.send(ctx, q)
	switch {
	case failed == nil && useless:
		c.countless.Store(e.Pool, true)
	case failed != nil && failed.Meaning == seeder.RouteMissing && routes.MayBeUnlisted:
		c.unlisted.Store(e.Pool, true)
		return seeder.Observation{Unlisted: true}, nil
	}
	return q.list.observation(), failed
}

// pageSize is how many items List asks for at a time.
const pageSize = 1000

// List returns every item of a pool, from its count route page by page where
// there is one that works, else from its list as far as that goes. What comes
// on two pages, since others were made meanwhile, is there once.
func (c *Client) List(ctx context.Context, e *entities.Entity) (seeder.Observation, error) {
	d, failed := c.dialect(ctx, c.options.Retries)
	if failed != nil {
		return seeder.Observation{}, failed
	}
	routes := c.routes(d, e)
	var all seeder.Observation
	known := map[string]bool{}
	for page := 1; routes.Count != ""; page++ {
		q := c.listRequest(routes.Count, e.Pool, listing{keep: pageSize, enough: pageSize, paged: true, page: page})
		q.retries = c.options.Retries
		if failed := c.send(ctx, q); failed != nil {
			if page > 1 || routes.List == "" || ctx.Err() != nil || failed.Status == 0 || failed.Meaning == seeder.Denied {
				return seeder.Observation{}, failed
			}
			break
		}
		for _, item := range q.list.items {
			if !known[item.ID] {
				known[item.ID], all.Items = true, append(all.Items, item)
			}
		}
		if all.Count = max(len(all.Items), q.list.total); len(q.list.items) < pageSize || page*pageSize >= q.list.total {
			return all, nil
		}
	}
	switch {
	case routes.List == "" && routes.Create == "":
		return seeder.Observation{}, noRoute(http.MethodGet, c.URL(), seeder.RouteMissing)
	case routes.List == "":
		return seeder.Observation{Unlisted: true}, nil
	}
	q := c.listRequest(routes.List, e.Pool, listing{keep: math.MaxInt, enough: math.MaxInt})
	q.retries = c.options.Retries
	switch failed := c.send(ctx, q); {
	case failed == nil:
		return q.list.observation(), nil
	case failed.Meaning == seeder.RouteMissing && routes.MayBeUnlisted:
		return seeder.Observation{Unlisted: true}, nil
	default:
		return seeder.Observation{}, failed
	}
}

// listRequest asks a list or, paged, a count route.
func (c *Client) listRequest(route, pool string, wanted listing) *request {
	at := c.endpoint(route)
	if wanted.paged {
		at = at.page(max(wanted.page, 1), wanted.keep)
	}
	return &request{method: http.MethodGet, at: at, pool: pool, list: &wanted}
}

// RouteCheck is what one look at one route showed.
type RouteCheck struct {
	Purpose string // "list" or "count"
	Route   string // path without the base URL's
	Status  int    // HTTP status, 0 without an answer
	Took    time.Duration
	Seen    seeder.Observation
	Err     *seeder.Error // nil for a good answer; a pool that need not have a list is Unlisted besides
}

// probeEnough is how far a list without a count is counted.
const probeEnough = 1000

// Probe asks each route by which a pool can be observed, once and without
// retries. The error is that of detecting the dialect.
func (c *Client) Probe(ctx context.Context, e *entities.Entity) ([]RouteCheck, error) {
	d, failed := c.dialect(ctx, 0)
	if failed != nil {
		return nil, failed
	}
	routes := c.routes(d, e)
	var checks []RouteCheck
	for _, purpose := range []string{"count", "list"} {
		route, wanted := routes.Count, listing{keep: 1, enough: 1, paged: true}
		if purpose == "list" {
			route, wanted = routes.List, listing{keep: 1, enough: probeEnough}
		}
		if route == "" {
			continue
		}
		began := time.Now()
		q := c.listRequest(route, e.Pool, wanted)
		failed := c.send(ctx, q)
		check := RouteCheck{Purpose: purpose, Route: q.at.route, Status: q.answer.status, Took: time.Since(began), Err: failed}
		if failed == nil {
			check.Seen = q.list.observation()
		}
		check.Seen.Unlisted = purpose == "list" && failed != nil && failed.Meaning == seeder.RouteMissing && routes.MayBeUnlisted
		checks = append(checks, check)
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
	page   int             // which page is wanted, 0 for the first
	paged  bool            // the answer should carry the total: look for it behind the items too
	pool   entities.Entity // whose answer it is

	reply
	body     *capped
	rest     io.Reader // the body behind what the decoder has read
	in       *json.Decoder
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

// read reads the answer. An error is that of the body, of the JSON, or says
// that the answer is no list; the reply is filled as far as it was seen.
func (l *listing) read(body *capped) error {
	in := bufio.NewReader(body)
	if head, _ := in.Peek(len(byteOrderMark)); string(head) == byteOrderMark {
		_, _ = in.Discard(len(head))
	}
	l.body, l.rest, l.in = body, in, json.NewDecoder(in)
	l.list = true
	if l.keep == math.MaxInt { // a whole list may be as long as it is
		body.left = math.MaxInt64
	}
	err := l.value("", 0)
	_, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case errors.Is(err, errEnough), err == nil && (!l.hasEC || l.ec == 0):
		err = l.complaint()
	case isSyntax:
		err = errSyntax
	case errors.Is(err, io.EOF) && l.in.InputOffset() > 0:
		err = io.ErrUnexpectedEOF
	}
	switch {
	case err == nil:
		l.state = whole
	case errors.Is(err, io.EOF):
		l.state = empty
	case isShape(err):
		l.state = unreadable
	default:
		l.state = broken
	}
	if l.state == empty {
		return nil
	}
	return err
}

// complaint says what keeps a complete answer from being a list.
func (l *listing) complaint() error {
	elements := l.objects + l.others
	switch {
	case !l.found && l.hasTotal && l.total == 0, !l.found && l.null && (l.hasEC || l.pool.Declared): // many a backend has null for an empty list
		return nil
	case !l.found && l.hasTotal:
		return errNoItems
	case !l.found:
		return errNoList
	case elements > 0 && len(l.items) == 0 && l.keep > 0:
		return errNoIDs
	case l.paged && l.hasTotal && l.total > 0 && elements == 0 && l.keep > 0:
		return errNoItems
	}
	return nil
}

// value reads the value behind a key that may hold the list.
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
		key, err := l.in.Token()
		if err != nil {
			return err
		}
		if err := l.member(key.(string), level+1); err != nil {
			return err
		}
	}
	_, err = l.in.Token()
	return err
}

func (l *listing) member(key string, level int) error {
	leads := (key == "data" || key == "items" || key == "meta") && level < maxLevels
	if l.pool.Listed.Envelope != "" {
		path := strings.Split(l.pool.Listed.Envelope, ".")
		leads = level <= len(path) && path[level-1] == key
	}
	if leads {
		return l.value(key, level)
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
	return nil
}

// array reads the elements of the first list. Behind enough of them the rest of
// the answer is of interest only if the total is still to come.
func (l *listing) array(key string) error {
	wanted := !l.found && key != "meta"
	l.found = l.found || wanted
	var raw json.RawMessage
	for l.in.More() {
		seen := l.objects + l.others
		switch {
		case wanted && seen >= l.enough:
			l.more, wanted = true, false
			if !l.paged || l.hasTotal {
				return errEnough
			}
		case wanted && seen >= l.keep && !l.paged:
			return l.countRest()
		}
		if err := l.in.Decode(&raw); err != nil {
			if l.more {
				return errEnough
			}
			return err
		}
		switch {
		case !wanted:
		case raw[0] != '{':
			l.others++
		default:
			l.objects++
			object := identified(gjson.ParseBytes(raw), l.pool.Listed.ID)
			if item := newItem(idOf(object), object); item.ID != "" && len(l.items) < l.keep {
				l.items = append(l.items, item)
			}
		}
	}
	_, err := l.in.Token()
	return err
}

// countRest counts the objects behind those that are kept by their brackets and
// quotes alone, many times as fast as the decoder and in constant memory, up to
// the end of the list. The body may be longer than what is read of others.
func (l *listing) countRest() error {
	l.body.left = math.MaxInt64
	in := io.MultiReader(l.in.Buffered(), l.rest)
	buf := make([]byte, 16<<10)
	depth, quoted, escaped := 0, false, false
	for {
		n, err := in.Read(buf)
		for i := 0; i < n; i++ {
			if quoted {
				for ; i < n; i++ {
					if escaped {
						escaped = false
					} else if buf[i] == '\\' {
						escaped = true
					} else if buf[i] == '"' {
						quoted = false
						break
					}
				}
				continue
			}
			switch buf[i] {
			case '"':
				quoted = true
			case '{', '[':
				if depth == 0 {
					if l.objects+l.others >= l.enough {
						l.more = true
						return errEnough
					}
					if buf[i] == '{' {
						l.objects++
					} else {
						l.others++
					}
				}
				depth++
			case '}', ']':
				if depth--; depth < 0 {
					return errEnough
				}
			}
		}
		if err != nil {
			return err
		}
	}
}
