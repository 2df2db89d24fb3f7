package entities

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// Records are long and few of their fields are of interest here, so they are
// passed over by their brackets and quotes, and only what is wanted is decoded.

// eachMember calls f with the text between each key's quotes and with its
// value. It returns false for what is not an object, or not whole.
func eachMember(object []byte, f func(key, value []byte)) bool {
	i := skipSpace(object, 0)
	if i >= len(object) || object[i] != '{' {
		return false
	}
	for i = skipSpace(object, i+1); i < len(object) && object[i] == '"'; {
		end := skipString(object, i)
		colon := skipSpace(object, end)
		start := skipSpace(object, colon+1)
		stop := skipValue(object, start)
		if stop >= len(object) || object[colon] != ':' || stop == start {
			return false
		}
		f(object[i+1:end-1], object[start:stop])
		if i = skipSpace(object, stop); i < len(object) && object[i] == ',' {
			i = skipSpace(object, i+1)
		}
	}
	return i < len(object) && object[i] == '}'
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipString returns the index behind the string that begins at i.
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// skipValue returns the index behind the value that begins at i.
func skipValue(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			if i = skipString(b, i); depth == 0 {
				return i
			}
			i--
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// unmarshal is json.Unmarshal for records: of an object that goes into a
// struct, only the members that the struct has fields for are looked into.
func unmarshal(raw []byte, v any) error {
	fields := membersOf(reflect.TypeOf(v))
	if fields == nil {
		return json.Unmarshal(raw, v)
	}
	wanted := append(make([]byte, 0, 256), '{')
	whole := eachMember(raw, func(key, value []byte) {
		if !fields.has(key) {
			return
		}
		if len(wanted) > 1 {
			wanted = append(wanted, ',')
		}
		wanted = append(append(append(wanted, '"'), key...), '"', ':')
		wanted = append(wanted, value...)
	})
	if !whole {
		return json.Unmarshal(raw, v)
	}
	return json.Unmarshal(append(wanted, '}'), v)
}

// fieldNames are the JSON names of a struct's fields.
type fieldNames [][]byte

// has matches as encoding/json does, which minds no case. A key with escapes
// might be any.
func (f fieldNames) has(key []byte) bool {
	for _, name := range f {
		if bytes.EqualFold(name, key) {
			return true
		}
	}
	return bytes.IndexByte(key, '\\') >= 0
}

var fieldCache sync.Map // reflect.Type: fieldNames

// membersOf lists the fields of what t points to, nil unless that is a struct
// that encoding/json decodes field by field.
func membersOf(t reflect.Type) fieldNames {
	if known, ok := fieldCache.Load(t); ok {
		return known.(fieldNames)
	}
	var names fieldNames
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !t.Implements(reflect.TypeFor[json.Unmarshaler]()) {
		for _, field := range reflect.VisibleFields(t.Elem()) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "" {
				name = field.Name
			}
			names = append(names, []byte(name))
		}
	}
	fieldCache.Store(t, names)
	return names
}
