package entities

import "slices"

// stage is a status of an order, and what goes with it.
type stage struct {
	status   string
	tracking string
	cash     string // payment status of an order that is paid on delivery
	wallet   string // of one that was paid when it was placed
	open     bool   // it goes on
}

// stages are the statuses in the order in which an order goes through them;
// the ends come last. Where tracking has no word of its own, what was before
// stands.
var stages = [...]stage{
	{"PENDING", "ORDER_PLACED", "PENDING", "PAID", true},
	{"RESTAURANT_ACCEPTED", "ORDER_RECEIVED", "PENDING", "PAID", true},
	{"PREPARING", "PREPARING", "PENDING", "PAID", true},
	{"IN_PROGRESS", "IN_PROGRESS", "PENDING", "PAID", true},
	{"READY_FOR_PICKUP", "IN_PROGRESS", "PENDING", "PAID", true},
	{"RESTAURANT_PICKUP", "RESTAURANT_PICKUP", "PENDING", "PAID", true},
	{"DISPATCHED", "DISPATCHED", "PENDING", "PAID", true},
	{"EN_ROUTE", "EN_ROUTE", "PENDING", "PAID", true},
	{"OUT_FOR_DELIVERY", "OUT_FOR_DELIVERY", "PENDING", "PAID", true},
	{delivered, "DELIVERED", "PAID", "PAID", false},
	{cancelled, "ORDER_PLACED", "FAILED", "FAILED", false},
	{deliveryFailed, "DELIVERY_FAILED", "FAILED", "FAILED", false},
}

const (
	delivered      = "DELIVERED"
	cancelled      = "CANCELLED"
	deliveryFailed = "DELIVERY_FAILED"
)

func stageIndex(status string) int {
	return max(slices.IndexFunc(stages[:], func(s stage) bool { return s.status == status }), 0)
}

// manyOpen is how many tens of orders have two open ones each. A town does not
// have more of them at once because it has had more orders.
const manyOpen = 12

// status goes by tens, each in an order of its own: the first ten have five
// delivered, two cancelled and three open ones, later ones one cancelled and
// now and then a failed one.
func (m *orderMaker) status(index int) string {
	if m.Live {
		return stages[0].status
	}
	if m.Edge {
		return stages[index%len(stages)].status
	}
	block := index / 10
	place := newPermutation(10, m.Seed+uint64(block), "statuses").at(index % 10)
	turn := 2*block + place - 7 // how many open orders there are before it
	switch {
	case block == 0 && place >= 7:
	case block == 0 && place >= 5, place == 7:
		return cancelled
	case place < 8:
		return delivered
	case place == 8 && block%3 == 2:
		return deliveryFailed
	case block >= manyOpen && (place == 8 || block%4 > 0):
		return delivered
	}
	// Early, middle and late stages in turn, and all nine in nine turns.
	return stages[turn%3*3+(turn/3+int(mix(m.Seed)%3))%3].status
}

// orderTime is when an order was made: minutes ago if it is open; else in the
// past eight weeks, when the shop was open, at lunch or dinner more often than
// not.
func (m *orderMaker) orderTime(d draw, from *shop, stage *stage) int64 {
	today, minutes := midnight(m.now), d.between(1, 6)
	ago, hour := d.between(1, 56), d.between(0, 99)
	lunch := 11*60 + 15 + d.between(0, 60) + d.between(0, 60)
	dinner := 17*60 + 30 + d.between(0, 90) + d.between(0, 90)
	minute := d.between(0, 24*60)
	if stage.open {
		return m.now - int64(60*(6*stageIndex(stage.status)+minutes))
	}
	if m.now-today < 2*60*60 {
		today -= day // yesterday's last orders are still under way
	}
	date := today - int64(ago)*day
	hours := from.hours.on(date)
	switch {
	case hour < 42:
		minute = lunch
	case hour < 84:
		minute = dinner
	}
	first, last := minuteOf(hours.From), minuteOf(hours.To)-15
	if minute < first || minute > last {
		minute = first + minute%max(last-first, 1)
	}
	return date + int64(minute)*60 + int64(minutes*9)
}
