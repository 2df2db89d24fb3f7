package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// object is a JSON object whose values keep their source text, so that what
// was posted comes back as it was written.
type object map[string]json.RawMessage

var errNotObject = errors.New("not a JSON object")

// parseObject decodes one JSON object and nothing after it. Other JSON values
// are errNotObject.
func parseObject(raw []byte) (object, error) {
	var o object
	err := json.Unmarshal(raw, &o)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) || err == nil && o == nil {
		return nil, errNotObject
	}
	return o, err
}

// text is the string under key, "" when there is none.
func (o object) text(key string) string { return decodeText(o[key]) }

// number is the number under key (decimal strings count), 0 when there is none.
func (o object) number(key string) float64 { return decodeNumber(o[key]) }

// texts is the list of strings under key, without what is not a string.
func (o object) texts(key string) []string {
	var list []json.RawMessage
	if kindOf(o[key]) != kindArray || json.Unmarshal(o[key], &list) != nil {
		return nil
	}
	out := make([]string, 0, len(list))
	for _, raw := range list {
		if kindOf(raw) == kindString {
			out = append(out, decodeText(raw))
		}
	}
	return out
}

// child is the object under key, nil when there is none.
func (o object) child(key string) object {
	if kindOf(o[key]) != kindObject {
		return nil
	}
	child, _ := parseObject(o[key])
	return child
}

// isFalse says that key is there and false.
func (o object) isFalse(key string) bool { return string(o[key]) == "false" }

func (o object) setText(key, value string) { o[key] = appendText(nil, value) }

func (o object) setInt(key string, value int64) { o[key] = strconv.AppendInt(nil, value, 10) }

func (o object) setRaw(key, value string) { o[key] = json.RawMessage(value) }

// setDefault sets key to value unless it is there already.
func (o object) setDefault(key, value string) {
	if len(o[key]) == 0 {
		o[key] = json.RawMessage(value)
	}
}

// pick returns the named fields that are there, in a new object.
func (o object) pick(keys ...string) object {
	out := make(object, len(keys)+8)
	for _, key := range keys {
		if raw, ok := o[key]; ok {
			out[key] = raw
		}
	}
	return out
}

func decodeText(raw json.RawMessage) string {
	if kindOf(raw) != kindString {
		return ""
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func decodeNumber(raw json.RawMessage) float64 {
	digits := string(raw)
	if kindOf(raw) == kindString {
		digits = decodeText(raw)
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	return f
}

// appendText appends s as a JSON string.
func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil {
				return append(dst, `""`...)
			}
			return append(dst, quoted...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendTexts appends list as a JSON array of strings.
func appendTexts(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(dst, s)
	}
	return append(dst, ']')
}

type jsonKind int

const (
	kindMissing jsonKind = iota
	kindNull
	kindString
	kindNumber
	kindBool
	kindObject
	kindArray
)

// kindOf tells a valid JSON value's kind by its first byte.
func kindOf(raw json.RawMessage) jsonKind {
	if len(raw) == 0 {
		return kindMissing
	}
	switch raw[0] {
	case '"':
		return kindString
	case '{':
		return kindObject
	case '[':
		return kindArray
	case 't', 'f':
		return kindBool
	case 'n':
		return kindNull
	default:
		return kindNumber
	}
}
