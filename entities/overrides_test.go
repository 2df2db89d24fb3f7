package entities

import (
	"errors"
	"fmt"
	"math"
	"regexp"
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
	b := decoded[personBody](t, d.Body)
	if b.Email != "c3.7@customers.Test" || b.Password != "secret 3" || b.FirstName != `Ng"uyên` || strings.Contains(string(d.Body), "phone") {
		t.Errorf("body %s", d.Body)
	}
	if d.Account.Email != b.Email || d.Account.Password != "secret 3" || !strings.Contains(d.Account.Name, `Ng"uyên`) {
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
	e := registry(t).Get("drivers")
	g := generator(t, overridden(t, e.Pool, map[string]any{"email": "d{index}2@{index}.test"}), e)
	for _, index := range []int{0, 1, 11, 121, 2222} {
		item := Item{ID: "x", Raw: g.Draft(index, 0).Body}
		if got := Assign(g, e, []Item{item}, 5, 2, never)[0]; got != index {
			t.Errorf("%s is %d", item.Raw, got)
		}
	}
}

// A finisher leaves out what is not lacking, and a name of the settings' own tells
// nothing of what is cooked: that is what the category says.
func TestOverridesOfRestaurants(t *testing.T) {
	w := overridden(t, "restaurants", map[string]any{
		"restaurant_name": "Quán {index}", "email": "quan{index}@x.test", "description": "Ngon!",
	})
	e := registry(t).Get("restaurants")
	d := generator(t, w, e).Draft(3, 0)
	b, patch := decoded[restaurantBody](t, d.Body), fieldsOf(e.Finishers[0].Next(w, refOf(e, d)).Body)
	if b.RestaurantName != "Quán 4" || b.ContactEmail[0].Email != "quan4@x.test" {
		t.Errorf("body %s", d.Body)
	}
	if patch["description"] != "Ngon!" || patch["restaurant_name"] != nil {
		t.Errorf("patch %s", patch)
	}
	for i, m := range made(t, w, "menu_items").(*menuItemMaker).menus {
		if want := cuisineOfCategory(w.Seed, w.Refs["food_categories"][i]); m.cuisine != want {
			t.Errorf("restaurant %d cooks %s, not %s", i, m.cuisine.Name, want.Name)
		}
	}
}

// The total has the fees that the settings draw, and a payment that they fix has
// no fallback.
func TestOverridesOfOrders(t *testing.T) {
	w := overridden(t, "orders", map[string]any{
		"delivery_fee": map[string]any{"from": 1, "to": 3}, "service_fee": 0, "customer_note": "For {customers.first_name}, {index}",
	})
	g, fees, fallbacks := made(t, w, "orders"), map[float64]bool{}, 0
	for i := range 50 {
		d := g.Draft(i, 0)
		bodies := [][]byte{d.Body}
		if d.Fallback != nil {
			bodies = append(bodies, d.Fallback)
		}
		fallbacks += len(bodies) - 1
		note := fmt.Sprintf("For %s, %d", w.Refs["customers"][i%5].record().text("first_name"), i+1)
		for _, raw := range bodies {
			b := decoded[orderBody](t, raw)
			fees[b.DeliveryFee] = true
			if b.ServiceFee != 0 || math.Abs(b.TotalAmount-b.SubTotal-b.DeliveryFee) > 1e-9 || b.CustomerNote != note {
				t.Fatalf("%s", raw)
			}
		}
	}
	if fallbacks == 0 || len(fees) != 3 {
		t.Errorf("%d orders pay by wallet, fees %v", fallbacks, fees)
	}
	g = made(t, overridden(t, "orders", map[string]any{"payment_method": "FWallet", "payment_status": "PAID"}), "orders")
	for i := range 50 {
		if d := g.Draft(i, 0); fieldsOf(d.Body)["payment_method"] != "FWallet" || d.Fallback != nil {
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

// Fields keep their order, whatever they are set to.
func TestOverridesKeepZerosAndOrder(t *testing.T) {
	fields := map[string]any{"availability": false, "description": "", "category": []any{}, "variants": nil}
	body := string(made(t, overridden(t, "menu_items", fields), "menu_items").Draft(0, 0).Body)
	names := regexp.MustCompile(`"(name|price|category|description|avatar|availability)":`).ReplaceAllString(body, "<$1>")
	if !regexp.MustCompile(`<name>.*<price>.*<category>\[\],<description>"",<avatar>.*<availability>false`).MatchString(names) {
		t.Errorf("%s", body)
	}
}

func TestGoodOverrides(t *testing.T) {
	for pool, fields := range map[string]map[string]any{
		"orders":             {"status": "DELIVERED", "order_items": []any{map[string]any{"item_id": "a", "variant_id": "b", "name": "c", "quantity": 1, "price_at_time_of_order": 2.5}}},
		"finance_rules":      {"driver_fixed_wage": map[string]any{"0-1km": 1, "1-2km": 2, "2-3km": 3, "4-5km": 4, ">5km": "1*km"}},
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
		pool, field string
		value       any
		want        string
	}{
		{"customers", "passwort", "x", `pools.customers.fields.passwort: "x": there is no such field (fields: email, password, first_name, last_name, phone)`},
		{"customers", "first_name", 12, "pools.customers.fields.first_name: 12: takes a string"},
		{"customers", "email", "a@x.test", `pools.customers.fields.email: "a@x.test": each item needs its own, so it must contain {index}`},
		{"customers", "email", nil, "pools.customers.fields.email: null: takes a string"},
		{"food_categories", "name", "Ngon", `must contain {index}`},
		{"restaurants", "status", map[string]any{"is_open": "yes", "is_active": true, "is_accepted_orders": true}, `is_open: "yes": takes true or false`},
		{"restaurants", "status", map[string]any{"open": true}, "open: true: there is no such field (fields: is_open"},
		{"restaurants", "contact_email", []any{map[string]any{"title": "x", "email": 1, "is_default": true}}, "0.email: 1: takes a string"},
		{"menu_items", "price", "{index}$", "takes a number"},
		{"menu_items", "price", "{restaurants.restaurant_name}", "takes a number"},
		{"orders", "delivery_fee", map[string]any{"from": -1, "to": 5}, "-1: takes at least 0"},
		{"menu_items", "price", map[string]any{"one_of": []any{1, "x"}}, "price.one_of.1: \"x\": takes a number"},
		{"menu_items", "name", map[string]any{"chance": 50, "value": "x"}, "is a field that is never left out"},
		{"menu_items", "description", "{orders.id}", "orders is filled after menu_items"},
		{"orders", "status", "{index}", "takes one of PENDING"},
		{"orders", "status", "DONE", "takes one of PENDING, RESTAURANT_ACCEPTED"},
		{"address_books", "location", map[string]any{"lat": nil, "lng": 1}, "lat: null: takes a number"},
	} {
		_, err := override(t, c.pool, map[string]any{c.field: c.value})
		bad, ok := errors.AsType[*DeclarationError](err)
		if !ok || !strings.HasPrefix(bad.At, "pools."+c.pool+".fields."+c.field) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s.%s: %v\nwant %s", c.pool, c.field, err, c.want)
		}
	}
}

// Every optional field may be null and no required one.
func TestEveryFieldCanBeOverridden(t *testing.T) {
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, f := range e.Fields {
			_, err := override(t, e.Pool, map[string]any{f.Name: nil})
			if (err == nil) != f.Optional || f.Name == "" || f.Name == "-" {
				t.Errorf("%s: null gives %v", f.Name, err)
			}
		}
	})
}
