package sandbox

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// screen is a route that front ends read: the items of a pool, those whose
// field holds the id in the path, or some that are chosen by a text in a field.
type screen struct{ path, pool, field, is string }

var screens = []screen{
	{path: "/customers/restaurants/:id", pool: "restaurants"},
	{path: "/customers/popular-restaurants/:id", pool: "restaurants"},
	{path: "/customers/search-restaurants", pool: "restaurants"},
	{path: "/customers/search", pool: "menu_items"},
	{path: "/customers/orders/:id", pool: "orders", field: "customer_id"},
	{path: "/customers/cart-items/:id", pool: "cart_items", field: "customer_id"},
	{path: "/customers/notifications/:id", pool: "notifications", field: "target_user", is: "CUSTOMER"},
	{path: "/restaurants/:id/ratings-reviews", pool: "reviews", field: "rr_recipient_restaurant_id"},
	{path: "/restaurants/menu-items/:id", pool: "menu_items", field: "restaurant_id"},
	{path: "/restaurants/:id/orders", pool: "orders", field: "restaurant_id"},
	{path: "/restaurants/notifications/:id", pool: "notifications", field: "target_user", is: "RESTAURANT"},
	{path: "/drivers/orders/:id", pool: "orders", field: "driver_id"},
	{path: "/drivers/notifications/:id", pool: "notifications", field: "target_user", is: "DRIVER"},
	{path: "/drivers/:id/ratings-reviews", pool: "reviews", field: "rr_recipient_driver_id"},
	{path: "/drivers/online-session/:id", pool: "online_sessions", field: "driver_id"},
	{path: "/online-sessions/by-driver/:id", pool: "online_sessions", field: "driver_id"},
	{path: "/online-sessions/by-customer-care/:id", pool: "online_sessions", field: "customer_care_id"},
	{path: "/penalties/by-driver/:id", pool: "penalties", field: "driver_id"},
	{path: "/penalties/by-customer-care/:id", pool: "penalties", field: "customer_care_id"},
	{path: "/customer-cares/inquiries/:id", pool: "inquiries", field: "assigned_customer_care_id"},
	{path: "/customer-care-inquiries/customer-care/:id", pool: "inquiries", field: "assigned_customer_care_id"},
	{path: "/customer-care-inquiries/customer/:id", pool: "inquiries", field: "customer_id"},
	{path: "/customer-care-inquiries/escalated", pool: "inquiries", field: "status", is: "ESCALATE"},
	{path: "/promotions/valid", pool: "promotions", field: "status", is: "ACTIVE"},
	{path: "/vouchers/valid", pool: "vouchers", field: "status", is: "ACTIVE"},
	{path: "/vouchers/available/:id", pool: "vouchers", field: "status", is: "ACTIVE"},
	{path: "/faqs/active", pool: "faqs", field: "status", is: "ACTIVE"},
	{path: "/companion-admin/restaurants", pool: "restaurants"},
	{path: "/companion-admin/customers", pool: "customers"},
	{path: "/companion-admin/drivers", pool: "drivers"},
	{path: "/companion-admin/customer-care", pool: "customer_cares"},
	{path: "/finance-admin/promotions", pool: "promotions"},
	{path: "/admin", pool: "super_admins"},
	{path: "/admin/by-role/:id", pool: "super_admins", field: "role"},
}

// addScreens adds what front ends read and do beyond the pools' own routes.
func (s *Server) addScreens() {
	for _, screen := range screens {
		s.on("GET", screen.path, func(_ *call, id string) ([]byte, *refusal) {
			s.mu.RLock()
			defer s.mu.RUnlock()
			var found []*item
			for _, it := range s.tables[screen.pool].items {
				held := it.get(screen.field)
				if screen.field == "" || held.Str != "" && (held.Str == id || held.Str == screen.is) ||
					strings.Contains(held.Raw, `"`+screen.is+`"`) && screen.is != "" {
					found = append(found, it)
				}
			}
			return s.appendItems(nil, found, viewPage), nil
		})
	}
	of := func(pool string, do func(*call, *item) ([]byte, *refusal)) handler {
		return below(s, s.tables[pool].title, s.tables[pool].byID, do)
	}
	s.on("GET", "/customers/favorite-restaurants/:id", of("customers", func(_ *call, it *item) ([]byte, *refusal) {
		return s.appendThese(nil, "restaurants", it.favourites), nil
	}))
	s.on("PATCH", "/customers/favorite-restaurant/:id", of("customers", s.toggleFavourite))
	s.on("POST", "/customers/address/:id", of("customers", s.addAddress))
	s.on("POST", "/orders/:id/cancel", of("orders", s.cancelOrder))
	s.on("POST", "/customer-care-inquiries/:id/record-response", of("inquiries", func(_ *call, it *item) ([]byte, *refusal) {
		return s.amend(it, map[string]any{"first_response_at": s.now(), "last_response_at": s.now()})
	}))
	s.on("POST", "/customer-care-inquiries/:id/resolve", of("inquiries", func(c *call, it *item) ([]byte, *refusal) {
		body, refused := c.object()
		if refused != nil {
			return nil, refused
		}
		return s.amend(it, map[string]any{
			"status": "RESOLVED", "resolved_at": s.now(),
			"resolution_type": body.Get("resolutionType").Str, "resolution_notes": body.Get("resolutionNotes").Str,
		})
	}))
	s.on("POST", "/restaurant-stats/:id/update-range", of("restaurants", func(_ *call, it *item) ([]byte, *refusal) {
		it.counted = true
		return nil, nil
	}))
	for _, part := range []string{"", "/insights", "/peak-hours", "/revenue-chart"} {
		s.on("GET", "/restaurant-stats/:id"+part, of("restaurants", func(_ *call, it *item) ([]byte, *refusal) {
			if !it.counted {
				return []byte("[]"), nil
			}
			return encode([]any{map[string]any{"restaurant_id": it.id, "total_orders": it.count}}), nil
		}))
	}
}

// amend changes columns of an item and answers it.
func (s *Server) amend(it *item, fields map[string]any) ([]byte, *refusal) {
	s.change(it, gjson.ParseBytes(encode(fields)))
	return s.appendItem(nil, it, viewPage), nil
}

// toggleFavourite marks a restaurant, or takes the mark away.
func (s *Server) toggleFavourite(c *call, it *item) ([]byte, *refusal) {
	body, refused := c.object()
	if refused != nil {
		return nil, refused
	}
	id := body.Get("favorite_restaurant").Str
	if s.lookup(id, "restaurants") == nil {
		return nil, notFound("Restaurant not found")
	}
	if at := slices.Index(it.favourites, id); at >= 0 {
		it.favourites = slices.Delete(it.favourites, at, at+1)
	} else {
		it.favourites = append(it.favourites, id)
	}
	return s.appendItem(nil, it, viewPatched), nil
}

// addAddress makes an address and gives it to a customer.
func (s *Server) addAddress(c *call, it *item) ([]byte, *refusal) {
	t := s.tables["address_books"]
	body, refused := c.checked(t.post, true)
	if refused != nil {
		return nil, refused
	}
	address := s.add(t, objectOf(body.Raw), nil, c.raw)
	it.addresses = append(it.addresses, address.id)
	return s.appendItem(nil, address, viewPage), nil
}

// cancelOrder cancels an order that has not ended.
func (s *Server) cancelOrder(c *call, it *item) ([]byte, *refusal) {
	body, refused := c.object()
	if refused != nil {
		return nil, refused
	}
	by := body.Get("cancelled_by").Str
	pool := map[string]string{"customer": "customers", "restaurant": "restaurants", "driver": "drivers"}[by]
	if s.lookup(body.Get("cancelled_by_id").Str, pool) == nil {
		return nil, notFound(by + " with ID " + body.Get("cancelled_by_id").Str + " not found")
	}
	if slices.Contains([]string{"DELIVERED", "CANCELLED", "DELIVERY_FAILED"}, it.get("status").Str) {
		return nil, &refusal{ec: ecForbidden, em: "Order cannot be cancelled in its current status"}
	}
	return s.amend(it, map[string]any{
		"status": "CANCELLED", "tracking_info": "CANCELLED", "cancelled_at": s.now(), "cancelled_by": by,
		"cancelled_by_id": body.Get("cancelled_by_id").Str, "cancellation_reason": body.Get("reason").Str,
		"cancellation_title": body.Get("title").Str, "cancellation_description": body.Get("description").Str,
	})
}

// storeInquiry gives an inquiry to the agent at work who has the fewest; if
// none is at work the backend fails.
func (s *Server) storeInquiry(c *call, t *table, values object) (*item, *refusal) {
	if values.get("assignee_type").Str != "ADMIN" {
		load := map[string]int{} // by agent
		for _, inquiry := range t.items {
			load[inquiry.get("assigned_customer_care_id").Str]++
		}
		var agent *item
		for _, it := range s.tables["customer_cares"].items {
			if it.get("available_for_work").Bool() && (agent == nil || load[it.id] < load[agent.id]) {
				agent = it
			}
		}
		if agent == nil {
			return nil, failed("Failed to create inquiry")
		}
		values.set("assigned_customer_care_id", agent.id)
	}
	return s.add(t, values, nil, c.raw), nil
}

// storeCartItem puts a dish into a cart; one that is there gets more of it.
func (s *Server) storeCartItem(c *call, t *table, values object) (*item, *refusal) {
	for _, it := range s.referred("cart_items", values.get("customer_id").Str) {
		if it.get("item_id").Str == values.get("item_id").Str {
			return it, nil
		}
	}
	return s.add(t, values, nil, c.raw), nil
}

// storeTransaction moves the money.
func (s *Server) storeTransaction(c *call, t *table, values object) (*item, *refusal) {
	body := gjson.ParseBytes(encode(values))
	amount := cents(body.Get("amount").Num)
	switch from, to := s.wallets[body.Get("fwallet_id").Str], s.wallets[body.Get("destination").Str]; {
	case from == nil, body.Get("transaction_type").Str == "DEPOSIT" && to == nil:
		return nil, notFound("Wallet not found")
	case body.Get("transaction_type").Str == "DEPOSIT":
		to.cents += amount
	case from.cents < amount:
		return nil, &refusal{ec: ecBalance, em: "Insufficient balance"}
	default:
		from.cents -= amount
	}
	return s.add(t, values, nil, c.raw), nil
}
