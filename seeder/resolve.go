package seeder

import (
	"slices"

	"github.com/flashseed/flashseed/entities"
)

// resolve settles a round. If each creation was answered with its record, all
// is known; otherwise the pool is looked at again.
func (p *poolRun) resolve(t *tally) error {
	if len(t.dangling) > 0 {
		if err := p.dropReferences(t.dangling); err != nil {
			return err
		}
	}
	for i := range t.lost {
		t.lost[i].before = true
	}
	if p.obs.Unlisted {
		return p.resolveUnlisted(t)
	}
	if len(t.lost)+len(t.duplicates)+t.blind == 0 {
		return nil
	}
	obs, fresh, err := p.lookAgain(t)
	if err != nil {
		return err
	}
	if !fresh {
		return p.resolveStale(t, obs)
	}
	return p.resolveFresh(t, obs)
}

// resolveUnlisted settles a round where no look is possible: what was lost
// goes again, and a duplicate is there.
func (p *poolRun) resolveUnlisted(t *tally) error {
	p.unsure = append(p.unsure, t.lost...)
	for _, s := range t.duplicates {
		p.countDuplicate(s)
		p.noteAccount(s.draft)
	}
	return nil
}

// countDuplicate takes a duplicate that no list shows for an item that is
// there.
func (p *poolRun) countDuplicate(s shot) {
	p.have++
	p.taken[s.draft.Index] = true
	p.credit(s)
}

// credit counts an item that turned out to be there as created by this run if
// it was sent before and the answer lost.
func (p *poolRun) credit(s shot) {
	if s.before {
		p.rep.Created++
		p.noteAccount(s.draft)
	}
}

// resolveStale settles a round that the list does not show although it must.
// Duplicates are there; what was lost is not sent again on suspicion.
func (p *poolRun) resolveStale(t *tally, obs Observation) error {
	for _, s := range t.duplicates {
		p.countDuplicate(s)
	}
	if len(t.lost)+t.blind+len(p.unsure) > 0 {
		return short(true, "created %d, the list shows %d", p.rep.Created, obs.Count)
	}
	return nil
}

// resolveFresh settles a round by a list that is to be trusted.
func (p *poolRun) resolveFresh(t *tally, obs Observation) error {
	grown := obs.Count - p.have
	shown := p.keysOf(obs.Items)
	p.adopt(obs)
	found := p.settleLost(append(p.unsure, t.lost...), shown)
	if left := len(p.unsure); !obs.Whole() && grown > found {
		p.rep.Created += min(grown-found, left) // past the sample only the count tells
	}
	return p.settleDuplicates(t, shown, obs.Whole())
}

// settleLost takes those that the list shows as created and leaves the rest to
// be sent again. It returns how many the list shows.
func (p *poolRun) settleLost(lost []shot, shown map[string]bool) (found int) {
	p.unsure = nil
	for _, s := range lost {
		if key := p.e.DraftKey(s.draft); key != "" && shown[key] {
			if p.credit(s); s.before {
				found++
			}
			continue
		}
		p.unsure = append(p.unsure, s)
	}
	return found
}

// settleDuplicates passes over each index whose item the backend refuses as a
// duplicate. Past the sample the item is there. Where a whole list does not
// show it, its identity is spent, as the e-mail of a deleted customer is
// (contract, trap 7): the next free index is taken, further and further on as
// long as rounds bring nothing else.
func (p *poolRun) settleDuplicates(t *tally, shown map[string]bool, whole bool) error {
	spent := 0
	for _, s := range t.duplicates {
		p.taken[s.draft.Index] = true
		switch {
		case shown[p.e.DraftKey(s.draft)]:
			p.credit(s)
		case !whole:
			if p.passed++; p.passed > p.rep.Before+p.limit {
				return short(false, "refused as duplicates: %s", s.answer.Err)
			}
		default:
			spent++
		}
	}
	p.spent += spent
	if spent < t.sent {
		p.stride = 0
		return nil
	}
	p.next += p.stride
	p.stride = max(2*p.stride, t.sent)
	if p.next > searchedTimes*p.rep.Min {
		if p.searches++; p.searches > mostSearches {
			return short(false, "the backend refuses %d different items as duplicates and lists none of them: %s", p.spent, p.lastErr)
		}
		p.next, p.stride = 0, 0 // what was passed over
	}
	return nil
}

// The search for a free index goes up to so many times as many as the pool should
// hold, in growing steps, and starts again between those that it tried.
const (
	searchedTimes = 1000
	mostSearches  = 8
)

// nextAttempt has an index drafted anew, at most Retries times.
func (p *poolRun) nextAttempt(s shot) error {
	index := s.draft.Index
	if p.attempts[index]++; p.attempts[index] > p.Retries {
		return short(s.answer.Outcome == Dangling, "item %d was refused %d times: %s", index, p.attempts[index], s.answer.Err)
	}
	p.redo = append(p.redo, index)
	return nil
}

// keysOf returns the natural keys of the items.
func (p *poolRun) keysOf(items []entities.Item) map[string]bool {
	keys := make(map[string]bool, len(items))
	for _, item := range items {
		if key := p.e.Key(item); key != "" {
			keys[key] = true
		}
	}
	return keys
}

// lookAgain looks until the list shows at least what this run knows to be
// there, and after a time-out until two looks agree. fresh is false if it
// still does not after Retries further looks.
func (p *poolRun) lookAgain(t *tally) (obs Observation, fresh bool, err error) {
	for try := 1; ; try++ {
		if obs, err = p.look(); err != nil {
			return obs, false, err
		}
		if t.timedOut {
			if obs, err = p.lookUntilAgreed(obs); err != nil {
				return obs, false, err
			}
		}
		if !p.stale(obs) {
			return obs, true, nil
		}
		if try > p.Retries {
			return obs, false, nil
		}
		if err := sleep(p.ctx, jitter(try)); err != nil {
			return obs, false, err
		}
	}
}

// lookUntilAgreed waits for a backend that may still be working on requests
// that it was not waited for: until two looks a second apart show the same, or
// the pool is full. A count that goes up and down is looked at Retries times.
func (p *poolRun) lookUntilAgreed(obs Observation) (Observation, error) {
	most, restless := obs.Count, 0
	for obs.Count < p.rep.Min {
		if err := sleep(p.ctx, agreeAfter); err != nil {
			return obs, err
		}
		next, err := p.look()
		if err != nil {
			return obs, err
		}
		if next.Count == obs.Count {
			return next, nil
		}
		if next.Count <= most {
			if restless++; restless > p.Retries {
				return next, short(true, "created %d, the count does not come to rest: %d, then %d", p.rep.Created, obs.Count, next.Count)
			}
		}
		most = max(most, next.Count)
		obs = next
	}
	return obs, nil
}

// stale tells whether a look lacks something that this run knows was created.
func (p *poolRun) stale(obs Observation) bool {
	if obs.AtLeast {
		return false
	}
	if obs.Count < p.have {
		return true
	}
	if !obs.Whole() {
		return false
	}
	ids := make(map[string]bool, len(obs.Items))
	for _, item := range obs.Items {
		ids[item.ID] = true
	}
	var keys map[string]bool
	return slices.ContainsFunc(p.refs, func(ref entities.Ref) bool {
		if ref.Sent == nil || ids[ref.ID] {
			return false
		}
		if keys == nil {
			keys = p.keysOf(obs.Items)
		}
		return !keys[p.e.Key(entities.Item{Raw: ref.Sent})]
	})
}

// dropReferences looks once more at what the refused drafts refer to, takes
// what is gone, or was refused twice, out of the world, and has the indices
// drafted anew.
func (p *poolRun) dropReferences(dangling []shot) error {
	seen := map[entities.Link]bool{}
	for _, s := range dangling {
		for _, link := range s.draft.Refs {
			if seen[link] {
				continue
			}
			seen[link] = true
			if err := p.review(link); err != nil {
				return err
			}
		}
	}
	if err := p.regenerate(); err != nil {
		return err
	}
	for _, s := range dangling {
		if err := p.nextAttempt(s); err != nil {
			return err
		}
	}
	return nil
}

// review looks at one reference again.
func (p *poolRun) review(link entities.Link) error {
	p.strikes[link]++
	item, err := p.Backend.Get(p.ctx, p.Registry.Get(link.Pool), link.ID)
	gone := isKind(err, NotFound)
	if err != nil && !gone && !isKind(err, RouteMissing) {
		return err
	}
	refs := p.world.Refs[link.Pool]
	at := slices.IndexFunc(refs, func(r entities.Ref) bool { return r.ID == link.ID })
	switch {
	case at < 0:
	case gone, p.strikes[link] > 1 && len(refs) > 1:
		p.world.Refs[link.Pool] = slices.Delete(slices.Clone(refs), at, at+1)
	case err == nil:
		refs[at].Item = item
	}
	return nil
}
