package seeder

import (
	"context"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Shown is what is in the pools.
type Shown struct {
	Cached   bool      // read from the cache, else from the backend
	Time     time.Time // when the cache was written, or the backend read
	Pools    []ShownPool
	Warnings []string // what failed on the way, such as a cache that is down

	dialect entities.Dialect // of what was cached
}

// ShownPool is one pool's items, as many as are kept of it.
type ShownPool struct {
	Entity  *entities.Entity
	Items   []entities.Item
	Count   int // how many the backend holds
	AtLeast bool
	Min     int // how many were wanted when the pool was kept or read

	Unlisted bool // the backend cannot say what it holds
}

// Firsts returns what is shown with the first Min items of each pool alone:
// what data-pools:all holds.
func (s *Shown) Firsts() *Shown {
	firsts := *s
	firsts.Pools = slices.Clone(s.Pools)
	for i, p := range firsts.Pools {
		firsts.Pools[i].Items = p.Items[:min(p.Min, len(p.Items))]
	}
	return &firsts
}

// Show reads the named pools, all for no names, from the cache, or without one
// from the backend. It creates nothing.
func (s *Seeder) Show(ctx context.Context, pools ...string) (*Shown, error) {
	list, err := s.named(pools)
	if err != nil {
		return nil, err
	}
	shown, down := s.o.cached(ctx, list, nil)
	if shown != nil {
		return shown, nil
	}
	shown, err = s.showBackend(ctx, list)
	if down != nil {
		shown.Warnings = append(shown.Warnings, down.Error()+"; reading the backend")
	}
	return shown, err
}

// Names returns what people call the items that a pool's items refer to, by
// id, as far as the cache, or without one the backend, knows them.
func (s *Seeder) Names(ctx context.Context, pool string) map[string]string {
	names := map[string]string{}
	e := s.o.Registry.Get(pool)
	if e == nil || len(e.Needs) == 0 {
		return names
	}
	shown, err := s.Show(ctx, e.Needs...)
	if err != nil {
		return names
	}
	for _, p := range shown.Pools {
		for _, item := range p.Items {
			names[item.ID] = p.Entity.Label(item)
		}
	}
	return names
}

// named returns the entities of those names alone, without what they depend on,
// in order.
func (s *Seeder) named(pools []string) ([]*entities.Entity, error) {
	if len(pools) == 0 {
		return s.wanted(nil), nil
	}
	if _, err := s.o.Registry.Select(pools...); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.o.Registry.All()), func(e *entities.Entity) bool { return !slices.Contains(pools, e.Pool) }), nil
}

// cached returns what the cache holds of the pools, nil unless it holds each of
// them, of this backend and of this version's data, for as many items as are
// wanted at least (nil: for any number).
func (o Setup) cached(ctx context.Context, list []*entities.Entity, least func(*entities.Entity) int) (*Shown, error) {
	kept, err := o.Cache.Load(ctx, poolNames(list))
	if err != nil {
		return nil, err
	}
	shown := &Shown{Cached: true}
	for _, e := range list {
		c, ok := kept[e.Pool]
		meta := c.Meta
		if !ok || meta.Backend != o.Backend.URL() || meta.DataVersion != entities.DataVersion ||
			o.Dialect != "" && o.Dialect != meta.Dialect || least != nil && meta.Min < least(e) {
			return nil, nil
		}
		if shown.Time.IsZero() || meta.Time.Before(shown.Time) {
			shown.Time = meta.Time
		}
		shown.dialect = meta.Dialect
		pool := ShownPool{Entity: e, Count: meta.Count, AtLeast: meta.AtLeast, Min: meta.Min}
		for _, raw := range c.Items {
			pool.Items = append(pool.Items, entities.Item{ID: entities.IDOf(raw), Raw: raw})
		}
		shown.Pools = append(shown.Pools, pool)
	}
	return shown, nil
}

// showBackend returns what the backend holds of the pools, as far as it could
// be read.
func (s *Seeder) showBackend(ctx context.Context, list []*entities.Entity) (*Shown, error) {
	shown := &Shown{Time: s.o.Now()}
	if _, err := s.o.Backend.DetectDialect(ctx); err != nil {
		return shown, err
	}
	for _, e := range list {
		wanted := s.o.Min(e.Pool)
		limit := SampleSize(wanted)
		obs, err := s.o.Backend.Observe(ctx, e, limit, limit)
		if err != nil {
			return shown, err
		}
		shown.Pools = append(shown.Pools, ShownPool{
			Entity: e, Items: obs.Items, Count: obs.Count, AtLeast: obs.AtLeast, Min: wanted, Unlisted: obs.Unlisted,
		})
	}
	return shown, nil
}

// Accounts returns every account that flashseed knows it made: those that it
// remembers, with the password they were created with, and those that the pools
// hold under an e-mail that only flashseed gives, with the password of today's
// settings. What the backend no longer lists is left out, unless the backend
// cannot list it.
func (s *Seeder) Accounts(ctx context.Context) ([]entities.Account, *Shown, error) {
	var pools []string
	for _, e := range s.o.Registry.All() {
		if e.Role != "" {
			pools = append(pools, e.Pool)
		}
	}
	shown, err := s.Show(ctx, pools...)
	if err != nil {
		return nil, shown, err
	}
	memory, err := s.o.Cache.Memory(ctx, s.o.Backend.URL())
	if err != nil {
		shown.Warnings = append(shown.Warnings, err.Error()+"; passwords are those of today's settings")
	}
	unlisted := slices.ContainsFunc(shown.Pools, func(p ShownPool) bool { return p.Unlisted })
	if unlisted && memory.Canary != "" {
		if there, _ := s.o.has(ctx, s.o.Registry.Get(canaryPool), entities.Item{ID: memory.Canary}); !there {
			memory = Memory{}
		}
	}
	world := entities.World{Options: s.o.Generate, Now: s.clock()}
	var accounts []entities.Account
	for _, p := range shown.Pools {
		accounts = append(accounts, accountsOf(&world, p, memory.Accounts)...)
	}
	return accounts, shown, nil
}

// accountsOf returns the accounts of one pool, by index. What is remembered of
// one goes before what is computed.
func accountsOf(world *entities.World, p ShownPool, remembered []entities.Account) []entities.Account {
	if p.Unlisted {
		elsewhere := func(a entities.Account) bool { return a.Pool != p.Entity.Pool }
		return slices.DeleteFunc(slices.Clone(remembered), elsewhere)
	}
	accounts := entities.KnownAccounts(world, p.Entity, p.Items)
	for i, a := range accounts {
		same := func(kept entities.Account) bool { return kept.Pool == a.Pool && kept.Email == a.Email }
		if at := slices.IndexFunc(remembered, same); at >= 0 {
			accounts[i].Password, accounts[i].Name = remembered[at].Password, remembered[at].Name
		}
	}
	return accounts
}

// Cached returns what the cache holds of the named pools, all for no names, if
// it holds every one of them with as many items as are wanted today. It asks
// the backend nothing, so what it returns is as old as the cache; a cache that
// cannot be read holds nothing.
func (s *Seeder) Cached(ctx context.Context, pools ...string) (*Shown, bool) {
	list, err := s.named(pools)
	if err != nil {
		return nil, false
	}
	shown, _ := s.o.cached(ctx, list, func(e *entities.Entity) int { return s.o.Min(e.Pool) })
	return shown, shown != nil
}

// Item returns one item of a pool: from the cache if it is kept there, else
// from the backend, where a pool without a route for single items is searched
// as far as it is sampled. An item that is not there is a *RequestError of kind
// NotFound.
func (s *Seeder) Item(ctx context.Context, pool, id string) (entities.Item, error) {
	list, err := s.named([]string{pool})
	if err != nil {
		return entities.Item{}, err
	}
	shown, _ := s.o.cached(ctx, list, nil)
	item, found := shown.find(id)
	if found {
		return item, nil
	}
	dialect, err := s.o.Backend.DetectDialect(ctx)
	switch {
	case err != nil:
	case s.o.Registry.Routes(dialect, pool).Item != "":
		item, found, err = s.o.get(ctx, list[0], id)
	default:
		shown, err = s.showBackend(ctx, list)
		item, found = shown.find(id)
	}
	if err == nil && !found {
		err = &RequestError{Method: "GET", URL: s.o.Backend.URL(), Meaning: NotFound, EM: "no item " + id + " in " + pool}
	}
	return item, err
}

// find returns the item of that id in the pools that were read.
func (s *Shown) find(id string) (item entities.Item, found bool) {
	if s != nil {
		for _, p := range s.Pools {
			if i := slices.IndexFunc(p.Items, func(item entities.Item) bool { return item.ID == id }); i >= 0 {
				return p.Items[i], true
			}
		}
	}
	return item, false
}
