package sandbox

import (
	"strings"
	"testing"
	"time"
)

const generated = "?is-generated=true"

func TestRegisterAnswersWrapTheRecord(t *testing.T) {
	w := newWorld(t, Options{})
	for route, prefix := range map[string]string{
		"customer": "FF_CUS_", "driver": "FF_DRI_", "customer-care": "FF_CC_",
	} {
		data := w.want(0, w.post("/auth/register-"+route+generated, accountBody(route, 1))).object(t)
		inner := data["data"].(m)
		if !strings.HasPrefix(data["id"].(string), "USR_") || data["id"] != data["user_id"] {
			t.Errorf("%s: outer id %v, user_id %v", route, data["id"], data["user_id"])
		}
		if !strings.HasPrefix(inner["id"].(string), prefix) || inner["user_id"] != data["id"] {
			t.Errorf("%s: inner record %v", route, inner)
		}
		if _, ok := inner["password"]; ok || data["password"] != nil {
			t.Errorf("%s: the answer holds a password", route)
		}
	}
	admin := w.want(0, w.post("/auth/register-super-admin"+generated, accountBody("boss", 1))).object(t)
	if !strings.HasPrefix(admin["id"].(string), "FF_ADMIN_") || admin["role"] != "SUPER_ADMIN" {
		t.Errorf("admins are not wrapped: %v", admin)
	}
}

func TestRegisterRestaurantAnswersNull(t *testing.T) {
	w := newWorld(t, Options{})
	r := w.want(0, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	if r.Status != 201 || string(r.Data) != "null" || w.Count(restaurants) != 1 {
		t.Errorf("%d %s, %d restaurants", r.Status, r.Data, w.Count(restaurants))
	}
}

func TestMailFailsAfterTheFact(t *testing.T) {
	w := newWorld(t, Options{NoMail: true})
	r := w.want(ecServer, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	if r.Status != 500 || r.EM != "Failed to send verification email" || w.Count(restaurants) != 1 {
		t.Errorf("%d %q, %d restaurants", r.Status, r.EM, w.Count(restaurants))
	}
	w.want(ecDuplicate, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	w.want(0, w.post("/auth/register-customer"+generated, accountBody("customer", 1)))
	w.want(ecServer, w.post("/auth/register-customer", accountBody("customer", 2)))
	w.want(0, w.post("/auth/register-customer?is-generated=false", accountBody("customer", 3)))
	w.want(0, w.post("/auth/register-super-admin", accountBody("boss", 3)))
	if w.Count(customers) != 3 {
		t.Errorf("%d customers, want 3", w.Count(customers))
	}
	if n := w.Requests().Refused; n != 1 {
		t.Errorf("%d POSTs counted as refused, want the duplicate alone", n)
	}
}

func TestUngeneratedRegistrations(t *testing.T) {
	w := newWorld(t, Options{})
	for _, route := range []string{"customer", "customer-care", "restaurant"} {
		body := accountBody(route, 1)
		if route == "restaurant" {
			body = restaurantBody(1)
		}
		if r := w.want(0, w.post("/auth/register-"+route, body)); string(r.Data) != "null" {
			t.Errorf("%s: %s", route, r.Data)
		}
	}
	driver := w.want(0, w.post("/auth/register-driver", accountBody("driver", 1))).object(t)
	if !strings.HasPrefix(driver["id"].(string), "FF_DRI_") {
		t.Errorf("driver: %v", driver)
	}
}

func TestListsLagBehind(t *testing.T) {
	c := newClock()
	w := newWorld(t, Options{Now: c.now})
	s := w.scene()
	w.Delete(customers, s.customer)
	for _, list := range []struct {
		path string
		add  func()
	}{
		{"/customers", func() { w.want(0, w.post("/auth/register-customer"+generated, accountBody("late", 1))) }},
		{"/orders", func() {
			order := with(s.order(), m{"customer_id": w.newest(customers)})
			w.want(0, w.post("/orders"+generated, order))
		}},
	} {
		path, add := list.path, list.add
		if n := len(w.get(path).list(t)); n != 0 {
			t.Fatalf("%s: %d at first", path, n)
		}
		if w.Count(customers) == 0 {
			w.want(0, w.post("/auth/register-customer"+generated, accountBody("early", 1)))
		}
		add()
		if n := len(w.get(path).list(t)); n != 0 {
			t.Errorf("%s: %d listed from the cache, want none", path, n)
		}
		page := w.get(path + "/paginated").object(t)
		if page["totalItems"].(float64) == 0 {
			t.Errorf("%s: the paginated route lags, too", path)
		}
		c.advance(defaultListCache - time.Second)
		if n := len(w.get(path).list(t)); n != 0 {
			t.Errorf("%s: the cache was short-lived", path)
		}
		c.advance(time.Second)
		if n := len(w.get(path).list(t)); n == 0 {
			t.Errorf("%s: still empty after the cache has run out", path)
		}
	}
}

func TestListCacheOptions(t *testing.T) {
	off := newWorld(t, Options{ListCache: -1})
	off.get("/customers")
	off.want(0, off.post("/auth/register-customer"+generated, accountBody("c", 1)))
	if len(off.get("/customers").list(t)) != 1 {
		t.Error("the cache is on")
	}
	c := newClock()
	short := newWorld(t, Options{ListCache: time.Second, Now: c.now})
	short.get("/customers")
	short.want(0, short.post("/auth/register-customer"+generated, accountBody("c", 1)))
	c.advance(time.Second)
	if len(short.get("/customers").list(t)) != 1 {
		t.Error("the cache outlives its second")
	}
	if len(short.get("/drivers").list(t)) != 0 {
		t.Error("drivers")
	}
	short.want(0, short.post("/auth/register-driver"+generated, accountBody("d", 1)))
	if len(short.get("/drivers").list(t)) != 1 {
		t.Error("drivers are cached")
	}
	short.Reset()
	if len(short.get("/customers").list(t)) != 0 {
		t.Error("the cache survives a reset")
	}
}

func TestRegisterIgnoresFields(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(0, w.post("/auth/register-restaurant"+generated, with(restaurantBody(2), m{
		"address_id": s.home, "description": "Fine", "food_category_ids": []string{s.category},
		"avatar": m{"key": "k", "url": "u"},
	})))
	for _, place := range w.get("/restaurants").list(t) {
		if place["id"] == s.restaurant {
			continue
		}
		for _, key := range []string{"address_id", "address", "description", "avatar"} {
			if place[key] != nil {
				t.Errorf("%s: %v, want null", key, place[key])
			}
		}
		if len(place["specialize_in"].([]any)) != 0 {
			t.Errorf("specialize_in: %v", place["specialize_in"])
		}
	}
	w.want(0, w.post("/auth/register-driver"+generated, with(accountBody("d", 1), m{"vehicle": m{"model": "Wave"}})))
	driver := w.get("/drivers").list(t)[0]
	if driver["vehicle"].(m)["model"] != "" || driver["current_location"].(m)["lat"] != 0.0 {
		t.Errorf("vehicle %v, location %v", driver["vehicle"], driver["current_location"])
	}
}

func TestPatchCompletesARestaurant(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	path := "/restaurants/" + s.restaurant
	r := w.want(0, w.patchBy(path, m{"address_id": s.home, "description": "Fine", "avatar": m{"key": "k", "url": "u"}}))
	if r.object(t)["description"] != "Fine" {
		t.Errorf("answer: %s", r.Data)
	}
	w.want(0, w.patchBy(path, m{"food_category_ids": []string{}}))
	place := w.get("/restaurants").list(t)[0]
	if place["address"].(m)["id"] != s.home || place["address_id"] != s.home || place["description"] != "Fine" {
		t.Errorf("restaurant: %v", place)
	}
	if c := toList(t, place["specialize_in"]); len(c) != 1 || c[0]["id"] != s.category {
		t.Errorf("specialize_in: %v, want what was PATCHed under that name", c)
	}
	w.want(ecNotFound, w.patchBy(path, m{"address_id": "FF_AB_none"}))
	w.want(ecNotFound, w.patchBy(path, m{"specialize_in": []string{"FF_FC_none"}}))
	w.want(ecInvalid, w.patchBy(path, m{"email": "x"}))
	w.want(ecInvalid, w.patchBy(path, m{"description": 5}))
	w.want(ecMissing, w.patchBy(path, m{}))
	w.want(ecNotFound, w.patchBy("/restaurants/FF_RES_none", m{"description": "x"}))
}

func TestUsersOutliveTheirAccounts(t *testing.T) {
	w := newWorld(t, Options{ListCache: -1})
	first := w.want(0, w.post("/auth/register-customer"+generated, accountBody("c", 1))).object(t)
	id := first["data"].(m)["id"].(string)
	w.want(0, w.deleteBy("/customers/"+id))
	if len(w.get("/customers").list(t)) != 0 {
		t.Fatal("the customer is still there")
	}
	w.want(ecDuplicate, w.post("/auth/register-customer"+generated, accountBody("c", 1)))
	w.want(ecNotFound, w.post("/auth/login-customer", m{"email": first["email"], "password": "s3cret!"}))
	driver := w.want(0, w.post("/auth/register-driver"+generated, accountBody("c", 1))).object(t)
	if driver["id"] != first["id"] {
		t.Error("another role made another user")
	}
	w.want(ecDuplicate, w.post("/auth/register-driver"+generated, accountBody("c", 1)))
	w.want(0, w.post("/auth/register-driver"+generated, with(accountBody("c", 1), m{"email": "C1@example.test"})))
}

func TestOneUserOneKindOfAdmin(t *testing.T) {
	w := newWorld(t, Options{})
	w.want(0, w.post("/auth/register-super-admin"+generated, accountBody("boss", 1)))
	w.want(ecDuplicate, w.post("/auth/register-super-admin"+generated, accountBody("boss", 1)))
	w.want(ecDuplicate, w.post("/auth/register-finance-admin"+generated, accountBody("boss", 1)))
	w.want(0, w.post("/auth/register-customer"+generated, accountBody("boss", 1)))
}

func TestListsCarrySecrets(t *testing.T) {
	w := newWorld(t, Options{ListCache: -1})
	w.scene()
	w.want(0, w.post("/auth/register-driver"+generated, accountBody("driver", 1)))
	w.want(0, w.post("/auth/register-super-admin"+generated, accountBody("boss", 1)))
	page := func(path string) m { return w.get(path).object(t)["items"].([]any)[0].(m) }
	for name, secret := range map[string]any{
		"customer":   page("/customers/paginated")["user"],
		"driver":     page("/drivers/paginated")["user"],
		"restaurant": w.get("/restaurants").list(t)[0]["owner"],
		"admin":      w.get("/admin-fake/by-role/SUPER_ADMIN").list(t)[0]["user"],
	} {
		u := secret.(m)
		if hash, _ := u["password"].(string); !strings.HasPrefix(hash, "$2a$10$") || len(hash) != 60 {
			t.Errorf("%s: password %q", name, hash)
		}
		for _, key := range []string{"verification_code", "reset_token", "reset_token_expiry"} {
			if _, ok := u[key]; !ok {
				t.Errorf("%s: no %s", name, key)
			}
		}
	}
	if strings.Contains(string(w.get("/customers").Raw), "password") {
		t.Error("the customers' list shows more than the e-mail")
	}
}

func TestFirstFinanceRule(t *testing.T) {
	rules := newWorld(t, Options{}).get("/finance-rules").list(t)
	if len(rules) != 1 || rules[0]["created_by_id"] != nil || rules[0]["created_by"] != nil {
		t.Errorf("a new database: %v", rules)
	}
	if n := newWorld(t, Options{NoFinanceRule: true}).Count(financeRulesPool); n != 0 {
		t.Errorf("%d rules", n)
	}
	if n := readmeWorld(t).Count(financeRulesPool); n != 0 {
		t.Errorf("readme: %d rules", n)
	}
}

func TestEmbeddedVariants(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	before := w.Count(menuItemVariants)
	body := with(menuItemBody(s.restaurant, s.category, 2), m{"variants": []m{
		{"variant": "S", "description": "Small", "price": 5}, {"description": "Large", "price": 7.5}, {},
	}})
	created := w.want(0, w.post("/menu-items", body)).object(t)
	if n := len(created["variants"].([]any)); n != 3 || w.Count(menuItemVariants) != before+3 {
		t.Fatalf("%d variants answered, %d in the pool", n, w.Count(menuItemVariants)-before)
	}
	last := w.Items(menuItemVariants)[before+1]
	if last["variant"] != "Large" || last["price"] != "7.5" || last["menu_id"] != created["id"] {
		t.Errorf("variant: %v", last)
	}
	bodies := w.Bodies(menuItemVariants)
	if got := decode(t, bodies[before]).(m)["variant"]; got != "S" {
		t.Errorf("its body: %s", bodies[before])
	}
}

func TestRegistrationsShareAThread(t *testing.T) {
	const delay, n = 3 * time.Millisecond, 5
	w := newWorld(t, Options{RegisterDelay: delay})
	start := time.Now()
	done := make(chan struct{})
	for i := range n {
		go func() {
			defer func() { done <- struct{}{} }()
			w.post("/auth/register-customer"+generated, accountBody("c", i))
		}()
	}
	for range n {
		<-done
	}
	if took := time.Since(start); took < n*delay {
		t.Errorf("%d registrations took %v", n, took)
	}
	if w.Count(customers) != n {
		t.Errorf("%d customers", w.Count(customers))
	}
}
