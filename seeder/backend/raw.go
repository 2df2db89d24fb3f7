package backend

import (
	"encoding/json"
	"strconv"
)

// The functions here walk over JSON text without decoding it. They trust that
// it is valid: callers check that first.

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
	if i >= len(b) {
		return len(b)
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) {
		switch b[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
		i++
	}
	return i
}

func skipNested(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = skipString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(b)
}

// eachMember calls f with the text between each key's quotes and with its
// value, until f returns false. What is not an object has no members.
func eachMember(object []byte, f func(key, value []byte) bool) {
	i := skipSpace(object, 0)
	if i >= len(object) || object[i] != '{' {
		return
	}
	for i = skipSpace(object, i+1); i < len(object) && object[i] == '"'; {
		end := skipString(object, i)
		key := object[i+1 : end-1]
		i = skipSpace(object, skipSpace(object, end)+1) // over the colon
		end = skipValue(object, i)
		if !f(key, object[i:end]) {
			return
		}
		i = skipSpace(object, end)
		if i < len(object) && object[i] == ',' {
			i = skipSpace(object, i+1)
		}
	}
}

// member returns the value of a key, nil if there is none.
func member(object []byte, key string) (found []byte) {
	eachMember(object, func(k, value []byte) bool {
		if string(k) == key {
			found = value
		}
		return found == nil
	})
	return found
}

// kindOf returns the first character of a value, 0 of none: { [ " t f n or a
// digit.
func kindOf(value []byte) byte {
	if i := skipSpace(value, 0); i < len(value) {
		return value[i]
	}
	return 0
}

func isNull(value []byte) bool { return value == nil || kindOf(value) == 'n' }

// idOf returns the id of an object, "" if it has none.
func idOf(object []byte) string {
	var id, mongo string
	eachMember(object, func(key, value []byte) bool {
		switch string(key) {
		case "id":
			id = scalar(value)
		case "_id":
			mongo = scalar(value)
		}
		return id == ""
	})
	if id != "" {
		return id
	}
	return mongo
}

// scalar returns the text of a string or of a number, "" of anything else.
func scalar(value []byte) string {
	switch kind := kindOf(value); {
	case kind == '"':
		return unquote(value)
	case kind == '-' || kind >= '0' && kind <= '9':
		return string(value)
	}
	return ""
}

func unquote(value []byte) string {
	for _, c := range value {
		if c == '\\' || c >= 0x80 {
			var s string
			_ = json.Unmarshal(value, &s) // a valid string by contract
			return s
		}
	}
	return string(value[1 : len(value)-1])
}

// integer reads a number, or a string that holds one.
func integer(value []byte) (int, bool) {
	text := scalar(value)
	if n, err := strconv.Atoi(text); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}
