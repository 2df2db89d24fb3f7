package cmd_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// record is an item as the backend shows it.
type record map[string]any

func (r record) text(key string) string { s, _ := r[key].(string); return s }

func (r record) id() string { return r.text("id") }

// number reads a number that may come as a decimal string; NaN if there is
// none.
func (r record) number(key string) float64 {
	f, err := strconv.ParseFloat(fmt.Sprint(r[key]), 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// cents reads an amount, and NaN for one that is no whole number of cents.
func (r record) cents(key string) float64 {
	c := math.Round(r.number(key) * 100)
	if math.Abs(c/100-r.number(key)) > 1e-9 {
		return math.NaN()
	}
	return c
}

func (r record) child(key string) record { m, _ := r[key].(map[string]any); return m }

func (r record) children(key string) (all []record) {
	list, _ := r[key].([]any)
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// inspector looks for what is wrong with what flashseed put into a backend. That
// each item by itself makes sense is checked where it is generated; here they
// must fit what the backend holds.
type inspector struct {
	byID   map[string]map[string]record // by pool and id
	seeded map[string][]record          // by pool
	wrong  []string
}

// inspect reads all pools of at least min items back and returns what is wrong
// with them. Items named as foreign need not be sound.
func inspect(s *sandbox.Server, min int, foreign ...string) []string {
	in := &inspector{byID: map[string]map[string]record{}, seeded: map[string][]record{}}
	theirs := map[string]bool{}
	for _, id := range foreign {
		theirs[id] = true
	}
	for _, pool := range pools {
		in.byID[pool] = map[string]record{}
		for i, item := range s.Items(pool) {
			r := record(item)
			in.byID[pool][r.id()] = r
			bare := pool == "finance_rules" && i == 0 && r.text("created_by_id") == "" // of a new database
			if !theirs[r.id()] && !bare {
				in.seeded[pool] = append(in.seeded[pool], r)
			}
		}
		if n := len(in.byID[pool]); n < min {
			in.complain("%s holds %d, not %d", pool, n, min)
		}
	}
	for _, pool := range pools {
		in.keysAndReferences(registry.Get(pool))
	}
	in.finished()
	if len(foreign) == 0 { // a foreign restaurant may get the dish of one that was made
		in.menus()
	}
	for _, r := range in.seeded["orders"] {
		in.order(r)
	}
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

// keysAndReferences complains about items of a pool that share their natural
// key, and about references that lead nowhere.
func (in *inspector) keysAndReferences(e *entities.Entity) {
	keys := map[string]string{}
	for _, r := range in.seeded[e.Pool] {
		raw, err := json.Marshal(r)
		if err != nil {
			in.complain("%s: %v", r.id(), err)
		}
		if key := e.Key(entities.Item{ID: r.id(), Raw: raw}); e.Pool != "orders" { // regulars order the same again
			if other, taken := keys[key]; taken || key == "" {
				in.complain("%s and %s of %s share the key %q", other, r.id(), e.Pool, key)
			}
			keys[key] = r.id()
		}
		entities.EachRef(e.Fields, gjson.ParseBytes(raw), func(f entities.Field, id string) {
			for _, pool := range f.Refs {
				if in.byID[pool][id] != nil {
					return
				}
			}
			in.complain("%s refers to %q by %s, which is not among %s", r.id(), id, f.Name, f.Refs)
		})
	}
}

// finished complains about accounts that were left as registering them leaves
// them, and about phone numbers and plates that two have.
func (in *inspector) finished() {
	taken := map[string]bool{}
	once := func(r record, value string) {
		if value == "" || taken[value] {
			in.complain("%s has %q, which is nothing or another one's", r.id(), value)
		}
		taken[value] = true
	}
	for _, pool := range accountPools {
		for _, r := range in.seeded[pool] {
			phone := r.text("phone")
			for _, owner := range []record{r.child("user"), r.child("owner")} {
				if number := owner.text("phone"); number != "" {
					phone = number
				}
			}
			if contacts := r.children("contact_phone"); phone == "" && len(contacts) > 0 {
				phone = contacts[0].text("number")
			}
			once(r, phone)
		}
	}
	for _, r := range in.seeded["drivers"] {
		once(r, r.child("vehicle").text("license_plate"))
		if r["available_for_work"] == nil || !(r.child("current_location").number("lat") > 10) {
			in.complain("driver %s is not finished", r.id())
		}
	}
	bare := 0 // a few have no pictures
	for _, r := range in.seeded["restaurants"] {
		if in.byID["address_books"][r.text("address_id")] == nil {
			in.complain("restaurant %s has no address", r.id())
		}
		gallery, _ := r["images_gallery"].([]any)
		switch avatar := r.child("avatar") != nil; {
		case !avatar && len(gallery) == 0:
			bare++
		case !avatar || len(gallery) == 0 || r.text("description") == "":
			in.complain("restaurant %s is not finished", r.id())
		}
		for _, category := range r.children("specialize_in") {
			if in.byID["food_categories"][category.id()] == nil {
				in.complain("restaurant %s specializes in %s, which is not there", r.id(), category.id())
			}
		}
	}
	if n := len(in.seeded["restaurants"]); bare > n/12 {
		in.complain("%d of %d restaurants have no pictures", bare, n)
	}
}

// menus complains about restaurants without one.
func (in *inspector) menus() {
	dishes := map[string]bool{}
	for _, r := range in.byID["menu_items"] {
		dishes[r.text("restaurant_id")] = true
	}
	for _, r := range in.seeded["restaurants"] {
		if !dishes[r.id()] {
			in.complain("restaurant %s has no menu", r.id())
		}
	}
}

// order checks that an order fits its restaurant and its items.
func (in *inspector) order(r record) {
	restaurant := in.byID["restaurants"][r.text("restaurant_id")]
	if r.text("restaurant_location") != restaurant.text("address_id") {
		in.complain("order %s is fetched at %s, its restaurant is at %s", r.id(), r.text("restaurant_location"), restaurant.text("address_id"))
	}
	if status := restaurant.child("status"); status["is_accepted_orders"] != true || status["is_open"] == false {
		in.complain("order %s is for a closed restaurant", r.id())
	}
	sum, lines := 0.0, r.children("order_items")
	for _, line := range lines {
		item, variant := in.byID["menu_items"][line.text("item_id")], in.byID["menu_item_variants"][line.text("variant_id")]
		if item == nil || item.text("restaurant_id") != r.text("restaurant_id") || item.text("name") != line.text("name") {
			in.complain("order %s has the dish %s (%s), which its restaurant does not have", r.id(), line.text("item_id"), line.text("name"))
		}
		if variant.text("menu_id") != item.id() || variant.cents("price") != line.cents("price_at_time_of_order") {
			in.complain("order %s has a variant %s of %v at %v", r.id(), line.text("variant_id"), variant["menu_id"], line["price_at_time_of_order"])
		}
		sum += variant.cents("price") * line.number("quantity")
	}
	if sub := r.cents("sub_total"); len(lines) == 0 || sub != sum || r.cents("total_amount") != sub+r.cents("delivery_fee")+r.cents("service_fee") {
		in.complain("order %s: %v of %d items, sub-total %v, total %v", r.id(), sum, len(lines), r["sub_total"], r["total_amount"])
	}
	if status := r.text("status"); status == "DELIVERED" && r.text("tracking_info") != status {
		in.complain("order %s is %s and tracked as %s", r.id(), status, r.text("tracking_info"))
	}
}
