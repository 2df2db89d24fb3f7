package sandbox

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
)

// plainScene fills a readme backend with one of everything and returns the
// pools' paths and what was posted there.
func (w *world) readmeScene() scene {
	w.Helper()
	var s scene
	s.home = w.create("/address_books", addressBody(1))
	s.place = w.create("/address_books", addressBody(2))
	s.category = w.create("/food_categories", categoryBody(1))
	s.restaurant = w.create("/restaurants", with(restaurantBody(1), m{
		"address_id": s.place, "description": "Fine", "food_category_ids": []string{s.category},
	}))
	s.item = w.create("/menu_items", menuItemBody(s.restaurant, s.category, 1))
	s.variant = w.create("/menu_item_variants", variantBody(s.item, 1))
	s.customer = w.create("/customers", accountBody("customer", 1))
	return s
}

// create posts a body that must be taken, whatever the server's manners.
func (w *world) create(path string, body any) string {
	w.Helper()
	r := w.post(path, body)
	raw := r.Data
	if w.opts.Plain {
		raw = r.Raw
	}
	var record struct{ ID string }
	if err := json.Unmarshal(raw, &record); r.Status != 201 || err != nil || record.ID == "" {
		w.Fatalf("POST %s: %d %s", path, r.Status, r.Raw)
	}
	return record.ID
}

func TestReadmeRestaurantsAreWhole(t *testing.T) {
	w := readmeWorld(t)
	s := w.readmeScene()
	place := w.get("/restaurants").list(t)[0]
	if place["address"].(m)["id"] != s.place || place["description"] != "Fine" ||
		toList(t, place["specialize_in"])[0]["id"] != s.category || place["owner"].(m)["password"] == nil {
		t.Errorf("restaurant: %v", place)
	}
	w.want(ecNotFound, w.post("/restaurants", with(restaurantBody(2), m{"address_id": "none"})))
	w.want(0, w.patchBy("/restaurants/"+s.restaurant, m{"food_category_ids": []string{}, "address_id": s.home}))
	place = w.get("/restaurants").list(t)[0]
	if len(place["specialize_in"].([]any)) != 0 || place["address"].(m)["id"] != s.home {
		t.Errorf("patched: %v", place)
	}
}

func TestReadmeMissesRoutes(t *testing.T) {
	w := readmeWorld(t)
	for _, path := range []string{"/food-categories", "/admin-fake/by-role/SUPER_ADMIN", "/auth/register-customer"} {
		if r := w.want(ecServer, w.get(path)); r.Status != 500 {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	w.want(ecNotFound, w.get("/customers/paginated"))
	w = newWorld(t, Options{Dialect: entities.Readme, NoAdminList: true})
	for _, path := range []string{"super", "finance", "companion"} {
		if r := w.get("/auth/register-" + path + "-admin"); !strings.HasPrefix(r.EM, "Cannot GET") {
			t.Errorf("%s: %s", path, r.Raw)
		}
		w.create("/auth/register-"+path+"-admin", accountBody(path, 1))
	}
}

func TestReadmeOrdersAreTakenAtTheirWord(t *testing.T) {
	w := readmeWorld(t)
	s := w.readmeScene()
	w.create("/orders", with(s.order(), m{"payment_status": "PAID", "discount_amount": 1}))
	w.create("/orders", with(s.order(), m{"payment_status": "PAID", "discount_amount": 1}))
	order := w.get("/orders").list(t)[0]
	if order["payment_status"] != "PAID" || order["discount_amount"] != "1" || order["total_amount"] != "20" {
		t.Errorf("order: %v", order)
	}
	w.create("/menu_items", menuItemBody(s.restaurant, s.category, 1))
	w.create("/menu_item_variants", variantBody(s.item, 1))
}

func TestPlainRefusals(t *testing.T) {
	w := newWorld(t, Options{Dialect: entities.Readme, Plain: true})
	s := w.readmeScene()
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
		if err := json.Unmarshal(tc.r.Raw, &body); err != nil {
			t.Fatal(err)
		}
		if tc.r.Status != tc.status || body.StatusCode != tc.status || body.Message == nil {
			t.Errorf("%s: %d %s, want %d", name, tc.r.Status, tc.r.Raw, tc.status)
		}
	}
	if w.Requests("refused") != 6 {
		t.Errorf("%d refused", w.Requests("refused"))
	}
	r := w.want(-999, w.deleteBy("/customers/"+s.customer))
	if r.Status != 200 {
		t.Errorf("DELETE: %d %s", r.Status, r.Raw)
	}
}
