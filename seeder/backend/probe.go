package backend

import (
	"context"
	"net/http"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

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
// repetition. The error is that of finding the dialect out.
func (c *Client) Probe(ctx context.Context, e *entities.Entity) ([]RouteCheck, error) {
	d, failed := c.dialect(ctx, 0)
	if failed != nil {
		return nil, failed
	}
	var checks []RouteCheck
	if at := c.endpoint(d, e, toCount); at != nil {
		checks = append(checks, c.probe(ctx, e, "count", at.page(1), &listing{keep: 1, enough: 1, paged: true}))
	}
	if at := c.endpoint(d, e, toList); at != nil {
		check := c.probe(ctx, e, "list", at, &listing{keep: 1, enough: probeEnough})
		check.Seen.Unlisted = check.Err != nil && check.Err.Kind == seeder.RouteMissing && c.mayBeUnlisted(d, e)
		checks = append(checks, check)
	}
	return checks, nil
}

func (c *Client) probe(ctx context.Context, e *entities.Entity, purpose string, at *endpoint, into *listing) RouteCheck {
	began := time.Now()
	q := &request{method: http.MethodGet, at: at, pool: e.Pool, list: into}
	failed := c.send(ctx, q)
	check := RouteCheck{Purpose: purpose, Route: at.route, Status: q.status, Took: time.Since(began), Err: failed}
	if failed == nil {
		check.Seen = into.observation()
	}
	return check
}
