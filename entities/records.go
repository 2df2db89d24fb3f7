package entities

import (
	"encoding/json"
	"html"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
	"golang.org/x/text/unicode/norm"
)

// record reads single fields of an item, tolerantly: backends write the same
// thing as a number or as a string, as an id or as the object with that id.
//
// Fields are named by paths with dots, such as "status.is_open". Of several
// paths the first that leads to something readable counts, and under each path
// what the backend answered before what was sent to create the item, so that
// fields the answer lacks keep what was sent.
type record struct {
	answered, sent []byte
}

func (i Item) record() record { return record{answered: i.Raw} }

func (r Ref) record() record { return record{r.Raw, r.Sent} }

// at yields what the paths lead to.
func (r record) at(paths ...string) iter.Seq[gjson.Result] {
	return func(yield func(gjson.Result) bool) {
		for _, path := range paths {
			for _, object := range [...][]byte{r.answered, r.sent} {
				if value := gjson.GetBytes(object, path); value.Exists() && !yield(value) {
					return
				}
			}
		}
	}
}

// has reports whether the backend's answer has a field, be it null.
func (r record) has(path string) bool { return gjson.GetBytes(r.answered, path).Exists() }

// first reads the first value that is something, such as a text that is not empty.
func first[T comparable](r record, paths []string, read func(gjson.Result) T) (nothing T) {
	for found := range r.at(paths...) {
		if value := read(found); value != nothing {
			return value
		}
	}
	return nothing
}

// text returns a string, "" if there is none.
func (r record) text(paths ...string) string { return first(r, paths, textIn) }

func textIn(value gjson.Result) string {
	if value.Type != gjson.String {
		return ""
	}
	return value.Str
}

// id returns the id of another item, "" if there is none: a string, a number,
// or an object that has one.
func (r record) id(paths ...string) string { return first(r, paths, idIn) }

// IDOf returns the id of an item as it is kept, "" if it has none.
func IDOf(raw json.RawMessage) string { return record{answered: raw}.id("id", "_id") }

func idIn(value gjson.Result) string {
	if value.IsObject() {
		value = value.Get("id")
	}
	if value.Type == gjson.Number {
		return value.Raw
	}
	return textIn(value)
}

// cents returns an amount of money in US cents, 0 if there is none. Records
// have dollars, as a number or as a decimal string.
func (r record) cents(path string) int {
	dollars, _ := r.number(path)
	return int(math.Round(dollars * 100))
}

// number returns a number, or what a string holds as one; false if there is
// none.
func (r record) number(path string) (number float64, ok bool) {
	for value := range r.at(path) {
		if number, ok = numberIn(value); ok {
			break
		}
	}
	return number, ok
}

// numberIn reads a number, or a string that holds one.
func numberIn(value gjson.Result) (number float64, ok bool) {
	number, err := value.Num, error(nil)
	if value.Type != gjson.Number {
		number, err = strconv.ParseFloat(strings.TrimSpace(textIn(value)), 64)
	}
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return 0, false
	}
	return number, true
}

// answer is a yes or no that may be missing.
type answer int8

const (
	no  answer = -1
	yes answer = 1
)

func (r record) answer(path string) answer {
	return first(r, []string{path}, func(value gjson.Result) answer {
		switch value.Type {
		case gjson.True:
			return yes
		case gjson.False:
			return no
		}
		return 0
	})
}

// point is a place on the map; its zero value is none.
type point struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// point returns a place, the zero point if there is none.
func (r record) point(path string) point {
	return first(r, []string{path}, func(value gjson.Result) point {
		lat, _ := numberIn(value.Get("lat"))
		lng, _ := numberIn(value.Get("lng"))
		return point{lat, lng}
	})
}

// picture returns an image: an object with a URL, or a URL; nil if there is
// none.
func (r record) picture(path string) *picture {
	return first(r, []string{path}, func(value gjson.Result) *picture {
		url, key := value, gjson.Result{}
		if value.IsObject() {
			url, key = value.Get("url"), value.Get("key")
		}
		if textIn(url) == "" {
			return nil
		}
		return &picture{Key: key.Str, URL: url.Str}
	})
}

// list returns the elements of the first array that has any.
func (r record) list(paths ...string) []gjson.Result {
	for value := range r.at(paths...) {
		if list := value.Array(); value.IsArray() && len(list) > 0 {
			return list
		}
	}
	return nil
}

// keyed is the natural key of items that are known by some of their fields:
// texts, numbers or ids of other items, each under the first of several paths
// that has one, such as "customer_id|customer".
func keyed(fields ...string) func(Item) string {
	return func(item Item) string {
		parts := make([]string, len(fields))
		for i, field := range fields {
			parts[i] = item.record().id(strings.Split(field, "|")...)
		}
		return keyOf(parts...)
	}
}

// keyOf joins the parts of a natural key; a key without its first part is none.
// It undoes what backends are known to change about a text: the form of its
// accents, HTML entities, case and white space.
func keyOf(parts ...string) string {
	if parts[0] == "" {
		return ""
	}
	for i, part := range parts {
		text := norm.NFC.String(html.UnescapeString(part))
		parts[i] = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	}
	return strings.Join(parts, "\x1f")
}

// Filled returns an item's record with what its creation sent in the fields
// that the answer left out, but for passwords: a short answer, such as an
// admin's without the e-mail, is of little use to whoever reads it later.
func Filled(ref Ref) json.RawMessage {
	answered := gjson.ParseBytes(ref.Raw)
	if len(ref.Sent) == 0 || !answered.IsObject() {
		return ref.Raw
	}
	var parts []string
	for name, value := range answered.All() {
		parts = append(parts, name.Raw+":"+value.Raw)
	}
	known := answered.Map()
	for name, value := range gjson.ParseBytes(ref.Sent).All() {
		if _, ok := known[name.Str]; !ok && !strings.EqualFold(name.Str, "password") {
			parts = append(parts, name.Raw+":"+value.Raw)
		}
	}
	return []byte("{" + strings.Join(parts, ",") + "}")
}
