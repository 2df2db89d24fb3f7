package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// bodyCase is one pool's valid body, and what must be refused of it.
type bodyCase struct {
	path     string
	body     func(scene, string) m
	required map[string]string // field: the message when it is missing
	wrong    map[string]wrong
	open     bool // unknown fields are ignored
}

type wrong struct {
	value   any
	message string
}

const notNumber = " must be a number conforming to the specified constraints"

func bodyCases() map[string]bodyCase {
	return map[string]bodyCase{
		addressBooks: {
			path: "/address_books", body: func(scene, string) m { return addressBody(7) },
			required: map[string]string{
				"street": "street must be a string", "city": "city must be a string",
				"nationality": "nationality must be a string", "is_default": "is_default must be a boolean value",
				"created_at": "created_at" + notNumber, "updated_at": "updated_at" + notNumber,
				"postal_code": "postal_code" + notNumber, "location": "location must be an object",
				"title": "title must be a string",
			},
			wrong: map[string]wrong{
				"is_default":  {"yes", "is_default must be a boolean value"},
				"postal_code": {"70000", "postal_code" + notNumber},
				"location":    {m{"lng": 1}, "location.lat" + notNumber},
				"email":       {"x", "property email should not exist"},
			},
		},
		foodCategories: {
			path: "/food-categories", body: func(scene, string) m { return categoryBody(7) },
			required: map[string]string{"name": "name must be a string", "description": "description must be a string"},
			wrong: map[string]wrong{
				"avatar": {"url", "avatar must be an object"},
				"colour": {"red", "property colour should not exist"},
			},
		},
		financeRulesPool: {
			path: "/finance-rules", body: func(_ scene, admin string) m { return financeBody(admin) },
			required: map[string]string{
				"driver_fixed_wage":         "driver_fixed_wage must be an object",
				"customer_care_hourly_wage": "customer_care_hourly_wage" + notNumber,
				"app_service_fee":           "app_service_fee" + notNumber,
				"restaurant_commission":     "restaurant_commission" + notNumber,
				"created_by_id":             "created_by_id must be a string",
			},
			wrong: map[string]wrong{
				"restaurant_commission": {1.5, "restaurant_commission must not be greater than 1"},
				"driver_fixed_wage": {m{"0-1km": 1, "1-2km": 2, "2-3km": 3, "4-5km": 4, ">5km": 9},
					"driver_fixed_wage.>5km must be a string"},
				"description": {5, "description must be a string"},
			},
		},
		restaurants: {
			path: "/auth/register-restaurant?is-generated=true",
			body: func(scene, string) m { return restaurantBody(7) },
			required: map[string]string{
				"email": "email must be a string", "password": "password must be a string",
				"owner_name": "owner_name must be a string", "restaurant_name": "restaurant_name must be a string",
				"contact_email": "contact_email must be an array", "contact_phone": "contact_phone must be an array",
				"status": "status must be an object", "opening_hours": "opening_hours must be an object",
			},
			wrong: map[string]wrong{
				"contact_email": {[]m{{"title": "T", "email": "e"}}, "contact_email.0.is_default must be a boolean value"},
				"contact_phone": {[]any{"+84"}, "each value in nested property contact_phone must be either object or array"},
				"status":        {m{"is_open": true, "is_active": true}, "status.is_accepted_orders must be a boolean value"},
				"opening_hours": {with(hours(), m{"mon": m{"from": "9", "to": 10}}), "opening_hours.mon.from" + notNumber},
				"menu":          {1, "property menu should not exist"},
			},
		},
		menuItems: {
			path: "/menu-items",
			body: func(s scene, _ string) m { return menuItemBody(s.restaurant, s.category, 7) },
			required: map[string]string{
				"restaurant_id": "restaurant_id must be a string", "name": "name must be a string",
				"price": "price" + notNumber, "category": "category must be an array",
			},
			wrong: map[string]wrong{
				"price":    {"9.50", "price" + notNumber},
				"category": {[]any{1}, "each value in category must be a string"},
				"variants": {[]m{{"variant": "S", "size": 1}}, "variants.0.property size should not exist"},
			},
		},
		menuItemVariants: {
			path: "/menu-item-variants",
			body: func(s scene, _ string) m { return variantBody(s.item, 7) },
			required: map[string]string{
				"variant": "variant must be a string", "price": "price" + notNumber,
			},
			wrong: map[string]wrong{
				"availability":  {1, "availability must be a boolean value"},
				"discount_rate": {"1", "discount_rate" + notNumber},
				"restaurant_id": {"x", "property restaurant_id should not exist"},
			},
		},
		promotions: {
			path: "/promotions", body: func(s scene, _ string) m { return promotionBody(s.category, 7) },
			required: map[string]string{
				"name": "name must be a string", "start_date": "start_date" + notNumber,
				"end_date":          "end_date" + notNumber,
				"discount_type":     "discount_type must be one of the following values: PERCENTAGE, FIXED, BOGO",
				"discount_value":    "discount_value" + notNumber,
				"food_category_ids": "food_category_ids must be an array",
				"status":            "status must be one of the following values: ACTIVE, INACTIVE, EXPIRED, PENDING, CANCELLED",
			},
			wrong: map[string]wrong{
				"discount_type": {"GIFT", "discount_type must be one of the following values: PERCENTAGE, FIXED, BOGO"},
				"bogo_details":  {m{"buy_quantity": 1}, "bogo_details.get_quantity" + notNumber},
			},
		},
		orders: {
			path: "/orders?is-generated=true", body: func(s scene, _ string) m { return s.order() },
			required: map[string]string{
				"customer_id": "customer_id must be a string", "restaurant_id": "restaurant_id must be a string",
				"total_amount": "total_amount" + notNumber, "delivery_fee": "delivery_fee" + notNumber,
				"service_fee": "service_fee" + notNumber, "order_time": "order_time" + notNumber,
				"delivery_time":       "delivery_time" + notNumber,
				"payment_status":      "payment_status must be one of the following values: PENDING, PAID, FAILED",
				"payment_method":      "payment_method must be one of the following values: COD, FWallet",
				"customer_location":   "customer_location must be a string",
				"restaurant_location": "restaurant_location must be a string",
				"order_items":         "order_items must be an array",
				"status":              "status must be one of the following values: " + strings.Join(orderStatuses, ", "),
				"tracking_info":       "tracking_info must be one of the following values: " + strings.Join(trackingSteps, ", "),
			},
			wrong: map[string]wrong{
				"delivery_fee":   {-1, "delivery_fee must not be less than 0"},
				"tracking_info":  {"CANCELLED", "tracking_info must be one of the following values: " + strings.Join(trackingSteps, ", ")},
				"payment_method": {"CASH", "payment_method must be one of the following values: COD, FWallet"},
				"order_items":    {[]m{{"item_id": "x", "name": "y", "quantity": 0, "price_at_time_of_order": 1}}, "order_items.0.quantity must not be less than 1"},
				"driver_id":      {"x", "property driver_id should not exist"},
			},
		},
		customers:       accountCase("customer"),
		drivers:         accountCase("driver"),
		customerCares:   accountCase("customer-care"),
		superAdmins:     adminCase("super-admin"),
		financeAdmins:   adminCase("finance-admin"),
		companionAdmins: adminCase("companion-admin"),
	}
}

func accountCase(route string) bodyCase {
	c := adminCase(route)
	c.required["first_name"] = "first_name must be a string"
	c.required["last_name"] = "last_name must be a string"
	return c
}

func adminCase(route string) bodyCase {
	return bodyCase{
		path: "/auth/register-" + route + "?is-generated=true",
		body: func(scene, string) m { return accountBody("seventh", 7) },
		required: map[string]string{
			"email": "email must be a string", "password": "password must be a string",
		},
		wrong: map[string]wrong{
			"email":    {"", "email should not be empty"},
			"password": {"", "password should not be empty"},
			"phone":    {84, "phone must be a string"},
		},
		open: true,
	}
}

func TestBodies(t *testing.T) {
	for pool, tc := range bodyCases() {
		t.Run(pool, func(t *testing.T) {
			w := newWorld(t, Options{})
			s := w.scene()
			w.want(0, w.post("/auth/register-super-admin?is-generated=true", accountBody("boss", 1)))
			body := tc.body(s, w.newest(superAdmins))
			before := w.Count(pool)
			for field, message := range tc.required {
				w.refuses(tc.path, with(body, m{field: nil}), message)
			}
			for field, wrong := range tc.wrong {
				w.refuses(tc.path, with(body, m{field: wrong.value}), wrong.message)
			}
			w.checkUnknownField(tc, body)
			w.want(ecMissing, w.post(tc.path, m{}))
			w.want(ecMissing, w.post(tc.path, nil))
			w.want(ecInvalid, w.post(tc.path, "[]"))
			if n := w.Count(pool); n != before {
				t.Fatalf("%d items came of refused bodies", n-before)
			}
			w.want(0, w.post(tc.path, body))
			if w.Count(pool) != before+1 {
				t.Fatal("a valid body made no item")
			}
		})
	}
}

// refuses posts a body that must be refused with that message.
func (w *world) refuses(path string, body m, message string) {
	w.Helper()
	r := w.want(ecInvalid, w.post(path, body))
	var messages []string
	for _, msg := range r.value(w).([]any) {
		messages = append(messages, msg.(string))
	}
	if !slices.Contains(messages, message) {
		w.Errorf("%s: %q, want %q", path, messages, message)
	}
	if r.Status != 200 {
		w.Errorf("HTTP %d, want 200", r.Status)
	}
}

func (w *world) checkUnknownField(tc bodyCase, body m) {
	w.Helper()
	strange := with(body, m{"nonsense": 1})
	if !tc.open {
		w.refuses(tc.path, strange, "property nonsense should not exist")
		return
	}
	strange["email"] = "stranger@example.test"
	probe := New(Options{})
	other := &world{TB: w.TB, Server: probe}
	other.want(0, other.post(tc.path, strange))
}

func TestInternalRoutesRefuseCredentials(t *testing.T) {
	w := newWorld(t, Options{})
	for _, path := range []string{"/restaurants", "/customers", "/drivers", "/customer-cares"} {
		body := accountBody("x", 1)
		if path == "/restaurants" {
			body = restaurantBody(1)
		}
		w.refuses(path, body, "property email should not exist")
		w.refuses(path, body, "property password should not exist")
	}
}

func TestInternalRoutesTakeAKnownUser(t *testing.T) {
	w := newWorld(t, Options{})
	r := w.want(0, w.post("/auth/register-customer-care?is-generated=true", accountBody("cc", 1)))
	user := r.object(t)["id"]
	place := with(restaurantBody(1), m{"email": nil, "password": nil, "owner_id": user})
	for path, body := range map[string]m{
		"/customers":      {"user_id": user, "first_name": "A", "last_name": "B"},
		"/customer-cares": {"user_id": user},
		"/restaurants":    place,
		"/drivers": {"user_id": user, "first_name": "A", "last_name": "B", "vehicle": m{},
			"current_location": m{"lat": 1, "lng": 2}, "available_for_work": true,
			"is_on_delivery": false, "active_points": 0, "rating": m{}},
	} {
		w.want(0, w.post(path, body))
		for _, key := range []string{"user_id", "owner_id"} {
			if _, ok := body[key]; ok {
				w.want(ecNotFound, w.post(path, with(body, m{key: "USR_nobody"})))
			}
		}
	}
	w.want(ecNotFound, w.post("/restaurants", with(place, m{"address_id": "FF_AB_none"})))
}

func TestBrokenBodies(t *testing.T) {
	w := newWorld(t, Options{})
	r := w.want(ecServer, w.post("/address_books", `{"street":`))
	if r.Status != 200 || r.EM == "" {
		t.Errorf("broken JSON: %d %q", r.Status, r.EM)
	}
	w.want(ecInvalid, w.post("/address_books", `"text"`))
	w.want(ecServer, w.post("/address_books", `{} {}`))
	if r := w.want(ecServer, w.post("/address_books", "\"\xff\"")); r.Status != 500 {
		t.Errorf("bytes that are no text: %d", r.Status)
	}
	big := with(addressBody(1), m{"title": strings.Repeat("x", maxBody)})
	if r := w.want(ecServer, w.post("/address_books", big)); r.Status != 500 || r.EM != "request entity too large" {
		t.Errorf("large body: %d %q", r.Status, r.EM)
	}
}
