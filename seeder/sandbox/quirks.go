package sandbox

// quirks are what the Flashstrom backend does with a pool beyond its contract.
// A pool without any is stored and shown as it was sent.
type quirks struct {
	prefix  string            // of ids
	blank   string            // JSON: columns that no body has, and what stands for missing ones instead of null
	dropped []string          // fields of the body that are no columns
	joins   map[string]join   // columns with ids that are shown otherwise than as customer for customer_id
	bare    []string          // columns with ids that are shown as ids alone
	hidden  map[view][]string // fields that a view leaves out
	newest  bool              // lists begin with what was created last
	forms   map[string]form   // of columns that are not written like those of the same name elsewhere
	stamped string            // the column that holds the time of creation, whatever the body says

	// prepare lays down what the backend decides itself. Where it returns an item,
	// that one is answered and no new one is made.
	prepare func(s *Server, c *call, values object) (*item, *refusal)
}

// view chooses how much of an item an answer shows.
type view int

const (
	inside  view = iota // within another item: its own columns
	listed              // what the list route answers
	paged               // what the paginated route answers
	single              // what GET by id answers
	patched             // what PATCH answers
	whole               // what every route answers where lists are not short
)

// form is how the backend answers a value.
type form int

const (
	asSent    form = iota
	asText         // of a number
	asDecimal      // a number as a text with two digits behind the point
	asISO          // a time in seconds as ISO 8601
	asMillis       // a time in seconds as a text of milliseconds
	asSet          // a list of words as the text {A,B}
)

// forms are those of values that the backend does not answer as they were sent.
var forms = map[string]form{
	"price": asText, "discount_rate": asText, "start_date": asText, "end_date": asText,
	"total_amount": asText, "sub_total": asText, "delivery_fee": asText, "service_fee": asText, "discount_amount": asText,
	"distance": asText, "order_time": asText, "delivery_time": asText, "start_time": asText, "end_time": asText,
	"issued_at": asText, "expires_at": asText,
	"discount_value": asDecimal, "promotion_cost_price": asDecimal, "minimum_order_value": asDecimal, "maximum_discount_amount": asDecimal,
	"amount": asDecimal, "balance_after": asDecimal,
}

var (
	textTimes = map[string]form{"created_at": asText, "updated_at": asText, "last_login": asText}
	isoTimes  = map[string]form{"created_at": asISO, "updated_at": asISO, "last_login": asISO}
)

// The tables that are no pools are called after their lists.
const (
	userTable       = "/users"
	walletTable     = "/fwallets"
	statisticsTable = "/restaurant-stats"
	progressTable   = "/driver-progress-stages"
)

var userJoin = map[string]join{"user_id": {[]string{userTable}, "user"}}

var adminQuirks = quirks{
	prefix: "FF_ADMIN_", newest: true, joins: userJoin, hidden: map[view][]string{inside: {"created_by"}},
	blank: `{"user_id":null,"role":null,"last_login":null,"permissions":["MANAGE_USERS"],"last_active":null,` +
		`"created_by_id":null,"created_by":null,"status":"ACTIVE"}`,
}

// Of agents only the registration's answer has the user.
var noUser = []string{"user_id", "user"}

// customerLinks are what the customer's own route shows alone.
var customerLinks = []string{"address", "favorite_restaurants", "preferred_category"}

// shortVariant is what the variants' list leaves out.
var shortVariant = []string{"variant", "avatar", "availability", "default_restaurant_notes", "discount_rate", "created_at", "updated_at"}

// The relations that lists of reviews show, and pages of transactions.
var (
	reviewLinks = []string{"reviewer_customer", "reviewer_driver", "reviewer_restaurant", "order"}
	walletLinks = []string{"user", "fwallet"}
)

// flashstrom are the quirks by pool.
var flashstrom = map[string]quirks{
	userTable: {
		prefix: "USR_", forms: isoTimes,
		blank: `{"password":null,"verification_code":null,"reset_token":null,"reset_token_expiry":null,"user_type":[],` +
			`"is_verified":false,"balance":"0.00","address":null,"avatar":null,"app_preferences":null,"last_login":null}`,
	},
	walletTable: {
		prefix: "F_WALLET_", forms: textTimes, joins: userJoin, blank: `{"first_name":null,"last_name":null,"is_verified":false,"version":1}`,
	},
	progressTable:     {prefix: "FF_DPS_"},
	"address_books":   {prefix: "FF_AB_"},
	"food_categories": {prefix: "FF_FC_", forms: textTimes},
	"super_admins":    adminQuirks, "finance_admins": adminQuirks, "companion_admins": adminQuirks,
	"finance_rules": {prefix: "FF_FIN_", newest: true, forms: textTimes},
	"restaurants": {
		prefix: "FF_RES_", dropped: []string{"food_category_ids"}, newest: true,
		blank: `{"owner_id":null,"last_login":null,"contact_email":[],"contact_phone":[],"images_gallery":[],"specialize_in":[],` +
			`"total_orders":0,"is_banned":false}`,
		joins: map[string]join{
			"owner_id": {[]string{userTable}, "owner"}, "specialize_in": {[]string{"food_categories"}, "specialize_in"},
		},
		hidden: map[view][]string{inside: {"specialize_in", "is_banned"}, single: {"id", "owner", "owner_name"}, patched: {"address"}},
	},
	"menu_items": {
		dropped: []string{"variants"}, prepare: (*Server).prepareMenuItem,
		blank:  `{"category":[],"suggest_notes":[],"availability":false,"purchase_count":0}`,
		hidden: map[view][]string{listed: {"restaurant"}},
	},
	"menu_item_variants": {
		blank: `{"description":"","price":"0","availability":true,"default_restaurant_notes":[]}`, prepare: (*Server).prepareVariant,
		bare:   []string{"menu_id"},
		hidden: map[view][]string{listed: shortVariant, single: shortVariant},
	},
	"promotions": {
		prefix: "FF_PROMO_", forms: isoTimes, blank: `{"food_category_ids":[],"restaurants":[]}`,
		hidden: map[view][]string{single: {"food_category_ids"}},
	},
	"drivers": {
		prefix: "FF_DRI_", newest: true, joins: userJoin,
		blank: `{"user_id":null,"first_name":null,"last_name":null,"contact_email":null,"contact_phone":null,"available_for_work":false,` +
			`"is_on_delivery":false,"active_points":0,"is_banned":false,` +
			`"vehicle":{"license_plate":"","model":"","color":""},"current_location":{"lat":0,"lng":0},"rating":{"average_rating":0,"review_count":0}}`,
		hidden: map[view][]string{inside: {"is_banned"}, listed: {"user"}, patched: {"is_banned"}},
	},
	"customers": {
		prefix: "FF_CUS_",
		blank:  `{"user_id":null,"support_tickets":null,"address":[],"favorite_restaurants":[],"preferred_category":[],"is_banned":false}`,
		joins: map[string]join{
			"user_id": userJoin["user_id"], "address": {[]string{"address_books"}, "address"},
			"favorite_restaurants": {[]string{"restaurants"}, "favorite_restaurants"},
		},
		hidden: map[view][]string{inside: append([]string{"is_banned"}, customerLinks...), paged: customerLinks, whole: customerLinks, listed: append([]string{
			"phone", "favorite_items", "restaurant_history", "app_preferences", "support_tickets", "is_banned", "created_at", "updated_at",
		}, customerLinks...)},
	},
	"customer_cares": {
		prefix: "FF_CC_", joins: userJoin, forms: textTimes,
		blank: `{"user_id":null,"contact_email":null,"contact_phone":null,"available_for_work":false,"is_assigned":false,` +
			`"active_point":0,"active_workload":0,"is_banned":false}`,
		hidden: map[view][]string{inside: {"is_banned"}, listed: noUser, paged: noUser, single: noUser, patched: noUser},
	},
	"orders": {
		newest: true, prepare: (*Server).prepareOrder,
		blank: `{"driver_wage":null,"driver_tips":"0.00","vouchers_applied":[],"cancelled_by":null,"cancelled_by_id":null,` +
			`"cancellation_reason":null,"cancellation_title":null,"cancellation_description":null,"cancelled_at":null,"version":0}`,
		joins: map[string]join{
			"customer_location": {[]string{"address_books"}, "customerAddress"}, "restaurant_location": {[]string{"address_books"}, "restaurantAddress"},
		},
	},
	"reviews": {
		prefix: "FF_RR_", bare: []string{"rr_recipient_customer_id", "rr_recipient_driver_id", "rr_recipient_restaurant_id"},
		joins: map[string]join{
			"rr_reviewer_customer_id":   {[]string{"customers"}, "reviewer_customer"},
			"rr_reviewer_driver_id":     {[]string{"drivers"}, "reviewer_driver"},
			"rr_reviewer_restaurant_id": {[]string{"restaurants"}, "reviewer_restaurant"},
		},
		hidden: map[view][]string{single: reviewLinks, patched: reviewLinks},
	},
	"online_sessions": {
		prefix: "FF_ONS_", stamped: "start_time",
		bare: []string{"driver_id", "customer_care_id"}, dropped: []string{"created_at", "updated_at"},
	},
	"inquiries": {
		prefix: "FF_INQ_", newest: true, prepare: (*Server).prepareInquiry, dropped: []string{"assigned_to"},
		blank: `{"assigned_admin_id":null,"assigned_customer_care_id":null,` +
			`"first_response_at":null,"last_response_at":null,"resolved_at":null,` +
			`"response_time":0,"resolution_time":0,"escalation_count":0,"transfer_count":0,"rejection_count":0}`,
		joins: map[string]join{
			"assigned_admin_id":         {[]string{"super_admins", "finance_admins", "companion_admins"}, "assigned_admin"},
			"assigned_customer_care_id": {[]string{"customer_cares"}, "assigned_customer_care"},
		},
	},
	"notifications": {
		prefix: "NOTI_", newest: true, blank: `{"is_read":false}`,
		forms: map[string]form{"target_user": asSet, "created_at": asMillis, "updated_at": asMillis},
	},
	"penalty_rules": {prefix: "FF_PRULE_", forms: textTimes},
	"penalties": {
		prefix: "FF_PEN_", stamped: "issued_at", bare: []string{"driver_id"}, dropped: []string{"updated_at"}, forms: textTimes,
	},
	"vouchers": {
		newest: true, forms: textTimes,
		blank: `{"current_usage":0,"minimum_orders_required":null,"minimum_total_spent":null,"applicable_days":null,"applicable_time_ranges":null}`,
	},
	"faqs":         {forms: textTimes},
	"transactions": {hidden: map[view][]string{listed: walletLinks, single: walletLinks, patched: walletLinks}},
}

// firstFinanceRule is the rule that a new database comes with.
const firstFinanceRule = `{"driver_fixed_wage":{"0-1km":10,"1-2km":15,"2-3km":18,"3-5km":20,">5km":"20 + 2*km"},` +
	`"customer_care_hourly_wage":12,"app_service_fee":4,"restaurant_commission":0.1,"description":"The rule in force until another is made"}`
