package entities

// orderBody creates an order.
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

// orderPatch is what an order takes once it is there.
type orderPatch struct {
	DriverID string `json:"driver_id,omitempty" ref:"drivers"`
}

// orderItem is one line of an order.
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
		Pool:    "orders",
		JSONKey: "orders",
		Title:   "Orders",
		Body:    orderBody{},
		Patch:   orderPatch{},
		Key:     orderKey,
		New:     newOrders,
		Links:   orderLinks,
		Wallet:  true,
		Columns: []Column{
			idColumn(),
			column("Status", "status"),
			moneyColumn("Total", "total_amount"),
			column("Payment", "payment_method"),
			column("Restaurant", "restaurant.restaurant_name", "restaurant.id", "restaurant_id"),
			personColumn("Customer", "customer", "customer_id"),
			countColumn("Items", "order_items"),
		},
	}
}

// orderMaker makes orders. Which status each index has is settled before a
// round by Deal.
type orderMaker struct {
	maker
	world     *World
	customers []Ref
	shops     []shop
	homes     []home
	dealt     map[int]string // statuses that differ from the pattern's
	recent    []int          // indices that were dealt a status, the first of them

	byCustomer permutation
	byShop     permutation
	byHome     permutation

	deliveryFee, serviceFee fixedFee
}

// fixedFee is a fee that the configuration sets for all orders.
type fixedFee struct {
	cents int
	set   bool
}

func newOrders(w *World) (Generator, error) {
	customers, err := needRefs(w, "orders", "customers", "customer")
	if err != nil {
		return nil, err
	}
	market := readMarket(w)
	if len(market.homes) == 0 {
		return nil, &LackError{Pool: "orders", Want: "address with a location"}
	}
	if len(market.shops) == 0 {
		return nil, &LackError{Pool: "orders", Want: "restaurant with an address and a menu with variants that accepts orders"}
	}
	m := &orderMaker{maker: newMaker(w, "orders"), world: w, customers: customers, shops: market.shops, homes: market.homes}
	m.byCustomer = m.permutation(len(customers), "customers")
	m.byShop = m.permutation(len(m.shops), "restaurants")
	m.byHome = m.permutation(len(m.homes), "addresses")
	m.deliveryFee.cents, m.deliveryFee.set = m.overrides.cents("delivery_fee")
	m.serviceFee.cents, m.serviceFee.set = m.overrides.cents("service_fee")
	return m, nil
}

func (m *orderMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	body, refs := m.order(d, index, attempt)
	m.settle(d, body, m.status(index))
	wallet := m.world.Wallet && d.chance(20)
	m.pay(body, wallet)
	draft, err := m.draft(index, attempt, body, refs)
	if err != nil || !wallet {
		return draft, err
	}
	m.pay(body, false)
	cash, err := m.encode(index, body)
	if string(cash) != string(draft.Body) {
		draft.Fallback = cash
	}
	return draft, err
}

// order draws who orders what from whom, and what it costs.
func (m *orderMaker) order(d draw, index, attempt int) (*orderBody, []Link) {
	// In every round of the customers each orders one restaurant further on.
	slot, count := index+attempt*7919, len(m.customers)
	who := m.byCustomer.at(slot)
	shop := &m.shops[m.byShop.at(slot%count+slot/count)]
	to := m.homeOf(who, shop)
	distance := kilometres(shop.at, to.at)
	lines, refs, subTotal := shop.basket(d)
	delivery, service := deliveryFee(distance), serviceFee(subTotal)
	if m.deliveryFee.set {
		delivery = m.deliveryFee.cents
	}
	if m.serviceFee.set {
		service = m.serviceFee.cents
	}
	return &orderBody{
			CustomerID:         m.customers[who].ID,
			RestaurantID:       shop.id,
			TotalAmount:        dollars(subTotal + delivery + service),
			DeliveryFee:        dollars(delivery),
			ServiceFee:         dollars(service),
			CustomerLocation:   to.id,
			RestaurantLocation: shop.address,
			OrderItems:         lines,
			DeliveryTime:       deliverySeconds(distance),
			Distance:           distance,
			SubTotal:           dollars(subTotal),
		}, append(refs,
			Link{"customers", m.customers[who].ID},
			Link{"restaurants", shop.id},
			Link{"address_books", shop.address},
			Link{"address_books", to.id},
		)
}

// homeOf is the nearest to a restaurant of the three addresses that a customer
// orders to; never the restaurant's own, unless there is no other.
func (m *orderMaker) homeOf(customer int, shop *shop) *home {
	const addresses = 3
	var best *home
	for i := range min(addresses+1, len(m.homes)) {
		h := &m.homes[m.byHome.at(customer*addresses+i)]
		if h.id == shop.address || i == addresses && best != nil {
			continue
		}
		if best == nil || kilometres(shop.at, h.at) < kilometres(shop.at, best.at) {
			best = h
		}
	}
	if best == nil {
		return &m.homes[0]
	}
	return best
}

// deliveryFee grows with the distance: 60 cents, and 25 for every kilometre
// beyond the first, in steps of five cents.
func deliveryFee(km float64) int { return 60 + toStep(int(max(km-1, 0)*25), 5) }

// serviceFee is four percent, at least ten cents.
func serviceFee(subTotal int) int { return max(percentOf(subTotal, 4), 10) }

// deliverySeconds is ten minutes and three more for every kilometre, an hour
// at most.
func deliverySeconds(km float64) int64 { return min(600+int64(km*180), 3600) }
