package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
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
	{path: "/restaurant-stats/:id", pool: statisticsTable, field: "restaurant_id"},
	{path: "/restaurant-stats/:id/insights", pool: statisticsTable, field: "restaurant_id"},
	{path: "/restaurant-stats/:id/peak-hours", pool: statisticsTable, field: "restaurant_id"},
	{path: "/restaurant-stats/:id/revenue-chart", pool: statisticsTable, field: "restaurant_id"},
}

// addScreens adds what front ends read and do beyond the pools' own routes.
func (s *Server) addScreens() {
	s.tables[statisticsTable] = newTable(&entities.Entity{Pool: statisticsTable})
	for _, screen := range screens {
		s.on("GET", screen.path, func(_ *call, id string) ([]byte, *refusal) {
			s.mu.RLock()
			defer s.mu.RUnlock()
			var found []*item
			for _, it := range s.tables[screen.pool].items {
				words := strings.Split(strings.Trim(it.get(screen.field).Str, "{}"), ",")
				whose := it.get("target_user_id").Str // of a notification for one person
				if whose == id && whose != "" || whose == "" && (screen.field == "" || slices.Contains(words, cmp.Or(screen.is, id))) {
					found = append(found, it)
				}
			}
			return s.showAll(nil, found, paged), nil
		})
	}
	on := func(method, path, pool string, do func(*call, *item) ([]byte, *refusal)) {
		s.on(method, path, s.item(s.tables[pool], do))
	}
	on("GET", "/customers/favorite-restaurants/:id", "customers", func(_ *call, it *item) ([]byte, *refusal) {
		return []byte(gjson.GetBytes(s.show(nil, it, single), "favorite_restaurants").Raw), nil
	})
	on("PATCH", "/customers/favorite-restaurant/:id", "customers", s.toggleFavourite)
	on("POST", "/customers/address/:id", "customers", s.addAddress)
	on("POST", "/orders/:id/cancel", "orders", s.cancelOrder)
	on("POST", "/customer-care-inquiries/:id/record-response", "inquiries", func(c *call, it *item) ([]byte, *refusal) {
		s.change(it, object{"first_response_at": encode(s.now()), "last_response_at": encode(s.now())})
		return c.record(it, paged)
	})
	on("POST", "/customer-care-inquiries/:id/resolve", "inquiries", func(c *call, it *item) ([]byte, *refusal) {
		s.change(it, object{
			"status": encode("RESOLVED"), "resolved_at": encode(s.now()),
			"resolution_type": encode(c.body.Get("resolutionType").Str), "resolution_notes": encode(c.body.Get("resolutionNotes").Str),
		})
		return c.record(it, paged)
	})
	on("POST", "/restaurant-stats/:id/update-range", "restaurants", func(_ *call, it *item) ([]byte, *refusal) {
		t := s.tables[statisticsTable]
		if old := t.byID[it.id]; old != nil {
			s.remove(old)
		}
		s.add(t, object{"id": encode(it.id), "restaurant_id": encode(it.id), "total_orders": encode(it.get("total_orders").Int())}, nil)
		return nil, nil
	})
}

// toggleFavourite marks a restaurant, or takes the mark away.
func (s *Server) toggleFavourite(c *call, it *item) ([]byte, *refusal) {
	id, ids := c.body.Get("favorite_restaurant").Str, idsIn(it.get("favorite_restaurants"))
	if s.lookup(id, "restaurants") == nil {
		return nil, notFound("Restaurant")
	}
	if at := slices.Index(ids, id); at >= 0 {
		ids = slices.Delete(ids, at, at+1)
	} else {
		ids = append(ids, id)
	}
	s.change(it, object{"favorite_restaurants": encode(ids)})
	return c.record(it, patched)
}

// addAddress makes an address and gives it to a customer.
func (s *Server) addAddress(c *call, it *item) ([]byte, *refusal) {
	t := s.tables["address_books"]
	if refused := c.check(t.entity.Fields, true); refused != nil {
		return nil, refused
	}
	address := s.add(t, objectOf(c.body.Raw), c.raw)
	s.change(it, object{"address": encode(append(idsIn(it.get("address")), address.id))})
	return c.record(address, paged)
}
