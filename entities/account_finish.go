package entities

import (
	"encoding/json"
	"slices"
)

// isNewborn reports whether an account is as registering left it: born at this
// moment, and yet logged in before.
func isNewborn(r record) bool {
	born, ok := numberIn(shown(Item{Raw: r.answered}, []string{"created_at"}))
	login, _ := numberIn(shown(Item{Raw: r.answered}, []string{"last_login"}))
	return ok && born >= login
}

// born draws when an account was made, more often lately than long ago but
// before anything else that is known of it, and when it was last used.
func (m *maker) born(index int) (created, login int64) {
	d := newDraw(m.seed, m.pool+" born", index, 0)
	days := 58 + d.between(0, 13)*d.between(0, 13)
	return m.daysAgo(d, 1) - int64(days)*day, m.daysAgo(d, 3)
}

// lookAt asks for the record of an item as its own route shows it, of which
// only the shown fields are known to be there then.
func lookAt(pool string, ref Ref, shown string) *Change {
	return &Change{Pool: pool, ID: ref.ID, Method: "GET", Record: []byte(shown)}
}

// customerTitles are what customers call their addresses, by language; no
// generated address book has one of these titles.
var customerTitles = map[string][3]string{
	"en": {"My place", "Work", "Family"},
	"vi": {"Nhà mình", "Chỗ làm", "Nhà người thân"},
}

// giveAddresses gives a customer two or three addresses, the first of which is
// where the orders go.
func giveAddresses(w *World, ref Ref) (*Change, error) {
	r := ref.Item.record()
	if !isNewborn(r) {
		return nil, nil
	}
	if !r.has("address") {
		return lookAt("customers", ref, `{"address":null}`), nil
	}
	have, m := r.list("address"), newMaker(w, "customers")
	if len(have) >= 2+ref.Index%2 {
		return nil, nil
	}
	homes := readMarket(w).homes
	if len(homes) == 0 {
		return nil, nil
	}
	titles := customerTitles["en"]
	if m.languageOf(&ref) == "vi" {
		titles = customerTitles["vi"]
	}
	at := homes[(ref.Index+3*len(have))%len(homes)]
	place := w.Refs["address_books"][slices.IndexFunc(w.Refs["address_books"], func(address Ref) bool { return address.ID == at.id })].record()
	postal, _ := numberIn(shown(Item{Raw: place.answered}, []string{"postal_code"}))
	raw, err := json.Marshal(&addressBody{
		Street: place.text("street"), City: place.text("city"), Nationality: place.text("nationality"),
		IsDefault: len(have) == 0, CreatedAt: m.now, UpdatedAt: m.now, PostalCode: int(postal), Location: at.at,
		Title: titles[len(have)],
	})
	if err != nil {
		return nil, err
	}
	list := []json.RawMessage{raw}
	for _, known := range slices.Backward(have) {
		list = slices.Insert(list, 0, json.RawMessage(known.Raw))
	}
	record, err := json.Marshal(map[string]any{"address": list})
	return &Change{Pool: "customers", ID: ref.ID, Method: "POST", Path: "/customers/address/" + ref.ID, Body: raw, Record: record}, err
}

// giveFavourite marks the restaurant that a customer orders from most often.
// The route is a toggle, so nothing is sent where the record does not show that
// there is no favourite.
func giveFavourite(w *World, ref Ref) (*Change, error) {
	r := ref.Item.record()
	if !isNewborn(r) || !r.has("favorite_restaurants") || len(r.list("favorite_restaurants")) > 0 || ref.Index%4 == 3 {
		return nil, nil
	}
	var id string
	if shops := readMarket(w).shops; len(shops) > 0 {
		m := newOrderMaker(w, shops)
		shop, _ := m.shop(ref.Index, firstOrder(ref.Index))
		id = shop.id
	} else if houses := w.Refs["restaurants"]; len(houses) > 0 {
		id = houses[ref.Index%len(houses)].ID
	} else {
		return nil, nil
	}
	body, err := json.Marshal(map[string]string{"favorite_restaurant": id})
	if err != nil {
		return nil, err
	}
	record, err := json.Marshal(map[string]any{"favorite_restaurants": []map[string]string{{"id": id}}})
	return &Change{Pool: "customers", ID: ref.ID, Method: "PATCH", Path: "/customers/favorite-restaurant/" + ref.ID, Body: body, Record: record}, err
}

// accountPast is what gives an account a face and a past.
type accountPast struct {
	Avatar    *picture `json:"avatar,omitempty"`
	CreatedAt int64    `json:"created_at"`
	LastLogin int64    `json:"last_login"`
}

// givePast returns the finisher that gives an account of a pool a past, which
// shows that everything else was given, and a portrait of the given role, none
// for "".
func givePast(pool, role string) func(*World, Ref) (*Change, error) {
	return func(w *World, ref Ref) (*Change, error) {
		if !isNewborn(ref.Item.record()) {
			return nil, nil
		}
		m := newMaker(w, pool)
		var past accountPast
		if role != "" {
			past.Avatar = m.portrait(newPerson(m.draw(ref.Index, 0), m.locale, role), ref.Index)
		}
		past.CreatedAt, past.LastLogin = m.born(ref.Index)
		return m.patch(ref, &past)
	}
}

// sendToWork has an agent of customer care take inquiries.
func sendToWork(w *World, ref Ref) (*Change, error) {
	if ref.Item.record().answer("available_for_work") == yes {
		return nil, nil
	}
	m := newMaker(w, "customer_cares")
	return m.patch(ref, &carePatch{AvailableForWork: given(true)})
}

// discountDish takes something off a dish now and then, and anew when that has
// ended.
func discountDish(w *World, ref Ref) (*Change, error) {
	if ref.Index%11 != 4 {
		return nil, nil
	}
	m := newMaker(w, "menu_items")
	now := shown(ref.Item, []string{"discount.end_date", "menuItem.discount.end_date"})
	if end, ok := numberIn(now); ok && int64(end) > m.now {
		return nil, nil
	}
	d := newDraw(m.seed, "discounts", ref.Index, 0)
	start := midnight(m.now)
	return m.patch(ref, &menuItemPatch{Discount: map[string]any{
		"discount_type": "PERCENTAGE", "discount_value": 5 * d.between(2, 5),
		"start_date": start, "end_date": start + int64(d.between(7, 21))*day,
	}})
}
