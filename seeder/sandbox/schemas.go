package sandbox

// The pools' keys.
const (
	addressBooks     = "address_books"
	foodCategories   = "food_categories"
	superAdmins      = "super_admins"
	financeAdmins    = "finance_admins"
	companionAdmins  = "companion_admins"
	financeRulesPool = "finance_rules"
	restaurants      = "restaurants"
	menuItems        = "menu_items"
	menuItemVariants = "menu_item_variants"
	promotions       = "promotions"
	drivers          = "drivers"
	customers        = "customers"
	customerCares    = "customer_cares"
	orders           = "orders"
)

// schemas returns all pools in order of dependency.
func schemas() []*schema {
	return []*schema{
		addressSchema(), categorySchema(),
		adminSchema(superAdmins), adminSchema(financeAdmins), adminSchema(companionAdmins),
		financeRuleSchema(), restaurantSchema(), menuItemSchema(), variantSchema(),
		promotionSchema(), driverSchema(), customerSchema(), customerCareSchema(), orderSchema(),
	}
}

func addressSchema() *schema {
	return &schema{
		key: addressBooks, prefix: "FF_AB_", title: "Address", careless: true,
		columns: []column{
			given("id"), given("street"), given("city"), given("nationality"),
			givenOr("is_default", "false"), given("created_at"), given("updated_at"),
			given("postal_code"), given("location"), given("title"),
		},
		post: addressRules(), patch: optional(addressRules()),
		keep: func(it *item, values object) {
			location := values.child("location")
			it.lat, it.lng = location.number("lat"), location.number("lng")
		},
	}
}

func categorySchema() *schema {
	return &schema{
		key: foodCategories, prefix: "FF_FC_", title: "Food category", unique: "name",
		columns: []column{
			given("id"), given("name"), given("description"), given("avatar"),
			formed("created_at", asWide), formed("updated_at", asWide),
		},
		post: categoryRules(), patch: optional(categoryRules()),
	}
}

func adminSchema(key string) *schema {
	return &schema{
		key: key, prefix: "FF_ADMIN_", title: "Admin", lists: newestFirst,
		columns: []column{
			given("id"), given("user_id"), given("role"), given("avatar"), given("last_login"),
			givenOr("permissions", "[]"), formed("last_active", asWide),
			given("created_at"), given("updated_at"), given("created_by_id"),
			given("first_name"), given("last_name"), givenOr("status", `"ACTIVE"`),
		},
		post: adminRules(), patch: adminPatch(),
		keep: func(it *item, values object) {
			it.brief, _ = appendRow(nil, adminBrief, values, true, 0)
		},
		relate: func(w *writer, _ *item, _ view) {
			w.user("user", userWhole)
			w.raw("created_by", "null")
		},
	}
}

// adminBrief is what a page of finance rules shows of their creators.
var adminBrief = []column{given("id"), given("role"), given("first_name"), given("last_name")}

func financeRuleSchema() *schema {
	return &schema{
		key: financeRulesPool, prefix: "FF_FIN_", title: "Finance rule", lists: newestFirst, pages: newestFirst,
		columns: []column{
			given("id"), given("driver_fixed_wage"), given("customer_care_hourly_wage"),
			given("app_service_fee"), given("restaurant_commission"), given("created_by_id"),
			given("description"), formed("created_at", asWide), formed("updated_at", asWide),
		},
		links: []string{"created_by_id"},
		post:  financeRules(), patch: optional(financeRules()),
		relate: relateFinanceRule,
		refer: func(d *db, values object) *refusal {
			if id := values.text("created_by_id"); id != "" && d.admin(id) == nil {
				return notFound("Admin with ID " + id + " not found")
			}
			return nil
		},
	}
}

func relateFinanceRule(w *writer, it *item, v view) {
	id := it.links[0]
	admin := w.db.admin(id)
	if admin == nil || v == viewList || w.db.whole {
		w.related("created_by", w.db.adminPool(id), id)
		return
	}
	if w.field("created_by") {
		w.buf = append(append(w.buf, admin.brief...), '}')
	}
}

func restaurantSchema() *schema {
	return &schema{
		key: restaurants, prefix: "FF_RES_", title: "Restaurant", lists: newestFirst, pages: newestFirst, counter: "total_orders",
		columns: []column{
			given("id"), given("owner_id"), given("owner_name"), given("address_id"),
			given("last_login"), given("restaurant_name"), given("description"),
			givenOr("contact_email", "[]"), givenOr("contact_phone", "[]"), given("avatar"),
			givenOr("images_gallery", "[]"), given("status"), given("ratings"),
			given("opening_hours"), given("created_at"), given("updated_at"),
		},
		links: []string{"address_id"},
		post:  restaurantAccountRules(), patch: restaurantPatch(),
		keep: func(it *item, values object) {
			status := values.child("status")
			it.closed = status.isFalse("is_open") || status.isFalse("is_accepted_orders")
			it.many = values.texts("specialize_in")
		},
		relate: relateRestaurant, refer: referRestaurant,
	}
}

func relateRestaurant(w *writer, it *item, _ view) {
	w.user("owner", userWhole)
	w.related("address", addressBooks, it.links[0])
	w.relatedList("specialize_in", foodCategories, it.many)
	w.raw("is_banned", "false")
}

func referRestaurant(d *db, values object) *refusal {
	if id := values.text("address_id"); id != "" && !d.has(addressBooks, id) {
		return notFound("Address not found in address book")
	}
	for _, key := range []string{"specialize_in", "food_category_ids"} {
		for _, id := range values.texts(key) {
			if !d.has(foodCategories, id) {
				return notFound("One or more food categories not found")
			}
		}
	}
	return nil
}

func promotionSchema() *schema {
	return &schema{
		key: promotions, prefix: "FF_PROMO_", title: "Promotion", unique: "name",
		columns: []column{
			given("id"), given("name"), given("description"),
			formed("start_date", asWide), formed("end_date", asWide), given("discount_type"),
			formed("discount_value", asMoney), formed("promotion_cost_price", asMoney),
			formed("minimum_order_value", asMoney), given("avatar"),
			givenOr("status", `"PENDING"`), givenOr("food_category_ids", "[]"),
			given("bogo_details"), given("created_at"), given("updated_at"),
		},
		post: promotionRules(), patch: optional(promotionRules()),
		relate: func(w *writer, _ *item, v view) {
			if v != viewList {
				w.raw("restaurants", "[]")
			}
		},
		refer: func(d *db, values object) *refusal {
			for _, id := range values.texts("food_category_ids") {
				if !d.has(foodCategories, id) {
					return notFound("One or more food categories not found")
				}
			}
			return nil
		},
	}
}
