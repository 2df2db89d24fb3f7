package entities

import (
	"slices"
	"strings"
	"testing"
)

// row is what a table shows of an item.
func row(e *Entity, item Item) string {
	var cells []string
	for _, c := range e.Columns {
		cells = append(cells, c.Value(item))
	}
	return strings.Join(cells, "|")
}

func TestColumns(t *testing.T) {
	for pool, rows := range map[string]map[string]string{
		"restaurants": {
			`{"restaurant_name":"Phở Hòa","owner_name":"Lê An","owner":{"email":"a@x.test"},"contact_email":[{"email":"b@x.test"}],"specialize_in":[{"id":"c","name":"Phở"}],"address":{"id":"a","street":"1 Elm St"},"address_id":"a","status":{"is_open":false}}`: "Phở Hòa|Lê An|a@x.test|Phở|1 Elm St|no|ID",
			`{"restaurant_name":"Phở Hòa","owner":null,"contact_email":[{"email":"b@x.test"}],"specialize_in":[],"address":null,"address_id":"a","status":null}`:                                                                                                    "Phở Hòa||b@x.test||a||ID",
		},
		"menu_items": {
			`{"name":"Phở","price":"9.5","restaurant_id":"r","availability":true,"category":["c"]}`:                                            "Phở|$9.50|r|yes|c|ID",
			`{"name":"Phở","price":4,"restaurant":{"id":"r","restaurant_name":"Phở Hòa"},"availability":null,"category":[{"name":"Noodles"}]}`: "Phở|$4.00|Phở Hòa||Noodles|ID",
			`{"name":"Phở","price":"a lot","category":[]}`:                                                                                     "Phở|a lot||||ID",
		},
		"menu_item_variants": {
			`{"menu_id":"m","description":"A deep bowl","price":"12.5"}`:                                                "A deep bowl|$12.50|m||ID",
			`{"menuItem":{"id":"m","name":"Phở"},"variant":"Large","description":"d","price":12.5,"availability":true}`: "Large|$12.50|Phở|yes|ID",
		},
		"orders": {
			`{"status":"DELIVERED","total_amount":"14.99","payment_method":"COD","restaurant":{"id":"r","restaurant_name":"Phở Hòa"},"customer":{"id":"c","first_name":"An","last_name":"Lê"},"order_items":[{}]}`: "DELIVERED|$14.99|COD|Phở Hòa|Lê An|1|ID",
			`{"status":"PENDING","total_amount":14,"payment_method":"COD","restaurant_id":"r","customer_id":"c","order_items":null}`:                                                                               "PENDING|$14.00|COD|r|c||ID",
		},
		"customers": {
			`{"first_name":"An","last_name":"Lê","user":{"email":"a@x.test","phone":"+84"},"created_at":1795389661}`: "Lê An|a@x.test|+84|2026-11-22|ID",
			`{"user":{"first_name":"An","email":"a@x.test"},"created_at":"2026-11-22T23:06:04.000Z"}`:                "An|a@x.test||2026-11-22|ID",
		},
		"promotions": {
			`{"name":"P","discount_type":"FIXED","discount_value":"10.00","status":"ACTIVE","start_date":"1795389660","end_date":null}`: "P|FIXED|10.00|ACTIVE|2026-11-22||ID",
		},
		"finance_rules": {
			`{"description":"d","driver_fixed_wage":{"0-1km":1,">5km":"5 + 1.2*km"},"customer_care_hourly_wage":10,"restaurant_commission":0.1,"created_by":{"id":"b"}}`: "d|$1.00|5 + 1.2*km|$10.00|0.1|b|ID",
		},
		"notifications": {
			`{"title":"New","desc":"d","target_user":"{CUSTOMER,DRIVER}","target_user_id":"c","is_read":false}`: "New|d|CUSTOMER, DRIVER|c|no|ID",
			`{"title":"New","desc":"d","target_user":["CUSTOMER"],"target_user_id":null}`:                       "New|d|CUSTOMER|||ID",
		},
		"drivers": {
			`{"first_name":"Dan","last_name":"Doe","contact_email":[{"email":"d@x.test"}],"contact_phone":[{"number":"+8491"}],"vehicle":{"model":"Wave","license_plate":"59-X1 234.56"},"available_for_work":true}`: "Dan Doe|d@x.test|+8491|Wave|59-X1 234.56|yes|ID",
		},
	} {
		e := registry(t).Get(pool)
		for raw, want := range rows {
			if got := row(e, Item{ID: "ID", Raw: []byte(raw)}); got != want {
				t.Errorf("%s: %s\nwant %s", pool, got, want)
			}
		}
	}
}

// A new item shows something in nearly every column, and no record breaks a
// table, whatever its shape.
func TestColumnsOfEachPool(t *testing.T) {
	w := fullWorld(t, 1, 10)
	forEachPool(t, func(t *testing.T, e *Entity) {
		cells := strings.Split(row(e, Item{ID: "ID", Raw: w.Refs[e.Pool][0].Sent}), "|")
		empty := slices.DeleteFunc(slices.Clone(cells), func(cell string) bool { return cell != "" })
		if len(cells) < 3 || len(cells) > 7 || len(empty) > 3 || slices.Contains(cells[:2], "") || cells[len(cells)-1] != "ID" {
			t.Errorf("%v", cells)
		}
		for _, raw := range []string{``, `null`, `[]`, `{}`, `"x"`, `{"status":[],"owner":1,"contact_email":[],"price":{},"order_items":{}}`, `{`} {
			row(e, Item{ID: "ID", Raw: []byte(raw)})
		}
	})
}

func TestLabel(t *testing.T) {
	item := Item{ID: "x", Raw: []byte(`{"restaurant_name":"Phở Hòa"}`)}
	bare := declared(t, "things: {create: /things}").Get("things")
	if got := registry(t).Get("restaurants").Label(item) + bare.Label(item); got != "Phở Hòa" {
		t.Errorf("%q", got)
	}
}
