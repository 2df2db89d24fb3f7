package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLogins(t *testing.T) {
	w := newWorld(t, Options{})
	for _, table := range w.tables {
		role, pool := table.entity.Role, table.entity.Pool
		if role == "" {
			continue
		}
		body := accountBody(role, 1)
		if pool == "restaurants" {
			body = with(restaurantBody(1), m{"email": body["email"]})
		}
		w.want(0, w.post("/auth/register-"+role+generated, body))
		right := m{"email": body["email"], "password": body["password"]}
		path := "/auth/login-" + role
		r := w.want(0, w.post(path, right))
		data := r.object(t)
		if token := data["access_token"].(string); strings.Count(token, ".") != 2 || r.Status != 201 {
			t.Errorf("%s: %d, token %q", role, r.Status, token)
		}
		if data["user_data"].(m)["id"] != w.newest(pool) {
			t.Errorf("%s: user_data %v", role, data["user_data"])
		}
		w.want(ecUnauthorized, w.post(path, with(right, m{"password": "wrong"})))
		w.want(ecUnauthorized, w.post(path, with(right, m{"email": "nobody@example.test"})))
	}
	boss := m{"email": "super-admin1@example.test", "password": "s3cret!"}
	w.want(ecNotFound, w.post("/auth/login-driver", boss))
}

func TestAnotherRoleKeepsThePassword(t *testing.T) {
	w := newWorld(t, Options{})
	body := accountBody("c", 1)
	w.want(0, w.post("/auth/register-customer"+generated, body))
	w.want(0, w.post("/auth/register-driver"+generated, with(body, m{"password": "another"})))
	w.want(0, w.post("/auth/login-driver", m{"email": body["email"], "password": body["password"]}))
	w.want(ecUnauthorized, w.post("/auth/login-driver", m{"email": body["email"], "password": "another"}))
	roles := w.Items("customers")[0]["user"].(m)["user_type"].([]any)
	if !slices.Equal(roles, []any{"CUSTOMER", "DRIVER"}) {
		t.Errorf("roles: %v", roles)
	}
}

func TestGeneratedTimes(t *testing.T) {
	c := newClock()
	w := newWorld(t, Options{Now: c.now})
	now := float64(c.now().Unix())
	var spread bool
	for i := range 20 {
		w.want(0, w.post("/auth/register-customer"+generated, accountBody("c", i)))
		w.want(0, w.post("/auth/register-super-admin"+generated, accountBody("a", i)))
		customer, admin := w.Items("customers")[i], w.Items("super_admins")[i]
		for _, at := range []float64{customer["last_login"].(float64), admin["created_at"].(float64)} {
			if at > now || at < now-generatedDays*24*3600 {
				t.Fatalf("%v is not within 60 days before %v", at, now)
			}
			spread = spread || at < now-24*3600
		}
		since, err := time.Parse(time.RFC3339, customer["user"].(m)["created_at"].(string))
		if err != nil || float64(since.Unix()) != customer["last_login"] {
			t.Errorf("the user's created_at: %v, %v", since, err)
		}
	}
	if !spread {
		t.Error("nothing is spread")
	}
	w.want(0, w.post("/auth/register-customer", accountBody("c", 99)))
	if at := w.Items("customers")[20]["last_login"]; at != now {
		t.Errorf("last_login %v, want now", at)
	}
}

func TestWallets(t *testing.T) {
	w := newWorld(t, Options{})
	data := w.want(0, w.post("/auth/register-driver"+generated, accountBody("d", 1))).object(t)
	got := w.get("/fwallets").list(t)[0]
	if got["balance"] != "999999.00" || got["user_id"] != data["id"] {
		t.Errorf("wallet: %v", got)
	}
	w.want(ecNotFound, w.get("/fwallets/"+platformWallet))
	rich := newWorld(t, Options{Wallet: true})
	platform := rich.want(0, rich.get("/fwallets/"+platformWallet)).object(t)
	if platform["user_id"] != platformUser || platform["balance"] != "0.00" {
		t.Errorf("the platform's wallet: %v", platform)
	}
	rich.Reset()
	rich.want(0, rich.get("/fwallets/"+platformWallet))
}
