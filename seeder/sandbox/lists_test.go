package sandbox

import (
	"fmt"
	"net/http"
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
		"?limit=0":        {nil, 1.0, 12, "Category 0"},
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
	for _, query := range []string{"?page=0", "?page=x", "?limit=x", "?limit=-1"} {
		w.want(ecServer, w.get("/food-categories/paginated"+query))
	}
	w.want(ecServer, w.get("/menu-item-variants/paginated"))
	w.want(ecNotFound, w.get("/address_books/paginated"))
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, Options{})
	for _, path := range []string{
		"/address_books", "/food-categories", "/finance-rules", "/restaurants", "/menu-items",
		"/menu-item-variants", "/promotions", "/drivers", "/customers", "/customer-cares", "/orders",
		"/admin-fake/by-role/FINANCE_ADMIN", "/customers/", "/menu-items/paginated", "/orders/paginated",
	} {
		if r := w.want(0, w.get(path)); r.Status != 200 {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	for method, path := range map[string]string{
		"GET": "/food_categories", "POST": "/nope", "PUT": "/customers", "PATCH": "/customers",
		"DELETE": "/orders", "HEAD": "/orders",
	} {
		r := w.do(method, path, nil)
		if em := "Cannot " + method + " " + path; r.Status != 500 || r.EC != ecServer || r.EM != em {
			t.Errorf("%s %s: %d %s", method, path, r.Status, r.Raw)
		}
	}
	if r := w.get("/"); r.Status != 200 || string(r.Raw) != "Hello World!" {
		t.Errorf("/: %d %s", r.Status, r.Raw)
	}
	w.want(ecNotFound, w.get("/customers/FF_CUS_none"))
}

// The lists' order is nobody's business, and differs from pool to pool.
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
	created := ids(w.Items(drivers))
	listed := ids(w.get("/drivers").list(t))
	paged := ids(toList(t, w.get("/drivers/paginated").object(t)["items"]))
	if listed == created || paged != created {
		t.Errorf("created %s\nlisted %s\npaged %s", created, listed, paged)
	}
}

// Each pool's items keep these forms in lists, where clients stumble over them.
func TestShapes(t *testing.T) {
	w := newWorld(t, Options{ListCache: -1})
	s := w.scene()
	w.want(0, w.post("/promotions", promotionBody(s.category, 1)))
	w.want(0, w.post("/auth/register-customer-care"+generated, accountBody("cc", 1)))
	w.want(0, w.post("/auth/register-driver"+generated, accountBody("d", 1)))
	for path, want := range map[string]m{
		"/address_books":      {"created_at": 0.0, "postal_code": 0.0},
		"/food-categories":    {"created_at": "", "updated_at": "", "avatar": nil},
		"/menu-items":         {"price": "", "created_at": 0.0, "purchase_count": 0.0, "discount": nil},
		"/menu-item-variants": {"price": "", "menu_id": "", "description": ""},
		"/promotions":         {"start_date": "", "discount_value": "", "created_at": "", "minimum_order_value": nil},
		"/drivers":            {"last_login": 0.0, "active_points": 0.0, "is_banned": false},
		"/customers":          {"last_login": 0.0, "user_id": ""},
		"/customer-cares":     {"created_at": "", "last_login": "", "active_point": 0.0},
		"/restaurants":        {"created_at": 0.0, "last_login": nil, "total_orders": 0.0, "ratings": nil},
	} {
		item := w.get(path).list(t)[0]
		for key, example := range want {
			got, ok := item[key]
			if !ok || fmt.Sprintf("%T", got) != fmt.Sprintf("%T", example) {
				t.Errorf("%s: %s is %T %v, want %T", path, key, got, got, example)
			}
		}
	}
	variant := w.get("/menu-item-variants").list(t)[0]
	if len(variant) != 4 || variant["variant"] != nil {
		t.Errorf("a listed variant: %v", variant)
	}
	if promo := w.get("/promotions").list(t)[0]; promo["discount_value"] != "10.00" {
		t.Errorf("discount_value: %v", promo["discount_value"])
	}
	for _, path := range []string{"/drivers", "/customer-cares"} {
		if item := w.get(path).list(t)[0]; item["user"] != nil {
			t.Errorf("%s shows the user", path)
		}
	}
}

func TestGetByID(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	dish := w.want(0, w.get("/menu-items/"+s.item)).object(t)
	if dish["menuItem"].(m)["id"] != s.item || toList(t, dish["variants"])[0]["id"] != s.variant || dish["id"] != nil {
		t.Errorf("menu item: %v", dish)
	}
	place := w.want(0, w.get("/restaurants/"+s.restaurant)).object(t)
	if _, ok := place["id"]; ok || place["address"].(m)["id"] != s.place || place["owner"] != nil || place["description"] != "" {
		t.Errorf("restaurant: %v", place)
	}
	promo := w.made("/promotions", promotionBody(s.category, 1))
	got := w.want(0, w.get("/promotions/"+promo)).object(t)
	if _, ok := got["food_category_ids"]; ok || got["restaurants"] == nil {
		t.Errorf("promotion: %v", got)
	}
	customer := w.want(0, w.get("/customers/"+s.customer)).object(t)
	if u := customer["user"].(m); u["email"] != "customer1@example.test" || u["password"] != nil {
		t.Errorf("a customer's user: %v", u)
	}
	if v := w.want(0, w.get("/menu-item-variants/"+s.variant)).object(t); len(v) != 4 {
		t.Errorf("variant: %v", v)
	}
	for _, path := range []string{"/address_books/" + s.home, "/food-categories/" + s.category} {
		if id := w.want(0, w.get(path)).object(t)["id"]; !strings.HasSuffix(path, id.(string)) {
			t.Errorf("%s: %v", path, id)
		}
	}
}

func TestPatches(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(0, w.post("/auth/register-driver"+generated, accountBody("d", 1)))
	w.want(0, w.post("/auth/register-customer-care"+generated, accountBody("cc", 1)))
	promo := w.made("/promotions", promotionBody(s.category, 1))
	for path, tc := range map[string]struct {
		patch, bad m
		pool       string
	}{
		"/address_books/" + s.home:                   {m{"title": "Office"}, m{"lat": 1}, addressBooks},
		"/food-categories/" + s.category:             {m{"description": "Soup"}, m{"name": 1}, foodCategories},
		"/menu-items/" + s.item:                      {m{"availability": false}, m{"stars": 1}, menuItems},
		"/menu-item-variants/" + s.variant:           {m{"variant": "XXL"}, m{"price": "1"}, menuItemVariants},
		"/promotions/" + promo:                       {m{"status": "EXPIRED"}, m{"status": "OVER"}, promotions},
		"/drivers/" + w.newest(drivers):              {m{"available_for_work": true, "vehicle": m{"model": "Wave"}}, m{"wheels": 2}, drivers},
		"/customers/" + s.customer:                   {m{"phone": "+84900000000"}, m{"email": "x"}, customers},
		"/customer-cares/" + w.newest(customerCares): {m{"is_assigned": true}, m{"mood": "good"}, customerCares},
	} {
		w.want(0, w.patchBy(path, tc.patch))
		item := w.Items(tc.pool)[0]
		for key, want := range tc.patch {
			if fmt.Sprint(item[key]) != fmt.Sprint(want) {
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
	w.want(0, w.patchBy("/menu-items/"+s.item, m{"variants": []m{{"description": "Jumbo", "price": 30}}}))
	if w.Count(menuItemVariants) != 2 {
		t.Errorf("%d variants", w.Count(menuItemVariants))
	}
	w.want(0, w.patchBy("/address_books/"+s.home, m{"updated_at": 77}))
	if at := w.Items(addressBooks)[0]["updated_at"]; at != 77.0 {
		t.Errorf("updated_at %v", at)
	}
}

func TestVariantPriceRulesAfterAPatch(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(0, w.patchBy("/menu-item-variants/"+s.variant, m{"price": 100}))
	o := w.want(0, w.post("/orders"+generated, s.order())).object(t)
	if o["total_amount"] != 202.5 {
		t.Errorf("total %v", o["total_amount"])
	}
}

func TestLongListsAreStreamed(t *testing.T) {
	w := newWorld(t, Options{})
	const n = 2_000
	for i := range n {
		w.Insert(foodCategories, m{"name": fmt.Sprint(i), "description": strings.Repeat("x", 80)})
	}
	if got := len(w.get("/food-categories").list(t)); got != n {
		t.Errorf("%d listed", got)
	}
	w.Fill(foodCategories, 1_000_000)
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
