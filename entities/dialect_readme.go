package entities

// readme is what the README of the original service describes: one path for
// each pool, answers that hold the record itself.
func readme() *Protocol {
	return &Protocol{
		Dialect: Readme,
		Probes:  []string{"/food_categories", "/finance_rules", "/menu_items", "/menu_item_variants"},
		Routes: map[string]Routes{
			"address_books":      {List: "/address_books", Create: "/address_books", Item: "/address_books"},
			"food_categories":    {List: "/food_categories", Create: "/food_categories", Item: "/food_categories"},
			"super_admins":       {List: "/auth/register-super-admin", Create: "/auth/register-super-admin", Delete: "/auth/register-super-admin", MayBeUnlisted: true},
			"finance_admins":     {List: "/auth/register-finance-admin", Create: "/auth/register-finance-admin", Delete: "/auth/register-finance-admin", MayBeUnlisted: true},
			"companion_admins":   {List: "/auth/register-companion-admin", Create: "/auth/register-companion-admin", Delete: "/auth/register-companion-admin", MayBeUnlisted: true},
			"finance_rules":      {List: "/finance_rules", Create: "/finance_rules", Item: "/finance_rules"},
			"restaurants":        {List: "/restaurants", Create: "/restaurants", Item: "/restaurants"},
			"menu_items":         {List: "/menu_items", Create: "/menu_items", Item: "/menu_items"},
			"menu_item_variants": {List: "/menu_item_variants", Create: "/menu_item_variants", Item: "/menu_item_variants"},
			"promotions":         {List: "/promotions", Create: "/promotions", Item: "/promotions"},
			"drivers":            {List: "/drivers", Create: "/drivers", Item: "/drivers"},
			"customers":          {List: "/customers", Create: "/customers", Item: "/customers"},
			"customer_cares":     {List: "/customer_cares", Create: "/customer_cares", Item: "/customer_cares"},
			"orders":             {List: "/orders", Create: "/orders", Item: "/orders"},
		},
		CategoriesField: "food_category_ids",
	}
}
