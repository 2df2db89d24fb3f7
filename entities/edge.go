package entities

import "github.com/flashseed/flashseed/entities/saigon"

// The edge preset is a small town in which some items are what screens are
// seldom tried with. docs/edge.md lists them.

// odd returns the name of an item, which is an odd one for some of the first.
func (m *maker) odd(name string, index int) string {
	names := saigon.Words("edge name")
	if m.Edge && index%2 == 1 && index/2 < len(names) {
		return names[index/2]
	}
	return name
}

// unevenly returns whose an item is and how many that one has before it, where
// items belong to one of several owners: the first owner has most of them, such
// as twenty, the second none, the others share the rest.
func unevenly(index, most, owners int) (owner, n int) {
	if index < most || owners < 3 {
		return 0, index
	}
	index -= most
	return 2 + index%(owners-2), index / (owners - 2)
}
