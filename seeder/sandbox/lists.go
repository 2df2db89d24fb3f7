package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// listing is a pool's content at one moment, in creation order.
type listing struct {
	items  []*item
	newest bool // the newest come first
}

type cachedList struct {
	listing
	until time.Time
}

// at is the n-th item of a listing.
func (l listing) at(n int) *item {
	if l.newest {
		n = len(l.items) - 1 - n
	}
	return l.items[n]
}

// snapshot is the pool's content as its list route has it, maybe from the
// backend's cache.
func (s *Server) snapshot(t *table) listing {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	if cached, ok := s.cache[t]; ok && now.Before(cached.until) {
		return cached.listing
	}
	l := listing{t.items, t.newestListed}
	if s.opts.ListCache > 0 && slices.Contains(s.protocol.CachedLists, t.pool) {
		l.items = make([]*item, len(t.items))
		for i, it := range t.items {
			old := *it // what is patched later does not show
			l.items[i] = &old
		}
		s.cache[t] = cachedList{l, now.Add(s.opts.ListCache)}
	}
	return l
}

// page serves a pool's paginated route. A limit of 0 is all of it.
func (s *Server) page(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		page, limit := c.number("page", 1), c.number("limit", 10)
		if page < 1 || limit < 0 {
			return nil, failed("Error fetching paginated: " + t.title)
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		l := listing{t.items, t.newestPaged}
		total := len(l.items)
		pages, first := "null", 0
		if limit > 0 {
			pages, first = fmt.Sprint((total+limit-1)/limit), min(page-1, total)*limit
		} else {
			limit = total
		}
		out := fmt.Appendf(nil, `{"totalPages":%s,"currentPage":%d,"totalItems":%d,"items":[`, pages, page, total)
		for n := first; n < min(first+limit, total); n++ {
			if n > first {
				out = append(out, ',')
			}
			out = s.appendItem(out, l.at(n), viewPage)
		}
		return append(out, ']', '}'), nil
	}
}

// chunk is how many bytes of a list are rendered before they are sent.
const chunk = 64 << 10

// list serves a pool's list route, of any length in constant memory. The lock
// is held while a chunk is rendered, not while it is sent.
func (s *Server) list(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		l := s.snapshot(t)
		c.head(http.StatusOK, ecOK)
		end := "]"
		buf := make([]byte, 0, chunk/16)
		if !s.opts.Plain {
			buf, end = append(buf, `{"EC":0,"EM":"Success","data":`...), "]}"
		}
		before, after := nesting(t.entity.Listed.Envelope)
		if before != "" {
			buf, end = append(buf[:0], before...), "]"+after
		}
		buf = append(buf, '[')
		for n := 0; n < len(l.items); {
			s.mu.RLock()
			for ; n < len(l.items) && len(buf) < chunk; n++ {
				if n > 0 {
					buf = append(buf, ',')
				}
				at := len(buf)
				buf = s.appendItem(buf, l.at(n), viewList)
				buf = append(buf[:at], renamed(buf[at:], t.entity.Listed.ID)...)
			}
			s.mu.RUnlock()
			if len(buf) >= chunk {
				if _, err := c.w.Write(buf); err != nil {
					return nil, nil // the client has read enough
				}
				buf = buf[:0]
			}
		}
		_, _ = c.w.Write(append(buf, end...)) // the client may have gone away
		return nil, nil
	}
}

// shaped puts an item into the answer as its pool is declared to.
func (s *Server) shaped(t *table, h handler) handler {
	where := t.entity.Created
	if where == (entities.Answer{}) {
		return h
	}
	return func(c *call, id string) ([]byte, *refusal) {
		data, refused := h(c, id)
		if refused != nil {
			return nil, refused
		}
		data = renamed(data, where.ID)
		if before, after := nesting(where.Envelope); before != "" {
			c.send(c.success(), ecOK, []byte(before+string(data)+after))
		}
		return data, nil
	}
}

// nesting is what stands before and after a value at a dotted path of an answer.
func nesting(path string) (before, after string) {
	if path == "" {
		return "", ""
	}
	names := strings.Split(path, ".")
	return `{"` + strings.Join(names, `":{"`) + `":`, strings.Repeat("}", len(names))
}

// renamed returns an item with its id, which it begins with, at a dotted path.
func renamed(item []byte, path string) []byte {
	before, after := nesting(path)
	if before == "" {
		return item
	}
	id := gjson.GetBytes(item, "id").Raw
	rest := item[len(`{"id":`)+len(id):]
	return []byte(before + id + after[1:] + string(rest))
}
