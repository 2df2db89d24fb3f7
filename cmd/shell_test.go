package cmd_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// bashDriver completes a command line as pressing Tab does. Where there is no
// bash-completion package, the one function that the script asks of it is made
// up for.
const bashDriver = `
if [[ -r /usr/share/bash-completion/bash_completion ]]; then
	. /usr/share/bash-completion/bash_completion
else
	_get_comp_words_by_ref() { words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}; }
fi
. <(flashseed completion bash)
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9
$(complete -p flashseed | sed 's/.* -F \([^ ]*\) .*/\1/') flashseed
printf '%s\n' "${COMPREPLY[@]}"
`

var completions = []struct {
	line      []string
	want, not string
}{
	{[]string{"ens"}, "ensure", "show"},
	{[]string{"ensure", "prom"}, "promotions", "orders"},
	{[]string{"ensure", "orders", "ord"}, "", "orders"},
	{[]string{"show", "acc"}, "accounts", "orders"},
	{[]string{"show", "-o", "i"}, "ids", "table"},
	{[]string{"ensure", "-o", "y"}, "yaml", "ids"},
	{[]string{"ensure", "--dialect", "re"}, "readme", "flashstrom"},
	{[]string{"ensure", "--log-format", "j"}, "json", "text"},
	{[]string{"ensure", "--min", "dri"}, "drivers=", "orders="},
	{[]string{"ensure", "--dry"}, "--dry-run", "--min"},
	{[]string{"help", "exit"}, "exit-codes", "ensure"},
}

func TestCompletionInBash(t *testing.T) {
	t.Parallel()
	need(t, "FLASHSEED_TEST_SHELL", "bash")
	dir := t.TempDir()
	script := filepath.Join(dir, "complete.bash")
	writeFile(t, script, []byte(bashDriver))
	for _, c := range completions {
		checkCompletion(t, c.line, c.want, c.not, func() (string, error) {
			args := append([]string{script, "flashseed"}, c.line...)
			out, err := sh(t, dir, nil, "bash", args...).Output()
			return string(out), err
		})
	}
}

func TestCompletionInFish(t *testing.T) {
	t.Parallel()
	need(t, "FLASHSEED_TEST_SHELL", "fish")
	for _, c := range completions {
		checkCompletion(t, c.line, c.want, c.not, func() (string, error) {
			line := "flashseed " + strings.Join(c.line, " ")
			out, err := sh(t, t.TempDir(), nil, "fish", "--no-config", "-c",
				"flashseed completion fish | source; complete -C '"+line+"'").Output()
			return string(out), err
		})
	}
}

func TestCompletionInZsh(t *testing.T) {
	t.Parallel()
	need(t, "FLASHSEED_TEST_SHELL", "zsh")
	out, err := sh(t, t.TempDir(), nil, "zsh", "-f", "-c", `
		autoload -U compinit && compinit -u -D &&
		source <(flashseed completion zsh) && print -r -- $_comps[flashseed]`).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "_flashseed" {
		t.Fatalf("%v: %s", err, out)
	}
}

func checkCompletion(t *testing.T, line []string, want, not string, complete func() (string, error)) {
	t.Helper()
	out, err := complete()
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	var names []string
	for answer := range strings.Lines(out) {
		name, _, _ := strings.Cut(strings.TrimSpace(answer), "\t")
		name, _, _ = strings.Cut(name, " ")
		names = append(names, name)
	}
	if want != "" && !slices.Contains(names, want) || slices.Contains(names, not) {
		t.Errorf("%q completes to %q, want %q and not %q", line, names, want, not)
	}
}

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
