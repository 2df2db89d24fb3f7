package entities

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// shape is what a JSON value may look like, read from the Go type of a body.
type shape struct{ t reflect.Type }

func shapeOf(body any) shape { return shape{reflect.TypeOf(body)} }

// field is one field of a body.
type field struct {
	name     string
	optional bool
	enum     []string // the texts that it takes; nil for any
	shape    shape
}

// fields lists the fields of a struct, those of embedded structs included.
func (s shape) fields() []field {
	var list []field
	for i := range s.t.NumField() {
		f := s.t.Field(i)
		if f.Anonymous {
			list = append(list, shape{f.Type}.fields()...)
			continue
		}
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		list = append(list, field{
			name:     name,
			optional: strings.Contains(rest, "omitempty"),
			enum:     enumOf(f.Tag),
			shape:    shape{f.Type},
		})
	}
	return list
}

func enumOf(tag reflect.StructTag) []string {
	if values := tag.Get("enum"); values != "" {
		return strings.Split(values, "|")
	}
	return nil
}

// check says what is wrong with a value for one field of the struct, nothing
// if it may be taken.
func (s shape) check(name string, raw json.RawMessage) string {
	fields := s.fields()
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return "there is no such field (fields: " + strings.Join(names(fields), ", ") + ")"
	}
	return fields[i].check(raw)
}

func (f field) check(raw json.RawMessage) string {
	if string(raw) == "null" && f.optional {
		return ""
	}
	if problem := f.shape.takes(raw); problem != "" {
		return problem
	}
	if f.enum == nil || slices.Contains(f.enum, strings.Trim(string(raw), `"`)) {
		return ""
	}
	return "takes one of " + strings.Join(f.enum, ", ")
}

// takes says what is wrong with a value of this shape, nothing if it may be
// taken.
func (s shape) takes(raw json.RawMessage) string {
	want := s.kind()
	if kindOf(raw) != want {
		return "takes " + want
	}
	t := s.base()
	switch t.Kind() {
	case reflect.Struct:
		return shape{t}.takesFields(raw)
	case reflect.Slice:
		return shape{t.Elem()}.takesElements(raw)
	}
	return ""
}

func (s shape) takesFields(raw json.RawMessage) string {
	given := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &given); err != nil {
		return "takes " + s.kind()
	}
	for name, value := range given {
		if problem := s.check(name, value); problem != "" {
			return name + ": " + problem
		}
	}
	for _, f := range s.fields() {
		if _, ok := given[f.name]; !ok && !f.optional {
			return "lacks " + f.name
		}
	}
	return ""
}

func (s shape) takesElements(raw json.RawMessage) string {
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		return "takes a list"
	}
	for _, element := range elements {
		if problem := s.takes(element); problem != "" {
			return "each element " + problem
		}
	}
	return ""
}

// base is the type behind pointers.
func (s shape) base() reflect.Type {
	t := s.t
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// kind is the JSON kind that is taken, with its article.
func (s shape) kind() string {
	switch s.base().Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	default:
		return "a number"
	}
}

// kindOf is the JSON kind of a value.
func kindOf(raw json.RawMessage) string {
	switch raw[0] {
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case '[':
		return "a list"
	case '{':
		return "an object"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

func names(fields []field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.name
	}
	return list
}
