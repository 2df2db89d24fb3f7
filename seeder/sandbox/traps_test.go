package sandbox

import (
	"testing"
	"time"
)

const generated = "?is-generated=true"

func TestMailFailsAfterTheFact(t *testing.T) {
	w := newWorld(t, Options{NoMail: true})
	r := w.want(ecServer, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	if r.Status != 500 || r.EM != "Failed to send verification email" || string(r.Data) != "null" || w.Count("restaurants") != 1 {
		t.Errorf("%d %q, %d restaurants", r.Status, r.EM, w.Count("restaurants"))
	}
	w.want(ecDuplicate, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	w.want(0, w.post("/auth/register-customer"+generated, accountBody("customer", 1)))
	if r := w.want(ecServer, w.post("/auth/register-driver", accountBody("driver", 2))); string(r.Data) != "null" {
		t.Errorf("a mail that failed comes with %s", r.Data)
	}
	w.want(ecServer, w.post("/auth/register-customer", accountBody("customer", 2)))
	w.want(0, w.post("/auth/register-customer?is-generated=false", accountBody("customer", 3)))
	w.want(0, w.post("/auth/register-super-admin", accountBody("boss", 3)))
	if w.Count("customers") != 3 {
		t.Errorf("%d customers, want 3", w.Count("customers"))
	}
	if n := w.Requests("refused"); n != 1 {
		t.Errorf("%d POSTs counted as refused, want the duplicate alone", n)
	}
}

func TestListsLagBehind(t *testing.T) {
	c := newClock()
	w := newWorld(t, Options{Now: c.now})
	s := w.scene()
	w.Delete("customers", s.customer)
	for _, list := range []struct {
		path string
		add  func()
	}{
		{"/customers", func() { w.want(0, w.post("/auth/register-customer"+generated, accountBody("late", 1))) }},
		{"/orders", func() {
			order := with(s.order(), m{"customer_id": w.newest("customers")})
			w.want(0, w.post("/orders"+generated, order))
		}},
	} {
		path, add := list.path, list.add
		if n := len(w.get(path).list(t)); n != 0 {
			t.Fatalf("%s: %d at first", path, n)
		}
		if w.Count("customers") == 0 {
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
	on := newWorld(t, Options{})
	for _, kind := range []string{"customer", "driver"} {
		on.get("/" + kind + "s")
		on.want(0, on.post("/auth/register-"+kind+generated, accountBody(kind, 1)))
	}
	if len(on.get("/drivers").list(t)) != 1 {
		t.Error("drivers are cached")
	}
	on.Reset()
	on.want(0, on.post("/auth/register-customer"+generated, accountBody("c", 1)))
	if len(on.get("/customers").list(t)) != 1 {
		t.Error("the cache survives a reset")
	}
}

func TestFirstFinanceRule(t *testing.T) {
	rules := newWorld(t, Options{}).get("/finance-rules").list(t)
	if len(rules) != 1 || rules[0]["created_by_id"] != nil || rules[0]["created_by"] != nil {
		t.Errorf("a new database: %v", rules)
	}
	if n := readmeWorld(t).Count("finance_rules"); n != 0 {
		t.Errorf("readme: %d rules", n)
	}
}

func TestEmbeddedVariants(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	before := w.Count("menu_item_variants")
	body := with(menuItemBody(s.restaurant, s.category, 2), m{"variants": []m{
		{"variant": "S", "description": "Small", "price": 5}, {"description": "Large", "price": 7.5}, {},
	}})
	created := w.want(0, w.post("/menu-items", body)).object(t)
	if n := len(created["variants"].([]any)); n != 3 || w.Count("menu_item_variants") != before+3 {
		t.Fatalf("%d variants answered, %d in the pool", n, w.Count("menu_item_variants")-before)
	}
	last := w.Items("menu_item_variants")[before+1]
	if last["variant"] != "Large" || last["price"] != "7.5" || last["menu_id"] != created["id"] {
		t.Errorf("variant: %v", last)
	}
	bodies := w.Bodies("menu_item_variants")
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
	if w.Count("customers") != n {
		t.Errorf("%d customers", w.Count("customers"))
	}
}
