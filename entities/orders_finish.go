package entities

import (
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
)

// cancelsLate reports whether an order that ends as cancelled is placed first
// and cancelled then, so that it says by whom and why.
func (m *orderMaker) cancelsLate(order int) bool {
	return m.cancels && order%3 == 0 && m.status(order) == cancelled
}

// cancellation says why an order is cancelled.
type cancellation struct {
	by, reason         string
	title, description saigon.Text
}

var cancellations = [...]cancellation{
	{"customer", "CUSTOMER_CANCELLED", saigon.Text{En: "Change of plans", Vi: "Đổi ý"},
		saigon.Text{En: "The guest does not need the order any more.", Vi: "Khách không cần đơn này nữa."}},
	{"restaurant", "OUT_OF_STOCK", saigon.Text{En: "Sold out", Vi: "Hết món"},
		saigon.Text{En: "The kitchen has run out of a dish of this order.", Vi: "Quán đã hết món trong đơn."}},
	{"customer", "CUSTOMER_UNAVAILABLE", saigon.Text{En: "Wrong address", Vi: "Nhầm địa chỉ"},
		saigon.Text{En: "The order was to go to another address.", Vi: "Đơn cần giao tới địa chỉ khác."}},
}

// cancelOrder cancels an order that was placed for that.
func cancelOrder(w *World, ref Ref) (*Change, error) {
	m := newOrderMaker(w, nil)
	if ref.record().text("status") != "PENDING" || !m.cancelsLate(ref.Index) {
		return nil, nil
	}
	c := &cancellations[ref.Index/3%len(cancellations)]
	return cancelFor(ref.Item, c.by, c.reason, c.title.In(m.language()), c.description.In(m.language())), nil
}

// countOrders has the backend count the past month of the seeded restaurants
// that got orders in this run.
func countOrders(w *World, made []Ref) ([]Change, error) {
	ordered := map[string]bool{}
	for _, ref := range made {
		ordered[ref.record().id("restaurant_id", "restaurant")] = true
	}
	from, to := w.Now.AddDate(0, 0, -31).Format(time.DateOnly), w.Now.AddDate(0, 0, 1).Format(time.DateOnly)
	var changes []Change
	for _, ref := range w.Refs["restaurants"] {
		if ref.Index >= 0 && ordered[ref.ID] {
			changes = append(changes, Change{
				Pool: "restaurants", ID: ref.ID, Method: "POST", Body: []byte("{}"),
				Path: "/restaurant-stats/" + ref.ID + "/update-range?start_date=" + from + "&end_date=" + to + "&period_type=daily",
			})
		}
	}
	return changes, nil
}
