package entities

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func compile(t tb, pool string, fields map[string]any) Overrides {
	t.Helper()
	o, err := override(t, pool, fields)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return o
}

// override compiles fields as if a file held them.
func override(t tb, pool string, fields map[string]any) (Overrides, error) {
	t.Helper()
	var n yaml.Node
	if err := n.Encode(fields); err != nil {
		t.Fatalf("%v", err)
	}
	return registry(t).Override(pool, &n)
}

func overridden(t tb, pool string, fields map[string]any) *World {
	t.Helper()
	return fullWorld(t, 7, 5, func(w *World) {
		w.Wallet = true
		w.Overrides = map[string]Overrides{pool: compile(t, pool, fields)}
	})
}

func TestOverridesOfAccounts(t *testing.T) {
	w := overridden(t, "customers", map[string]any{
		"email": "c{index}.{seed}@{pool}.Test", "password": "secret {index}", "first_name": `Ng"uyên`, "phone": nil,
	})
	e := registry(t).Get("customers")
	g := generator(t, w, e)
	d := g.Draft(2, 0)
	b := fieldsOf(d.Body)
	if b["email"] != "c3.7@customers.Test" || b["password"] != "secret 3" || b["first_name"] != `Ng"uyên` {
		t.Errorf("body %s", d.Body)
	}
	if _, ok := b["phone"]; ok {
		t.Errorf("phone is not left out of %s", d.Body)
	}
	if d.Account.Email != b["email"] || d.Account.Password != "secret 3" || !strings.Contains(d.Account.Name, `Ng"uyên`) {
		t.Errorf("account %+v", d.Account)
	}
	list := items(w.Refs["customers"])
	if got := Assign(g, e, list, 5, 2, never); !slices.Equal(got, upTo(5)) {
		t.Errorf("assigned %v", got)
	}
	if got := KnownAccounts(w, e, list); len(got) != 5 || got[4].Email != "c5.7@customers.Test" {
		t.Errorf("known %+v", got)
	}
	for _, email := range []string{"c.7@customers.test", "c0.7@customers.test", "c3.8@customers.test", "c3", "", "x3.7@customers.test"} {
		item := Item{ID: "x", Raw: encode(map[string]string{"email": email})}
		if got := Assign(g, e, []Item{item}, 5, 2, never)[0]; got != -1 {
			t.Errorf("%q is %d", email, got)
		}
	}
}

func TestOverriddenEmailMayRepeatTheIndex(t *testing.T) {
	w := overridden(t, "drivers", map[string]any{"email": "d{index}2@{index}.test"})
	e := registry(t).Get("drivers")
	g := generator(t, w, e)
	for _, index := range []int{0, 1, 11, 121, 2222} {
		item := Item{ID: "x", Raw: g.Draft(index, 0).Body}
		if got := Assign(g, e, []Item{item}, 5, 2, never)[0]; got != index {
			t.Errorf("%s is %d", item.Raw, got)
		}
	}
}

func TestOverridesOfRestaurants(t *testing.T) {
	w := overridden(t, "restaurants", map[string]any{
		"restaurant_name": "Quán {index}", "email": "quan{index}@x.test", "description": "Ngon!",
	})
	e := registry(t).Get("restaurants")
	d := generator(t, w, e).Draft(3, 0)
	b := fieldsOf(d.Body)
	if b["restaurant_name"] != "Quán 4" {
		t.Errorf("body %s", d.Body)
	}
	if contact := b["contact_email"].([]any)[0].(map[string]any)["email"]; contact != "quan4@x.test" {
		t.Errorf("contact %v", contact)
	}
	patch := e.Finishers[0].Next(w, refOf(e, d)).Body
	if fieldsOf(patch)["description"] != "Ngon!" {
		t.Errorf("patch %s", patch)
	}
	if _, ok := fieldsOf(patch)["restaurant_name"]; ok {
		t.Errorf("patch %s has what is not lacking", patch)
	}
	// The name tells nothing now, but each still cooks what its category says.
	menu := made(t, w, "menu_items").(*menuItemMaker)
	for i, m := range menu.menus {
		if want := cuisineOfCategory(w.Seed, w.Refs["food_categories"][i]); m.cuisine != want {
			t.Errorf("restaurant %d cooks %s, not %s", i, m.cuisine.Name, want.Name)
		}
	}
}

func TestOverridesOfOrders(t *testing.T) {
	w := overridden(t, "orders", map[string]any{"delivery_fee": 1.5, "service_fee": 0, "customer_note": "Test {index}"})
	g := made(t, w, "orders")
	fallbacks := 0
	for i := range 50 {
		d := g.Draft(i, 0)
		for _, raw := range [][]byte{d.Body, d.Fallback} {
			if raw == nil {
				continue
			}
			b := decoded[orderBody](t, raw)
			if b.DeliveryFee != 1.5 || b.ServiceFee != 0 || math.Abs(b.TotalAmount-b.SubTotal-1.5) > 1e-9 || !strings.HasPrefix(b.CustomerNote, "Test ") {
				t.Fatalf("%s", raw)
			}
		}
		if d.Fallback != nil {
			fallbacks++
		}
	}
	if fallbacks == 0 {
		t.Error("no order pays by wallet")
	}
}

func TestFixedPaymentHasNoFallback(t *testing.T) {
	w := overridden(t, "orders", map[string]any{"payment_method": "FWallet", "payment_status": "PAID"})
	g := made(t, w, "orders")
	for i := range 50 {
		d := g.Draft(i, 0)
		if fieldsOf(d.Body)["payment_method"] != "FWallet" || d.Fallback != nil {
			t.Fatalf("%s, fallback %s", d.Body, d.Fallback)
		}
	}
}

// A field that may refer to several pools refers to the one that has the item,
// and nothing is made while there is no item to refer to.
func TestLinksOfOverrides(t *testing.T) {
	w := fullWorld(t, 7, 5)
	e, id := registry(t).Get("notifications"), w.Refs["finance_admins"][1].ID
	for _, value := range []string{id, "{finance_admins.id}"} {
		w.Overrides = map[string]Overrides{e.Pool: compile(t, e.Pool, map[string]any{"created_by_id": value})}
		for _, l := range w.LinksOf(e, generator(t, w, e).Draft(1, 0)) {
			if l != (Link{"finance_admins", id}) && l.Pool != "customers" {
				t.Errorf("%s: %v", value, l)
			}
		}
	}
	w.Refs["finance_admins"] = nil
	if _, err := e.New(w); err == nil {
		t.Error("an item that is not there is referred to")
	}
}

func TestOverridesKeepZeros(t *testing.T) {
	w := overridden(t, "menu_items", map[string]any{"availability": false, "description": "", "category": []any{}, "variants": nil})
	d := made(t, w, "menu_items").Draft(0, 0)
	b := fieldsOf(d.Body)
	if b["availability"] != false || b["description"] != "" || len(b["category"].([]any)) != 0 {
		t.Errorf("%s", d.Body)
	}
}

func TestOverridesKeepTheOrderOfFields(t *testing.T) {
	w := fullWorld(t, 7, 2)
	e := registry(t).Get("address_books")
	plain := generator(t, w, e).Draft(0, 0).Body
	same := fieldsOf(plain)
	w.Overrides = map[string]Overrides{e.Pool: compile(t, e.Pool, map[string]any{"title": same["title"], "city": same["city"]})}
	if got := generator(t, w, e).Draft(0, 0).Body; string(got) != string(plain) {
		t.Errorf("%s\n%s", got, plain)
	}
}

func TestGoodOverrides(t *testing.T) {
	for pool, fields := range map[string]map[string]any{
		"orders":             {"status": "DELIVERED", "order_items": []any{map[string]any{"item_id": "a", "variant_id": "b", "name": "c", "quantity": 1, "price_at_time_of_order": 2.5}}},
		"promotions":         {"discount_type": "BOGO", "bogo_details": map[string]any{"buy_quantity": 1, "get_quantity": 1, "max_redemptions": 5}, "start_date": 1.9e9},
		"finance_rules":      {"driver_fixed_wage": map[string]any{"0-1km": 1, "1-2km": 2, "2-3km": 3, "4-5km": 4, ">5km": "1*km"}},
		"address_books":      {"location": map[string]any{"lat": 10.5, "lng": 106.5}, "is_default": true},
		"menu_item_variants": {"avatar": map[string]any{"key": "k", "url": "https://x.test/{pool}/{index}.jpg"}, "default_restaurant_notes": []string{"a", "b"}},
		"restaurants":        {"food_category_ids": []any{}, "avatar": nil},
		"food_categories":    {"name": "{index}. Ngon"},
	} {
		if _, err := override(t, pool, fields); err != nil {
			t.Error(err)
		}
	}
}

func TestBadOverrides(t *testing.T) {
	for _, c := range []struct {
		pool  string
		field string
		value any
		want  string
	}{
		{"customers", "passwort", "x", `pools.customers.fields.passwort: "x": there is no such field (fields: email, password, first_name, last_name, phone)`},
		{"customers", "first_name", 12, "pools.customers.fields.first_name: 12: takes a string"},
		{"customers", "email", "a@x.test", `pools.customers.fields.email: "a@x.test": each item needs its own, so it must contain {index}`},
		{"customers", "email", nil, "pools.customers.fields.email: null: takes a string"},
		{"food_categories", "name", "Ngon", `must contain {index}`},
		{"restaurants", "status", true, "takes an object"},
		{"restaurants", "status", map[string]any{"is_open": "yes", "is_active": true, "is_accepted_orders": true}, `is_open: "yes": takes true or false`},
		{"restaurants", "status", map[string]any{"is_open": true}, "status.is_active: is missing"},
		{"restaurants", "status", map[string]any{"open": true}, "open: true: there is no such field (fields: is_open"},
		{"restaurants", "contact_email", []any{map[string]any{"title": "x", "email": 1, "is_default": true}}, "0.email: 1: takes a string"},
		{"restaurants", "contact_email", "x", "takes a list"},
		{"menu_items", "price", "cheap", "takes a number"},
		{"menu_items", "price", "{index}$", "takes a number"},
		{"menu_items", "price", "{restaurants.restaurant_name}", "takes a number"},
		{"orders", "delivery_fee", map[string]any{"from": -1, "to": 5}, "-1: takes at least 0"},
		{"menu_items", "price", map[string]any{"one_of": []any{1, "x"}}, "price.one_of.1: \"x\": takes a number"},
		{"menu_items", "name", map[string]any{"chance": 50, "value": "x"}, "is a field that is never left out"},
		{"menu_items", "description", "{orders.id}", "orders is filled after menu_items"},
		{"menu_items", "description", "{restaurants.password}", "password is a secret"},
		{"menu_items", "description", "{restaurants.nickname}", "restaurants has no field nickname"},
		{"orders", "status", "{index}", "takes one of PENDING"},
		{"menu_items", "suggest_notes", []any{"a", 1}, "1: takes a string"},
		{"orders", "status", "DONE", "takes one of PENDING, RESTAURANT_ACCEPTED"},
		{"orders", "delivery_fee", -1, "takes at least 0"},
		{"finance_rules", "restaurant_commission", 1.5, "takes at most 1"},
		{"promotions", "bogo_details", []any{}, "takes an object"},
		{"address_books", "location", map[string]any{"lat": nil, "lng": 1}, "lat: null: takes a number"},
	} {
		_, err := override(t, c.pool, map[string]any{c.field: c.value})
		bad, ok := errors.AsType[*DeclarationError](err)
		if !ok || !strings.HasPrefix(bad.At, "pools."+c.pool+".fields."+c.field) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s.%s: %v\nwant %s", c.pool, c.field, err, c.want)
		}
	}
}

// Every optional field may be null and no required one; the zero body tells
// all names.
func TestEveryFieldCanBeOverridden(t *testing.T) {
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, f := range e.Fields {
			if f.Name == "" || f.Name == "-" {
				t.Errorf("a field has no name")
			}
			_, err := override(t, e.Pool, map[string]any{f.Name: nil})
			if (err == nil) != f.Optional {
				t.Errorf("%s: null gives %v", f.Name, err)
			}
		}
	})
}
