package entities

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// The types below read records tolerantly: backends write the same thing as a
// number or as a string, as an id or as the object with that id. What cannot
// be read is left as it was, and so is null.

// link is the id of another item.
type link string

// UnmarshalJSON takes an id, or an object that has one.
func (l *link) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case '{':
		var object struct {
			ID link `json:"id"`
		}
		if json.Unmarshal(raw, &object) == nil && object.ID != "" {
			*l = object.ID
		}
	case '"':
		var id string
		if json.Unmarshal(raw, &id) == nil {
			*l = link(id)
		}
	case 'n', 't', 'f', '[':
	default:
		*l = link(raw)
	}
	return nil
}

// cents is an amount of money, in US cents.
type cents int

// UnmarshalJSON takes dollars, as a number or as a decimal string.
func (c *cents) UnmarshalJSON(raw []byte) error {
	if value, ok := readNumber(raw); ok {
		*c = cents(math.Round(value * 100))
	}
	return nil
}

// degrees is a latitude or longitude.
type degrees float64

// UnmarshalJSON takes a number or a decimal string.
func (d *degrees) UnmarshalJSON(raw []byte) error {
	if value, ok := readNumber(raw); ok {
		*d = degrees(value)
	}
	return nil
}

// words is a text.
type words string

// UnmarshalJSON takes a string.
func (w *words) UnmarshalJSON(raw []byte) error {
	var s string
	if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		*w = words(s)
	}
	return nil
}

// answer is a yes or no that may be missing.
type answer int8

const (
	no  answer = -1
	yes answer = 1
)

// UnmarshalJSON takes a boolean.
func (a *answer) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case 't':
		*a = yes
	case 'f':
		*a = no
	}
	return nil
}

// several is an array that may hold anything, or be something else entirely.
type several[T any] []T

// UnmarshalJSON takes an array; elements that cannot be read are left out.
func (s *several[T]) UnmarshalJSON(raw []byte) error {
	var elements []json.RawMessage
	if raw[0] != '[' {
		return nil
	}
	if err := json.Unmarshal(raw, &elements); err != nil {
		return err
	}
	list := make([]T, 0, len(elements))
	for _, element := range elements {
		var value T
		if json.Unmarshal(element, &value) == nil {
			list = append(list, value)
		}
	}
	*s = list
	return nil
}

// point is a place on the map.
type point struct {
	Lat degrees `json:"lat"`
	Lng degrees `json:"lng"`
}

// maybePoint is a point that may be null, or something else entirely.
type maybePoint point

// UnmarshalJSON takes an object with lat and lng.
func (p *maybePoint) UnmarshalJSON(raw []byte) error {
	if raw[0] == '{' {
		_ = json.Unmarshal(raw, (*point)(p))
	}
	return nil
}

func readNumber(raw []byte) (float64, bool) {
	text := string(bytes.Trim(raw, `"`))
	value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return value, err == nil && !math.IsNaN(value) && !math.IsInf(value, 0)
}

// firstOf returns the first that is not empty.
func firstOf[T ~string](values ...T) T {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// keyOf joins the parts of a natural key; a key without its first part is
// none.
func keyOf(parts ...string) string {
	if parts[0] == "" {
		return ""
	}
	return strings.Join(parts, "\x1f")
}

// decode reads a record; false if there is none or it is no JSON.
func decode(raw json.RawMessage, v any) bool {
	return len(raw) > 0 && unmarshal(raw, v) == nil
}
