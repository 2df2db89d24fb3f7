package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

func TestPages(t *testing.T) {
	w := newWorld(t, Options{})
	for i := range 12 {
		w.put("food_categories", categoryBody(i))
	}
	for query, want := range map[string]struct {
		pages, page any
		n           int
		first       string
	}{
		"":                                  {2.0, 1.0, 10, "Category 0"},
		"?page=3&limit=5":                   {3.0, 3.0, 2, "Category 10"},
		"?page=4&limit=5":                   {3.0, 4.0, 0, ""},
		"?page=3&limit=9223372036854775807": {1.0, 3.0, 0, ""},
		"?limit=99999999999999999999":       {1.0, 1.0, 12, "Category 0"},
	} {
		r := w.want(0, w.get("/food-categories/paginated"+query))
		data := r.object(t)
		items := toList(t, data["items"])
		if data["totalPages"] != want.pages || data["currentPage"] != want.page || data["totalItems"] != 12.0 || len(items) != want.n {
			t.Errorf("%q: %s", query, r.Raw)
		}
		if want.n > 0 && items[0]["name"] != want.first {
			t.Errorf("%q: begins with %v", query, items[0]["name"])
		}
	}
	for _, query := range []string{"?page=0", "?page=x", "?limit=x", "?limit=0"} {
		w.want(ecServer, w.get("/food-categories/paginated"+query))
	}
	w.want(ecNotFound, w.get("/address_books/paginated"))
}

func TestUnknownRoutes(t *testing.T) {
	w := newWorld(t, Options{})
	for method, path := range map[string]string{
		"GET": "/food_categories?a=b", "PUT": "/customers", "PATCH": "/customers", "HEAD": "/food_categories",
	} {
		r := w.do(method, path, nil)
		if em := "Cannot " + method + " " + path; r.Status != 500 || r.EC != ecServer || r.EM != em {
			t.Errorf("%s %s: %d %s", method, path, r.Status, r.Raw)
		}
	}
	w.want(0, w.get("/customers/"))
	w.want(0, w.do("HEAD", "/customers", nil))
	w.want(ecNotFound, w.get("/customers/FF_CUS_none"))
}

// Some lists begin with what was created last, and so do their pages.
func TestOrderOfLists(t *testing.T) {
	w := newWorld(t, Options{})
	for _, pool := range []string{"drivers", "customers"} {
		first, second := w.put(pool, accountBody(pool, 1)), w.put(pool, accountBody(pool, 2))
		if pool == "drivers" {
			first, second = second, first
		}
		for _, items := range [][]m{w.get("/" + pool).list(t), toList(t, w.get("/" + pool + "/paginated").object(t)["items"])} {
			if items[0]["id"] != first || items[1]["id"] != second {
				t.Errorf("%s: %v", pool, items)
			}
		}
	}
}

func TestPatches(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	for _, tc := range []struct {
		path, pool string
		patch, bad m
	}{
		{"/address_books/" + s.home, "address_books", m{"title": "Office", "updated_at": 77.0}, m{"lat": 1}},
		{"/restaurants/" + s.restaurant, "restaurants", m{"description": "Cheap"}, m{"stars": 1}},
		{"/customers/" + s.customer, "customers", m{"phone": "+84900000000"}, m{"email": "x"}},
		{"/orders/" + w.put("orders", s.order()), "orders", m{"status": "DELIVERED"}, m{"driver": "x"}},
	} {
		w.want(0, w.patchBy(tc.path, tc.patch))
		for key, want := range tc.patch {
			if got := w.Items(tc.pool)[0][key]; got != want {
				t.Errorf("%s: %s is %v, want %v", tc.path, key, got, want)
			}
		}
		w.want(ecInvalid, w.patchBy(tc.path, tc.bad))
		if len(w.Bodies(tc.pool)) == 0 {
			t.Errorf("%s: the patch took the creating body away", tc.path)
		}
	}
	w.put("food_categories", categoryBody(5))
	w.want(ecDuplicate, w.patchBy("/food-categories/"+s.category, m{"name": "Category 5"}))
	w.want(0, w.patchBy("/food-categories/"+s.category, m{"name": "Category 6"}))
	w.put("food_categories", categoryBody(1))
	w.want(ecNotFound, w.patchBy("/menu-items/"+s.item, m{"restaurant_id": "none"}))
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
	srv := httptest.NewServer(w)
	res, err := http.Get(srv.URL + "/food-categories")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := res.Body.Read(make([]byte, 10)); err != nil {
		t.Error(err)
	}
	_ = res.Body.Close() // the client has read enough
	http.DefaultClient.CloseIdleConnections()
	srv.Close()
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

// Times, money and relations are written in as many ways as the backend has.
func TestForms(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	driver, admin := w.put("drivers", accountBody("d", 1)), w.put("super_admins", accountBody("a", 1))
	care, order := w.put("customer_cares", accountBody("cc", 1)), w.put("orders", s.order())
	w.patchBy("/customer-cares/"+care, m{"available_for_work": true})
	inquiry := m{"customer_id": s.customer, "subject": "a", "description": "b", "status": "OPEN"}
	w.put("inquiries", with(inquiry, m{"assignee_type": "ADMIN", "assigned_to": admin}))
	w.put("inquiries", inquiry)
	w.put("notifications", m{
		"avatar": m{"url": "", "key": ""}, "title": "a", "desc": "b", "created_by_id": admin, "target_user": []string{"CUSTOMER", "DRIVER"},
	})
	w.put("online_sessions", m{"driver_id": driver, "start_time": 5, "end_time": 7, "is_active": true})
	w.Insert("penalty_rules", m{"id": "rule"})
	w.put("penalties", m{
		"driver_id": driver, "penaltied_by_id": admin, "rule_id": "rule", "description": "Late", "penalty_points": 2,
		"status": "pending", "issued_at": 5, "expires_at": 7,
	})
	review := w.put("reviews", m{
		"reviewer_type": "customer", "recipient_type": "driver", "order_id": order, "food_rating": 5, "delivery_rating": 4,
		"rr_reviewer_customer_id": s.customer, "rr_recipient_driver_id": driver,
	})
	w.Insert("promotions", m{"start_date": 1_700_000_000, "discount_value": 10, "promotion_cost_price": 5.5})
	w.Insert("vouchers", m{"id": "older"})
	w.Insert("vouchers", m{"end_date": 1_800_000_000})
	w.Insert("faqs", m{"target_user": []string{"DRIVER"}})
	wallet := w.Items(walletTable)[0]
	w.Insert("transactions", m{"user_id": wallet["user_id"], "fwallet_id": wallet["id"], "amount": 5})

	const number, digits, iso, missing = `\d{10}`, `"\d{10}"`, `"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z"`, ""
	for path, columns := range map[string]map[string]string{
		"/address_books":           {"created_at": "1", "updated_at": "2"},
		"/food-categories":         {"created_at": digits},
		"/finance-rules":           {"created_at": digits, "created_by": "null"},
		"/restaurants":             {"created_at": number, "last_login": "null"},
		"/menu-items":              {"created_at": number},
		"/menu-item-variants":      {"menu_id": `"FF_MENU_ITEM_.*`, "menu": missing, "variant": missing},
		"/promotions":              {"created_at": iso, "start_date": `"1700000000"`, "discount_value": `"10\.00"`, "promotion_cost_price": `"5\.50"`},
		"/customers":               {"user": `{"email":"customer1@example\.test"}`},
		"/customer-cares":          {"last_login": digits},
		"/users":                   {"created_at": iso},
		"/fwallets":                {"created_at": digits},
		"/orders":                  {"created_at": number, "total_amount": `"[\d.]+"`, "customer": ".*FF_CUS_.*"},
		"/vouchers":                {"created_at": digits, "end_date": `"1800000000"`, "applicable_days": "null"},
		"/faqs":                    {"created_at": digits, "target_user": `\["DRIVER"\]`},
		"/notifications":           {"created_at": `"\d{10}000"`, "target_user": `"{CUSTOMER,DRIVER}"`},
		"/penalty-rules":           {"created_at": digits},
		"/penalties":               {"created_at": digits, "updated_at": missing, "issued_at": digits, "expires_at": `"7"`},
		"/penalties/by-driver/:id": {"id": `"FF_PEN_.*`, "driver": missing, "rule": `.*"rule".*`, "penaltied_by": ".*FF_ADMIN_.*"},
		"/online-sessions":         {"created_at": missing, "start_time": digits, "end_time": `"7"`, "driver": missing},
		"/customer-care-inquiries": {"assigned_to": missing, "response_time": "0", "assigned_admin": "null", "assigned_customer_care": ".*FF_CC_.*", "customer": ".*FF_CUS_.*"},
		"/ratings-reviews":         {"created_at": number, "reviewer_customer": ".*FF_CUS_.*", "order": ".*FF_ORDER_.*", "recipient_driver": missing},
		"/ratings-reviews/:id":     {"rr_reviewer_customer": missing, "reviewer_customer": missing, "order": missing, "rr_recipient_driver_id": ".*FF_DRI_.*"},
		"/transactions":            {"id": `"FF_TRANSACTION_.*`, "created_at": number, "amount": `"5\.00"`, "user": missing},
	} {
		id := driver
		if path == "/ratings-reviews/:id" {
			id = review
		}
		data := gjson.GetBytes(w.get(strings.Replace(path, ":id", id, 1)).Raw, "data")
		if data.IsArray() {
			data = data.Get("0")
		}
		for name, want := range columns {
			if got := data.Get(name).Raw; !regexp.MustCompile("^" + want + "$").MatchString(got) {
				t.Errorf("%s: %s is %s, want %s", path, name, got, want)
			}
		}
	}
	if of := w.get("/customer-care-inquiries").list(t)[1]["assigned_admin"].(m); of["id"] != admin {
		t.Errorf("an inquiry of an admin's: %v", of)
	}
	if _, shown := w.get("/orders").list(t)[0]["customer"].(m)["is_banned"]; shown {
		t.Error("an order's customer shows is_banned")
	}
}

func TestListsLagBehind(t *testing.T) {
	now := aMoment
	w := newWorld(t, Options{Now: func() time.Time { return now }})
	s := w.scene()
	listed := func(path string, want int) {
		t.Helper()
		if n := len(w.get(path).list(t)); n != want {
			t.Errorf("%s: %d listed, want %d", path, n, want)
		}
	}
	listed("/customers", 1)
	listed("/orders", 0)
	w.put("customers", accountBody("late", 1))
	w.put("orders", s.order())
	now = now.Add(defaultListCache - time.Second)
	listed("/customers", 1)
	listed("/orders", 0)
	for path, want := range map[string]float64{"/customers": 2, "/orders": 1} {
		if page := w.get(path + "/paginated").object(t); page["totalItems"] != want {
			t.Errorf("%s: the paginated route lags, too: %v", path, page)
		}
	}
	now = now.Add(time.Second)
	listed("/customers", 2)
	listed("/orders", 1)
	w.Reset()
	listed("/customers", 0)
	listed("/drivers", 0)
	w.put("drivers", accountBody("d", 1))
	listed("/drivers", 1)

	w = newWorld(t, Options{ListCache: -1})
	listed("/customers", 0)
	w.put("customers", accountBody("c", 1))
	listed("/customers", 1)
}
