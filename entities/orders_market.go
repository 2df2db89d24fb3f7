package entities

// market is what can be ordered in a world, and where to.
type market struct {
	homes []home
	shops []shop
}

// home is an address that orders go to.
type home struct {
	id string
	at point
}

// shop is a restaurant that orders can be sent to.
type shop struct {
	id      string
	address string
	at      point
	dishes  []shopDish
}

// shopDish is a menu item that has variants.
type shopDish struct {
	id       string
	name     string
	off      bool // not available at the moment
	variants []shopVariant
}

type shopVariant struct {
	id    string
	price int // cents
	off   bool
}

// readMarket follows the variants of a world to their items, their
// restaurants and these to their addresses. What is not complete is left out:
// restaurants without address or menu, and those that take no orders.
func readMarket(w *World) market {
	homes, places := readHomes(w)
	dishes := readDishes(w, readVariants(w))
	m := market{homes: homes}
	for _, ref := range w.Refs["restaurants"] {
		s, ok := readShop(w, ref, places)
		if !ok {
			continue
		}
		if s.dishes = onSale(dishes[s.id]); len(s.dishes) > 0 {
			m.shops = append(m.shops, s)
		}
	}
	return m
}

func readHomes(w *World) ([]home, map[string]point) {
	var homes []home
	places := map[string]point{}
	for _, ref := range w.Refs["address_books"] {
		at := ref.record().point("location")
		if at == (point{}) {
			continue
		}
		homes = append(homes, home{ref.ID, at})
		places[ref.ID] = at
	}
	return homes, places
}

// readShop reads a restaurant; false if orders cannot be sent there.
func readShop(w *World, ref Ref, places map[string]point) (shop, bool) {
	record := readRestaurant(ref.record())
	s := shop{id: ref.ID, address: record.address, at: record.at}
	if at, ok := places[s.address]; ok {
		s.at = at
	}
	return s, record.ordering && s.address != "" && s.at != (point{}) && !w.gone("address_books", s.address)
}

// readVariants lists the variants by menu item.
func readVariants(w *World) map[string][]shopVariant {
	variants := map[string][]shopVariant{}
	for _, ref := range w.Refs["menu_item_variants"] {
		if v := readVariant(ref.record()); v.price > 0 {
			variants[v.menuItem] = append(variants[v.menuItem], shopVariant{ref.ID, v.price, v.availability == no})
		}
	}
	return variants
}

// readDishes lists the menu items that have variants by restaurant.
func readDishes(w *World, variants map[string][]shopVariant) map[string][]shopDish {
	dishes := map[string][]shopDish{}
	for _, ref := range w.Refs["menu_items"] {
		choices := onOffer(variants[ref.ID])
		if len(choices) == 0 {
			continue
		}
		r := readMenuItem(ref.record())
		dishes[r.restaurant] = append(dishes[r.restaurant], shopDish{ref.ID, r.name, r.availability == no, choices})
	}
	return dishes
}

// onSale leaves out the dishes that are not available, unless none is: a
// backend that does not tell says no for all.
func onSale(dishes []shopDish) []shopDish {
	return prefer(dishes, func(d shopDish) bool { return !d.off })
}

func onOffer(variants []shopVariant) []shopVariant {
	return prefer(variants, func(v shopVariant) bool { return !v.off })
}

// prefer keeps what is good, or all if nothing is.
func prefer[T any](list []T, good func(T) bool) []T {
	var kept []T
	for _, value := range list {
		if good(value) {
			kept = append(kept, value)
		}
	}
	if len(kept) == 0 {
		return list
	}
	return kept
}

// basket draws one to four different dishes, each with one of its variants.
// Room for four more links is left in refs.
func (s *shop) basket(d draw) (lines []orderItem, refs []Link, subTotal int) {
	count := min(d.between(1, 4), len(s.dishes))
	order := newPermutation(len(s.dishes), uint64(d.between(0, 1<<30)), "basket")
	lines = make([]orderItem, count)
	refs = make([]Link, 0, 2*count+4)
	for i := range lines {
		dish := &s.dishes[order.at(i)]
		variant := pick(d, dish.variants)
		quantity := 1
		if d.chance(30) {
			quantity = d.between(2, 3)
		}
		lines[i] = orderItem{dish.id, variant.id, dish.name, quantity, dollars(variant.price)}
		refs = append(refs, Link{"menu_items", dish.id}, Link{"menu_item_variants", variant.id})
		subTotal += quantity * variant.price
	}
	return lines, refs, subTotal
}
