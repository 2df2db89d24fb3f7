package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// rule says what one field of a body must be. The messages of a broken rule
// are worded as the backend's validator words them.
type rule struct {
	name     string
	kind     jsonKind
	optional bool     // may be missing or null
	enum     []string // the strings allowed, all when empty
	each     jsonKind // the kind of a list's elements, any when missing
	inner    []rule   // the fields of an object, or of a list's objects
	closed   bool     // the inner object takes no other fields
	min, max *float64
}

func str(name string) rule  { return rule{name: name, kind: kindString} }
func num(name string) rule  { return rule{name: name, kind: kindNumber} }
func flag(name string) rule { return rule{name: name, kind: kindBool} }

func obj(name string, inner ...rule) rule {
	return rule{name: name, kind: kindObject, inner: inner}
}

func list(name string, inner ...rule) rule {
	r := rule{name: name, kind: kindArray, inner: inner}
	if len(inner) > 0 {
		r.each = kindObject
	}
	return r
}

func strs(name string) rule { return rule{name: name, kind: kindArray, each: kindString} }

func oneOf(name string, values ...string) rule {
	return rule{name: name, kind: kindString, enum: values}
}

func (r rule) opt() rule { r.optional = true; return r }

func (r rule) strict() rule { r.closed = true; return r }

func (r rule) atLeast(n float64) rule { r.min = &n; return r }

func (r rule) atMost(n float64) rule { r.max = &n; return r }

// optional returns the rules with no field required.
func optional(rules []rule) []rule {
	out := slices.Clone(rules)
	for i := range out {
		out[i].optional = true
	}
	return out
}

// check returns what is wrong with body, nothing when all is well. closed
// refuses fields that no rule names.
func check(rules []rule, body object, closed bool) []string {
	return checkObject(nil, "", rules, body, closed)
}

func checkObject(msgs []string, path string, rules []rule, body object, closed bool) []string {
	if closed {
		msgs = checkUnknown(msgs, path, rules, body)
	}
	for _, r := range rules {
		msgs = r.check(msgs, path+r.name, body[r.name])
	}
	return msgs
}

func checkUnknown(msgs []string, path string, rules []rule, body object) []string {
	known := 0
	for _, r := range rules {
		if _, ok := body[r.name]; ok {
			known++
		}
	}
	if known == len(body) {
		return msgs
	}
	for _, key := range slices.Sorted(maps.Keys(body)) {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.name == key }) {
			msgs = append(msgs, path+"property "+key+" should not exist")
		}
	}
	return msgs
}

func (r rule) check(msgs []string, path string, raw json.RawMessage) []string {
	kind := kindOf(raw)
	if kind == kindMissing || kind == kindNull {
		if r.optional {
			return msgs
		}
		return append(msgs, r.complaint(path))
	}
	if kind != r.kind {
		return append(msgs, r.complaint(path))
	}
	switch kind {
	case kindString:
		return r.checkEnum(msgs, path, raw)
	case kindNumber:
		return r.checkRange(msgs, path, raw)
	case kindObject:
		return r.checkInner(msgs, path, raw)
	case kindArray:
		return r.checkList(msgs, path, raw)
	}
	return msgs
}

func (r rule) complaint(path string) string {
	switch r.kind {
	case kindString:
		if len(r.enum) > 0 {
			return path + " must be one of the following values: " + strings.Join(r.enum, ", ")
		}
		return path + " must be a string"
	case kindNumber:
		return path + " must be a number conforming to the specified constraints"
	case kindBool:
		return path + " must be a boolean value"
	case kindObject:
		return path + " must be an object"
	default:
		return path + " must be an array"
	}
}

func (r rule) checkEnum(msgs []string, path string, raw json.RawMessage) []string {
	if len(r.enum) == 0 || slices.Contains(r.enum, decodeText(raw)) {
		return msgs
	}
	return append(msgs, r.complaint(path))
}

func (r rule) checkRange(msgs []string, path string, raw json.RawMessage) []string {
	n := decodeNumber(raw)
	if r.min != nil && n < *r.min {
		msgs = append(msgs, fmt.Sprintf("%s must not be less than %v", path, *r.min))
	}
	if r.max != nil && n > *r.max {
		msgs = append(msgs, fmt.Sprintf("%s must not be greater than %v", path, *r.max))
	}
	return msgs
}

func (r rule) checkInner(msgs []string, path string, raw json.RawMessage) []string {
	if len(r.inner) == 0 {
		return msgs
	}
	child, err := parseObject(raw)
	if err != nil {
		return append(msgs, r.complaint(path))
	}
	return checkObject(msgs, path+".", r.inner, child, r.closed)
}

func (r rule) checkList(msgs []string, path string, raw json.RawMessage) []string {
	if r.each == kindMissing {
		return msgs
	}
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return append(msgs, r.complaint(path))
	}
	for i, element := range elements {
		if kindOf(element) != r.each {
			return append(msgs, r.eachComplaint(path))
		}
		msgs = r.checkInner(msgs, path+"."+strconv.Itoa(i), element)
	}
	return msgs
}

func (r rule) eachComplaint(path string) string {
	if r.each == kindString {
		return "each value in " + path + " must be a string"
	}
	return "each value in nested property " + r.name + " must be either object or array"
}
