package sandbox

import (
	"encoding/json"
	"strconv"
)

func orderSchema() *schema {
	return &schema{
		key: orders, prefix: "FF_ORDER_", title: "Order", careless: true, lists: newestFirst, pages: newestFirst,
		columns: []column{
			given("id"), given("customer_id"), given("restaurant_id"), given("driver_id"),
			formed("distance", asFour), formed("driver_wage", asNumber), given("status"),
			formed("total_amount", asNumber), formed("delivery_fee", asNumber),
			formed("service_fee", asNumber), formed("sub_total", asNumber),
			formed("discount_amount", asNumber), given("payment_status"), given("payment_method"),
			given("customer_location"), given("restaurant_location"), given("customer_note"),
			given("restaurant_note"), formed("order_time", asWide), formed("delivery_time", asWide),
			given("tracking_info"), formedOr("driver_tips", asMoney, `"0.00"`),
			given("created_at"), given("updated_at"), givenOr("vouchers_applied", "[]"),
			given("cancelled_by"), given("cancelled_by_id"), given("cancellation_reason"),
			given("cancellation_title"), given("cancellation_description"), given("cancelled_at"),
			givenOr("version", "0"),
		},
		links: []string{"customer_id", "restaurant_id", "customer_location", "restaurant_location", "driver_id"},
		post:  orderRules(), patch: orderPatch(),
		keep:   func(it *item, values object) { it.lines = splitLines(values["order_items"]) },
		relate: relateOrder, refer: referOrder,
	}
}

// splitLines takes an order's items apart, nil when they are not objects.
func splitLines(raw json.RawMessage) []orderLine {
	var list []json.RawMessage
	if kindOf(raw) != kindArray || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	lines := make([]orderLine, 0, len(list))
	for _, element := range list {
		line, err := parseObject(element)
		if err != nil {
			return nil
		}
		lines = append(lines, orderLine{itemID: line.text("item_id"), raw: element})
	}
	return lines
}

func relateOrder(w *writer, it *item, _ view) {
	if w.field("order_items") {
		w.buf = append(w.buf, '[')
		for i, line := range it.lines {
			if i > 0 {
				w.buf = append(w.buf, ',')
			}
			w.appendLine(line)
		}
		w.buf = append(w.buf, ']')
	}
	w.related("restaurant", restaurants, it.links[1])
	w.related("driver", drivers, it.links[4])
	w.related("customer", customers, it.links[0])
	w.related("restaurantAddress", addressBooks, it.links[3])
	w.related("customerAddress", addressBooks, it.links[2])
}

// appendLine renders an order's item with a summary of the menu item inside.
func (w *writer) appendLine(line orderLine) {
	dish := w.db.pools[menuItems].get(line.itemID)
	if dish == nil || len(line.raw) < 3 {
		w.buf = append(w.buf, line.raw...)
		return
	}
	w.buf = append(w.buf, line.raw[:len(line.raw)-1]...)
	w.buf = append(w.buf, `,"item":`...)
	w.buf = append(append(w.buf, dish.brief...), '}', '}')
}

// referOrder checks the references an order's body names.
func referOrder(d *db, values object) *refusal {
	for _, ref := range []struct{ key, pool, title string }{
		{"customer_id", customers, "Customer"},
		{"restaurant_id", restaurants, "Restaurant"},
		{"customer_location", addressBooks, "Customer address"},
		{"restaurant_location", addressBooks, "Restaurant address"},
		{"driver_id", drivers, "Driver"},
	} {
		if kindOf(values[ref.key]) == kindString && !d.has(ref.pool, values.text(ref.key)) {
			return notFound(ref.title + " not found")
		}
	}
	for i, line := range splitLines(values["order_items"]) {
		if r := referLine(d, line, i); r != nil {
			return r
		}
	}
	return nil
}

func referLine(d *db, line orderLine, i int) *refusal {
	if !d.has(menuItems, line.itemID) {
		return notFound("Menu item " + line.itemID + " not found")
	}
	fields, err := parseObject(line.raw)
	if err != nil {
		return invalid("order_items." + strconv.Itoa(i) + " must be an object")
	}
	if id := fields.text("variant_id"); id != "" && !d.has(menuItemVariants, id) {
		return notFound("Variant " + id + " not found")
	}
	return nil
}
