package entities

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities/saigon"
)

// Exact returns the entity with a stricter natural key, which holds the free
// texts that the items show besides: whoever makes something of the same name
// by hand seldom describes it in the same words. Nil where the items show no
// texts, as drivers' sessions: they cannot be told apart.
func (e *Entity) Exact(items []Item) *Entity {
	var shown []string
	for _, f := range e.Fields {
		name := gjson.Escape(f.Name)
		if f.Kind == Text && f.Enum == nil && f.Refs == nil &&
			slices.ContainsFunc(items, func(item Item) bool { return item.record().has(name) }) {
			shown = append(shown, name)
		}
	}
	if shown == nil {
		return nil
	}
	exact := *e
	exact.Key = func(item Item) string {
		parts := []string{e.Key(item)}
		for _, name := range shown {
			parts = append(parts, item.record().text(name))
		}
		return keyOf(parts...)
	}
	return &exact
}

// EmbedsVariant reports whether a draft's body has a variant of its own with
// that record's text: a backend makes such variants along with the menu item.
func (d Draft) EmbedsVariant(variant Item) bool {
	text := func(variant record) string { return keyOf(variant.text("description", "variant")) }
	known := text(variant.record())
	return known != "" && slices.ContainsFunc(gjson.GetBytes(d.Body, "variants").Array(), func(part gjson.Result) bool {
		return text(record{answered: []byte(part.Raw)}) == known
	})
}

// MenuItemOf returns the id of the menu item that a variant is of.
func MenuItemOf(variant Item) string { return variantItem(variant.record()) }

// UserOf returns the id of the user behind an account, "" if its record does
// not say; of a wallet, whose it is.
func UserOf(item Item) string {
	return item.record().id("user_id", "user", "owner_id", "owner")
}

// CreatedAt returns when a record says that it was made, in Unix seconds; false
// if it does not.
func CreatedAt(item Item) (int64, bool) {
	at, ok := item.record().number("created_at")
	return int64(at), ok
}

// Mentions calls do for every id of another item that a record holds, whatever
// form its backend gives references: the id itself, or the item that has it.
func Mentions(item Item, do func(id string)) {
	for name, value := range gjson.ParseBytes(item.Raw).All() {
		if name.Str != "id" && name.Str != "_id" {
			mentions(name.Str, value, do)
		}
	}
}

// mentions passes over numbers that are no ids by their name.
func mentions(name string, value gjson.Result, do func(id string)) {
	switch {
	case value.IsObject():
		for key, inner := range value.All() {
			mentions(key.Str, inner, do)
		}
	case value.IsArray():
		for _, inner := range value.Array() {
			mentions(name, inner, do)
		}
	case value.Type == gjson.String && value.Str != "":
		do(value.Str)
	case value.Type == gjson.Number && (name == "id" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ids")):
		do(value.Raw)
	}
}

// CustomerStreet returns the street of an address that a customer was given,
// by its title; "" for any other address.
func CustomerStreet(address Item) string {
	title := keyOf(address.record().text("title"))
	for _, language := range [...]string{"en", "vi"} {
		if slices.ContainsFunc(saigon.Words("customer title "+language), func(own string) bool { return title == keyOf(own) }) {
			return StreetOf(address)
		}
	}
	return ""
}

// StreetOf returns the street of an address, as keys compare it.
func StreetOf(address Item) string { return keyOf(address.record().text("street")) }
