package seeder

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/flashseed/flashseed/entities"
)

// believeCache answers the run from the cache, if it holds every pool of the
// plan, full, and the backend still has the witness. It returns true if the run
// is over: answered, or ended because the backend cannot be asked.
func (r *run) believeCache() bool {
	kept, ok := r.loadCache()
	if !ok {
		return false
	}
	for _, e := range r.plan {
		if c, ok := kept[e.Pool]; !ok || !r.fits(c.Meta) || c.Meta.Min < r.min(e.Pool) {
			return false
		}
	}
	if !r.witnessed(kept) {
		return r.fatal != nil
	}
	for i, e := range r.plan {
		p, meta := &r.report.Pools[i], kept[e.Pool].Meta
		p.Before, p.Now, p.AtLeast, p.Status = meta.Count, meta.Count, meta.AtLeast, PoolFull
		r.report.Dialect = meta.Dialect
		r.emit(Event{Kind: PoolDone, Pool: p})
	}
	r.report.Cached = true
	return true
}

// loadCache reads the plan's pools, saying once if that cannot be done.
func (r *run) loadCache() (map[string]CachedPool, bool) {
	names := make([]string, len(r.plan))
	for i, e := range r.plan {
		names[i] = e.Pool
	}
	kept, err := r.Cache.Load(r.ctx, names)
	return kept, r.cacheWorks(err)
}

// fits tells whether a kept pool is of this backend and of this version's
// data.
func (s *Seeder) fits(meta Meta) bool {
	return meta.Backend == s.Backend.URL() &&
		meta.DataVersion == entities.DataVersion &&
		(s.Dialect == "" || s.Dialect == meta.Dialect)
}

// witnessed asks the backend the one cheap question: is an item that the cache
// knows still there? If not, the database is another one, and the cache is dropped.
func (r *run) witnessed(kept map[string]CachedPool) bool {
	for _, e := range r.plan {
		c := kept[e.Pool]
		if r.Registry.Routes(c.Meta.Dialect, e.Pool).Item == "" || len(c.Items) == 0 {
			continue
		}
		_, err := r.Backend.Get(r.ctx, e, entities.IDOf(c.Items[0]))
		switch {
		case err == nil:
			return true
		case isKind(err, NotFound):
			r.Log.Info("the backend no longer has what the cache holds", "pool", e.Pool)
			if !r.req.DryRun {
				r.dropCache()
			}
		case isKind(err, Unreachable) && r.Ready == nil:
			r.fail(err)
		}
		return false
	}
	return false
}

// dropCache forgets the pools of the plan.
func (r *run) dropCache() {
	if r.cacheDown {
		return
	}
	names := make([]string, len(r.plan))
	for i, e := range r.plan {
		names[i] = e.Pool
	}
	r.cacheWorks(r.Cache.Drop(r.settled(), names))
}

// saveCache keeps the pools that are full, and forgets those that were looked
// at and are not.
func (r *run) saveCache() {
	if r.req.DryRun || r.cacheDown {
		return
	}
	var other []string
	for _, e := range r.plan {
		if p := r.pools[e.Pool]; p != nil && p.rep.Status != PoolFull {
			other = append(other, e.Pool)
		}
	}
	if len(other) > 0 && !r.cacheWorks(r.Cache.Drop(r.settled(), other)) {
		return
	}
	r.cacheWorks(r.Cache.Save(r.settled(), r.full()))
}

// full yields the pools that are full, as they are kept.
func (r *run) full() iter.Seq[CachedPool] {
	return func(yield func(CachedPool) bool) {
		for _, e := range r.plan {
			if p := r.pools[e.Pool]; p != nil && p.rep.Status == PoolFull && !yield(p.cached()) {
				return
			}
		}
	}
}

// cached is the pool as it is kept.
func (p *poolRun) cached() CachedPool {
	items := make([]json.RawMessage, len(p.refs))
	for i, ref := range p.refs {
		items[i] = entities.Filled(ref)
	}
	return CachedPool{Pool: p.e.Pool, Items: items, Meta: Meta{
		Backend: p.Backend.URL(), Dialect: p.report.Dialect, Seed: p.Generate.Seed,
		Min: p.rep.Min, Count: p.have, AtLeast: p.obs.AtLeast, Kept: len(items),
		Time: p.Now(), DataVersion: entities.DataVersion,
	}}
}

// settled is a context for what is written after the run was stopped.
func (r *run) settled() context.Context { return context.WithoutCancel(r.ctx) }

// cacheWorks says once that the cache cannot be used, and then does without.
func (r *run) cacheWorks(err error) bool {
	if err == nil {
		return !r.cacheDown
	}
	if r.ctx.Err() == nil {
		r.cacheDown = true
		r.warn("cache", fmt.Sprintf("%v; going on without the cache", err))
	}
	return false
}

// remembered returns the accounts that earlier runs made in a pool that cannot
// be listed.
func (p *poolRun) remembered() []entities.Item {
	p.recall()
	var items []entities.Item
	for _, a := range p.memory.Accounts {
		if a.Pool != p.e.Pool {
			continue
		}
		raw, err := json.Marshal(map[string]string{"id": a.ID, "email": a.Email, "name": a.Name})
		if err == nil {
			items = append(items, entities.Item{ID: a.ID, Raw: raw})
		}
	}
	return items
}

// recall reads what earlier runs made on this backend, once a run, and drops
// it if the backend no longer has the witness. A run that was stopped reads it
// too: what it made is to be added, not to replace it.
func (r *run) recall() {
	if r.recalled {
		return
	}
	r.recalled = true
	if !r.cacheDown {
		memory, err := r.Cache.Memory(r.settled(), r.Backend.URL())
		if r.cacheWorks(err) && memory.Witness != "" && r.hasAddress(memory.Witness) {
			r.memory = memory
		}
	}
	if r.memory.Witness == "" {
		r.memory.Witness = r.anyAddress()
	}
}

// hasAddress tells whether an address book is still there.
func (r *run) hasAddress(id string) bool {
	sameID := func(ref entities.Ref) bool { return ref.ID == id }
	return slices.ContainsFunc(r.world.Refs[witnessPool], sameID) || !r.gone(r.ctx, id)
}

// gone tells whether the backend says that it has no such address book. That
// it says nothing proves nothing.
func (s *Seeder) gone(ctx context.Context, witness string) bool {
	_, err := s.Backend.Get(ctx, s.Registry.Get(witnessPool), witness)
	return isKind(err, NotFound)
}

// witnessPool is where the witness comes from: the pool that every other
// stands on.
const witnessPool = "address_books"

// anyAddress returns the id of an address book to be the witness, "" if there
// is none.
func (r *run) anyAddress() string {
	if refs := r.world.Refs[witnessPool]; len(refs) > 0 {
		return refs[0].ID
	}
	obs, err := r.Backend.Observe(r.ctx, r.Registry.Get(witnessPool), 1, 1)
	if err != nil || len(obs.Items) == 0 {
		return ""
	}
	return obs.Items[0].ID
}

// remember keeps the accounts that this run made in the pool, with the ids
// that the backend gave them.
func (p *poolRun) remember() {
	if len(p.accounts) == 0 {
		return
	}
	for _, ref := range p.refs {
		if a, ok := p.accounts[ref.Index]; ok {
			a.ID = ref.ID
			p.accounts[ref.Index] = a
		}
	}
	p.recall()
	made := Memory{Witness: p.memory.Witness, Accounts: slices.Collect(maps.Values(p.accounts))}
	slices.SortFunc(made.Accounts, func(a, b entities.Account) int { return a.Index - b.Index })
	if !p.cacheDown {
		p.cacheWorks(p.Cache.Remember(p.settled(), p.Backend.URL(), made))
	}
}
