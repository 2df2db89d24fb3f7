package entities

import (
	"slices"
	"strconv"
	"strings"
)

// accountRoles are the roles that can log in, in the order in which they share
// the phone numbers.
func accountRoles() []string {
	return []string{"super-admin", "finance-admin", "companion-admin", "restaurant", "driver", "customer", "customer-care"}
}

// personBody registers a customer, a driver or an agent of customer care.
type personBody struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Phone     string `json:"phone,omitempty"`
}

// account completes the definition of a pool of accounts that are a person and
// nothing else.
func account(e Entity) *Entity {
	e.Unique, e.Open, e.Key = "email", true, emailKey
	e.Finishers = append(e.Finishers, verification(e.Pool))
	e.New = func(w *World) (Generator, error) {
		return &personMaker{newAccounts(w, e.Pool, e.Role)}, nil
	}
	return &e
}

// personMaker makes the accounts that are a person and nothing else.
type personMaker struct{ accounts }

func (m *personMaker) Draft(index, attempt int) (Draft, error) {
	l := m.login(index, attempt, newPerson(m.draw(index, attempt), m.locale, m.role))
	return m.draftAccount(index, attempt, l, &personBody{
		Email:     l.email,
		Password:  l.password,
		FirstName: l.first,
		LastName:  l.last,
		Phone:     l.phone,
	}, nil)
}

// accounts makes the logins of one pool.
type accounts struct {
	maker
	role     string
	domain   string
	password string
	phones   phoneBook
}

func newAccounts(w *World, pool, role string) accounts {
	password := w.AccountPassword
	if strings.HasSuffix(role, "-admin") {
		password = w.AdminPassword
	}
	roles := accountRoles()
	return accounts{
		maker:    newMaker(w, pool),
		role:     role,
		domain:   w.EmailDomain,
		password: password,
		phones:   newPhoneBook(w.Seed, slices.Index(roles, role), len(roles)),
	}
}

// login is what one account is known by.
type login struct {
	person
	email, password, phone string
}

// login is a person's account. Its e-mail follows from role and index alone.
func (a *accounts) login(index, attempt int, p person) login {
	p.first = a.odd(p.first, index)
	l := login{
		person:   p,
		email:    a.email(index, attempt),
		password: a.password,
		phone:    a.phones.number(index, attempt),
	}
	a.overrides.setText(&l.email, "email", index)
	a.overrides.setText(&l.password, "password", index)
	a.overrides.setText(&l.first, "first_name", index)
	a.overrides.setText(&l.last, "last_name", index)
	a.overrides.setText(&l.phone, "phone", index)
	return l
}

// email is the address of the account: the third customer's is
// customer3@<domain>, or customer3.1@<domain> where that was taken.
func (a *accounts) email(index, attempt int) string {
	buf := make([]byte, 0, 64)
	buf = append(buf, a.role...)
	buf = strconv.AppendInt(buf, int64(index)+1, 10)
	if attempt > 0 {
		buf = append(buf, '.')
		buf = strconv.AppendInt(buf, int64(attempt), 10)
	}
	buf = append(buf, '@')
	return string(append(buf, a.domain...))
}

// indexOf reads the index out of an account's natural key.
func (a *accounts) indexOf(key string) int {
	index, _, ok := a.origin(key)
	if !ok {
		return -1
	}
	return index
}

// origin reads the index and the attempt out of an e-mail; false if it is
// of no seeded account. Capitals do not matter.
func (a *accounts) origin(email string) (index, attempt int, ok bool) {
	if field := a.overrides.find("email"); field != nil {
		index, ok = a.overrides.indexOf(field, email)
		return index, 0, ok
	}
	name, _, _ := strings.Cut(email, "@")
	if len(name) <= len(a.role) {
		return -1, 0, false
	}
	digits, again, _ := strings.Cut(name[len(a.role):], ".")
	index, attempt = ordinal(digits)-1, ordinal(again)
	return index, attempt, index >= 0 && strings.EqualFold(email, a.email(index, attempt))
}

// ordinal reads a number that counts from 1; anything else is 0.
func ordinal(digits string) int {
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

// account is the login as it is kept.
func (a *accounts) account(index int, l login) *Account {
	return &Account{
		Pool:     a.pool,
		Role:     a.role,
		Index:    index,
		Name:     l.full(),
		Email:    l.email,
		Password: l.password,
	}
}

// draftAccount completes the draft of an account with its login.
func (a *accounts) draftAccount(index, attempt int, l login, body any, refs []Link) (Draft, error) {
	draft, err := a.draft(index, attempt, body, refs)
	if err != nil {
		return Draft{}, err
	}
	draft.Account = a.account(index, l)
	return draft, nil
}

// emailKey is the natural key of accounts: the e-mail of any account's body or
// record, wherever it stands there.
func emailKey(item Item) string {
	return strings.ToLower(item.record().text("email", "owner.email", "user.email", "contact_email.0.email"))
}
