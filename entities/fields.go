package entities

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Kind is a JSON kind, with its article.
type Kind string

// The kinds.
const (
	Text    Kind = "a string"
	Number  Kind = "a number"
	Boolean Kind = "true or false"
	List    Kind = "a list"
	Object  Kind = "an object"
	Null    Kind = "null"
)

// Field is one field of a body, as its struct declares it. The json tag names
// it, omitempty marks an optional one. Further tags:
//
//	enum:"A|B"       the texts that it takes
//	min:"0" max:"1"  the least and the greatest number
//	ref:"a|b"        the id of an item of pool a or b, or a list of such ids; a is what the pool needs
//	closed:"true"    an object, or a list of objects, that takes no other fields
type Field struct {
	Name     string
	Kind     Kind // "" for any
	Optional bool // may be missing or null
	Enum     []string
	Min, Max *float64
	Refs     []string
	Closed   bool
	Fields   []Field // of an object; none where any are taken
	Of       *Field  // the elements of a list; nil where any are taken
}

// FieldsOf reads the fields of a body from its struct, those of embedded
// structs included. The body of a declared pool is its fields.
func FieldsOf(body any) []Field {
	switch fields := body.(type) {
	case nil:
		return nil
	case []Field:
		return fields
	}
	return structFields(reflect.TypeOf(body))
}

func structFields(t reflect.Type) []Field {
	var list []Field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			list = append(list, structFields(f.Type)...)
			continue
		}
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := fieldOf(f.Type, f.Tag)
		field.Name, field.Optional = name, strings.Contains(rest, "omitempty")
		list = append(list, field)
	}
	return list
}

func fieldOf(t reflect.Type, tag reflect.StructTag) Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	f := Field{Closed: tag.Get("closed") == "true", Refs: words(tag.Get("ref"))}
	switch t.Kind() {
	case reflect.String:
		f.Kind, f.Enum = Text, words(tag.Get("enum"))
	case reflect.Bool:
		f.Kind = Boolean
	case reflect.Slice:
		f.Kind = List
		element := fieldOf(t.Elem(), tag)
		f.Of = &element
	case reflect.Struct:
		f.Kind, f.Fields = Object, structFields(t)
	case reflect.Map:
		f.Kind = Object
	case reflect.Interface: // any value
	default:
		f.Kind, f.Min, f.Max = Number, bound(tag.Get("min")), bound(tag.Get("max"))
	}
	return f
}

func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, "|")
}

func bound(text string) *float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	return &n
}

// Fault is what is wrong with a value.
type Fault int

// The faults.
const (
	UnknownField Fault = iota
	MissingField
	WrongKind
	NotInEnum
	BelowMin
	AboveMax
)

// Problem is one fault of a body.
type Problem struct {
	Fault Fault
	Path  string // "contact_email.0.email"
	Field Field  // what the value should have been; of an unknown one, the object around it
	raw   string // the value, "" for one that is missing
}

func (p Problem) text() string {
	switch p.Fault {
	case UnknownField:
		return unknownField(p.Field.Fields)
	case MissingField:
		return "is missing"
	case NotInEnum:
		return "takes one of " + strings.Join(p.Field.Enum, ", ")
	case BelowMin:
		return fmt.Sprintf("takes at least %v", *p.Field.Min)
	case AboveMax:
		return fmt.Sprintf("takes at most %v", *p.Field.Max)
	default:
		return "takes " + string(p.Field.Kind)
	}
}

func unknownField(known []Field) string {
	return "there is no such field (fields: " + strings.Join(fieldNames(known), ", ") + ")"
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// fieldNamed finds a field, nil if there is none of that name.
func fieldNamed(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

// Check compares a JSON object with the fields of a body and returns what is
// wrong with it. A closed one takes no other fields.
func Check(fields []Field, object gjson.Result, closed bool) []Problem {
	c := checker{}
	c.fields("", Field{Fields: fields, Closed: closed}, object)
	return c.problems
}

// checkIn is Check for an object that stands at a path, against a struct whose
// fields are all that it takes.
func checkIn(path string, body any, object gjson.Result) []Problem {
	c := checker{}
	c.fields(path+".", Field{Fields: FieldsOf(body), Closed: true}, object)
	return c.problems
}

// checker collects problems.
type checker struct {
	problems []Problem
	forms    bool // forms are taken for good, and objects take no fields but their own
}

func (c *checker) add(fault Fault, path string, f Field, v gjson.Result) {
	c.problems = append(c.problems, Problem{fault, path, f, v.Raw})
}

// value checks one value that is there.
func (c *checker) value(path string, f Field, v gjson.Result) {
	kind := kindOf(v)
	switch {
	case kind == Null && f.Optional, f.Kind == "", c.forms && isForm(v):
	case kind != f.Kind:
		c.add(WrongKind, path, f, v)
	case kind == Text && f.Enum != nil && !slices.Contains(f.Enum, v.Str):
		c.add(NotInEnum, path, f, v)
	case kind == Number && f.Min != nil && v.Num < *f.Min:
		c.add(BelowMin, path, f, v)
	case kind == Number && f.Max != nil && v.Num > *f.Max:
		c.add(AboveMax, path, f, v)
	case kind == Object && f.Fields != nil:
		c.fields(path+".", f, v)
	case kind == List && f.Of != nil:
		for i, element := range v.Array() {
			c.value(path+"."+strconv.Itoa(i), *f.Of, element)
		}
	}
}

// fields checks the fields of an object that is there.
func (c *checker) fields(prefix string, object Field, v gjson.Result) {
	given := v.Map()
	for name, value := range v.All() {
		if (object.Closed || c.forms) && fieldNamed(object.Fields, name.Str) == nil {
			c.add(UnknownField, prefix+name.Str, object, value)
		}
	}
	for _, f := range object.Fields {
		if value, ok := given[f.Name]; ok {
			c.value(prefix+f.Name, f, value)
		} else if !f.Optional {
			c.add(MissingField, prefix+f.Name, f, gjson.Result{})
		}
	}
}

// kindOf is the JSON kind of a value.
func kindOf(v gjson.Result) Kind {
	switch {
	case v.Type == gjson.String:
		return Text
	case v.Type == gjson.Number:
		return Number
	case v.IsBool():
		return Boolean
	case v.IsArray():
		return List
	case v.IsObject():
		return Object
	}
	return Null
}

// EachRef calls do for every id in a JSON object that refers to another item,
// with the field that holds it.
func EachRef(fields []Field, object gjson.Result, do func(f Field, id string)) {
	for _, f := range fields {
		if f.Refs == nil && f.Fields == nil && f.Of == nil {
			continue
		}
		eachRefIn(f, object.Get(gjson.Escape(f.Name)), do)
	}
}

func eachRefIn(f Field, v gjson.Result, do func(f Field, id string)) {
	switch {
	case f.Kind == Text && f.Refs != nil && v.Str != "":
		do(f, v.Str)
	case f.Kind == Object:
		EachRef(f.Fields, v, do)
	case f.Kind == List && f.Of != nil:
		of := *f.Of
		of.Name = f.Name
		for _, element := range v.Array() {
			eachRefIn(of, element, do)
		}
	}
}

// needs are the pools that a body's references lead to.
func needs(fields []Field) []string {
	var pools []string
	for _, f := range fields {
		if f.Refs != nil {
			pools = append(pools, f.Refs[0])
		}
		if f.Of != nil && f.Of.Fields != nil {
			pools = append(pools, needs(f.Of.Fields)...)
		}
		pools = append(pools, needs(f.Fields)...)
	}
	return pools
}
