package entities

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestRegistry(t *testing.T) {
	want := "address_books food_categories super_admins finance_admins companion_admins finance_rules restaurants " +
		"menu_items menu_item_variants promotions drivers customers customer_cares orders"
	r := registry(t)
	if got := strings.Join(r.Names(), " "); got != want {
		t.Errorf("pools %s", got)
	}
	if r.Get("pizzas") != nil || r.Get("orders").JSONKey != "orders" {
		t.Error("Get")
	}
}

func TestSelect(t *testing.T) {
	r := registry(t)
	selected, err := r.Select("orders")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range selected {
		got = append(got, e.Pool)
	}
	if want := "address_books food_categories restaurants menu_items menu_item_variants customers orders"; strings.Join(got, " ") != want {
		t.Errorf("orders take along %v", got)
	}
	if all, err := r.Select(); err != nil || len(all) != 14 {
		t.Errorf("%d pools, %v", len(all), err)
	}
	if _, err := r.Select("orders", "pizzas"); !errors.Is(err, ErrUnknownPool) || !strings.Contains(err.Error(), "pizzas") {
		t.Errorf("%v", err)
	}
}

func TestRegistryIsChecked(t *testing.T) {
	if _, err := newRegistry(customers(), customers()); err == nil {
		t.Error("twice")
	}
	if _, err := newRegistry(orders(), customers()); err == nil {
		t.Error("needs before")
	}
}

func TestRoutes(t *testing.T) {
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, dialect := range []Dialect{Flashstrom, Readme} {
			routes := e.Routes[dialect]
			admin := strings.HasSuffix(e.Role, "-admin")
			if routes.List == "" || routes.Create == "" || (routes.Item == "") != admin {
				t.Errorf("%s: %+v", dialect, routes)
			}
			for _, path := range []string{routes.List, routes.Count, routes.Create, routes.Item} {
				if path != "" && !strings.HasPrefix(path, "/") {
					t.Errorf("%s: %s", dialect, path)
				}
			}
			if strings.ContainsAny(routes.List+routes.Count+routes.Item, "?") {
				t.Errorf("%s: a query: %+v", dialect, routes)
			}
		}
		if e.Routes[Readme].Create != e.Routes[Readme].List {
			t.Errorf("readme: %+v", e.Routes[Readme])
		}
	})
}

// The fields of the bodies, required ones first, as the backend's type tables
// have them.
func TestBodiesAreThoseOfTheTypeTables(t *testing.T) {
	account := "email password first_name last_name [phone]"
	admin := "email password [first_name last_name phone]"
	for pool, want := range map[string]string{
		"address_books":      "city created_at is_default location nationality postal_code street title updated_at []",
		"food_categories":    "description name [avatar]",
		"super_admins":       admin,
		"finance_admins":     admin,
		"companion_admins":   admin,
		"finance_rules":      "app_service_fee created_by_id customer_care_hourly_wage driver_fixed_wage restaurant_commission [description updated_at]",
		"restaurants":        "contact_email contact_phone email opening_hours owner_name password restaurant_name status [address_id avatar description first_name food_category_ids images_gallery last_name phone]",
		"menu_items":         "category name price restaurant_id [availability avatar description suggest_notes variants]",
		"menu_item_variants": "price variant [availability avatar default_restaurant_notes description discount_rate menu_id]",
		"promotions":         "discount_type discount_value end_date food_category_ids name promotion_cost_price start_date status [avatar bogo_details description minimum_order_value]",
		"drivers":            account,
		"customers":          account,
		"customer_cares":     account,
		"orders": "customer_id customer_location delivery_fee delivery_time order_items order_time payment_method payment_status restaurant_id restaurant_location service_fee status total_amount tracking_info " +
			"[customer_note discount_amount distance restaurant_note sub_total vouchers_applied]",
	} {
		if got := tableOf(registry(t).Get(pool)); got != sortedTable(want) {
			t.Errorf("%s: %s", pool, got)
		}
	}
}

func tableOf(e *Entity) string {
	var required, optional []string
	for _, f := range shapeOf(e.Body).fields() {
		if f.optional {
			optional = append(optional, f.name)
		} else {
			required = append(required, f.name)
		}
	}
	return sortedTable(strings.Join(required, " ") + " [" + strings.Join(optional, " ") + "]")
}

func sortedTable(table string) string {
	required, optional, _ := strings.Cut(strings.TrimSuffix(table, "]"), "[")
	a, b := strings.Fields(required), strings.Fields(optional)
	slices.Sort(a)
	slices.Sort(b)
	return strings.Join(a, " ") + " [" + strings.Join(b, " ") + "]"
}

// What is sent has all required fields, and none that is empty.
func TestBodiesAreComplete(t *testing.T) {
	w := fullWorld(t, 1, 10)
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, ref := range w.Refs[e.Pool] {
			fields := map[string]json.RawMessage{}
			if err := json.Unmarshal(ref.Sent, &fields); err != nil {
				t.Fatal(err)
			}
			for _, f := range shapeOf(e.Body).fields() {
				value, ok := fields[f.name]
				if !ok && !f.optional || string(value) == "null" || string(value) == `""` {
					t.Errorf("%s is %s in %s", f.name, value, ref.Sent)
				}
				if ok {
					if problem := f.check(value); problem != "" {
						t.Errorf("%s %s", f.name, problem)
					}
				}
			}
		}
	})
}
