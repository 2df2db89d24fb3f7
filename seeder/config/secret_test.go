package config_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/flashseed/flashseed/seeder/config"
)

// told is all that a run could print of a Load: findings with their parts, or
// the settings.
func told(g given, t testing.TB) string {
	c, err := config.Load(g.sources(t))
	if err == nil {
		return fmt.Sprint(c.Settings)
	}
	var b strings.Builder
	b.WriteString(err.Error())
	for _, e := range findings(err) {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s", e.Key, e.Value, e.Source, e.Reason, e.Hint)
	}
	return b.String()
}

func findings(err error) (all []*config.Error) {
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		if one, ok := e.(*config.Error); ok {
			all = append(all, one)
		}
	}
	return all
}

func TestPasswordsInURLsAreNeverTold(t *testing.T) {
	for _, url := range []string{
		"redis://:sesame@localhost:6379/0",
		"redis://user:sesame@localhost:bad",
		"redis://:sesame@",
		"redis://:sesame",
		"redis://sesame@localhost",
		"re dis://:sesame",
		"user:sesame://x@localhost",
		"redis://:ses#sesame@localhost",
		"redis://:a/sesame@localhost",
		"redis://:a?sesame@localhost",
		"redis://:a@sesame@localhost",
		"redis://:%zzsesame@localhost",
		"redis://localhost/0?password=sesame",
		"redis://localhost/x?password=sesame",
		"user:sesame@localhost:6379",
		"http://u:sesame@localhost",
		"ftp://u:sesame@localhost",
		"http://sesame@localhost:99999",
		"http://u:sesame@localhost?q",
		"http://localhost?token=sesame",
		"http://u:p\x00sesame@localhost",
	} {
		for _, key := range []string{"redis_url", "backend_url"} {
			if text := told(viaEnv(t, key, url), t); strings.Contains(text, "sesame") {
				t.Errorf("%s=%s is shown: %s", key, url, text)
			}
		}
		if text := told(given{file: "redis_url: '" + strings.ReplaceAll(url, "\x00", "") + "'"}, t); strings.Contains(text, "sesame") {
			t.Errorf("%s in the file is shown: %s", url, text)
		}
	}
}

func TestSecretsAreNeverTold(t *testing.T) {
	for name, g := range map[string]given{
		"token":             {env: map[string]string{"FLASHSEED_TOKEN": "sesame"}},
		"bad token":         {env: map[string]string{"FLASHSEED_TOKEN": "sesame\n"}},
		"password":          {env: map[string]string{"FLASHSEED_ACCOUNT_PASSWORD": "sesame"}},
		"bad password":      {env: map[string]string{"FLASHSEED_ADMIN_PASSWORD": "sesame\x00"}},
		"header":            {args: []string{"--header", "A: sesame"}},
		"header command":    {args: []string{"--header-command", "sesame"}},
		"password in field": {file: "pools: {customers: {fields: {password: sesame}}}"},
		"PIN in field":      {file: "pools: {customers: {fields: {cardPIN: sesame}}}"},
		"open quote":        {dotenv: `FLASHSEED_TOKEN="sesame`},
		"tail of a quote":   {dotenv: `FLASHSEED_TOKEN="a"sesame`},
	} {
		if text := told(g, t); strings.Contains(text, "sesame") {
			t.Errorf("%s: %s", name, text)
		}
	}
	err := refuse(t, given{env: map[string]string{"FLASHSEED_TOKEN": "sesame\n"}})
	if err.Value != "********" || !strings.Contains(err.Hint, "line break") {
		t.Errorf("%+v", err)
	}
	if err := refuse(t, given{file: `account_password: ""`}); lineOnly(err) !=
		`account_password: must not be empty (from /project/flashseed.yaml:1)` {
		t.Error(err)
	}
}

// TestAnyPasswordIsHidden: whatever the password, valid or not, no message
// repeats it.
func TestAnyPasswordIsHidden(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		secret := "sesame" + rapid.StringMatching(`[a-z0-9#/?@:%&= ]{0,12}`).Draw(rt, "rest")
		where := rapid.SampledFrom([]string{"redis://:%s@host", "redis://u:%s@host:1/2", "http://u:%s@host/x", "x:%s@host"}).Draw(rt, "where")
		key := rapid.SampledFrom([]string{"redis_url", "backend_url"}).Draw(rt, "key")
		if text := told(viaEnv(t, key, fmt.Sprintf(where, secret)), t); strings.Contains(text, "sesame") {
			rt.Fatalf("%s is shown: %s", secret, text)
		}
	})
}

func TestHintForSpecialCharactersInPasswords(t *testing.T) {
	for url, want := range map[string]string{
		"redis://:p#ss@host": "%23",
		"redis://:p/ss@host": "%2F",
		"redis://pass@host":  ":pw@",
	} {
		if err := refuse(t, viaEnv(t, "redis_url", url)); !strings.Contains(err.Hint, want) {
			t.Errorf("%s: hint %q", url, err.Hint)
		}
	}
}
