package backend

import (
	"context"
	"net/http"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// firstEvidence is the pool that is asked about first: one small answer whose
// route either dialect spells its own way.
const firstEvidence = "food_categories"

// Dialect returns the dialect that is spoken. The first time it may have to be
// found out: by one question whose answer Observe uses later, or by a second
// one where the first route does not exist. Calling it starts a run: a count
// route that proved useless in an earlier run gets another chance.
func (c *Client) Dialect(ctx context.Context) (entities.Dialect, error) {
	c.learned.mu.Lock()
	clear(c.learned.countless)
	c.learned.mu.Unlock()
	d, failed := c.dialect(ctx, c.retries)
	if failed != nil {
		return "", failed
	}
	return d, nil
}

// dialect returns what is known, or finds it out. One caller does so at a
// time; the others wait for what it finds.
func (c *Client) dialect(ctx context.Context, repeats int) (entities.Dialect, *seeder.Error) {
	if d := c.knownDialect(); d != "" {
		return d, nil
	}
	select {
	case c.finding <- struct{}{}:
		defer func() { <-c.finding }()
	case <-ctx.Done():
		return "", &seeder.Error{
			Method: http.MethodGet, URL: c.URL(),
			Outcome: seeder.NotSent, Err: plain(context.Cause(ctx)),
		}
	}
	if d := c.knownDialect(); d != "" {
		return d, nil
	}
	d, failed := c.findDialect(ctx, repeats)
	if failed == nil {
		c.learned.mu.Lock()
		c.learned.dialect = d
		c.learned.mu.Unlock()
	}
	return d, failed
}

func (c *Client) knownDialect() entities.Dialect {
	if c.fixed != "" {
		return c.fixed
	}
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	return c.learned.dialect
}

// findDialect believes good answers alone. That a route is missing leads to
// the next question, anything else is a failure.
func (c *Client) findDialect(ctx context.Context, repeats int) (entities.Dialect, *seeder.Error) {
	e := c.evidence()
	if e == nil {
		return "", &seeder.Error{Method: http.MethodGet, URL: c.URL(), Outcome: seeder.NotSent, Err: errNoEvidence}
	}
	questions := []struct {
		dialect entities.Dialect
		purpose purpose
	}{
		{entities.Flashstrom, toCount},
		{entities.Readme, toList},
		{entities.Flashstrom, toList}, // a backend without its count routes
	}
	var failed *seeder.Error
	for _, ask := range questions {
		at, list := c.endpoint(ask.dialect, e, ask.purpose), &listing{keep: c.sample, enough: c.sample}
		if ask.purpose == toCount {
			at, list.paged = at.page(c.sample), true
		}
		var seen seeder.Observation
		if seen, failed = c.ask(ctx, e, at, list, repeats); failed == nil {
			c.keep(e.Pool, seen, c.sample)
			return ask.dialect, nil
		}
		if failed.Kind != seeder.RouteMissing && failed.Kind != seeder.NotFound {
			return "", failed
		}
	}
	failed.Err = errNoDialect
	return "", failed
}

// evidence returns the pool whose routes tell the dialects apart, nil if they
// were all moved by configuration: such routes prove nothing.
func (c *Client) evidence() *entities.Entity {
	if e := c.registry.Get(firstEvidence); c.isEvidence(e) {
		return e
	}
	for _, e := range c.registry.All() {
		if c.isEvidence(e) {
			return e
		}
	}
	return nil
}

func (c *Client) isEvidence(e *entities.Entity) bool {
	if e == nil || c.overrides[e.Pool].List != "" || c.overrides[e.Pool].Count != "" {
		return false
	}
	ours, theirs := c.registry.Routes(entities.Flashstrom, e.Pool), c.registry.Routes(entities.Readme, e.Pool)
	return ours.Count != "" && ours.List != "" && theirs.List != "" && ours.Count != theirs.List
}
