package cmd_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// block is a fenced block of the README with what the comment before it says
// of its test and, after commands, the output that stands below them.
//
// Blocks of the language sh run one after another in a copy of the repository,
// with bash -e. A sandbox and a Redis stand in for localhost:1310 and
// localhost:6379. In front of a block may stand
//
//	<!-- test: skip: REASON -->  it is not run
//	<!-- test: backend -->       it is run: the same as no comment
//	<!-- test: fresh -->         the backend and Redis are empty again
//	<!-- test: exits: CODE -->   it ends with that exit code
//	<!-- test: serve -->         flashseed serve stands in for localhost:3001
//
// A block of the language text right below is its output: the lines must come
// in that order. Times, addresses and ids may differ; … alone stands for any
// lines, at the end of a line for its rest.
type block struct {
	line     int
	language string
	test     string // "" where no comment says anything
	text     string
	output   string
}

var testComment = regexp.MustCompile(`^<!-- test: (.+) -->$`)

// blocksOf finds the blocks of a Markdown text.
func blocksOf(text string) []block {
	var (
		blocks  []block
		test    string
		fenced  bool
		into    *string // where the block at hand goes
		outputs bool    // nothing but blank lines since the last block
	)
	for n, line := range strings.Split(text, "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && fenced:
			fenced, outputs = false, true
		case fence && language == "text" && outputs:
			fenced, into = true, &blocks[len(blocks)-1].output
		case fence:
			blocks = append(blocks, block{line: n + 1, language: language, test: test})
			fenced, test, into = true, "", &blocks[len(blocks)-1].text
		case fenced:
			*into += line + "\n"
		case line != "":
			test, outputs = "", false
			if m := testComment.FindStringSubmatch(line); m != nil {
				test = m[1]
			}
		}
	}
	return blocks
}

func readme(t *testing.T) string {
	t.Helper()
	return string(readFile(t, "../README.md"))
}

// TestReadme runs the commands of the README.
func TestReadme(t *testing.T) {
	t.Parallel()
	need(t, "FLASHSEED_TEST_SHELL", "bash", "git", "make", "curl")
	if testing.Short() {
		t.Skip("it builds the program")
	}
	r := &reader{t: t, dir: cloneOf(t)}
	r.fresh()
	for _, b := range blocksOf(readme(t)) {
		if b.language != "sh" {
			continue
		}
		t.Logf("README.md:%d: %s", b.line, b.text)
		r.run(b)
		if t.Failed() {
			return // what comes later builds on it
		}
	}
}

// reader follows the README.
type reader struct {
	t         *testing.T
	dir       string
	localhost []string // what stands in for what, for a strings.Replacer
	env       environment
}

// fresh gives the reader an empty backend and an empty Redis.
func (r *reader) fresh() {
	backend, redis := serve(r.t, sandbox.Options{}).URL, redisStandIn(r.t)
	r.env = environment{"REAL_BACKEND_URL": backend, "REDIS_URL": redis, "GOBIN": filepath.Join(r.dir, "bin")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS", "GOPROXY"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			r.t.Fatal(err)
		}
		r.env[name] = strings.TrimSpace(string(out))
	}
	r.localhost = []string{"localhost:1310", strings.TrimPrefix(backend, "http://"), "localhost:6379", strings.TrimPrefix(redis, "redis://")}
}

func (r *reader) run(b block) {
	kind, rest, _ := strings.Cut(b.test, ": ")
	code := 0
	switch kind {
	case "", "backend":
	case "skip":
		if rest == "" {
			r.t.Errorf("README.md:%d: skip without a reason", b.line)
		}
		return
	case "fresh":
		r.fresh()
	case "exits":
		code, _ = strconv.Atoi(rest)
	case "serve":
		address, _ := serving(r.t, r.env, "serve", "--port", "0")
		r.localhost = append(r.localhost, "localhost:3001", strings.TrimPrefix(address, "http://"))
	default:
		r.t.Fatalf("README.md:%d: unknown test %q", b.line, b.test)
	}
	c := sh(r.t, r.dir, r.env, "bash", "-e", "-o", "pipefail", "-c", strings.NewReplacer(r.localhost...).Replace(b.text))
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	if got := c.ProcessState.ExitCode(); got != code {
		r.t.Errorf("README.md:%d: exit code %d, want %d\n%s\n%s", b.line, got, code, b.text, out)
	}
	if missing := missingLine(b.output, string(out)); missing != "" {
		r.t.Errorf("README.md:%d: the output lacks %q\n%s", b.line, missing, out)
	}
}

// cloneOf copies the repository's files, as they are now.
func cloneOf(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list.Dir = ".."
	files, err := list.Output()
	if err != nil {
		t.Skipf("not a git repository: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		from, to := filepath.Join("..", name), filepath.Join(dir, name)
		info, err := os.Stat(from)
		if err != nil {
			continue // deleted and not yet committed
		}
		data, err := os.ReadFile(from)
		if err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, info.Mode().Perm()))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var (
	varying = regexp.MustCompile(`[0-9]+(\.[0-9]+)?(ms|s|m)\b|127\.0\.0\.1:[0-9]+|localhost:[0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12}|20[0-9]{2}-[0-9T:Z.-]+`)
	blanks  = regexp.MustCompile(`[ \t─━-]+`)
)

// alike reduces a line to what must be the same in every run.
func alike(line string) string {
	return strings.TrimSpace(blanks.ReplaceAllString(varying.ReplaceAllString(line, "*"), " "))
}

// missingLine returns the first line of what was promised that is not to be
// found, in order, in what was printed.
func missingLine(promised, printed string) string {
	lines := bufio.NewScanner(bytes.NewReader([]byte(printed)))
next:
	for want := range strings.Lines(promised) {
		start, open := strings.CutSuffix(strings.TrimSpace(want), "…")
		if start == "" {
			continue
		}
		for lines.Scan() {
			got := alike(lines.Text())
			if got == alike(start) || open && strings.HasPrefix(got, alike(start)) {
				continue next
			}
		}
		return strings.TrimSpace(want)
	}
	return ""
}

// TestSettingsAreDocumented looks for each setting in the table of settings: a row with
// its key, flag, variable and default.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	table := readFile(t, "../docs/settings.md")
	rows := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if cells := strings.Split(line, "|"); len(cells) > 5 { // no other table is that wide
			rows[strings.Trim(cells[1], " `")] = line
		}
	}
	for _, o := range config.Options() {
		row, ok := rows[o.Key]
		if !ok {
			t.Errorf("the table of settings lacks %s", o.Key)
			continue
		}
		wants := []string{o.Env}
		if o.Flag != "" {
			wants = append(wants, "--"+o.Flag)
		}
		if o.Default != nil && o.Kind != "yes/no" {
			wants = append(wants, fmt.Sprint(o.Default))
		}
		for _, want := range wants {
			if !strings.Contains(row, want) {
				t.Errorf("%s: its row lacks %q: %s", o.Key, want, row)
			}
		}
	}
}
