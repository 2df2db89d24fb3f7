package sandbox

import (
	"maps"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

// create serves the create route of a pool that holds no accounts.
func (s *Server) create(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		body, refused := c.checked(t.post, !t.entity.Open)
		if refused != nil {
			return nil, refused
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if refused := s.conflict(t, body, nil); refused != nil {
			return nil, refused
		}
		if refused := s.dangling(t.post, body); refused != nil {
			return nil, refused
		}
		values := objectOf(body.Raw)
		if t.dated != "" {
			values.set(t.dated, s.now())
		}
		var it *item
		if t.store == nil {
			it = s.add(t, values, nil, c.raw)
		} else if it, refused = t.store(s, c, t, values); refused != nil {
			return nil, refused
		}
		return s.appendItem(nil, it, viewPage), nil
	}
}

func (s *Server) patch(t *table) handler {
	return func(c *call, id string) ([]byte, *refusal) {
		body, refused := c.checked(t.patched, true)
		if refused != nil {
			return nil, refused
		}
		if s.opts.Refusals && t.pool == "orders" {
			return nil, failed("Error updating order")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		it := t.byID[id]
		if it == nil {
			return nil, absent(t.title)
		}
		if refused := s.conflict(t, body, it); refused != nil {
			return nil, refused
		}
		if refused := s.dangling(t.patched, body); refused != nil {
			return nil, refused
		}
		s.change(it, body)
		return s.appendItem(nil, it, viewPatched), nil
	}
}

// change lays a patch over an item.
func (s *Server) change(it *item, body gjson.Result) {
	t := it.table
	patch := objectOf(body.Raw)
	switch t.pool {
	case "menu_items":
		s.addParts(it, body.Get("variants"))
	case "restaurants":
		categories := patch[s.protocol.CategoriesField]
		delete(patch, "specialize_in")
		if categories != nil {
			patch["specialize_in"] = categories
		}
	}
	for name := range patch {
		delete(it.extra, name)
		delete(it.extra, strings.TrimSuffix(name, "_id"))
	}
	if patch["updated_at"] == nil {
		patch["updated_at"] = t.moment(s.now())
	}
	values := objectOf(string(it.row))
	maps.Copy(values, it.held)
	maps.Copy(values, patch)
	s.unindex(it)
	it.write(values)
	s.index(it)
}

// delete takes an item out, unless another one refers to it.
func (s *Server) delete(c *call, it *item) ([]byte, *refusal) {
	t := it.table
	fixed := s.opts.Refusals && t.pool == "menu_item_variants"
	stays := fixed
	for _, from := range s.pools {
		stays = stays || len(s.refs[link{from, it.id}]) > 0
	}
	if stays {
		return nil, &refusal{ec: ecServer, em: "Error deleting " + t.title, crash: fixed}
	}
	s.remove(it)
	if t.pool == "orders" && s.protocol.RewritesOrders && !s.opts.Plain {
		c.send(http.StatusOK, ecOK, []byte(`{"status":"OK","data":null,"message":"Order deleted successfully"}`))
	}
	return nil, nil
}
