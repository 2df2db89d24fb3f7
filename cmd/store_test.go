package cmd_test

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// Where no Redis was named and none listens in the usual place, the cache is a
// file in the user's cache directory, if there is one.
func TestCacheWithoutRedis(t *testing.T) {
	t.Parallel()
	if conn, err := net.Dial("tcp", "localhost:6379"); err == nil {
		_ = conn.Close()
		t.Skip("a Redis listens on localhost:6379")
	}
	s := serve(t, sandbox.Options{})
	ensure := func(dir string, args ...string) outcome {
		t.Helper()
		change := func(p *cmd.Process) { p.UserCacheDir = dir }
		return runAs(t, change, environment{"REAL_BACKEND_URL": s.URL}, append([]string{"ensure"}, args...)...).wantCode(t, 0)
	}
	dir := t.TempDir()
	first := ensure(filepath.Join(dir, "cache"))
	file := filepath.Join(dir, "cache", "flashseed", "cache.db")
	if n := strings.Count(first.stderr, "No Redis listens on localhost: the cache is "+file); n != 1 || !strings.Contains(first.stdout, "cache file "+file) {
		t.Errorf("the file was named %d times:\n%s%s", n, first.stderr, first.stdout)
	}
	if second := ensure(filepath.Join(dir, "cache"), "-o", "json").report(t); !second.Cached {
		t.Error("the second run was not answered from the file")
	}
	if quiet := ensure(filepath.Join(dir, "cache"), "--quiet"); quiet.stderr+quiet.stdout != "" {
		t.Errorf("--quiet says %s%s", quiet.stderr, quiet.stdout)
	}

	blocked := filepath.Join(dir, "file")
	writeFile(t, blocked, nil)
	for _, no := range []string{"", blocked} {
		if got := ensure(no).warnings(); len(got) != 1 || !strings.Contains(got[0], "without cache") && !strings.Contains(got[0], blocked) {
			t.Errorf("cache directory %q: %q", no, got)
		}
	}
}

// A Redis over TLS is trusted by redis_ca_file, else by ca_file.
func TestRedisAuthorities(t *testing.T) {
	t.Parallel()
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	redis := miniredis.NewMiniRedis()
	if err := redis.StartTLS(&tls.Config{Certificates: certified.TLS.Certificates}); err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	good, empty := filepath.Join(t.TempDir(), "good.pem"), filepath.Join(t.TempDir(), "empty.pem")
	encoded := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certified.Certificate().Raw})
	for file, text := range map[string][]byte{good: encoded, empty: nil} {
		writeFile(t, file, text)
	}
	s := serve(t, sandbox.Options{})
	for setting, trusted := range map[string]bool{"FLASHSEED_REDIS_CA_FILE": true, "FLASHSEED_CA_FILE": true, "FLASHSEED_SEED": false} {
		env := environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": "rediss://" + redis.Addr()}
		if env[setting] = good; !trusted {
			env[setting] = "1"
		}
		redis.FlushAll()
		out := run(t, env, "ensure").wantCode(t, 0)
		if got := out.warnings(); (len(got) == 0) != trusted || redis.Exists("data-pools:all") != trusted {
			t.Errorf("%s: %q", setting, got)
		}
	}
	env := environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": "rediss://" + redis.Addr(), "FLASHSEED_REDIS_CA_FILE": empty}
	out := run(t, env, "ensure").wantCode(t, 2)
	if !strings.Contains(out.stderr, empty+" holds no certificate") || strings.Contains(out.stderr, "hint") {
		t.Error(out.stderr)
	}
}

// A command that is used in a wrong way looks for no cache before it says so.
func TestUsageErrorsOpenNothing(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"clean", "clean orderz --yes", "ensure --detailed-exitcode", "refresh --clean", "show orders --jq .x", "show orderz", "show accounts orderz",
	} {
		if out := run(t, nil, strings.Fields(args)...).wantCode(t, 2); strings.Contains(out.stderr, "Redis") {
			t.Errorf("%s: %s", args, out.stderr)
		}
	}
}
