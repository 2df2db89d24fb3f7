package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tidwall/gjson"
)

// The methods of this file are for whoever holds the server. A pool
// is named by its configuration key, such as "menu_items"; a name that is
// none is a mistake in the program and panics.

func (s *Server) table(pool string) *table {
	t := s.tables[pool]
	if t == nil {
		panic(fmt.Sprintf("sandbox: no pool %q", pool))
	}
	return t
}

// Count returns how many items a pool holds.
func (s *Server) Count(pool string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.table(pool).items)
}

// Items returns a pool's items in creation order, each as the paginated route
// (in the readme dialect the list route) shows it: whole, with relations.
// Numbers are float64, decimals and wide integers strings. The caller owns
// the result.
func (s *Server) Items(pool string) []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	items := []map[string]any{}
	if err := json.Unmarshal(s.appendItems(nil, s.table(pool).items, viewPage), &items); err != nil {
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
	for _, it := range s.table(pool).items {
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
	it, ok := s.table(pool).byID[id]
	if ok {
		s.remove(it)
	}
	return ok
}

// Insert puts a foreign item into a pool as it is, unchecked: fields may be
// missing or null, references may dangle, unknown fields are shown as given. A
// "user" (of a restaurant: an "owner") or, lacking that, an "email" takes the
// address for the pool's role. It returns the id, which is made when there is
// none. A value that is not JSON panics.
func (s *Server) Insert(pool string, fields map[string]any) (id string) {
	raw := gjson.ParseBytes(encode(fields))
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.table(pool)
	values, extra := objectOf(raw.Raw), object{}
	for name, value := range values {
		v := gjson.ParseBytes(value)
		held := slices.Contains(t.held, name) && v.IsArray() && !(name == "specialize_in" && v.Get("0").IsObject())
		login := name == "user" || name == "owner"
		if !slices.Contains(t.columns, name) && !held && name != "total_orders" && (v.Type != gjson.Null || login) {
			extra[name] = value
			delete(values, name)
		}
	}
	it := s.add(t, values, s.foreignUser(t, raw), nil)
	it.extra, it.count = extra, int(raw.Get("total_orders").Int())
	return it.id
}

// foreignUser is the login that a foreign account's e-mail belongs to, nil if
// it has none. It cannot log in.
func (s *Server) foreignUser(t *table, fields gjson.Result) *user {
	email := fields.Get("email").Str
	for _, owner := range []string{"user", "owner"} {
		if fields.Get(owner).IsObject() {
			email = fields.Get(owner + ".email").Str
		}
	}
	if t.entity.Role == "" || email == "" {
		return nil
	}
	u := s.emails[email]
	if u == nil {
		u = &user{id: newID("USR_"), email: email, body: fields, createdAt: s.now()}
		s.addUser(u)
	}
	u.grant(roleOf(t))
	return u
}
