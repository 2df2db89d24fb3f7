package sandbox

import (
	"encoding/json"
	"strconv"
)

// form is how a column's value is written in lists. A create answer gives
// numbers as numbers; the database's wide and decimal ones come back as text.
type form int

const (
	asGiven  form = iota // whatever JSON value it is
	asWide               // 64-bit integer: text in lists
	asNumber             // decimal without a scale: text in lists, "14.99"
	asMoney              // decimal with two places: text in lists, "5.00"
	asFour               // decimal with four places: text in lists, "3.1416"
)

// column is one stored field of a pool's items. missing is the JSON text that
// stands in for a value that was not given.
type column struct {
	name    string
	form    form
	missing string
}

func given(name string) column                      { return column{name, asGiven, "null"} }
func givenOr(name, missing string) column           { return column{name, asGiven, missing} }
func formed(name string, f form) column             { return column{name, f, "null"} }
func formedOr(name string, f form, m string) column { return column{name, f, m} }

// appendRow renders the columns of values as a JSON object that is left open:
// relations and the closing brace are the caller's. listed chooses the forms
// of list answers over those of create answers. cut is where the first short
// columns end in the result.
func appendRow(dst []byte, cols []column, values object, listed bool, short int) (row []byte, cut int) {
	dst = append(dst, '{')
	for i, col := range cols {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, col.name...)
		dst = append(dst, '"', ':')
		dst = appendValue(dst, col, values[col.name], listed)
		if i+1 == short {
			cut = len(dst)
		}
	}
	return dst, cut
}

func appendValue(dst []byte, col column, raw json.RawMessage, listed bool) []byte {
	if len(raw) == 0 {
		raw = json.RawMessage(col.missing)
	}
	if !listed || col.form == asGiven || kindOf(raw) != kindNumber {
		return append(dst, raw...)
	}
	dst = append(dst, '"')
	dst = appendNumber(dst, col.form, decodeNumber(raw))
	return append(dst, '"')
}

func appendNumber(dst []byte, f form, n float64) []byte {
	switch f {
	case asMoney:
		return strconv.AppendFloat(dst, n, 'f', 2, 64)
	case asFour:
		return strconv.AppendFloat(dst, n, 'f', 4, 64)
	case asWide:
		return strconv.AppendInt(dst, int64(n), 10)
	default:
		return strconv.AppendFloat(dst, n, 'f', -1, 64)
	}
}
