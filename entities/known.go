package entities

import (
	"slices"
	"strings"
)

// KnownAccounts returns the items of an account pool that carry an e-mail
// which only flashseed gives, as the logins they are, by index. The passwords
// are those of the world's options.
func KnownAccounts(w *World, e *Entity, items []Item) []Account {
	a := newAccounts(w, e.Pool, e.Role)
	var known []Account
	for _, item := range items {
		email := emailKey(item)
		index := a.recognise(email, len(items))
		if index < 0 {
			continue
		}
		l := a.login(a.draw(index, 0), index, 0)
		known = append(known, Account{
			Pool: e.Pool, Role: e.Role, Index: index,
			Name: l.full(), Email: email, Password: l.password, ID: item.ID,
		})
	}
	slices.SortStableFunc(known, func(a, b Account) int { return a.Index - b.Index })
	return known
}

// recognise returns the index that an e-mail was made for, -1 if it was not.
// Where e-mails are overridden they are tried out, as many as there are items.
func (a *accounts) recognise(email string, items int) int {
	index, ok := a.indexOf(email)
	if ok {
		return index
	}
	for i := range items {
		if text, _ := a.overrides.text("email", placeholders{seed: a.seed, pool: a.pool, index: i}); strings.EqualFold(text, email) {
			return i
		}
	}
	return -1
}
