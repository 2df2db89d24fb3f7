package sandbox

import (
	"strings"
	"testing"
)

func TestDanglingReferences(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	order := s.order()
	line := order["order_items"].([]m)[0]
	for name, tc := range map[string]struct {
		path string
		body m
		em   string
	}{
		"rule's creator":               {"/finance-rules", financeBody("FF_ADMIN_none"), "Admin with ID FF_ADMIN_none not found"},
		"rule's creator is a customer": {"/finance-rules", financeBody(s.customer), "not found"},
		"item's restaurant":            {"/menu-items", menuItemBody("FF_RES_none", s.category, 9), "Restaurant not found"},
		"item's category":              {"/menu-items", menuItemBody(s.restaurant, "FF_FC_none", 9), "Food Category with ID FF_FC_none not found"},
		"variant's item":               {"/menu-item-variants", variantBody("FF_MENU_ITEM_none", 9), "Menu Item not found"},
		"promotion's category":         {"/promotions", promotionBody("FF_FC_none", 9), "One or more food categories not found"},
		"order's customer":             {"/orders", with(order, m{"customer_id": "x"}), "Customer not found"},
		"order's restaurant":           {"/orders", with(order, m{"restaurant_id": "x"}), "Restaurant not found"},
		"order's home":                 {"/orders", with(order, m{"customer_location": "x"}), "Customer address not found"},
		"order's place":                {"/orders", with(order, m{"restaurant_location": "x"}), "Restaurant address not found"},
		"order's item":                 {"/orders", with(order, m{"order_items": []m{with(line, m{"item_id": "x"})}}), "Menu item x not found"},
		"order's second item":          {"/orders", with(order, m{"order_items": []m{line, with(line, m{"item_id": "x"})}}), "Menu item x not found"},
		"order's variant":              {"/orders", with(order, m{"order_items": []m{with(line, m{"variant_id": "x"})}}), "Variant x not found"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{TB: t, Server: w.Server}
			r := w.want(ecNotFound, w.post(tc.path, tc.body))
			if !strings.Contains(r.EM, tc.em) || r.Status != 201 {
				t.Errorf("%d %q, want %q", r.Status, r.EM, tc.em)
			}
		})
	}
	for pool, n := range map[string]int{financeRulesPool: 1, menuItems: 1, menuItemVariants: 1, promotions: 0, orders: 0} {
		if w.Count(pool) != n {
			t.Errorf("%s: %d items, want %d", pool, w.Count(pool), n)
		}
	}
}

func TestAnyAdminMayCreateRules(t *testing.T) {
	w := newWorld(t, Options{})
	for _, role := range []string{"super-admin", "finance-admin", "companion-admin"} {
		admin := w.made("/auth/register-"+role+"?is-generated=true", accountBody(role, 1))
		id := w.made("/finance-rules", financeBody(admin))
		rule := w.get("/finance-rules").list(t)[0]
		if rule["id"] != id || rule["created_by"].(m)["id"] != admin {
			t.Errorf("%s: the newest rule is not first, or its creator is not %s: %v", role, admin, rule)
		}
		page := w.get("/finance-rules/paginated").object(t)["items"].([]any)[0].(m)
		if creator := page["created_by"].(m); creator["role"] == nil || creator["permissions"] != nil {
			t.Errorf("a page shows too much or too little of the creator: %v", creator)
		}
	}
}

func TestDuplicates(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.want(ecDuplicate, w.post("/food-categories", categoryBody(1)))
	w.want(0, w.post("/food-categories", with(categoryBody(1), m{"name": "CATEGORY 1"})))
	w.want(0, w.post("/promotions", promotionBody(s.category, 1)))
	w.want(ecDuplicate, w.post("/promotions", promotionBody(s.category, 1)))
	w.want(0, w.post("/address_books", addressBody(1)))

	variant := variantBody(s.item, 0)
	w.want(ecDuplicate, w.post("/menu-item-variants", with(variant, m{"variant": "another name"})))
	w.want(ecDuplicate, w.post("/menu-item-variants", with(variant, m{"description": nil})))
	w.want(ecDuplicate, w.post("/menu-item-variants", with(variant, m{"menu_id": nil})))
	w.want(0, w.post("/menu-item-variants", with(variant, m{"description": "other"})))
	w.want(0, w.post("/menu-item-variants", with(variant, m{"price": 99})))
	w.want(0, w.post("/menu-item-variants", with(variant, m{"price": 98, "menu_id": nil})))

	w.Delete(foodCategories, s.category)
	w.want(0, w.post("/food-categories", categoryBody(1)))
}

// A dish that a restaurant has already is no duplicate to the backend, and no
// new item either.
func TestKnownDish(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	body := menuItemBody(s.restaurant, s.category, 1)
	r := w.want(ecServer, w.post("/menu-items", body))
	if r.Status != 201 {
		t.Errorf("HTTP %d", r.Status)
	}
	body["variants"] = []m{{"variant": "XL", "description": "For two", "price": 20}}
	r = w.want(0, w.post("/menu-items", body))
	if id := r.object(t)["id"]; id != s.item {
		t.Errorf("id %v, want the one that was there", id)
	}
	if w.Count(menuItems) != 1 || w.Count(menuItemVariants) != 2 {
		t.Errorf("%d items, %d variants", w.Count(menuItems), w.Count(menuItemVariants))
	}
	body["variants"] = []m{}
	w.want(0, w.post("/menu-items", body))
}

func TestDeleteKeepsWhatIsReferredTo(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	order := w.made("/orders?is-generated=true", s.order())
	for _, path := range []string{
		"/address_books/" + s.home, "/address_books/" + s.place, "/restaurants/" + s.restaurant,
		"/menu-items/" + s.item, "/customers/" + s.customer,
	} {
		w.want(ecServer, w.deleteBy(path))
	}
	r := w.deleteBy("/orders/" + order)
	if string(r.Raw) != orderDeleted || w.Count(orders) != 0 {
		t.Errorf("DELETE of an order: %s", r.Raw)
	}
	for _, path := range []string{
		"/menu-item-variants/" + s.variant, "/menu-items/" + s.item,
		"/customers/" + s.customer, "/restaurants/" + s.restaurant, "/address_books/" + s.place,
		"/address_books/" + s.home, "/food-categories/" + s.category,
	} {
		w.want(0, w.deleteBy(path))
		w.want(ecNotFound, w.get(path))
		if r := w.deleteBy(path); r.EC != ecNotFound && !strings.HasPrefix(path, "/address") &&
			!strings.HasPrefix(path, "/menu-items") && !strings.HasPrefix(path, "/customers") {
			t.Errorf("DELETE %s again: EC %d", path, r.EC)
		}
		if r := w.patchBy(path, m{"avatar": nil}); r.EC != ecNotFound && r.EC != ecInvalid {
			t.Errorf("PATCH %s: EC %d", path, r.EC)
		}
	}
	for key := range w.db.uses {
		t.Errorf("%s is still counted as referred to", key)
	}
	if len(w.db.parts)+len(w.db.dishes) > 0 {
		t.Errorf("left over: %v %v", w.db.parts, w.db.dishes)
	}
}
