package entities

import (
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
)

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

// rides are the statuses through which a driver moves an order. One that is out
// for delivery is en route.
var rides = []string{Dispatched, "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "EN_ROUTE", delivered}

// CourseOf reads an order's record.
func CourseOf(order Item) Course {
	r := order.record()
	c := Course{Status: r.text("status"), Driver: r.id("driver_id", "driver")}
	c.Open = slices.ContainsFunc(stages[:], func(s stage) bool { return s.status == c.Status && s.open })
	c.Rides = slices.Index(rides, c.Status)
	if c.Status == "OUT_FOR_DELIVERY" {
		c.Rides = slices.Index(rides, "EN_ROUTE")
	}
	return c
}

// Advance moves an open order to its next status, where the backend takes that;
// nil if it has ended.
func Advance(order Item) *Change {
	c := CourseOf(order)
	if !c.Open {
		return nil
	}
	next := stages[stageIndex(c.Status)+1]
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
	m := newOrderMaker(w, nil)
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
