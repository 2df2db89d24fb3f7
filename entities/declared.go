package entities

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v3"
)

// Declaration is a pool as a configuration file declares it.
type Declaration struct {
	Pool, Title     string
	Routes          Routes // List and Item are Create's path where they are not given
	Key, Columns    []string
	Created, Listed Answer

	Node         *yaml.Node // what stands under the pool's name
	Line, Column int        // of the name
}

// DeclarationError says what is wrong with a pool or a field of one that the
// configuration file has.
type DeclarationError struct {
	At           string // such as "pools.gift_cards.fields.code"
	Value        string // as JSON, "" for none
	Problem      string // what there should be instead
	Line, Column int

	// Where it is a name that is at fault, Known are the names that there are.
	Name  string
	Known []string
}

func (e *DeclarationError) Error() string {
	if e.Value == "" {
		return e.At + ": " + e.Problem
	}
	return e.At + ": " + e.Value + ": " + e.Problem
}

// NewBareRegistry returns a registry without pools, for backends that have
// none but those that are declared.
func NewBareRegistry() *Registry {
	return &Registry{protocols: []*Protocol{{Dialect: Declared}}}
}

// Declare returns the registry with further pools behind its own, those that
// others refer to first. An error is a *DeclarationError.
func (r *Registry) Declare(declarations []Declaration) (*Registry, error) {
	all := &Registry{entities: slices.Clone(r.entities), protocols: r.protocols}
	var names []string
	for _, d := range declarations {
		names = append(names, d.Pool)
	}
	var (
		declare func(d *Declaration, from []string) error
		done    = map[string]bool{}
	)
	declare = func(d *Declaration, from []string) error {
		if done[d.Pool] {
			return nil
		}
		from = append(from, d.Pool)
		for i := range declarations {
			needed := &declarations[i]
			at := mention(entryOf(d.Node, "fields"), needed.Pool)
			if at == nil || needed == d {
				continue
			}
			if slices.Contains(from, needed.Pool) {
				return &DeclarationError{
					At: "pools." + d.Pool + ".fields", Value: jsonOf(at), Line: at.Line, Column: at.Column,
					Problem: "the references lead in a circle: " + strings.Join(append(from, needed.Pool), " → "),
				}
			}
			if err := declare(needed, from); err != nil {
				return err
			}
		}
		e, err := all.entity(d, names)
		if err != nil {
			return err
		}
		done[d.Pool], all.entities = true, append(all.entities, e)
		return nil
	}
	for i := range declarations {
		if err := declare(&declarations[i], nil); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mention returns the first text with a placeholder for a pool, nil if there is
// none.
func mention(n *yaml.Node, pool string) *yaml.Node {
	if n == nil {
		return nil
	}
	n = target(n)
	for _, found := range placeholder.FindAllStringSubmatch(n.Value, -1) {
		if found[1] == pool && found[2] != "" {
			return n
		}
	}
	for _, part := range n.Content {
		if at := mention(part, pool); at != nil {
			return at
		}
	}
	return nil
}

// taken are names that mean something else where pools are named.
var taken = [...]string{"all", "meta", "accounts", "ledger", "lock", "status", "events", "ensure", "refresh"}

// entity makes a pool of its declaration. The names are those of all that are
// declared.
func (r *Registry) entity(d *Declaration, names []string) (*Entity, error) {
	e := &Entity{
		Pool: d.Pool, JSONKey: camel(d.Pool), Title: cmp.Or(d.Title, titleOf(d.Pool)), Routes: d.Routes,
		Declared: true, Counted: len(d.Key) == 0, Created: d.Created, Listed: d.Listed,
		answered: slices.Concat(d.Key, d.Columns),
	}
	e.Routes.List = cmp.Or(e.Routes.List, PathOf(e.Routes.Create))
	e.Routes.Item = cmp.Or(e.Routes.Item, PathOf(e.Routes.List))
	for _, route := range []*string{&e.Routes.List, &e.Routes.Count, &e.Routes.Item, &e.Routes.Delete} {
		if *route == NoRoute {
			*route = ""
		}
	}
	bad := &DeclarationError{At: "pools." + d.Pool, Line: d.Line, Column: d.Column}
	same := slices.IndexFunc(r.entities, func(other *Entity) bool { return other.Pool == e.Pool || other.JSONKey == e.JSONKey })
	switch {
	case same >= 0:
		bad.Problem = "the name is taken by " + r.entities[same].Pool
		return nil, bad
	case slices.Contains(taken[:], d.Pool):
		bad.Problem = "the name is taken: choose another one, such as " + d.Pool + "_items"
		return nil, bad
	case e.Routes.List+e.Routes.Count == "":
		bad.Problem = "can be neither listed nor counted: give it a list or a count"
		return nil, bad
	}

	c := &compiler{pool: d.Pool, known: r, later: names}
	var members []member
	if n := entryOf(d.Node, "fields"); n != nil && n.Kind == yaml.MappingNode {
		members = c.members("", n, Field{})
	}
	if c.bad != nil {
		return nil, c.bad
	}
	fields := described(members)
	e.Body, e.Open = fields, true
	e.Needs = slices.DeleteFunc(r.Names(), func(pool string) bool {
		return !slices.ContainsFunc(c.uses, func(u use) bool { return u.pool == pool })
	})
	for i, name := range d.Key {
		at := slices.IndexFunc(members, func(m member) bool { return m.Name == name })
		secret, _ := IsSecret(name)
		var problem string
		var known []string
		switch {
		case secret:
			problem = "is a secret, which is removed from the backend's answers"
		case at < 0:
			problem, known = unknownField(fields), fieldNames(fields)
		case members[at].drawn:
			problem = "must be the same in every run, so it can neither be drawn, nor depend on the clock or on a pool without a key"
		case fields[at].Optional, fields[at].Kind == List, fields[at].Kind == Object:
			problem = "is not always a text or a number"
		default:
			continue
		}
		return nil, d.at("key", i, problem, known)
	}
	if !e.Counted && !slices.ContainsFunc(members, func(m member) bool { return m.numbered && slices.Contains(d.Key, m.Name) }) {
		return nil, d.at("key", 0, "each item needs a key of its own, so one of its fields must contain {index} or a reference", nil)
	}
	for i, name := range d.Columns {
		if secret, _ := IsSecret(name); secret {
			return nil, d.at("columns", i, "is a secret, which is removed from the backend's answers", nil)
		}
	}
	if len(d.Key) == 1 {
		e.Unique = d.Key[0]
	}
	e.Key = func(item Item) string {
		parts := make([]string, len(d.Key))
		for i, name := range d.Key {
			if parts[i] = keyPart(item, name); parts[i] == "" {
				return ""
			}
		}
		if e.Counted {
			return ""
		}
		return keyOf(parts...)
	}
	e.Columns = columnsOf(d, fields)
	e.New = func(w *World) (Generator, error) {
		b := bind(w, d.Pool, c.uses)
		if b.lack != nil {
			return nil, b.lack
		}
		return drafts(func(index, attempt int) Draft {
			it := filling{binding: b, index: index, attempt: attempt}
			body := append(make([]byte, 0, 512), '{')
			for i := range members {
				body = it.member(body, &members[i])
			}
			return Draft{Index: index, Attempt: attempt, Body: append(body, '}'), Refs: b.links(index)}
		}), nil
	}
	return e, nil
}

// at is a mistake in the i-th name of a list of the declaration.
func (d *Declaration) at(list string, i int, problem string, known []string) *DeclarationError {
	names := map[string][]string{"key": d.Key, "columns": d.Columns}[list]
	e := &DeclarationError{
		At: "pools." + d.Pool + "." + list, Value: names[i], Problem: problem, Line: d.Line, Column: d.Column, Name: names[i], Known: known,
	}
	if n := entryOf(d.Node, list); n != nil {
		e.Line, e.Column = n.Line, n.Column
		if n.Kind == yaml.SequenceNode && i < len(n.Content) {
			e.Line, e.Column = n.Content[i].Line, n.Content[i].Column
		}
	}
	return e
}

// keyPart is a field of a record or of a body as part of a key: a text, a
// number, or the id of another item. Records that lack the field may have it in
// an object, such as the e-mail in their user.
func keyPart(item Item, name string) string {
	read := func(value gjson.Result) string {
		switch {
		case value.IsObject():
			return idIn(value)
		case value.Type == gjson.Number:
			return value.Raw
		case value.Type == gjson.JSON:
			return ""
		}
		return value.String()
	}
	name, object := gjson.Escape(name), gjson.Escape(strings.TrimSuffix(name, "_id"))
	text := first(item.record(), []string{name, object}, read)
	for _, value := range gjson.ParseBytes(item.Raw).All() {
		if text == "" && value.IsObject() {
			text = read(value.Get(name))
		}
	}
	return text
}

// columnsOf are the id and the columns that are declared, else the key and the
// fields that are neither lists nor objects.
func columnsOf(d *Declaration, fields []Field) []Column {
	names := d.Columns
	if len(names) == 0 {
		names = slices.Clone(d.Key)
		for _, f := range fields {
			secret, _ := IsSecret(f.Name)
			if !secret && f.Kind != List && f.Kind != Object && !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	columns := []Column{idColumn()}
	for _, name := range names {
		if name != "id" {
			columns = append(columns, column(titleOf(name), escapePath(name)))
		}
	}
	return columns
}

// titleOf is a name as a person reads it: "Gift cards".
func titleOf(name string) string {
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(strings.ReplaceAll(name[1:], "_", " "), ".", " ")
}

// camel is a name as the keys of arrays are written: "giftCards".
func camel(name string) string {
	parts := strings.Split(name, "_")
	for i, part := range parts[1:] {
		if part != "" {
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "")
}

// PathOf returns a route without its query.
func PathOf(route string) string {
	path, _, _ := strings.Cut(route, "?")
	return path
}

// Override compiles values for fields of one of the registry's own pools, as a
// configuration file holds them, against the fields that its bodies have and
// the types that these take. What they refer to is needed by the pool from
// then on. An error is a *DeclarationError.
//
// A field set to null is left out of the body, if it is an optional one.
func (r *Registry) Override(pool string, fields *yaml.Node) (Overrides, error) {
	e := r.Get(pool)
	at := slices.Index(r.entities, e)
	c := &compiler{pool: pool, known: &Registry{entities: r.entities[:at]}, later: r.Names()[at:]}
	members := c.members("", fields, Field{Fields: FieldsOf(e.Body)})
	o := Overrides{members, c.uses}
	if m := o.find(e.Unique); m != nil {
		own := m.Kind == Text && strings.Contains(m.text, indexMark)
		for _, found := range placeholder.FindAllStringSubmatch(m.text, -1) {
			own = own && found[2] == ""
		}
		if !own {
			c.fail(m.Name, entryOf(fields, m.Name), "each item needs its own, so it must contain %s and no reference", indexMark)
		}
	}
	if c.bad != nil {
		return Overrides{}, c.bad
	}
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.Name, b.Name) })
	for _, u := range c.uses {
		if !slices.Contains(e.Needs, u.pool) {
			e.Needs = append(e.Needs, u.pool)
		}
	}
	return o, nil
}
