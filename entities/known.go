package entities

import (
	"cmp"
	"slices"
)

// KnownAccounts recomputes the seeded accounts among the items of a pool: an
// item that is listed under a seeded e-mail is an account, with the password
// of today's options. They are sorted by index. The world need not hold
// anything.
func KnownAccounts(w *World, e *Entity, items []Item) []Account {
	if e.Role == "" {
		return nil
	}
	a := newAccounts(w, e.Pool, e.Role)
	var known []Account
	for _, item := range items {
		email := emailKey(item)
		index, attempt, ok := a.origin(email)
		if !ok {
			continue
		}
		account := a.account(index, a.login(index, attempt, newPerson(a.draw(index, attempt), a.locale, a.role)))
		if owner := item.record().text("owner_name"); owner != "" {
			account.Name = owner // of a restaurant, which depends on what is cooked there
		}
		account.ID = item.ID
		known = append(known, *account)
	}
	slices.SortStableFunc(known, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Email, b.Email))
	})
	return known
}
