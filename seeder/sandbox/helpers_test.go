package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// reply is an answer as a client sees it.
type reply struct {
	Status int
	Header http.Header
	Raw    []byte
	EC     int             `json:"EC"`
	EM     string          `json:"EM"`
	Data   json.RawMessage `json:"data"`
}

// value decodes the answer's data.
func (r reply) value(t testing.TB) any {
	t.Helper()
	return decode(t, r.Data)
}

func (r reply) object(t testing.TB) map[string]any {
	t.Helper()
	o, ok := r.value(t).(map[string]any)
	if !ok {
		t.Fatalf("data is no object: %s", r.Raw)
	}
	return o
}

func (r reply) list(t testing.TB) []map[string]any {
	t.Helper()
	return toList(t, r.value(t))
}

func toList(t testing.TB, v any) []map[string]any {
	t.Helper()
	raw, ok := v.([]any)
	if !ok {
		t.Fatalf("no list: %v", v)
	}
	out := make([]map[string]any, len(raw))
	for i := range raw {
		out[i] = raw[i].(map[string]any)
	}
	return out
}

func decode(t testing.TB, raw []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return v
}

// world is a server with a client, and what a test has put into it.
type world struct {
	testing.TB
	*Server
}

func newWorld(t testing.TB, opts Options) *world {
	t.Helper()
	return &world{TB: t, Server: New(opts)}
}

func readmeWorld(t testing.TB) *world { return newWorld(t, Options{Dialect: entities.Readme}) }

func (w *world) do(method, path string, body any) reply {
	w.Helper()
	var reader io.Reader = http.NoBody
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			w.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req := httptest.NewRequest(method, path, reader)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, req)
	r := reply{Status: rec.Code, Header: rec.Header(), Raw: rec.Body.Bytes(), EC: -999}
	_ = json.Unmarshal(r.Raw, &r) // plain answers have no envelope
	return r
}

func (w *world) get(path string) reply               { w.Helper(); return w.do("GET", path, nil) }
func (w *world) post(path string, body any) reply    { w.Helper(); return w.do("POST", path, body) }
func (w *world) patchBy(path string, body any) reply { w.Helper(); return w.do("PATCH", path, body) }
func (w *world) deleteBy(path string) reply          { w.Helper(); return w.do("DELETE", path, nil) }

// want fails the test unless the answer has that code.
func (w *world) want(ec int, r reply) reply {
	w.Helper()
	if r.EC != ec {
		w.Fatalf("EC %d, want %d: %d %s", r.EC, ec, r.Status, r.Raw)
	}
	return r
}

// made posts a body that must be taken and returns the new item's id.
func (w *world) made(path string, body any) string {
	w.Helper()
	r := w.want(0, w.post(path, body))
	return r.object(w)["id"].(string)
}

type m = map[string]any

// with returns a copy of body with some fields changed; nil takes one out.
func with(body m, changes m) m {
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

func hours() m {
	week := m{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		week[day] = m{"from": 900, "to": 2200}
	}
	return week
}

func restaurantBody(n int) m {
	return m{
		"email": fmt.Sprintf("restaurant%d@example.test", n), "password": "s3cret!",
		"owner_name": "Binh Tran", "restaurant_name": fmt.Sprintf("Quan %d", n),
		"contact_email": []m{{"title": "Main", "email": "quan@example.test", "is_default": true}},
		"contact_phone": []m{{"title": "Main", "number": "+84901234567", "is_default": true}},
		"status":        m{"is_open": true, "is_active": true, "is_accepted_orders": true},
		"opening_hours": hours(),
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

// scene fills a Flashstrom backend with one of everything.
func (w *world) scene() scene {
	w.Helper()
	var s scene
	s.home = w.made("/address_books", addressBody(1))
	s.place = w.made("/address_books", addressBody(2))
	s.category = w.made("/food-categories", categoryBody(1))
	w.want(0, w.post("/auth/register-restaurant?is-generated=true", restaurantBody(1)))
	s.restaurant = w.newest("restaurants")
	w.want(0, w.patchBy("/restaurants/"+s.restaurant, m{"address_id": s.place, "specialize_in": []string{s.category}}))
	s.item = w.made("/menu-items", menuItemBody(s.restaurant, s.category, 1))
	s.variant = w.made("/menu-item-variants", variantBody(s.item, 0))
	w.want(0, w.post("/auth/register-customer?is-generated=true", accountBody("customer", 1)))
	s.customer = w.newest("customers")
	return s
}

// newest is the id of the item that was created last.
func (w *world) newest(pool string) string {
	w.Helper()
	items := w.Items(pool)
	if len(items) == 0 {
		w.Fatalf("%s is empty", pool)
	}
	return items[len(items)-1]["id"].(string)
}

// clock is a time that tests move by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Unix(1_750_000_000, 0)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// serve runs the world's server behind a real listener.
func (w *world) serve() *httptest.Server {
	w.Helper()
	srv := httptest.NewServer(w.Server)
	w.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv
}
