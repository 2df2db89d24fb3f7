package entities

import (
	"encoding/json"
	"net/url"
	"slices"
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
	return orderChange(order, "PATCH", "", map[string]string{"status": next.status, "tracking_info": next.tracking}, nil)
}

// CancelOrder has the customer cancel an order.
func CancelOrder(order Item) *Change {
	return cancelFor(order, "customer", "CUSTOMER_CANCELLED", "Changed my mind", "The customer changed their mind before the kitchen began.")
}

// cancelFor has a customer or restaurant cancel its order.
func cancelFor(order Item, by, reason, title, description string) *Change {
	return orderChange(order, "POST", "/orders/"+url.PathEscape(order.ID)+"/cancel", map[string]string{
		"cancelled_by": by, "cancelled_by_id": order.record().id(by+"_id", by),
		"reason": reason, "title": title, "description": description,
	}, map[string]string{"status": cancelled})
}

func orderChange(order Item, method, path string, body, record map[string]string) *Change {
	c := &Change{Pool: "orders", ID: order.ID, Method: method, Path: path}
	c.Body, _ = json.Marshal(body) // strings alone
	if record != nil {
		c.Record, _ = json.Marshal(record)
	}
	return c
}
