package sandbox

import (
	"bufio"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// show renders an item as a view has it, null for none. The caller holds the
// lock.
func (s *Server) show(dst []byte, it *item, v view) []byte {
	if it == nil {
		return append(dst, "null"...)
	}
	t := it.table
	if v != inside && !s.protocol.ShortLists {
		v = whole
	}
	if t.is("menu_items") && v == single {
		dst = s.show(append(dst, `{"menuItem":`...), it, paged)
		return append(s.showAll(append(dst, `,"variants":`...), s.referred("menu_item_variants", it.id), inside), '}')
	}
	hidden := t.hidden[v]
	if v == inside && hidden == nil {
		return append(dst, it.row...)
	}
	begin := len(dst)
	gjson.ParseBytes(it.row).ForEach(func(name, value gjson.Result) bool {
		if slices.Contains(hidden, name.Str) {
			return true
		}
		if t.is("orders") && v != inside && name.Str == "order_items" && value.IsArray() {
			dst = s.showLines(append(dst, `,"order_items":`...), value.Array())
			return true
		}
		j := t.joins[name.Str]
		if j.as != name.Str {
			dst = append(append(append(append(dst, ','), name.Raw...), ':'), value.Raw...)
		}
		if j.as == "" || v == inside || slices.Contains(hidden, j.as) {
			return true
		}
		dst = fmt.Appendf(dst, `,"%s":`, j.as)
		if t.is("customers") && v == listed { // the e-mail alone
			dst = fmt.Appendf(dst, `{"email":%s}`, s.lookup(value.Str, j.pools...).get("email").Raw)
			return true
		}
		if !value.IsArray() {
			dst = s.show(dst, s.lookup(value.Str, j.pools...), inside)
			return true
		}
		var those []*item
		for _, id := range value.Array() {
			if to := s.lookup(id.Str, j.pools...); to != nil {
				those = append(those, to)
			}
		}
		dst = s.showAll(dst, those, inside)
		return true
	})
	if t.is("menu_items") && v != inside {
		dst = s.showAll(append(dst, `,"variants":`...), s.referred("menu_item_variants", it.id), inside)
	}
	dst[begin] = '{'
	return append(dst, '}')
}

// showAll renders a list of items.
func (s *Server) showAll(dst []byte, items []*item, v view) []byte {
	begin := len(dst)
	for _, it := range items {
		dst = s.show(append(dst, ','), it, v)
	}
	if len(items) == 0 {
		dst = append(dst, ',')
	}
	dst[begin] = '['
	return append(dst, ']')
}

// nth is the n-th item of a list.
func (t *table) nth(items []*item, n int) *item {
	if t.newest {
		n = len(items) - 1 - n
	}
	return items[n]
}

// cachedList is what a list route answers for a while.
type cachedList struct {
	items []*item
	until time.Time
}

// snapshot is the pool's content as its list route has it, maybe from the
// backend's cache.
func (s *Server) snapshot(t *table) []*item {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	if cached, ok := s.cache[t]; ok && now.Before(cached.until) {
		return cached.items
	}
	if s.opts.ListCache < 0 || t.entity.Declared || !slices.Contains(s.protocol.CachedLists, t.entity.Pool) {
		return t.items
	}
	items := make([]*item, len(t.items))
	for i, it := range t.items {
		old := *it // what is patched later does not show
		items[i] = &old
	}
	s.cache[t] = cachedList{items, now.Add(s.opts.ListCache)}
	return items
}

// page serves a pool's paginated route.
func (s *Server) page(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		query := c.r.URL.Query()
		page, _ := strconv.Atoi(cmp.Or(query.Get("page"), "1"))
		limit, _ := strconv.Atoi(cmp.Or(query.Get("limit"), "10"))
		if page < 1 || limit < 1 { // or no number
			return nil, failed("Error fetching paginated: " + t.entity.Pool)
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		total := len(t.items)
		limit = min(limit, max(total, 1)) // so that no product of these overflows
		first := min(page-1, total) * limit
		var items []*item
		for n := first; n < min(first+limit, total); n++ {
			items = append(items, t.nth(t.items, n))
		}
		out := fmt.Appendf(nil, `{"totalPages":%d,"currentPage":%d,"totalItems":%d,"items":`, (total+limit-1)/limit, page, total)
		return append(s.showAll(out, items, paged), '}'), nil
	}
}

// list serves a pool's list route, of any length in constant memory. The lock
// is held while an item is rendered, not while it is sent.
func (s *Server) list(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		items := s.snapshot(t)
		c.head(http.StatusOK, ecOK)
		before, after := c.frame(t.entity.Listed.Envelope)
		out := bufio.NewWriterSize(c.w, 64<<10)
		_, _ = out.WriteString(before + "[") // what fails here fails below, too
		var buf []byte
		for n := range items {
			if n > 0 {
				_ = out.WriteByte(',')
			}
			s.mu.RLock()
			buf = s.show(buf[:0], t.nth(items, n), listed)
			s.mu.RUnlock()
			if _, err := out.Write(renamed(buf, t.entity.Listed.ID)); err != nil {
				return nil, nil // the client has read enough
			}
		}
		_, _ = out.WriteString("]" + after)
		_ = out.Flush() // the client may have gone away
		return nil, nil
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
