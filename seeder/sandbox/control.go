package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
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
	t := s.table(pool)
	return t.samples + len(t.items)
}

// Items returns a pool's items in creation order, each as the paginated route
// (in the readme dialect the list route) shows it: whole, with relations.
// Numbers are float64, decimals and wide integers strings. The caller owns
// the result.
func (s *Server) Items(pool string) []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t := s.table(pool)
	l := listing{table: t, samples: t.samples, items: t.items}
	items := make([]map[string]any, l.len())
	for n := range items {
		if err := json.Unmarshal(l.append(nil, s, n, viewPage), &items[n]); err != nil {
			panic(fmt.Sprintf("sandbox: item %d of %s: %v", n, pool, err))
		}
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

// Fill adds n synthetic items to a pool. They come before all others, cost no
// memory and cannot be changed or deleted; their references are null.
func (s *Server) Fill(pool string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.table(pool)
	t.samples += n
	if t.sample != nil {
		return
	}
	t.sample = &item{table: t, id: t.prefix + sampleUUID + sampleMark, seq: -1}
	values := sampleOf(t.post)
	values["created_at"], values["updated_at"] = t.moment(s.now()), t.moment(s.now())
	if t.entity.Role != "" {
		body := gjson.ParseBytes(encode(values))
		t.sample.user = &user{id: "USR_" + sampleUUID + sampleMark, email: body.Get("email").Str, body: body, roles: []string{roleOf(t)}}
		s.describe(t, t.sample.user, values, s.now())
	}
	t.sample.write(values)
	for v := range t.parts {
		t.parts[v] = bytes.Split(s.appendItem(nil, t.sample, view(v)), []byte(sampleMark))
	}
}

// Synthetic items differ in a number alone. The mark stands for it: 12 digits,
// as the last group of a UUID has them.
const (
	sampleMark = "987654321987"
	sampleUUID = "00000000-0000-4000-8000-"
)

// sampleOf makes up values for the fields of a body.
func sampleOf(fields []entities.Field) object {
	values := object{}
	for _, f := range fields {
		switch {
		case f.Refs != nil || f.Kind == entities.List:
			if f.Kind == entities.List {
				values.set(f.Name, []any{})
			}
		case f.Enum != nil:
			values.set(f.Name, f.Enum[0])
		case f.Name == "email":
			values.set(f.Name, "sample-"+sampleMark+"@example.test")
		case f.Kind == entities.Text:
			values.set(f.Name, "Sample "+sampleMark)
		case f.Kind == entities.Number:
			values.set(f.Name, 1)
		case f.Kind == entities.Boolean:
			values.set(f.Name, true)
		case f.Fields != nil && !f.Optional:
			values.set(f.Name, sampleOf(f.Fields))
		}
	}
	return values
}

// appendNth renders the n-th synthetic item.
func (t *table) appendNth(dst []byte, n int, v view) []byte {
	var number [len(sampleMark)]byte
	for i, rest := len(number)-1, n; i >= 0; i, rest = i-1, rest/10 {
		number[i] = byte('0' + rest%10)
	}
	for i, part := range t.parts[v] {
		if i > 0 {
			dst = append(dst, number[:]...)
		}
		dst = append(dst, part...)
	}
	return dst
}

// synthetic returns the synthetic item of an id, nil if there is none.
func (t *table) synthetic(id string) *item {
	number, ok := strings.CutPrefix(id, t.prefix+sampleUUID)
	n, err := strconv.Atoi(number)
	if !ok || err != nil || len(number) != len(sampleMark) || n < 0 || n >= t.samples {
		return nil
	}
	renamed := func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte(sampleMark), []byte(number)) }
	it := *t.sample
	it.id, it.row, it.brief = id, renamed(it.row), renamed(it.brief)
	if it.user != nil {
		u := *it.user
		u.id, u.email = strings.ReplaceAll(u.id, sampleMark, number), strings.ReplaceAll(u.email, sampleMark, number)
		it.user = &u
	}
	return &it
}
