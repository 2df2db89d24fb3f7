package entities

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Overrides are values for fields of a pool's bodies, instead of those that its
// generator makes. The zero value overrides nothing.
type Overrides struct {
	members []member // by name
	uses    []*use
}

func unknownField(known []Field) string {
	return "there is no such field (fields: " + strings.Join(fieldNames(known), ", ") + ")"
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

// indexMark stands for the index of an item. It counts from 1, as the e-mails of
// accounts do: the first customer's is 1.
const indexMark = "{index}"

// find returns the override of a field, nil if there is none.
func (o Overrides) find(name string) *member {
	for i := range o.members {
		if o.members[i].name == name {
			return &o.members[i]
		}
	}
	return nil
}

// overrides are the Overrides of one pool in one world.
type overrides struct {
	Overrides
	*binding
}

func newOverrides(w *World, pool string) overrides {
	o := w.Overrides[pool]
	return overrides{o, bind(w, pool, o.uses)}
}

// of makes a field's value for one item, as JSON; nothing if it is left out.
func (o overrides) of(m *member, index int) []byte {
	return m.form(nil, &filling{binding: o.binding, index: index, field: m.name})
}

// setText sets a text to the value of a string field, if it has one.
func (o overrides) setText(text *string, name string, index int) {
	if m := o.find(name); m != nil {
		_ = json.Unmarshal(o.of(m, index), text)
	}
}

// indexOf finds the index that makes a field that is a text, whatever its
// capitals.
func (o overrides) indexOf(m *member, text string) (int, bool) {
	before, _, _ := strings.Cut(m.text, indexMark)
	before = strings.NewReplacer("{seed}", strconv.FormatUint(o.seed, 10), "{pool}", o.pool).Replace(before)
	if len(text) < len(before) {
		return -1, false
	}
	digits := text[len(before):]
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(digits)
	}
	for ; end > 0; end-- {
		index, whole := ordinal(digits[:end])-1, ""
		if o.setText(&whole, m.name, index); index >= 0 && strings.EqualFold(whole, text) {
			return index, true
		}
	}
	return -1, false
}

// cents returns the value of an amount of money, false if there is none.
func (o overrides) cents(name string, index int) (int, bool) {
	m := o.find(name)
	if m == nil {
		return 0, false
	}
	amount, ok := numberIn(gjson.ParseBytes(o.of(m, index)))
	return int(math.Round(amount * 100)), ok
}

// apply writes the values into an encoded body.
func (o overrides) apply(body []byte, index int) ([]byte, error) {
	switch {
	case len(o.members) == 0:
		return body, nil
	case o.lack != nil:
		return nil, o.lack
	}
	out := append(make([]byte, 0, len(body)+64), '{')
	seen := make(map[string]bool, len(o.members))
	err := eachField(body, func(name string, raw json.RawMessage) {
		if m := o.find(name); m != nil {
			seen[name] = true
			raw = o.of(m, index)
		}
		out = appendField(out, name, raw)
	})
	if err != nil {
		return nil, fmt.Errorf("apply the fields of %s: %w", o.pool, err)
	}
	for i := range o.members {
		if m := &o.members[i]; !seen[m.name] {
			out = appendField(out, m.name, o.of(m, index))
		}
	}
	return append(out, '}'), nil
}

// applyTo is apply for a body that holds only some of the fields: those that
// it lacks stay out.
func (o overrides) applyTo(body []byte, index int) ([]byte, error) {
	kept := overrides{binding: o.binding}
	err := eachField(body, func(name string, _ json.RawMessage) {
		if m := o.find(name); m != nil {
			kept.members = append(kept.members, *m)
		}
	})
	if err != nil {
		return nil, err
	}
	return kept.apply(body, index)
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
