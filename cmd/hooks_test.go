package cmd_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// testsRan is what the tests in the scratch project say.
const testsRan = "these are the tests"

// TestHooks runs the README's recipes for pre-test hooks, which init writes, as a
// project would: npm test and make test.
func TestHooks(t *testing.T) {
	t.Parallel()
	for _, hook := range []struct {
		program, file, language string
		tests                   string // the recipe's own command for the tests
		failure                 int    // what the program exits with when flashseed exits with 3
		says                    string
	}{
		{"npm", "package.json", "json", "vitest run", 3, ""},
		{"make", "Makefile", "make", "go test ./...", 2, "Error 3"}, // make fails with 2 and tells of the 3
	} {
		t.Run(hook.program, func(t *testing.T) {
			need(t, "FLASHSEED_TEST_HOOKS", hook.program)
			dir, recipe := t.TempDir(), recipeOf(t, hook.language)
			file := filepath.Join(dir, hook.file)
			if hook.program == "npm" {
				writeFile(t, file, regexp.MustCompile(`.*pretest.*\n`).ReplaceAll([]byte(recipe), nil))
			}
			initIn(t, dir, "--"+hook.program).wantCode(t, 0)
			written := string(readFile(t, file))
			if regexp.MustCompile(`(?m)^(#.*)?\n`).ReplaceAllString(written, "") != recipe {
				t.Errorf("init writes\n%swant, as the README has it,\n%s", written, recipe)
			}
			writeFile(t, file, []byte(strings.Replace(written, hook.tests, "echo "+testsRan, 1)))
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
			if code != hook.failure || strings.Contains(out, testsRan+"\n") {
				t.Errorf("backend down: exit code %d, want %d and no tests", code, hook.failure)
			}
			for _, want := range []string{"error: GET " + nowhere, "connection refused", "hint: is the backend running", hook.says} {
				if !strings.Contains(out, want) {
					t.Errorf("backend down: the output lacks %q", want)
				}
			}

			backend := serve(t, sandbox.Options{})
			env["REAL_BACKEND_URL"] = backend.URL
			if out, code = hooked(); code != 0 || !strings.Contains(out, testsRan+"\n") {
				t.Fatalf("empty backend: exit code %d", code)
			}
			backend.wantEach(t, 10)

			backend.ResetRequests()
			if out, code = hooked(); code != 0 || !strings.Contains(out, testsRan+"\n") {
				t.Fatalf("full backend: exit code %d", code)
			}
			if strings.Contains(out, "error") || strings.Contains(out, "Filling") {
				t.Errorf("full backend: flashseed was not quiet")
			}
			if n := backend.Requests("all"); n != 1 {
				t.Errorf("full backend: %d requests, want the one that checks the cache", n)
			}
		})
	}
}

// initIn runs init in a directory.
func initIn(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return runAs(t, func(p *cmd.Process) { p.WorkDir = dir }, nil, append([]string{"init"}, args...)...)
}

// The recipes that are YAML can be read.
func TestRecipes(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--compose", "--github"} {
		text := initIn(t, t.TempDir(), flag, "--print").wantCode(t, 0).stdout
		if err := yaml.Unmarshal([]byte(text), new(map[string]any)); err != nil {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

// recipeOf finds the README's hook in that language.
func recipeOf(t *testing.T, language string) string {
	t.Helper()
	for _, b := range blocksOf(readme(t)) {
		if b.language == language && strings.Contains(b.text, "flashseed ensure --quiet") {
			return b.text
		}
	}
	t.Fatalf("the README has no hook in %s", language)
	return ""
}
