package seeder

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/flashseed/flashseed/entities"
)

// answerFromCache answers the run from the cache, if it holds every pool of the
// plan, full, and the backend still has the canary record. It returns true if
// the run is over: answered, or ended because the backend is unreachable.
func (r *run) answerFromCache() bool {
	if r.req.Refresh || len(r.req.Add) > 0 {
		return false
	}
	cached, err := r.o.cached(r.ctx, r.plan, r.min)
	if !r.cacheWorks(err) || cached == nil {
		return false
	}
	if !r.canaryLives(cached) {
		return r.fatal != nil
	}
	for i, c := range cached.Pools {
		p := &r.report.Pools[i]
		p.Before, p.Now, p.AtLeast, p.Status = c.Count, c.Count, c.AtLeast, PoolFull
		r.emit(Event{Kind: PoolDone, Pool: p})
	}
	r.report.Dialect, r.report.Cached = cached.dialect, true
	return true
}

func poolNames(list []*entities.Entity) []string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.Pool
	}
	return names
}

// canaryLives asks the backend whether it still has the first cached item of
// the first pool with an item route. If not, the database is another one, and
// the cache is dropped.
func (r *run) canaryLives(cached *Shown) bool {
	for _, c := range cached.Pools {
		e := c.Entity
		if r.o.Registry.Routes(cached.dialect, e.Pool).Item == "" || len(c.Items) == 0 {
			continue
		}
		there, err := r.o.has(r.ctx, e, c.Items[0])
		switch {
		case there:
			return true
		case means(err, NotFound):
			r.o.Log.Info("the backend no longer has what the cache holds", "pool", e.Pool)
			if !r.req.DryRun {
				r.cacheWorks(r.o.Cache.Drop(r.uncancelled(), poolNames(r.plan)))
			}
		case means(err, Unreachable) && r.o.Ready == nil:
			r.fatal = err
		}
		return false
	}
	return false
}

// saveCache caches the pools that are full as the backend lists them, and drops
// those that were looked at and are not. A refresh that could look drops all
// others of the plan: they may be another database's.
func (r *run) saveCache() {
	if r.req.DryRun || r.cacheDown || !r.cacheWorks(r.o.Cache.Save(r.uncancelled(), r.cacheable())) {
		return
	}
	observed := func(p *pool) bool { return p != nil && !p.rep.Unknown }
	replaced := r.req.Refresh && observed(r.pools[r.plan[0].Pool])
	var stale []string
	for _, e := range r.plan {
		p := r.pools[e.Pool]
		if (replaced || observed(p)) && (p == nil || !p.cacheable()) {
			stale = append(stale, e.Pool)
		}
	}
	if len(stale) > 0 {
		r.cacheWorks(r.o.Cache.Drop(r.uncancelled(), stale))
	}
}

// listOnceMore reads the pool as the backend lists it, since a creation's
// answer shows less of an item. What disappeared meanwhile makes the pool
// short.
func (p *pool) listOnceMore() {
	obs, err := p.look()
	switch {
	case err != nil:
		p.uncached = true
		p.run.o.Log.Info("pool not cached: it could not be listed once more", "pool", p.e.Pool, "error", err)
	case obs.Unlisted:
	case p.stale(obs) && !p.missed(obs):
		p.uncached = true // the list lags
	default:
		p.adopt(obs)
		p.recount()
		entities.SortRefs(p.e, p.refs)
	}
}

// recount reports what the pool holds after its end. If that is too little,
// items were deleted.
func (p *pool) recount() {
	p.rep.Now, p.rep.AtLeast = p.have, p.atLeast
	if p.have < p.want && !p.atLeast && p.rep.Status == PoolFull {
		p.rep.Status, p.rep.Transient, p.rep.Reason = PoolShort, true, "items were deleted during the run"
	}
}

// missed reports whether the backend says of an item that a list lacks that it
// is gone.
func (p *pool) missed(obs Observation) bool {
	shown := idsOf(obs.Items)
	at := slices.IndexFunc(p.refs, func(ref entities.Ref) bool { return !shown[ref.ID] })
	if at < 0 {
		return false
	}
	_, err := p.run.o.Backend.Get(p.run.ctx, p.e, p.refs[at].ID)
	return means(err, NotFound)
}

func (p *pool) cacheable() bool {
	return p.rep.Status == PoolFull && p.have >= p.rep.Min && !p.uncached
}

// cacheable yields the pools as they are cached. A cache that keeps nothing does
// not iterate, and then nothing is listed once more.
func (r *run) cacheable() iter.Seq[CachedPool] {
	return func(yield func(CachedPool) bool) {
		var full, changed []*pool
		for _, e := range r.plan {
			if p := r.pools[e.Pool]; p != nil && p.cacheable() {
				if full = append(full, p); r.changed(p) {
					changed = append(changed, p)
				}
			}
		}
		begun := r.parallel(len(changed), r.isStopped, func(i int) { changed[i].listOnceMore() })
		for _, p := range changed[begun:] {
			p.uncached = true
		}
		for _, p := range full {
			if !p.cacheable() {
				continue
			}
			items := make([]json.RawMessage, min(len(p.refs), p.limit))
			for i, ref := range p.refs[:len(items)] {
				if items[i] = ref.Raw; p.unlisted {
					items[i] = entities.Filled(ref)
				}
			}
			if !yield(CachedPool{Pool: p.e.Pool, Items: items, Meta: Meta{
				Backend: r.o.Backend.URL(), Dialect: r.report.Dialect, Seed: r.o.Generate.Seed,
				Min: p.rep.Min, Count: p.have, AtLeast: p.atLeast, Kept: len(items),
				Time: r.o.Now(), DataVersion: entities.DataVersion,
			}}) {
				return
			}
		}
	}
}

// changed reports whether the known records of a pool may no longer be what the
// backend lists: something in it, or what refers to it, was made or finished.
func (r *run) changed(p *pool) bool {
	return p.rep.Created+p.rep.Completed > 0 || slices.ContainsFunc(r.plan, func(e *entities.Entity) bool {
		other := r.pools[e.Pool]
		return other != nil && other.rep.Created > 0 && slices.Contains(e.Needs, p.e.Pool)
	})
}

// uncancelled is a context for what is written after the run was stopped.
func (r *run) uncancelled() context.Context { return context.WithoutCancel(r.ctx) }

// cacheWorks says once that the cache cannot be used, and reports whether it
// can.
func (r *run) cacheWorks(err error) bool {
	if err == nil {
		return !r.cacheDown
	}
	if r.ctx.Err() == nil {
		r.cacheDown, r.report.Cache = true, "none"
		r.warn("cache", fmt.Sprintf("%v; continuing without cache", err))
	}
	return false
}

// remembered returns the accounts that earlier runs made in a pool that cannot
// be listed.
func (r *run) remembered(pool string) []entities.Item {
	r.recall()
	var items []entities.Item
	for _, a := range r.memory.Accounts {
		if a.Pool != pool {
			continue
		}
		raw, _ := json.Marshal(map[string]string{"id": a.ID, "email": a.Email, "name": a.Name}) // strings encode
		items = append(items, entities.Item{ID: a.ID, Raw: raw})
	}
	return items
}

// recall reads what earlier runs made on this backend, once a run, and drops it
// where the backend says that the canary is gone. If it does not answer, no
// account counts as present and none is forgotten. A run that was stopped reads it
// too: what it made is added and must not replace it.
func (r *run) recall() {
	if r.recalled {
		return
	}
	r.recalled = true
	addresses, e := itemsOf(r.world.Refs[canaryPool]), r.o.Registry.Get(canaryPool)
	if !r.cacheDown {
		memory, err := r.o.Cache.Memory(r.uncancelled(), r.o.Backend.URL())
		if r.cacheWorks(err) && memory.Canary != "" {
			there := idsOf(addresses)[memory.Canary]
			if !there {
				there, err = r.o.has(r.ctx, e, entities.Item{ID: memory.Canary})
			}
			switch {
			case there:
				r.memory = memory
			case !means(err, NotFound):
				r.memory.Canary = memory.Canary
			}
		}
	}
	if r.memory.Canary == "" && len(addresses) == 0 {
		obs, _ := r.o.Backend.Observe(r.ctx, e, 1, 1) // what fails shows nothing
		addresses = obs.Items
	}
	if r.memory.Canary == "" && len(addresses) > 0 {
		r.memory.Canary = addresses[0].ID
	}
}

// canaryPool is where the canary of remembered accounts comes from: the pool
// that every other stands on.
const canaryPool = "address_books"

// has asks whether the backend surely has an item. An answer with neither its id
// nor its key proves nothing.
func (o Setup) has(ctx context.Context, e *entities.Entity, known entities.Item) (bool, error) {
	item, err := o.Backend.Get(ctx, e, known.ID)
	if item.ID == "" {
		key := e.Key(known)
		return err == nil && key != "" && e.Key(item) == key, err
	}
	return err == nil && item.ID == known.ID, err
}

// remember keeps the accounts that this run made in the pool, with the ids
// that the backend gave them.
func (p *pool) remember() {
	if p.e.Role == "" {
		return
	}
	var made []entities.Account
	for _, ref := range p.refs {
		if ref.Sent != nil {
			made = append(made, p.login(ref.Index, ref.ID))
		}
	}
	for _, indices := range p.unseen {
		if len(made) < p.room() {
			made = append(made, p.login(indices[0], ""))
		}
	}
	if len(made) == 0 {
		return
	}
	p.run.recall()
	if !p.run.cacheDown {
		slices.SortFunc(made, func(a, b entities.Account) int { return a.Index - b.Index })
		memory := Memory{Canary: p.run.memory.Canary, Accounts: made}
		p.run.cacheWorks(p.run.o.Cache.Remember(p.run.uncancelled(), p.run.o.Backend.URL(), memory))
	}
}
