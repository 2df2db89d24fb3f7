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
	lacking := enoughShops - len(readMarket(w).shops)
	if lacking <= 0 {
		return nil
	}
	f := &follower{world: w, most: 2 * lacking, held: map[Link]bool{}}
	items := f.menuItems()
	places := f.restaurants(items)
	f.addresses(places)
	slices.Reverse(f.links)
	return slices.Concat(f.links...)
}

// follower collects links to what the world does not hold, each once.
type follower struct {
	world *World
	most  int // links of one pool
	held  map[Link]bool
	links [][]Link // by pool
}

// begin turns to another pool.
func (f *follower) begin(pool string) {
	for _, ref := range f.world.Refs[pool] {
		f.held[Link{pool, ref.ID}] = true
	}
	f.links = append(f.links, nil)
}

func (f *follower) add(pool, id string) {
	l, list := Link{pool, id}, &f.links[len(f.links)-1]
	if id == "" || f.held[l] || len(*list) >= f.most {
		return
	}
	f.held[l] = true
	*list = append(*list, l)
}

// menuItems follows the variants; it returns the items that have some.
func (f *follower) menuItems() map[string]bool {
	f.begin("menu_items")
	items := map[string]bool{}
	for _, ref := range f.world.Refs["menu_item_variants"] {
		id := variantItem(ref.record())
		items[id] = true
		f.add("menu_items", id)
	}
	return items
}

// restaurants follows the menu items that have variants; it returns the
// restaurants that have such.
func (f *follower) restaurants(items map[string]bool) map[string]bool {
	f.begin("restaurants")
	places := map[string]bool{}
	for _, ref := range f.world.Refs["menu_items"] {
		if items[ref.ID] {
			id := menuItemRestaurant(ref.record())
			places[id] = true
			f.add("restaurants", id)
		}
	}
	return places
}

// addresses follows the restaurants that could be ordered from if their
// address were known.
func (f *follower) addresses(places map[string]bool) {
	f.begin("address_books")
	for _, ref := range f.world.Refs["restaurants"] {
		if !places[ref.ID] {
			continue
		}
		if record := readRestaurant(ref.record()); record.ordering && record.at == (point{}) {
			f.add("address_books", record.address)
		}
	}
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
