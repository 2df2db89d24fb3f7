package sandbox

import (
	"strings"
	"testing"
)

func TestControl(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.put("orders", s.order())
	w.Insert("food_categories", m{"name": "Foreign"})
	items, bodies := w.Items("food_categories"), w.Bodies("food_categories")
	if len(items) != 2 || items[0]["name"] != "Category 1" || len(bodies) != 1 || string(bodies[0]) != string(encode(categoryBody(1))) {
		t.Errorf("items: %v, bodies: %s", items, bodies)
	}
	if !w.Delete("restaurants", s.restaurant) || w.Delete("restaurants", s.restaurant) {
		t.Error("Delete reports that it was there, or that it was not")
	}
	if order := w.Items("orders")[0]; order["restaurant"] != nil || order["restaurant_id"] != s.restaurant {
		t.Errorf("the order of a restaurant that is gone: %v", order)
	}

	w.get("/customers")
	w.do("PUT", "/customers", nil)
	w.post("/address_books", m{})
	w.deleteBy("/orders/none")
	for what, want := range map[string]int{"GET": 1, "POST": 9, "PATCH": 1, "DELETE": 1, "PUT": 1, "refused": 1, "all": 13} {
		if n := w.Requests(what); n != want {
			t.Errorf("%d %s, want %d", n, what, want)
		}
	}
	w.Reset()
	w.scene() // with the same unique names
	for pool, want := range map[string]int{"finance_rules": 1, "food_categories": 1, "orders": 0, userTable: 2, walletTable: 2} {
		if n := w.Count(pool); n != want {
			t.Errorf("%s: %d left, want %d", pool, n, want)
		}
	}
	w.ResetRequests()
	if n := w.Requests("all") + w.Requests("POST") + w.Requests("refused"); n != 0 {
		t.Errorf("%d requests after the reset", n)
	}
}

func TestInsertForeignItems(t *testing.T) {
	w := newWorld(t, Options{})
	home := w.Insert("address_books", m{"street": nil, "location": nil})
	if id := w.Insert("address_books", m{"id": "mine"}); id != "mine" || !strings.HasPrefix(home, "FF_AB_") {
		t.Errorf("ids %q, %q", id, home)
	}
	place := w.Insert("restaurants", m{
		"address_id": home, "mood": "good", "total_orders": 7, "specialize_in": nil,
		"owner": m{"email": "owner@example.test", "password": "hash"},
	})
	r := w.get("/restaurants")
	got := r.list(t)[0]
	if strings.Count(string(r.Raw), `"total_orders"`) != 1 {
		t.Errorf("a column is shown twice: %s", r.Raw)
	}
	if got["total_orders"] != 7.0 || got["owner"].(m)["password"] != "hash" || got["address"].(m)["id"] != home {
		t.Errorf("restaurant: %v", got)
	}
	w.want(ecDuplicate, w.post("/auth/register-restaurant", with(restaurantBody(1), m{"email": "owner@example.test"})))
	w.want(0, w.patchBy("/restaurants/"+place, m{"description": "Now known", "food_category_ids": []string{}}))
	got = w.Items("restaurants")[0]
	if _, shown := got["food_category_ids"]; shown || got["mood"] != "good" || got["description"] != "Now known" {
		t.Errorf("patched: %v", got)
	}
	w.Insert("drivers", m{"user": nil})
	if user, ok := w.Items("drivers")[0]["user"]; !ok || user != nil {
		t.Errorf("a driver without user: %v", w.Items("drivers")[0])
	}
	for pool, broken := range map[string][]m{
		"orders": {
			{"customer_id": "gone", "order_items": "broken", "restaurant_id": place},
			{"order_items": []any{1}}, {"order_items": []m{{"item_id": "gone"}}},
		},
		"menu_items":    {{"name": "Pho", "price": "12.00", "category": nil}},
		"promotions":    {{"name": "Old", "discount_value": "x"}},
		"finance_rules": {{"created_by_id": "gone"}},
		"super_admins":  {{"user": m{"first_name": "No mail"}}},
	} {
		for _, item := range broken {
			w.Insert(pool, item)
		}
		w.want(0, w.get(w.protocol.RoutesOf(w.tables[pool].entity).List)).list(t)
	}
	order := w.Items("orders")[0]
	if order["order_items"] != "broken" || order["customer"] != nil || order["restaurant"].(m)["id"] != place {
		t.Errorf("order: %v", order)
	}
}
