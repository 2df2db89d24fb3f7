package cmd_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// TestExamples runs the examples of the commands' help that end by themselves.
func TestExamples(t *testing.T) {
	t.Parallel()
	need(t, "FLASHSEED_TEST_SHELL", "bash")
	env := environment{"REAL_BACKEND_URL": serve(t, sandbox.Options{}).URL, "REDIS_URL": redisStandIn(t)}
	dir := t.TempDir()
	for _, name := range []string{"", "ensure", "refresh", "show", "doctor"} {
		out := run(t, nil, "help", name)
		if name == "" {
			out = run(t, nil, "help")
		}
		out.wantCode(t, 0)
		_, rest, _ := strings.Cut(out.stdout, "\nExamples:\n")
		examples, _, _ := strings.Cut(rest, "\n\n")
		for line := range strings.Lines(examples) {
			// The explanations of root's examples stand behind two spaces.
			command := regexp.MustCompile(`  .*`).ReplaceAllString(strings.TrimSpace(line), "")
			if answer, err := sh(t, dir, env, "bash", "-e", "-o", "pipefail", "-c", command).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", command, err, answer)
			}
		}
	}
}
