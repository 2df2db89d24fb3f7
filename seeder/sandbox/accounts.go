package sandbox

import (
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// userRow is a login: one e-mail address, one password, any number of roles. It
// outlives the accounts that were registered with it.
type userRow struct {
	Email      string `json:"email"`
	FirstName  string `json:"first_name"`
	LastName   string `json:"last_name"`
	Phone      string `json:"phone"`
	IsVerified bool   `json:"is_verified"`
}

// walletRow holds money for a user.
type walletRow struct {
	UserID  string `json:"user_id" ref:"/users"`
	Balance string `json:"balance"`
}

// The fixed ids of the platform's own wallet and its owner.
const (
	platformWallet = "F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"
	platformUser   = "USR_c68740f1-f629-4774-8d94-3b221df61cae"
)

// What generated accounts get: money, and a past of so many days.
const (
	generatedBalance = "999999.00"
	generatedDays    = 60
)

// roleOf is what the backend calls the role of a pool of accounts.
func roleOf(t *table) string { return strings.ToUpper(strings.ReplaceAll(t.entity.Role, "-", "_")) }

func isAdmin(t *table) bool { return strings.HasSuffix(t.entity.Role, "-admin") }

// hashed looks like what bcrypt makes of a password.
func hashed(email, password string) string {
	sum := sha512.Sum512([]byte(email + password))
	return "$2a$10$" + base64.RawURLEncoding.EncodeToString(sum[:])[:53]
}

// register serves an account's register route. A restaurant's sends a mail, and
// that of anybody else but an admin unless it is generated.
func (s *Server) register(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		if refused := c.check(t.entity.Fields, !t.entity.Open); refused != nil {
			return nil, refused
		}
		if s.opts.RegisterDelay > 0 {
			s.thread.Lock()
			time.Sleep(s.opts.RegisterDelay)
			s.thread.Unlock()
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		data, refused := s.enroll(c, t)
		mails := t.is("restaurants") || !isAdmin(t) && c.r.URL.Query().Get("is-generated") == ""
		if refused == nil && s.opts.NoMail && mails {
			return nil, &refusal{ec: ecServer, em: "Failed to send verification email", crash: true}
		}
		return data, refused
	}
}

// enroll stores an account: a user, or another role for the user whom the
// e-mail belongs to, and the record. It returns the answer's data.
func (s *Server) enroll(c *call, t *table) ([]byte, *refusal) {
	values, role, email := objectOf(c.body.Raw), roleOf(t), c.body.Get("email").Str
	for _, name := range s.protocol.RegisterIgnores {
		delete(values, name)
	}
	delete(values, "id") // the backend's own
	if refused := s.clash(t, t.entity.Fields, gjson.ParseBytes(encode(values)), nil); refused != nil {
		return nil, refused
	}
	s.takeCategories(t, values)
	past, balance := s.now(), "0.00"
	if c.generated() {
		past, balance = past-mathrand.Int64N(generatedDays*24*60*60), generatedBalance
	}
	u := s.tables[userTable].taken[email]
	roles := idsIn(u.get("user_type"))
	if slices.Contains(roles, role) {
		return nil, &refusal{ec: ecDuplicate, em: role + " with the same email already exists"}
	}
	if u == nil {
		u = s.add(s.tables[userTable], object{
			"first_name": values["first_name"], "last_name": values["last_name"], "phone": values["phone"], "email": values["email"],
			"password":          encode(hashed(email, c.body.Get("password").Str)),
			"verification_code": encode(mathrand.IntN(1_000_000)), "created_at": encode(past),
		}, c.raw)
	}
	s.change(u, object{"user_type": encode(append(roles, role))})
	hasWallet := slices.Contains([]string{"CUSTOMER", "DRIVER", "RESTAURANT"}, role)
	if hasWallet && len(s.referred(walletTable, u.id)) == 0 {
		s.add(s.tables[walletTable], object{
			"balance": encode(balance), "user_id": encode(u.id), "first_name": values["first_name"], "last_name": values["last_name"],
		}, c.raw)
	}

	values.set("user_id", u.id)
	values.set("owner_id", u.id)
	values.set("role", role)
	switch {
	case isAdmin(t):
		values.set("created_at", past)
	case !t.is("restaurants"):
		values.set("last_login", past)
	}
	if values["contact_email"] == nil {
		values.set("contact_email", []any{map[string]any{"title": "Primary", "is_default": true, "email": email}})
		values.set("contact_phone", []any{map[string]any{"title": "Primary", "is_default": true, "number": values["phone"]}})
	}
	it := s.add(t, values, c.raw)
	switch {
	case !s.protocol.RegisterWrapsRecord:
		return c.record(it, paged)
	case t.is("restaurants") && s.protocol.RestaurantAnswerIsNull:
		return nil, nil
	case isAdmin(t):
		return it.row, nil
	}
	return fmt.Appendf(nil, `{"id":%q,"user_id":%[1]q,"email":%s,"data":%s}`, u.id, values["email"], it.row), nil
}

// tokenHead begins every access token.
const tokenHead = "eyJhbGciOiJIUzI1NiJ9."

// login serves an account's login route.
func (s *Server) login(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		email := c.body.Get("email").Str
		u := s.tables[userTable].taken[email]
		if u == nil || u.get("password").Str != hashed(email, c.body.Get("password").Str) {
			return nil, &refusal{ec: ecUnauthorized, em: "Invalid credentials"}
		}
		accounts := s.referred(t.entity.Pool, u.id)
		if len(accounts) == 0 {
			return nil, notFound(roleOf(t))
		}
		it := accounts[len(accounts)-1]
		claims := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"user_id":%q,"email":%s,"id":%q,"logged_in_as":%q,"is_verified":%s,"iat":%d}`,
			u.id, encode(email), it.id, roleOf(t), u.get("is_verified").Raw, s.now()))
		token := tokenHead + claims + "." + rand.Text() // no valid signature: every route is open
		return fmt.Appendf(nil, `{"access_token":%q,"user_data":%s}`, token, it.row), nil
	}
}
