package sandbox

import (
	"slices"
	"strings"
	"testing"
)

func TestItemsAndBodies(t *testing.T) {
	w := newWorld(t, Options{})
	for i := range 3 {
		w.made("/food-categories", categoryBody(i))
	}
	w.Insert("food_categories", m{"name": "Foreign"})
	items, bodies := w.Items("food_categories"), w.Bodies("food_categories")
	if len(items) != 4 || len(bodies) != 3 || w.Count("food_categories") != 4 || items[1]["name"] != "Category 1" {
		t.Fatalf("items: %v, bodies: %s", items, bodies)
	}
	for i, raw := range bodies {
		if want := encode(categoryBody(i)); string(raw) != string(want) {
			t.Errorf("body %d: %s, want %s", i, raw, want)
		}
	}
}

func TestDelete(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(0, w.post("/orders"+generated, s.order()))
	if !w.Delete("restaurants", s.restaurant) || w.Delete("restaurants", s.restaurant) {
		t.Error("Delete tells wrong")
	}
	order := w.Items("orders")[0]
	if order["restaurant"] != nil || order["restaurant_id"] != s.restaurant {
		t.Errorf("the order's restaurant: %v", order["restaurant"])
	}
	w.want(ecNotFound, w.post("/orders", s.order()))
}

func TestInsertForeignItems(t *testing.T) {
	w := newWorld(t, Options{})
	home := w.Insert("address_books", m{"street": nil, "location": nil})
	if !strings.HasPrefix(home, "FF_AB_") {
		t.Errorf("id %q", home)
	}
	if id := w.Insert("address_books", m{"id": "mine"}); id != "mine" {
		t.Errorf("id %q", id)
	}
	place := w.Insert("restaurants", m{
		"restaurant_name": nil, "address_id": home, "mood": "good", "total_orders": 7,
		"owner": m{"email": "owner@example.test", "password": "hash"}, "specialize_in": nil,
	})
	got := w.get("/restaurants").list(t)[0]
	if got["mood"] != "good" || got["total_orders"] != 7.0 || got["owner"].(m)["password"] != "hash" ||
		got["address"].(m)["id"] != home {
		t.Errorf("restaurant: %v", got)
	}
	w.want(ecDuplicate, w.post("/auth/register-restaurant", with(restaurantBody(1), m{"email": "owner@example.test"})))
	w.want(0, w.patchBy("/restaurants/"+place, m{"description": "Now known"}))
	if got = w.Items("restaurants")[0]; got["mood"] != "good" || got["description"] != "Now known" {
		t.Errorf("patched: %v", got)
	}

	w.Insert("customers", m{"first_name": "A", "user": m{"email": "c@example.test"}})
	w.want(ecDuplicate, w.post("/auth/register-customer", with(accountBody("c", 1), m{"email": "c@example.test"})))
	w.Insert("drivers", m{"user": nil})
	if user, ok := w.Items("drivers")[0]["user"]; !ok || user != nil {
		t.Errorf("a driver without user: %v", w.Items("drivers")[0])
	}
	w.Insert("orders", m{"customer_id": "gone", "order_items": "broken", "restaurant_id": place})
	w.Insert("orders", m{"order_items": []any{1}})
	w.Insert("orders", m{"order_items": []m{{"item_id": "gone"}}})
	list := w.get("/orders").list(t)
	slices.Reverse(list)
	if list[0]["order_items"] != "broken" || list[0]["customer"] != nil || list[0]["restaurant"].(m)["id"] != place {
		t.Errorf("order: %v", list[0])
	}
	w.Insert("menu_items", m{"name": "Pho", "price": "12.00", "category": nil})
	w.Insert("promotions", m{"name": "Old", "discount_value": "x"})
	w.Insert("finance_rules", m{"created_by_id": "gone"})
	w.Insert("super_admins", m{"user": m{"first_name": "No mail"}})
	for _, path := range []string{"/menu-items", "/promotions", "/finance-rules", "/admin-fake/by-role/SUPER_ADMIN"} {
		w.want(0, w.get(path))
	}
}

func TestResetAndCounts(t *testing.T) {
	w := newWorld(t, Options{})
	w.scene()
	w.get("/customers")
	w.do("PUT", "/customers", nil)
	w.post("/address_books", m{})
	w.deleteBy("/orders/none")
	for what, want := range map[string]int{"GET": 1, "POST": 8, "PATCH": 1, "DELETE": 1, "PUT": 1, "refused": 1, "all": 12} {
		if n := w.Requests(what); n != want {
			t.Errorf("%d %s, want %d", n, what, want)
		}
	}
	w.Reset()
	for _, s := range w.tables {
		want := 0
		if s.entity.Pool == "finance_rules" {
			want = 1
		}
		if n := w.Count(s.entity.Pool); n != want {
			t.Errorf("%s: %d left", s.entity.Pool, n)
		}
	}
	w.scene()
	w.ResetRequests()
	if n := w.Requests("all") + w.Requests("POST") + w.Requests("refused"); n != 0 {
		t.Errorf("%d requests after the reset", n)
	}
}

func TestUnknownPoolPanics(t *testing.T) {
	w := newWorld(t, Options{})
	for name, f := range map[string]func(){
		"Count":  func() { w.Count("pizzas") },
		"Insert": func() { w.Insert("customers", m{"x": func() {}}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
	if w.Count("customers") != 0 {
		t.Error("the lock is still held, or an item is there")
	}
}
