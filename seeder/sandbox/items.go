package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// getOne serves GET by id.
func (s *Server) getOne(key string) handler {
	schema := s.db.schema(key)
	return func(c *call, id string) {
		s.db.mu.RLock()
		it := s.db.pools[key].get(id)
		var data []byte
		if it != nil {
			data = s.db.rendered(it, viewOne)
			data = s.db.reshape(it, data)
		}
		s.db.mu.RUnlock()
		if it == nil {
			c.refuse(absent(schema))
			return
		}
		c.ok(schema.title+" retrieved successfully", data)
	}
}

// reshape turns an item into what GET by id answers, for the pools whose
// answer is shaped otherwise than their lists.
func (d *db) reshape(it *item, data []byte) []byte {
	if d.whole {
		return data
	}
	switch it.schema.key {
	case menuItems:
		return d.menuItemDetails(it, data)
	case restaurants:
		return d.restaurantDetails(it)
	case promotions:
		return d.promotionDetails(it)
	default:
		return data
	}
}

// menuItemDetails puts a menu item beside its variants.
func (d *db) menuItemDetails(it *item, data []byte) []byte {
	w := &writer{db: d, buf: slices.Concat([]byte(`{"menuItem":`), data), item: &item{}}
	w.relatedList("variants", menuItemVariants, d.parts[it.id])
	return append(w.buf, '}')
}

// restaurantDetails describes a restaurant to customers: without its id.
func (d *db) restaurantDetails(it *item) []byte {
	values := it.values()
	if kindOf(values["description"]) == kindNull {
		values.setRaw("description", `""`)
	}
	if kindOf(values["avatar"]) == kindNull {
		values.setRaw("avatar", `{"url":"","key":""}`)
	}
	row, _ := appendRow(nil, restaurantDetailColumns, values, true, 0)
	w := &writer{db: d, buf: row, item: it}
	if it.links[0] != "" {
		w.raw("address_id", string(values["address_id"]))
	}
	w.related("address", addressBooks, it.links[0])
	w.relatedList("specialize_in", foodCategories, it.many)
	w.raw("total_orders", string(appendNumber(nil, asWide, float64(it.count))))
	w.raw("promotions", "[]")
	w.raw("rating_stats", `{"avg_rating":0,"avg_food_rating":0,"avg_delivery_rating":0,"total_reviews":0,"reviews":[]}`)
	return append(w.buf, '}')
}

var restaurantDetailColumns = []column{
	given("owner_id"), given("restaurant_name"), given("description"),
	given("avatar"), given("contact_email"), given("contact_phone"), given("ratings"),
	given("status"), given("opening_hours"),
}

// promotionDetails shows a promotion's restaurants in place of its categories.
func (d *db) promotionDetails(it *item) []byte {
	columns := slices.DeleteFunc(slices.Clone(it.schema.columns), func(c column) bool {
		return c.name == "food_category_ids"
	})
	row, _ := appendRow(nil, columns, it.values(), true, 0)
	return append(row, `,"restaurants":[]}`...)
}

// patch serves PATCH by id.
func (s *Server) patch(key string) handler {
	schema := s.db.schema(key)
	return func(c *call, id string) {
		body, r := c.fields()
		if r == nil {
			if msgs := check(schema.patch, body, true); len(msgs) > 0 {
				r = invalid(msgs...)
			}
		}
		var data []byte
		if r == nil {
			data, r = s.change(schema, id, body)
		}
		if r != nil {
			c.refuse(r)
			return
		}
		c.ok(schema.title+" updated successfully", data)
	}
}

// change overlays an item's columns with a patch that passed its table.
func (s *Server) change(schema *schema, id string, body object) ([]byte, *refusal) {
	d := s.db
	d.mu.Lock()
	defer d.mu.Unlock()
	old, ok := d.pools[schema.key].byID[id]
	if !ok {
		return nil, absent(schema)
	}
	if r := d.conflict(schema, body, id); r != nil {
		return nil, r
	}
	if r := d.refer(schema.key, body); r != nil {
		return nil, r
	}
	delete(body, "id")
	d.patchParts(old, body)
	values := old.values()
	maps.Copy(values, body)
	d.stampChange(schema, values, body)
	changed := old.with(schema.newItem(id, values), body)
	d.replace(old, changed)
	return d.rendered(changed, viewOne), nil
}

// patchParts carries out the fields of a patch that are not columns.
func (d *db) patchParts(it *item, body object) {
	switch it.schema.key {
	case menuItems:
		d.addParts(it, embedded(body))
		delete(body, "variants")
	case restaurants:
		if raw, ok := body["food_category_ids"]; ok && d.whole {
			body["specialize_in"] = raw
		}
		delete(body, "food_category_ids")
	}
}

// stampChange sets the time of a change where the patch does not.
func (d *db) stampChange(schema *schema, values, body object) {
	if _, ok := body["updated_at"]; ok {
		return
	}
	switch schema.key {
	case promotions:
		values.setRaw("updated_at", isoTime(d.seconds()))
	default:
		values.setInt("updated_at", d.seconds())
	}
}

// with gives a changed item what is not in its columns, but for what the patch
// has made out of date.
func (it *item) with(changed *item, patch object) *item {
	changed.body, changed.user, changed.count = it.body, it.user, it.count
	changed.extra = maps.Clone(it.extra)
	for key := range patch {
		delete(changed.extra, key)
		delete(changed.extra, strings.TrimSuffix(key, "_id"))
	}
	return changed
}

// orderDeleted is the one answer that has no envelope.
const orderDeleted = `{"status":"OK","data":null,"message":"Order deleted successfully"}`

// delete serves DELETE by id. An item that others refer to stays, as the
// database's foreign keys have it.
func (s *Server) delete(key string) handler {
	schema := s.db.schema(key)
	return func(c *call, id string) {
		s.db.mu.Lock()
		r := s.db.discard(schema, id)
		s.db.mu.Unlock()
		if r != nil {
			c.refuse(r)
			return
		}
		if key == orders && !s.db.whole {
			c.send(http.StatusOK, ecOK, []byte(orderDeleted))
			return
		}
		c.ok(schema.title+" deleted successfully", nil)
	}
}

func (d *db) discard(schema *schema, id string) *refusal {
	it := d.pools[schema.key].get(id)
	switch {
	case it == nil && schema.careless && !d.whole:
		return nil
	case it == nil:
		return absent(schema)
	case d.uses[id] > 0 || it.seq < 0:
		return failed("Error deleting " + schema.title)
	}
	d.remove(it)
	return nil
}

// getWallet serves GET /fwallets/:id.
func (s *Server) getWallet(c *call, id string) {
	s.db.mu.RLock()
	w := s.db.wallets[id]
	var data []byte
	if w != nil {
		data = w.append(nil)
	}
	s.db.mu.RUnlock()
	if w == nil {
		c.refuse(&refusal{ec: ecNotFound, em: "Wallet not found", absent: true})
		return
	}
	c.ok("Wallet retrieved successfully", data)
}
