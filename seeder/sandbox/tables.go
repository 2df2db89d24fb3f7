package sandbox

// The type tables: what each pool's create route takes. A field that a table
// does not name is refused, except for accounts, whose tables are open.

var (
	orderStatuses = []string{
		"PENDING", "RESTAURANT_ACCEPTED", "PREPARING", "IN_PROGRESS",
		"READY_FOR_PICKUP", "RESTAURANT_PICKUP", "DISPATCHED", "CANCELLED",
		"EN_ROUTE", "OUT_FOR_DELIVERY", "DELIVERED", "DELIVERY_FAILED",
	}
	trackingSteps = []string{
		"ORDER_PLACED", "ORDER_RECEIVED", "PREPARING", "IN_PROGRESS",
		"RESTAURANT_PICKUP", "DISPATCHED", "EN_ROUTE", "OUT_FOR_DELIVERY",
		"DELIVERY_FAILED", "DELIVERED",
	}
	weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
)

func avatarRule() rule { return obj("avatar", str("key"), str("url")).opt() }

func addressRules() []rule {
	return []rule{
		str("street"), str("city"), str("nationality"), flag("is_default"),
		num("created_at"), num("updated_at"), num("postal_code"),
		obj("location", num("lng"), num("lat")), str("title"),
	}
}

func categoryRules() []rule {
	return []rule{str("name"), str("description"), avatarRule()}
}

func financeRules() []rule {
	return []rule{
		obj("driver_fixed_wage",
			num("0-1km"), num("1-2km"), num("2-3km"), num("4-5km"), str(">5km")),
		num("customer_care_hourly_wage"), num("app_service_fee"),
		num("restaurant_commission").atLeast(0).atMost(1),
		str("created_by_id"), str("description").opt(), num("updated_at").opt(),
	}
}

// restaurantRules are the fields of a restaurant itself, without an account's.
func restaurantRules() []rule {
	return []rule{
		str("owner_name"), str("restaurant_name"),
		list("contact_email", str("title"), flag("is_default"), str("email")).strict(),
		list("contact_phone", str("title"), str("number"), flag("is_default")).strict(),
		obj("status", flag("is_open"), flag("is_active"), flag("is_accepted_orders")).strict(),
		obj("opening_hours", openingDays()...).strict(),
		str("address_id").opt(), str("description").opt(), avatarRule(),
		list("images_gallery").opt(), strs("food_category_ids").opt(),
	}
}

func openingDays() []rule {
	days := make([]rule, len(weekdays))
	for i, day := range weekdays {
		days[i] = obj(day, num("from"), num("to")).strict()
	}
	return days
}

func restaurantAccountRules() []rule {
	return append([]rule{
		str("email"), str("password"),
		str("first_name").opt(), str("last_name").opt(), str("phone").opt(),
	}, restaurantRules()...)
}

func menuItemRules() []rule {
	return []rule{
		str("restaurant_id"), str("name"), num("price"), strs("category"),
		str("description").opt(), avatarRule(), flag("availability").opt(),
		strs("suggest_notes").opt(),
		list("variants",
			str("variant").opt(), str("description").opt(), num("price").opt()).strict().opt(),
		obj("discount").opt(),
	}
}

func variantRules() []rule {
	return []rule{
		str("variant"), num("price"), str("menu_id").opt(),
		str("description").opt(), avatarRule(), flag("availability").opt(),
		strs("default_restaurant_notes").opt(), num("discount_rate").opt(),
	}
}

func promotionRules() []rule {
	return []rule{
		str("name"), num("start_date"), num("end_date"),
		oneOf("discount_type", "PERCENTAGE", "FIXED", "BOGO"),
		num("discount_value"), num("promotion_cost_price"),
		oneOf("status", "ACTIVE", "INACTIVE", "EXPIRED", "PENDING", "CANCELLED"),
		strs("food_category_ids"),
		str("description").opt(), num("minimum_order_value").opt(), avatarRule(),
		obj("bogo_details", num("buy_quantity"), num("get_quantity"),
			num("max_redemptions").opt()).opt(),
	}
}

func orderRules() []rule {
	return []rule{
		str("customer_id"), str("restaurant_id"), oneOf("status", orderStatuses...),
		num("total_amount").atLeast(0), num("delivery_fee").atLeast(0), num("service_fee").atLeast(0),
		oneOf("payment_status", "PENDING", "PAID", "FAILED"),
		oneOf("payment_method", "COD", "FWallet"),
		str("customer_location"), str("restaurant_location"), orderItemsRule(),
		num("order_time"), num("delivery_time"), oneOf("tracking_info", trackingSteps...),
		num("distance").atLeast(0).opt(), num("sub_total").atLeast(0).opt(),
		num("discount_amount").atLeast(0).opt(), str("customer_note").opt(),
		str("restaurant_note").opt(), strs("vouchers_applied").opt(),
	}
}

func orderItemsRule() rule {
	return list("order_items",
		str("item_id"), str("variant_id").opt(), str("name"),
		num("quantity").atLeast(1), num("price_at_time_of_order"))
}

// accountRules are the fields every account needs; others are ignored.
func accountRules() []rule {
	return []rule{
		str("email"), str("password"), str("first_name"), str("last_name"), str("phone").opt(),
	}
}

func adminRules() []rule {
	return []rule{
		str("email"), str("password"),
		str("first_name").opt(), str("last_name").opt(), str("phone").opt(),
	}
}

// internalRules are what the plain create routes of account pools want in the
// flashstrom dialect: a user that is there already, and no credentials.
func internalRules(userKey string, rest ...rule) []rule {
	return append([]rule{str(userKey)}, rest...)
}

func contactRules() []rule {
	return []rule{
		list("contact_email", str("title"), flag("is_default"), str("email")).opt(),
		list("contact_phone", str("title"), str("number"), flag("is_default")).opt(),
	}
}

// The patch tables: every field optional, unknown ones refused.

func restaurantPatch() []rule {
	return optional(append(restaurantRules(),
		str("id"), str("owner_id"), strs("specialize_in"), strs("promotions"), obj("ratings")))
}

func driverPatch() []rule {
	return append(optional([]rule{
		str("id"), str("user_id"), str("first_name"), str("last_name"),
		obj("vehicle"), obj("current_location", num("lat"), num("lng")),
		num("created_at"), num("updated_at"), num("last_login"), avatarRule(),
		flag("available_for_work"), flag("is_on_delivery"), num("active_points"), obj("rating"),
	}), contactRules()...)
}

func customerPatch() []rule {
	return optional([]rule{
		str("id"), str("user_id"), str("first_name"), str("last_name"), str("phone"),
		num("last_login"), avatarRule(), strs("address_ids"), strs("preferred_category_ids"),
		strs("favorite_restaurant_ids"), strs("favorite_items"), strs("support_tickets"),
		obj("app_preferences"), list("restaurant_history"),
	})
}

func customerCarePatch() []rule {
	return append(optional([]rule{
		str("first_name"), str("last_name"), num("created_at"), num("updated_at"),
		num("last_login"), avatarRule(), flag("available_for_work"), flag("is_assigned"),
	}), contactRules()...)
}

func adminPatch() []rule {
	return optional([]rule{
		oneOf("role", "SUPER_ADMIN", "FINANCE_ADMIN", "COMPANION_ADMIN"), strs("permissions"),
		avatarRule(), oneOf("status", "ACTIVE", "INACTIVE", "SUSPENDED"),
		str("first_name"), str("last_name"),
	})
}

func orderPatch() []rule {
	return optional(append(orderRules(), str("driver_id")))
}
