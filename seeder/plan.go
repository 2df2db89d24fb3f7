package seeder

import (
	"github.com/flashseed/flashseed/entities"
)

// mostAtOnce is how many items one round sends at most.
const mostAtOnce = 4096

// state is what is known of a pool between two rounds. Its methods do no I/O
// and read no clock: plan says what to send, settle what the answers mean.
type state struct {
	e       *entities.Entity
	want    int // how many items the pool should hold
	add     int // above 0: how many this run makes instead, whatever is there
	limit   int // how many items are looked at and kept, besides those that add asks for
	retries int

	have    int            // how many items the backend holds, as far as is known
	created int            // of them, by this run
	atLeast bool           // there may be more than have
	refs    []entities.Ref // the items that are known

	whole    bool // the latest look showed every item
	unlisted bool // no look is possible

	taken    map[int]bool // indices whose item exists, or never can
	next     int          // indices below it were dealt with
	queue    []*creation  // what goes before them: bodies whose fate is unknown, what was not sent, further attempts
	attempts map[int]int  // by index, where it is not the first
	single   bool         // the latest round brought no sure answer: one item at a time

	unseen map[string][]int // indices by natural key of what this run made without getting an id for it

	passed   int // duplicates past the sample, which count as there
	free     int // the first free index, as an earlier run found it; 0 if none had to search
	spent    int // duplicates that no list shows: their identity is taken for good
	stride   int // how many indices are passed over after a round of nothing but those
	searches int // how often the search for a free index came to its end
}

// The search for a free index goes up to so many times as many as the pool
// should hold, in growing steps, and starts again between those it tried.
const (
	searchedTimes = 1000
	mostSearches  = 8
)

// creation is an item on its way, and what came of it.
type creation struct {
	draft entities.Draft // without a body: to be drafted first, for its index
	again bool           // it was sent before without a sure answer

	item entities.Item // the record of what was created, its ID "" if the answer carried none
	err  *RequestError // the latest answer, nil: created
}

func undrafted(index int) *creation { return &creation{draft: entities.Draft{Index: index}} }

// missing is how many items are still to be made.
func (s *state) missing() int {
	if s.add > 0 {
		return s.add - s.created
	}
	return s.want - s.have
}

func idsOf(items []entities.Item) map[string]bool {
	ids := make(map[string]bool, len(items))
	for _, item := range items {
		ids[item.ID] = true
	}
	return ids
}

// items are those that are known, without their indices.
func (s *state) items() []entities.Item { return itemsOf(s.refs) }

func itemsOf(refs []entities.Ref) []entities.Item {
	items := make([]entities.Item, len(refs))
	for i, ref := range refs {
		items[i] = ref.Item
	}
	return items
}

// room is how many items are known at most.
func (s *state) room() int { return s.limit + s.add }

// plan takes what the next round sends: what is queued, then the smallest free
// indices.
func (s *state) plan() []*creation {
	size := min(s.missing(), mostAtOnce)
	if s.single {
		size = 1
	}
	n := min(size, len(s.queue))
	batch := append(make([]*creation, 0, size), s.queue[:n]...)
	s.queue = s.queue[n:]
	for ; len(batch) < size; s.next++ {
		if !s.taken[s.next] {
			batch = append(batch, undrafted(s.next))
		}
	}
	return batch
}

// progress grows when a round gets anywhere: when the count grows, or what is
// known of it.
func (s *state) progress() int { return s.have + s.created + s.passed + s.spent }

// adopt takes a look as the pool's state. What this run created keeps its index
// and what was sent for it, and stays known if it lies outside the sample.
func (s *state) adopt(obs Observation) {
	known := make(map[string]entities.Ref, len(s.refs))
	for _, ref := range s.refs {
		known[ref.ID] = ref
	}
	refs := make([]entities.Ref, 0, min(s.room(), len(obs.Items)+len(s.refs)))
	for _, item := range obs.Items {
		ref := entities.Ref{Item: item, Index: -1}
		if old, ok := known[item.ID]; ok {
			ref.Index, ref.Sent = old.Index, old.Sent
			delete(known, item.ID)
		}
		refs = append(refs, ref)
	}
	for _, ref := range s.refs {
		if _, unseen := known[ref.ID]; unseen && ref.Sent != nil && len(refs) < s.room() && !obs.Whole() {
			refs = append(refs, ref)
		}
	}
	s.refs, s.have, s.atLeast = refs, obs.Count, obs.AtLeast
	s.whole, s.unlisted = obs.Whole(), obs.Unlisted
}

// identify gives each known item that was seeded its index back, through its
// key. It ends early, and leaves items unidentified, once stopped reports true.
func (s *state) identify(gen entities.Generator, stopped func() bool) {
	var (
		unknown []entities.Item
		at      []int
	)
	for i, ref := range s.refs {
		if ref.Index >= 0 {
			s.taken[ref.Index] = true
			continue
		}
		unknown, at = append(unknown, ref.Item), append(at, i)
	}
	for j, index := range entities.Assign(gen, s.e, unknown, max(s.want, len(s.refs)), s.retries+1, stopped) {
		if index >= 0 {
			s.refs[at[j]].Index = index
			s.taken[index] = true
		}
	}
}
