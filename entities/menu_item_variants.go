package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

// variantBody creates a variant of a menu item.
type variantBody struct {
	Variant                string   `json:"variant"`
	Price                  float64  `json:"price"`
	MenuID                 string   `json:"menu_id,omitempty" ref:"menu_items"`
	Description            string   `json:"description,omitempty"`
	Avatar                 *picture `json:"avatar,omitempty"`
	Availability           *bool    `json:"availability,omitempty"`
	DefaultRestaurantNotes []string `json:"default_restaurant_notes,omitempty"`
	DiscountRate           float64  `json:"discount_rate,omitempty"`
}

func menuItemVariants() *Entity {
	return &Entity{
		Pool:   "menu_item_variants",
		Body:   variantBody{},
		Key:    variantKey,
		New:    newVariants,
		Usable: func(w *World, ref Ref) bool { return usableMenuItem(w, variantItem(ref.record())) },
		Links:  variantLinks,
		Columns: []Column{
			column("Variant", "variant", "description"),
			moneyColumn("Price", "price"),
			column("Menu item", "menu_item.name", "menuItem.name", "menu_item.id", "menuItem.id", "menu_id"),
			column("Available", "availability"),
		},
	}
}

// variantKey is menu item and description. (Some lists leave the label out,
// and the backend itself takes two variants of an item with one price and
// description for the same.) A variant without description is known by its
// label.
func variantKey(item Item) string {
	r := item.record()
	what := variantText(r)
	if what == "" {
		return ""
	}
	return keyOf(variantItem(r), what)
}

// variantItem is the id of the item that a variant is of.
func variantItem(r record) string { return r.id("menu_id", "menu_item", "menuItem") }

// variantText is a variant's description, or else its label.
func variantText(r record) string { return r.text("description", "variant") }

// variantRecord is what others need to know of a variant.
type variantRecord struct {
	menuItem     string // id
	price        int    // cents
	availability answer
}

func readVariant(r record) variantRecord {
	return variantRecord{
		menuItem:     variantItem(r),
		price:        r.cents("price"),
		availability: r.answer("availability"),
	}
}

type variantMaker struct {
	maker
	items []choosable
}

// choosable is a menu item that variants are made for.
type choosable struct {
	id       string
	price    int // cents
	options  []saigon.Option
	language string
	avatar   *picture
	notes    []string
}

func (m *variantMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	slot, n := index%len(m.items), index/len(m.items)
	if m.edge {
		slot, n = oddVariants(index, len(m.items))
	}
	item := &m.items[slot]
	choice := item.choice(n)
	if attempt > 0 {
		again := " (" + strconv.Itoa(attempt+1) + ")"
		choice.label += again
		choice.description += again
	}
	body := &variantBody{
		Variant:      choice.label,
		Price:        dollars(choice.price),
		MenuID:       item.id,
		Description:  choice.description,
		Avatar:       item.avatar,
		Availability: given(n == 0 || d.chance(95)),
	}
	// What the kitchen does unless the customer wants it otherwise.
	if len(item.notes) > 0 && d.chance(40) {
		body.DefaultRestaurantNotes = []string{d.text(item.notes)}
	}
	return m.draft(index, attempt, body, []Link{{"menu_items", item.id}})
}

// choice is one way to have an item.
type choice struct {
	label, description string
	price              int // cents
}

// choice is the n-th way to have the item: the options of its kind from the
// cheapest upwards, then two and more of the last of them.
func (c *choosable) choice(n int) choice {
	o := c.options[min(n, len(c.options)-1)]
	made := choice{o.Label.In(c.language), o.Description.In(c.language), c.price}
	if o.Percent != 100 {
		made.price = max(toStep(percentOf(c.price, o.Percent), 5), c.price)
	}
	if several := n - len(c.options) + 2; several > 1 {
		times := strconv.Itoa(several) + severalMark
		made = choice{times + made.label, times + made.description, toStep(percentOf(several*made.price, 95), 5)}
	}
	return made
}

// severalMark stands between a number and what there are so many of.
const severalMark = " × "
