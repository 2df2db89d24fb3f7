package entities

import (
	"slices"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
)

// stage is a status of an order, and what goes with it.
type stage struct {
	status   string
	tracking string
	cash     string // payment status of an order that is paid on delivery
	wallet   string // of one that was paid when it was placed
	open     bool   // it goes on
	rides    int    // Course.Rides
}

// stages are the statuses in the order in which an order goes through them;
// the ends come last. Where tracking has no word of its own, what was before
// stands.
var stages = [...]stage{
	{"PENDING", "ORDER_PLACED", "PENDING", "PAID", true, -1},
	{"RESTAURANT_ACCEPTED", "ORDER_RECEIVED", "PENDING", "PAID", true, -1},
	{"PREPARING", "PREPARING", "PENDING", "PAID", true, -1},
	{"IN_PROGRESS", "IN_PROGRESS", "PENDING", "PAID", true, -1},
	{"READY_FOR_PICKUP", "IN_PROGRESS", "PENDING", "PAID", true, 1},
	{"RESTAURANT_PICKUP", "RESTAURANT_PICKUP", "PENDING", "PAID", true, 2},
	{Dispatched, "DISPATCHED", "PENDING", "PAID", true, 0},
	{"EN_ROUTE", "EN_ROUTE", "PENDING", "PAID", true, 3},
	{"OUT_FOR_DELIVERY", "OUT_FOR_DELIVERY", "PENDING", "PAID", true, 3},
	{delivered, "DELIVERED", "PAID", "PAID", false, 4},
	{cancelled, "ORDER_PLACED", "FAILED", "FAILED", false, -1},
	{deliveryFailed, "DELIVERY_FAILED", "FAILED", "FAILED", false, -1},
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

// Course is where an order stands.
type Course struct {
	Status string
	Driver string // the driver's id, "" if there is none
	Open   bool   // it goes on

	// Rides is how often its driver has moved it on after taking it, as the
	// drivers' socket counts: dispatched, ready, picked up, en route, delivered.
	// It is negative before a driver has to do with it, and where it ended
	// otherwise.
	Rides int
}

// Dispatched is the status of an order that a driver has just taken.
const Dispatched = "DISPATCHED"

// CourseOf reads an order's record.
func CourseOf(order Item) Course {
	r := order.record()
	c := Course{Status: r.text("status"), Driver: r.id("driver_id", "driver"), Rides: -1}
	for _, s := range stages {
		if s.status == c.Status {
			c.Open, c.Rides = s.open, s.rides
		}
	}
	return c
}

// Advance moves an open order to its next status, where the backend takes that.
func Advance(order Item) *Change {
	next := stages[stageIndex(order.record().text("status"))+1]
	return request("orders", order.ID, "PATCH", "", map[string]string{"status": next.status, "tracking_info": next.tracking}, nil)
}

// CancelOrder has the customer cancel an order.
func CancelOrder(order Ref) *Change { return cancel(order, &saigon.Cancellations()[0], "en") }

// cancel has the customer or the restaurant cancel its order.
func cancel(order Ref, c *saigon.Cancellation, language string) *Change {
	return request("orders", order.ID, "POST", "/orders/{id}/cancel", map[string]string{
		"cancelled_by": c.By, "cancelled_by_id": order.record().id(c.By+"_id", c.By),
		"reason": c.Reason, "title": c.Title.In(language), "description": c.Description.In(language),
	}, map[string]string{"status": cancelled})
}

// cancelsLate reports whether an order that ends as cancelled is placed first
// and cancelled then, so that it says by whom and why.
func (m *orderMaker) cancelsLate(order int) bool {
	return m.Finish && m.Dialect != nil && m.Dialect.CancelsOrders && order%3 == 0 && m.status(order) == cancelled
}

// cancelOrder cancels an order that was placed for that.
func cancelOrder(w *World, ref Ref) *Change {
	if ref.record().text("status") != "PENDING" {
		return nil
	}
	m := newOrderMaker(newMaker(w, "orders"), nil)
	if !m.cancelsLate(ref.Index) {
		return nil
	}
	return cancel(ref, &saigon.Cancellations()[ref.Index/3%len(saigon.Cancellations())], m.language())
}

// countOrders has the backend count the past month of the seeded restaurants
// that got orders in this run.
func countOrders(w *World, made []Ref) (changes []*Change) {
	ordered := map[string]bool{}
	for _, ref := range made {
		ordered[ref.record().id("restaurant_id", "restaurant")] = true
	}
	from, to := w.Now.AddDate(0, 0, -31).Format(time.DateOnly), w.Now.AddDate(0, 0, 1).Format(time.DateOnly)
	for _, ref := range w.Refs["restaurants"] {
		if ref.Index >= 0 && ordered[ref.ID] {
			path := "/restaurant-stats/{id}/update-range?start_date=" + from + "&end_date=" + to + "&period_type=daily"
			changes = append(changes, request("restaurants", ref.ID, "POST", path, struct{}{}, nil))
		}
	}
	return changes
}

// placedOrder is what reviews, inquiries and notifications know of an order.
type placedOrder struct {
	Ref
	customer   *Ref
	restaurant string // id
	driver     string // id, "" while it has none
	status     string
	dish, name string // of the first line, and of the restaurant
}

// placed reads an order; nil if it, its customer, restaurant or first dish is
// not known.
func placed(w *World, ref *Ref) *placedOrder {
	if ref == nil {
		return nil
	}
	r := ref.record()
	o := &placedOrder{
		Ref: *ref, customer: w.find("customers", r.id("customer_id", "customer")), restaurant: r.id("restaurant_id", "restaurant"),
		driver: r.id("driver_id", "driver"), status: r.text("status"), dish: r.text("order_items.0.name", "order_items.0.item.name"),
	}
	if house := w.find("restaurants", o.restaurant); house != nil {
		o.name = house.record().text("restaurant_name")
	}
	if o.customer == nil || o.name == "" || o.dish == "" {
		return nil
	}
	return o
}

// placedOrders lists the orders that can be read.
func placedOrders(w *World) (orders []*placedOrder) {
	for i := range w.Refs["orders"] {
		if o := placed(w, &w.Refs["orders"][i]); o != nil {
			orders = append(orders, o)
		}
	}
	return orders
}

// fill puts the order's dish and restaurant into a text.
func (o *placedOrder) fill(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "{restaurant}", o.name), "{dish}", o.dish)
}
