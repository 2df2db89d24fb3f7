//go:build unix

package cmd_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// Every account that is shown can be used, whether it is remembered or
// computed anew.
func TestAccountsLogIn(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		t.Run(name, func(t *testing.T) {
			s, r := serve(t, o), redistest.Start(t)
			at := []string{"--backend-url", s.URL, "--redis-url", r.URL}
			then := environment{"FLASHSEED_ACCOUNT_PASSWORD": "First-4-all!", "FLASHSEED_ADMIN_PASSWORD": "Second-4-admins!"}
			run(t, then, append([]string{"ensure"}, at...)...).wantCode(t, 0)
			check := func(when string, env environment, want int) {
				t.Helper()
				out := run(t, env, append([]string{"doctor", "--login", "-o", "json"}, at...)...).wantCode(t, 0).stdout
				if tried, in := gjson.Get(out, "logins.tried").Int(), gjson.Get(out, "logins.got_in").Int(); tried != int64(want) || in != tried {
					t.Errorf("%s: %d of %d accounts get in, want %d: %s", when, in, tried, want, gjson.Get(out, "logins.failed"))
				}
			}
			check("remembered, with the passwords of then", nil, 10*len(accountPools))

			r.Do("FLUSHALL")
			listed := len(accountPools)
			if o.NoAdminList { // admins that cannot be listed are known from the memory alone
				listed -= 3
			}
			check("computed anew", then, 10*listed)
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
			told.WriteString(kept(r, "data-pools:accounts"))
			text := regexp.MustCompile(`\w+"?: ?null`).ReplaceAllString(told.String(), "") // null is no secret
			lacksAll(t, text, "Pw-of-accounts-77", "Pw-of-admins-77", "$2a$10$", "verification_code", "reset_token", "access_token", `"password"`)
			if shown := run(t, env, "show", "accounts"); !strings.Contains(shown.stdout, "Pw-of-accounts-77") {
				t.Error("the accounts are shown without their passwords")
			}
		})
	}
}

// kept is all that a Redis holds but for one key.
func kept(r *redistest.Server, except string) string {
	var text strings.Builder
	for _, key := range r.Do("KEYS", "*").([]any) {
		switch {
		case key == except:
		case r.Do("TYPE", key.(string)) == "hash":
			fmt.Fprintln(&text, key, r.Do("HGETALL", key.(string)))
		default:
			fmt.Fprintln(&text, key, r.Do("GET", key.(string)))
		}
	}
	return text.String()
}

// lacksAll fails the test where one of the secrets stands in a text.
func lacksAll(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%q was printed: …%s…", secret, text[max(0, at-200):min(len(text), at+80)])
		}
	}
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
	told.WriteString(kept(r, ""))
	lacksAll(t, told.String(), user, secret, "Sesame", "tokentoken")
	if s.Count("customers") != 10 {
		t.Errorf("the backend was never reached")
	}
}
