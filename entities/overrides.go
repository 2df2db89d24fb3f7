package entities

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Overrides are values for fields of a pool's bodies, instead of those that its
// generator makes. The zero value overrides nothing. The bodies of a declared
// pool hold nothing else.
type Overrides struct {
	members []member
	uses    []use
}

// use is a reference to a field of another pool's items.
type use struct{ pool, path string }

// in is the referred value of an item as JSON, "" if it has none.
func (u use) in(ref Ref) string {
	for value := range ref.record().at(u.path) {
		if value.Type != gjson.Null {
			return value.Raw
		}
	}
	if u.path == "id" {
		return quoted(ref.ID)
	}
	return ""
}

// indexMark stands for the index of an item. It counts from 1, as the e-mails of
// accounts do: the first customer's is 1.
const indexMark = "{index}"

// overrides are the Overrides of one pool in one world.
type overrides struct {
	Overrides
	*World
	pool string
	rows map[string][]Ref // by pool: the items that have all that is referred to
	lack *LackError       // nil where there is something to refer to
}

func bind(w *World, pool string, o Overrides) *overrides {
	b := &overrides{Overrides: o, World: w, pool: pool, rows: map[string][]Ref{}}
	for _, u := range o.uses {
		rows, ok := b.rows[u.pool]
		if !ok {
			rows = slices.Clone(w.Refs[u.pool])
		}
		b.rows[u.pool] = slices.DeleteFunc(rows, func(ref Ref) bool { return u.in(ref) == "" })
		if len(b.rows[u.pool]) == 0 && b.lack == nil {
			b.lack = &LackError{Pool: pool, Want: u.pool + " item with " + u.path}
		}
	}
	return b
}

// links are the items that an item's placeholders mean.
func (o *overrides) links(index int) (links []Link) {
	for _, u := range o.uses {
		rows := o.rows[u.pool]
		if len(rows) == 0 {
			continue
		}
		if link := (Link{u.pool, rows[index%len(rows)].ID}); !slices.Contains(links, link) {
			links = append(links, link)
		}
	}
	return links
}

// named returns the override of a field, nil if there is none.
func (o Overrides) named(name string) *member {
	for i := range o.members {
		if o.members[i].Name == name {
			return &o.members[i]
		}
	}
	return nil
}

// of makes a field's value for one item, as JSON; "" if it is left out.
func (o *overrides) of(m *member, index int) string {
	return m.form(&making{overrides: o, index: index, field: m.Name})
}

// setCents sets an amount of money to the value of a number field, if it has one.
func (o *overrides) setCents(cents *int, name string, index int) {
	if m := o.named(name); m != nil {
		if amount, ok := numberIn(gjson.Parse(o.of(m, index))); ok {
			*cents = int(math.Round(amount * 100))
		}
	}
}

// indexOf finds the index that makes a field that is a text, whatever its
// capitals; -1 if none does.
func (o *overrides) indexOf(m *member, text string) int {
	known := strings.NewReplacer("{seed}", strconv.FormatUint(o.Seed, 10), "{pool}", o.pool).Replace(m.written.Str)
	pattern := strings.ReplaceAll(regexp.QuoteMeta(known), regexp.QuoteMeta(indexMark), `(\d+)`)
	found := regexp.MustCompile("(?i)^" + pattern + "$").FindStringSubmatch(text)
	if found == nil {
		return -1
	}
	index := ordinal(found[1]) - 1
	if !strings.EqualFold(gjson.Parse(o.of(m, index)).Str, text) {
		return -1
	}
	return index
}

// apply writes the values into an encoded body. One that is not whole, as of a
// change, keeps to the fields that it has.
func (o *overrides) apply(body []byte, index int, whole bool) []byte {
	if len(o.members) == 0 {
		return body
	}
	out := append(make([]byte, 0, len(body)+512), '{')
	add := func(name, raw string) {
		if raw == "" {
			return
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, name...), ':'), raw...)
	}
	object := gjson.ParseBytes(body)
	for name, value := range object.All() {
		if m := o.named(name.Str); m != nil {
			add(name.Raw, o.of(m, index))
		} else {
			add(name.Raw, value.Raw)
		}
	}
	for i := range o.members {
		if m := &o.members[i]; whole && !object.Get(gjson.Escape(m.Name)).Exists() {
			add(quoted(m.Name), o.of(m, index))
		}
	}
	return append(out, '}')
}
