package entities

import (
	"math"
	"math/bits"
	"slices"
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

type orderBody struct {
	CustomerID         string      `json:"customer_id" ref:"customers"`
	RestaurantID       string      `json:"restaurant_id" ref:"restaurants"`
	Status             string      `json:"status" enum:"PENDING|RESTAURANT_ACCEPTED|PREPARING|IN_PROGRESS|READY_FOR_PICKUP|RESTAURANT_PICKUP|DISPATCHED|CANCELLED|EN_ROUTE|OUT_FOR_DELIVERY|DELIVERED|DELIVERY_FAILED"`
	TotalAmount        float64     `json:"total_amount" min:"0"`
	DeliveryFee        float64     `json:"delivery_fee" min:"0"`
	ServiceFee         float64     `json:"service_fee" min:"0"`
	PaymentStatus      string      `json:"payment_status" enum:"PENDING|PAID|FAILED"`
	PaymentMethod      string      `json:"payment_method" enum:"COD|FWallet"`
	CustomerLocation   string      `json:"customer_location" ref:"address_books"`
	RestaurantLocation string      `json:"restaurant_location" ref:"address_books"`
	OrderItems         []orderItem `json:"order_items"`
	OrderTime          int64       `json:"order_time"`
	DeliveryTime       int64       `json:"delivery_time"` // a duration in seconds
	TrackingInfo       string      `json:"tracking_info" enum:"ORDER_PLACED|ORDER_RECEIVED|PREPARING|IN_PROGRESS|RESTAURANT_PICKUP|DISPATCHED|EN_ROUTE|OUT_FOR_DELIVERY|DELIVERY_FAILED|DELIVERED"`
	Distance           float64     `json:"distance,omitempty" min:"0"` // kilometres
	SubTotal           float64     `json:"sub_total,omitempty" min:"0"`
	DiscountAmount     float64     `json:"discount_amount,omitempty" min:"0"`
	CustomerNote       string      `json:"customer_note,omitempty"`
	RestaurantNote     string      `json:"restaurant_note,omitempty"`
	VouchersApplied    []string    `json:"vouchers_applied,omitempty"`
}

type orderPatch struct {
	DriverID string `json:"driver_id,omitempty" ref:"drivers"`
}

type orderItem struct {
	ItemID             string  `json:"item_id" ref:"menu_items"`
	VariantID          string  `json:"variant_id,omitempty" ref:"menu_item_variants"`
	Name               string  `json:"name"`
	Quantity           int     `json:"quantity" min:"1"`
	PriceAtTimeOfOrder float64 `json:"price_at_time_of_order"`
}

// The methods of payment.
const (
	cashOnDelivery = "COD"
	walletPayment  = "FWallet"
)

func orders() *Entity {
	return &Entity{
		Pool:      "orders",
		Body:      orderBody{},
		Patch:     orderPatch{},
		Key:       orderKey,
		bind:      newOrders,
		Usable:    func(_ *World, ref Ref) bool { return ref.record().text("status") == delivered },
		Links:     orderLinks,
		Finishers: []Finisher{{Name: "cancellation", Next: cancelOrder}},
		After:     countOrders,
		Wallet:    true,
		Columns: columns(
			"Status: status", "Total: total_amount as money", "Payment: payment_method",
			"Restaurant: restaurant.restaurant_name|restaurant.id|restaurant_id",
			"Customer: customer|customer_id as person", "Items: order_items as count",
		),
	}
}

// orderMaker makes orders. Whose an order is, from where and what becomes of it
// does not depend on how many orders and customers there will be.
type orderMaker struct {
	maker
	customers []Ref
	shops     []shop // the busiest first
	busy      []int  // how busy they are, each with those before it
	open      []int  // positions of the shops that are open now and have been for an hour
	homes     []Ref
	luck      uint64
}

func newOrders(base maker) (Generator, error) {
	m := newOrderMaker(base, shopsOf(base.World))
	m.customers, m.homes = m.Refs["customers"], homesOf(m.World)
	switch {
	case len(m.homes) == 0:
		return nil, &LackError{Pool: "orders", Want: "address with a location"}
	case len(m.shops) == 0:
		return nil, &LackError{Pool: "orders", Want: "restaurant with an address and a menu with variants that accepts orders"}
	}
	return m, nil
}

// newOrderMaker ranks the shops and knows no customers.
func newOrderMaker(base maker, shops []shop) *orderMaker {
	m := &orderMaker{maker: base, luck: mix(base.Seed ^ textSeed("luck of orders"))}
	rank, sum := m.permutation(len(shops), "restaurants"), 0
	for i := range shops {
		s := shops[rank.at(i)]
		// A power law: the busiest fifth takes half the orders, of however many.
		sum += int(1e4 * math.Pow(0.12+(float64(i)+0.5)/float64(len(shops)), -1.5))
		m.shops, m.busy = append(m.shops, s), append(m.busy, sum)
		if s.hours.open(m.now) && s.hours.open(m.now-60*60) {
			m.open = append(m.open, i)
		}
	}
	return m
}

func (m *orderMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	customer := m.customer(index)
	shop, stage := m.shop(customer, index)
	home := m.home(customer, index, shop)
	place := home.record()
	lines, subTotal := m.basket(d, shop, index)
	distance := kilometres(shop.at, place.point("location"))
	delivery := 60 + toStep(int(max(distance-1, 0)*25), 5) // 60 cents, and 25 for every kilometre beyond the first
	service := max(percentOf(subTotal, 4), 10)
	m.overrides.setCents(&delivery, "delivery_fee", index)
	m.overrides.setCents(&service, "service_fee", index)
	who := &m.customers[customer]
	body := &orderBody{
		CustomerID:         who.ID,
		RestaurantID:       shop.id,
		Status:             stage.status,
		TotalAmount:        dollars(subTotal + delivery + service),
		DeliveryFee:        dollars(delivery),
		ServiceFee:         dollars(service),
		PaymentMethod:      cashOnDelivery,
		PaymentStatus:      stage.cash,
		CustomerLocation:   home.ID,
		RestaurantLocation: shop.address,
		OrderItems:         lines,
		OrderTime:          m.orderTime(d, shop, stage),
		DeliveryTime:       min(600+int64(distance*180), 3600), // ten minutes, and three for every kilometre
		TrackingInfo:       stage.tracking,
		Distance:           distance,
		SubTotal:           dollars(subTotal),
	}
	if accepted := d.chance(50); accepted && stage.status == cancelled {
		body.TrackingInfo = "ORDER_RECEIVED"
	}
	if d.chance(55) {
		language := m.languageOf(who)
		list := "note " + language
		if d.chance(50) {
			list = homeKind(place.text("street")) + " " + list
		}
		body.CustomerNote = d.text(saigon.Words(list))
	}
	if d.chance(40) && stage.status != cancelled {
		body.RestaurantNote = d.text(saigon.Words("kitchen note " + shop.language))
	}
	wallet := m.Wallet && d.chance(20)
	draft := m.draft(index, attempt, body)
	draft.Fresh = stage.open
	if wallet {
		body.PaymentMethod, body.PaymentStatus = walletPayment, stage.wallet
		if paid := m.encode(index, body); string(paid) != string(draft.Body) {
			draft.Body, draft.Fallback = paid, draft.Body
		}
	}
	return draft
}

// newcomersBefore is how many customers have ordered before an order. Every
// other of the first eight orders is a customer's first, later every fourth.
func newcomersBefore(order int) int {
	if order < 8 {
		return (order + 1) / 2
	}
	return max(4, (order+3)/4)
}

// firstOrder is a customer's.
func firstOrder(customer int) int {
	if customer < 4 {
		return customer * 2
	}
	return customer * 4
}

// customer returns whose an order is: a newcomer's, else one who ordered
// before: now and then whoever made some earlier order, which is how regulars
// come about, else one of the newer half of the customers, since the others
// would order every other day in the end.
func (m *orderMaker) customer(order int) int {
	if m.Edge {
		customer, _ := unevenly(order, 200, len(m.customers))
		return customer
	}
	for {
		known := newcomersBefore(order)
		if firstOrder(known) == order && known < len(m.customers) {
			return known
		}
		luck := mix(m.luck + uint64(order))
		if luck%10 < 3 {
			order = int(luck >> 8 % uint64(order))
			continue
		}
		known = min(known, len(m.customers))
		return known - 1 - int(luck>>8%uint64((known+1)/2))
	}
}

// shop returns where an order is made, and what has become of it: more than half
// the time the customer's favourite, which is where the first order went. Open
// orders go to shops that are open; while none is, orders have been delivered,
// but for those that are placed live: one shop stays up for them.
func (m *orderMaker) shop(customer, order int) (*shop, *stage) {
	stage := &stages[stageIndex(m.status(order))]
	if m.cancelsLate(order) {
		stage = &stages[0]
	}
	luck := mix(m.luck ^ uint64(order)<<20)
	visit := order
	if luck%100 < 55 {
		visit = min(firstOrder(customer), order)
	}
	// Steps of the golden ratio are spread more evenly than luck is.
	const golden = 0x9e3779b97f4a7c15
	draw, _ := bits.Mul64(m.luck+uint64(visit)*golden, uint64(m.busy[len(m.busy)-1]))
	at, _ := slices.BinarySearch(m.busy, int(draw)+1)
	switch {
	case !stage.open || slices.Contains(m.open, at):
	case len(m.open) > 0:
		at = m.open[luck>>8%uint64(len(m.open))]
	case !m.Live:
		stage = &stages[stageIndex(delivered)]
	}
	return &m.shops[at], stage
}

// home is where a customer has things sent: home, or now and then to an earlier
// customer's; never to the shop itself, unless there is no other address.
func (m *orderMaker) home(customer, order int, from *shop) *Ref {
	luck := mix(m.luck + uint64(order)<<20)
	at := customer
	if luck%100 < 15 {
		at = int(luck >> 8 % uint64(customer+1))
	}
	if h := &m.homes[at%len(m.homes)]; h.ID != from.address {
		return h
	}
	return &m.homes[(at+1)%len(m.homes)]
}

// languageOf is the language that a customer writes.
func (m *maker) languageOf(customer *Ref) string {
	family := customer.record().text("last_name", "user.last_name")
	if family == "" && customer.Index >= 0 {
		family = newPerson(newDraw(m.Seed, "customers", customer.Index, 0), m.Locale, "customer").last
	}
	if isVietnamese(family) {
		return languageOf(m.Locale, 0, 100)
	}
	return languageOf(m.Locale, 0, 0)
}

// enoughShops is how many restaurants orders should be spread over before
// more of them are looked up.
const enoughShops = 10

// orderLinks names the addresses of restaurants, the restaurants of menu items
// and the menu items of variants that the world does not hold, while there are
// not enough complete ones to order from. What completes most comes first, and
// of each pool there are no more than might be needed.
func orderLinks(w *World) []Link {
	missing := enoughShops - len(shopsOf(w))
	chosen := map[string]bool{} // menu items with variants, and restaurants with such
	items := outside(w, 2*missing, "menu_item_variants", "menu_items", func(ref Ref) string {
		id := variantItem(ref.record())
		chosen[id] = true
		return id
	})
	restaurants := outside(w, 2*missing, "menu_items", "restaurants", func(ref Ref) string {
		if !chosen[ref.ID] {
			return ""
		}
		id := restaurantOf(menuItem(ref))
		chosen[id] = true
		return id
	})
	addresses := outside(w, 2*missing, "restaurants", "address_books", func(ref Ref) string {
		if r := ref.record(); chosen[ref.ID] && takesOrders(r) && r.point("address.location") == (point{}) {
			return addressOf(r)
		}
		return ""
	})
	return slices.Concat(addresses, restaurants, items)
}

// outside names what items of a pool refer to and the world does not hold, so
// many items at most.
func outside(w *World, most int, pool, parents string, parent func(Ref) string) (links []Link) {
	for _, ref := range w.Refs[pool] {
		link := Link{parents, parent(ref)}
		if link.ID != "" && len(links) < most && w.find(parents, link.ID) == nil && !slices.Contains(links, link) {
			links = append(links, link)
		}
	}
	return links
}

// orderKey is a fingerprint of who ordered what from whom. Two orders may have
// the same.
func orderKey(item Item) string {
	r := item.record()
	items := r.list("order_items")
	if len(items) == 0 {
		return ""
	}
	lines := make([]string, len(items))
	for i, item := range items {
		line := record{answered: []byte(item.Raw)}
		id := line.id("item_id", "menu_item", "item")
		if id == "" {
			return ""
		}
		quantity, _ := numberIn(item.Get("quantity"))
		lines[i] = id + "/" + line.id("variant_id", "variant") + "/" + strconv.Itoa(int(quantity))
	}
	slices.Sort(lines)
	return keyOf(append([]string{r.id("customer_id", "customer"), r.id("restaurant_id", "restaurant")}, lines...)...)
}
