package entities

import (
	"cmp"
	"slices"
)

// indexer is a generator that can read an item's index out of its natural key.
type indexer interface {
	// indexOf returns -1 for the key of a foreign item.
	indexOf(key string) int
}

// Assign finds the index that each item was made for, through its natural key;
// -1 for foreign items. Indices below upTo are considered, and for
// items that no first attempt explains, further ones up to the given number of
// attempts. (The index of an account is read from its e-mail, whatever it is.)
//
// Where several indices have one key, as two orders may, each is given to one
// of the items with that key, in the order of their ids.
//
// The search among many indices ends early, with what it found, once stopped
// reports true.
func Assign(g Generator, e *Entity, items []Item, upTo, attempts int, stopped func() bool) []int {
	indices := make([]int, len(items))
	byKey := map[string][]int{} // positions in items of those that are not explained yet
	reader, _ := g.(indexer)
	for i, item := range items {
		indices[i] = -1
		key := e.Key(item)
		if key == "" {
			continue
		}
		if reader != nil {
			indices[i] = reader.indexOf(key)
			continue
		}
		byKey[key] = append(byKey[key], i)
	}
	for _, positions := range byKey {
		slices.SortStableFunc(positions, func(a, b int) int { return cmp.Compare(items[a].ID, items[b].ID) })
	}
	for attempt := 0; attempt < max(attempts, 1) && len(byKey) > 0; attempt++ {
		assignAttempt(g, e, byKey, indices, upTo, attempt, stopped)
		upTo = min(upTo, retriedUpTo)
	}
	return indices
}

// retriedUpTo bounds the indices whose further attempts are considered: they
// are rare, and each costs a draft.
const retriedUpTo = 5000

// assignAttempt explains what it can by one attempt of every index.
func assignAttempt(g Generator, e *Entity, byKey map[string][]int, indices []int, upTo, attempt int, stopped func() bool) {
	for index := 0; index < upTo && len(byKey) > 0; index++ {
		if index%256 == 255 && stopped() {
			return
		}
		draft, err := g.Draft(index, attempt)
		if err != nil {
			continue
		}
		key := e.DraftKey(draft)
		positions := byKey[key]
		if len(positions) == 0 {
			continue
		}
		indices[positions[0]] = index
		if len(positions) == 1 {
			delete(byKey, key)
			continue
		}
		byKey[key] = positions[1:]
	}
}

// DraftKey returns the natural key of a draft, "" if it has none.
func (e *Entity) DraftKey(d Draft) string { return e.Key(Item{Raw: d.Body}) }

// SortRefs puts the items of a pool in the order in which generators refer to
// them: seeded ones by index, then foreign ones by natural key, then by id. The
// order in which the backend lists them does not matter.
func SortRefs(e *Entity, refs []Ref) {
	type sortable struct {
		ref Ref
		key string
	}
	list := make([]sortable, len(refs))
	for i, ref := range refs {
		list[i].ref = ref
		if ref.Index < 0 {
			list[i].key = e.Key(ref.Item)
		}
	}
	slices.SortStableFunc(list, func(a, b sortable) int {
		return cmp.Or(
			cmp.Compare(uint(a.ref.Index), uint(b.ref.Index)), // -1 comes last
			cmp.Compare(a.key, b.key),
			cmp.Compare(a.ref.ID, b.ref.ID),
		)
	})
	for i := range list {
		refs[i] = list[i].ref
	}
}
