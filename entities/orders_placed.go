package entities

import "strings"

// placedOrder is what reviews, inquiries and notifications know of an order.
type placedOrder struct {
	Ref
	customer   *Ref
	restaurant string // id
	driver     string // id, "" while it has none
	status     string
	dish, name string // of the first line, and of the restaurant
}

// placedOrders lists the orders whose customer and restaurant are known.
func placedOrders(w *World) []placedOrder {
	customers, names := map[string]*Ref{}, map[string]string{}
	for i := range w.Refs["customers"] {
		customers[w.Refs["customers"][i].ID] = &w.Refs["customers"][i]
	}
	for _, ref := range w.Refs["restaurants"] {
		names[ref.ID] = ref.record().text("restaurant_name")
	}
	var orders []placedOrder
	for _, ref := range w.Refs["orders"] {
		r := ref.record()
		o := placedOrder{
			Ref: ref, customer: customers[r.id("customer_id", "customer")], restaurant: r.id("restaurant_id", "restaurant"),
			driver: r.id("driver_id", "driver"), status: r.text("status"), dish: r.text("order_items.0.name", "order_items.0.item.name"),
		}
		if o.name = names[o.restaurant]; o.customer != nil && o.name != "" && o.dish != "" {
			orders = append(orders, o)
		}
	}
	return orders
}

// fill puts the order's dish and restaurant into a text.
func (o *placedOrder) fill(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "{restaurant}", o.name), "{dish}", o.dish)
}

// links are what refers to the order refers to.
func (o *placedOrder) links() []Link {
	return []Link{{"orders", o.ID}, {"customers", o.customer.ID}}
}
