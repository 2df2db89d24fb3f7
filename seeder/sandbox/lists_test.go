package sandbox

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	w := newWorld(t, Options{})
	for i := range 12 {
		w.made("/food-categories", categoryBody(i))
	}
	for query, want := range map[string]struct {
		pages, page any
		n           int
		first       string
	}{
		"":                {2.0, 1.0, 10, "Category 0"},
		"?page=1&limit=5": {3.0, 1.0, 5, "Category 0"},
		"?page=3&limit=5": {3.0, 3.0, 2, "Category 10"},
		"?page=4&limit=5": {3.0, 4.0, 0, ""},
		"?limit=100000":   {1.0, 1.0, 12, "Category 0"},
	} {
		r := w.want(0, w.get("/food-categories/paginated"+query))
		data := r.object(t)
		items := toList(t, data["items"])
		if data["totalPages"] != want.pages || data["currentPage"] != want.page || data["totalItems"] != 12.0 || len(items) != want.n {
			t.Errorf("%q: %s", query, r.Data)
		}
		if want.n > 0 && items[0]["name"] != want.first {
			t.Errorf("%q: begins with %v", query, items[0]["name"])
		}
	}
	for _, query := range []string{"?page=0", "?page=x", "?limit=x", "?limit=0"} {
		w.want(ecServer, w.get("/food-categories/paginated"+query))
	}
	w.want(ecServer, w.get("/menu-item-variants/paginated"))
	w.want(ecNotFound, w.get("/address_books/paginated"))
}

func TestUnknownRoutes(t *testing.T) {
	w := newWorld(t, Options{})
	for method, path := range map[string]string{
		"GET": "/food_categories", "POST": "/nope", "PUT": "/customers", "PATCH": "/customers",
		"DELETE": "/orders", "HEAD": "/orders",
	} {
		r := w.do(method, path, nil)
		if em := "Cannot " + method + " " + path; r.Status != 500 || r.EC != ecServer || r.EM != em {
			t.Errorf("%s %s: %d %s", method, path, r.Status, r.Raw)
		}
	}
	w.want(0, w.get("/customers/"))
	w.want(ecNotFound, w.get("/customers/FF_CUS_none"))
}

// The lists' order differs from pool to pool.
func TestOrderOfLists(t *testing.T) {
	w := newWorld(t, Options{})
	for i := range 3 {
		w.want(0, w.post("/auth/register-driver"+generated, accountBody("d", i)))
	}
	ids := func(list []map[string]any) string {
		var out []string
		for _, o := range list {
			out = append(out, o["id"].(string))
		}
		return strings.Join(out, " ")
	}
	created := ids(w.Items("drivers"))
	listed := ids(w.get("/drivers").list(t))
	paged := ids(toList(t, w.get("/drivers/paginated").object(t)["items"]))
	if listed == created || paged != listed {
		t.Errorf("created %s\nlisted %s\npaged %s", created, listed, paged)
	}
}

func TestPatches(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	for path, tc := range map[string]struct {
		patch, bad m
		pool       string
	}{
		"/address_books/" + s.home:     {m{"title": "Office"}, m{"lat": 1}, "address_books"},
		"/restaurants/" + s.restaurant: {m{"description": "Cheap"}, m{"stars": 1}, "restaurants"},
		"/customers/" + s.customer:     {m{"phone": "+84900000000"}, m{"email": "x"}, "customers"},
	} {
		w.want(0, w.patchBy(path, tc.patch))
		item := w.Items(tc.pool)[0]
		for key, want := range tc.patch {
			if item[key] != want {
				t.Errorf("%s: %s is %v, want %v", path, key, item[key], want)
			}
		}
		w.want(ecInvalid, w.patchBy(path, tc.bad))
		if len(w.Bodies(tc.pool)) == 0 {
			t.Errorf("%s: the patch took the creating body away", path)
		}
	}
	w.made("/food-categories", categoryBody(5))
	w.want(ecDuplicate, w.patchBy("/food-categories/"+s.category, m{"name": "Category 5"}))
	w.want(0, w.patchBy("/food-categories/"+s.category, m{"name": "Category 6"}))
	w.want(0, w.post("/food-categories", categoryBody(1)))
	w.want(ecNotFound, w.patchBy("/menu-items/"+s.item, m{"restaurant_id": "none"}))
	w.want(0, w.patchBy("/address_books/"+s.home, m{"updated_at": 77}))
	if at := w.Items("address_books")[0]["updated_at"]; at != 77.0 {
		t.Errorf("updated_at %v", at)
	}
}

func TestLongListsAreStreamed(t *testing.T) {
	w := newWorld(t, Options{})
	const n = 10_000
	for i := range n {
		w.Insert("food_categories", m{"name": fmt.Sprint(i), "description": strings.Repeat("x", 800)})
	}
	if got := len(w.get("/food-categories").list(t)); got != n {
		t.Errorf("%d listed", got)
	}
	srv := w.serve()
	res, err := http.Get(srv.URL + "/food-categories")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := res.Body.Read(make([]byte, 10)); err != nil {
		t.Error(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestBrokenBodies(t *testing.T) {
	w := newWorld(t, Options{})
	for _, body := range []string{`{"street":`, `"text"`, `{"street":"x"} {}`} {
		w.want(ecInvalid, w.post("/address_books", body))
	}
	big := with(addressBody(1), m{"title": strings.Repeat("x", maxBody)})
	if r := w.post("/address_books", big); r.Status != http.StatusRequestEntityTooLarge || w.Count("address_books") != 0 {
		t.Errorf("large body: %d %s", r.Status, r.Raw)
	}
}

// Times and money are written in as many ways as the backend has.
func TestFormsOfNumbers(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(0, w.post("/auth/register-customer-care"+generated, accountBody("cc", 1)))
	w.want(0, w.post("/promotions", m{
		"name": "Rain", "start_date": 1_700_000_000, "end_date": 1_800_000_000, "discount_type": "PERCENTAGE", "discount_value": 10,
		"promotion_cost_price": 5.5, "status": "ACTIVE", "food_category_ids": []string{s.category},
	}))
	w.want(0, w.post("/orders"+generated, s.order()))
	const digits, iso = `^\d{10}$`, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$`
	for at, want := range map[string]string{
		"/food-categories created_at": digits, "/finance-rules created_at": digits, "/customer-cares last_login": digits,
		"/promotions created_at": iso, "/users created_at": iso, "/fwallets created_at": digits,
		"/promotions start_date": `^1700000000$`, "/promotions discount_value": `^10\.00$`, "/promotions promotion_cost_price": `^5\.50$`,
		"/orders total_amount": `^[\d.]+$`,
	} {
		path, name, _ := strings.Cut(at, " ")
		if text, ok := w.get(path).list(t)[0][name].(string); !ok || !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("%s: %q", at, text)
		}
	}
	for _, path := range []string{"/address_books", "/restaurants", "/menu-items", "/orders"} {
		if at := w.get(path).list(t)[0]["created_at"]; reflect.TypeOf(at) != reflect.TypeFor[float64]() {
			t.Errorf("%s: created_at %v", path, at)
		}
	}
	if place := w.get("/restaurants").list(t)[0]; place["last_login"] != nil {
		t.Errorf("a restaurant's last_login: %v", place["last_login"])
	}
	if user := w.get("/customers").list(t)[0]["user"].(m); len(user) != 1 || user["email"] == nil {
		t.Errorf("the list of customers shows of their users: %v", user)
	}
	if _, shown := w.get("/orders").list(t)[0]["customer"].(m)["is_banned"]; shown {
		t.Error("an order's customer shows is_banned")
	}
}
