package sandbox

import (
	"cmp"
	"net/http"

	"github.com/tidwall/gjson"
)

// create serves the create route of a pool that holds no accounts.
func (s *Server) create(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		if refused := c.check(t.entity.Fields, !t.entity.Open); refused != nil {
			return nil, refused
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		var it *item
		values, refused := objectOf(c.body.Raw), s.clash(t, t.entity.Fields, c.body, nil)
		if refused == nil && t.prepare != nil {
			it, refused = t.prepare(s, c, values)
		}
		if refused != nil {
			return nil, refused
		}
		if t.stamped != "" {
			values.set(t.stamped, s.now())
		}
		if it == nil {
			it = s.add(t, values, c.raw)
		}
		if t.is("menu_items") {
			s.addParts(it, c.body.Get("variants"))
		}
		return c.record(it, paged)
	}
}

// patch changes an item.
func (s *Server) patch(c *call, it *item) ([]byte, *refusal) {
	t := it.table
	refused := cmp.Or(c.check(t.patched, true), s.clash(t, t.patched, c.body, it))
	if refused == nil && s.opts.Refusals && t.is("orders") {
		refused = failed("Error updating order")
	}
	if refused != nil {
		return nil, refused
	}
	values := objectOf(c.body.Raw)
	if values["updated_at"] == nil {
		values.set("updated_at", s.now())
	}
	s.takeCategories(t, values)
	s.change(it, values)
	return c.record(it, patched)
}

// delete takes an item out, unless another one refers to it.
func (s *Server) delete(c *call, it *item) ([]byte, *refusal) {
	t := it.table
	fixed := s.opts.Refusals && t.is("menu_item_variants")
	stays := fixed
	for _, from := range s.tables {
		stays = stays || len(s.refs[link{from, it.id}]) > 0
	}
	if stays {
		return nil, &refusal{ec: ecServer, em: "Error deleting " + it.id, crash: fixed}
	}
	s.remove(it)
	if t.is("orders") && s.protocol.RewritesOrders && !s.opts.Plain {
		c.send(http.StatusOK, ecOK, []byte(`{"status":"OK","data":null,"message":"Order deleted successfully"}`))
	}
	return nil, nil
}

// takeCategories moves a restaurant's categories to their column, from the
// field that takes them; the other one is ignored.
func (s *Server) takeCategories(t *table, values object) {
	if t.is("restaurants") {
		given := values[s.protocol.CategoriesField]
		delete(values, "specialize_in")
		if given != nil {
			values["specialize_in"] = given
		}
	}
}

// prepareMenuItem returns the dish that the restaurant has already, if there is
// one of the name. Without any variants the backend answers EC -1 then.
func (s *Server) prepareMenuItem(_ *call, values object) (*item, *refusal) {
	for _, known := range s.referred("menu_items", values.get("restaurant_id").Str) {
		if !s.protocol.KeepsKnownDishes || known.get("name").Str != values.get("name").Str {
			continue
		}
		if !values.get("variants").IsArray() {
			return nil, failed("An error occurred while processing your request")
		}
		return known, nil
	}
	return nil, nil
}

// addParts makes variants of those in a menu item's body, but for those that are
// there already.
func (s *Server) addParts(it *item, parts gjson.Result) {
	t := s.tables["menu_item_variants"]
	for _, part := range parts.Array() {
		values := objectOf(part.Raw)
		values.set("menu_id", it.id)
		if values["variant"] == nil {
			values["variant"] = values["description"]
		}
		if _, refused := s.prepareVariant(nil, values); refused == nil {
			s.add(t, values, []byte(part.Raw))
		}
	}
}

// prepareVariant refuses a variant that its menu item has already, going by
// price and description, where the backend does so too. A description that is
// not given is any.
func (s *Server) prepareVariant(_ *call, values object) (*item, *refusal) {
	price, note := values.get("price").Num, values.get("description")
	for _, other := range s.referred("menu_item_variants", values.get("menu_id").Str) {
		same := other.get("price").Float() == price && (!note.Exists() || other.get("description").Str == note.Str)
		if same && s.protocol.KeepsKnownDishes {
			return nil, &refusal{ec: ecDuplicate, em: "This variant already exists for this menu"}
		}
	}
	return nil, nil
}
