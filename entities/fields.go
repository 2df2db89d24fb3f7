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
// structs included.
func FieldsOf(body any) []Field {
	if body == nil {
		return nil
	}
	return structFields(reflect.TypeOf(body))
}

func structFields(t reflect.Type) (list []Field) {
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
	return Field{Kind: Object, Fields: fields, Closed: closed}.check("", object, false)
}

// check returns what is wrong with a value that stands at a path. With forms, the
// value is from the configuration file: rules and placeholders pass, and objects
// take no fields but their own.
func (f Field) check(path string, v gjson.Result, forms bool) (problems []Problem) {
	add := func(fault Fault) []Problem { return append(problems, Problem{fault, path, f}) }
	below := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	kind := kindOf(v)
	switch {
	case kind == Null && f.Optional, f.Kind == "", forms && isForm(v):
	case kind != f.Kind:
		return add(WrongKind)
	case kind == Text && f.Enum != nil && !slices.Contains(f.Enum, v.Str):
		return add(NotInEnum)
	case kind == Number && f.Min != nil && v.Num < *f.Min:
		return add(BelowMin)
	case kind == Number && f.Max != nil && v.Num > *f.Max:
		return add(AboveMax)
	case kind == List && f.Of != nil:
		for i, element := range v.Array() {
			problems = append(problems, f.Of.check(below(strconv.Itoa(i)), element, forms)...)
		}
	case kind == Object && f.Fields != nil:
		for name := range v.Keys() {
			if (f.Closed || forms) && fieldNamed(f.Fields, name.Str) == nil {
				problems = append(problems, Problem{UnknownField, below(name.Str), f})
			}
		}
		given := v.Map()
		for _, inner := range f.Fields {
			if value, ok := given[inner.Name]; ok {
				problems = append(problems, inner.check(below(inner.Name), value, forms)...)
			} else if !inner.Optional {
				problems = append(problems, Problem{MissingField, below(inner.Name), inner})
			}
		}
	}
	return problems
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
		if f.Refs != nil || f.Fields != nil || f.Of != nil {
			f.eachRef(object.Get(gjson.Escape(f.Name)), do)
		}
	}
}

func (f Field) eachRef(v gjson.Result, do func(f Field, id string)) {
	switch {
	case f.Kind == Text && f.Refs != nil && v.Str != "":
		do(f, v.Str)
	case f.Kind == Object:
		EachRef(f.Fields, v, do)
	case f.Kind == List && f.Of != nil:
		of := *f.Of
		of.Name = f.Name
		for _, element := range v.Array() {
			of.eachRef(element, do)
		}
	}
}

// needs are the pools that a body's references lead to.
func needs(fields []Field) (pools []string) {
	for _, f := range fields {
		if f.Refs != nil {
			pools = append(pools, f.Refs[0])
		}
		if f.Of != nil {
			pools = append(pools, needs(f.Of.Fields)...)
		}
		pools = append(pools, needs(f.Fields)...)
	}
	return pools
}
