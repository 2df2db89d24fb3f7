package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
)

// login serves an account's login route.
func (s *Server) login(a account) handler {
	return func(c *call, _ string) {
		body, r := c.fields()
		if r == nil && (body.text("email") == "" || body.text("password") == "") {
			r = missing("Email & Password cannot be empty")
		}
		if r != nil {
			c.refuse(r)
			return
		}
		data, r := s.enter(a, body.text("email"), body.text("password"))
		if r != nil {
			c.refuse(r)
			return
		}
		c.ok("Login successful", data)
	}
}

// enter checks the credentials and returns the answer's data.
func (s *Server) enter(a account, email, password string) ([]byte, *refusal) {
	d := s.db
	d.mu.RLock()
	defer d.mu.RUnlock()
	u := d.emails[email]
	if u == nil || !checkPassword(u.password, password) {
		return nil, &refusal{ec: ecUnauthorized, em: "Invalid credentials"}
	}
	it := d.accountOf(a, u)
	if it == nil && a.admin && d.isAdmin(u) {
		return nil, &refusal{ec: ecUnauthorized, em: "Access denied: You don't have " + a.role + " role"}
	}
	if it == nil {
		return nil, notFound(a.title + " not found")
	}
	data := appendText([]byte(`{"access_token":`), s.token(a, u, it))
	data = append(data, `,"user_data":`...)
	return append(d.appendItem(data, it, viewOwn), '}'), nil
}

// accountOf finds the user's record of that kind, nil when it was deleted.
func (d *db) accountOf(a account, u *user) *item {
	return d.pools[a.pool].get(u.records[a.pool])
}

// isAdmin says whether the user has an admin's record of any kind.
func (d *db) isAdmin(u *user) bool {
	for _, key := range adminPools() {
		if d.has(key, u.records[key]) {
			return true
		}
	}
	return false
}

// token makes a signed token in the shape of a JSON Web Token.
func (s *Server) token(a account, u *user, it *item) string {
	encode := base64.RawURLEncoding.EncodeToString
	claims := appendText([]byte(`{"user_id":`), u.id)
	claims = appendText(append(claims, `,"email":`...), u.email)
	claims = appendText(append(claims, `,"id":`...), it.id)
	claims = appendText(append(claims, `,"logged_in_as":`...), a.role)
	claims = strconv.AppendInt(append(claims, `,"iat":`...), s.db.seconds(), 10)
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(append(claims, '}'))
	mac := hmac.New(sha256.New, s.secret)
	_, _ = mac.Write([]byte(signed)) // never fails
	return signed + "." + encode(mac.Sum(nil))
}
