package entities

import (
	"cmp"
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
		var record variantRecord
		if ref.Decode(&record) == nil {
			id := string(record.menuID())
			items[id] = true
			f.add("menu_items", id)
		}
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
			record := readMenuItem(ref)
			id := string(record.restaurantID())
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
		var record restaurantRecord
		if !places[ref.ID] || ref.Decode(&record) != nil {
			continue
		}
		if record.Status.ordering() && record.Address.at == (maybePoint{}) {
			f.add("address_books", record.addressID())
		}
	}
}

// orderRecord is what identifies an order.
type orderRecord struct {
	CustomerID   link               `json:"customer_id"`
	Customer     link               `json:"customer"`
	RestaurantID link               `json:"restaurant_id"`
	Restaurant   link               `json:"restaurant"`
	OrderItems   several[orderLine] `json:"order_items"`
}

type orderLine struct {
	ItemID    link   `json:"item_id"`
	Item      link   `json:"item"`
	MenuItem  link   `json:"menu_item"`
	VariantID link   `json:"variant_id"`
	Variant   link   `json:"variant"`
	Quantity  number `json:"quantity"`
}

// number is a whole number.
type number int

// UnmarshalJSON takes a number, or a string of one.
func (n *number) UnmarshalJSON(raw []byte) error {
	if value, ok := readNumber(raw); ok {
		*n = number(value)
	}
	return nil
}

// orderKey is a fingerprint of who ordered what from whom. Two orders may have
// the same.
func orderKey(item Item) string {
	var r orderRecord
	if !decode(item.Raw, &r) || len(r.OrderItems) == 0 {
		return ""
	}
	parts := []string{string(firstOf(r.CustomerID, r.Customer)), string(firstOf(r.RestaurantID, r.Restaurant))}
	lines := make([]string, len(r.OrderItems))
	for i, line := range r.OrderItems {
		id, variant := firstOf(line.ItemID, line.MenuItem, line.Item), firstOf(line.VariantID, line.Variant)
		if id == "" {
			return ""
		}
		lines[i] = string(id) + "/" + string(variant) + "/" + strconv.Itoa(int(line.Quantity))
	}
	slices.SortFunc(lines, cmp.Compare)
	return keyOf(append(parts, lines...)...)
}
