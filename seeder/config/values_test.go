package config_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/config"
)

// viaEnv sets the variable of a key.
func viaEnv(t testing.TB, key, value string) given {
	t.Helper()
	for _, o := range config.Options() {
		if o.Key == key {
			return given{env: map[string]string{o.Env: value}, keys: []string{key}}
		}
	}
	t.Fatalf("no key %s", key)
	return given{}
}

func TestAcceptedValues(t *testing.T) {
	for _, test := range []struct {
		key, value, want string
	}{
		{"backend_url", "https://u:p@api.example.com:8443/base/v1/", "https://u:p@api.example.com:8443/base/v1"},
		{"backend_url", " http://[::1]:1310 ", "http://[::1]:1310"},
		{"backend_url", "HTTP://my_backend/", "http://my_backend"},
		{"dialect", " README ", "readme"},
		{"redis_url", "memory:", "memory:"},
		{"redis_url", "rediss://:p%23ss@redis.svc:6380/3?dial_timeout=1s", "rediss://:p%23ss@redis.svc:6380/3?dial_timeout=1s"},
		{"redis_url", "unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=1"},
		{"cache_ttl", "3600", "1h0m0s"},
		{"cache_ttl", "9223372036", "2562047h47m16s"},
		{"wait", "1h2m3.5s", "1h2m3.5s"},
		{"seed", "18446744073709551615", "18446744073709551615"},
		{"concurrency", "1", "1"},
		{"concurrency", "256", "256"},
		{"rate", "0.5", "0.5"},
		{"allow_hosts", "Staging.Example.com., 10.0.0.1\n[2001:db8::1] my_host", "[staging.example.com 10.0.0.1 2001:db8::1 my_host]"},
		{"allow_hosts", "Example.com:8443 [2001:DB8::1]:80 203.0.113.7/24 fd00::/8 ::ffff:198.51.100.9/120", "[example.com:8443 [2001:db8::1]:80 203.0.113.0/24 fd00::/8 198.51.100.0/24]"},
		{"redis_url", "file:", "file:"},
		{"redis_url", "file:/var/lib/flashseed/cache.db", "file:/var/lib/flashseed/cache.db"},
		{"now", "2026-11-25T12:00:00+07:13", "2026-11-25 12:00:00 +0713 +0713"}, // no zone has that offset, and so a name
		{"pictures", "local", "local"},
		{"pictures", "https://h/{pool}/{index}.jpg?w=600", "https://h/{pool}/{index}.jpg?w=600"},
		{"serve_hosts", "Seed.example.com, 10.0.0.1", "[seed.example.com 10.0.0.1]"},
		{"cors_origins", "HTTP://App.test:3000/ https://b.test", "[http://app.test:3000 https://b.test]"},
		{"quit_url", "http://127.0.0.1:15020/quitquitquit", "http://127.0.0.1:15020/quitquitquit"},
		{"live.rate", "0.5", "0.5"},
		{"live.rate", "300 / h", "5"},
		{"account_password", " pa ss# 'ü' ", " pa ss# 'ü' "},
		{"email_domain", "Mail.Example.TEST", "mail.example.test"},
		{"email_domain", "example.xn--p1ai", "example.xn--p1ai"},
		{"complete", "no", "false"},
		{"complete", "ON", "true"},
		{"log_level", "Debug", "DEBUG"},
		{"port", "0", "0"},
		{"port", "65535", "65535"},
		{"host", "[::]", "::"},
		{"host", "LocalHost", "localhost"},
		{"token", "s3cr3t/+=~", "s3cr3t/+=~"},
		{"max_body", "1024", "1024"},
		{"max_body", "64MiB", "67108864"},
		{"max_body", "2 gb", "2000000000"},
	} {
		c := load(t, viaEnv(t, test.key, test.value))
		if got := fmt.Sprint(valueOf(t, c, test.key)); got != test.want {
			t.Errorf("%s=%q became %s, want %s", test.key, test.value, got, test.want)
		}
	}
}

func TestRefusedValues(t *testing.T) {
	for _, test := range []struct{ key, value, reason string }{
		{"backend_url", "localhost:1310", "is not an http or https URL"},
		{"backend_url", "ftp://host", "is not an http or https URL"},
		{"backend_url", "http:host", "is not an http or https URL"},
		{"backend_url", "http://", "is not an http or https URL"},
		{"backend_url", "http://-bad", "is not an http or https URL"},
		{"backend_url", "http://" + strings.Repeat("a", 64), "is not an http or https URL"},
		{"backend_url", "http://" + strings.Repeat("a.", 130) + "a", "is not an http or https URL"},
		{"backend_url", "http://h:99999", "is not an http or https URL"},
		{"backend_url", "http://h/%zz", "is not an http or https URL"},
		{"backend_url", "http://h?x=1", "must have no query and no fragment"},
		{"backend_url", "http://h/#", "must have no query and no fragment"},
		{"dialect", "flashstorm", "is not one of auto, flashstrom, readme"},
		{"redis_url", "localhost:6379", "is not a Redis URL"},
		{"redis_url", "redis:foo", "is not a Redis URL"},
		{"redis_url", "memory:x", "is not a Redis URL"},
		{"redis_url", "redis://h/zero", "is not a Redis URL"},
		{"redis_url", "unix:", "is not a Redis URL"},
		{"cache_ttl", "0", "must be more than 0"},
		{"cache_ttl", "-5m", "is not a duration"},
		{"cache_ttl", "an hour", "is not a duration"},
		{"cache_ttl", "1.5", "is not a duration"},
		{"cache_ttl", "9223372037", "is not a duration"},
		{"cache_ttl", strings.Repeat("9", 40), "is not a duration"},
		{"seed", "-1", "is not a whole number from 0 to 18446744073709551615"},
		{"seed", "18446744073709551616", "is not a whole number from 0 to 18446744073709551615"},
		{"concurrency", "0", "is not a whole number from 1 to 256"},
		{"concurrency", "257", "is not a whole number from 1 to 256"},
		{"retries", "101", "is not a whole number from 0 to 100"},
		{"rate", "-0.1", "is not a number of 0 or more"},
		{"rate", "NaN", "is not a number of 0 or more"},
		{"rate", "+Inf", "is not a number of 0 or more"},
		{"rate", "1e999", "is not a number of 0 or more"},
		{"allow_hosts", "http://example.com", "is not a host name, an address, host:port or a network"},
		{"allow_hosts", "example.com:99999", "is not a host name, an address, host:port or a network"},
		{"allow_hosts", "u:p@example.com:80", "is not a host name, an address, host:port or a network"},
		{"allow_hosts", "203.0.113.0/33", "is not a host name, an address, host:port or a network"},
		{"allow_hosts", "2001:db8::1:", "is not a host name, an address, host:port or a network"},
		{"allow_hosts", "*", "is not a host name, an address, host:port or a network"},
		{"serve_hosts", "example.com:80", "is not a host name or an address"},
		{"serve_hosts", "203.0.113.0/24", "is not a host name or an address"},
		{"cors_origins", "localhost:3000", "is not an http or https URL"},
		{"cors_origins", "http://localhost:3000/app", "is not an origin"},
		{"quit_url", "/quitquitquit", "is not an http or https URL"},
		{"now", "2026-11-25", "is not a time of RFC 3339"},
		{"pictures", "some", "is not remote, local, none or the template of a URL"},
		{"pictures", "ftp://h/{pool}.jpg", "is not remote, local, none or the template of a URL"},
		{"pictures", "http://h/{pool.jpg", "is not remote, local, none or the template of a URL"},
		{"live.rate", "10/day", "is not a rate"},
		{"live.rate", "-1/s", "is not a rate"},
		{"live.max", "-1", "is not a whole number from 0 to 100000000"},
		{"redis_url", "redis://pw@h", "has a user and no password"},
		{"redis_url", "file:cache.db", "is not a Redis URL"},
		{"redis_url", "file://host/cache.db", "is not a Redis URL"},
		{"redis_ca_file", "no.pem", "cannot be read: file does not exist"},
		{"ca_file", "a\nb", "holds a line break or another control character"},
		{"email_domain", "localhost", "is not a domain"},
		{"email_domain", "a@b.test", "is not a domain"},
		{"email_domain", "10.0.0.1", "is not a domain"},
		{"email_domain", "a..test", "is not a domain"},
		{"email_domain", "a_b.test", "is not a domain"},
		{"email_domain", "a.t", "is not a domain"},
		{"email_domain", "a.b.42", "is not a domain"},
		{"email_domain", "a.xn--", "is not a domain"},
		{"email_domain", "fe80::1%a.bcd", "is not a domain"},
		{"complete", "maybe", "is neither true nor false"},
		{"log_level", "loud", "is not one of debug, info, warn, error"},
		{"port", "65536", "is not a whole number from 0 to 65535"},
		{"port", "tcp://10.0.0.1:80", "is not a whole number from 0 to 65535"},
		{"host", "localhost:80", "is not a host name or an address"},
		{"max_body", "0", "is not a size"},
		{"max_body", "MiB", "is not a size"},
		{"max_body", "1.5GiB", "is not a size"},
		{"max_body", "1 GGB", "is not a size"},
		{"max_body", "9999999999GiB", "is not a size"},
	} {
		err := refuse(t, viaEnv(t, test.key, test.value))
		if err.Key != test.key || err.Reason != test.reason || err.Value == "" {
			t.Errorf("%s=%q: %+v, want %q", test.key, test.value, err, test.reason)
		}
	}
	for value, hint := range map[string]string{"read-me": "did you mean readme?", "graphql": "choose one of auto, flashstrom, readme"} {
		if err := refuse(t, viaEnv(t, "dialect", value)); err.Hint != hint {
			t.Errorf("dialect=%s: hint %q, want %q", value, err.Hint, hint)
		}
	}
}

func TestLongValuesAreCutInMessages(t *testing.T) {
	err := refuse(t, viaEnv(t, "seed", strings.Repeat("ü", 5000)))
	if text := err.Error(); len(text) > 400 || !strings.Contains(text, "üü") {
		t.Errorf("%d bytes: %s", len(text), text)
	}
}

func TestHeaders(t *testing.T) {
	want := map[string][]string{"Authorization": {"Bearer a:b, c"}, "X-Team": {"one", "two"}, "X-Empty": {""}}
	for name, g := range map[string]given{
		"flags": {args: []string{
			"--header", "authorization: Bearer a:b, c", "--header", "X-Team:one", "--header", "x-team: two", "--header", "X-Empty:",
		}},
		"variable": {env: map[string]string{
			"FLASHSEED_HEADERS": "authorization: Bearer a:b, c\r\n\n  X-Team : one\nx-team: two\nX-Empty:\n",
		}},
		".env":         {dotenv: `FLASHSEED_HEADERS="authorization: Bearer a:b, c\nX-Team: one\nX-TEAM: two\nX-Empty:"`},
		"file":         {file: "headers:\n  authorization: 'Bearer a:b, c'\n  X-Team: [one, two]\n  x-empty: ''"},
		"file as text": {file: "headers: |\n  authorization: Bearer a:b, c\n  X-Team: one\n  X-Team: two\n  x-empty:"},
	} {
		c := load(t, g)
		if got := map[string][]string(c.Headers); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", name, got)
		}
		if shown := setting(t, c, "headers").Value; shown != "********" {
			t.Errorf("%s: shown as %q", name, shown)
		}
	}
	if c := load(t, given{file: "headers:\nallow_hosts:\n"}); len(c.Headers) != 0 || len(c.AllowHosts) != 0 {
		t.Errorf("%v %v", c.Headers, c.AllowHosts)
	}
}

func TestRefusedHeaders(t *testing.T) {
	flag := func(text string) given { return given{args: []string{"--header", text}} }
	file := func(text string) given { return given{file: "headers: " + text} }
	for name, test := range map[string]struct {
		g      given
		reason string
	}{
		"no colon":       {flag("sesame"), "has a line without a colon"},
		"no name":        {flag(": sesame"), "has a name that no header can have"},
		"bad name":       {flag("My Header: sesame"), "has a name that no header can have"},
		"control":        {flag("A: sesa\x00me"), "has a value with a control character"},
		"own":            {flag("host: sesame"), "must not set Host, which the client sets itself or must not send"},
		"idempotency":    {flag("idempotency-key: sesame"), "must not set Idempotency-Key, which the client sets itself or must not send"},
		"list":           {file("[sesame]"), "has a line without a colon"},
		"nested":         {file("{A: {b: sesame}}"), "must not be a mapping"},
		"nested in list": {file("{A: [[sesame]]}"), "must not be a list"},
		"two lines":      {file(`{A: "b\nC: sesame"}`), "has a value with a control character"},
		"no value":       {file("{A: }"), "has no value"},
	} {
		err := refuse(t, test.g)
		if err.Reason != test.reason || err.Key != "headers" {
			t.Errorf("%s: %+v", name, err)
		}
		if strings.Contains(err.Error()+err.Hint+err.Value, "sesame") {
			t.Errorf("%s: the value is shown: %s", name, err)
		}
	}
}

func TestHostsOfTheFile(t *testing.T) {
	for text, want := range map[string]string{
		"a.example, b.example": "[a.example b.example]", "[]": "[]", "[&one a.example, *one ]": "[a.example a.example]",
	} {
		if c := load(t, given{file: "allow_hosts: " + text}); fmt.Sprint(c.AllowHosts) != want {
			t.Errorf("%s: %v", text, c.AllowHosts)
		}
	}
	for text, reason := range map[string]string{
		"{a: b}": "must not be a mapping", "[null]": "has no value", "[a.b, [c]]": "must not be a list",
	} {
		if err := refuse(t, given{file: "allow_hosts: " + text}); err.Reason != reason {
			t.Errorf("%s: %s", text, err)
		}
	}
}

func TestSettingsAsShown(t *testing.T) {
	g := given{
		args: []string{"--wait", "90", "--cache-ttl", "1h30m", "--lock-timeout", "90s", "--allow-host", "a.b", "--allow-host", "c.d"},
		env:  map[string]string{"REAL_BACKEND_URL": "http://u:p@h/x", "REDIS_URL": "redis://:p@h/1?db=1", "FLASHSEED_TOKEN": "t"},
		file: "log_level: info\npools: {customers: {create: '/x?y=1', fields: {password: p, age: 5, tags: [a, {b: null}]}}}",
	}
	c := load(t, g)
	for key, want := range map[string]string{
		"wait": "90", "cache_ttl": "1h30m", "lock_timeout": "90s", "timeout": "0", "allow_hosts": "a.b, c.d",
		"backend_url": "http://********@h/x", "redis_url": "redis://********@h/1?********", "token": "********",
		"account_password": "********", "ca_file": "", "complete": "true", "log_level": "info", "max_body": "256MiB",
		"pools.customers.create": "/x?y=1", "pools.customers.fields": "password, age, tags",
	} {
		if got := setting(t, c, key).Value; got != want {
			t.Errorf("%s is shown as %q, want %q", key, got, want)
		}
	}
	if c := load(t, given{}); setting(t, c, "token").Value != "" {
		t.Error("an empty token is shown as if there were one")
	}
}
