package backend

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// bodyState says what could be made of an answer's body.
type bodyState int

const (
	whole      bodyState = iota // valid JSON to its end
	empty                       // nothing
	broken                      // it ended too early
	unreadable                  // something else than JSON, or JSON of no known shape
)

// reply is what an answer says about itself.
type reply struct {
	state bodyState
	ec    int
	hasEC bool
	em    string
	data  []byte // the payload: the envelope's, else the body; nil for none or null
}

// parse reads a whole body. The reply's data points into it.
func parse(body []byte) reply {
	if skipSpace(body, 0) == len(body) {
		return reply{state: empty}
	}
	if !json.Valid(body) {
		var err error
		if body, err = firstValue(body); err != nil {
			return parseBroken(body, err)
		}
	}
	body = bytes.TrimSpace(body)
	if body[0] != '{' {
		if isNull(body) {
			body = nil
		}
		return reply{data: body}
	}
	return parseObject(body)
}

// firstValue forgives what some servers put behind the JSON.
func firstValue(body []byte) ([]byte, error) {
	var value json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&value); err != nil {
		return body, err
	}
	return value, nil
}

func parseObject(body []byte) reply {
	var r reply
	var data, id []byte
	eachMember(body, func(key, value []byte) bool {
		switch string(key) {
		case "EC":
			r.ec, r.hasEC = integer(value)
		case "EM", "message":
			if text := words(value); r.em == "" || string(key) == "EM" {
				r.em = text
			}
		case "data":
			data = value
		case "id", "_id":
			id = value
		}
		return true
	})
	r.data = data
	if !r.hasEC && (data == nil || id != nil) {
		r.data = body
	}
	if isNull(r.data) {
		r.data = nil
	}
	return r
}

// words returns a message: a string, or the strings of a list.
func words(value []byte) string {
	if kindOf(value) != '[' {
		return scalar(value)
	}
	var list []any
	_ = json.Unmarshal(value, &list) // valid by contract
	var texts []string
	for _, v := range list {
		if text, ok := v.(string); ok {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// parseBroken looks for the envelope's code in the part of a body that is
// there.
func parseBroken(body []byte, err error) reply {
	r := reply{state: unreadable}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return r
	}
	r.state = broken
	dec := json.NewDecoder(bytes.NewReader(body))
	if start, _ := dec.Token(); start != json.Delim('{') {
		return r
	}
	for dec.More() {
		key, err := dec.Token()
		var value json.RawMessage
		if err != nil || dec.Decode(&value) != nil {
			return r
		}
		switch key {
		case "EC":
			r.ec, r.hasEC = integer(value)
		case "EM":
			r.em = words(value)
		}
	}
	return r
}

// details are the messages that a refusal carries as its data.
func (r reply) details() string {
	if kindOf(r.data) != '[' {
		return ""
	}
	return words(r.data)
}

// record returns the item that an answer carries, as a copy without secrets.
// Register answers wrap it: the outer id is the user's, the item is the inner
// object. The item's ID is empty if there is none.
func (r reply) record() entities.Item {
	object := r.data
	if kindOf(object) == '[' {
		object = onlyElement(object)
	}
	for {
		inner := member(object, "data")
		if kindOf(inner) != '{' || idOf(inner) == "" && idOf(object) != "" {
			break
		}
		object = inner
	}
	return newItem(idOf(object), object)
}

// newItem copies an object without its secrets, unless there is no id.
func newItem(id string, object []byte) entities.Item {
	if id == "" {
		return entities.Item{}
	}
	return entities.Item{ID: id, Raw: scrub(bytes.Clone(object))}
}

// recordOf returns the item with that id, where the answer has it, else the
// item it has.
func (r reply) recordOf(id string) entities.Item {
	if kindOf(r.data) == '{' && idOf(r.data) == id {
		return newItem(id, r.data)
	}
	return r.record()
}

// asked returns the item with that id from the answer to a question for it:
// some such answers leave the id out, or put the item beside others.
func (r reply) asked(id string) (entities.Item, bool) {
	item := r.recordOf(id)
	if item.ID != "" || kindOf(r.data) != '{' {
		return item, item.ID == id
	}
	var found []byte
	eachMember(r.data, func(_, value []byte) bool {
		if kindOf(value) == '{' && idOf(value) == id {
			found = value
		}
		return found == nil
	})
	if found != nil {
		return newItem(id, found), true
	}
	return entities.Item{ID: id, Raw: scrub(withID(r.data, id))}, true
}

// withID puts an id in front of an object's members.
func withID(object []byte, id string) []byte {
	text, _ := json.Marshal(id) // strings always encode
	rest := object[skipSpace(object, 0)+1:]
	out := make([]byte, 0, len(object)+len(text)+8)
	out = append(append(out, `{"id":`...), text...)
	if kindOf(rest) != '}' {
		out = append(out, ',')
	}
	return append(out, rest...)
}

func onlyElement(array []byte) []byte {
	i := skipSpace(array, skipSpace(array, 0)+1)
	if i >= len(array) || array[i] != '{' {
		return nil
	}
	end := skipValue(array, i)
	if kindOf(array[end:]) != ']' {
		return nil
	}
	return array[i:end]
}
