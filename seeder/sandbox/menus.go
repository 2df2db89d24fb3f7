package sandbox

import (
	"encoding/json"

	"github.com/tidwall/gjson"
)

func (s *Server) variantsOf(menuItem *item) []*item {
	return s.referred("menu_item_variants", menuItem.id)
}

// storeMenuItem makes a menu item and a variant of each of those in its body.
// A dish that the restaurant has already takes the variants over; without any
// the backend answers EC -1.
func (s *Server) storeMenuItem(c *call, t *table, values object) (*item, *refusal) {
	parts := values.get("variants")
	if s.protocol.KeepsKnownDishes {
		name := values.get("name").Str
		for _, known := range s.referred("menu_items", values.get("restaurant_id").Str) {
			if known.get("name").Str != name {
				continue
			}
			if !parts.IsArray() {
				return nil, failed("An error occurred while processing your request")
			}
			s.addParts(known, parts)
			return known, nil
		}
	}
	it := s.add(t, values, nil, c.raw)
	s.addParts(it, parts)
	return it, nil
}

// addParts stores the variants of a menu item's body; those that are there
// already are left alone.
func (s *Server) addParts(it *item, parts gjson.Result) {
	for _, part := range parts.Array() {
		values := objectOf(`{"description":"","price":0,"discount_rate":0,"avatar":{"key":"","url":""}}`)
		if avatar := it.get("avatar"); avatar.IsObject() {
			values["avatar"] = json.RawMessage(avatar.Raw)
		}
		for name, raw := range objectOf(part.Raw) {
			values[name] = raw
		}
		if values["variant"] == nil {
			values["variant"] = values["description"]
		}
		values.set("menu_id", it.id)
		_, _ = s.storeVariant(&call{raw: []byte(part.Raw)}, s.tables["menu_item_variants"], values)
	}
}

// storeVariant makes a variant. The Flashstrom backend takes none that its
// menu item has already, going by price and description; a description that is
// not given is any.
func (s *Server) storeVariant(c *call, t *table, values object) (*item, *refusal) {
	price, note := values.get("price").Num, values.get("description")
	for _, other := range s.referred("menu_item_variants", values.get("menu_id").Str) {
		same := other.get("price").Float() == price && (!note.Exists() || other.get("description").Str == note.Str)
		if same && s.protocol.KeepsKnownDishes {
			return nil, duplicate("Menu Item Variant with this variant already exists for this menu")
		}
	}
	return s.add(t, values, nil, c.raw), nil
}
