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

// answerFromCache answers the run from the cache, if it holds every pool of the
// plan, full, and the backend still has the canary record. It returns true if
// the run is over: answered, or ended because the backend is unreachable.
func (r *run) answerFromCache() bool {
	if r.req.Refresh || len(r.req.Add) > 0 {
		return false
	}
	cached, err := r.o.Cache.Load(r.ctx, poolNames(r.plan))
	if !r.cacheWorks(err) {
		return false
	}
	for _, e := range r.plan {
		if c, ok := cached[e.Pool]; !ok || !fits(r.o, c.Meta) || c.Meta.Min < r.min(e) {
			return false
		}
	}
	if !r.canaryLives(cached) {
		return r.fatal != nil
	}
	for i, e := range r.plan {
		p, meta := &r.report.Pools[i], cached[e.Pool].Meta
		p.Before, p.Now, p.AtLeast, p.Status = meta.Count, meta.Count, meta.AtLeast, PoolFull
		r.report.Dialect = meta.Dialect
		r.emit(Event{Kind: PoolDone, Pool: p})
	}
	r.report.Cached = true
	return true
}

func poolNames(list []*entities.Entity) []string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.Pool
	}
	return names
}

// fits reports whether a cached pool is of this backend and of this version's
// data.
func fits(o Setup, meta Meta) bool {
	return meta.Backend == o.Backend.URL() &&
		meta.DataVersion == entities.DataVersion &&
		(o.Dialect == "" || o.Dialect == meta.Dialect)
}

// canaryLives asks the backend whether it still has the first cached item of
// the first pool with an item route. If not, the database is another one, and
// the cache is dropped.
func (r *run) canaryLives(cached map[string]CachedPool) bool {
	for _, e := range r.plan {
		c := cached[e.Pool]
		if r.o.Registry.Routes(c.Meta.Dialect, e.Pool).Item == "" || len(c.Items) == 0 {
			continue
		}
		id, key := entities.IDOf(c.Items[0]), e.Key(entities.Item{Raw: c.Items[0]})
		item, err := r.o.Backend.Get(r.ctx, e, id)
		same := item.ID == id && id != "" || item.ID == "" && key != "" && e.Key(item) == key // an answer with neither proves nothing
		switch {
		case err == nil && same:
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
	case obs.Count < p.want && !obs.AtLeast:
		p.adopt(obs)
		p.rep.Now = p.have
		p.rep.Status, p.rep.Transient, p.rep.Reason = PoolShort, true, deletedMeanwhile
	default:
		p.adopt(obs)
		p.rep.Now, p.rep.AtLeast = p.have, p.atLeast
		p.listed = true
		entities.SortRefs(p.e, p.refs)
	}
}

// missed reports whether the backend says of an item that a list lacks that it
// is gone.
func (p *pool) missed(obs Observation) bool {
	shown := obs.IDs()
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
		r.parallel(len(changed), r.isStopped, func(i int) { changed[i].listOnceMore() })
		for _, p := range full {
			if !p.cacheable() {
				continue
			}
			items := make([]json.RawMessage, min(len(p.refs), p.limit))
			for i, ref := range p.refs[:len(items)] {
				if items[i] = ref.Raw; !p.listed {
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
	addresses := r.world.Refs[canaryPool]
	if !r.cacheDown {
		memory, err := r.o.Cache.Memory(r.uncancelled(), r.o.Backend.URL())
		if r.cacheWorks(err) && memory.Canary != "" {
			there := slices.ContainsFunc(addresses, func(ref entities.Ref) bool { return ref.ID == memory.Canary })
			gone := false
			if !there {
				there, gone = canary(r.ctx, r.o, memory.Canary)
			}
			switch {
			case there:
				r.memory = memory
			case !gone:
				r.memory.Canary = memory.Canary
			}
		}
	}
	switch {
	case r.memory.Canary != "":
	case len(addresses) > 0:
		r.memory.Canary = addresses[0].ID
	default:
		obs, err := r.o.Backend.Observe(r.ctx, r.o.Registry.Get(canaryPool), 1, 1)
		if err == nil && len(obs.Items) > 0 {
			r.memory.Canary = obs.Items[0].ID
		}
	}
}

// canaryPool is where the canary of remembered accounts comes from: the pool
// that every other stands on.
const canaryPool = "address_books"

// canary asks whether an address book is surely there, or surely gone.
func canary(ctx context.Context, o Setup, id string) (there, gone bool) {
	item, err := o.Backend.Get(ctx, o.Registry.Get(canaryPool), id)
	return err == nil && item.ID == id, means(err, NotFound)
}

// remember keeps the accounts that this run made in the pool, with the ids
// that the backend gave them.
func (p *pool) remember() {
	if len(p.accounts) == 0 {
		return
	}
	for _, ref := range p.refs {
		if a, ok := p.accounts[ref.Index]; ok {
			a.ID = ref.ID
			p.accounts[ref.Index] = a
		}
	}
	p.run.recall()
	made := Memory{Canary: p.run.memory.Canary, Accounts: slices.Collect(maps.Values(p.accounts))}
	slices.SortFunc(made.Accounts, func(a, b entities.Account) int { return a.Index - b.Index })
	if !p.run.cacheDown {
		p.run.cacheWorks(p.run.o.Cache.Remember(p.run.uncancelled(), p.run.o.Backend.URL(), made))
	}
}
