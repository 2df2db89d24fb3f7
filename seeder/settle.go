package seeder

import (
	"slices"
	"sync"

	"github.com/flashseed/flashseed/entities"
)

// round is what came of a batch.
type round struct {
	created int
	blind   int         // of them, without a record
	made    []*creation // of them, with one: as many as are kept
	failed  []*creation
	left    []*creation // what was not begun
}

// of returns the failures that mean one of the meanings.
func (r *round) of(meanings ...Meaning) []*creation {
	var list []*creation
	for _, c := range r.failed {
		if slices.Contains(meanings, c.err.Meaning) {
			list = append(list, c)
		}
	}
	return list
}

// unsure reports whether the pool must be read again to know what the round did.
func (s *state) unsure(r *round) bool {
	return !s.unlisted && (r.blind > 0 || len(r.of(Unknown, TimedOut, Duplicate)) > 0)
}

// count takes in the creations of a round, and what goes again in the next one
// unless settle finds it. It leaves duplicates to settle.
func (s *state) count(r *round) {
	s.have += r.created
	s.created += r.created
	for _, c := range r.made {
		if len(s.refs) < s.room() {
			s.refs = append(s.refs, entities.Ref{Item: c.item, Index: c.draft.Index, Sent: c.draft.Body})
		}
	}
	s.queue = append(s.queue, r.left...)
	s.single = r.created == 0
	for _, c := range r.failed {
		switch c.err.Meaning {
		case Unreachable, NotSent, Throttled, RouteDown: // surely not done
			s.queue = append(s.queue, c)
		case Unknown, TimedOut:
			c.again = true
			s.queue = append(s.queue, c)
		}
		if !c.err.Meaning.Passes() {
			s.single = false
		}
	}
}

// settle says what a round's unsure answers come to, by the look that followed
// it. A nil look is none: the pool has no list. fresh reports whether the list
// shows what this run knows to be there; one that does not proves nothing.
func (s *state) settle(r *round, obs *Observation, fresh bool) error {
	duplicates := r.of(Duplicate)
	if obs == nil || !fresh {
		for _, c := range duplicates { // the item is there, though no list shows it
			s.have++
			s.taken[c.draft.Index] = true
			s.credit(c)
		}
		lost := slices.ContainsFunc(s.queue, func(q *creation) bool { return q.again })
		if obs != nil && (r.blind > 0 || lost) {
			return short(true, "created %d, the list shows %d", s.created, obs.Count)
		}
		return nil
	}
	grown := obs.Count - s.have
	shown := s.keys(obs.Items)
	s.adopt(*obs)
	s.settleLost(shown, grown)
	return s.settleDuplicates(duplicates, shown, r)
}

// credit counts an item that turned out to be there as created by this run if
// it was sent before and the answer lost.
func (s *state) credit(c *creation) {
	if c.again {
		s.created++
		s.await(c.draft.Index, s.e.DraftKey(c.draft))
	}
}

// await keeps what is known of an item of this run until a look shows its id.
func (s *state) await(index int, key string) {
	if key != "" {
		s.unseen[key] = append(s.unseen[key], index)
	}
}

// settleLost takes queued bodies that the list shows as created and leaves the
// rest to be sent again.
func (s *state) settleLost(shown map[string]bool, grown int) {
	found, lost := 0, 0
	s.queue = slices.DeleteFunc(s.queue, func(q *creation) bool {
		there := q.draft.Body != nil && shown[s.e.DraftKey(q.draft)]
		switch {
		case there:
			s.taken[q.draft.Index] = true
			s.credit(q)
			if q.again {
				found++
			}
		case q.again:
			lost++
		}
		return there
	})
	if !s.whole && grown > found {
		s.created += min(grown-found, lost) // past the sample only the count is known
		if grown-found >= lost {            // all of them are there
			s.queue = slices.DeleteFunc(s.queue, func(q *creation) bool { return q.again })
		}
	}
}

// settleDuplicates passes over each index whose item the backend refuses as a
// duplicate. Past the sample the item is there. Where a whole list does not
// show it, its identity is spent, as the e-mail of a deleted customer is
// (contract, trap 7): the next free index is taken, further and further on as
// long as rounds bring nothing else.
func (s *state) settleDuplicates(duplicates []*creation, shown map[string]bool, r *round) error {
	spent := 0
	for _, c := range duplicates {
		s.taken[c.draft.Index] = true
		switch {
		case shown[s.e.DraftKey(c.draft)]:
			s.credit(c)
		case s.whole:
			spent++
		default:
			if s.passed++; s.passed > s.have+s.limit {
				return short(false, "refused as duplicates: %s", c.err)
			}
		}
	}
	s.spent += spent
	if spent == 0 || spent < r.created+len(r.failed)+len(r.left) {
		s.stride = 0
		return nil
	}
	s.next = max(s.next+s.stride, s.free)
	s.stride = max(2*s.stride, spent)
	if s.next > searchedTimes*max(s.want, s.add) {
		if s.searches++; s.searches > mostSearches {
			return short(false, "the backend refuses %d different items as duplicates and lists none of them: %s", s.spent, duplicates[0].err)
		}
		s.next, s.stride = 0, 0 // what was passed over
	}
	return nil
}

// keys returns the natural keys of the items.
func (s *state) keys(items []entities.Item) map[string]bool {
	keys := make(map[string]bool, len(items))
	for _, item := range items {
		if key := s.e.Key(item); key != "" {
			keys[key] = true
		}
	}
	return keys
}

// stale reports whether a look lacks something that this run knows was created.
func (s *state) stale(obs Observation) bool {
	switch {
	case obs.AtLeast:
		return false
	case obs.Count < s.have:
		return true
	case !obs.Whole():
		return false
	}
	ids := idsOf(obs.Items)
	keys := sync.OnceValue(func() map[string]bool { return s.keys(obs.Items) }) // most often no item is missing
	return slices.ContainsFunc(s.refs, func(ref entities.Ref) bool {
		return ref.Sent != nil && !ids[ref.ID] && !keys()[s.e.Key(entities.Item{Raw: ref.Sent})]
	})
}
