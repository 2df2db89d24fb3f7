package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// traits are what the Flashstrom backend does with a pool beyond its contract:
// how its rows look. A pool without any is stored and shown as it was sent.
type traits struct {
	pool         string            // the pool's name, "" for a declared one
	prefix       string            // of ids
	title        string            // in messages
	more         string            // JSON: columns that are not in the body, and what stands in for missing ones
	dropped      []string          // fields of the body that are no columns
	held         []string          // fields that are shown in another form
	texts        map[string]int    // numbers that lists show as text, and the digits behind their point
	brief        []string          // the columns of the short form
	unique       string            // the field that no two items may share, where the entity names none
	shown        map[string]string // by field that refers to an item: what the item is shown as; "" if not at all
	newestListed bool
	newestPaged  bool
	isoTimes     bool   // created_at and updated_at are ISO 8601
	dated        string // the field that the backend dates itself

	store func(*Server, *call, *table, object) (*item, *refusal) // makes an item otherwise than as it was sent
}

func traitsOf(e *entities.Entity) traits {
	var t traits
	if !e.Declared {
		t = flashstromTraits()[e.Pool]
		t.pool = e.Pool
	}
	t.prefix = cmp.Or(t.prefix, "FF_"+strings.ToUpper(strings.TrimSuffix(e.Pool, "s"))+"_")
	t.title = cmp.Or(t.title, strings.TrimSuffix(e.Title, "s"))
	if e.Role == "" { // an account's e-mail is its user's
		t.unique = cmp.Or(t.unique, e.Unique)
	}
	return t
}

const asIs = -1 // as many digits as there are

func flashstromTraits() map[string]traits {
	login := []string{"email", "password", "phone"}
	admin := traits{
		prefix: "FF_ADMIN_", title: "Admin", dropped: login, newestListed: true,
		more: `{"user_id":null,"role":null,"last_login":null,"permissions":[],"last_active":null,"created_by_id":null,"status":"ACTIVE"}`,
	}
	return map[string]traits{
		"address_books": {prefix: "FF_AB_", title: "Address"},
		"food_categories": {
			prefix: "FF_FC_", title: "Food category",
			texts: map[string]int{"created_at": 0, "updated_at": 0},
		},
		"super_admins": admin, "finance_admins": admin, "companion_admins": admin,
		"finance_rules": {
			prefix: "FF_FIN_", newestListed: true, newestPaged: true,
			texts: map[string]int{"created_at": 0, "updated_at": 0},
		},
		"restaurants": {
			prefix: "FF_RES_", dropped: append(login, "first_name", "last_name", "food_category_ids"),
			held: []string{"specialize_in"}, newestListed: true, newestPaged: true,
			more: `{"owner_id":null,"last_login":null,"contact_email":[],"contact_phone":[],"images_gallery":[]}`,
		},
		"menu_items": {
			prefix: "FF_MENU_ITEM_", title: "Menu Item", store: (*Server).storeMenuItem, dropped: []string{"variants"},
			more:  `{"category":[],"suggest_notes":[],"availability":false}`,
			texts: map[string]int{"price": asIs},
			brief: []string{"id", "restaurant_id", "name", "price", "avatar"},
		},
		"menu_item_variants": {
			prefix: "FF_MENU_ITEM_VARIANT_", title: "Menu Item Variant", store: (*Server).storeVariant,
			more:  `{"availability":true,"default_restaurant_notes":[]}`,
			texts: map[string]int{"price": asIs, "discount_rate": asIs},
			brief: []string{"id", "menu_id", "description", "price"},
			shown: map[string]string{"menu_id": ""},
		},
		"promotions": {
			prefix: "FF_PROMO_", unique: "name", more: `{"food_category_ids":[]}`, isoTimes: true,
			texts: map[string]int{"start_date": 0, "end_date": 0, "discount_value": 2, "promotion_cost_price": 2, "minimum_order_value": 2},
		},
		"drivers": {
			prefix: "FF_DRI_", dropped: login, newestListed: true,
			more: `{"user_id":null,"contact_email":null,"contact_phone":null,"available_for_work":false,"is_on_delivery":false,"active_points":0}`,
		},
		"customers": {
			prefix: "FF_CUS_", dropped: []string{"email", "password"}, more: `{"user_id":null,"support_tickets":null}`,
			brief: []string{"id", "user_id", "first_name", "last_name", "avatar", "last_login"},
		},
		"customer_cares": {
			prefix: "FF_CC_", dropped: login,
			more:  `{"user_id":null,"contact_email":null,"contact_phone":null,"available_for_work":false,"is_assigned":false,"active_point":0,"active_workload":0}`,
			texts: map[string]int{"created_at": 0, "updated_at": 0, "last_login": 0},
		},
		"orders": {
			prefix: "FF_ORDER_", store: (*Server).storeOrder, held: []string{"order_items"}, newestListed: true, newestPaged: true,
			more: `{"driver_wage":null,"driver_tips":"0.00","vouchers_applied":[],"cancelled_by":null,"cancelled_by_id":null,` +
				`"cancellation_reason":null,"cancellation_title":null,"cancellation_description":null,"cancelled_at":null,"version":0}`,
			texts: map[string]int{
				"distance": 4, "driver_wage": asIs, "total_amount": asIs, "delivery_fee": asIs, "service_fee": asIs,
				"sub_total": asIs, "discount_amount": asIs, "order_time": 0, "delivery_time": 0,
			},
			shown: map[string]string{"customer_location": "customerAddress", "restaurant_location": "restaurantAddress"},
		},
		"transactions":    {prefix: "FF_TRANS_", store: (*Server).storeTransaction, texts: map[string]int{"amount": 2, "balance_after": 2}},
		"reviews":         {prefix: "FF_RR_"},
		"cart_items":      {store: (*Server).storeCartItem},
		"penalties":       {dated: "issued_at"},
		"online_sessions": {prefix: "FF_ONS_", dated: "start_time"},
		"inquiries":       {prefix: "FF_INQ_", store: (*Server).storeInquiry, more: `{"assigned_customer_care_id":null,"first_response_at":null,"last_response_at":null,"resolved_at":null}`},
		"notifications":   {prefix: "NOTI_", more: `{"is_read":false}`},
		"penalty_rules":   {prefix: "FF_PRULE_"},
		"vouchers": {
			prefix: "FF_VOUCHER_", more: `{"current_usage":0}`,
			texts: map[string]int{"start_date": 0, "end_date": 0, "discount_value": 2, "maximum_discount_amount": 2, "minimum_order_value": 2},
		},
	}
}

// firstFinanceRule is the rule that a new database comes with.
const firstFinanceRule = `{"driver_fixed_wage":{"0-1km":10,"1-2km":15,"2-3km":18,"3-5km":20,">5km":"20 + 2*km"},` +
	`"customer_care_hourly_wage":12,"app_service_fee":4,"restaurant_commission":0.1,"description":"The rule in force until another is made"}`

// moment is a time as the pool's rows have it.
func (t *table) moment(unix int64) json.RawMessage {
	if t.isoTimes {
		return encode(isoTime(unix))
	}
	return encode(unix)
}

func isoTime(unix int64) string { return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04:05.000Z") }

// view chooses how much of an item an answer shows.
type view int

const (
	viewOwn     view = iota // its own columns: how it appears inside others
	viewList                // what the list route answers
	viewPage                // what the paginated route answers
	viewOne                 // what GET by id answers
	viewPatched             // what PATCH answers
)

// appendItem renders an item as a view shows it, null for none. The caller
// holds the lock.
func (s *Server) appendItem(dst []byte, it *item, v view) []byte {
	if it == nil {
		return append(dst, "null"...)
	}
	pool := it.table.pool
	if !s.protocol.ShortLists && v != viewOwn {
		v = viewPage
	}
	out := dst
	switch {
	case v == viewOne && pool == "restaurants":
		return append(dst, s.without(it, "id", "owner", "owner_name")...)
	case v == viewOne && pool == "menu_items":
		out = s.appendItem(append(dst, `{"menuItem":`...), it, viewPage)
		return append(s.appendItems(append(out, `,"variants":`...), s.variantsOf(it), viewOwn), '}')
	case v == viewOne && pool == "promotions":
		return append(dst, s.without(it, "food_category_ids")...)
	case v == viewList && pool == "customers", (v == viewList || v == viewOne) && pool == "menu_item_variants":
		out = append(out, it.brief[:len(it.brief)-1]...)
	case v != viewOwn && pool == "customer_cares":
		fields := objectOf(string(it.row))
		delete(fields, "user_id") // only the registration's answer has it
		row := encode(fields)
		out = append(out, row[:len(row)-1]...)
	default:
		out = append(out, it.row[:len(it.row)-1]...)
		if pool == "restaurants" {
			out = fmt.Appendf(out, `,"total_orders":%d`, it.count)
		} else if pool == "menu_items" {
			out = fmt.Appendf(out, `,"purchase_count":%d`, it.count)
		}
	}
	if v != viewOwn {
		out = s.appendJoined(out, it, v)
	}
	out = append(out, '}')
	if len(it.extra) == 0 {
		return out
	}
	fields := objectOf(string(out[len(dst):]))
	maps.Copy(fields, it.extra)
	delete(fields, "id")
	return append(fmt.Appendf(out[:len(dst)], `{"id":%q,`, it.id), encode(fields)[1:]...)
}

// appendItems renders a list of items.
func (s *Server) appendItems(dst []byte, items []*item, v view) []byte {
	dst = append(dst, '[')
	for i, it := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = s.appendItem(dst, it, v)
	}
	return append(dst, ']')
}

// without renders an item as a page shows it, but for some fields.
func (s *Server) without(it *item, names ...string) []byte {
	fields := objectOf(string(s.appendItem(nil, it, viewPage)))
	for _, name := range names {
		delete(fields, name)
	}
	return encode(fields)
}

// appendJoined appends what stands in other pools, and the user.
func (s *Server) appendJoined(out []byte, it *item, v view) []byte {
	const notBanned = `,"is_banned":false`
	user := func(as string, d depth) { out = append(fmt.Appendf(out, `,"%s":`, as), it.user.json(d)...) }
	switch it.table.pool {
	case "super_admins", "finance_admins", "companion_admins":
		user("user", everything)
		out = append(out, `,"created_by":null`...)
	case "restaurants":
		user("owner", everything)
		if v != viewPatched {
			out = s.appendItem(append(out, `,"address":`...), s.lookup(it.get("address_id").Str, "address_books"), viewOwn)
		}
		var ids []string
		for _, id := range it.get("specialize_in").Array() {
			ids = append(ids, id.Str)
		}
		out = append(s.appendThese(append(out, `,"specialize_in":`...), "food_categories", ids), notBanned...)
	case "menu_items":
		out = s.appendItems(append(out, `,"variants":`...), s.variantsOf(it), viewOwn)
		if v != viewList {
			out = s.appendItem(append(out, `,"restaurant":`...), s.lookup(it.get("restaurant_id").Str, "restaurants"), viewOwn)
		}
	case "promotions":
		if v != viewList {
			out = append(out, `,"restaurants":[]`...)
		}
	case "drivers":
		if v != viewList {
			user("user", everything)
		}
		if v != viewPatched {
			out = append(out, notBanned...)
		}
	case "customers":
		switch v {
		case viewList:
			user("user", emailOnly)
		case viewPage:
			user("user", everything)
			out = append(out, notBanned...)
		default:
			out = s.appendThese(append(out, `,"address":`...), "address_books", it.addresses)
			out = s.appendThese(append(out, `,"favorite_restaurants":`...), "restaurants", it.favourites)
			out = append(out, `,"preferred_category":[]`...)
			user("user", person)
		}
	case "customer_cares":
		if !s.protocol.ShortLists {
			user("user", everything)
		}
		out = append(out, notBanned...)
	case "orders":
		out = s.appendReferred(s.appendLines(out, it), it)
	default:
		out = s.appendReferred(out, it)
	}
	return out
}

// appendReferred shows the items that an item refers to under its fields'
// names, customer for customer_id.
func (s *Server) appendReferred(out []byte, it *item) []byte {
	for _, f := range it.table.patched {
		if f.Kind != entities.Text || f.Refs == nil {
			continue
		}
		as, named := it.table.shown[f.Name]
		if !named {
			as = strings.TrimSuffix(f.Name, "_id")
		}
		if as != "" && as != f.Name {
			out = s.appendItem(fmt.Appendf(out, `,"%s":`, as), s.lookup(it.get(f.Name).Str, f.Refs...), viewOwn)
		}
	}
	return out
}

// appendThese renders those items of a pool that are there, by their ids.
func (s *Server) appendThese(dst []byte, pool string, ids []string) []byte {
	var found []*item
	for _, id := range ids {
		if it := s.lookup(id, pool); it != nil {
			found = append(found, it)
		}
	}
	return s.appendItems(dst, found, viewOwn)
}
