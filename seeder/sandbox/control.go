package sandbox

import (
	"encoding/json"
	"fmt"
)

// The methods of this file are for whoever holds the server in hand. A pool
// is named by its configuration key, such as "menu_items"; a name that is
// none is a mistake in the program and panics.

func (s *Server) pool(key string) *pool {
	p, ok := s.db.pools[key]
	if !ok {
		panic(fmt.Sprintf("sandbox: no pool %q", key))
	}
	return p
}

// Count returns how many items a pool holds.
func (s *Server) Count(pool string) int {
	s.db.mu.RLock()
	defer s.db.mu.RUnlock()
	return s.pool(pool).len()
}

// Items returns a pool's items in creation order, each as the paginated route
// (in the readme dialect the list route) shows it: whole, with relations.
// Numbers are float64, decimals and wide integers strings. The caller owns
// the result.
func (s *Server) Items(pool string) []map[string]any {
	s.db.mu.RLock()
	defer s.db.mu.RUnlock()
	l := s.pool(pool).listing(oldestFirst)
	items := make([]map[string]any, l.len())
	for n := range items {
		if err := json.Unmarshal(l.append(nil, s.db, n, viewPage), &items[n]); err != nil {
			panic(fmt.Sprintf("sandbox: item %d of %s: %v", n, pool, err))
		}
	}
	return items
}

// Bodies returns the request bodies that created a pool's items, in creation
// order. A variant that came inside a menu item has that part of its body.
// Items that were not created by a request have none and are left out.
func (s *Server) Bodies(pool string) []json.RawMessage {
	s.db.mu.RLock()
	defer s.db.mu.RUnlock()
	var bodies []json.RawMessage
	for _, it := range s.pool(pool).items {
		if it.body != nil {
			bodies = append(bodies, append(json.RawMessage(nil), it.body...))
		}
	}
	return bodies
}

// Delete takes an item out of a pool, whoever refers to it, and says whether
// it was there. Like DELETE over HTTP it leaves the account's user behind;
// unlike it, it leaves dangling references.
func (s *Server) Delete(pool, id string) bool {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	it, ok := s.pool(pool).byID[id]
	if ok {
		s.db.remove(it)
	}
	return ok
}

// Reset empties the database, the list cache included, down to what a new
// one holds. The request counts stay.
func (s *Server) Reset() {
	s.db.mu.Lock()
	s.db.clear()
	s.populate()
	s.db.mu.Unlock()
	s.cache.forget() // outside the lock: lists take the two the other way round
}

// Fill adds n synthetic items of somebody else to a pool. They come before
// all others, cost no memory and cannot be changed or deleted; their
// references are null.
func (s *Server) Fill(pool string, n int) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	p := s.pool(pool)
	if p.sample == nil {
		p.sample = newSample(s.db, p.schema)
	}
	p.samples += n
}

// Insert puts somebody else's item into a pool as it is, unchecked: fields
// may be missing or null, references may dangle, unknown fields are shown as
// given. An "id" is made when there is none. A "user" (of a restaurant: an
// "owner") or, lacking that, an "email" takes the address for the pool's role.
// It returns the id. A value that is not JSON panics.
func (s *Server) Insert(pool string, item map[string]any) (id string) {
	values := object{}
	for key, value := range item {
		raw, err := json.Marshal(value)
		if err != nil {
			panic(fmt.Sprintf("sandbox: %s.%s: %v", pool, key, err))
		}
		values[key] = raw
	}
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return s.db.insertForeign(s.pool(pool).schema, values)
}
