package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// listCache keeps what the backend's own cache believes a list holds.
type listCache struct {
	mu      sync.Mutex
	entries map[string]cachedList
}

type cachedList struct {
	listing listing
	until   time.Time
}

// cached says whether the pool's list is answered from the cache.
func (s *Server) cached(key string) bool {
	return s.opts.ListCache > 0 && (key == customers || key == orders)
}

// snapshot is the pool's content as its list route has it.
func (s *Server) snapshot(key string) listing {
	if !s.cached(key) {
		return s.current(key)
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	now := s.opts.Now()
	if entry, ok := s.cache.entries[key]; ok && now.Before(entry.until) {
		return entry.listing
	}
	l := s.current(key)
	l.items = slices.Clone(l.items)
	if s.cache.entries == nil {
		s.cache.entries = map[string]cachedList{}
	}
	s.cache.entries[key] = cachedList{listing: l, until: now.Add(s.opts.ListCache)}
	return l
}

func (s *Server) current(key string) listing {
	s.db.mu.RLock()
	defer s.db.mu.RUnlock()
	return s.db.pools[key].listing(s.db.schema(key).lists)
}

// forget empties the cache.
func (c *listCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries = nil
}

// list serves a pool's list route.
func (s *Server) list(key string) handler {
	title := s.db.schema(key).title
	return func(c *call, _ string) {
		c.stream("Fetched all: "+title, s.snapshot(key), viewList)
	}
}

// page serves a pool's paginated route.
func (s *Server) page(key string) handler {
	return func(c *call, _ string) {
		page, limit := c.count("page", 1), c.count("limit", 10)
		if page < 1 || limit < 0 {
			c.refuse(failed("Error fetching paginated: " + s.db.schema(key).title))
			return
		}
		c.ok("Success", s.db.page(key, page, limit))
	}
}

// page renders one page of a pool; a limit of 0 is all of it on one page. It
// takes the lock itself.
func (d *db) page(key string, page, limit int) []byte {
	d.mu.RLock()
	defer d.mu.RUnlock()
	l := d.pools[key].listing(d.schema(key).pages)
	total := l.len()
	out := []byte(`{"totalPages":null`)
	first := 0
	if limit > 0 {
		first = min(page-1, total) * limit
		out = strconv.AppendInt([]byte(`{"totalPages":`), int64((total+limit-1)/limit), 10)
	} else {
		limit = total
	}
	out = strconv.AppendInt(append(out, `,"currentPage":`...), int64(page), 10)
	out = strconv.AppendInt(append(out, `,"totalItems":`...), int64(total), 10)
	out = append(out, `,"items":[`...)
	for n := first; n < min(first+limit, total); n++ {
		if n > first {
			out = append(out, ',')
		}
		out = l.append(out, d, n, viewPage)
	}
	return append(out, ']', '}')
}

// brokenPage is the variants' paginated route, which never works.
func (s *Server) brokenPage(c *call, _ string) { c.refuse(failed("Server Error")) }

// listAdmins serves the list of all admins, whatever their role.
func (s *Server) listAdmins(c *call, _ string) {
	var all listing
	for _, key := range adminPools() {
		all.items = append(slices.Clone(s.current(key).items), all.items...)
	}
	all.order = newestFirst
	c.stream("Admins retrieved successfully", all, viewList)
}

func (s *Server) noSuchRole(c *call, role string) {
	c.refuse(failed("Error fetching admins with role " + role))
}

// chunk is how many bytes of a list are rendered before they are sent.
const chunk = 64 << 10

// stream answers with a list of any length in constant memory. The lock is
// held while a chunk is rendered, not while it is sent.
func (c *call) stream(em string, l listing, v view) {
	c.record(http.StatusOK, ecOK)
	h := c.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(http.StatusOK)
	buf := make([]byte, 0, 4<<10)
	if !c.server.opts.Plain {
		buf = appendEnvelopeHead(buf, ecOK, em)
	}
	buf = append(buf, '[')
	for n := 0; n < l.len(); {
		buf, n = c.server.db.appendSome(buf, l, n, v)
		if len(buf) < chunk {
			break
		}
		if _, err := c.w.Write(buf); err != nil {
			return // the client has read enough
		}
		buf = buf[:0]
	}
	buf = append(buf, ']')
	if !c.server.opts.Plain {
		buf = append(buf, '}')
	}
	_, _ = c.w.Write(buf)
}

// appendSome renders items from the n-th on until there is a chunk of them,
// and returns where it stopped. It takes the lock itself.
func (d *db) appendSome(buf []byte, l listing, n int, v view) ([]byte, int) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for ; n < l.len() && len(buf) < chunk; n++ {
		if n > 0 {
			buf = append(buf, ',')
		}
		buf = l.append(buf, d, n, v)
	}
	return buf, n
}
