package cache

import (
	"strings"
	"testing"
)

func TestOpenChoosesByURL(t *testing.T) {
	for raw, want := range map[string]string{
		"":                               "none",
		"memory:":                        "memory",
		"memory://":                      "memory",
		"file:":                          "file /default.db",
		"file:/tmp/a.db":                 "file /tmp/a.db",
		"file:///tmp/a.db":               "file /tmp/a.db",
		"file:a.db":                      "file a.db",
		"redis://localhost:6379":         "redis localhost:6379",
		"redis://localhost":              "redis localhost:6379",
		"redis://":                       "redis localhost:6379",
		"redis://user:pw@cache:7000/3":   "redis cache:7000/3",
		"redis://:p%23w%2Fd@[::1]:7000":  "redis [::1]:7000",
		"rediss://cache.test?db=2":       "redis cache.test:6379/2",
		"REDIS://cache":                  "redis cache:6379",
		"unix:///run/redis.sock?db=1":    "redis /run/redis.sock/1",
		"unix://user:pw@/run/redis.sock": "redis /run/redis.sock",
	} {
		cache, err := Open(Options{URL: raw, File: "/default.db"})
		if err != nil {
			t.Errorf("%q: %v", raw, err)
			continue
		}
		if cache.Name() != want {
			t.Errorf("%q is %q, want %q", raw, cache.Name(), want)
		}
		must(t, cache.Close())
	}
}

func TestOpenRefusesWithoutTellingSecrets(t *testing.T) {
	for raw, want := range map[string]string{
		"foo":                              `"foo" has no scheme`,
		"http://cache":                     `"http://cache" has no scheme`,
		"redis://cache/zero":               `"redis://cache/zero" cannot be read`,
		"redis://cache/1/2":                "cannot be read",
		"unix://":                          "cannot be read",
		"localhost:6379":                   "has no scheme",
		"redis:6379":                       "has no scheme",
		"redis://cache:0":                  "port from 1 to 65535",
		"redis://cache:70000":              "port from 1 to 65535",
		"redis://cache:port":               "cannot be read",
		"redis://cache?secret=s3cr3t":      "cannot be read",
		"redis://:s3cr3t#x@cache":          "cannot be read",
		"redis://cache#s3cr3t":             "has a # in it",
		"redis://:s3cr3t/s3cr3t@cache":     "cannot be read",
		"redis://user:s3cr3t%zz@cache":     "cannot be read",
		"redis://user:s3cr3t@cache/s3cr3t": "cannot be read",
		"redis://:s3cr3t":                  "cannot be read",
		"user:s3cr3t@cache:6379":           "has no scheme",
		"\x00s3cr3t@":                      "cannot be read",
	} {
		_, err := Open(Options{URL: raw})
		if err == nil {
			t.Errorf("%q was taken", raw)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, want) || !strings.Contains(text, "rediss://") || strings.Contains(text, "s3cr3t") {
			t.Errorf("%q: %s", raw, text)
		}
	}
}
