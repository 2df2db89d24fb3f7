package sandbox

import "slices"

func menuItemSchema() *schema {
	return &schema{
		key: menuItems, prefix: "FF_MENU_ITEM_", title: "Menu Item", careless: true, counter: "purchase_count",
		columns: []column{
			given("id"), given("restaurant_id"), given("name"), given("description"),
			formed("price", asNumber), givenOr("category", "[]"), given("avatar"),
			givenOr("availability", "false"), givenOr("suggest_notes", "[]"),
			given("discount"), given("created_at"), given("updated_at"),
		},
		links: []string{"restaurant_id"},
		post:  menuItemRules(), patch: optional(menuItemRules()),
		keep: func(it *item, values object) {
			it.price = values.number("price")
			it.dish = dishKey(values.text("restaurant_id"), values.text("name"))
			it.brief, _ = appendRow(nil, briefColumns, values, true, 0)
		},
		relate: func(w *writer, it *item, v view) {
			w.relatedList("variants", menuItemVariants, w.db.parts[it.id])
			if v != viewList {
				w.related("restaurant", restaurants, it.links[0])
			}
		},
		refer: referMenuItem,
	}
}

// briefColumns are what an order shows of a menu item.
var briefColumns = []column{
	given("id"), given("restaurant_id"), given("name"), formed("price", asNumber), given("avatar"),
}

func referMenuItem(d *db, values object) *refusal {
	if id := values.text("restaurant_id"); id != "" && !d.has(restaurants, id) {
		return notFound("Restaurant not found")
	}
	for _, id := range values.texts("category") {
		if !d.has(foodCategories, id) {
			return notFound("Food Category with ID " + id + " not found")
		}
	}
	return nil
}

func variantSchema() *schema {
	return &schema{
		key: menuItemVariants, prefix: "FF_MENU_ITEM_VARIANT_", title: "Menu Item Variant",
		columns: []column{
			given("id"), given("menu_id"), given("description"), formed("price", asNumber),
			given("variant"), given("avatar"), givenOr("availability", "true"),
			givenOr("default_restaurant_notes", "[]"), formed("discount_rate", asNumber),
			given("created_at"), given("updated_at"),
		},
		short: 4, scanty: true,
		links: []string{"menu_id"},
		post:  variantRules(), patch: optional(variantRules()),
		keep: func(it *item, values object) {
			it.price, it.note = values.number("price"), values.text("description")
		},
		refer: func(d *db, values object) *refusal {
			if id := values.text("menu_id"); id != "" && !d.has(menuItems, id) {
				return notFound("Menu Item not found")
			}
			return nil
		},
	}
}

func dishKey(restaurantID, name string) string {
	if restaurantID == "" {
		return ""
	}
	return restaurantID + "\x00" + name
}

// indexMenu keeps menu items findable by restaurant and name, and variants by
// menu item.
func (d *db) indexMenu(it *item) {
	switch it.schema.key {
	case menuItems:
		if it.dish != "" {
			d.dishes[it.dish] = it.id
		}
	case menuItemVariants:
		if menu := it.links[0]; menu != "" {
			d.parts[menu] = append(d.parts[menu], it.id)
		}
	}
}

func (d *db) unindexMenu(it *item) {
	switch it.schema.key {
	case menuItems:
		if d.dishes[it.dish] == it.id {
			delete(d.dishes, it.dish)
		}
	case menuItemVariants:
		menu := it.links[0]
		left := slices.DeleteFunc(slices.Clone(d.parts[menu]), func(id string) bool { return id == it.id })
		if len(left) == 0 {
			delete(d.parts, menu)
			return
		}
		d.parts[menu] = left
	}
}
