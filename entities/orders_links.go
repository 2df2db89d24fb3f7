package entities

import (
	"cmp"
	"slices"
	"strconv"
)

// enoughShops is how many restaurants orders should be spread over before
// more of them are looked up.
const enoughShops = 10

// orderLinks names the menu items of variants, the restaurants of menu items
// and the addresses of restaurants that the world does not hold, while there
// are not enough complete ones to order from.
func orderLinks(w *World) []Link {
	if len(readMarket(w).shops) >= enoughShops {
		return nil
	}
	wanted := &linkSet{held: map[Link]bool{}}
	for _, pool := range [...]string{"menu_items", "restaurants", "address_books"} {
		for _, ref := range w.Refs[pool] {
			wanted.held[Link{pool, ref.ID}] = true
		}
	}
	items := map[string]bool{} // that have variants
	for _, ref := range w.Refs["menu_item_variants"] {
		var record variantRecord
		if ref.Decode(&record) == nil {
			items[string(record.menuID())] = true
			wanted.add("menu_items", record.menuID())
		}
	}
	places := map[string]bool{} // that have a menu with variants
	for _, ref := range w.Refs["menu_items"] {
		var record menuItemRecord
		if items[ref.ID] && ref.Decode(&record) == nil {
			places[string(record.restaurantID())] = true
			wanted.add("restaurants", record.restaurantID())
		}
	}
	for _, ref := range w.Refs["restaurants"] {
		var record restaurantRecord
		if places[ref.ID] && ref.Decode(&record) == nil && record.Status.ordering() && record.Address.at == (maybePoint{}) {
			wanted.add("address_books", link(record.addressID()))
		}
	}
	return wanted.links
}

// linkSet collects links to what is not held, each once.
type linkSet struct {
	held  map[Link]bool
	links []Link
}

func (s *linkSet) add(pool string, id link) {
	l := Link{pool, string(id)}
	if id == "" || s.held[l] {
		return
	}
	s.held[l] = true
	s.links = append(s.links, l)
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
