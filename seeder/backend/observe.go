package backend

import (
	"context"
	"net/http"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// keepLimit is how old a kept answer may be when it is used.
const keepLimit = 30 * time.Second

// kept is the answer to a question that was asked for another reason than to
// observe its pool. It is used once.
type kept struct {
	seen seeder.Observation
	keep int
	at   time.Time
}

// answers tells whether the answer is as good as that to another question.
func (k kept) answers(keep, enough int) bool {
	switch {
	case time.Since(k.at) > keepLimit:
		return false
	case k.seen.AtLeast && k.seen.Count < enough:
		return false
	}
	return keep <= k.keep || k.seen.Whole()
}

// Observe counts a pool by its count route where there is one that works, else
// by reading its list until enough was seen or it ends. Items without an id are counted and
// left out. An admin pool of the readme dialect without a list is Unlisted;
// any other pool without one is an *seeder.Error of kind RouteMissing.
func (c *Client) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	keep = max(keep, 0)
	enough = max(enough, keep)
	d, failed := c.dialect(ctx, c.retries)
	if failed != nil {
		return seeder.Observation{}, failed
	}
	if seen, ok := c.useKept(e.Pool, keep, enough); ok {
		return seen, nil
	}
	seen, failed := c.look(ctx, d, e, listing{keep: keep, enough: enough}, c.retries)
	if failed != nil {
		return seeder.Observation{}, failed
	}
	return seen, nil
}

// look asks the count route, then the list.
func (c *Client) look(ctx context.Context, d entities.Dialect, e *entities.Entity, wanted listing, repeats int) (seeder.Observation, *seeder.Error) {
	count, list := c.endpoint(d, e, toCount), c.endpoint(d, e, toList)
	useless := false
	if count != nil && (list == nil || !c.knows(c.learned.countless, e.Pool)) {
		paged := wanted
		paged.paged = true
		seen, failed := c.ask(ctx, e, count.page(wanted.keep), &paged, repeats)
		if failed == nil || list == nil || !listMayHelp(failed) {
			return seen, failed
		}
		useless = true
	}
	if list == nil || c.knows(c.learned.unlisted, e.Pool) {
		return seeder.Observation{Unlisted: true}, nil
	}
	seen, failed := c.ask(ctx, e, list, &wanted, repeats)
	switch {
	case failed == nil && useless:
		c.learn(c.learned.countless, e.Pool)
	case failed != nil && failed.Kind == seeder.RouteMissing && c.mayBeUnlisted(d, e):
		c.learn(c.learned.unlisted, e.Pool)
		return seeder.Observation{Unlisted: true}, nil
	}
	return seen, failed
}

// ask reads one list answer.
func (c *Client) ask(ctx context.Context, e *entities.Entity, at *endpoint, into *listing, repeats int) (seeder.Observation, *seeder.Error) {
	q := &request{method: http.MethodGet, at: at, pool: e.Pool, repeats: repeats, list: into}
	if failed := c.send(ctx, q); failed != nil {
		return seeder.Observation{}, failed
	}
	return into.observation(), nil
}

// listMayHelp tells whether the list is worth asking after the count route
// failed: it did answer, and not that it is asked too much or by whom it will
// not be.
func listMayHelp(failed *seeder.Error) bool {
	return failed.Status != 0 && failed.Status != http.StatusTooManyRequests &&
		failed.Kind != seeder.DeniedKind && failed.Kind != seeder.TimedOut
}

// mayBeUnlisted reports whether a backend of the dialect may lack the list.
func (c *Client) mayBeUnlisted(d entities.Dialect, e *entities.Entity) bool {
	return c.registry.Routes(d, e.Pool).MayBeUnlisted && c.overrides[e.Pool].List == ""
}

func (c *Client) knows(pools map[string]bool, pool string) bool {
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	return pools[pool]
}

func (c *Client) learn(pools map[string]bool, pool string) {
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	pools[pool] = true
}

func (c *Client) keep(pool string, seen seeder.Observation, wanted int) {
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	c.learned.kept[pool] = kept{seen, wanted, time.Now()}
}

// useKept returns what was kept of a pool if it answers the question, and
// forgets it in any case.
func (c *Client) useKept(pool string, keep, enough int) (seeder.Observation, bool) {
	c.learned.mu.Lock()
	defer c.learned.mu.Unlock()
	k, found := c.learned.kept[pool]
	delete(c.learned.kept, pool)
	if !found || !k.answers(keep, enough) {
		return seeder.Observation{}, false
	}
	k.seen.Items = k.seen.Items[:min(len(k.seen.Items), keep)]
	return k.seen, true
}
