package entities

import (
	"cmp"
	"slices"
)

// knower is a generator that can read an item's index and attempt out of its
// natural key; false for the key of a foreign item.
type knower interface {
	origin(key string) (index, attempt int, ok bool)
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
	reader, _ := g.(knower)
	for i, item := range items {
		indices[i] = -1
		key := e.Key(item)
		switch {
		case key == "":
		case reader == nil:
			byKey[key] = append(byKey[key], i)
		default:
			if index, _, ok := reader.origin(key); ok {
				indices[i] = index
			}
		}
	}
	for _, positions := range byKey {
		slices.SortStableFunc(positions, func(a, b int) int { return cmp.Compare(items[a].ID, items[b].ID) })
	}
	for attempt := range max(attempts, 1) {
		for index := 0; index < upTo && len(byKey) > 0; index++ {
			if index%256 == 255 && stopped() {
				break
			}
			key := e.DraftKey(g.Draft(index, attempt))
			positions := byKey[key]
			if len(positions) > 0 {
				indices[positions[0]], byKey[key] = index, positions[1:]
			}
			if len(positions) == 1 {
				delete(byKey, key)
			}
		}
		upTo = min(upTo, retriedUpTo)
	}
	return indices
}

// retriedUpTo bounds the indices whose further attempts are considered: they
// are rare, and each costs a draft.
const retriedUpTo = 5000

// DraftKey returns the natural key of a draft, "" if it has none.
func (e *Entity) DraftKey(d Draft) string { return e.Key(Item{Raw: d.Body}) }

// SortRefs puts the items of a pool in the order in which generators refer to
// them: seeded ones by index, then foreign ones by natural key, then by id. The
// order in which the backend lists them does not matter.
func SortRefs(e *Entity, refs []Ref) {
	keys := map[string]string{} // of foreign items, by id
	for _, ref := range refs {
		if ref.Index < 0 {
			keys[ref.ID] = e.Key(ref.Item)
		}
	}
	slices.SortStableFunc(refs, func(a, b Ref) int {
		return cmp.Or(
			cmp.Compare(uint(a.Index), uint(b.Index)), // -1 comes last
			cmp.Compare(keys[a.ID], keys[b.ID]),
			cmp.Compare(a.ID, b.ID),
		)
	})
}
