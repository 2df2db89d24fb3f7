package entities

import "github.com/tidwall/gjson"

// restaurantRecord is what others need to know of a restaurant.
type restaurantRecord struct {
	name       string
	address    string // id
	at         point  // of the address, where the record has it
	categories []categoryIn
	ordering   bool // orders may be sent there, which a record without a status does not rule out
}

// categoryIn is a category of a restaurant: its id, and its name where it is
// told.
type categoryIn struct{ id, name string }

func readRestaurant(r record) restaurantRecord {
	return restaurantRecord{
		name:       r.text("restaurant_name"),
		address:    r.id("address_id", "address"),
		at:         r.point("address.location"),
		categories: categoriesIn(r.list("specialize_in", "food_categories", "food_category_ids")),
		ordering:   takesOrders(r),
	}
}

func takesOrders(r record) bool {
	takes := true
	r.find(func(status gjson.Result) bool {
		for _, must := range [...]string{"is_open", "is_active", "is_accepted_orders"} {
			takes = takes && status.Get(must).Type != gjson.False
		}
		return status.IsObject()
	}, "status")
	return takes
}

// categoriesIn reads a list of ids or of categories.
func categoriesIn(list []gjson.Result) []categoryIn {
	categories := make([]categoryIn, len(list))
	for i, category := range list {
		categories[i].id = idIn(category)
		if name := category.Get("name"); name.Type == gjson.String {
			categories[i].name = name.Str
		}
	}
	return categories
}
