package sandbox

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestLogins(t *testing.T) {
	w := newWorld(t, Options{})
	for pool, table := range w.tables {
		role := table.entity.Role
		if role == "" {
			continue
		}
		body := accountBody(role, 1)
		if pool == "restaurants" {
			body = restaurantBody(1)
		}
		id := w.put(pool, body)
		path, right := "/auth/login-"+role, m{"email": body["email"], "password": body["password"]}
		data := w.want(0, w.post(path, right)).object(t)
		if strings.Count(data["access_token"].(string), ".") != 2 || data["user_data"].(m)["id"] != id {
			t.Errorf("%s: %v", role, data)
		}
		w.want(ecUnauthorized, w.post(path, with(right, m{"password": "wrong"})))
		w.want(ecUnauthorized, w.post(path, with(right, m{"email": "nobody@example.test"})))
		if role != "driver" {
			w.want(ecNotFound, w.post("/auth/login-driver", right))
		}
	}
}

func TestAnotherRoleKeepsThePassword(t *testing.T) {
	w := newWorld(t, Options{})
	body := with(accountBody("c", 1), m{"id": "mine"})
	if id := w.put("customers", body); id == "mine" {
		t.Error("an account's id is the client's")
	}
	w.put("drivers", with(body, m{"password": "another"}))
	w.want(0, w.post("/auth/login-driver", body))
	w.want(ecUnauthorized, w.post("/auth/login-driver", with(body, m{"password": "another"})))
	roles := w.Items("customers")[0]["user"].(m)["user_type"].([]any)
	if !slices.Equal(roles, []any{"CUSTOMER", "DRIVER"}) {
		t.Errorf("roles: %v", roles)
	}
}

func TestGeneratedTimes(t *testing.T) {
	w := newWorld(t, Options{Now: func() time.Time { return aMoment }})
	now, oldest := float64(aMoment.Unix()), float64(aMoment.Unix())
	for i := range 20 {
		w.put("customers", accountBody("c", i))
		w.put("super_admins", accountBody("a", i))
		customer, admin := w.Items("customers")[i], w.Items("super_admins")[i]
		for _, at := range []float64{customer["last_login"].(float64), admin["created_at"].(float64)} {
			if at > now || at < now-generatedDays*24*3600 {
				t.Fatalf("%v is not within 60 days before %v", at, now)
			}
			oldest = min(oldest, at)
		}
		since, err := time.Parse(time.RFC3339, customer["user"].(m)["created_at"].(string))
		if err != nil || float64(since.Unix()) != customer["last_login"] {
			t.Errorf("the user's created_at: %v, %v", since, err)
		}
	}
	if oldest > now-24*3600 {
		t.Error("nothing is spread")
	}
	w.want(0, w.post("/auth/register-customer", accountBody("c", 99)))
	if at := w.Items("customers")[20]["last_login"]; at != now {
		t.Errorf("last_login %v, want now", at)
	}
}

func TestPlatformWallet(t *testing.T) {
	const path = "/fwallets/" + platformWallet
	without, w := newWorld(t, Options{}), newWorld(t, Options{Wallet: true})
	without.want(ecNotFound, without.get(path))
	w.Reset()
	if wallet := w.want(0, w.get(path)).object(t); wallet["user_id"] != platformUser || wallet["balance"] != "0.00" {
		t.Errorf("the platform's wallet: %v", wallet)
	}
}

func TestMailFailsAfterTheFact(t *testing.T) {
	w := newWorld(t, Options{NoMail: true})
	r := w.want(ecServer, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	if r.Status != 500 || r.EM != "Failed to send verification email" || r.Data != nil || w.Count("restaurants") != 1 {
		t.Errorf("%d %s, %d restaurants", r.Status, r.Raw, w.Count("restaurants"))
	}
	w.want(ecDuplicate, w.post("/auth/register-restaurant"+generated, restaurantBody(1)))
	w.put("customers", accountBody("customer", 1))
	if r := w.want(ecServer, w.post("/auth/register-customer", accountBody("customer", 2))); r.Data != nil {
		t.Errorf("a mail that failed comes with %s", r.Raw)
	}
	w.want(0, w.post("/auth/register-customer?is-generated=false", accountBody("customer", 3)))
	w.want(0, w.post("/auth/register-super-admin", accountBody("boss", 3)))
	if customers, refused := w.Count("customers"), w.Requests("refused"); customers != 3 || refused != 1 {
		t.Errorf("%d customers, want 3; %d POSTs counted as refused, want the duplicate alone", customers, refused)
	}
}

func TestRegistrationsShareAThread(t *testing.T) {
	const delay, n = 3 * time.Millisecond, 5
	w := newWorld(t, Options{RegisterDelay: delay})
	start := time.Now()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { w.post("/auth/register-customer"+generated, accountBody("c", i)) })
	}
	group.Wait()
	if took := time.Since(start); took < n*delay || w.Count("customers") != n {
		t.Errorf("%d registrations took %v", w.Count("customers"), took)
	}
}
