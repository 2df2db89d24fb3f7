package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const generated = "?is-generated=true"

// aMoment is a time for backends whose clock stands still.
var aMoment = time.Unix(1_750_000_000, 0)

// reply is an answer as a client sees it.
type reply struct {
	Status int
	Header http.Header
	Raw    []byte
	EC     int    `json:"EC"` // -999 where there is no envelope
	EM     string `json:"EM"`
	Data   any    `json:"data"`
}

func (r reply) object(t testing.TB) m {
	t.Helper()
	o, ok := r.Data.(m)
	if !ok {
		t.Fatalf("data is no object: %s", r.Raw)
	}
	return o
}

func (r reply) list(t testing.TB) []m {
	t.Helper()
	return toList(t, r.Data)
}

func toList(t testing.TB, v any) []m {
	t.Helper()
	raw, ok := v.([]any)
	if !ok {
		t.Fatalf("no list: %v", v)
	}
	out := make([]m, len(raw))
	for i := range raw {
		out[i] = raw[i].(m)
	}
	return out
}

// world is a server with a client, and what a test has put into it.
type world struct {
	testing.TB
	*Server
}

func newWorld(t testing.TB, opts Options) *world { return &world{t, New(opts)} }

// do sends a request. The body is one of JSON if it is a text, or becomes one.
func (w *world) do(method, path string, body any) reply {
	text, isText := body.(string)
	if !isText && body != nil {
		text = string(encode(body))
	}
	req := httptest.NewRequest(method, path, strings.NewReader(text))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, req)
	r := reply{Status: rec.Code, Header: rec.Header(), Raw: rec.Body.Bytes(), EC: -999}
	_ = json.Unmarshal(r.Raw, &r) // plain answers have no envelope
	return r
}

func (w *world) get(path string) reply               { return w.do("GET", path, nil) }
func (w *world) post(path string, body any) reply    { return w.do("POST", path, body) }
func (w *world) patchBy(path string, body any) reply { return w.do("PATCH", path, body) }
func (w *world) deleteBy(path string) reply          { return w.do("DELETE", path, nil) }

// want fails the test unless the answer has that code.
func (w *world) want(ec int, r reply) reply {
	w.Helper()
	if r.EC != ec {
		w.Fatalf("EC %d, want %d: %d %s", r.EC, ec, r.Status, r.Raw)
	}
	return r
}

// put has an item of a pool created and returns its id. In Flashstrom accounts
// are generated ones.
func (w *world) put(pool string, body any) string {
	w.Helper()
	r := w.post(w.protocol.RoutesOf(w.tables[pool].entity).Create, body)
	if r.Status != 201 || r.EC != 0 && !w.opts.Plain {
		w.Fatalf("POST of %s: %d %s", pool, r.Status, r.Raw)
	}
	items := w.Items(pool)
	id := items[len(items)-1]["id"].(string)
	answered := pool != "restaurants" || !w.protocol.RestaurantAnswerIsNull
	if answered != strings.Contains(string(r.Raw), id) {
		w.Fatalf("POST of %s: %s, want %s in it: %t", pool, r.Raw, id, answered)
	}
	return id
}

type m = map[string]any

// with returns a copy of body with some fields changed; nil takes one out.
func with(body, changes m) m {
	out := maps.Clone(body)
	maps.Copy(out, changes)
	maps.DeleteFunc(out, func(_ string, v any) bool { return v == nil })
	return out
}

func addressBody(n int) m {
	return m{
		"street": fmt.Sprintf("%d Le Loi", n), "city": "Ho Chi Minh City", "nationality": "Vietnam",
		"is_default": false, "created_at": 1, "updated_at": 2, "postal_code": 70000,
		"location": m{"lng": 106.7, "lat": 10.7 + float64(n)/100}, "title": "Home",
	}
}

func categoryBody(n int) m {
	return m{"name": fmt.Sprintf("Category %d", n), "description": "Noodles in broth"}
}

func accountBody(kind string, n int) m {
	return m{
		"email": fmt.Sprintf("%s%d@example.test", kind, n), "password": "s3cret!",
		"first_name": "An", "last_name": "Nguyen", "phone": "+84901234567",
	}
}

func restaurantBody(n int) m {
	week := m{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		week[day] = m{"from": 900, "to": 2200}
	}
	return m{
		"email": fmt.Sprintf("restaurant%d@example.test", n), "password": "s3cret!",
		"owner_name": "Binh Tran", "restaurant_name": fmt.Sprintf("Quan %d", n),
		"contact_email": []m{{"title": "Main", "email": "quan@example.test", "is_default": true}},
		"contact_phone": []m{{"title": "Main", "number": "+84901234567", "is_default": true}},
		"status":        m{"is_open": true, "is_active": true, "is_accepted_orders": true},
		"opening_hours": week,
	}
}

func menuItemBody(restaurant, category string, n int) m {
	return m{
		"restaurant_id": restaurant, "name": fmt.Sprintf("Pho %d", n), "price": 9.5,
		"category": []string{category}, "availability": true,
	}
}

func variantBody(item string, n int) m {
	return m{"menu_id": item, "variant": fmt.Sprintf("Size %d", n), "price": 8.25 + float64(n), "description": "A bowl"}
}

// scene is one of everything that an order refers to.
type scene struct {
	home, place, category, restaurant, item, variant, customer string
}

func (s scene) order() m {
	return m{
		"customer_id": s.customer, "restaurant_id": s.restaurant, "status": "PENDING",
		"total_amount": 1, "delivery_fee": 2, "service_fee": 0.5, "payment_status": "PENDING",
		"payment_method": "COD", "customer_location": s.home, "restaurant_location": s.place,
		"order_items": []m{{
			"item_id": s.item, "variant_id": s.variant, "name": "Pho", "quantity": 2,
			"price_at_time_of_order": 3,
		}},
		"order_time": 5, "delivery_time": 1800, "tracking_info": "ORDER_PLACED",
	}
}

// scene fills a backend with one of everything.
func (w *world) scene() (s scene) {
	w.Helper()
	s.home, s.place = w.put("address_books", addressBody(1)), w.put("address_books", addressBody(2))
	s.category = w.put("food_categories", categoryBody(1))
	s.restaurant = w.put("restaurants", restaurantBody(1))
	w.patchBy("/restaurants/"+s.restaurant, m{"address_id": s.place, w.protocol.CategoriesField: []string{s.category}})
	s.item = w.put("menu_items", menuItemBody(s.restaurant, s.category, 1))
	s.variant = w.put("menu_item_variants", variantBody(s.item, 0))
	s.customer = w.put("customers", accountBody("customer", 1))
	return s
}
