package entities

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities/saigon"
)

// market is what can be ordered in a world, and where to.
type market struct {
	homes []home
	shops []shop
}

// home is an address that orders go to.
type home struct {
	*Ref
	kind string
	at   point
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
	variants []variantRecord
}

// readMarket follows the variants of a world to their items, their
// restaurants and these to their addresses. What is not complete is left out:
// restaurants without address or menu, and those that take no orders. Nobody
// lives where a restaurant is, unless there are no other addresses.
func readMarket(w *World) (m market) {
	points := map[string]point{}
	for _, ref := range w.Refs["address_books"] {
		if at := ref.record().point("location"); at != (point{}) {
			points[ref.ID] = at
		}
	}
	off := map[string]bool{} // variants that the list of variants may not show as such, but their menu items do
	for _, ref := range w.Refs["menu_items"] {
		for _, variant := range ref.record().list("variants") {
			if variant.Get("availability").Type == gjson.False {
				off[variant.Get("id").String()] = true
			}
		}
	}
	variants := map[string][]variantRecord{} // by menu item
	for _, ref := range w.Refs["menu_item_variants"] {
		if v := readVariant(ref); v.price > 0 {
			v.off = v.off || off[ref.ID]
			variants[v.menuItem] = append(variants[v.menuItem], v)
		}
	}
	dishes := map[string][]shopDish{} // by restaurant
	for _, ref := range w.Refs["menu_items"] {
		choices := prefer(variants[ref.ID], func(v variantRecord) bool { return !v.off })
		if len(choices) > 0 {
			r := readMenuItem(ref.record())
			dishes[r.restaurant] = append(dishes[r.restaurant], shopDish{ref.ID, r.name, r.availability == no, choices})
		}
	}
	taken := map[string]bool{}
	for _, ref := range w.Refs["restaurants"] {
		record := readRestaurant(ref.record())
		taken[record.address] = true
		s := shop{id: ref.ID, address: record.address, at: record.at}
		s.dishes = prefer(dishes[ref.ID], func(d shopDish) bool { return !d.off }) // some backends answer no for every dish
		if at, ok := points[s.address]; ok {
			s.at = at
		}
		if !record.ordering || s.address == "" || s.at == (point{}) || len(s.dishes) == 0 || w.gone("address_books", s.address) {
			continue
		}
		s.hours = readWeek(ref.record())
		s.language = houseLanguage(w.Locale, cmp.Or(cuisineOfPrefix(record.name), saigon.House()), houseKey(w.Seed, ref))
		m.shops = append(m.shops, s)
	}
	free := prefer(w.Refs["address_books"], func(ref Ref) bool { return !taken[ref.ID] && points[ref.ID] != point{} })
	homes := prefer(free, func(ref Ref) bool { return ref.Index < 0 || !isShop(ref.Index) })
	for i := range homes {
		ref := &homes[i]
		if at, ok := points[ref.ID]; ok {
			m.homes = append(m.homes, home{ref, homeKind(ref.record().text("street")), at})
		}
	}
	return m
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
// its variants, mostly a small one. Room for four more links is left in refs.
func (m *orderMaker) basket(d draw, s *shop, index int) (lines []orderItem, refs []Link, subTotal int) {
	count, many := 1, d.between(0, 99)
	for _, percent := range [...]int{62, 30, 14, 6, 2} {
		if many < percent {
			count++
		}
	}
	count = min(count, len(s.dishes))
	order := newPermutation(len(s.dishes), uint64(d.between(0, 1<<30)), "basket")
	if m.Edge && index == oddBasket {
		count = oddLines
	}
	lines = make([]orderItem, count)
	refs = make([]Link, 0, 2*count+4)
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
		case m.Edge && index == oddBasket+1:
			quantity = 99
		}
		lines[i] = orderItem{dish.id, variant.id, dish.name, quantity, dollars(variant.price)}
		refs = append(refs, Link{"menu_items", dish.id}, Link{"menu_item_variants", variant.id})
		subTotal += quantity * variant.price
	}
	return lines, refs, subTotal
}
