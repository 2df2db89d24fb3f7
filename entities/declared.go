package entities

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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

// Declare returns the registry with further pools behind its own, those that
// others refer to first. An error is a *DeclarationError.
func (r *Registry) Declare(declarations []Declaration) (*Registry, error) {
	d := &declarer{Registry: &Registry{entities: slices.Clone(r.entities), protocols: r.protocols}, declarations: declarations}
	for i := range declarations {
		if bad := d.declare(declarations[i].Pool); bad != nil {
			return nil, bad
		}
	}
	return d.Registry, nil
}

// declarer adds declared pools to a registry.
type declarer struct {
	*Registry
	declarations []Declaration
	from         []string // the pools that are being declared, each because the one before refers to it
}

// declare adds a declared pool that is not there yet.
func (d *declarer) declare(pool string) *DeclarationError {
	i := slices.IndexFunc(d.declarations, func(other Declaration) bool { return other.Pool == pool })
	if e := d.Get(pool); i < 0 || e != nil && e.Declared {
		return nil
	}
	d.from = append(d.from, pool)
	e, bad := d.entity(&d.declarations[i])
	if bad != nil {
		return bad
	}
	d.from = d.from[:len(d.from)-1]
	d.add(e)
	return nil
}

// taken are names that mean something else where pools are named.
var taken = [...]string{"all", "meta", "accounts", "ledger", "lock", "status", "events", "ensure", "refresh"}

const (
	aSecret = "is a secret, which is removed from the backend's answers"
	noName  = "a field needs a name"
)

// entity makes a pool of its declaration.
func (d *declarer) entity(of *Declaration) (*Entity, *DeclarationError) {
	e := &Entity{
		Pool: of.Pool, Title: of.Title, Routes: of.Routes,
		Declared: true, Counted: len(of.Key) == 0, Created: of.Created, Listed: of.Listed,
		answered: slices.Concat(of.Key, of.Columns),
	}
	e.Routes.List = cmp.Or(e.Routes.List, PathOf(e.Routes.Create))
	e.Routes.Item = cmp.Or(e.Routes.Item, PathOf(e.Routes.List))
	for _, route := range []*string{&e.Routes.List, &e.Routes.Count, &e.Routes.Item, &e.Routes.Delete} {
		if *route == NoRoute {
			*route = ""
		}
	}
	bad := &DeclarationError{At: "pools." + of.Pool, Line: of.Line, Column: of.Column}
	same := slices.IndexFunc(d.entities, func(other *Entity) bool { return other.Pool == of.Pool || other.JSONKey == camel(of.Pool) })
	switch {
	case same >= 0:
		bad.Problem = "the name is taken by " + d.entities[same].Pool
	case slices.Contains(taken[:], of.Pool):
		bad.Problem = "the name is taken: choose another one, such as " + of.Pool + "_items"
	case e.Routes.List+e.Routes.Count == "":
		bad.Problem = "can be neither listed nor counted: give it a list or a count"
	}
	if bad.Problem != "" {
		return nil, bad
	}

	var given struct{ Fields yaml.Node }
	_ = of.Node.Decode(&given) // the whole file has been decoded before
	c := &compiler{declarer: d, pool: of.Pool, node: &given.Fields}
	made := Overrides{members: c.fields(nil)}
	if c.bad != nil {
		return nil, c.bad
	}
	made.uses = c.uses
	var fields []Field
	for _, m := range made.members {
		fields = append(fields, m.Field)
	}
	e.Fields, e.Open = fields, true
	for _, u := range c.uses {
		e.Needs = append(e.Needs, u.pool)
	}
	if bad := d.names(of, made, fields); bad != nil {
		return nil, bad
	}
	if len(of.Key) == 1 {
		e.Unique = of.Key[0]
	}
	e.Key = func(item Item) string {
		var parts []string
		for _, name := range of.Key {
			parts = append(parts, keyPart(item, name))
		}
		if e.Counted || slices.Contains(parts, "") {
			return ""
		}
		return keyOf(parts...)
	}
	e.Columns = columnsOf(of, fields)
	e.made, e.bind = made, func(m maker) (Generator, error) {
		return drafts(func(index, attempt int) Draft { return m.draft(index, attempt, struct{}{}) }), nil
	}
	return e, nil
}

// names checks the fields that a declaration names as key and columns.
func (d *declarer) names(of *Declaration, made Overrides, fields []Field) *DeclarationError {
	wrong := func(list string, i int, name, problem string, known ...string) *DeclarationError {
		n := nodeAt(of.Node, list+"."+strconv.Itoa(i))
		return &DeclarationError{
			At: "pools." + of.Pool + "." + list, Value: name, Problem: problem, Line: n.Line, Column: n.Column, Name: name, Known: known,
		}
	}
	ofItsOwn := len(of.Key) == 0
	for i, name := range of.Key {
		m := made.named(name)
		secret, _ := IsSecret(name)
		switch {
		case secret:
			return wrong("key", i, name, aSecret)
		case m == nil:
			return wrong("key", i, name, unknownField(fields), fieldNames(fields)...)
		}
		changes := m.written.Type != gjson.String && m.written.Type != gjson.Number
		for _, found := range placeholder.FindAllStringSubmatch(m.written.Str, -1) {
			changes = changes || found[2] != "" && d.Get(found[1]).Counted
			ofItsOwn = ofItsOwn || found[2] != "" || found[0] == indexMark
		}
		if changes {
			return wrong("key", i, name, "must be a text or a number and the same in every run, so it can neither be drawn, "+
				"nor depend on the clock or on a pool without a key")
		}
	}
	if !ofItsOwn {
		return wrong("key", 0, of.Key[0], "each item needs a key of its own, so one of its fields must contain {index} or a reference")
	}
	for i, name := range of.Columns {
		secret, _ := IsSecret(name)
		switch {
		case secret:
			return wrong("columns", i, name, aSecret)
		case name == "":
			return wrong("columns", i, name, noName)
		}
	}
	return nil
}

// keyPart is a field of a record or of a body as part of a key: a text, a
// number, or the id of another item. Records that lack the field may have it in
// an object, such as the e-mail in their user.
func keyPart(item Item, name string) string {
	name = gjson.Escape(name)
	part := item.record().id(name, strings.TrimSuffix(name, "_id"))
	for _, inner := range gjson.ParseBytes(item.Raw).All() {
		if part == "" && inner.IsObject() {
			part = idIn(inner.Get(name))
		}
	}
	return part
}

// columnsOf are the columns that are declared, else the key and the fields that
// are neither lists nor objects.
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
	var columns []Column
	for _, name := range names {
		if name != "id" {
			columns = append(columns, column(titleOf(name), plain, name))
		}
	}
	return columns
}

// titleOf is a name as a person reads it: "Gift cards".
func titleOf(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + strings.NewReplacer("_", " ", ".", " ").Replace(name[size:])
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
	c := &compiler{declarer: &declarer{Registry: r, from: []string{pool}}, pool: pool, node: fields}
	o := Overrides{members: c.fields(e.Fields)}
	o.uses = c.uses
	if m := o.named(e.Unique); m != nil {
		text := m.written.Str
		own := m.Kind == Text && strings.Contains(text, indexMark)
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			own = own && found[2] == ""
		}
		if !own {
			c.fail(m.Name, "each item needs its own, so it must contain "+indexMark+" and no reference", "")
		}
	}
	if c.bad != nil {
		return Overrides{}, c.bad
	}
	for _, u := range c.uses {
		if !slices.Contains(e.Needs, u.pool) {
			e.Needs = append(e.Needs, u.pool)
		}
	}
	return o, nil
}
