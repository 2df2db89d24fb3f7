package sandbox

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"
)

func TestOrderTotals(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.put("orders", with(s.order(), m{
		"delivery_fee": 1.1, "service_fee": 0.25, "total_amount": 999, "discount_amount": 3,
		"payment_status": "PAID", "order_time": 7, "order_items": []m{
			{"item_id": s.item, "variant_id": s.variant, "name": "Pho", "quantity": 3, "price_at_time_of_order": 1},
			{"item_id": s.item, "name": "Pho", "quantity": 1, "price_at_time_of_order": 4.4},
		},
	}))
	order := w.get("/orders").list(t)[0]
	for key, want := range map[string]any{
		"total_amount": "30.5", "sub_total": "29.15", "delivery_fee": "1.1", "discount_amount": "0",
		"payment_status": "PENDING", "delivery_time": "1800", "driver_tips": "0.00", "driver": nil,
	} {
		if order[key] != want {
			t.Errorf("%s: %v, want %v", key, order[key], want)
		}
	}
	if order["order_time"] == "7" {
		t.Error("order_time was taken over")
	}
	line := toList(t, order["order_items"])[0]
	dish := line["item"].(m)
	if line["item_id"] != s.item || line["quantity"] != 3.0 || line["price_at_time_of_order"] != "8.25" || dish["name"] != "Pho 1" {
		t.Errorf("line: %v", line)
	}
	for key, id := range map[string]string{
		"customer": s.customer, "restaurant": s.restaurant, "customerAddress": s.home, "restaurantAddress": s.place,
	} {
		if order[key].(m)["id"] != id {
			t.Errorf("%s: %v", key, order[key])
		}
	}
	sold, orders := w.Items("menu_items")[0]["purchase_count"], w.Items("restaurants")[0]["total_orders"]
	if sold != 4.0 || orders != 1.0 {
		t.Errorf("%v dishes sold, %v orders", sold, orders)
	}
	w.want(ecMissing, w.post("/orders", with(s.order(), m{"order_items": []m{}})))
	nameless := with(s.order()["order_items"].([]m)[0], m{"item_id": ""})
	for _, empty := range []m{{"restaurant_id": ""}, {"customer_id": ""}, {"order_items": []m{nameless}}} {
		w.want(ecNotFound, w.post("/orders", with(s.order(), empty)))
	}
	inactive := m{"is_open": true, "is_active": false, "is_accepted_orders": true}
	w.want(0, w.patchBy("/restaurants/"+s.restaurant, m{"status": inactive}))
	w.put("orders", s.order())
}

func TestOrdersPaidFromWallets(t *testing.T) {
	w := newWorld(t, Options{})
	body := with(w.scene().order(), m{"payment_method": "FWallet"})
	if r := w.want(ecNotFound, w.post("/orders"+generated, body)); r.EM != "Wallet not found" {
		t.Errorf("EM %q", r.EM)
	}
	w = newWorld(t, Options{Wallet: true})
	body = with(w.scene().order(), m{"payment_method": "FWallet"})
	if got := w.want(0, w.post("/orders"+generated, body)).object(t)["payment_status"]; got != "PAID" {
		t.Errorf("payment_status %v", got)
	}
	if left := w.get("/fwallets").list(t)[2]["balance"]; left != "999980.00" {
		t.Errorf("the customer has %v left", left)
	}
	w.want(0, w.post("/auth/register-customer", accountBody("poor", 1)))
	w.want(ecBalance, w.post("/orders"+generated, with(body, m{"customer_id": w.Items("customers")[1]["id"]})))
	stranger := w.Insert("customers", m{"first_name": "No", "last_name": "Wallet"})
	w.want(ecNotFound, w.post("/orders"+generated, with(body, m{"customer_id": stranger})))
	if w.Count("orders") != 1 {
		t.Errorf("%d orders", w.Count("orders"))
	}
}

func TestGeneratedOrderTimes(t *testing.T) {
	w := newWorld(t, Options{Now: func() time.Time { return aMoment }})
	s := w.scene()
	for range 30 {
		o := w.want(0, w.post("/orders"+generated, s.order())).object(t)
		created, updated := o["created_at"].(float64), o["updated_at"].(float64)
		placed, err := strconv.ParseFloat(o["order_time"].(string), 64)
		if err != nil || created >= placed || placed >= updated || int64(created)/86400 != int64(updated)/86400 {
			t.Fatalf("%v, %v, %v are not in order on one day", created, o["order_time"], updated)
		}
		if age := float64(aMoment.Unix()) - created; age < 0 || age > 32*86400 {
			t.Fatalf("an order of %v seconds ago", age)
		}
	}
}

// A dish that a restaurant has already is no duplicate to the backend, and no
// new item either.
func TestKnownDish(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	body := menuItemBody(s.restaurant, s.category, 1)
	if r := w.want(ecServer, w.post("/menu-items", body)); r.Status != 201 {
		t.Errorf("HTTP %d", r.Status)
	}
	for _, variants := range [][]m{{{"variant": "XL", "description": "For two", "price": 20}}, {}} {
		r := w.want(0, w.post("/menu-items", with(body, m{"variants": variants})))
		if r.object(t)["id"] != s.item || w.Count("menu_items") != 1 || w.Count("menu_item_variants") != 2 {
			t.Errorf("%d items, %d variants, %s", w.Count("menu_items"), w.Count("menu_item_variants"), r.Raw)
		}
	}
	w.want(ecDuplicate, w.post("/menu-item-variants", variantBody(s.item, 0)))
}

func TestEmbeddedVariants(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	w.put("menu_items", with(menuItemBody(s.restaurant, s.category, 2), m{"variants": []m{
		{"variant": "S", "description": "Small", "price": 5}, {"description": "Large", "price": 7.5}, {},
	}}))
	dish, variants := w.Items("menu_items")[1], w.Items("menu_item_variants")[1:]
	if n := len(dish["variants"].([]any)); n != 3 || len(variants) != 3 {
		t.Fatalf("%d variants answered, %d in the pool", n, len(variants))
	}
	if v := variants[1]; v["variant"] != "Large" || v["price"] != "7.5" || v["menu_id"] != dish["id"] {
		t.Errorf("variant: %v", v)
	}
	var body m
	if err := json.Unmarshal(w.Bodies("menu_item_variants")[1], &body); err != nil || body["variant"] != "S" {
		t.Errorf("its body: %v, %v", body, err)
	}
}
