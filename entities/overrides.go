package entities

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Overrides are fixed values for fields of a pool's bodies. The zero value
// overrides nothing.
type Overrides struct {
	fields []override // by name
}

// override is one field's value as JSON, in which {index}, {seed} and {pool}
// stand for the item's. A field with no JSON is left out of the body.
type override struct {
	name string
	json string
	vary bool // holds placeholders
}

// placeholders are what stands for them in one item.
type placeholders struct {
	seed  uint64
	pool  string
	index int
}

// CompileOverrides checks fixed values for fields of a pool's bodies, as a
// configuration file holds them, against the fields that the bodies have and
// the types that these take.
//
// Strings may hold {index}, {seed} and {pool}. {index} counts from 1, as the
// e-mails of accounts do: the first customer's is 1. A field set to null is
// left out of the body, if it is an optional one.
func CompileOverrides(e *Entity, fields map[string]any) (Overrides, error) {
	var o Overrides
	known := FieldsOf(e.Body)
	for name, value := range fields {
		compiled, err := compileOverride(e, known, name, value)
		if err != nil {
			return Overrides{}, err
		}
		o.fields = append(o.fields, compiled)
	}
	slices.SortFunc(o.fields, func(a, b override) int { return strings.Compare(a.name, b.name) })
	return o, nil
}

func compileOverride(e *Entity, known []Field, name string, value any) (override, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return override{}, &OverrideError{Pool: e.Pool, Field: name, Value: fmt.Sprint(value), Problem: "cannot be written as JSON"}
	}
	if problem := overrideProblem(known, name, raw); problem != "" {
		return override{}, &OverrideError{Pool: e.Pool, Field: name, Value: string(raw), Problem: problem}
	}
	text := string(raw)
	if text == "null" {
		text = ""
	}
	if name == e.Unique && !strings.Contains(text, indexMark) {
		return override{}, &OverrideError{Pool: e.Pool, Field: name, Value: string(raw),
			Problem: "each item needs its own, so it must contain " + indexMark}
	}
	return override{name: name, json: text, vary: strings.Contains(text, "{")}, nil
}

// overrideProblem describes what is wrong with a fixed value, "" if nothing is.
func overrideProblem(known []Field, name string, raw []byte) string {
	i := slices.IndexFunc(known, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return unknownField(known)
	}
	c := checker{strict: true}
	c.value(name, known[i], gjson.ParseBytes(raw))
	if len(c.problems) == 0 {
		return ""
	}
	problem := c.problems[0]
	text := problem.text()
	if within, ok := strings.CutPrefix(problem.Path, name+"."); ok {
		text = within + ": " + text
	}
	return text
}

func unknownField(known []Field) string {
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = f.Name
	}
	return "there is no such field (fields: " + strings.Join(names, ", ") + ")"
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

// OverrideError says what is wrong with a fixed value for a field.
type OverrideError struct {
	Pool    string
	Field   string // its path, such as "status.is_open"
	Value   string // as JSON
	Problem string // what the field takes, or which fields there are
}

func (e *OverrideError) Error() string {
	return fmt.Sprintf("pools.%s.fields.%s: %s: %s", e.Pool, e.Field, e.Value, e.Problem)
}

const (
	indexMark = "{index}"
	seedMark  = "{seed}"
	poolMark  = "{pool}"
)

func (o override) expand(p placeholders) string {
	if !o.vary {
		return o.json
	}
	return strings.NewReplacer(
		indexMark, strconv.Itoa(p.index+1),
		seedMark, strconv.FormatUint(p.seed, 10),
		poolMark, p.pool,
	).Replace(o.json)
}

// find returns the override of a field, nil if there is none.
func (o Overrides) find(name string) *override {
	for i := range o.fields {
		if o.fields[i].name == name {
			return &o.fields[i]
		}
	}
	return nil
}

// setText sets a text to the fixed value of a string field, if it has one.
func (o Overrides) setText(text *string, name string, p placeholders) {
	if field := o.find(name); field != nil {
		_ = json.Unmarshal([]byte(field.expand(p)), text)
	}
}

// indexOf finds the index that makes a string field's value a text, whatever
// its capitals.
func (o override) indexOf(text string, p placeholders) (int, bool) {
	var pattern string
	_ = json.Unmarshal([]byte(o.json), &pattern)
	before, after, _ := strings.Cut(pattern, indexMark)
	before = override{json: before, vary: true}.expand(p)
	if len(text) < len(before) {
		return -1, false
	}
	digits := text[len(before):]
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(digits)
	}
	for ; end > 0; end-- {
		p.index = ordinal(digits[:end]) - 1
		whole := override{json: before + indexMark + after, vary: true}.expand(p)
		if p.index >= 0 && strings.EqualFold(whole, text) {
			return p.index, true
		}
	}
	return -1, false
}

// cents returns the fixed value of an amount of money.
func (o Overrides) cents(name string) (int, bool) {
	field := o.find(name)
	if field == nil || field.json == "" {
		return 0, false
	}
	return record{answered: []byte(`{"amount":` + field.json + "}")}.cents("amount"), true
}

// apply writes the fixed values into an encoded body.
func (o Overrides) apply(body []byte, p placeholders) ([]byte, error) {
	if len(o.fields) == 0 {
		return body, nil
	}
	out := append(make([]byte, 0, len(body)+64), '{')
	seen := make(map[string]bool, len(o.fields))
	err := eachField(body, func(name string, raw json.RawMessage) {
		if field := o.find(name); field != nil {
			seen[name] = true
			raw = json.RawMessage(field.expand(p))
		}
		out = appendField(out, name, raw)
	})
	if err != nil {
		return nil, fmt.Errorf("apply the fixed fields of %s: %w", p.pool, err)
	}
	for _, field := range o.fields {
		if !seen[field.name] {
			out = appendField(out, field.name, []byte(field.expand(p)))
		}
	}
	return append(out, '}'), nil
}

// applyTo is apply for a body that holds only some of the fields: those that
// it lacks stay out.
func (o Overrides) applyTo(body []byte, p placeholders) ([]byte, error) {
	kept := Overrides{}
	err := eachField(body, func(name string, _ json.RawMessage) {
		if field := o.find(name); field != nil {
			kept.fields = append(kept.fields, *field)
		}
	})
	if err != nil {
		return nil, err
	}
	return kept.apply(body, p)
}

// appendField appends a field to an object under construction, unless it has
// no value.
func appendField(object []byte, name string, raw []byte) []byte {
	if len(raw) == 0 {
		return object
	}
	if len(object) > 1 {
		object = append(object, ',')
	}
	object = strconv.AppendQuote(object, name)
	object = append(object, ':')
	return append(object, raw...)
}

// eachField calls do for the fields of an object, in their order.
func eachField(object []byte, do func(name string, raw json.RawMessage)) error {
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		do(fmt.Sprint(name), raw)
	}
	return nil
}
