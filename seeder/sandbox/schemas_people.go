package sandbox

const (
	roleCustomer     = "CUSTOMER"
	roleDriver       = "DRIVER"
	roleRestaurant   = "RESTAURANT_OWNER"
	roleCustomerCare = "CUSTOMER_CARE_REPRESENTATIVE"
	roleSuperAdmin   = "SUPER_ADMIN"
	roleFinance      = "FINANCE_ADMIN"
	roleCompanion    = "COMPANION_ADMIN"
	roleWallet       = "F_WALLET"
)

func driverSchema() *schema {
	return &schema{
		key: drivers, prefix: "FF_DRI_", title: "Driver", lists: newestFirst,
		columns: []column{
			given("id"), given("user_id"), given("first_name"), given("last_name"), given("avatar"),
			given("contact_email"), given("contact_phone"), given("vehicle"),
			given("current_location"), given("rating"), givenOr("available_for_work", "false"),
			givenOr("is_on_delivery", "false"), givenOr("active_points", "0"),
			given("created_at"), given("updated_at"), given("last_login"),
		},
		post: accountRules(), patch: driverPatch(),
		relate: func(w *writer, _ *item, v view) {
			if v != viewPage {
				w.raw("driver_is_banned", "false")
			}
			if v != viewList {
				w.user("user", userWhole)
			}
			w.raw("is_banned", "false")
		},
	}
}

func customerSchema() *schema {
	return &schema{
		key: customers, prefix: "FF_CUS_", title: "Customer", careless: true,
		columns: []column{
			given("id"), given("user_id"), given("first_name"), given("last_name"),
			given("avatar"), given("last_login"), given("phone"), given("favorite_items"),
			given("support_tickets"), given("app_preferences"), given("restaurant_history"),
			given("created_at"), given("updated_at"),
		},
		short: 6,
		post:  accountRules(), patch: customerPatch(),
		relate: relateCustomer,
	}
}

func relateCustomer(w *writer, _ *item, v view) {
	switch v {
	case viewList:
		w.user("user", userEmail)
	case viewPage:
		w.user("user", userWhole)
		w.raw("is_banned", "false")
	default:
		w.raw("address", "[]")
		w.raw("preferred_category", "[]")
		w.user("user", userPublic)
	}
}

func customerCareSchema() *schema {
	return &schema{
		key: customerCares, prefix: "FF_CC_", title: "Customer care",
		columns: []column{
			given("id"), given("contact_email"), given("contact_phone"), given("first_name"),
			given("last_name"), formed("created_at", asWide), formed("updated_at", asWide),
			formed("last_login", asWide), given("avatar"), givenOr("available_for_work", "false"),
			givenOr("is_assigned", "false"), givenOr("active_point", "0"),
			givenOr("active_workload", "0"),
		},
		post: accountRules(), patch: customerCarePatch(),
		relate: func(w *writer, _ *item, _ view) {
			if w.db.whole {
				w.user("user", userWhole)
			}
			w.raw("is_banned", "false")
		},
	}
}

// adminPools lists the pools that hold admins.
func adminPools() []string { return []string{superAdmins, financeAdmins, companionAdmins} }

// adminPool names the pool that holds the admin, the super admins' when none.
func (d *db) adminPool(id string) string {
	for _, key := range adminPools() {
		if d.has(key, id) {
			return key
		}
	}
	return superAdmins
}

// admin is the admin with that id, whatever the role, nil when there is none.
func (d *db) admin(id string) *item { return d.pools[d.adminPool(id)].get(id) }
