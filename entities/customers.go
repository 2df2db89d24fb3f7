package entities

import (
	"encoding/json"

	"github.com/flashseed/flashseed/entities/saigon"
)

type customerPatch struct {
	FirstName         string         `json:"first_name,omitempty"`
	LastName          string         `json:"last_name,omitempty"`
	Phone             string         `json:"phone,omitempty"`
	FavoriteItems     []string       `json:"favorite_items,omitempty"`
	RestaurantHistory []any          `json:"restaurant_history,omitempty"`
	AppPreferences    map[string]any `json:"app_preferences,omitempty"`
	accountPast
}

func customers() *Entity {
	return account(Entity{
		Pool:  "customers",
		Role:  "customer",
		Body:  personBody{},
		Patch: customerPatch{},
		Finishers: []Finisher{
			{Name: "addresses", Next: giveAddresses},
			{Name: "favourite", Next: giveFavourite},
			{Name: "customer's past", Next: givePast("customers", "customer")},
		},
		Columns: columns("Phone: phone|user.phone|contact_phone.0.number", "Since: created_at as date"),
	})
}

// giveAddresses gives a customer two or three addresses, the first of which is
// where the orders go.
func giveAddresses(w *World, ref Ref) *Change {
	r := ref.Item.record()
	switch {
	case !isNewborn(r):
		return nil
	case !r.has("address"): // the list leaves it out, the item's own route does not
		return &Change{Pool: "customers", ID: ref.ID, Method: "GET", Record: []byte(`{"address":null}`)}
	}
	have := r.list("address")
	if len(have) >= 2+ref.Index%2 {
		return nil
	}
	homes := homesOf(w)
	if len(homes) == 0 {
		return nil
	}
	m, place := newMaker(w, "customers"), homes[(ref.Index+3*len(have))%len(homes)].record()
	postal, _ := place.number("postal_code")
	address := &addressBody{
		Street: place.text("street"), City: place.text("city"), Nationality: place.text("nationality"),
		IsDefault: len(have) == 0, CreatedAt: m.now, UpdatedAt: m.now, PostalCode: int(postal), Location: place.point("location"),
		Title: saigon.Words("customer title " + m.languageOf(&ref))[len(have)],
	}
	var list []any
	for _, known := range have {
		list = append(list, json.RawMessage(known.Raw))
	}
	return request("customers", ref.ID, "POST", "/customers/address/{id}", address, map[string]any{"address": append(list, address)})
}

// giveFavourite marks the restaurant that a customer orders from most often.
// The route is a toggle, so nothing is sent where the record does not show that
// there is no favourite.
func giveFavourite(w *World, ref Ref) *Change {
	r := ref.Item.record()
	if !isNewborn(r) || !r.has("favorite_restaurants") || len(r.list("favorite_restaurants")) > 0 || ref.Index%4 == 3 {
		return nil
	}
	m := w.market()
	if len(m.shops) == 0 {
		return nil
	}
	shop, _ := m.shop(ref.Index, firstOrder(ref.Index))
	return request("customers", ref.ID, "PATCH", "/customers/favorite-restaurant/{id}",
		map[string]string{"favorite_restaurant": shop.id}, map[string]any{"favorite_restaurants": []map[string]string{{"id": shop.id}}})
}
