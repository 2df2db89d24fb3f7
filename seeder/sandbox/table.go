package sandbox

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// object is a JSON object whose values keep their source text.
type object map[string]json.RawMessage

func objectOf(raw string) object {
	values := object{}
	gjson.Parse(raw).ForEach(func(name, value gjson.Result) bool {
		values[name.Str] = json.RawMessage(value.Raw)
		return true
	})
	return values
}

func (o object) set(name string, value any)   { o[name] = encode(value) }
func (o object) get(name string) gjson.Result { return gjson.ParseBytes(o[name]) }

// table holds the items of one pool in creation order.
type table struct {
	quirks
	entity  *entities.Entity
	patched []entities.Field // of the body that changes one
	columns []column         // the fields of a row
	unique  string           // the column that no two items may share, "" if there is none

	items []*item
	byID  map[string]*item
	taken map[string]*item // by the unique column
}

// column is one field of a row.
type column struct {
	name  string
	blank json.RawMessage // what stands there when nothing was given
	form  form
}

// join is what a column with ids is shown as besides.
type join struct {
	pools []string // where the ids lead to
	as    string   // "" is not at all; the column's own name is in its place
}

// item is one row. Everything but its id changes under the server's lock.
type item struct {
	table *table
	id    string
	row   []byte // the columns as lists show them, a JSON object
	sent  []byte // the body that created it, nil where no request did
}

func newTable(e *entities.Entity) *table {
	t := &table{entity: e, byID: map[string]*item{}, taken: map[string]*item{}}
	if !e.Declared {
		t.quirks = flashstrom[e.Pool]
	}
	t.prefix = cmp.Or(t.prefix, "FF_"+strings.ToUpper(strings.TrimSuffix(e.Pool, "s"))+"_")
	t.patched = slices.Clone(e.Fields)
	if e.Role == "" {
		t.unique = e.Unique
	} else { // these are its user's
		ofUser := []string{"email", "password", "first_name", "last_name", "phone"}
		t.patched = slices.DeleteFunc(t.patched, func(f entities.Field) bool { return slices.Contains(ofUser, f.Name) })
	}
	t.patched = append(t.patched, entities.FieldsOf(e.Patch)...)
	blanks, names := objectOf(t.blank), []string{"id"}
	for i := range t.patched {
		t.patched[i].Optional = true
		names = append(names, t.patched[i].Name)
	}
	for _, name := range append(append(names, slices.Sorted(maps.Keys(blanks))...), "created_at", "updated_at") {
		if !t.has(name) && !slices.Contains(t.dropped, name) {
			blank := cmp.Or(string(blanks[name]), "null")
			c := column{name: name, blank: json.RawMessage(blank)}
			if !e.Declared {
				c.form = cmp.Or(t.forms[name], forms[name])
			}
			t.columns = append(t.columns, c)
		}
	}
	joins := map[string]join{}
	for _, f := range t.patched {
		if f.Kind == entities.Text && f.Refs != nil {
			as := strings.TrimSuffix(f.Name, "_id")
			if t.has(as) || slices.Contains(t.bare, f.Name) {
				as = ""
			}
			joins[f.Name] = join{f.Refs, as}
		}
	}
	maps.Copy(joins, t.joins)
	t.joins = joins
	return t
}

// has reports whether the table has a column of that name.
func (t *table) has(name string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name })
}

// is reports whether the table is that of a pool of Flashstrom's own.
func (t *table) is(pool string) bool { return t.entity.Pool == pool && !t.entity.Declared }

// write builds the item's row. What no request created has further fields as
// they are, but for those that the backend drops.
func (it *item) write(values object) {
	t := it.table
	values.set("id", it.id)
	columns := t.columns
	if it.sent == nil {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if !t.has(name) && !slices.Contains(t.dropped, name) {
				columns = append(slices.Clip(columns), column{name: name})
			}
		}
	}
	row := make([]byte, 0, len(it.row)+1<<8)
	for _, c := range columns {
		raw := values[c.name]
		if raw == nil {
			raw = c.blank
		}
		row = append(append(append(row, `,"`...), c.name...), `":`...)
		row = append(row, c.form.of(raw)...)
	}
	row[0] = '{'
	it.row = bytes.Clone(append(row, '}'))
}

// of writes a value in a form. What is not of the form's kind stays as it is.
func (f form) of(raw json.RawMessage) json.RawMessage {
	value := gjson.ParseBytes(raw)
	switch {
	case f == asSet && value.IsArray():
		return encode("{" + strings.Join(idsIn(value), ",") + "}")
	case f == asSent || value.Type != gjson.Number:
		return raw
	case f == asDecimal:
		return encode(fmt.Sprintf("%.2f", value.Num))
	case f == asISO:
		return encode(time.Unix(value.Int(), 0).UTC().Format("2006-01-02T15:04:05.000Z"))
	case f == asMillis:
		return encode(value.Raw + "000")
	}
	return encode(value.Raw)
}

// get reads a column, by a path with dots.
func (it *item) get(path string) gjson.Result {
	if it == nil {
		return gjson.Result{}
	}
	return gjson.GetBytes(it.row, path)
}

// idsIn are the texts of a list.
func idsIn(list gjson.Result) []string {
	ids := []string{}
	for _, id := range list.Array() {
		ids = append(ids, id.Str)
	}
	return ids
}

// newID makes a random id: a prefix and a UUID.
func newID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%s%x-%x-%x-%x-%x", prefix, b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// The methods that follow expect the caller to hold the lock.

// add stores a new item. Its id is made unless values hold one.
func (s *Server) add(t *table, values object, sent []byte) *item {
	it := &item{table: t, id: cmp.Or(values.get("id").Str, newID(t.prefix)), sent: sent}
	for _, name := range []string{"created_at", "updated_at"} {
		if values[name] == nil {
			values.set(name, s.now())
		}
	}
	it.write(values)
	t.items = append(t.items, it)
	t.byID[it.id] = it
	s.index(it)
	return it
}

// change lays values over an item.
func (s *Server) change(it *item, values object) {
	all := objectOf(string(it.row))
	maps.Copy(all, values)
	s.unindex(it)
	it.write(all)
	s.index(it)
}

// remove takes an item out of its pool. Its user stays.
func (s *Server) remove(it *item) {
	t := it.table
	s.unindex(it)
	i := slices.Index(t.items, it)
	t.items = slices.Concat(t.items[:i], t.items[i+1:]) // a list that is being sent keeps the old one
	delete(t.byID, it.id)
}

// index notes an item wherever it is looked up by other than its id.
func (s *Server) index(it *item) {
	for name := range it.table.joins {
		if id := it.get(name).Str; id != "" {
			at := link{it.table, id}
			s.refs[at] = append(s.refs[at], it)
		}
	}
	if key := it.get(it.table.unique).Str; key != "" {
		it.table.taken[key] = it
	}
}

func (s *Server) unindex(it *item) {
	for name := range it.table.joins {
		at := link{it.table, it.get(name).Str}
		if i := slices.Index(s.refs[at], it); i >= 0 {
			s.refs[at] = slices.Delete(s.refs[at], i, i+1)
		}
		if len(s.refs[at]) == 0 {
			delete(s.refs, at)
		}
	}
	if key := it.get(it.table.unique).Str; it.table.taken[key] == it {
		delete(it.table.taken, key)
	}
}

// referred returns the items of a pool that refer to an id.
func (s *Server) referred(pool, id string) []*item { return s.refs[link{s.tables[pool], id}] }

// lookup returns the item of an id in whichever of some pools it is, nil if it
// is in none.
func (s *Server) lookup(id string, pools ...string) *item {
	for _, pool := range pools {
		if t := s.tables[pool]; t != nil && t.byID[id] != nil {
			return t.byID[id]
		}
	}
	return nil
}

// clash refuses a value that another item has in the unique column, and
// references to items that are not there.
func (s *Server) clash(t *table, fields []entities.Field, body gjson.Result, it *item) (refused *refusal) {
	if taken := t.taken[body.Get(t.unique).Str]; taken != nil && taken != it {
		return &refusal{ec: ecDuplicate, em: t.entity.Pool + " with this " + t.unique + " already exists"}
	}
	check := func(f entities.Field, id string) {
		served := slices.ContainsFunc(f.Refs, func(pool string) bool { return s.tables[pool] != nil })
		if served && s.lookup(id, f.Refs...) == nil {
			refused = notFound(f.Name + " " + id)
		}
	}
	entities.EachRef(fields, body, check)
	for _, f := range fields {
		if f.Kind == entities.Text && f.Refs != nil && !f.Optional && body.Get(gjson.Escape(f.Name)).Str == "" {
			check(f, "")
		}
	}
	return refused
}
