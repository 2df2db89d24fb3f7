package entities

// flashstrom is what the Flashstrom backend itself speaks.
func flashstrom() *Protocol {
	return &Protocol{
		Dialect: Flashstrom,
		Probes: []string{
			"/food-categories/paginated?page=1&limit=1", "/finance-rules/paginated?page=1&limit=1",
			"/menu-items/paginated?page=1&limit=1", "/food-categories",
		},
		Routes: map[string]Routes{
			"address_books":      {List: "/address_books", Create: "/address_books", Item: "/address_books"},
			"food_categories":    {List: "/food-categories", Count: "/food-categories/paginated", Create: "/food-categories", Item: "/food-categories"},
			"super_admins":       {List: "/admin-fake/by-role/SUPER_ADMIN", Create: "/auth/register-super-admin?is-generated=true", Delete: "/admin"},
			"finance_admins":     {List: "/admin-fake/by-role/FINANCE_ADMIN", Create: "/auth/register-finance-admin?is-generated=true", Delete: "/admin"},
			"companion_admins":   {List: "/admin-fake/by-role/COMPANION_ADMIN", Create: "/auth/register-companion-admin?is-generated=true", Delete: "/companion-admin"},
			"finance_rules":      {List: "/finance-rules", Count: "/finance-rules/paginated", Create: "/finance-rules", Item: "/finance-rules"},
			"restaurants":        {List: "/restaurants", Count: "/restaurants/paginated", Create: "/auth/register-restaurant?is-generated=true", Item: "/restaurants"},
			"menu_items":         {List: "/menu-items", Count: "/menu-items/paginated", Create: "/menu-items", Item: "/menu-items"},
			"menu_item_variants": {List: "/menu-item-variants", Create: "/menu-item-variants", Item: "/menu-item-variants"},
			"promotions":         {List: "/promotions", Count: "/promotions/paginated", Create: "/promotions", Item: "/promotions"},
			"drivers":            {List: "/drivers", Count: "/drivers/paginated", Create: "/auth/register-driver?is-generated=true", Item: "/drivers"},
			"customers":          {List: "/customers", Count: "/customers/paginated", Create: "/auth/register-customer?is-generated=true", Item: "/customers"},
			"customer_cares":     {List: "/customer-cares", Count: "/customer-cares/paginated", Create: "/auth/register-customer-care?is-generated=true", Item: "/customer-cares"},
			"orders":             {List: "/orders", Count: "/orders/paginated", Create: "/orders?is-generated=true", Item: "/orders"},
			"reviews":            {List: "/ratings-reviews", Create: "/ratings-reviews", Item: "/ratings-reviews"},
			"inquiries":          {List: "/customer-care-inquiries", Count: "/customer-care-inquiries/paginated", Create: "/customer-care-inquiries", Item: "/customer-care-inquiries"},
			"vouchers":           {List: "/vouchers", Count: "/vouchers/paginated", Create: "/vouchers", Item: "/vouchers"},
			"notifications":      {List: "/notifications", Count: "/notifications/paginated", Create: "/notifications", Item: "/notifications"},
			"penalty_rules":      {List: "/penalty-rules", Count: "/penalty-rules/paginated", Create: "/penalty-rules", Item: "/penalty-rules"},
			"penalties":          {List: "/penalties", Create: "/penalties", Item: "/penalties"},
			"online_sessions":    {List: "/online-sessions", Create: "/online-sessions", Item: "/online-sessions"},
			"transactions":       {List: "/transactions", Count: "/transactions/paginated", Create: "/transactions", Item: "/transactions"},
			"cart_items":         {List: "/cart-items", Create: "/cart-items", Item: "/cart-items"},
			"faqs":               {List: "/faqs", Count: "/faqs/paginated", Create: "/faqs", Item: "/faqs"},
		},
		RegisterWrapsRecord:    true,
		RestaurantAnswerIsNull: true,
		RegisterIgnores:        []string{"address_id", "description", "avatar", "images_gallery", "food_category_ids"},
		CategoriesField:        "specialize_in",
		Broken:                 []string{"/menu-item-variants/paginated", "/penalties/paginated"},
		CachedLists:            []string{"customers", "orders"},
		CancelsOrders:          true,
		ShortLists:             true,
		RewritesOrders:         true,
		KeepsKnownDishes:       true,
		HasFirstFinanceRule:    true,
	}
}
