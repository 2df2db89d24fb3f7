package entities

import "github.com/flashseed/flashseed/entities/saigon"

// menuReader reads the restaurants of a world for their menus.
type menuReader struct {
	world      *World
	named      bool // the names of seeded restaurants tell their cuisine
	categories []Ref
	byID       map[string]int // position of a category
}

func newMenuReader(w *World) *menuReader {
	r := &menuReader{
		world:      w,
		named:      w.Overrides["restaurants"].find("restaurant_name") == nil,
		categories: w.Refs["food_categories"],
		byID:       map[string]int{},
	}
	for i, category := range r.categories {
		r.byID[category.ID] = i
	}
	return r
}

// read makes the menu of a restaurant; the second result reports whether orders
// can be sent there.
func (r *menuReader) read(ref Ref) (menu, bool) {
	record := readRestaurant(ref.record())
	c := r.cuisine(ref, &record)
	key := houseKey(r.world.Seed, ref)
	count := len(c.Dishes)
	return menu{
		restaurant: ref.ID,
		categories: r.categoriesOf(ref, &record, c),
		cuisine:    c,
		language:   houseLanguage(r.world.Locale, c, key),
		level:      int(key%51 + key>>8%51),
		nines:      key>>16%3 == 0,
		short:      key>>24%3 == 0,
		order:      newPermutation(count, key, "dishes"),
		pairs:      newPermutation(count*(count-1), key, "pairs"),
	}, usable(r.world, ref, &record)
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

// usableRestaurant reports whether orders can be sent to the restaurant of that
// id, as far as is known: one outside the sample may be of use.
func usableRestaurant(w *World, id string) bool {
	for _, ref := range w.Refs["restaurants"] {
		if ref.ID == id {
			return orderable(w, ref)
		}
	}
	return !w.Whole["restaurants"]
}

// usableMenuItem reports the same of a menu item's restaurant.
func usableMenuItem(w *World, id string) bool {
	for _, ref := range w.Refs["menu_items"] {
		if ref.ID == id {
			return usableRestaurant(w, menuItemRestaurant(ref.record()))
		}
	}
	return !w.Whole["menu_items"]
}

// cuisine is what the restaurant cooks: what its name begins with, where it is
// seeded; else what its categories or its name say.
func (r *menuReader) cuisine(ref Ref, record *restaurantRecord) *saigon.Cuisine {
	if ref.Index >= 0 {
		if c := cuisineOfPrefix(record.name); c != nil && r.named {
			return c
		}
		if len(r.categories) > 0 {
			return cuisineOfCategory(r.world.Seed, r.categories[ref.Index%len(r.categories)])
		}
	}
	for _, category := range record.categories {
		if c := r.cuisineOfListed(category); c != nil {
			return c
		}
	}
	return orHouse(cuisineOf(record.name))
}

// cuisineOfListed recognises the cuisine of a category that a restaurant
// lists; nil if it is none of them.
func (r *menuReader) cuisineOfListed(category categoryIn) *saigon.Cuisine {
	if i, ok := r.byID[category.id]; ok {
		if c := cuisineOfCategory(r.world.Seed, r.categories[i]); c != saigon.House() {
			return c
		}
	}
	return cuisineOf(category.name)
}

// categoriesOf are the ids of the categories that a restaurant's dishes belong
// to: its own; else, for a seeded one, the one it was made for; else the first of its
// cuisine.
func (r *menuReader) categoriesOf(ref Ref, record *restaurantRecord, c *saigon.Cuisine) []string {
	ids := []string{}
	for _, category := range record.categories {
		if _, known := r.byID[category.id]; known || category.name != "" {
			ids = append(ids, category.id)
		}
	}
	if len(ids) > 0 || len(r.categories) == 0 {
		return ids
	}
	if ref.Index >= 0 {
		return append(ids, r.categories[ref.Index%len(r.categories)].ID)
	}
	for _, category := range r.categories {
		if c != saigon.House() && cuisineOfCategory(r.world.Seed, category) == c {
			return append(ids, category.ID)
		}
	}
	return ids
}
