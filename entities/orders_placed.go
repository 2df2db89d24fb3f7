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
