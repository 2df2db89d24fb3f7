package entities

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities/saigon"
)

// homesOf are the addresses that orders may go to. Nobody lives where a
// restaurant is, unless there are no other addresses.
func homesOf(w *World) []Ref {
	taken := map[string]bool{}
	for _, ref := range w.Refs["restaurants"] {
		taken[addressOf(ref.record())] = true
	}
	var homes []Ref
	for _, ref := range w.Refs["address_books"] {
		if ref.record().point("location") != (point{}) {
			homes = append(homes, ref)
		}
	}
	free := prefer(homes, func(home Ref) bool { return !taken[home.ID] })
	return prefer(free, func(home Ref) bool { return home.Index < 0 || !isShop(home.Index) })
}

// shop is a restaurant that orders can be sent to.
type shop struct {
	id       string
	address  string
	at       point
	hours    week
	language string
	dishes   []shopDish
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

// shopsOf follows the variants of a world to their items, their restaurants and
// these to their addresses. What is not complete is left out: restaurants
// without address or menu, and those that take no orders.
func shopsOf(w *World) (shops []shop) {
	off := map[string]bool{} // variants that the list of variants may not show as such, but their menu items do
	for _, ref := range w.Refs["menu_items"] {
		for _, variant := range ref.record().list("variants") {
			off[variant.Get("id").String()] = variant.Get("availability").Type == gjson.False
		}
	}
	variants := map[string][]shopVariant{} // by menu item
	for _, ref := range w.Refs["menu_item_variants"] {
		r := ref.record()
		if price := r.cents("price"); price > 0 {
			v := shopVariant{ref.ID, price, off[ref.ID] || r.answer("availability") == no}
			variants[variantItem(r)] = append(variants[variantItem(r)], v)
		}
	}
	dishes := map[string][]shopDish{} // by restaurant
	for _, ref := range w.Refs["menu_items"] {
		if choices := prefer(variants[ref.ID], func(v shopVariant) bool { return !v.off }); len(choices) > 0 {
			r := menuItem(ref)
			dish := shopDish{ref.ID, r.text("name"), r.answer("availability") == no, choices}
			dishes[restaurantOf(r)] = append(dishes[restaurantOf(r)], dish)
		}
	}
	for _, ref := range w.Refs["restaurants"] {
		r := ref.record()
		s := shop{id: ref.ID, address: addressOf(r), at: r.point("address.location"), hours: readWeek(r)}
		s.dishes = prefer(dishes[ref.ID], func(d shopDish) bool { return !d.off }) // some backends answer no for every dish
		if known := w.find("address_books", s.address); known != nil {
			s.at = cmp.Or(known.record().point("location"), s.at)
		}
		if !takesOrders(r) || s.address == "" || s.at == (point{}) || len(s.dishes) == 0 || w.gone("address_books", s.address) {
			continue
		}
		c := cmp.Or(cuisineOfPrefix(r.text("restaurant_name")), saigon.House())
		s.language = houseLanguage(w.Locale, c, houseKey(w.Seed, ref))
		shops = append(shops, s)
	}
	return shops
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

// basket draws one to six different dishes, mostly one or two, each with one of
// its variants, mostly a small one.
func (m *orderMaker) basket(d draw, s *shop, index int) (lines []orderItem, subTotal int) {
	count, many := 1, d.between(0, 99)
	for _, percent := range [...]int{62, 30, 14, 6, 2} {
		if many < percent {
			count++
		}
	}
	count = min(count, len(s.dishes))
	order := newPermutation(len(s.dishes), uint64(d.between(0, 1<<30)), "basket")
	if m.Edge && index == 5 {
		count = 30
	}
	lines = make([]orderItem, count)
	for i := range lines {
		dish := &s.dishes[order.at(i)]
		last := len(dish.variants) - 1
		variant := &dish.variants[min(d.between(0, last), d.between(0, last))]
		quantity := 1
		if d.chance(25) {
			quantity = d.between(2, 3)
		}
		switch {
		case len(s.dishes) == 1 && last < 2:
			quantity = 1 + index%7 // where there is no choice, this sets orders apart
		case m.Edge && index == 6:
			quantity = 99
		}
		lines[i] = orderItem{dish.id, variant.id, dish.name, quantity, dollars(variant.price)}
		subTotal += quantity * variant.price
	}
	return lines, subTotal
}
