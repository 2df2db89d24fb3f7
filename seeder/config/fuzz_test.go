package config_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
)

// FuzzLoad gives arbitrary bytes to the file, the .env, every variable and
// every flag: Load answers with a Config in range or with findings, and never
// panics.
func FuzzLoad(f *testing.F) {
	sample, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample, "", "", "", uint8(0))
	f.Add([]byte("pools: {orders: {min: 5, fields: {a: [1, .nan, {b: ~}]}}}"), "A='x\nREDIS_URL=redis://:p#w@h", "orders=5,7", "a: b", uint8(4))
	f.Add([]byte("&a {seed: *a, pools: {orders: *a}}"), "export CACHE_TTL=\"90m\" # c", "\x00", "NaN", uint8(13))
	f.Add([]byte("headers: {<<: *x}\n---\n"), "\uFEFFPORT=99999", "99999999999999999999", "redis://:p@ss/w@h?x#y", uint8(2))
	f.Add([]byte("pools.orders.min: 5\n? [a]\n: b"), "FLASHSEED_MIN=orders=-1", "-9223372036854775808", "http://[::1%25x]:0/%2F", uint8(1))
	f.Fuzz(func(t *testing.T, file []byte, dotenv, env, flag string, which uint8) {
		c, err := config.Load(fuzzSources(t, string(file), dotenv, env, flag, which))
		if err == nil {
			inRange(t, c)
			return
		}
		all := findings(err)
		if c != nil || len(all) == 0 {
			t.Fatalf("not findings: %T %v", err, err)
		}
		for _, e := range all {
			if e.Key == "" || e.Reason == "" || e.Source == "" || strings.Contains(e.Error(), "\n") {
				t.Errorf("incomplete: %+v", e)
			}
		}
	})
}

// fuzzSources gives env to all variables and flag to the one flag that which
// picks, so that one bad value does not hide all others.
func fuzzSources(t *testing.T, file, dotenv, env, flag string, which uint8) config.Sources {
	s := given{file: file, dotenv: dotenv}.sources(t)
	options := config.Options()
	chosen := options[int(which)%len(options)]
	s.LookupEnv = func(name string) (string, bool) { return env, name == chosen.Env }
	s.Flags = pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(s.Flags)
	if f := options[int(which/2)%len(options)].Flag; f != "" && flag != "" {
		if err := s.Flags.Set(f, flag); err != nil {
			t.Fatalf("--%s refused %q: %v", f, flag, err)
		}
	}
	if which > 128 {
		s.Keys = []string{"port", "pools", "headers", "redis_url"}
	}
	return s
}

func inRange(t *testing.T, c *config.Config) {
	t.Helper()
	for name, good := range map[string]bool{
		"backend_url": c.BackendURL != nil && c.BackendURL.Host != "" && c.BackendURL.RawQuery == "",
		"cache_ttl":   c.CacheTTL > 0,
		"durations":   min(c.RequestTimeout, c.Timeout, c.Wait, c.LockTimeout, c.ShutdownTimeout) >= 0,
		"concurrency": c.Concurrency >= 1 && c.Concurrency <= 256,
		"rate":        c.Rate >= 0 && !math.IsInf(c.Rate, 1),
		"retries":     c.Retries >= 0 && c.Retries <= 100,
		"min":         c.MinPoolSize >= 0 && c.Min("orders") >= 0,
		"port":        c.Port >= 0 && c.Port <= 65535,
		"max_body":    c.MaxBody > 0,
		"email":       strings.Contains(c.EmailDomain, "."),
		"settings":    len(c.Settings) > 0,
	} {
		if !good {
			t.Errorf("%s is out of range: %+v", name, c)
		}
	}
}

// BenchmarkLoad is the share of every start that settings cost, with a file
// that holds them all.
func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		b.Fatal(err)
	}
	sources := given{file: string(data), args: []string{"--min", "5,orders=7"}}.sources(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := config.Load(sources); err != nil {
			b.Fatal(err)
		}
	}
}
