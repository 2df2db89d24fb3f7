package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The methods of this file are for whoever holds the server. A pool
// is named by its configuration key, such as "menu_items"; a name that is
// none is a mistake in the program and panics.

// Count returns how many items a pool holds.
func (s *Server) Count(pool string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.tables[pool].items)
}

// Items returns a pool's items in creation order, each as the paginated route
// (in the readme dialect the list route) shows it: whole, with relations.
// Numbers are float64, decimals strings. The caller owns the result.
func (s *Server) Items(pool string) []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	items := []map[string]any{}
	if err := json.Unmarshal(s.showAll(nil, s.tables[pool].items, paged), &items); err != nil {
		panic(fmt.Sprintf("sandbox: items of %s: %v", pool, err))
	}
	return items
}

// Bodies returns the request bodies that created a pool's items, in creation
// order. A variant that came inside a menu item has that part of its body.
// Items that were not created by a request have none and are left out.
func (s *Server) Bodies(pool string) []json.RawMessage {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var bodies []json.RawMessage
	for _, it := range s.tables[pool].items {
		if it.sent != nil {
			bodies = append(bodies, bytes.Clone(it.sent))
		}
	}
	return bodies
}

// Delete takes an item out of a pool, whoever refers to it, and reports
// whether it was there. Like DELETE over HTTP it leaves the account's user
// behind; unlike it, it leaves dangling references.
func (s *Server) Delete(pool, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.tables[pool].byID[id]
	if ok {
		s.remove(it)
	}
	return ok
}

// Insert puts a foreign item into a pool as it is, unchecked: fields may be
// missing or null, references may dangle, unknown fields are shown as given. The
// "user" of an account (of a restaurant: its "owner") becomes one who cannot log
// in. Insert returns the id, which is made when there is none. A value that is
// not JSON panics.
func (s *Server) Insert(pool string, fields map[string]any) (id string) {
	values := objectOf(string(encode(fields)))
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tables[pool]
	for _, as := range []string{"user", "owner"} {
		if login := values.get(as); login.IsObject() {
			user := objectOf(login.Raw)
			user.set("user_type", []string{roleOf(t)})
			values.set(as+"_id", s.add(s.tables[userTable], user, nil).id)
		}
		delete(values, as)
	}
	return s.add(t, values, nil).id
}

// Requests returns how many requests of a method the server has received since
// the start or the last reset; of "all" methods; or how many POSTs were
// "refused": carried out and answered with EC 1, 2, -2, -3, -4, -5, -8 and the
// like, or a 4xx. Server errors are no refusals.
func (s *Server) Requests(what string) int {
	s.counting.Lock()
	defer s.counting.Unlock()
	return s.requests[what]
}

// ResetRequests sets all counts to zero.
func (s *Server) ResetRequests() {
	s.counting.Lock()
	defer s.counting.Unlock()
	clear(s.requests)
}

func (s *Server) count(what string) {
	s.counting.Lock()
	defer s.counting.Unlock()
	s.requests[what]++
}
