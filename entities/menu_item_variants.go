package entities

import (
	"slices"
	"strconv"
	"strings"
	"sync"

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
		Key:    variantKey,
		New:    newVariants,
		Usable: func(w *World, ref Ref) bool { return usableIn(w, "menu_items", variantItem(ref.record()), usableDish) },
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

func (m *variantMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	slot, n := index%len(m.items), index/len(m.items)
	if m.Edge {
		slot, n = oddVariants(index, len(m.items))
	}
	item := &m.items[slot]
	choice := item.choice(n)
	body := &variantBody{
		Variant:      again(choice.label, " (", attempt, ")"),
		Price:        dollars(choice.price),
		MenuID:       item.id,
		Description:  again(choice.description, " (", attempt, ")"),
		Avatar:       item.avatar,
		Availability: new(n == 0 || d.chance(95)),
	}
	// What the kitchen does unless the customer wants it otherwise.
	if len(item.notes) > 0 && d.chance(40) {
		body.DefaultRestaurantNotes = []string{d.text(item.notes)}
	}
	return m.draft(index, attempt, body)
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

// newVariants deals variants over the menu items of the world: those that can
// be ordered come first.
func newVariants(w *World) (Generator, error) {
	m := &variantMaker{maker: newMaker(w, "menu_item_variants")}
	var classes [3][]choosable
	for _, ref := range w.Refs["menu_items"] {
		r := menuItem(ref)
		item := choosable{id: ref.ID, price: r.cents("price"), avatar: r.picture("avatar"), language: m.language()}
		if dish := dishNamed(r.text("name")); dish == nil {
			item.options = kindOfName(r.text("name")).Options
		} else {
			if strings.HasPrefix(r.text("description"), dish.Description.Vi) {
				item.language = "vi"
			}
			item.options, item.notes = dish.Kind.Options, dish.Notes[item.language]
		}
		class := 1 // nothing is known of its restaurant
		switch house := w.find("restaurants", restaurantOf(r)); {
		case house != nil && orderable(w, *house):
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

// dishesByName are all dishes of the menus.
var dishesByName = sync.OnceValue(func() map[string]*saigon.Dish {
	byName := make(map[string]*saigon.Dish, 512)
	for _, c := range saigon.Kitchens() {
		for i := range c.Dishes {
			byName[c.Dishes[i].Name] = &c.Dishes[i]
		}
	}
	return byName
})

// dishNamed finds a dish of the menus by the name of a menu item, be it alone or the
// first of a set.
func dishNamed(name string) *saigon.Dish {
	if dish, ok := dishesByName()[name]; ok {
		return dish
	}
	first, _, _ := strings.Cut(name, setMark)
	first, _, _ = strings.Cut(first, " (")
	return dishesByName()[first]
}

// kindOfName guesses from its name which options a foreign dish comes in.
func kindOfName(name string) *saigon.Kind {
	folded := fold(name)
	kinds := saigon.Kinds()
	for i := range kinds {
		if slices.ContainsFunc(kinds[i].Words, func(word string) bool { return hasWords(folded, word) }) {
			return &kinds[i]
		}
	}
	return &kinds[len(kinds)-1]
}
