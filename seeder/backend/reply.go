package backend

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// What can be wrong with a body.
var (
	errEmpty    = errors.New("the answer is empty")
	errBroken   = error(&plainError{"the answer broke off", io.ErrUnexpectedEOF})
	errSyntax   = errors.New("the answer is not JSON")
	errNoList   = errors.New("the answer has no list")
	errNoIDs    = errors.New("the list's items have no id")
	errNoItems  = errors.New("the answer counts items and shows none")
	errTooLarge = errors.New("the answer is larger than")
)

// reply is what a body says.
type reply struct {
	fault error // what is wrong with the body, nil for valid JSON of a known shape
	list  bool  // it was read as a list
	ec    int
	hasEC bool
	em    string
	data  gjson.Result // the payload: the envelope's, else the body; it does not exist for none and null
}

// byteOrderMark is what some frameworks put in front of the JSON.
const byteOrderMark = "\ufeff"

// maxQuick is the length up to which gjson checks a text. It is quick, but needs
// a frame on the stack for each bracket that is open.
const maxQuick = 64 << 10

// parse reads a whole body, or as much as there is of one.
func parse(body string) reply {
	body = strings.TrimSpace(strings.TrimPrefix(body, byteOrderMark))
	var r reply
	if len(body) > maxQuick || !gjson.Valid(body) {
		var first json.RawMessage // some servers put something behind the JSON
		switch err := json.NewDecoder(strings.NewReader(body)).Decode(&first); {
		case err == nil:
			body = string(first)
		case errors.Is(err, io.EOF):
			return reply{fault: errEmpty}
		case errors.Is(err, io.ErrUnexpectedEOF):
			r.fault = errBroken
		default:
			r.fault = errSyntax
			if !strings.HasPrefix(body, "<") {
				r.em = body
			}
			return r
		}
	}
	object := gjson.Parse(body)
	if !object.IsObject() {
		if r.fault == nil && object.Type != gjson.Null {
			r.data = object
		}
		return r
	}
	if ec := object.Get("EC"); ec.Index+len(ec.Raw) < len(body) { // else it may be cut
		r.ec, r.hasEC = integer(ec)
	}
	for _, key := range []string{"EM", "message", "error", "detail"} {
		if r.em = message(object.Get(key)); r.em != "" {
			break
		}
	}
	if r.fault != nil {
		return r
	}
	r.data = object.Get("data")
	if !r.hasEC && (!r.data.Exists() || idOf(object) != "") {
		r.data = object
	}
	if r.data.Type == gjson.Null {
		r.data = gjson.Result{}
	}
	return r
}

// integer reads a number, or a string that holds one.
func integer(value gjson.Result) (int, bool) {
	if value.Type != gjson.Number && value.Type != gjson.String {
		return 0, false
	}
	f, err := strconv.ParseFloat(value.String(), 64)
	if err != nil || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}

// message returns a string, or the strings of a list.
func message(value gjson.Result) string {
	var texts []string
	for _, text := range value.Array() {
		if text.Type == gjson.String {
			texts = append(texts, text.Str)
		}
	}
	return strings.Join(texts, "; ")
}

func idOf(object gjson.Result) string {
	for _, key := range []string{"id", "_id"} {
		switch id := object.Get(key); {
		case id.Type == gjson.String && id.Str != "":
			return id.Str
		case id.Type == gjson.Number:
			return id.Raw
		}
	}
	return ""
}

// identified returns an object with the id that stands at a path as its "id",
// where other programs and references look for it.
func identified(object gjson.Result, path string) gjson.Result {
	if path == "" || path == "id" {
		return object
	}
	id := object.Get(path)
	if !id.Exists() {
		return object
	}
	out := append([]byte(`{"id":`), id.Raw...)
	object.ForEach(func(key, value gjson.Result) bool {
		if key.Str != "id" {
			out = append(append(append(append(out, ','), key.Raw...), ':'), value.Raw...)
		}
		return true
	})
	return gjson.ParseBytes(append(out, '}'))
}

// object returns the record that an answer carries, nothing if it carries none
// or several. Register answers wrap it: the outer id is the user's, the item is
// the inner object.
func (r reply) object() gjson.Result {
	object := r.data
	if object.IsArray() {
		list := object.Array()
		if len(list) != 1 {
			return gjson.Result{}
		}
		object = list[0]
	}
	for {
		inner := object.Get("data")
		if !inner.IsObject() || idOf(inner) == "" && idOf(object) != "" {
			return object
		}
		object = inner
	}
}

// newItem is a record without secrets, none without an id. It keeps no part of
// the answer: the id is kept long after the rest of it.
func newItem(object gjson.Result) entities.Item {
	id := idOf(object)
	if id == "" {
		return entities.Item{}
	}
	return entities.Item{ID: strings.Clone(id), Raw: scrub(object)}
}

// find returns the item of that id, or else the one that the answer carries:
// some answers have it whole although it has data of its own, others put it
// beside others.
func (r reply) find(id string) entities.Item {
	carried := r.object()
	if id == "" || idOf(carried) == id {
		return newItem(carried)
	}
	if idOf(r.data) == id {
		return newItem(r.data)
	}
	r.data.ForEach(func(_, value gjson.Result) bool {
		is := idOf(value) == id
		if is {
			carried = value
		}
		return !is
	})
	return newItem(carried)
}
