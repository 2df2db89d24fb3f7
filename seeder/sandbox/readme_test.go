package sandbox

import (
	"encoding/json"
	"testing"

	"github.com/flashseed/flashseed/entities"
)

func TestReadmeRestaurantsAreWhole(t *testing.T) {
	w := newWorld(t, Options{Dialect: entities.Readme})
	home, place := w.put("address_books", addressBody(1)), w.put("address_books", addressBody(2))
	category := w.put("food_categories", categoryBody(1))
	id := w.put("restaurants", with(restaurantBody(1), m{
		"address_id": place, "description": "Fine", "food_category_ids": []string{category},
	}))
	got := w.get("/restaurants").list(t)[0]
	if got["address"].(m)["id"] != place || got["description"] != "Fine" ||
		toList(t, got["specialize_in"])[0]["id"] != category || got["owner"].(m)["password"] == nil {
		t.Errorf("restaurant: %v", got)
	}
	w.want(ecNotFound, w.post("/restaurants", with(restaurantBody(2), m{"address_id": "none"})))
	w.want(0, w.patchBy("/restaurants/"+id, m{"food_category_ids": []string{}, "address_id": home}))
	if got = w.get("/restaurants").list(t)[0]; len(got["specialize_in"].([]any)) != 0 || got["address"].(m)["id"] != home {
		t.Errorf("patched: %v", got)
	}
}

func TestReadmeMissesRoutes(t *testing.T) {
	w := newWorld(t, Options{Dialect: entities.Readme})
	for _, path := range []string{"/food-categories", "/admin-fake/by-role/SUPER_ADMIN", "/auth/register-customer"} {
		if r := w.want(ecServer, w.get(path)); r.Status != 500 {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	w.want(ecNotFound, w.get("/customers/paginated"))
	listed := w
	w = newWorld(t, Options{Dialect: entities.Readme, NoAdminList: true})
	for _, pool := range []string{"super_admins", "finance_admins", "companion_admins"} {
		path := w.protocol.RoutesOf(w.tables[pool].entity).Create
		listed.want(0, listed.get(path))
		if r := w.get(path); r.EM != "Cannot GET "+path {
			t.Errorf("%s: %s", path, r.Raw)
		}
		w.put(pool, accountBody(pool, 1))
	}
}

func TestReadmeOrdersAreTakenAtTheirWord(t *testing.T) {
	w := newWorld(t, Options{Dialect: entities.Readme})
	s := w.scene()
	for range 2 {
		w.put("orders", with(s.order(), m{"payment_status": "PAID", "discount_amount": 1, "sub_total": 7}))
	}
	order := w.get("/orders").list(t)[0]
	for key, want := range map[string]string{"payment_status": "PAID", "discount_amount": "1", "sub_total": "7", "total_amount": "18"} {
		if order[key] != want {
			t.Errorf("%s: %v, want %s", key, order[key], want)
		}
	}
	w.put("menu_items", menuItemBody(s.restaurant, s.category, 1))
	w.put("menu_item_variants", variantBody(s.item, 0))
	if n := w.Count("finance_rules"); n != 0 {
		t.Errorf("%d finance rules", n)
	}
}

func TestPlainRefusals(t *testing.T) {
	w := newWorld(t, Options{Dialect: entities.Readme, Plain: true})
	s := w.scene()
	for name, tc := range map[string]struct {
		r      reply
		status int
	}{
		"duplicate":     {w.post("/customers", accountBody("customer", 1)), 409},
		"invalid":       {w.post("/address_books", with(addressBody(1), m{"city": 5})), 422},
		"empty":         {w.post("/address_books", m{}), 400},
		"broken":        {w.post("/address_books", "{"), 422},
		"dangling":      {w.post("/menu_items", menuItemBody("none", s.category, 1)), 422},
		"unknown id":    {w.get("/customers/none"), 404},
		"unknown route": {w.get("/nope"), 404},
		"login":         {w.post("/auth/login-customer", m{"email": "x", "password": "y"}), 401},
	} {
		var body struct {
			StatusCode int
			Message    any
		}
		err := json.Unmarshal(tc.r.Raw, &body)
		if err != nil || tc.r.Status != tc.status || body.StatusCode != tc.status || body.Message == nil {
			t.Errorf("%s: %d %s, want %d", name, tc.r.Status, tc.r.Raw, tc.status)
		}
	}
	if w.Requests("refused") != 6 {
		t.Errorf("%d refused", w.Requests("refused"))
	}
	if r := w.want(-999, w.deleteBy("/customers/"+s.customer)); r.Status != 200 {
		t.Errorf("DELETE: %d %s", r.Status, r.Raw)
	}
}
