package sandbox

import "encoding/json"

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
	for _, raw := range parts {
		values, err := parseObject(raw)
		if err != nil {
			continue
		}
		values.setText("menu_id", it.id)
		values.setDefault("description", `""`)
		values.setDefault("variant", string(values["description"]))
		values.setDefault("price", "0")
		values.setRaw("discount_rate", "0")
		_, _, _ = d.storeVariant(values, raw)
	}
}

// storeVariant makes a variant unless its menu item has one of the same price
// and description.
func (d *db) storeVariant(values object, body []byte) (*item, []byte, *refusal) {
	price := values.number("price")
	description, described := values["description"]
	for _, id := range d.parts[values.text("menu_id")] {
		other := d.pools[menuItemVariants].get(id)
		if other == nil || other.price != price {
			continue
		}
		if !described || other.note == decodeText(description) {
			return nil, nil, duplicate("Menu Item Variant with this variant already exists for this menu")
		}
	}
	d.stampNew(d.schema(menuItemVariants), values)
	it, created := d.create(menuItemVariants, values, nil, body)
	return it, created, nil
}
