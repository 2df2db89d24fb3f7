package sandbox

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// storeOrder makes an order. Prices come from the variants, whatever the body
// says.
func (s *Server) storeOrder(c *call, t *table, values object) (*item, *refusal) {
	lines := values.get("order_items").Array()
	place := s.lookup(values.get("restaurant_id").Str, "restaurants")
	switch {
	case len(lines) == 0:
		return nil, &refusal{ec: ecMissing, em: "Order items are required"}
	case place.get("status.is_open").Type == gjson.False, place.get("status.is_accepted_orders").Type == gjson.False:
		return nil, &refusal{ec: ecNotAccepting, em: "Restaurant is not available at the moment"}
	}
	for _, voucher := range values.get("vouchers_applied").Array() {
		if s.lookup(voucher.Str, "vouchers") == nil {
			return nil, &refusal{ec: ecVoucher, em: "Voucher " + voucher.Str + " not found"}
		}
	}

	goods := 0.0
	priced := make([]object, len(lines))
	for i, line := range lines {
		price := line.Get("price_at_time_of_order").Num
		priced[i] = objectOf(line.Raw)
		if variant := s.lookup(line.Get("variant_id").Str, "menu_item_variants"); variant != nil {
			price = variant.get("price").Float()
			priced[i].set("price_at_time_of_order", price)
			if s.protocol.RewritesOrders { // its database's text
				priced[i].set("price_at_time_of_order", strconv.FormatFloat(price, 'f', -1, 64))
			}
		}
		goods += price * line.Get("quantity").Num
	}
	values.set("order_items", priced)
	if s.protocol.RewritesOrders {
		values.set("discount_amount", 0) // vouchers alone are discounts
	}
	total := cents(max(goods+values.get("delivery_fee").Float()+values.get("service_fee").Float()-values.get("discount_amount").Float(), 0))
	values.set("total_amount", float64(total)/100)
	if values["sub_total"] == nil {
		values.set("sub_total", float64(cents(goods))/100)
	}
	if refused := s.settle(values, place, total, cents(goods)); refused != nil {
		return nil, refused
	}
	from, to := s.lookup(values.get("restaurant_location").Str, "address_books"), s.lookup(values.get("customer_location").Str, "address_books")
	values.set("distance", math.Round(1e4*distance(from.get("location"), to.get("location")))/1e4)
	s.stampOrder(values, c.generated())
	it := s.add(t, values, nil, c.raw)

	place.count++
	for _, line := range lines {
		s.lookup(line.Get("item_id").Str, "menu_items").count += int(line.Get("quantity").Num)
	}
	return it, nil
}

func cents(amount float64) int64 { return int64(math.Round(amount * 100)) }

// settle has the customer pay, where the order is paid from a wallet: to the
// platform, which passes the goods' part on to the restaurant.
func (s *Server) settle(values object, place *item, total, goods int64) *refusal {
	status := "PENDING"
	if values.get("payment_method").Str == "FWallet" {
		status = "PAID"
		customer := s.lookup(values.get("customer_id").Str, "customers")
		platform, from, to := s.wallets[platformWallet], customer.user.purse(), place.user.purse()
		if platform == nil || from == nil || to == nil {
			return notFound("Wallet not found")
		}
		if from.cents < total {
			return &refusal{ec: ecBalance, em: "Insufficient balance"}
		}
		passed := min(goods, total)
		from.cents -= total
		to.cents += passed
		platform.cents += total - passed
	}
	if s.protocol.RewritesOrders {
		values.set("payment_status", status)
	}
	return nil
}

// distance is the great circle's length between two points, in km.
func distance(a, b gjson.Result) float64 {
	const earth, rad = 6371, math.Pi / 180
	lat1, lat2 := a.Get("lat").Num*rad, b.Get("lat").Num*rad
	h := math.Pow(math.Sin((lat2-lat1)/2), 2) +
		math.Cos(lat1)*math.Cos(lat2)*math.Pow(math.Sin((b.Get("lng").Num-a.Get("lng").Num)*rad/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

// stampOrder sets an order's times: now, or for a generated one three moments
// in order on one day of the past month.
func (s *Server) stampOrder(values object, generated bool) {
	created := s.now()
	placed, updated := created, created
	if generated {
		const third = 8 * 60 * 60
		midnight := s.opts.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1-rand.IntN(30)).Unix()
		created = midnight + rand.Int64N(third)
		placed = midnight + third + rand.Int64N(third)
		updated = midnight + 2*third + rand.Int64N(third)
	}
	values.set("created_at", created)
	values.set("order_time", placed)
	values.set("updated_at", updated)
}

// appendLines shows an order's lines, each with a summary of its menu item.
func (s *Server) appendLines(out []byte, it *item) []byte {
	out = append(out, `,"order_items":`...)
	if it.held["order_items"] == nil {
		return append(out, "null"...)
	}
	out = append(out, '[')
	for i, line := range it.get("order_items").Array() {
		if i > 0 {
			out = append(out, ',')
		}
		dish := s.lookup(line.Get("item_id").Str, "menu_items")
		if dish == nil || !line.IsObject() {
			out = append(out, line.Raw...)
			continue
		}
		out = append(append(out, line.Raw[:len(line.Raw)-1]...), `,"item":`...)
		out = append(append(out, dish.brief...), '}')
	}
	return append(out, ']')
}
