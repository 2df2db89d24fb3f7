//go:build unix

package cmd_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// logsIn reports whether a backend lets an account in.
func (s *site) logsIn(t *testing.T, a entities.Account) bool {
	t.Helper()
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, a.Email, a.Password)
	reply, _ := fetch(t, "POST", s.URL+"/auth/login-"+a.Role, body)
	token := gjson.GetBytes(reply, "data.access_token").Str + gjson.GetBytes(reply, "access_token").Str
	return gjson.GetBytes(reply, "EC").Int() == 0 && token != ""
}

// accounts reads `show accounts`.
func (s *site) accounts(t *testing.T, env environment, args ...string) []entities.Account {
	t.Helper()
	out := run(t, env, append([]string{"show", "accounts", "-o", "json", "--backend-url", s.URL}, args...)...).wantCode(t, 0)
	return decoded[[]entities.Account](t, out)
}

// Every account that is shown can be used, whether it is remembered or
// computed anew.
func TestAccountsLogIn(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		t.Run(name, func(t *testing.T) {
			s, r := serve(t, o), redistest.Start(t)
			cached := []string{"--redis-url", r.URL}
			then := environment{"FLASHSEED_ACCOUNT_PASSWORD": "First-4-all!", "FLASHSEED_ADMIN_PASSWORD": "Second-4-admins!"}
			run(t, then, append([]string{"ensure", "--backend-url", s.URL}, cached...)...).wantCode(t, 0)

			check := func(when string, accounts []entities.Account, want int) {
				t.Helper()
				if len(accounts) != want {
					t.Errorf("%s: %d accounts, want %d", when, len(accounts), want)
				}
				for _, a := range accounts {
					if !s.logsIn(t, a) {
						t.Errorf("%s: %s %s does not get in with %q", when, a.Role, a.Email, a.Password)
					}
					if a.ID == "" || a.Name == "" {
						t.Errorf("%s: %+v", when, a)
					}
				}
			}
			check("remembered, with the passwords of then", s.accounts(t, nil, cached...), 10*len(accountPools))

			r.Do("FLUSHALL")
			listed := slices.Clone(accountPools)
			if o.NoAdminList { // what cannot be listed is known from the memory alone
				listed = slices.DeleteFunc(listed, func(pool string) bool { return strings.HasSuffix(pool, "_admins") })
			}
			check("computed anew", s.accounts(t, then, cached...), 10*len(listed))
		})
	}
}

// Passwords are shown by `show accounts` and kept in the key that is theirs,
// and nowhere else; so is nothing of what backends let slip.
func TestSecretsStayIn(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		t.Run(name, func(t *testing.T) {
			s, r := serve(t, o), redistest.Start(t)
			env := environment{
				"FLASHSEED_ACCOUNT_PASSWORD": "Pw-of-accounts-77", "FLASHSEED_ADMIN_PASSWORD": "Pw-of-admins-77",
				"REAL_BACKEND_URL": s.URL, "REDIS_URL": r.URL,
				"FLASHSEED_LOG_LEVEL": "debug",
			}
			var told strings.Builder
			for _, args := range [][]string{
				{"ensure", "-v"}, {"ensure", "-o", "json"}, {"refresh", "--log-format", "json"}, {"refresh", "-o", "yaml", "--dry-run"},
				{"show"}, {"show", "-o", "json"}, {"show", "customers", "-o", "yaml"}, {"show", "restaurants"}, {"show", "-o", "ids", "drivers"},
				{"show", "-o", "json", "--no-cache"}, {"show", "super_admins", "-o", "json", "--no-cache"}, {"doctor"}, {"doctor", "--login"},
			} {
				out := run(t, env, args...)
				if out.code != 0 {
					t.Errorf("%v: exit code %d\n%s", args, out.code, out.stderr)
				}
				told.WriteString(out.stdout + out.stderr)
			}
			for _, key := range keysOf(r) {
				if key != "data-pools:accounts" {
					told.WriteString(key + " " + textOf(r, key) + "\n")
				}
			}
			text := regexp.MustCompile(`\w+"?: ?null`).ReplaceAllString(told.String(), "") // null is no secret
			for _, secret := range []string{"Pw-of-accounts-77", "Pw-of-admins-77", "$2a$10$", "verification_code", "reset_token", "access_token", `"password"`} {
				if at := strings.Index(text, secret); at >= 0 {
					t.Errorf("%q was printed: …%s…", secret, text[max(0, at-200):min(len(text), at+80)])
				}
			}
			if shown := run(t, env, "show", "accounts"); !strings.Contains(shown.stdout, "Pw-of-accounts-77") {
				t.Error("the accounts are shown without their passwords")
			}
		})
	}
}

// keysOf lists what a Redis holds.
func keysOf(r *redistest.Server) []string {
	var keys []string
	for _, key := range r.Do("KEYS", "*").([]any) {
		keys = append(keys, key.(string))
	}
	return keys
}

// textOf is all that stands under a key.
func textOf(r *redistest.Server, key string) string {
	if r.Do("TYPE", key) == "hash" {
		return fmt.Sprint(r.Do("HGETALL", key))
	}
	return r.Do("GET", key).(string)
}

// Credentials in addresses are used and never printed.
func TestCredentialsStayIn(t *testing.T) {
	t.Parallel()
	const user, secret, token = "somebody", "Sesame+open", "Bearer tokentokentoken"
	s := serve(t, sandbox.Options{})
	r := redistest.Start(t)
	r.Config("requirepass", secret)
	with := func(url string) string { return strings.Replace(url, "://", "://"+user+":Sesame%2Bopen@", 1) }
	redisURL := strings.Replace(r.URL, "://", "://:Sesame%2Bopen@", 1)
	nobody := "http://127.0.0.1:1"
	faulty := serve(t, sandbox.Options{Wrap: sandboxtest.Faults{Rates: map[sandboxtest.FaultKind]float64{sandboxtest.EC500: 1}}.Wrap})
	var told strings.Builder
	for _, url := range []string{s.URL, nobody, faulty.URL, s.URL + "/elsewhere", "http://example.com", "http://host name", "ftp://127.0.0.1"} {
		for _, redis := range []string{redisURL, with("redis://127.0.0.1:1"), with("redis://127.0.0.1:port"), with("http://x"), with(r.URL)} {
			for _, args := range [][]string{
				{"ensure", "-v"}, {"ensure", "-o", "json"}, {"refresh", "--log-format", "json"}, {"ensure", "--dry-run"},
				{"show"}, {"show", "accounts"}, {"doctor"}, {"ensure", "--wait", "50ms"},
			} {
				env := environment{
					"REAL_BACKEND_URL": with(url), "REDIS_URL": redis, "FLASHSEED_LOG_LEVEL": "debug",
					"FLASHSEED_HEADERS": "X-Token: " + token, "FLASHSEED_RETRIES": "0",
				}
				if soak || len(args) == 1 || url == s.URL {
					out := run(t, env, args...)
					told.WriteString(out.stdout + out.stderr)
				}
			}
		}
	}
	r.Do("AUTH", secret)
	for _, key := range keysOf(r) {
		told.WriteString(key + " " + textOf(r, key) + "\n")
	}
	for _, word := range []string{user, secret, "Sesame", "tokentoken"} {
		if at := strings.Index(told.String(), word); at >= 0 {
			t.Errorf("%q was printed: …%s…", word, told.String()[max(0, at-200):min(told.Len(), at+80)])
		}
	}
	if s.Count("customers") != 10 {
		t.Errorf("the backend was never reached")
	}
}
