package sandbox

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const (
	day      = 24 * time.Hour
	orderAge = 30 // days that generated orders go back
)

// storeOrder makes an order of a body that passed its type table. Prices come
// from the variants, whatever the body says.
func (s *Server) storeOrder(c *call, body object) (*item, []byte, *refusal) {
	d := s.db
	if len(splitLines(body["order_items"])) == 0 {
		return nil, nil, missing("Order items are required")
	}
	if r := d.refer(orders, body); r != nil {
		return nil, nil, r
	}
	place := d.pools[restaurants].get(body.text("restaurant_id"))
	if place.closed {
		return nil, nil, &refusal{ec: ecNotAccepting, em: "Restaurant is not available at the moment"}
	}
	if vouchers := body.texts("vouchers_applied"); len(vouchers) > 0 {
		return nil, nil, &refusal{ec: ecVoucher, em: "Voucher " + vouchers[0] + " not found"}
	}
	if !d.whole && !c.generated() && !d.lockOrder(body) {
		return nil, nil, duplicate("Order already processed")
	}
	total, goods := d.price(body)
	if r := d.settle(body, place, total, goods); r != nil {
		return nil, nil, r
	}
	d.measure(body)
	d.stampOrder(body, c.generated())
	it, created := d.create(orders, body, nil, c.body)
	d.countOrder(it, place)
	return it, created, nil
}

// price recomputes the amounts of an order's body and returns the total and
// the goods' part of it, in cents.
func (d *db) price(body object) (total, goods int64) {
	lines := splitLines(body["order_items"])
	sum := 0.0
	for i, line := range lines {
		fields, _ := parseObject(line.raw) // parsed before
		unit := fields.number("price_at_time_of_order")
		if v := d.pools[menuItemVariants].get(fields.text("variant_id")); v != nil {
			unit = v.price
			fields["price_at_time_of_order"] = d.linePrice(unit)
			lines[i].raw, _ = json.Marshal(fields)
		}
		sum += unit * fields.number("quantity")
	}
	body["order_items"] = joinLines(lines)
	if !d.whole {
		body.setRaw("discount_amount", "0") // vouchers alone are discounts
	}
	amount := sum + body.number("delivery_fee") + body.number("service_fee") - body.number("discount_amount")
	total, goods = cents(math.Max(amount, 0)), cents(sum)
	body["total_amount"] = appendNumber(nil, asNumber, float64(total)/100)
	body.setDefault("sub_total", string(appendNumber(nil, asNumber, float64(goods)/100)))
	body.setDefault("discount_amount", "0")
	return total, goods
}

// linePrice is a variant's price inside an order: the Flashstrom backend puts
// the database's text there.
func (d *db) linePrice(unit float64) json.RawMessage {
	digits := appendNumber(nil, asNumber, unit)
	if d.whole {
		return digits
	}
	return appendText(nil, string(digits))
}

// lockOrder says whether the order is new: not of the same customer, items
// and second as another one.
func (d *db) lockOrder(body object) bool {
	if now := d.seconds(); now != d.placedAt {
		d.placedAt, d.placed = now, map[string]bool{}
	}
	var ids []string
	for _, line := range splitLines(body["order_items"]) {
		ids = append(ids, line.itemID)
	}
	slices.Sort(ids)
	key := body.text("customer_id") + " " + strings.Join(ids, " ")
	if d.placed[key] {
		return false
	}
	d.placed[key] = true
	return true
}

func cents(amount float64) int64 { return int64(math.Round(amount * 100)) }

// settle has the customer pay, where the order is paid from a wallet: to the
// platform, which passes the goods' part on to the restaurant. The payment's
// status follows from that in the Flashstrom dialect, whatever the body says.
func (d *db) settle(body object, place *item, total, goods int64) *refusal {
	if body.text("payment_method") != "FWallet" {
		d.overwrite(body, "payment_status", "PENDING")
		return nil
	}
	d.overwrite(body, "payment_status", "PAID")
	platform := d.wallets[platformWallet]
	from := d.pools[customers].get(body.text("customer_id")).wallet()
	to := place.wallet()
	if platform == nil || from == nil || to == nil {
		return notFound("Wallet not found")
	}
	if !pay(from, platform, total) {
		return &refusal{ec: ecBalance, em: "Insufficient balance"}
	}
	pay(platform, to, min(goods, total))
	return nil
}

func (d *db) overwrite(body object, key, value string) {
	if !d.whole {
		body.setText(key, value)
	}
}

// wallet is the wallet of the item's user, nil when it has none.
func (it *item) wallet() *wallet {
	if it.user == nil {
		return nil
	}
	return it.user.wallet
}

// measure sets the distance between the order's two addresses, in km.
func (d *db) measure(body object) {
	from := d.pools[addressBooks].get(body.text("restaurant_location"))
	to := d.pools[addressBooks].get(body.text("customer_location"))
	body["distance"] = appendNumber(nil, asFour, distance(from.lat, from.lng, to.lat, to.lng))
}

// distance is the great circle's length between two points, in km.
func distance(lat1, lng1, lat2, lng2 float64) float64 {
	const earth, rad = 6371, math.Pi / 180
	h := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) +
		math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lng2-lng1)*rad/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(math.Min(h, 1)))
}

// stampOrder sets an order's times: now, or for a generated one three moments
// in order on one day of the past month.
func (d *db) stampOrder(body object, generated bool) {
	now := d.now()
	created, placed, updated := now.Unix(), now.Unix(), now.Unix()
	if generated {
		start := now.UTC().Truncate(day).Add(-day * time.Duration(1+rand.IntN(orderAge)))
		third := int64(day/time.Second) / 3
		created = start.Unix() + rand.Int64N(third)
		placed = start.Unix() + third + rand.Int64N(third)
		updated = start.Unix() + 2*third + rand.Int64N(third)
	}
	body.setInt("created_at", created)
	body.setInt("order_time", placed)
	body.setInt("updated_at", updated)
}

// countOrder adds an order to the counters of what it is about.
func (d *db) countOrder(it, place *item) {
	place.count++
	for _, line := range it.lines {
		if dish := d.pools[menuItems].get(line.itemID); dish != nil {
			fields, _ := parseObject(line.raw) // parsed before
			dish.count += int(fields.number("quantity"))
		}
	}
}
