package entities

import (
	"cmp"

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
		Pool:  "menu_items",
		Body:  menuItemBody{},
		Patch: menuItemPatch{},
		Key: func(item Item) string {
			r := item.record()
			name := r.text(menuItemPrefix(r) + "name")
			if name == "" {
				return ""
			}
			return keyOf(menuItemRestaurant(r), name)
		},
		New:       newMenuItems,
		Finishers: []Finisher{{Name: "discount", Next: discountDish}},
		Usable:    usableDish,
		Columns: []Column{
			column("Name", "name"),
			moneyColumn("Price", "price"),
			column("Restaurant", "restaurant.restaurant_name", "restaurant.id", "restaurant_id"),
			column("Available", "availability"),
			column("Category", "category.0.name", "category.0"),
		},
	}
}

// menuItemRecord is what others need to know of a menu item.
type menuItemRecord struct {
	restaurant   string // id
	name         string
	description  string
	price        int // cents
	availability answer
	avatar       *picture
}

// menuItemPrefix begins the paths of a menu item's fields: it may stand in an
// answer of its own with its variants beside it.
func menuItemPrefix(r record) string {
	if r.text("name") == "" {
		return "menuItem."
	}
	return ""
}

// menuItemRestaurant is the id of the restaurant that a menu item is of.
func menuItemRestaurant(r record) string {
	in := menuItemPrefix(r)
	return r.id(in+"restaurant_id", in+"restaurant")
}

func readMenuItem(r record) menuItemRecord {
	in := menuItemPrefix(r)
	return menuItemRecord{
		restaurant:   menuItemRestaurant(r),
		name:         r.text(in + "name"),
		description:  r.text(in + "description"),
		price:        r.cents(in + "price"),
		availability: r.answer(in + "availability"),
		avatar:       r.picture(in + "avatar"),
	}
}

type menuItemMaker struct {
	maker
	menus      []menu
	turns      []turn
	categories map[string]*Ref // by id
}

// menu is the menu of one restaurant.
type menu struct {
	restaurant string
	categories []string
	cuisine    *saigon.Cuisine
	language   string
	level      int         // 0 for the cheapest house, 100 for the most expensive
	nines      bool        // its prices end in 9
	short      bool        // it has a third fewer dishes than others
	order      permutation // of the cuisine's dishes
	pairs      permutation // of its combinations of two
}

// turn is the restaurant whose dish is made next, and which of its next dishes
// that is.
type turn struct{ menu, dish int }

func newMenuItems(w *World) (Generator, error) {
	refs, err := needRefs(w, "menu_items", "restaurants", "restaurant")
	if err != nil {
		return nil, err
	}
	m := &menuItemMaker{maker: newMaker(w, "menu_items"), categories: map[string]*Ref{}}
	for i, category := range w.Refs["food_categories"] {
		m.categories[category.ID] = &w.Refs["food_categories"][i]
	}
	var later []menu // of places that cannot be ordered from
	for _, ref := range refs {
		menu, useful := m.menuOf(ref)
		if useful {
			m.menus = append(m.menus, menu)
		} else {
			later = append(later, menu)
		}
	}
	m.menus = append(m.menus, later...)
	for dish := range longMenu {
		for i := range m.menus {
			if dish < m.menus[i].dishes() {
				m.turns = append(m.turns, turn{i, dish})
			}
		}
	}
	return m, nil
}

// Dishes are dealt in rounds, in which each restaurant gets so many.
const longMenu, shortMenu = 3, 2

func (m *menu) dishes() int {
	if m.short {
		return shortMenu
	}
	return longMenu
}

func (m *menuItemMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	turn := m.turns[index%len(m.turns)]
	menu := &m.menus[turn.menu]
	n := index/len(m.turns)*menu.dishes() + turn.dish
	dish := menu.dish(n)
	price := menu.price(&dish)
	if m.Edge && index == 3 {
		price = 0
	}
	refs := make([]Link, 1, 1+len(menu.categories))
	refs[0] = Link{"restaurants", menu.restaurant}
	for _, id := range menu.categories {
		refs = append(refs, Link{"food_categories", id})
	}
	return m.draft(index, attempt, &menuItemBody{
		RestaurantID: menu.restaurant,
		Name:         m.odd(again(dish.Name, " (", attempt, ")"), index),
		Price:        dollars(price),
		Category:     menu.categories,
		Description:  dish.Description.In(menu.language),
		Avatar:       m.picture(dishPicture, dish.Picture, index),
		Availability: new(n == 0 || d.chance(94)),
		SuggestNotes: dish.Notes[menu.language],
	}, refs)
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
func discountDish(w *World, ref Ref) (*Change, error) {
	if ref.Index%11 != 4 {
		return nil, nil
	}
	m := newMaker(w, "menu_items")
	end, ok := ref.Item.record().number("discount.end_date", "menuItem.discount.end_date")
	if ok && int64(end) > m.now {
		return nil, nil
	}
	d, start := newDraw(m.Seed, "discounts", ref.Index, 0), midnight(m.now)
	return m.patch(ref, &menuItemPatch{Discount: map[string]any{
		"discount_type": "PERCENTAGE", "discount_value": 5 * d.between(2, 5),
		"start_date": start, "end_date": start + int64(d.between(7, 21))*day,
	}})
}

// menuOf makes the menu of a restaurant; the second result reports whether orders
// can be sent there.
func (m *menuItemMaker) menuOf(ref Ref) (menu, bool) {
	record := readRestaurant(ref.record())
	c := m.cuisine(ref, &record)
	key := houseKey(m.Seed, ref)
	count := len(c.Dishes)
	return menu{
		restaurant: ref.ID,
		categories: m.categoriesOf(ref, &record, c),
		cuisine:    c,
		language:   houseLanguage(m.Locale, c, key),
		level:      int(key%51 + key>>8%51),
		nines:      key>>16%3 == 0,
		short:      key>>24%3 == 0,
		order:      newPermutation(count, key, "dishes"),
		pairs:      newPermutation(count*(count-1), key, "pairs"),
	}, usable(m.World, ref, &record)
}

// usable reports whether orders can be sent to a restaurant. Seeded ones get
// their address when they are finished.
func usable(w *World, ref Ref, record *restaurantRecord) bool {
	return record.ordering && (ref.Index >= 0 || record.address != "" && !w.gone("address_books", record.address))
}

// orderable reports whether orders can be sent to a restaurant.
func orderable(w *World, ref Ref) bool {
	record := readRestaurant(ref.record())
	return usable(w, ref, &record)
}

// usableIn reports whether an item that another one refers to is of use, as far
// as is known: one outside the sample may be.
func usableIn(w *World, pool, id string, usable func(*World, Ref) bool) bool {
	for _, ref := range w.Refs[pool] {
		if ref.ID == id {
			return usable(w, ref)
		}
	}
	return !w.Whole[pool]
}

// usableDish reports whether orders can be sent to the restaurant of a menu item.
func usableDish(w *World, ref Ref) bool {
	return usableIn(w, "restaurants", menuItemRestaurant(ref.record()), orderable)
}

// cuisine is what the restaurant cooks: what its name begins with, where it is
// seeded and so named; else what its categories or its name say.
func (m *menuItemMaker) cuisine(ref Ref, record *restaurantRecord) *saigon.Cuisine {
	if ref.Index >= 0 {
		c := cuisineOfPrefix(record.name)
		if c != nil && m.Overrides["restaurants"].find("restaurant_name") == nil {
			return c
		}
		if all := m.Refs["food_categories"]; len(all) > 0 {
			return cuisineOfCategory(m.Seed, all[ref.Index%len(all)])
		}
	}
	for _, in := range record.categories {
		if category, ok := m.categories[in.id]; ok {
			if c := cuisineOfCategory(m.Seed, *category); c != saigon.House() {
				return c
			}
		}
		if c := cuisineOf(in.name); c != nil {
			return c
		}
	}
	return cmp.Or(cuisineOf(record.name), saigon.House())
}

// categoriesOf are the ids of the categories that a restaurant's dishes belong
// to: its own; else, for a seeded one, the one it was made for; else the first of its
// cuisine.
func (m *menuItemMaker) categoriesOf(ref Ref, record *restaurantRecord, c *saigon.Cuisine) []string {
	ids, all := []string{}, m.Refs["food_categories"]
	for _, in := range record.categories {
		if _, known := m.categories[in.id]; known || in.name != "" {
			ids = append(ids, in.id)
		}
	}
	if len(ids) > 0 || len(all) == 0 {
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
