package sandbox

import (
	"encoding/json"
	"math/rand/v2"
	"time"
)

// account is a kind of user account: what its register and login routes are
// called and which pool holds its records.
type account struct {
	role   string
	route  string // after "register-" and "login-"
	pool   string
	title  string // in messages
	admin  bool
	wallet bool
}

func accounts() []account {
	return []account{
		{role: roleSuperAdmin, route: "super-admin", pool: superAdmins, title: "SUPER_ADMIN", admin: true},
		{role: roleFinance, route: "finance-admin", pool: financeAdmins, title: "FINANCE_ADMIN", admin: true},
		{role: roleCompanion, route: "companion-admin", pool: companionAdmins, title: "COMPANION_ADMIN", admin: true},
		{role: roleRestaurant, route: "restaurant", pool: restaurants, title: "Restaurant owner", wallet: true},
		{role: roleDriver, route: "driver", pool: drivers, title: "Driver", wallet: true},
		{role: roleCustomer, route: "customer", pool: customers, title: "Customer", wallet: true},
		{role: roleCustomerCare, route: "customer-care", pool: customerCares, title: "Customer care"},
	}
}

// generatedSpan is how far back the times of generated accounts reach.
const generatedSpan = 60 * 24 * time.Hour

// register serves an account's register route.
func (s *Server) register(a account) handler {
	return func(c *call, _ string) {
		body, r := c.fields()
		if r == nil {
			r = s.checkAccount(a, body)
		}
		if r != nil {
			c.refuse(r)
			return
		}
		hash := s.hash(body.text("password"))
		data, r := s.enroll(c, a, body, hash)
		if r == nil && s.opts.NoMail && c.mails(a) {
			r = &refusal{ec: ecServer, em: "Failed to send verification email", crash: true}
		}
		if r != nil {
			c.refuse(r)
			return
		}
		c.ok(a.title+" registered successfully", data)
	}
}

func (s *Server) checkAccount(a account, body object) *refusal {
	closed := a.pool == restaurants
	if msgs := check(s.db.schema(a.pool).post, body, closed); len(msgs) > 0 {
		return invalid(msgs...)
	}
	if body.text("email") == "" || body.text("password") == "" {
		return &refusal{ec: ecInvalid, em: "Email & Password cannot be empty",
			details: []string{"email should not be empty", "password should not be empty"}}
	}
	return nil
}

// hash digests a password on the one thread that does so.
func (s *Server) hash(password string) string {
	if s.opts.RegisterDelay > 0 {
		s.thread.Lock()
		defer s.thread.Unlock()
		time.Sleep(s.opts.RegisterDelay)
	}
	return hashPassword(password)
}

// clash refuses a role that the user has already. In the Flashstrom dialect a
// user can be but one kind of admin.
func (d *db) clash(a account, u *user) *refusal {
	switch {
	case u == nil:
		return nil
	case u.is(a.role):
		return duplicate(a.role + " with the same email already exists")
	case a.admin && !d.whole && (u.is(roleSuperAdmin) || u.is(roleFinance) || u.is(roleCompanion)):
		return duplicate("Admin already exists for this user")
	default:
		return nil
	}
}

// mails says that a registration sends a verification mail: a restaurant's
// always, an admin's never, others' unless is-generated is given, as whatever.
func (c *call) mails(a account) bool {
	return a.pool == restaurants || !a.admin && c.query("is-generated") == ""
}

// enroll stores the account: a user, or another role for the user the e-mail
// address belongs to, and the record. It returns the answer's data.
func (s *Server) enroll(c *call, a account, body object, hash string) ([]byte, *refusal) {
	d := s.db
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.whole {
		if r := d.refer(a.pool, body); r != nil {
			return nil, r
		}
	}
	u := d.emails[body.text("email")]
	if r := d.clash(a, u); r != nil {
		return nil, r
	}
	then := d.seconds()
	if c.generated() {
		then -= rand.Int64N(int64(generatedSpan / time.Second))
	}
	if u == nil {
		u = d.newUser(body.text("email"), hash, body, then)
	}
	u.grant(a.role)
	if a.wallet {
		s.openAccountWallet(c, u)
	}
	values := s.accountValues(a, u, body, then)
	it, created := d.create(a.pool, values, u, c.body)
	return d.registered(c, a, it, created), nil
}

func (s *Server) openAccountWallet(c *call, u *user) {
	u.grant(roleWallet)
	cents := int64(0)
	if c.generated() {
		cents = generatedBalance
	}
	s.db.openWallet(u, cents)
}

// accountValues are the columns of a new account's record.
func (s *Server) accountValues(a account, u *user, body object, then int64) object {
	var values object
	switch {
	case a.admin:
		values = body.pick("first_name", "last_name")
		values["role"] = appendText(nil, a.role)
		values["permissions"] = appendTexts(nil, permissions(a.role))
	case a.pool == restaurants:
		return s.restaurantValues(u, body)
	default:
		values = body.pick("first_name", "last_name", "phone")
	}
	values.setText("user_id", u.id)
	s.stampAccount(values, a, then)
	switch a.pool {
	case drivers:
		addContacts(values, body)
		values.setRaw("vehicle", `{"license_plate":"","model":"","color":""}`)
		values.setRaw("current_location", `{"lat":0,"lng":0}`)
		values.setRaw("rating", `{"average_rating":0,"review_count":0}`)
	case customerCares:
		addContacts(values, body)
	}
	return values
}

// stampAccount sets an account's times. The spread of generated ones reaches
// created_at for admins only: others are created now, whatever they are told.
func (s *Server) stampAccount(values object, a account, then int64) {
	created := s.db.seconds()
	if a.admin {
		created = then
	} else {
		values.setInt("last_login", then)
	}
	values.setInt("created_at", created)
	values.setInt("updated_at", created)
}

// restaurantValues are a new restaurant's columns. The Flashstrom backend
// drops the address, the description and the categories it was sent.
func (s *Server) restaurantValues(u *user, body object) object {
	values := body.pick("owner_name", "restaurant_name", "contact_email", "contact_phone",
		"status", "opening_hours")
	if s.db.whole {
		for key, raw := range body.pick("address_id", "description", "avatar", "images_gallery") {
			values[key] = raw
		}
		if raw, ok := body["food_category_ids"]; ok {
			values["specialize_in"] = raw
		}
	}
	values.setText("owner_id", u.id)
	values.setInt("created_at", s.db.seconds())
	values.setInt("updated_at", s.db.seconds())
	return values
}

// addContacts sets the contacts that the backend derives from the login.
func addContacts(values, body object) {
	values["contact_email"] = contact("email", body["email"])
	values["contact_phone"] = contact("number", body["phone"])
}

func contact(key string, value json.RawMessage) json.RawMessage {
	out := append([]byte(`[{"title":"Primary","is_default":true`), `,"`...)
	out = append(append(out, key...), '"', ':')
	return append(append(out, orNull(value)...), '}', ']')
}

// permissions are what an admin of that role may do.
func permissions(role string) []string {
	switch role {
	case roleFinance:
		return []string{"MANAGE_PAYMENTS", "MANAGE_PROMOTIONS", "VIEW_ANALYTICS"}
	case roleCompanion:
		return []string{"MANAGE_RESTAURANTS", "MANAGE_DRIVERS", "MANAGE_SUPPORT",
			"BAN_ACCOUNTS", "MANAGE_ORDERS", "VIEW_ANALYTICS"}
	default:
		return []string{"MANAGE_USERS", "MANAGE_RESTAURANTS", "MANAGE_ORDERS",
			"MANAGE_PROMOTIONS", "MANAGE_PAYMENTS", "MANAGE_SUPPORT", "MANAGE_DRIVERS",
			"BAN_ACCOUNTS", "VIEW_ANALYTICS", "MANAGE_ADMINS"}
	}
}
