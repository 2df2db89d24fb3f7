package sandbox

import (
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// user is a login: one e-mail address, one password, any number of roles. It
// outlives the accounts that were registered with it.
type user struct {
	id        string
	email     string
	password  string // salted digest in the shape of a bcrypt hash
	firstName json.RawMessage
	lastName  json.RawMessage
	phone     json.RawMessage
	code      int // verification code
	roles     []string
	createdAt int64
	wallet    *wallet
	records   map[string]string // pool: id of the record registered last
}

// userView chooses how much of a user an answer shows.
type userView int

const (
	userEmail  userView = iota // the e-mail alone
	userPublic                 // what identifies a person
	userWhole                  // everything, secrets included
)

func (u *user) is(role string) bool { return slices.Contains(u.roles, role) }

func (u *user) grant(role string) {
	if !u.is(role) {
		u.roles = append(slices.Clone(u.roles), role)
	}
}

// append renders the user as it stands inside an account.
func (u *user) append(dst []byte, v userView) []byte {
	if v == userEmail {
		dst = append(dst, `{"email":`...)
		return append(appendText(dst, u.email), '}')
	}
	dst = append(appendText(append(dst, `{"id":`...), u.id), `,"first_name":`...)
	dst = append(append(dst, orNull(u.firstName)...), `,"last_name":`...)
	dst = append(append(dst, orNull(u.lastName)...), `,"email":`...)
	dst = append(appendText(dst, u.email), `,"phone":`...)
	dst = append(dst, orNull(u.phone)...)
	if v == userWhole {
		dst = u.appendSecrets(dst)
	}
	return append(dst, `,"is_verified":false}`...)
}

func (u *user) appendSecrets(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `,"verification_code":`...), int64(u.code), 10)
	dst = appendText(append(dst, `,"password":`...), u.password)
	dst = appendTexts(append(dst, `,"balance":"0.00","user_type":`...), u.roles)
	dst = append(dst, `,"address":null,"avatar":null,"app_preferences":null,"created_at":`...)
	dst = append(dst, isoTime(u.createdAt)...)
	dst = append(append(dst, `,"updated_at":`...), isoTime(u.createdAt)...)
	return append(dst, `,"reset_token":null,"reset_token_expiry":null,"last_login":null`...)
}

func orNull(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("null")
	}
	return raw
}

// isoTime is Unix seconds as a quoted ISO 8601 time in UTC.
func isoTime(seconds int64) string {
	return time.Unix(seconds, 0).UTC().Format(`"2006-01-02T15:04:05.000Z"`)
}

const hashPrefix = "$2a$10$"

// hashPassword salts and digests a password into 60 characters.
func hashPassword(password string) string {
	var salt [16]byte
	_, _ = crand.Read(salt[:])
	return digest(base64.RawURLEncoding.EncodeToString(salt[:]), password)
}

func digest(salt, password string) string {
	sum := sha256.Sum256([]byte(salt + password))
	return hashPrefix + salt + base64.RawURLEncoding.EncodeToString(sum[:])[:31]
}

// checkPassword says whether hash was made of password.
func checkPassword(hash, password string) bool {
	if len(hash) != len(hashPrefix)+22+31 {
		return false
	}
	return digest(hash[len(hashPrefix):len(hashPrefix)+22], password) == hash
}

// newUser stores a user for an e-mail address that has none.
func (d *db) newUser(email, hash string, body object, createdAt int64) *user {
	u := &user{
		id: newID("USR_"), email: email, password: hash, code: rand.IntN(1_000_000),
		firstName: body["first_name"], lastName: body["last_name"], phone: body["phone"],
		createdAt: createdAt, records: map[string]string{},
	}
	d.addUser(u)
	return u
}

func (d *db) addUser(u *user) {
	d.users[u.id] = u
	d.emails[u.email] = u
}
