package entities

import (
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

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
		Key:    keyed("menu_id|menu_item|menuItem", "description|variant"), // some lists leave the label out, and backends compare descriptions
		bind:   newVariants,
		Usable: func(w *World, ref Ref) bool { return usableIn(w, "menu_items", variantItem(ref.record()), usableDish) },
		Links:  variantLinks,
		Columns: columns(
			"Variant: variant|description", "Price: price as money",
			"Menu item: menu_item.name|menuItem.name|menu_item.id|menuItem.id|menu_id",
			"Available: availability",
		),
	}
}

// variantItem is the id of the item that a variant is of.
func variantItem(r record) string { return r.id("menu_id", "menu_item", "menuItem") }

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

// Draft makes one of the ways to have an item: the options of its kind from the
// cheapest upwards, then two and more of the last of them.
func (m *variantMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	slot, n := index%len(m.items), index/len(m.items)
	if m.Edge {
		slot, n = unevenly(index, 20, len(m.items))
	}
	item := &m.items[slot]
	o := item.options[min(n, len(item.options)-1)]
	label, description, price := o.Label.In(item.language), o.Description.In(item.language), item.price
	if o.Percent != 100 {
		price = max(toStep(percentOf(price, o.Percent), 5), price)
	}
	if several := n - len(item.options) + 2; several > 1 { // there is no other option
		times := strconv.Itoa(several) + " × "
		label, description, price = times+label, times+description, toStep(percentOf(several*price, 95), 5)
	}
	body := &variantBody{
		Variant:      again(label, " (", attempt, ")"),
		Price:        dollars(price),
		MenuID:       item.id,
		Description:  again(description, " (", attempt, ")"),
		Avatar:       item.avatar,
		Availability: new(n == 0 || d.chance(95)),
	}
	// What the kitchen does unless the customer wants it otherwise.
	if len(item.notes) > 0 && d.chance(40) {
		body.DefaultRestaurantNotes = []string{d.text(item.notes)}
	}
	return m.draft(index, attempt, body)
}

// newVariants deals variants over the menu items of the world: those that can
// be ordered come first.
func newVariants(base maker) (Generator, error) {
	m := &variantMaker{maker: base}
	var classes [3][]choosable
	for _, ref := range m.Refs["menu_items"] {
		r := menuItem(ref)
		item := choosable{id: ref.ID, price: r.cents("price"), avatar: r.picture("avatar"), language: m.language()}
		if dish := dishNamed(r.text("name")); dish == nil {
			item.options = kindOfName(r.text("name")).Options
		} else {
			if strings.HasPrefix(r.text("description"), dish.Description.Vi) {
				item.language = "vi"
			}
			item.options, item.notes = dish.Kind.Options, dish.Notes.In(item.language)
		}
		class := 1 // nothing is known of its restaurant
		switch house := m.find("restaurants", restaurantOf(r)); {
		case house != nil && orderable(m.World, *house):
			class = 0
		case house != nil:
			class = 2
		}
		classes[class] = append(classes[class], item)
	}
	m.items = slices.Concat(classes[:]...)
	return m, nil
}

// variantLinks names restaurants of menu items that the world does not hold,
// while too few of those it holds take orders: a variant that cannot be
// ordered is of little use.
func variantLinks(w *World) []Link {
	cooks := map[string]bool{}
	for _, ref := range w.Refs["menu_items"] {
		cooks[restaurantOf(menuItem(ref))] = true
	}
	missing := enoughShops
	for _, ref := range w.Refs["restaurants"] {
		if cooks[ref.ID] && orderable(w, ref) {
			missing--
		}
	}
	return outside(w, missing, "menu_items", "restaurants", func(ref Ref) string { return restaurantOf(menuItem(ref)) })
}

// dishNamed finds a dish of the menus by the name of a menu item, be it alone or the
// first of a set.
func dishNamed(name string) *saigon.Dish {
	name, _, _ = strings.Cut(name, setMark)
	name, _, _ = strings.Cut(name, " (")
	for _, c := range saigon.Kitchens() {
		for i := range c.Dishes {
			if c.Dishes[i].Name == name {
				return &c.Dishes[i]
			}
		}
	}
	return nil
}

// kindOfName guesses from its name which options a foreign dish comes in.
func kindOfName(name string) *saigon.DishKind {
	folded := fold(name)
	kinds := saigon.Kinds()
	for i := range kinds {
		if slices.ContainsFunc(kinds[i].Words, func(word string) bool { return hasWords(folded, word) }) {
			return &kinds[i]
		}
	}
	return &kinds[len(kinds)-1]
}
