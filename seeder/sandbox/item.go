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

// newItem builds an item of its column values and sets their id.
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
