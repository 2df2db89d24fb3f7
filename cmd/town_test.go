package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
)

// old is the foreign part of a backend: the ids, and all items as they
// were.
type old struct {
	ids  []string
	seen map[string][]byte
}

// populate puts 300 restaurants, 900 menu items and five of everything else
// into a backend, as they come in life: not all of them whole.
func populate(t *testing.T, s *site) old {
	t.Helper()
	o := old{seen: map[string][]byte{}}
	insert := func(pool string, item map[string]any) string {
		id := s.Insert(pool, item)
		o.ids = append(o.ids, id)
		return id
	}
	var addresses, categories, restaurants, items, customers []string
	for i := range 5 {
		addresses = append(addresses, insert("address_books", map[string]any{
			"street": fmt.Sprintf("%d Old Street", i), "city": "Ho Chi Minh City", "nationality": "Vietnam",
			"postal_code": 70000, "location": map[string]any{"lat": 10.77, "lng": 106.69}, "title": "Theirs", "is_default": false,
		}))
		categories = append(categories, insert("food_categories", map[string]any{"name": fmt.Sprintf("Theirs %d", i), "description": "old"}))
		for _, pool := range []string{"super_admins", "finance_admins", "companion_admins", "drivers", "customer_cares"} {
			insert(pool, map[string]any{"first_name": "Old", "last_name": "Hand", "user": person(pool, i)})
		}
		customers = append(customers, insert("customers", map[string]any{"first_name": "Old", "last_name": "Friend", "user": person("customers", i)}))
		insert("finance_rules", map[string]any{"app_service_fee": 0.1, "restaurant_commission": 0.2, "description": fmt.Sprintf("Theirs %d", i), "driver_fixed_wage": map[string]any{}})
		insert("promotions", map[string]any{"name": fmt.Sprintf("Theirs %d", i), "discount_type": "FIXED", "discount_value": 1, "food_category_ids": categories[:1], "status": "ACTIVE"})
	}
	for i := range 300 {
		r := map[string]any{
			"restaurant_name": fmt.Sprintf("Their Place %d", i), "owner": person("restaurants", i), "owner_name": "Old Hand",
			"status":     map[string]any{"is_open": i%5 != 1, "is_active": true, "is_accepted_orders": i%7 != 2},
			"address_id": nil, "description": nil,
		}
		if i%3 != 0 {
			r["address_id"] = addresses[i%5]
		}
		restaurants = append(restaurants, insert("restaurants", r))
	}
	for i := range 900 {
		items = append(items, insert("menu_items", map[string]any{
			"restaurant_id": restaurants[(i*i)%200], "name": fmt.Sprintf("Dish %d", i), "price": "9.50", "category": []string{}, "availability": true,
		}))
	}
	for i := range 5 {
		variant := insert("menu_item_variants", map[string]any{"menu_id": items[i*100], "variant": "Theirs", "price": "9.50"})
		insert("orders", map[string]any{
			"customer_id": customers[i], "restaurant_id": restaurants[i], "status": "PENDING", "total_amount": "1.00",
			"order_items":       []map[string]any{{"item_id": items[i*100], "variant_id": variant, "quantity": 1, "price_at_time_of_order": "1"}},
			"customer_location": addresses[i],
		})
	}
	for _, pool := range pools {
		for _, item := range s.Items(pool) {
			if record(item).id() != "" {
				o.seen[record(item).id()] = stripped(t, item)
			}
		}
	}
	return o
}

func person(pool string, i int) map[string]any {
	return map[string]any{"email": fmt.Sprintf("%s%d@example.test", pool, i), "first_name": "Old", "last_name": "Hand", "phone": "+15550100"}
}

// stripped is an item without what changes when others begin to refer to it.
func stripped(t *testing.T, item map[string]any) []byte {
	t.Helper()
	for _, counter := range []string{"total_orders", "purchase_count", "variants", "restaurant"} {
		delete(item, counter)
	}
	raw, err := json.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What is added beside other people's data is sound, and theirs stays as it
// was.
func TestTownAmongOthers(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		if o.NoAdminList {
			continue // admins are not seen there, so that ten more are made
		}
		for _, min := range []int{10, pick(20, 250)} {
			t.Run(fmt.Sprintf("%s, %d", name, min), func(t *testing.T) {
				s := serve(t, o)
				theirs := populate(t, s)
				run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL, "--min", fmt.Sprint(min), "-o", "json").wantCode(t, 0)
				s.wantSound(t, min, theirs.ids...)
				for pool, n := range s.counts() {
					if want := max(min, map[string]int{"restaurants": 300, "menu_items": 900}[pool]); n != want {
						t.Errorf("%s holds %d, not %d", pool, n, want)
					}
				}
				for _, pool := range pools {
					for _, item := range s.Items(pool) {
						id := record(item).id()
						if before, ok := theirs.seen[id]; ok && !bytes.Equal(before, stripped(t, item)) {
							t.Errorf("%s %s was changed:\n%s\n%s", pool, id, before, stripped(t, item))
						}
						delete(theirs.seen, id)
					}
				}
				if len(theirs.seen) > 0 {
					t.Errorf("%d of their items are gone", len(theirs.seen))
				}
			})
		}
	}
}
