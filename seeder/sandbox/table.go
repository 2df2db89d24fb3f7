package sandbox

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

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
	traits
	entity  *entities.Entity
	post    []entities.Field // of the body that creates an item
	patched []entities.Field // of the body that changes one
	columns []string         // the fields of a row
	missing object           // what stands in for a column that was not given, instead of null
	links   []string         // the columns that hold the id of another item

	items []*item
	byID  map[string]*item
	taken map[string]*item // by the unique field
}

// item is one row. Everything but its id changes under the server's lock.
type item struct {
	table *table
	id    string
	row   []byte // the columns as lists show them, a JSON object
	brief []byte // fewer columns, where the traits name them
	held  object // what was sent and is shown in another form: lines of orders, ids of categories
	extra object // what a foreign item has besides the columns
	sent  []byte // the body that created it, nil for a foreign one
	user  *user
	count int // how often it was ordered

	addresses, favourites []string // a customer's, by their ids
	counted               bool     // a restaurant's statistics were made
}

func newTable(e *entities.Entity) *table {
	t := &table{entity: e, traits: traitsOf(e), post: e.Fields, byID: map[string]*item{}, taken: map[string]*item{}}
	t.missing = objectOf(t.more)
	patch := entities.FieldsOf(e.Patch)
	column := func(name string) (added bool) {
		added = !slices.Contains(t.columns, name)
		if added {
			t.columns = append(t.columns, name)
		}
		return added
	}
	column("id")
	for _, f := range slices.Concat(t.post, patch) {
		shown := !slices.Contains(t.dropped, f.Name) && !slices.Contains(t.held, f.Name)
		if shown && column(f.Name) && f.Kind == entities.Text && f.Refs != nil {
			t.links = append(t.links, f.Name)
		}
	}
	for _, name := range append(slices.Sorted(maps.Keys(t.missing)), "created_at", "updated_at") {
		column(name)
	}
	ofUser := []string{"email", "password", "first_name", "last_name", "phone"}
	for _, f := range t.post {
		if e.Role == "" || !slices.Contains(ofUser, f.Name) {
			t.patched = append(t.patched, f)
		}
	}
	t.patched = append(t.patched, patch...)
	for i := range t.patched {
		t.patched[i].Optional = true
	}
	return t
}

func (t *table) clear() {
	t.items = nil
	clear(t.byID)
	clear(t.taken)
}

// render writes the columns of a row, all or those that are named, as lists
// show them.
func (t *table) render(values object, names []string) []byte {
	row := make([]byte, 0, 1<<10)
	row = append(row, '{')
	for i, name := range names {
		raw := values[name]
		if raw == nil {
			raw = t.missing[name]
		}
		if raw == nil {
			raw = json.RawMessage("null")
		}
		if i > 0 {
			row = append(row, ',')
		}
		row = append(append(append(row, '"'), name...), '"', ':')
		digits, text := t.texts[name]
		if number := gjson.ParseBytes(raw); text && number.Type == gjson.Number {
			row = append(strconv.AppendFloat(append(row, '"'), number.Num, 'f', digits, 64), '"')
		} else {
			row = append(row, raw...)
		}
	}
	return append(row, '}')
}

// write builds the item's row.
func (it *item) write(values object) {
	t := it.table
	values.set("id", it.id)
	it.row, it.held = slices.Clone(t.render(values, t.columns)), object{}
	if t.brief != nil {
		it.brief = t.render(values, t.brief)
	}
	for _, name := range t.held {
		if raw := values[name]; raw != nil {
			it.held[name] = raw
		}
	}
}

// get reads a field, by a path with dots.
func (it *item) get(path string) gjson.Result {
	if raw, ok := it.held[path]; ok {
		return gjson.ParseBytes(raw)
	}
	return gjson.GetBytes(it.row, path)
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
func (s *Server) add(t *table, values object, u *user, sent []byte) *item {
	it := &item{table: t, id: gjson.ParseBytes(values["id"]).Str, user: u, sent: sent}
	if it.id == "" {
		it.id = newID(t.prefix)
	}
	for _, name := range []string{"created_at", "updated_at"} {
		if values[name] == nil {
			values[name] = t.moment(s.now())
		}
	}
	it.write(values)
	t.items = append(t.items, it)
	t.byID[it.id] = it
	if u != nil {
		u.records[t] = it
	}
	s.index(it)
	return it
}

// index notes an item wherever it is looked up by other than its id.
func (s *Server) index(it *item) {
	for _, name := range it.table.links {
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
	for _, name := range it.table.links {
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

// remove takes an item out of its pool. Its user stays.
func (s *Server) remove(it *item) {
	t := it.table
	s.unindex(it)
	i := slices.Index(t.items, it)
	t.items = slices.Concat(t.items[:i], t.items[i+1:]) // a list that is being sent keeps the old one
	delete(t.byID, it.id)
	if it.user != nil && it.user.records[t] == it {
		delete(it.user.records, t)
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

// conflict refuses a value that another item has in a unique field.
func (s *Server) conflict(t *table, body gjson.Result, but *item) *refusal {
	if taken := t.taken[body.Get(t.unique).Str]; taken != nil && taken != but {
		return duplicate(t.title + " with this " + t.unique + " already exists")
	}
	return nil
}

// dangling refuses references to items that are not there.
func (s *Server) dangling(fields []entities.Field, body gjson.Result) (refused *refusal) {
	entities.EachRef(fields, body, func(f entities.Field, id string) {
		for _, pool := range f.Refs {
			if s.tables[pool] == nil || s.tables[pool].byID[id] != nil {
				return
			}
		}
		refused = notFound(s.tables[f.Refs[0]].title + " " + id + " not found")
	})
	return refused
}
