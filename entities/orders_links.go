package entities

import (
	"slices"
	"strconv"
)

// enoughShops is how many restaurants orders should be spread over before
// more of them are looked up.
const enoughShops = 10

// orderLinks names the addresses of restaurants, the restaurants of menu items
// and the menu items of variants that the world does not hold, while there are
// not enough complete ones to order from. What completes most comes first, and
// of each pool there are no more than might be needed.
func orderLinks(w *World) []Link {
	missing := enoughShops - len(readMarket(w).shops)
	if missing <= 0 {
		return nil
	}
	var items, restaurants, addresses []Link
	known := map[Link]bool{}
	for _, pool := range [...]string{"menu_items", "restaurants", "address_books"} {
		for _, ref := range w.Refs[pool] {
			known[Link{pool, ref.ID}] = true
		}
	}
	follow := func(links *[]Link, pool, id string) {
		l := Link{pool, id}
		if id != "" && !known[l] && len(*links) < 2*missing {
			known[l] = true
			*links = append(*links, l)
		}
	}
	chosen := map[string]bool{} // menu items with variants, and restaurants with such
	for _, ref := range w.Refs["menu_item_variants"] {
		id := variantItem(ref.record())
		chosen[id] = true
		follow(&items, "menu_items", id)
	}
	for _, ref := range w.Refs["menu_items"] {
		if chosen[ref.ID] {
			id := menuItemRestaurant(ref.record())
			chosen[id] = true
			follow(&restaurants, "restaurants", id)
		}
	}
	for _, ref := range w.Refs["restaurants"] {
		if record := readRestaurant(ref.record()); chosen[ref.ID] && record.ordering && record.at == (point{}) {
			follow(&addresses, "address_books", record.address)
		}
	}
	return slices.Concat(addresses, restaurants, items)
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
