package entities

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Overrides are values for fields of a pool's bodies, instead of those that its
// generator makes. The zero value overrides nothing.
type Overrides struct {
	members []member // by name
	uses    []use
}

// indexMark stands for the index of an item. It counts from 1, as the e-mails of
// accounts do: the first customer's is 1.
const indexMark = "{index}"

// find returns the override of a field, nil if there is none.
func (o Overrides) find(name string) *member {
	for i := range o.members {
		if o.members[i].Name == name {
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
	return m.form(nil, &filling{binding: o.binding, index: index, field: m.Name})
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
	end := len(digits) - len(strings.TrimLeft(digits, "0123456789"))
	for ; end > 0; end-- {
		index, whole := ordinal(digits[:end])-1, ""
		if o.setText(&whole, m.Name, index); index >= 0 && strings.EqualFold(whole, text) {
			return index, true
		}
	}
	return -1, false
}

// setCents sets an amount of money to the value of a number field, if it has one.
func (o overrides) setCents(cents *int, name string, index int) {
	if m := o.find(name); m != nil {
		if amount, ok := numberIn(gjson.ParseBytes(o.of(m, index))); ok {
			*cents = int(math.Round(amount * 100))
		}
	}
}

// apply writes the values into an encoded body.
func (o overrides) apply(body []byte, index int) ([]byte, error) {
	switch {
	case len(o.members) == 0:
		return body, nil
	case o.lack != nil:
		return nil, o.lack
	}
	it := &filling{binding: o.binding, index: index}
	out := append(make([]byte, 0, len(body)+64), '{')
	object := gjson.ParseBytes(body)
	for name, value := range object.All() {
		if m := o.find(name.Str); m != nil {
			out = it.member(out, m)
			continue
		}
		out = appendPart(out, 1, name.Raw+":", func(out []byte, _ *filling) []byte { return append(out, value.Raw...) }, it)
	}
	for i := range o.members {
		if m := &o.members[i]; !object.Get(gjson.Escape(m.Name)).Exists() {
			out = it.member(out, m)
		}
	}
	return append(out, '}'), nil
}

// applyTo is apply for a body that holds only some of the fields: those that
// it lacks stay out.
func (o overrides) applyTo(body []byte, index int) ([]byte, error) {
	o.members = slices.DeleteFunc(slices.Clone(o.members), func(m member) bool {
		return !gjson.GetBytes(body, gjson.Escape(m.Name)).Exists()
	})
	return o.apply(body, index)
}
