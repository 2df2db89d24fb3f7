package entities

import (
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// column shows the first of several paths that leads to something. A path is
// dotted: "contact_email.0.email".
func column(title string, paths ...string) Column { return columnAs(plain, title, paths) }

func columnAs(text func(gjson.Result) string, title string, paths []string) Column {
	return Column{Title: title, Value: func(item Item) string { return text(shown(item, paths...)) }}
}

// idTitle is the title of the column that shows the id.
const idTitle = "ID"

// idColumn shows the id.
func idColumn() Column {
	return Column{Title: idTitle, Value: func(item Item) string { return item.ID }}
}

// moneyColumn shows an amount as $4.50.
func moneyColumn(title string, paths ...string) Column {
	return columnAs(func(found gjson.Result) string {
		amount, ok := numberIn(found)
		if !ok {
			return plain(found)
		}
		return "$" + strconv.FormatFloat(amount, 'f', 2, 64)
	}, title, paths)
}

// dateColumn shows a moment in Unix seconds as a date, and a date as it is.
func dateColumn(title string, paths ...string) Column {
	return columnAs(func(found gjson.Result) string {
		seconds, ok := numberIn(found)
		if !ok {
			day, _, _ := strings.Cut(plain(found), "T")
			return day
		}
		return time.Unix(int64(seconds), 0).UTC().Format(time.DateOnly)
	}, title, paths)
}

// countColumn shows how many elements an array has.
func countColumn(title string, paths ...string) Column {
	return columnAs(func(found gjson.Result) string {
		if !found.IsArray() {
			return ""
		}
		return strconv.Itoa(len(found.Array()))
	}, title, paths)
}

// personColumn shows the name of a person who is part of the item, else the
// id.
func personColumn(title, object, id string) Column {
	return Column{Title: title, Value: func(item Item) string {
		if name := fullName(item, object+"."); name != "" {
			return name
		}
		return plain(shown(item, object+".id", id))
	}}
}

// fullName reads a person's name at the first prefix that has one.
func fullName(item Item, prefixes ...string) string {
	r := item.record()
	for _, prefix := range prefixes {
		if name := inOrder(r.text(prefix+"first_name"), r.text(prefix+"last_name")); name != "" {
			return name
		}
	}
	return ""
}

// shown returns the first value that the paths lead to which is neither null nor
// an empty string.
func shown(item Item, paths ...string) (found gjson.Result) {
	item.record().find(func(value gjson.Result) bool {
		if value.Type != gjson.Null && value.Raw != `""` {
			found = value
		}
		return found.Exists()
	}, paths...)
	return found
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
