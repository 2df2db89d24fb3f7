package entities

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// accountRoles are the roles that can log in, in the order in which they share
// the phone numbers.
var accountRoles = [...]string{"super-admin", "finance-admin", "companion-admin", "restaurant", "driver", "customer", "customer-care"}

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
	name := Column{"Name", func(item Item) string {
		r := item.record()
		return inOrder(r.text("first_name", "user.first_name"), r.text("last_name", "user.last_name"))
	}}
	e.Columns = slices.Concat([]Column{name}, columns("E-mail: user.email|email|contact_email.0.email"), e.Columns)
	e.bind = func(m maker) (Generator, error) {
		a := newAccounts(m, e.Role)
		return &a, nil
	}
	return &e
}

// accounts makes the logins of one pool.
type accounts struct {
	maker
	role   string
	phones permutation // of all accounts' numbers
}

func newAccounts(m maker, role string) accounts {
	all := len(saigon.Words("mobile prefix")) * phonesPerPrefix
	return accounts{m, role, newPermutation(all, m.Seed, "phones")}
}

// Draft makes an account that is a person and nothing else.
func (a *accounts) Draft(index, attempt int) Draft {
	login := a.login(index, attempt, newPerson(a.draw(index, attempt), a.Locale, a.role))
	return a.draftAccount(index, attempt, login, &login)
}

// login is a person's account. Its e-mail follows from role and index alone.
func (a *accounts) login(index, attempt int, p person) personBody {
	l := personBody{a.email(index, attempt), a.AccountPassword, a.odd(p.first, index), p.last, a.phone(index, attempt)}
	if strings.HasSuffix(a.role, "-admin") {
		l.Password = a.AdminPassword
	}
	if len(a.overrides.members) > 0 {
		_ = json.Unmarshal(a.overrides.apply(encode(l), index, false), &l)
	}
	return l
}

// email is the address of the account: the third customer's is
// customer3@<domain>, or customer3.1@<domain> where that was taken.
func (a *accounts) email(index, attempt int) string {
	name := a.role + strconv.Itoa(index+1)
	if attempt > 0 {
		name += "." + strconv.Itoa(attempt)
	}
	return name + "@" + a.EmailDomain
}

// How many numbers each account may have, one for each attempt; the next
// account's come after them.
const phonesPerItem = 16

const phonesPerPrefix = 10_000_000

// phone is a Vietnamese mobile number that no other account has, such as
// "+84901234567". Each pool of accounts has its share of all numbers.
func (a *accounts) phone(index, attempt int) string {
	size := int(a.phones.size) / len(accountRoles)
	slot := (index*phonesPerItem + attempt%phonesPerItem) % size
	n := a.phones.at(slices.Index(accountRoles[:], a.role)*size + slot)
	digits := strconv.Itoa(phonesPerPrefix + n%phonesPerPrefix)[1:] // with leading zeros
	return "+84" + saigon.Words("mobile prefix")[n/phonesPerPrefix] + digits
}

// origin reads the index and the attempt out of an e-mail; false if it is
// of no seeded account. Capitals do not matter.
func (a *accounts) origin(email string) (index, attempt int, ok bool) {
	if field := a.overrides.named("email"); field != nil {
		index = a.overrides.indexOf(field, email)
		return index, 0, index >= 0
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

// draftAccount completes the draft of an account with its login.
func (a *accounts) draftAccount(index, attempt int, l personBody, body any) Draft {
	name, draft := inOrder(l.FirstName, l.LastName), a.draft(index, attempt, body)
	draft.Account = &Account{Pool: a.pool, Role: a.role, Index: index, Name: name, Email: l.Email, Password: l.Password}
	return draft
}

// emailKey is the natural key of accounts: the e-mail of any account's body or
// record, wherever it stands there.
func emailKey(item Item) string {
	return strings.ToLower(item.record().text("email", "owner.email", "user.email", "contact_email.0.email"))
}

// KnownAccounts recomputes the seeded accounts among the items of a pool: an
// item that is listed under a seeded e-mail is an account, with the password
// of today's options. They are sorted by index. The world need not hold
// anything.
func KnownAccounts(w *World, e *Entity, items []Item) []Account {
	if e.Role == "" {
		return nil
	}
	a := newAccounts(newMaker(w, e.Pool), e.Role)
	var known []Account
	for _, item := range items {
		index, attempt, ok := a.origin(emailKey(item))
		if !ok {
			continue
		}
		account := a.Draft(index, attempt).Account
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

// verification is the finisher that has an account count as verified. What
// registering answers shows no user, so an account that was just made counts
// as not verified.
func verification(pool string) Finisher {
	return Finisher{Name: "verification", Basic: true, Next: func(_ *World, ref Ref) *Change {
		r, owner := ref.Item.record(), "user"
		if r.has("owner") {
			owner = "owner"
		}
		user, state := r.id(owner, "user_id", "owner_id"), r.answer(owner+".is_verified")
		if user == "" || state == yes || state == 0 && ref.Sent == nil {
			return nil
		}
		verified := map[string]bool{"is_verified": true}
		return request(pool, ref.ID, "PATCH", "/users/"+url.PathEscape(user), verified, map[string]any{owner: verified})
	}}
}

// isNewborn reports whether an account is as registering left it: born at this
// moment, and yet logged in before.
func isNewborn(r record) bool {
	born, ok := r.number("created_at")
	login, _ := r.number("last_login")
	return ok && born >= login
}

// born draws when an account was made, more often lately than long ago but
// before anything else that is known of it, and when it was last used.
func (m *maker) born(index int) (created, login int64) {
	d := newDraw(m.Seed, m.pool+" born", index, 0)
	days := 58 + d.between(0, 13)*d.between(0, 13)
	return m.daysAgo(d, 1) - int64(days)*day, m.daysAgo(d, 3)
}

// accountPast is what gives an account a face and a past.
type accountPast struct {
	Avatar    *picture `json:"avatar,omitempty"`
	CreatedAt int64    `json:"created_at,omitempty"`
	LastLogin int64    `json:"last_login,omitempty"`
}

// givePast returns the finisher that sets the dates of a pool's account, last of
// all, since they mark it as finished, and gives it a portrait of the role, none
// for "".
func givePast(pool, role string) func(*World, Ref) *Change {
	return func(w *World, ref Ref) *Change {
		if !isNewborn(ref.Item.record()) {
			return nil
		}
		m := newMaker(w, pool)
		var past accountPast
		if role != "" {
			past.Avatar = m.portrait(newPerson(m.draw(ref.Index, 0), m.Locale, role), ref.Index)
		}
		past.CreatedAt, past.LastLogin = m.born(ref.Index)
		return m.patch(ref, &past)
	}
}
