package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
)

// view chooses how much of an item an answer shows.
type view int

const (
	viewOwn  view = iota // its own columns: how it appears inside others
	viewList             // what the list route answers
	viewPage             // what the paginated route answers
	viewOne              // what GET by id answers
)

// item is one stored row. It is replaced, not changed, when it is patched;
// count alone moves in place, under the database's write lock.
type item struct {
	id     string
	schema *schema
	row    []byte   // own columns as lists answer them, the object left open
	cut    int      // where the short columns end in row
	body   []byte   // the request that created it, nil for foreign items
	extra  object   // what a foreign item has besides the columns
	links  []string // ids under the schema's link columns, "" where null
	many   []string // ids of the categories a restaurant is joined to
	user   *user
	lines  []orderLine
	price  float64
	lat    float64
	lng    float64
	closed bool   // a restaurant that takes no orders
	unique string // its value in the schema's unique column
	dish   string // a menu item's restaurant and name, see db.dishes
	note   string // a variant's description
	brief  []byte // a menu item's summary for orders, left open
	seq    int    // its place in creation order
	count  int    // the schema's counter column
}

// order is the order of a route's answer. Nobody may rely on it: it is there
// to trip those who do.
type order int

const (
	oldestFirst order = iota
	newestFirst
)

// orderLine is one of an order's items: the menu item it names and its text.
type orderLine struct {
	itemID string
	raw    json.RawMessage
}

// schema says how a pool stores and shows its items.
type schema struct {
	key      string // the pool's name, "menu_items"
	prefix   string // of ids
	title    string // in messages: "Menu Item"
	columns  []column
	short    int    // how many leading columns the list route shows; 0 all
	scanty   bool   // GET by id shows no more than the list route
	counter  string // the column that counts uses, "" none
	unique   string // the column no two items may share, "" none
	careless bool   // DELETE of an unknown id is fine
	lists    order  // of the list route
	pages    order  // of the paginated route
	links    []string
	post     []rule
	patch    []rule
	keep     func(it *item, values object)       // notes what rules look at
	relate   func(w *writer, it *item, v view)   // appends what is joined
	refer    func(d *db, values object) *refusal // checks references, for create and patch
}

// rowSize is more than most rows take, in bytes.
const rowSize = 1 << 10

// newItem builds an item of its column values. The values are read, not kept.
func (s *schema) newItem(id string, values object) *item {
	it := &item{id: id, schema: s}
	values.setText("id", id)
	row, cut := appendRow(make([]byte, 0, rowSize), s.columns, values, true, s.short)
	it.row, it.cut = bytes.Clone(row), cut
	if len(s.links) > 0 {
		it.links = make([]string, len(s.links))
		for i, name := range s.links {
			it.links[i] = values.text(name)
		}
	}
	if s.unique != "" {
		it.unique = values.text(s.unique)
	}
	if s.keep != nil {
		s.keep(it, values)
	}
	return it
}

// values takes the item's columns apart again, in list form.
func (it *item) values() object {
	o, err := parseObject(append(slices.Clone(it.row), '}'))
	if err != nil {
		return object{}
	}
	if it.lines != nil {
		o["order_items"] = joinLines(it.lines)
	}
	if it.many != nil {
		o["specialize_in"] = appendTexts(nil, it.many)
	}
	return o
}

func joinLines(lines []orderLine) json.RawMessage {
	parts := make([][]byte, len(lines))
	for i, line := range lines {
		parts[i] = line.raw
	}
	return slices.Concat([]byte{'['}, bytes.Join(parts, []byte{','}), []byte{']'})
}

// writer appends one item with its relations.
type writer struct {
	db   *db
	buf  []byte
	item *item
}

// field appends key, unless the item brought its own value for it, and says
// whether the value is to follow.
func (w *writer) field(key string) bool {
	if _, ok := w.item.extra[key]; ok {
		return false
	}
	w.buf = append(w.buf, ',', '"')
	w.buf = append(w.buf, key...)
	w.buf = append(w.buf, '"', ':')
	return true
}

func (w *writer) raw(key, value string) {
	if w.field(key) {
		w.buf = append(w.buf, value...)
	}
}

// related appends the item of pool with that id, or null.
func (w *writer) related(key, pool, id string) {
	if w.field(key) {
		w.buf = w.db.appendRelated(w.buf, pool, id)
	}
}

// relatedList appends the items of pool with these ids that are there.
func (w *writer) relatedList(key, pool string, ids []string) {
	if !w.field(key) {
		return
	}
	w.buf = append(w.buf, '[')
	first := true
	for _, id := range ids {
		it := w.db.pools[pool].get(id)
		if it == nil {
			continue
		}
		if !first {
			w.buf = append(w.buf, ',')
		}
		first = false
		w.buf = w.db.appendItem(w.buf, it, viewOwn)
	}
	w.buf = append(w.buf, ']')
}

func (w *writer) user(key string, v userView) {
	if !w.field(key) {
		return
	}
	if w.item.user == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.buf = w.item.user.append(w.buf, v)
}

func (d *db) appendRelated(dst []byte, pool, id string) []byte {
	it := d.pools[pool].get(id)
	if it == nil {
		return append(dst, "null"...)
	}
	return d.appendItem(dst, it, viewOwn)
}

// appendItem renders an item as a view shows it. The caller holds the lock.
func (d *db) appendItem(dst []byte, it *item, v view) []byte {
	s := it.schema
	short := s.short > 0 && !d.whole && (v == viewList || s.scanty && v == viewOne)
	if short {
		dst = append(dst, it.row[:it.cut]...)
	} else {
		dst = append(dst, it.row...)
	}
	w := &writer{db: d, buf: dst, item: it}
	if s.counter != "" && !short && w.field(s.counter) {
		w.buf = appendNumber(w.buf, asWide, float64(it.count))
	}
	if s.relate != nil && v != viewOwn {
		if d.whole {
			v = viewPage
		}
		s.relate(w, it, v)
	}
	for key, raw := range it.extra {
		w.buf = append(appendText(append(w.buf, ','), key), ':')
		w.buf = append(w.buf, raw...)
	}
	return append(w.buf, '}')
}
