package seeder

import (
	"context"
	"errors"
	"slices"

	"github.com/flashseed/flashseed/entities"
)

// prepare builds the generator and gives the items that are there their index
// back, here and in the pools that this one refers to.
func (p *pool) prepare() error {
	if p.gen != nil {
		return nil
	}
	for _, need := range p.e.Needs {
		p.run.pools[need].identifyOnce()
	}
	if err := p.needs(); err != nil {
		return err
	}
	if err := p.regenerate(); err != nil {
		return err
	}
	p.identify(p.gen, p.run.isStopped)
	if (!p.whole || p.e.Counted) && !p.unlisted {
		p.next = p.have // past the sample, or without keys: from the count upwards
	}
	return p.run.stopped()
}

// identifyOnce finds out which of the pool's items were seeded, and only when
// something refers to them. Where that is impossible they all count as foreign.
func (p *pool) identifyOnce() {
	if p.identified {
		return
	}
	p.identified = true
	if err := p.prepare(); err != nil {
		p.run.o.Log.Debug("items could not be identified", "pool", p.e.Pool, "error", err)
	}
	p.keepRefs()
}

// keepRefs leaves the pool's items to the pools that come after it.
func (p *pool) keepRefs() {
	if p.gen != nil {
		entities.SortRefs(p.e, p.refs)
	}
	p.run.world.Refs[p.e.Pool] = p.refs
	p.run.world.Whole[p.e.Pool] = p.whole
}

// needs checks that each pool this one refers to holds something, or would
// after a dry run's plan.
func (p *pool) needs() error {
	for _, need := range p.e.Needs {
		parent := p.run.pools[need]
		if len(p.run.world.Refs[need]) > 0 || p.run.req.DryRun && parent.rep.Created > 0 {
			continue
		}
		s := short(parent.rep.Transient, "%s is empty", need)
		switch {
		case parent.rep.Unknown:
			s.reason = need + " could not be read"
		case parent.have > 0:
			s.reason = need + " cannot be listed, and their ids are not known"
		}
		if parent.rep.Reason != "" {
			s.reason += ": " + parent.rep.Reason
		}
		s.skipped, s.excused = true, parent.rep.Excused
		return s
	}
	return nil
}

// regenerate builds the generator anew for the world as it is now.
func (p *pool) regenerate() error {
	p.run.world.Refs[p.e.Pool] = p.refs
	if p.e.Wallet && !p.run.askedWallet {
		has, err := p.run.o.Backend.HasWallet(p.run.ctx)
		if err != nil {
			return err
		}
		p.run.askedWallet, p.run.world.Wallet = true, has
	}
	if err := p.resolveLinks(); err != nil {
		return err
	}
	for _, path := range p.e.Beside {
		if p.run.world.Refs[path] != nil {
			continue
		}
		obs, err := p.run.gather([]string{path}, SampleSize(1000))
		if err != nil {
			return err
		}
		for _, item := range obs.Items {
			p.run.world.Refs[path] = append(p.run.world.Refs[path], entities.Ref{Item: item, Index: -1})
		}
	}
	p.run.world.Settle()
	gen, err := p.e.New(&p.run.world)
	if lack, ok := errors.AsType[*entities.LackError](err); ok {
		// What is missing may be there the next time, if a parent is short for now.
		passes := slices.ContainsFunc(p.e.Needs, func(need string) bool { return p.run.pools[need].rep.Transient })
		return short(passes, "there is no %s", lack.Want)
	}
	if err == nil {
		p.gen = gen
	}
	return err
}

// resolveLinks fetches what the generator needs from outside the samples, by
// id, at most twice as many items as the pool should hold.
func (p *pool) resolveLinks() error {
	if p.e.Links == nil {
		return nil
	}
	for fetched := true; fetched; {
		fetched = false
		for _, link := range p.e.Links(&p.run.world) {
			if p.followed[link] || len(p.followed) >= 2*p.want {
				continue
			}
			p.followed[link], fetched = true, true
			item, ok, err := p.run.o.get(p.run.ctx, p.run.o.Registry.Get(link.Pool), link.ID)
			if err != nil && !means(err, NotFound, RouteMissing) {
				return err
			}
			if ok {
				refs := slices.Clip(p.run.world.Refs[link.Pool])
				p.run.world.Refs[link.Pool] = append(refs, entities.Ref{Item: item, Index: -1})
			}
		}
	}
	return nil
}

// get fetches one item. ok is false where the answer is another one, or nothing
// that anything could be known of.
func (o Setup) get(ctx context.Context, e *entities.Entity, id string) (item entities.Item, ok bool, err error) {
	item, err = o.Backend.Get(ctx, e, id)
	if item.ID == "" && (e.Key(item) != "" || e.Label(item) != "") {
		item.ID = id
	}
	return item, err == nil && item.ID == id, err
}

// dropReferences looks once more at what the refused drafts refer to, takes
// what is gone, or was refused twice, out of the world, and has the indices
// drafted anew, at most Retries times. What was refused although all it refers
// to is there is refused for good.
func (p *pool) dropReferences(refused []*creation) error {
	if len(refused) == 0 {
		return nil
	}
	reviewed := map[entities.Link]bool{} // and whether it is gone
	for _, c := range refused {
		links := p.run.world.LinksOf(p.e, c.draft)
		// A bare 404 or 422 does not say whether it is about what the body refers to.
		bare := (c.err.Status == 404 || c.err.Status == 422) && len(links) > 0
		switch {
		case bare, c.err.Meaning == NotFound:
		case c.err.Meaning == RouteMissing:
			return c.err
		default:
			return short(false, "refused: %s", c.err)
		}
		dangles := false
		for _, link := range links {
			gone, known := reviewed[link]
			if !known {
				var err error
				if gone, err = p.review(link); err != nil {
					return err
				}
				reviewed[link] = gone
			}
			dangles = dangles || gone
		}
		if !dangles && c.err.Meaning != NotFound {
			return short(false, "refused: %s", c.err)
		}
	}
	if err := p.regenerate(); err != nil {
		return err
	}
	for _, c := range refused {
		index := c.draft.Index
		if p.attempts[index]++; p.attempts[index] > p.retries {
			return short(true, "item %d was refused %d times: %s", index, p.attempts[index], c.err)
		}
		p.queue = append(p.queue, undrafted(index))
	}
	return nil
}

// review looks at one reference again and reports whether it is gone. What is
// gone is counted out of its own pool, which is short then: the next run makes
// it anew.
func (p *pool) review(link entities.Link) (gone bool, err error) {
	p.strikes[link]++
	item, err := p.run.o.Backend.Get(p.run.ctx, p.run.o.Registry.Get(link.Pool), link.ID)
	gone = means(err, NotFound)
	if err != nil && !gone && !means(err, RouteMissing) {
		return false, err
	}
	isThis := func(ref entities.Ref) bool { return ref.ID == link.ID }
	if parent := p.run.pools[link.Pool]; gone && parent != nil && slices.ContainsFunc(parent.refs, isThis) {
		parent.refs = slices.DeleteFunc(slices.Clone(parent.refs), isThis)
		parent.have--
		parent.recount()
	}
	refs := p.run.world.Refs[link.Pool]
	at := slices.IndexFunc(refs, isThis)
	switch {
	case at < 0:
	case gone, p.strikes[link] > 1 && len(refs) > 1:
		p.run.world.Refs[link.Pool] = slices.Delete(slices.Clone(refs), at, at+1)
	case err == nil && item.ID == link.ID:
		refs[at].Item = item
	}
	return gone, nil
}
