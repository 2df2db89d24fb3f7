package entities

// readme is what the README of the original service describes: one path for
// each pool, answers that hold the record itself.
func readme() *Protocol {
	routes := map[string]Routes{}
	for _, pool := range [...]string{
		"address_books", "food_categories", "finance_rules", "restaurants", "menu_items", "menu_item_variants",
		"promotions", "drivers", "customers", "customer_cares", "orders",
	} {
		routes[pool] = Routes{List: "/" + pool, Create: "/" + pool, Item: "/" + pool}
	}
	for _, kind := range [...]string{"super", "finance", "companion"} {
		path := "/auth/register-" + kind + "-admin"
		routes[kind+"_admins"] = Routes{List: path, Create: path, Delete: path, MayBeUnlisted: true}
	}
	return &Protocol{
		Dialect:         Readme,
		Probes:          []string{"/food_categories", "/finance_rules", "/menu_items", "/menu_item_variants"},
		Routes:          routes,
		CategoriesField: "food_category_ids",
	}
}
