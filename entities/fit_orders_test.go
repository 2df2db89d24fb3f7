package entities

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

func TestOrders(t *testing.T) {
	w := town(t, 1)
	facts := facts{w}
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		world.Wallet = rapid.Bool().Draw(t, "wallet")
		d := made(t, world, "orders").Draft(index, attempt)
		b := decoded[orderBody](t, d.Body)
		facts.check(t, b)
		checkStage(t, b)
		if d.Fresh != stages[stageIndex(b.Status)].open {
			t.Fatalf("an order that is %s: fresh %v", b.Status, d.Fresh)
		}
		checkFallback(t, d, b, world.Wallet)
		for _, ref := range world.LinksOf(registry(t).Get("orders"), d) {
			if w.find(ref.Pool, ref.ID) == nil {
				t.Fatalf("refers to %v", ref)
			}
		}
	})
}

// facts are what orders must agree with.
type facts struct{ *World }

// ref is an item of a pool, nothing known of it if it is not there.
func (f facts) ref(pool, id string) Ref {
	if ref := f.find(pool, id); ref != nil {
		return *ref
	}
	return Ref{}
}

func (f facts) restaurant(id string) record { return f.ref("restaurants", id).record() }

func (f facts) item(id string) record { return menuItem(f.ref("menu_items", id)) }

func (f facts) place(id string) point { return f.ref("address_books", id).record().point("location") }

func (f facts) check(t *rapid.T, b orderBody) {
	restaurant := f.restaurant(b.RestaurantID)
	if f.find("restaurants", b.RestaurantID) == nil || f.find("customers", b.CustomerID) == nil {
		t.Fatalf("restaurant %s, customer %s", b.RestaurantID, b.CustomerID)
	}
	if !takesOrders(restaurant) || b.RestaurantLocation != addressOf(restaurant) {
		t.Fatalf("from %s of %s", b.RestaurantLocation, restaurant.answered)
	}
	from, to := restaurant.point("address.location"), f.place(b.CustomerLocation)
	if f.find("address_books", b.RestaurantLocation) != nil {
		from = f.place(b.RestaurantLocation)
	}
	if to == (point{}) || len(f.Refs["address_books"]) > 1 && b.CustomerLocation == b.RestaurantLocation {
		t.Fatalf("to %s from %s", b.CustomerLocation, b.RestaurantLocation)
	}
	if b.Distance != kilometres(from, to) {
		t.Fatalf("%v km, not %v", b.Distance, kilometres(from, to))
	}
	f.checkBasket(t, b)
	if got, want := inCents(t, b.TotalAmount), inCents(t, b.SubTotal)+inCents(t, b.DeliveryFee)+inCents(t, b.ServiceFee); got != want {
		t.Fatalf("total %d, parts %d", got, want)
	}
	fee, service := inCents(t, b.DeliveryFee), inCents(t, b.ServiceFee)
	if fair := 60 + 25*max(b.Distance-1, 0); math.Abs(float64(fee)-fair) > 5 || service < 10 || service < inCents(t, b.SubTotal)/25 {
		t.Fatalf("%d cents for %v km, %d for serving $%v", fee, b.Distance, service, b.SubTotal)
	}
	if b.DeliveryTime < 600 || b.DeliveryTime > 3600 {
		t.Fatalf("delivered in %d s", b.DeliveryTime)
	}
	if age := clock.Unix() - b.OrderTime; age <= 0 || age > 58*day || stages[stageIndex(b.Status)].open && age > 2*60*60 {
		t.Fatalf("ordered %d s ago", age)
	}
}

func (f facts) checkBasket(t *rapid.T, b orderBody) {
	sum, seen := 0, map[string]bool{}
	for _, line := range b.OrderItems {
		item, variant := f.item(line.ItemID), f.ref("menu_item_variants", line.VariantID).record()
		if restaurantOf(item) != b.RestaurantID || variantItem(variant) != line.ItemID {
			t.Fatalf("%+v is not of restaurant %s", line, b.RestaurantID)
		}
		if inCents(t, line.PriceAtTimeOfOrder) != variant.cents("price") || line.Name != item.text("name") {
			t.Fatalf("%+v of %s costs %v", line, item.answered, variant.cents("price"))
		}
		if line.Quantity < 1 || line.Quantity > 7 || seen[line.ItemID] {
			t.Fatalf("%d of %s", line.Quantity, line.ItemID)
		}
		seen[line.ItemID] = true
		sum += line.Quantity * variant.cents("price")
	}
	if len(b.OrderItems) < 1 || len(b.OrderItems) > 6 || sum != inCents(t, b.SubTotal) {
		t.Fatalf("%d items for %v, sum %d", len(b.OrderItems), b.SubTotal, sum)
	}
}

// inCents fails for amounts that are no whole number of cents as written.
func inCents(t *rapid.T, dollars float64) int {
	cents := math.Round(dollars * 100)
	if cents/100 != dollars {
		t.Fatalf("$%v is not to the cent", dollars)
	}
	return int(cents)
}

func checkStage(t *rapid.T, b orderBody) {
	s := stages[stageIndex(b.Status)]
	if s.status != b.Status {
		t.Fatalf("status %s", b.Status)
	}
	if b.TrackingInfo != s.tracking && (b.Status != cancelled || b.TrackingInfo != "ORDER_RECEIVED") {
		t.Fatalf("%s is tracked as %s", b.Status, b.TrackingInfo)
	}
	payment := s.cash
	if b.PaymentMethod == walletPayment {
		payment = s.wallet
	}
	if b.PaymentStatus != payment {
		t.Fatalf("%s by %s is %s", b.Status, b.PaymentMethod, b.PaymentStatus)
	}
	known := b.CustomerNote == ""
	for _, kind := range []string{"", alley + " ", flat + " ", onStreet + " "} {
		known = known || slices.Contains(slices.Concat(saigon.Words(kind+"note vi"), saigon.Words(kind+"note en")), b.CustomerNote)
	}
	if !known {
		t.Fatalf("the customer writes %q", b.CustomerNote)
	}
}

func checkFallback(t *rapid.T, d Draft, b orderBody, wallet bool) {
	if b.PaymentMethod == cashOnDelivery {
		if d.Fallback != nil {
			t.Fatalf("a fallback for cash")
		}
		return
	}
	var cash orderBody
	if !wallet || json.Unmarshal(d.Fallback, &cash) != nil || cash.PaymentMethod != cashOnDelivery {
		t.Fatalf("wallet %v, fallback %s", wallet, d.Fallback)
	}
	checkStage(t, cash)
	cash.PaymentMethod, cash.PaymentStatus = b.PaymentMethod, b.PaymentStatus
	if string(encode(cash)) != string(encode(b)) {
		t.Fatalf("the fallback is another order:\n%s\n%s", d.Body, d.Fallback)
	}
}

// The first orders are the same when there are more orders, customers and
// addresses.
func TestFirstOrdersStay(t *testing.T) {
	w := presetWorld(t, "town", 1)
	more := *w
	more.Refs = maps.Clone(w.Refs)
	for _, pool := range []string{"customers", "address_books"} {
		more.Refs[pool] = refsOf(t, w, registry(t).Get(pool), upTo(2*len(w.Refs[pool])))
	}
	a, b := made(t, w, "orders"), made(t, &more, "orders")
	for i := range len(w.Refs["orders"]) {
		if x, y := a.Draft(i, 0).Body, b.Draft(i, 0).Body; string(x) != string(y) {
			t.Fatalf("order %d:\n%s\n%s", i, x, y)
		}
	}
}

func TestNewcomers(t *testing.T) {
	before := 0
	for order := range 2000 {
		if got := newcomersBefore(order); got != before {
			t.Fatalf("%d customers before order %d, want %d", got, order, before)
		}
		if firstOrder(before) == order {
			before++
		}
	}
}

func TestOneOfEverythingIsEnoughForAnOrder(t *testing.T) {
	b := body[orderBody](t, made(t, fullWorld(t, 1, 1), "orders"), 0, 0)
	if b.CustomerLocation != b.RestaurantLocation || b.Distance != 0 {
		t.Errorf("from %s to %s", b.RestaurantLocation, b.CustomerLocation)
	}
}

func TestWithoutReferencesNothingIsMade(t *testing.T) {
	for _, e := range registry(t).All() {
		for _, need := range e.Needs {
			w := fullWorld(t, 1, 2)
			delete(w.Refs, need)
			_, err := e.New(w)
			lack, ok := errors.AsType[*LackError](err)
			if !ok || lack.Pool != e.Pool || lack.Want == "" {
				t.Errorf("%s without %s: %v", e.Pool, need, err)
			}
		}
	}
}

func TestOrdersAreNotSentToClosedRestaurants(t *testing.T) {
	w := town(t, 1)
	set := func(i int, isOpen, accepts bool) {
		fields := fieldsOf(w.Refs["restaurants"][i].Raw)
		fields["status"] = map[string]any{"is_open": isOpen, "is_active": true, "is_accepted_orders": accepts}
		w.Refs["restaurants"][i].Raw = encode(fields)
	}
	for i := range w.Refs["restaurants"] {
		set(i, i%3 != 0, i%3 != 1)
	}
	facts, g := facts{w}, made(t, w, "orders")
	rapid.Check(t, func(t *rapid.T) {
		facts.check(t, body[orderBody](t, g, rapid.IntRange(0, 1000).Draw(t, "index"), 0))
	})
	for i := range w.Refs["restaurants"] {
		set(i, false, true)
	}
	if _, err := registry(t).Get("orders").New(w); !isLack(err) {
		t.Errorf("nothing is open: %v", err)
	}
}
