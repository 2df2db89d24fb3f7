package sandbox

import (
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// user is a login: one e-mail address, one password, any number of roles. It
// outlives the accounts that were registered with it.
type user struct {
	id        string
	email     string
	password  string
	body      gjson.Result // that it was registered with
	code      int          // verification code
	roles     []string
	verified  bool
	createdAt int64
	wallet    *wallet
	records   map[*table]*item // the account registered last, by pool
}

// wallet holds money for a user, in cents.
type wallet struct {
	id        string
	user      *user
	cents     int64
	createdAt int64
}

// The fixed ids of the platform's own wallet and its owner.
const (
	platformWallet = "F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"
	platformUser   = "USR_c68740f1-f629-4774-8d94-3b221df61cae"
)

// generatedBalance is what the wallet of a generated account holds, in cents.
const generatedBalance = 999999_00

// generatedDays is how far back the times of generated accounts reach.
const generatedDays = 60

// roleOf is what the backend calls the role of a pool of accounts.
func roleOf(t *table) string {
	switch role := t.entity.Role; role {
	case "restaurant":
		return "RESTAURANT_OWNER"
	case "customer-care":
		return "CUSTOMER_CARE_REPRESENTATIVE"
	default:
		return strings.ToUpper(strings.ReplaceAll(role, "-", "_"))
	}
}

func isAdmin(t *table) bool { return strings.HasSuffix(t.entity.Role, "-admin") }

// depth chooses how much of a user an answer shows.
type depth int

const (
	emailOnly  depth = iota
	person           // what identifies a person
	everything       // secrets included
)

// json renders the user as it stands inside an account.
func (u *user) json(d depth) []byte {
	switch {
	case u == nil:
		return []byte("null")
	case d == emailOnly:
		return fmt.Appendf(nil, `{"email":%s}`, encode(u.email))
	}
	out := fmt.Appendf(nil, `{"id":%q,"first_name":%s,"last_name":%s,"email":%s,"phone":%s,"is_verified":%t`,
		u.id, u.given("first_name"), u.given("last_name"), encode(u.email), u.given("phone"), u.verified)
	if d == everything {
		sum := sha512.Sum512([]byte(u.id + u.password))
		out = fmt.Appendf(out, `,"password":"$2a$10$%s","verification_code":%d,"reset_token":null,"reset_token_expiry":null,`+
			`"user_type":%s,"balance":"0.00","address":null,"avatar":null,"app_preferences":null,"last_login":null,`+
			`"created_at":%q,"updated_at":%[4]q`,
			base64.RawURLEncoding.EncodeToString(sum[:])[:53], // looks like bcrypt's
			u.code, encode(u.roles), isoTime(u.createdAt))
	}
	return append(out, '}')
}

// given is a field that the user was registered with, null if it was not.
func (u *user) given(name string) json.RawMessage {
	if value := u.body.Get(name); value.Exists() {
		return json.RawMessage(value.Raw)
	}
	return json.RawMessage("null")
}

// purse is the user's wallet, nil when there is none.
func (u *user) purse() *wallet {
	if u == nil {
		return nil
	}
	return u.wallet
}

func (u *user) grant(role string) {
	if !slices.Contains(u.roles, role) {
		u.roles = append(u.roles, role)
	}
}

// mails reports whether a registration sends a verification mail: a
// restaurant's always, an admin's never, others' unless they are generated.
func (c *call) mails(t *table) bool {
	return t.entity.Role == "restaurant" || !isAdmin(t) && c.query.Get("is-generated") == ""
}

// register serves an account's register route.
func (s *Server) register(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		body, refused := c.checked(t.post, !t.entity.Open)
		if refused != nil {
			return nil, refused
		}
		for _, name := range []string{"email", "password"} {
			if body.Get(name).Str == "" {
				return nil, invalid("email should not be empty", "password should not be empty")
			}
		}
		if s.opts.RegisterDelay > 0 {
			s.thread.Lock()
			time.Sleep(s.opts.RegisterDelay)
			s.thread.Unlock()
		}
		data, refused := s.enroll(c, t, body)
		if refused == nil && s.opts.NoMail && c.mails(t) {
			refused = &refusal{ec: ecServer, em: "Failed to send verification email", crash: true}
		}
		return data, refused
	}
}

// enroll stores an account: a user, or another role for the user whom the
// e-mail belongs to, and the record. It returns the answer's data.
func (s *Server) enroll(c *call, t *table, body gjson.Result) ([]byte, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	values := objectOf(body.Raw)
	if t.entity.Role == "restaurant" {
		for _, name := range s.protocol.RegisterIgnores {
			delete(values, name)
		}
		if refused := s.dangling(t.post, gjson.ParseBytes(encode(values))); refused != nil {
			return nil, refused
		}
		if categories := values["food_category_ids"]; categories != nil {
			values["specialize_in"] = categories
		}
	}
	role, email := roleOf(t), body.Get("email").Str
	u := s.emails[email]
	if u != nil {
		oneAdmin := s.protocol.RegisterWrapsRecord && isAdmin(t)
		if slices.ContainsFunc(u.roles, func(r string) bool { return r == role || oneAdmin && strings.HasSuffix(r, "_ADMIN") }) {
			return nil, duplicate(role + " with the same email already exists")
		}
	}
	past := s.now()
	if c.generated() {
		past -= mathrand.Int64N(generatedDays * 24 * 60 * 60)
	}
	if u == nil {
		u = &user{id: newID("USR_"), email: email, password: body.Get("password").Str, body: body, code: mathrand.IntN(1_000_000), createdAt: past}
		s.addUser(u)
	}
	u.grant(role)
	if role == "CUSTOMER" || role == "DRIVER" || role == "RESTAURANT_OWNER" {
		u.grant("F_WALLET")
		if u.wallet == nil {
			u.wallet = &wallet{id: newID("F_WALLET_"), user: u, createdAt: s.now()}
			if c.generated() {
				u.wallet.cents = generatedBalance
			}
			s.wallets[u.wallet.id] = u.wallet
		}
	}
	s.describe(t, u, values, past)
	it := s.add(t, values, u, c.raw)
	switch {
	case !s.protocol.RegisterWrapsRecord:
		return s.appendItem(nil, it, viewPage), nil
	case isAdmin(t), role == "DRIVER" && c.mails(t):
		return s.appendItem(nil, it, viewOwn), nil
	case c.mails(t) || role == "RESTAURANT_OWNER" && s.protocol.RestaurantAnswerIsNull:
		return nil, nil
	}
	shown := viewOwn
	if role == "CUSTOMER" {
		shown = viewOne
	}
	wrapped := map[string]any{
		"id": u.id, "user_id": u.id, "email": u.email, "user_type": u.roles, "data": json.RawMessage(s.appendItem(nil, it, shown)),
	}
	for _, name := range []string{"first_name", "last_name", "phone"} {
		wrapped[name] = u.given(name)
	}
	if role == "DRIVER" {
		wrapped["fWallet"] = json.RawMessage(u.wallet.json())
	}
	return encode(wrapped), nil
}

func (s *Server) addUser(u *user) {
	u.records = map[*table]*item{}
	s.users[u.id], s.emails[u.email] = u, u
}

// describe completes a new account's record with what the backend derives. Of
// the times, generated ones reach created_at for admins only.
func (s *Server) describe(t *table, u *user, values object, past int64) {
	created := s.now()
	switch {
	case t.entity.Role == "restaurant":
		values.set("owner_id", u.id)
	case isAdmin(t):
		created = past
		values.set("role", roleOf(t))
		values.set("permissions", []string{"MANAGE_USERS", "MANAGE_ORDERS", "VIEW_ANALYTICS"})
	default:
		values.set("last_login", past)
	}
	values.set("user_id", u.id)
	values["created_at"], values["updated_at"] = t.moment(created), t.moment(created)
	if t.entity.Role == "driver" || t.entity.Role == "customer-care" {
		values.set("contact_email", []any{map[string]any{"title": "Primary", "is_default": true, "email": u.email}})
		values.set("contact_phone", []any{map[string]any{"title": "Primary", "is_default": true, "number": u.given("phone")}})
	}
	if t.entity.Role == "driver" {
		for name, bare := range map[string]string{
			"vehicle": `{"license_plate":"","model":"","color":""}`, "current_location": `{"lat":0,"lng":0}`,
			"rating": `{"average_rating":0,"review_count":0}`, "available_for_work": "false",
		} {
			values[name] = json.RawMessage(bare)
		}
	}
}

// createInternal serves the plain create route of an account pool, which wants
// a user that is there already and no login. It never succeeds.
func (s *Server) createInternal(t *table) handler {
	fields := append([]entities.Field{{Name: "user_id", Kind: entities.Text}}, t.patched...)
	return func(c *call, _ string) ([]byte, *refusal) {
		_, refused := c.checked(fields, true)
		if refused == nil {
			refused = notFound("User not found")
		}
		return nil, refused
	}
}

// login serves an account's login route.
func (s *Server) login(t *table) handler {
	return func(c *call, _ string) ([]byte, *refusal) {
		body, refused := c.object()
		if refused == nil && (body.Get("email").Str == "" || body.Get("password").Str == "") {
			refused = &refusal{ec: ecMissing, em: "Email & Password cannot be empty"}
		}
		if refused != nil {
			return nil, refused
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		u := s.emails[body.Get("email").Str]
		if u == nil || u.password == "" || u.password != body.Get("password").Str {
			return nil, &refusal{ec: ecUnauthorized, em: "Invalid credentials"}
		}
		it := u.records[t]
		if it == nil && isAdmin(t) && slices.ContainsFunc(s.pools, func(other *table) bool { return isAdmin(other) && u.records[other] != nil }) {
			return nil, &refusal{ec: ecUnauthorized, em: "Access denied: You don't have " + roleOf(t) + " role"}
		}
		if it == nil {
			return nil, notFound(t.title + " not found")
		}
		claims := base64.RawURLEncoding.EncodeToString(encode(map[string]any{
			"user_id": u.id, "email": u.email, "id": it.id, "logged_in_as": roleOf(t), "is_verified": u.verified, "iat": s.now(),
		}))
		token := "eyJhbGciOiJIUzI1NiJ9." + claims + "." + rand.Text() // no valid signature: every route is open
		return fmt.Appendf(nil, `{"access_token":%s,"user_data":%s}`, encode(token), s.appendItem(nil, it, viewOwn)), nil
	}
}

// addRoutes adds the routes of users and wallets, and what else is no pool's.
func (s *Server) addRoutes() {
	s.on("GET", "/", func(c *call, _ string) ([]byte, *refusal) {
		c.head(200, ecOK)
		c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = c.w.Write([]byte("Hello World!")) // the client may have gone away
		return nil, nil
	})
	s.on("GET", "/users", listOf(s, s.users, func(u *user) []byte { return u.json(everything) }))
	s.on("GET", "/users/:id", below(s, "User", s.users, func(_ *call, u *user) ([]byte, *refusal) { return u.json(everything), nil }))
	s.on("PATCH", "/users/:id", below(s, "User", s.users, func(c *call, u *user) ([]byte, *refusal) {
		body, refused := c.object()
		if refused == nil && body.Get("is_verified").Exists() {
			u.verified = body.Get("is_verified").Bool()
		}
		return u.json(everything), refused
	}))
	s.on("DELETE", "/users/:id", below(s, "User", s.users, s.deleteUser))
	s.on("GET", "/fwallets", listOf(s, s.wallets, (*wallet).json))
	s.on("GET", "/fwallets/:id", below(s, "Wallet", s.wallets, func(_ *call, w *wallet) ([]byte, *refusal) { return w.json(), nil }))
	s.on("DELETE", "/fwallets/:id", below(s, "Wallet", s.wallets, func(_ *call, w *wallet) ([]byte, *refusal) {
		delete(s.wallets, w.id)
		w.user.wallet = nil
		return nil, nil
	}))
	for _, path := range s.protocol.Broken {
		s.on("GET", path, func(*call, string) ([]byte, *refusal) { return nil, failed("Server Error") })
	}
}

// listOf serves all that is kept, in any order.
func listOf[T any](s *Server, kept map[string]T, show func(T) []byte) handler {
	return func(*call, string) ([]byte, *refusal) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		list := []json.RawMessage{}
		for _, v := range kept {
			list = append(list, show(v))
		}
		return encode(list), nil
	}
}

// below serves a route below what is kept under the id in its path.
func below[T any](s *Server, title string, kept map[string]T, do func(*call, T) ([]byte, *refusal)) handler {
	return func(c *call, id string) ([]byte, *refusal) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if v, ok := kept[id]; ok {
			return do(c, v)
		}
		return nil, absent(title)
	}
}

// deleteUser frees an e-mail once no account has it any more.
func (s *Server) deleteUser(_ *call, u *user) ([]byte, *refusal) {
	if len(u.records) > 0 || s.opts.Refusals && u.wallet != nil {
		return nil, failed("Error deleting user")
	}
	if u.wallet != nil {
		delete(s.wallets, u.wallet.id)
	}
	delete(s.users, u.id)
	delete(s.emails, u.email)
	return nil, nil
}

func (w *wallet) json() []byte {
	return encode(map[string]any{
		"id": w.id, "user_id": w.user.id, "balance": fmt.Sprintf("%d.%02d", w.cents/100, w.cents%100), "version": 1,
		"first_name": w.user.given("first_name"), "last_name": w.user.given("last_name"),
		"is_verified": w.user.verified, "created_at": fmt.Sprint(w.createdAt), "updated_at": fmt.Sprint(w.createdAt),
	})
}
