package cmd_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// record is an item as the backend shows it.
type record map[string]any

func (r record) text(key string) string { s, _ := r[key].(string); return s }

func (r record) id() string { return r.text("id") }

// number reads a number that may come as a decimal string; NaN if there is
// none.
func (r record) number(key string) float64 {
	switch v := r[key].(type) {
	case float64:
		return v
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return math.NaN()
}

func (r record) child(key string) record { m, _ := r[key].(map[string]any); return m }

func (r record) list(key string) []any { l, _ := r[key].([]any); return l }

func (r record) children(key string) []record {
	var all []record
	for _, v := range r.list(key) {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// cents reads an amount, and NaN for one that is no whole number of cents.
func (r record) cents(key string) float64 {
	c := math.Round(r.number(key) * 100)
	if math.Abs(c/100-r.number(key)) > 1e-9 {
		return math.NaN()
	}
	return c
}

// inspector looks for what is wrong with what flashseed put into a backend.
type inspector struct {
	pools   map[string][]record          // all of them
	byID    map[string]map[string]record // by pool and id
	bodies  map[string]record            // by id: what created an item, of those in orders
	foreign map[string]bool              // ids of foreign items
	wrong   []string
}

// inspect reads all pools of at least min items back and returns what is wrong
// with them. Items named as foreign need not be sound.
func inspect(s *sandbox.Server, min int, foreign ...string) []string {
	in := &inspector{pools: map[string][]record{}, byID: map[string]map[string]record{}, bodies: map[string]record{}, foreign: map[string]bool{}}
	for _, id := range foreign {
		in.foreign[id] = true
	}
	for _, pool := range pools {
		in.byID[pool] = map[string]record{}
		for _, item := range s.Items(pool) {
			in.pools[pool] = append(in.pools[pool], item)
			in.byID[pool][record(item).id()] = item
		}
		if n := len(in.pools[pool]); n < min {
			in.complain("%s holds %d, not %d", pool, n, min)
		}
	}
	in.readOrders(s)
	in.people()
	in.places()
	in.rules()
	in.menus()
	in.promotions()
	in.orders(min)
	return in.wrong
}

// wantSound fails the test where something is wrong with what inspect reads.
func (s *site) wantSound(t testing.TB, min int, foreign ...string) {
	t.Helper()
	for _, what := range inspect(s.Server, min, foreign...) {
		t.Error(what)
	}
}

func (in *inspector) complain(format string, args ...any) {
	if len(in.wrong) < 20 {
		in.wrong = append(in.wrong, fmt.Sprintf(format, args...))
	}
}

// seeded returns the items of a pool that flashseed made.
func (in *inspector) seeded(pool string) []record {
	var list []record
	for _, r := range in.pools[pool] {
		if !in.foreign[r.id()] {
			list = append(list, r)
		}
	}
	return list
}

// refer complains about a reference that leads nowhere.
func (in *inspector) refer(from, pool, id string) {
	if in.byID[pool][id] == nil {
		in.complain("%s refers to %q, which is not among %s", from, id, pool)
	}
}

// readOrders pairs our orders with the bodies that made them: some of what was
// sent shows in the record alone, some in the body alone.
func (in *inspector) readOrders(s *sandbox.Server) {
	var bodies []record
	for _, raw := range s.Bodies("orders") {
		body := record{}
		if err := json.Unmarshal(raw, &body); err != nil {
			in.complain("an order's body: %v", err)
		}
		bodies = append(bodies, body)
	}
	ours := in.seeded("orders")
	if len(bodies) != len(ours) {
		in.complain("%d orders of %d bodies", len(ours), len(bodies))
		return
	}
	for i, order := range ours {
		in.bodies[order.id()] = bodies[i]
	}
}

// unique complains about values that occur twice among what is not empty.
type unique map[string]string

func (u unique) check(in *inspector, what, value, id string) {
	value = strings.ToLower(value)
	if value == "" {
		in.complain("%s has no %s", id, what)
		return
	}
	if other, taken := u[value]; taken && other != id {
		in.complain("%s and %s share the %s %q", other, id, what, value)
	}
	u[value] = id
}

var (
	mobile = regexp.MustCompile(`^\+84[35789][0-9]{8}$`)
	plate  = regexp.MustCompile(`^[0-9]{2}-[A-Z][A-Z0-9] [0-9]{3}\.[0-9]{2}$`)
)

// login finds an account's e-mail and phone, which backends show in different
// places.
func login(r record) (email, phone string) {
	for _, owner := range []record{r.child("user"), r.child("owner"), r} {
		if email == "" {
			email = owner.text("email")
		}
		if phone == "" {
			phone = owner.text("phone")
		}
	}
	if contacts := r.children("contact_email"); email == "" && len(contacts) > 0 {
		email = contacts[0].text("email")
	}
	if contacts := r.children("contact_phone"); phone == "" && len(contacts) > 0 {
		phone = contacts[0].text("number")
	}
	return email, phone
}

// people checks what every account has.
func (in *inspector) people() {
	emails, phones, plates := unique{}, unique{}, unique{}
	for _, pool := range accountPools {
		for _, r := range in.seeded(pool) {
			email, phone := login(r)
			emails.check(in, "e-mail", email, r.id())
			phones.check(in, "phone", phone, r.id())
			if !strings.HasSuffix(email, "@flashseed.test") {
				in.complain("%s has the e-mail %q", r.id(), email)
			}
			if !mobile.MatchString(phone) {
				in.complain("%s has the phone %q", r.id(), phone)
			}
		}
	}
	for _, r := range in.seeded("drivers") {
		number := r.child("vehicle").text("license_plate")
		plates.check(in, "plate", number, r.id())
		if !plate.MatchString(number) {
			in.complain("%s has the plate %q", r.id(), number)
		}
		in.inCity(r.id(), r.child("current_location"))
		if r["available_for_work"] == nil || r.child("vehicle").text("model") == "" {
			in.complain("driver %s is not complete", r.id())
		}
	}
}

// inCity complains about a point outside Ho Chi Minh City.
func (in *inspector) inCity(what string, at record) {
	lat, lng := at.number("lat"), at.number("lng")
	if !(lat > 10.30 && lat < 11.20 && lng > 106.30 && lng < 107.05) {
		in.complain("%s lies at %v, %v", what, lat, lng)
	}
}

// places checks addresses, categories and restaurants.
func (in *inspector) places() {
	for _, r := range in.seeded("address_books") {
		in.inCity(r.id(), r.child("location"))
		if code := r.number("postal_code"); !(code >= 70000 && code <= 76000) {
			in.complain("%s has the postal code %v", r.id(), code)
		}
	}
	categories, names := unique{}, unique{}
	for _, r := range in.pools["food_categories"] {
		categories.check(in, "category name", r.text("name"), r.id())
	}
	hours := map[string]bool{}
	bare := 0 // a few have no pictures
	for _, r := range in.seeded("restaurants") {
		names.check(in, "restaurant name", r.text("restaurant_name"), r.id())
		in.refer(r.id(), "address_books", r.text("address_id"))
		avatar, gallery := r.child("avatar") != nil, len(r.list("images_gallery")) > 0
		if !avatar && !gallery {
			bare++
		} else if !avatar || !gallery || r.text("description") == "" {
			in.complain("restaurant %s is not complete", r.id())
		}
		for _, category := range r.children("specialize_in") {
			in.refer(r.id(), "food_categories", category.id())
		}
		hours[fmt.Sprint(r["opening_hours"])] = true
	}
	if n := len(in.seeded("restaurants")); bare > n/12 {
		in.complain("%d of %d restaurants have no pictures", bare, n)
	}
	if n := len(in.seeded("restaurants")); n >= 10 && len(hours) < 4 {
		in.complain("%d restaurants share %d opening hours", n, len(hours))
	}
}

// rules checks the finance rules.
func (in *inspector) rules() {
	for i, r := range in.seeded("finance_rules") {
		wage := r.child("driver_fixed_wage")
		if r.text("created_by_id") == "" && i == 0 {
			continue // a new database has one of its own
		}
		in.refer(r.id(), "super_admins", r.text("created_by_id"))
		steps := []string{"0-1km", "1-2km", "2-3km", "4-5km"}
		for j := range steps[1:] {
			if !(wage.number(steps[j]) < wage.number(steps[j+1])) {
				in.complain("%s pays %v", r.id(), wage)
			}
		}
		if share := r.number("restaurant_commission"); !(share > 0 && share < 1) {
			in.complain("%s takes the share %v", r.id(), share)
		}
	}
}

// menus checks menu items and their variants.
func (in *inspector) menus() {
	dishes := map[string]int{}
	for _, r := range in.pools["menu_items"] {
		dishes[r.text("restaurant_id")]++
	}
	for _, r := range in.seeded("menu_items") {
		in.refer(r.id(), "restaurants", r.text("restaurant_id"))
		for _, category := range r.list("category") {
			id, _ := category.(string)
			in.refer(r.id(), "food_categories", id)
		}
		in.price(r, "dish "+r.text("name"))
	}
	for _, r := range in.seeded("restaurants") {
		if dishes[r.id()] == 0 {
			in.complain("restaurant %s has no menu", r.id())
		}
	}
	names := unique{}
	for _, r := range in.seeded("menu_item_variants") {
		in.refer(r.id(), "menu_items", r.text("menu_id"))
		in.price(r, "variant "+r.text("variant"))
		names.check(in, "variant of one dish", r.text("menu_id")+" "+r.text("variant"), r.id())
	}
}

func (in *inspector) price(r record, what string) {
	if c := r.cents("price"); !(c >= 40 && c <= 8000) {
		in.complain("%s (%s) costs %v", r.id(), what, r["price"])
	}
}

// promotions checks that what belongs together goes together.
func (in *inspector) promotions() {
	for _, r := range in.seeded("promotions") {
		if len(r.list("food_category_ids")) == 0 {
			in.complain("promotion %s is for no category", r.id())
		}
		for _, category := range r.list("food_category_ids") {
			id, _ := category.(string)
			in.refer(r.id(), "food_categories", id)
		}
		if !(r.number("start_date") < r.number("end_date")) {
			in.complain("promotion %s ends before it starts", r.id())
		}
		value, bogo := r.number("discount_value"), r.child("bogo_details") != nil
		switch r.text("discount_type") {
		case "PERCENTAGE":
			if !(value >= 5 && value <= 50) || bogo {
				in.complain("promotion %s takes %v %% off", r.id(), value)
			}
		case "BOGO":
			if !bogo {
				in.complain("promotion %s has no details", r.id())
			}
		default:
			if math.IsNaN(value) || value <= 0 || bogo {
				in.complain("promotion %s: %v off", r.id(), value)
			}
		}
	}
}

// orders checks the orders, and that their statuses are spread.
func (in *inspector) orders(min int) {
	statuses := map[string]int{}
	for _, r := range in.pools["orders"] {
		statuses[r.text("status")]++
	}
	for _, r := range in.seeded("orders") {
		in.order(r)
	}
	made := len(in.seeded("orders"))
	if min < 10 || made < 10 {
		return
	}
	if statuses["DELIVERED"] < 5 || statuses["CANCELLED"] < 2 {
		in.complain("orders are %v", statuses)
	}
	if alive := made - statuses["DELIVERED"] - statuses["CANCELLED"] - statuses["DELIVERY_FAILED"]; made >= 50 && alive < 8 {
		in.complain("few orders are alive: %v", statuses)
	}
	if made >= 50 && len(statuses) < 8 {
		in.complain("orders know few statuses: %v", statuses)
	}
}

// order checks one order.
func (in *inspector) order(r record) {
	body := in.bodies[r.id()]
	in.refer(r.id(), "customers", r.text("customer_id"))
	in.refer(r.id(), "restaurants", r.text("restaurant_id"))
	in.refer(r.id(), "address_books", r.text("customer_location"))
	in.refer(r.id(), "address_books", r.text("restaurant_location"))
	restaurant := in.byID["restaurants"][r.text("restaurant_id")]
	if r.text("restaurant_location") != restaurant.text("address_id") {
		in.complain("order %s is fetched at %s, its restaurant is at %s", r.id(), r.text("restaurant_location"), restaurant.text("address_id"))
	}
	if status := restaurant.child("status"); status["is_accepted_orders"] != true || status["is_open"] == false {
		in.complain("order %s is for a closed restaurant", r.id())
	}
	sum := in.basket(r)
	for name, shown := range map[string]record{"shown": r, "sent": body} {
		sub, total := shown.cents("sub_total"), shown.cents("total_amount")
		if sub != sum || total != sub+shown.cents("delivery_fee")+shown.cents("service_fee") {
			in.complain("order %s as %s: %v of items, sub-total %v, total %v, delivery %v, service %v", r.id(), name, sum, sub, total, shown["delivery_fee"], shown["service_fee"])
		}
	}
	if method := body.text("payment_method"); method != "COD" && method != "FWallet" {
		in.complain("order %s is paid by %q", r.id(), method)
	}
	if want := r.text("status"); want == "DELIVERED" && r.text("tracking_info") != "DELIVERED" {
		in.complain("order %s is %s and tracked as %s", r.id(), want, r.text("tracking_info"))
	}
}

// basket checks an order's items and returns what they cost, in cents.
func (in *inspector) basket(r record) float64 {
	sum, seen := 0.0, []string{}
	for _, line := range r.children("order_items") {
		item, variant := in.byID["menu_items"][line.text("item_id")], in.byID["menu_item_variants"][line.text("variant_id")]
		switch {
		case item == nil || variant == nil:
			in.complain("order %s has an item %s or a variant %s that is not there", r.id(), line.text("item_id"), line.text("variant_id"))
		case item.text("restaurant_id") != r.text("restaurant_id"):
			in.complain("order %s has a dish of another restaurant", r.id())
		case variant.text("menu_id") != item.id():
			in.complain("order %s has a variant of another dish", r.id())
		case variant.cents("price") != line.cents("price_at_time_of_order"):
			in.complain("order %s: the variant costs %v, not %v", r.id(), variant["price"], line["price_at_time_of_order"])
		case line.text("name") != item.text("name"):
			in.complain("order %s calls %q %q", r.id(), item.text("name"), line.text("name"))
		}
		if slices.Contains(seen, line.text("item_id")) {
			in.complain("order %s has a dish twice", r.id())
		}
		seen = append(seen, line.text("item_id"))
		sum += variant.cents("price") * line.number("quantity")
	}
	if len(seen) < 1 || len(seen) > 6 {
		in.complain("order %s has %d items", r.id(), len(seen))
	}
	return sum
}
