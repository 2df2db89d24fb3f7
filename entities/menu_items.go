package entities

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities/saigon"
)

// menuItemBody creates a menu item. Variants are created by themselves, so
// they are never part of it.
type menuItemBody struct {
	RestaurantID string            `json:"restaurant_id" ref:"restaurants"`
	Name         string            `json:"name"`
	Price        float64           `json:"price"`
	Category     []string          `json:"category" ref:"food_categories"`
	Description  string            `json:"description,omitempty"`
	Avatar       *picture          `json:"avatar,omitempty"`
	Availability *bool             `json:"availability,omitempty"`
	SuggestNotes []string          `json:"suggest_notes,omitempty"`
	Variants     []embeddedVariant `json:"variants,omitempty" closed:"true"`
}

// embeddedVariant is a variant that is created with its item.
type embeddedVariant struct {
	Variant     string  `json:"variant,omitempty"`
	Description string  `json:"description,omitempty"`
	Price       float64 `json:"price,omitempty"`
}

type menuItemPatch struct {
	Discount map[string]any `json:"discount,omitempty"`
}

func menuItems() *Entity {
	return &Entity{
		Pool:      "menu_items",
		Body:      menuItemBody{},
		Patch:     menuItemPatch{},
		Key:       keyed("restaurant_id|restaurant|menuItem.restaurant_id|menuItem.restaurant", "name|menuItem.name"),
		bind:      newMenuItems,
		Finishers: []Finisher{{Name: "discount", Next: discountDish}},
		Usable:    usableDish,
		Columns: columns(
			"Name: name", "Price: price as money",
			"Restaurant: restaurant.restaurant_name|restaurant.id|restaurant_id", "Available: availability",
			"Category: category.0.name|category.0",
		),
	}
}

// menuItem reads a menu item, which may stand in an answer of its own with its
// variants beside it.
func menuItem(ref Ref) record {
	r := ref.record()
	if inner := gjson.GetBytes(r.answered, "menuItem"); inner.IsObject() {
		r.answered = []byte(inner.Raw)
	}
	return r
}

// restaurantOf is the id of the restaurant that a menu item is of.
func restaurantOf(menuItem record) string { return menuItem.id("restaurant_id", "restaurant") }

type menuItemMaker struct {
	maker
	menus []menu
	turns []turn
}

// menu is the menu of one restaurant.
type menu struct {
	restaurant string
	categories []string
	cuisine    *saigon.Cuisine
	language   string
	level      int         // 0 for the cheapest house, 100 for the most expensive
	nines      bool        // its prices end in 9
	dishes     int         // how many it gets in each round
	order      permutation // of the cuisine's dishes
	pairs      permutation // of its combinations of two
}

// longMenu is how many dishes a restaurant gets in each round; some get one
// fewer.
const longMenu = 3

// turn is the restaurant whose dish is made next, and which of its next dishes
// that is.
type turn struct{ menu, dish int }

func newMenuItems(base maker) (Generator, error) {
	m := &menuItemMaker{maker: base}
	for _, useful := range [...]bool{true, false} { // places that cannot be ordered from come last
		for _, ref := range m.Refs["restaurants"] {
			if orderable(m.World, ref) == useful {
				m.menus = append(m.menus, m.menuOf(ref))
			}
		}
	}
	for dish := range longMenu {
		for i := range m.menus {
			if dish < m.menus[i].dishes {
				m.turns = append(m.turns, turn{i, dish})
			}
		}
	}
	return m, nil
}

func (m *menuItemMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	turn := m.turns[index%len(m.turns)]
	menu := &m.menus[turn.menu]
	n := index/len(m.turns)*menu.dishes + turn.dish
	dish := menu.dish(n)
	price := menu.price(&dish)
	if m.Edge && index == 3 {
		price = 0
	}
	return m.draft(index, attempt, &menuItemBody{
		RestaurantID: menu.restaurant,
		Name:         m.odd(again(dish.Name, " (", attempt, ")"), index),
		Price:        dollars(price),
		Category:     menu.categories,
		Description:  dish.Description.In(menu.language),
		Avatar:       m.picture(dishPicture, dish.Picture, index),
		Availability: new(n == 0 || d.chance(94)),
		SuggestNotes: dish.Notes.In(menu.language),
	})
}

// price is what a dish costs in the house, in cents. All dishes are as cheap or
// expensive as the house is, so that the better one is never the cheaper one.
func (m *menu) price(dish *saigon.Dish) int {
	price := dish.Min + percentOf(dish.Max-dish.Min, m.level)
	if m.nines {
		return toStep(price, 10) - 1
	}
	return toStep(price, 5)
}

// dish is the n-th dish of the menu: the cuisine's dishes, then combinations
// of two, then the same again with a number.
func (m *menu) dish(n int) saigon.Dish {
	dishes := m.cuisine.Dishes
	if n < len(dishes) {
		return dishes[m.order.at(n)]
	}
	n -= len(dishes)
	pair := m.pairs.at(n)
	first, second := pair/(len(dishes)-1), pair%(len(dishes)-1)
	if second >= first {
		second++
	}
	// A set of two dishes is a little cheaper than both.
	a, b := &dishes[first], &dishes[second]
	set := *a
	set.Name += setMark + b.Name
	set.Description.En += " Served with " + b.Name + "."
	set.Description.Vi += " Kèm " + b.Name + "."
	set.Min, set.Max = percentOf(a.Min+b.Min, 90), percentOf(a.Max+b.Max, 90)
	set.Name = again(set.Name, " #", n/int(m.pairs.size), "")
	return set
}

// setMark stands between the names of the dishes of a set.
const setMark = " + "

// discountDish takes something off a dish now and then, and anew when that has
// ended.
func discountDish(w *World, ref Ref) *Change {
	if ref.Index%11 != 4 {
		return nil
	}
	m := newMaker(w, "menu_items")
	end, ok := menuItem(ref).number("discount.end_date")
	if ok && int64(end) > m.now {
		return nil
	}
	d, start := newDraw(m.Seed, "discounts", ref.Index, 0), midnight(m.now)
	return m.patch(ref, &menuItemPatch{Discount: map[string]any{
		"discount_type": "PERCENTAGE", "discount_value": 5 * d.between(2, 5),
		"start_date": start, "end_date": start + int64(d.between(7, 21))*day,
	}})
}

// menuOf makes the menu of a restaurant.
func (m *menuItemMaker) menuOf(ref Ref) menu {
	c, key := houseCuisine(m.World, ref), houseKey(m.Seed, ref)
	count, dishes := len(c.Dishes), longMenu
	if key>>24%3 == 0 {
		dishes--
	}
	return menu{
		restaurant: ref.ID,
		categories: m.categoriesOf(ref, c),
		cuisine:    c,
		language:   houseLanguage(m.Locale, c, key),
		level:      int(key%51 + key>>8%51),
		nines:      key>>16%3 == 0,
		dishes:     dishes,
		order:      newPermutation(count, key, "dishes"),
		pairs:      newPermutation(count*(count-1), key, "pairs"),
	}
}

// orderable reports whether orders can be sent to a restaurant. Seeded ones get
// their address when they are finished.
func orderable(w *World, ref Ref) bool {
	r := ref.record()
	address := addressOf(r)
	return takesOrders(r) && (ref.Index >= 0 || address != "" && !w.gone("address_books", address))
}

// usableIn reports whether an item that another one refers to is of use, as far
// as is known: one outside the sample may be.
func usableIn(w *World, pool, id string, usable func(*World, Ref) bool) bool {
	if ref := w.find(pool, id); ref != nil {
		return usable(w, *ref)
	}
	return !w.Whole[pool]
}

// usableDish reports whether orders can be sent to the restaurant of a menu item.
func usableDish(w *World, ref Ref) bool {
	return usableIn(w, "restaurants", restaurantOf(menuItem(ref)), orderable)
}

// houseCuisine is what a restaurant cooks: what its name begins with, where it
// is seeded and so named; else what its categories or its name say.
func houseCuisine(w *World, ref Ref) *saigon.Cuisine {
	r := ref.record()
	name := r.text("restaurant_name")
	if ref.Index >= 0 {
		c := cuisineOfPrefix(name)
		if c != nil && w.Overrides["restaurants"].named("restaurant_name") == nil {
			return c
		}
		all := w.Refs["food_categories"]
		return cuisineOfCategory(w.Seed, all[ref.Index%len(all)])
	}
	for _, in := range categoriesIn(r) {
		if category := w.find("food_categories", idIn(in)); category != nil {
			if c := cuisineOfCategory(w.Seed, *category); c != saigon.House() {
				return c
			}
		}
		if c := cuisineOf(in.Get("name").String()); c != nil {
			return c
		}
	}
	return cmp.Or(cuisineOf(name), saigon.House())
}

// categoriesOf are the ids of the categories that a restaurant's dishes belong
// to: its own; else, for a seeded one, the one it was made for; else the first of its
// cuisine.
func (m *menuItemMaker) categoriesOf(ref Ref, c *saigon.Cuisine) []string {
	ids, all := []string{}, m.Refs["food_categories"]
	for _, in := range categoriesIn(ref.record()) {
		if id := idIn(in); in.Get("name").String() != "" || m.find("food_categories", id) != nil {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 {
		return ids
	}
	if ref.Index >= 0 {
		return append(ids, all[ref.Index%len(all)].ID)
	}
	for _, category := range all {
		if c != saigon.House() && cuisineOfCategory(m.Seed, category) == c {
			return append(ids, category.ID)
		}
	}
	return ids
}
