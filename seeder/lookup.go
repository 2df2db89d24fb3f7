package seeder

import (
	"context"

	"github.com/flashseed/flashseed/entities"
)

// Cached returns what the cache holds of the named pools, all for no names, if
// it holds every one of them with as many items as are wanted today. It asks
// the backend nothing, so what it returns is as old as the cache; a cache that
// cannot be read holds nothing.
func (s *Seeder) Cached(ctx context.Context, pools ...string) (*Shown, bool) {
	list, err := s.named(pools)
	if err != nil {
		return nil, false
	}
	shown := &Shown{}
	if !s.showCached(ctx, list, shown) {
		return nil, false
	}
	for _, p := range shown.Pools {
		wanted := s.Min(p.Entity.Pool)
		if p.Count < wanted || len(p.Items) < min(wanted, SampleSize(wanted)) {
			return nil, false
		}
	}
	return shown, true
}

// Item returns one item of a pool: from the cache if it is kept there, else
// from the backend, where a pool without a route for single items is searched
// as far as it is sampled. An item that is not there is an *Error of kind
// NotFound.
func (s *Seeder) Item(ctx context.Context, pool, id string) (entities.Item, error) {
	list, err := s.named([]string{pool})
	if err != nil {
		return entities.Item{}, err
	}
	shown := &Shown{}
	if s.showCached(ctx, list, shown) {
		if item, ok := shown.Pools[0].find(id); ok {
			return item, nil
		}
	}
	return s.fetchItem(ctx, list[0], id)
}

// fetchItem asks the backend for an item.
func (s *Seeder) fetchItem(ctx context.Context, e *entities.Entity, id string) (entities.Item, error) {
	dialect, err := s.Backend.Dialect(ctx)
	if err != nil {
		return entities.Item{}, err
	}
	if s.Registry.Routes(dialect, e.Pool).Item != "" {
		return s.Backend.Get(ctx, e, id)
	}
	shown := &Shown{}
	if err := s.showBackend(ctx, []*entities.Entity{e}, shown); err != nil {
		return entities.Item{}, err
	}
	if item, ok := shown.Pools[0].find(id); ok {
		return item, nil
	}
	return entities.Item{}, &Error{Method: "GET", URL: s.Backend.URL(), Kind: NotFound, EM: "no item " + id + " in " + e.Pool}
}

// find returns the item of that id.
func (p ShownPool) find(id string) (entities.Item, bool) {
	for _, item := range p.Items {
		if item.ID == id {
			return item, true
		}
	}
	return entities.Item{}, false
}
