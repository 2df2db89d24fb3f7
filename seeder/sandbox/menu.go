package sandbox

import (
	"encoding/json"
	"slices"
)

// storeMenuItem makes a menu item and a variant of each of those it embeds. A
// dish that the restaurant has already is not made again: it takes the
// variants over, and without variants the backend stumbles.
func (s *Server) storeMenuItem(c *call, body object) (*item, []byte, *refusal) {
	d := s.db
	parts := embedded(body)
	delete(body, "variants")
	if id, ok := d.dishes[dishKey(body.text("restaurant_id"), body.text("name"))]; ok && !d.whole {
		return d.extendDish(d.pools[menuItems].get(id), parts)
	}
	d.stampNew(d.schema(menuItems), body)
	it, created := d.create(menuItems, body, nil, c.body)
	if len(parts) > 0 {
		d.addParts(it, parts)
		created, _ = appendRow(nil, it.schema.columns, body, false, 0)
		created = d.finishCreated(created, it, body)
	}
	return it, created, nil
}

func (d *db) extendDish(it *item, parts []json.RawMessage) (*item, []byte, *refusal) {
	if parts == nil {
		return nil, nil, failed("An error occurred while processing your request")
	}
	d.addParts(it, parts)
	return it, d.rendered(it, viewOne), nil
}

// embedded returns the variants inside a menu item's body, nil when there is
// no such field.
func embedded(body object) []json.RawMessage {
	var parts []json.RawMessage
	if kindOf(body["variants"]) != kindArray || json.Unmarshal(body["variants"], &parts) != nil {
		return nil
	}
	if parts == nil {
		parts = []json.RawMessage{}
	}
	return parts
}

// addParts stores embedded variants; one that is there already is left alone.
func (d *db) addParts(it *item, parts []json.RawMessage) {
	avatar := it.values()["avatar"]
	if kindOf(avatar) == kindNull {
		avatar = json.RawMessage(`{"key":"","url":""}`)
	}
	for _, raw := range parts {
		values, err := parseObject(raw)
		if err != nil {
			continue
		}
		values.setText("menu_id", it.id)
		values.setDefault("description", `""`)
		values.setDefault("variant", string(values["description"]))
		values.setDefault("price", "0")
		values["avatar"] = avatar
		values.setRaw("discount_rate", "0")
		_, _, _ = d.storeVariant(values, raw)
	}
}

// storeVariant makes a variant. The Flashstrom backend takes none that its
// menu item has already, going by price and description.
func (d *db) storeVariant(values object, body []byte) (*item, []byte, *refusal) {
	if !d.whole && d.sameVariant(values) {
		return nil, nil, duplicate("Menu Item Variant with this variant already exists for this menu")
	}
	d.stampNew(d.schema(menuItemVariants), values)
	it, created := d.create(menuItemVariants, values, nil, body)
	return it, created, nil
}

// sameVariant says whether there is a variant of that menu item, price and
// description. A menu item or description that is not given is any.
func (d *db) sameVariant(values object) bool {
	price, note := values.number("price"), values.text("description")
	same := func(it *item) bool {
		return it != nil && it.price == price && (len(values["description"]) == 0 || it.note == note)
	}
	p := d.pools[menuItemVariants]
	if len(values["menu_id"]) == 0 {
		return slices.ContainsFunc(p.items, same)
	}
	return slices.ContainsFunc(d.parts[values.text("menu_id")], func(id string) bool {
		return same(p.byID[id])
	})
}
