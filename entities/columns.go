package entities

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// column shows the first of several paths that leads to something. A path is
// dotted: "contact_email.0.email".
func column(title string, paths ...string) Column {
	return Column{Title: title, Value: func(item Item) string {
		return plain(find(item.Raw, paths))
	}}
}

// idTitle is the title of the column that shows the id.
const idTitle = "ID"

// idColumn shows the id.
func idColumn() Column {
	return Column{Title: idTitle, Value: func(item Item) string { return item.ID }}
}

// moneyColumn shows an amount as $4.50.
func moneyColumn(title string, paths ...string) Column {
	return Column{Title: title, Value: func(item Item) string {
		raw := find(item.Raw, paths)
		value, ok := readNumber(raw)
		if !ok {
			return plain(raw)
		}
		return "$" + strconv.FormatFloat(value, 'f', 2, 64)
	}}
}

// dateColumn shows a moment in Unix seconds as a date, and a date as it is.
func dateColumn(title string, paths ...string) Column {
	return Column{Title: title, Value: func(item Item) string {
		raw := find(item.Raw, paths)
		seconds, ok := readNumber(raw)
		if !ok {
			day, _, _ := strings.Cut(plain(raw), "T")
			return day
		}
		return time.Unix(int64(seconds), 0).UTC().Format(time.DateOnly)
	}}
}

// nameColumn shows a person's name.
func nameColumn(prefixes ...string) Column {
	return Column{Title: "Name", Value: func(item Item) string {
		return fullName(item.Raw, prefixes)
	}}
}

// fullName reads first and last name at the first prefix that has one.
func fullName(raw json.RawMessage, prefixes []string) string {
	for _, prefix := range prefixes {
		first := plain(find(raw, []string{prefix + "first_name"}))
		last := plain(find(raw, []string{prefix + "last_name"}))
		if name := strings.TrimSpace(first + " " + last); name != "" {
			return name
		}
	}
	return ""
}

// countColumn shows how many elements an array has.
func countColumn(title string, paths ...string) Column {
	return Column{Title: title, Value: func(item Item) string {
		var list []json.RawMessage
		if !decode(find(item.Raw, paths), &list) {
			return ""
		}
		return strconv.Itoa(len(list))
	}}
}

// find follows the first path that leads to something.
func find(raw json.RawMessage, paths []string) json.RawMessage {
	for _, path := range paths {
		if found := follow(raw, path); len(found) > 0 {
			return found
		}
	}
	return nil
}

// follow walks down a dotted path; nil if it leads nowhere, to null or to an
// empty string.
func follow(raw json.RawMessage, path string) json.RawMessage {
	for step := range strings.SplitSeq(path, ".") {
		if raw = down(raw, step); raw == nil {
			return nil
		}
	}
	if text := string(raw); text == "null" || text == `""` {
		return nil
	}
	return raw
}

// down takes one step: into a field of an object or an element of an array.
func down(raw json.RawMessage, step string) json.RawMessage {
	if position, err := strconv.Atoi(step); err == nil {
		var elements []json.RawMessage
		if decode(raw, &elements) && position < len(elements) {
			return elements[position]
		}
		return nil
	}
	fields := map[string]json.RawMessage{}
	if !decode(raw, &fields) {
		return nil
	}
	return fields[step]
}

// plain writes a value for a person: strings without quotes, yes and no.
func plain(raw json.RawMessage) string {
	var text string
	if decode(raw, &text) {
		return text
	}
	switch value := string(raw); value {
	case "true":
		return "yes"
	case "false":
		return "no"
	case "null":
		return ""
	default:
		return value
	}
}

// personColumn shows the name of a person who is part of the item, else the
// id.
func personColumn(title, object, id string) Column {
	return Column{Title: title, Value: func(item Item) string {
		if name := fullName(item.Raw, []string{object + "."}); name != "" {
			return name
		}
		return plain(find(item.Raw, []string{object + ".id", id}))
	}}
}
