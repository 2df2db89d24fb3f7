package cmd_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// A town has something on every screen that a backend without the platform's
// wallet can fill, a second run changes nothing, and without a preset most of
// it is not there.
func TestScreens(t *testing.T) {
	t.Parallel()
	type result struct {
		Status  string
		Screens []struct {
			App, Route, Error string
			Shows             bool
		}
	}
	ask := func(s *site, code int) result {
		t.Helper()
		return decoded[result](t, run(t, nil, "doctor", "--screens", "--no-cache", "--backend-url", s.URL, "-o", "json").wantCode(t, code))
	}
	s := serve(t, sandbox.Options{NoMail: true, ListCache: -1})
	for range 2 {
		s.ResetRequests()
		run(t, nil, "ensure", "--preset", "town", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
	}
	if again := s.Requests("all") - s.Requests("GET"); again > 0 {
		t.Errorf("the second run sends %d requests that change something", again)
	}
	for _, e := range registry.All() {
		if n, want := s.Count(e.Pool), entities.Preset("town")[e.Pool]; n < want {
			t.Errorf("%d %s, want %d", n, e.Pool, want)
		}
	}
	shown, unverified := 0, 0
	for _, screen := range ask(s, 1).Screens {
		if screen.Shows {
			shown++
		} else {
			t.Logf("%s %s: %s", screen.App, screen.Route, screen.Error)
		}
	}
	for _, pool := range []string{"customers", "drivers", "restaurants", "super_admins"} {
		for _, item := range s.Items(pool) {
			for _, owner := range []string{"user", "owner"} {
				if user, ok := item[owner].(map[string]any); ok && user["is_verified"] != true {
					unverified++
				}
			}
		}
	}
	answer, err := http.Post(s.URL+"/auth/login-customer-care", "application/json",
		strings.NewReader(`{"email":"customer-care1@flashseed.test","password":"Flashseed-123"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var login struct {
		Data struct {
			Token string `json:"access_token"`
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&login); err != nil {
		t.Fatal(err)
	}
	claims, _ := base64.RawURLEncoding.DecodeString(strings.Split(login.Data.Token+"..", ".")[1])
	if !strings.Contains(string(claims), `"is_verified":true`) {
		unverified++ // which no list shows of an agent
	}
	if shown < 70 || unverified > 0 {
		t.Errorf("%d screens show something, %d accounts are not verified", shown, unverified)
	}
	bare := serve(t, sandbox.Options{NoMail: true, ListCache: -1})
	run(t, nil, "ensure", "--no-cache", "--backend-url", bare.URL).wantCode(t, 0)
	few := 0
	for _, screen := range ask(bare, 1).Screens {
		if screen.Shows {
			few++
		}
	}
	if few >= shown {
		t.Errorf("%d screens show something without a preset, %d with one", few, shown)
	}
}
