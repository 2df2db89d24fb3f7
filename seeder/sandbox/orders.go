package sandbox

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/tidwall/gjson"
)

func cents(amount float64) int64 { return int64(math.Round(amount * 100)) }

// prepareOrder prices an order and has it paid. Prices come from the variants,
// whatever the body says.
func (s *Server) prepareOrder(c *call, values object) (*item, *refusal) {
	lines := values.get("order_items").Array()
	place := s.lookup(values.get("restaurant_id").Str, "restaurants")
	switch {
	case len(lines) == 0:
		return nil, &refusal{ec: ecMissing, em: "Order items are required"}
	case place.get("status.is_open").Type == gjson.False, place.get("status.is_accepted_orders").Type == gjson.False:
		return nil, &refusal{ec: ecNotAccepting, em: "Restaurant is not available at the moment"}
	}
	if s.protocol.RewritesOrders {
		values.set("discount_amount", 0) // vouchers alone are discounts
	}
	goods := 0.0
	priced := make([]object, len(lines))
	for i, line := range lines {
		if s.lookup(line.Get("item_id").Str, "menu_items") == nil {
			return nil, notFound("Menu item")
		}
		price := line.Get("price_at_time_of_order").Num
		priced[i] = objectOf(line.Raw)
		if variant := s.lookup(line.Get("variant_id").Str, "menu_item_variants"); variant != nil {
			price = variant.get("price").Float()
			priced[i].set("price_at_time_of_order", price)
			if s.protocol.RewritesOrders {
				priced[i].set("price_at_time_of_order", variant.get("price").Str)
			}
		}
		goods += price * line.Get("quantity").Num
	}
	values.set("order_items", priced)
	total := cents(max(goods+values.get("delivery_fee").Num+values.get("service_fee").Num-values.get("discount_amount").Num, 0))
	values.set("total_amount", float64(total)/100)
	if values["sub_total"] == nil {
		values.set("sub_total", float64(cents(goods))/100)
	}

	status := "PENDING"
	if values.get("payment_method").Str == "FWallet" {
		status = "PAID"
		customer := s.lookup(values.get("customer_id").Str, "customers")
		wallets := s.referred(walletTable, customer.get("user_id").Str)
		if len(wallets) == 0 || s.lookup(platformWallet, walletTable) == nil {
			return nil, notFound("Wallet")
		}
		left := cents(wallets[0].get("balance").Float()) - total
		if left < 0 {
			return nil, &refusal{ec: ecBalance, em: "Insufficient balance"}
		}
		s.change(wallets[0], object{"balance": encode(fmt.Sprintf("%d.%02d", left/100, left%100))})
	}
	if s.protocol.RewritesOrders {
		values.set("payment_status", status)
	}

	created := s.now()
	placed, updated := created, created
	if c.generated() { // three moments in order on one day of the past month
		const third = 8 * 60 * 60
		midnight := s.opts.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1-rand.IntN(30)).Unix()
		created = midnight + rand.Int64N(third)
		placed = midnight + third + rand.Int64N(third)
		updated = midnight + 2*third + rand.Int64N(third)
	}
	values.set("created_at", created)
	values.set("order_time", placed)
	values.set("updated_at", updated)

	raise := func(it *item, counter string, by int64) {
		s.change(it, object{counter: encode(it.get(counter).Int() + by)})
	}
	raise(place, "total_orders", 1)
	for _, line := range lines {
		raise(s.lookup(line.Get("item_id").Str, "menu_items"), "purchase_count", line.Get("quantity").Int())
	}
	return nil, nil
}

// showLines renders an order's lines, each with a summary of its dish.
func (s *Server) showLines(dst []byte, lines []gjson.Result) []byte {
	dst = append(dst, '[')
	for i, line := range lines {
		if i > 0 {
			dst = append(dst, ',')
		}
		dish := s.lookup(line.Get("item_id").Str, "menu_items")
		if dish == nil || !line.IsObject() {
			dst = append(dst, line.Raw...)
			continue
		}
		dst = append(dst, line.Raw[:len(line.Raw)-1]...)
		dst = fmt.Appendf(dst, `,"item":{"id":%q,"restaurant_id":%s,"name":%s,"price":%s,"avatar":%s}}`,
			dish.id, dish.get("restaurant_id").Raw, dish.get("name").Raw, dish.get("price").Raw, dish.get("avatar").Raw)
	}
	return append(dst, ']')
}

// cancelOrder cancels an order that has not ended.
func (s *Server) cancelOrder(c *call, it *item) ([]byte, *refusal) {
	by := c.body.Get("cancelled_by").Str
	if s.lookup(c.body.Get("cancelled_by_id").Str, by+"s") == nil {
		return nil, notFound(by)
	}
	switch it.get("status").Str {
	case "DELIVERED", "CANCELLED", "DELIVERY_FAILED":
		return nil, &refusal{ec: ecForbidden, em: "Order cannot be cancelled in its current status"}
	}
	values := object{"status": encode("CANCELLED"), "tracking_info": encode("CANCELLED"), "cancelled_at": encode(s.now())}
	for column, field := range map[string]string{
		"cancelled_by": "cancelled_by", "cancelled_by_id": "cancelled_by_id",
		"cancellation_reason": "reason", "cancellation_title": "title", "cancellation_description": "description",
	} {
		values.set(column, c.body.Get(field).Str)
	}
	s.change(it, values)
	return c.record(it, paged)
}

// prepareInquiry gives an inquiry to one of the agents at work in turn; if none
// is, the backend fails.
func (s *Server) prepareInquiry(_ *call, values object) (*item, *refusal) {
	if values.get("assignee_type").Str == "ADMIN" {
		values["assigned_admin_id"] = values["assigned_to"]
		return nil, nil
	}
	var working []*item
	for _, agent := range s.tables["customer_cares"].items {
		if agent.get("available_for_work").Bool() {
			working = append(working, agent)
		}
	}
	if len(working) == 0 {
		return nil, failed("Failed to create inquiry")
	}
	values.set("assigned_customer_care_id", working[len(s.tables["inquiries"].items)%len(working)].id)
	return nil, nil
}
