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

// oddVariants is the item that a variant is made for, and how many that has
// before it: the first item has twenty, the second none, the rest share.
func oddVariants(index, items int) (item, n int) {
	const most = 20
	if index < most || items < 3 {
		return 0, index
	}
	index -= most
	return 2 + index%(items-2), index / (items - 2)
}

// oddCustomer is whose an order is: the first customer has two hundred, the
// second none, the rest share.
func oddCustomer(order, customers int) int {
	const most = 200
	if order < most || customers < 3 {
		return 0
	}
	return 2 + (order-most)%(customers-2)
}

// The order with the most lines is followed by one with the highest quantity.
const (
	oddBasket = 5
	oddLines  = 30
)
