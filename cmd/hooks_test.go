package cmd_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// TestHooks runs the recipes for pre-test hooks as a project would: npm test
// and make test.
func TestHooks(t *testing.T) {
	for _, hook := range []struct {
		program, recipe string
		failure         int // what the program exits with when flashseed exits with 3
		says            string
	}{
		{"npm", "hooks/package.json", 3, ""},
		{"make", "hooks/Makefile", 2, "Error 3"}, // make fails with 2 and tells of the 3
	} {
		t.Run(hook.program, func(t *testing.T) {
			need(t, "FLASHSEED_TEST_HOOKS", hook.program)
			dir := t.TempDir()
			copyTo(t, dir, hook.recipe)
			env := environment{
				"REDIS_URL": redisStandIn(t), "npm_config_update_notifier": "false", "npm_config_cache": t.TempDir(),
			}
			hooked := func() (out string, code int) {
				began := time.Now()
				all, err := sh(t, dir, env, hook.program, "test").CombinedOutput()
				var exit *exec.ExitError
				if err != nil && !errors.As(err, &exit) {
					t.Fatal(err)
				} else if err != nil {
					code = exit.ExitCode()
				}
				t.Logf("%s test: exit code %d after %s\n%s", hook.program, code, time.Since(began).Round(time.Millisecond), all)
				return string(all), code
			}

			out, code := hooked()
			if code != hook.failure || strings.Contains(out, "the tests ran\n") {
				t.Errorf("backend down: exit code %d, want %d and no tests", code, hook.failure)
			}
			for _, want := range []string{"error: GET " + nowhere, "connection refused", "hint: is the backend running", hook.says} {
				if !strings.Contains(out, want) {
					t.Errorf("backend down: the output lacks %q", want)
				}
			}

			backend := serve(t, sandbox.Options{})
			env["REAL_BACKEND_URL"] = backend.URL
			if out, code = hooked(); code != 0 || !strings.Contains(out, "the tests ran\n") {
				t.Fatalf("empty backend: exit code %d", code)
			}
			for pool, count := range backend.counts() {
				if count != 10 {
					t.Errorf("%s holds %d items", pool, count)
				}
			}

			backend.ResetRequests()
			if out, code = hooked(); code != 0 || !strings.Contains(out, "the tests ran\n") {
				t.Fatalf("full backend: exit code %d", code)
			}
			if strings.Contains(out, "error") || strings.Contains(out, "Filling") {
				t.Errorf("full backend: flashseed was not quiet")
			}
			if n := backend.Requests().Total(); n != 1 {
				t.Errorf("full backend: %d requests, want the one that checks the cache", n)
			}
		})
	}
}
