package entities

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// columns reads what tables show of an item, such as "Price: price as money":
// a title, the dotted paths of which the first that leads to something is
// shown, and how it is written.
func columns(specs ...string) (list []Column) {
	ways := map[string]func(gjson.Result) string{"": plain, "money": asMoney, "date": asDate, "person": asPerson, "count": asCount, "set": asSet}
	for _, spec := range specs {
		title, rest, _ := strings.Cut(spec, ": ")
		paths, way, _ := strings.Cut(rest, " as ")
		list = append(list, column(title, ways[way], strings.Split(paths, "|")...))
	}
	return list
}

func column(title string, write func(gjson.Result) string, paths ...string) Column {
	return Column{title, func(item Item) string { return write(shown(item, paths...)) }}
}

// idTitle is the title of the column that shows the id.
const idTitle = "ID"

// asMoney writes an amount as $4.50.
func asMoney(value gjson.Result) string {
	amount, ok := numberIn(value)
	if !ok {
		return plain(value)
	}
	return "$" + strconv.FormatFloat(amount, 'f', 2, 64)
}

// asDate writes a moment in Unix seconds as a date, and leaves a date as it is.
func asDate(value gjson.Result) string {
	seconds, ok := numberIn(value)
	if !ok {
		day, _, _ := strings.Cut(plain(value), "T")
		return day
	}
	return time.Unix(int64(seconds), 0).UTC().Format(time.DateOnly)
}

// asPerson writes the name of a person who is part of the item, else the id.
func asPerson(value gjson.Result) string {
	return cmp.Or(inOrder(textIn(value.Get("first_name")), textIn(value.Get("last_name"))), idIn(value))
}

// asCount writes how many elements a list has.
func asCount(value gjson.Result) string {
	if !value.IsArray() {
		return ""
	}
	return strconv.Itoa(len(value.Array()))
}

// asSet writes the elements of a list, or of a set that the backend answers as a
// text: {CUSTOMER,DRIVER}.
func asSet(value gjson.Result) string {
	elements := strings.Split(strings.Trim(plain(value), "{}"), ",")
	if value.IsArray() {
		elements = nil
		for _, element := range value.Array() {
			elements = append(elements, plain(element))
		}
	}
	return strings.Join(elements, ", ")
}

// shown returns the first value that the paths lead to which is neither null nor
// an empty string.
func shown(item Item, paths ...string) gjson.Result {
	for value := range item.record().at(paths...) {
		if value.Type != gjson.Null && value.Raw != `""` {
			return value
		}
	}
	return gjson.Result{}
}

// plain writes a value for a person: strings without quotes, yes and no.
func plain(value gjson.Result) string {
	switch value.Type {
	case gjson.String:
		return value.Str
	case gjson.True:
		return "yes"
	case gjson.False:
		return "no"
	case gjson.Null:
		return ""
	default:
		return value.Raw
	}
}
