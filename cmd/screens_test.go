package cmd_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// A town has something on every screen that a backend without the platform's
// wallet can fill, a second run changes nothing, and without a preset most of
// it is not there.
func TestScreens(t *testing.T) {
	t.Parallel()
	filled := func(preset string) (*site, int) {
		s := serve(t, sandbox.Options{NoMail: true, ListCache: -1})
		for range 2 {
			s.ResetRequests()
			run(t, nil, "ensure", "--preset", preset, "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
		}
		if again := s.Requests("all") - s.Requests("GET"); again > 0 {
			t.Errorf("the second run sends %d requests that change something", again)
		}
		out := run(t, nil, "doctor", "--screens", "--no-cache", "--backend-url", s.URL, "-o", "json").wantCode(t, 1)
		t.Log(gjson.Get(out.stdout, "screens.#(shows==false)#"))
		return s, len(gjson.Get(out.stdout, "screens.#(shows==true)#").Array())
	}
	s, shown := filled("town")
	for _, e := range registry.All() {
		if n, want := s.Count(e.Pool), entities.Preset("town")[e.Pool]; n < want {
			t.Errorf("%d %s, want %d", n, e.Pool, want)
		}
	}
	for _, pool := range []string{"customers", "drivers", "restaurants", "super_admins"} {
		for _, item := range s.Items(pool) {
			for _, owner := range []string{"user", "owner"} {
				if user := record(item).child(owner); user != nil && user["is_verified"] != true {
					t.Errorf("%s %s is not verified", pool, record(item).id())
				}
			}
		}
	}
	answer, _ := fetch(t, "POST", s.URL+"/auth/login-customer-care", `{"email":"customer-care1@flashseed.test","password":"Flashseed-123"}`)
	claims := strings.Split(gjson.GetBytes(answer, "data.access_token").Str+"..", ".")[1]
	if text, _ := base64.RawURLEncoding.DecodeString(claims); !gjson.GetBytes(text, "is_verified").Bool() { // which no list shows of an agent
		t.Errorf("an agent's token says %s", text)
	}
	if _, few := filled("minimum"); shown < 70 || few >= shown {
		t.Errorf("%d screens show something without a preset, %d with one", few, shown)
	}
}
