package cache

import (
	"strings"
	"testing"
)

func TestOpenChoosesByURL(t *testing.T) {
	for raw, want := range map[string]string{
		"":                               "none",
		"memory:":                        "memory",
		"file:":                          "file /default.db",
		"file:/tmp/a.db":                 "file /tmp/a.db",
		"file:///tmp/a.db":               "file /tmp/a.db",
		"file:a.db":                      "file a.db",
		"redis://localhost:6379":         "redis localhost:6379",
		"redis://user:pw@cache:7000/3":   "redis cache:7000/3",
		"redis://:p%23w%2Fd@[::1]:7000":  "redis [::1]:7000",
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
	for _, raw := range []string{
		"http://user:s3cr3t@cache", "redis://cache?secret=s3cr3t", "redis://:s3cr3t#x@cache", "redis://:s3cr3t/s3cr3t@cache",
		"redis://user:s3cr3t%zz@cache", "redis://user:s3cr3t@cache/s3cr3t", "user:s3cr3t@cache:6379", "\x00s3cr3t@", "unix://", "file:",
	} {
		keeper, err := Open(Options{URL: raw})
		if err == nil || keeper != nil {
			t.Errorf("%q was taken", raw)
			continue
		}
		if text := err.Error(); !strings.Contains(text, ": write ") || strings.Contains(text, "s3cr3t") {
			t.Errorf("%q: %s", raw, text)
		}
	}
}
