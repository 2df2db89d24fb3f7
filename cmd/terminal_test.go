package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// screen is a tmux of its own with one window.
type screen struct {
	t      *testing.T
	socket string
	env    environment
}

// newScreen opens a window of that size in which a command runs. When the
// command is over, its exit code is the last line.
func newScreen(t *testing.T, width, height int, env environment, command string) *screen {
	t.Helper()
	need(t, "FLASHSEED_TEST_TMUX", "tmux")
	s := &screen{t: t, socket: filepath.Join(t.TempDir(), "tmux"), env: env}
	t.Cleanup(func() {
		// The test's context is over by now, so this has none.
		if out, err := exec.Command("tmux", "-S", s.socket, "kill-server").CombinedOutput(); err != nil {
			t.Errorf("end tmux: %v: %s", err, out)
		}
	})
	s.tmux("new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height),
		command+`; echo "exit code $?"; exec cat`)
	return s
}

func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	out, err := sh(s.t, "", s.env, "tmux", append([]string{"-S", s.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %s: %v\n%s", args, err, out)
	}
	return string(out)
}

// text is what the window shows and has scrolled out at its top.
func (s *screen) text() string {
	return strings.TrimRight(s.tmux("capture-pane", "-p", "-S", "-"), "\n")
}

// await returns the text once it has a match.
func (s *screen) await(pattern string) (text string) {
	s.t.Helper()
	want := regexp.MustCompile(pattern)
	waitFor(s.t, pattern, func() bool {
		time.Sleep(20 * time.Millisecond) // each look starts a process
		text = s.text()
		return want.MatchString(text)
	})
	return text
}

// aBar is a bar at work.
const aBar = `(?m)^\w[\w ]+ +\d+% [█▓▒░#=>.-]`

// done is the end of a run that went well.
const done = `(?m)^exit code 0$`

// slowSite is a backend that takes its time, and the environment to find it.
func slowSite(t *testing.T) environment {
	site := serve(t, sandbox.Options{RegisterDelay: 50 * time.Millisecond})
	return environment{"REAL_BACKEND_URL": site.URL, "TERM": "xterm-256color"}
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	for name, widths := range map[string][]string{"120 columns": {"120"}, "40 columns": {"40"}, "resized": {"120", "50", "90", "45"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			width, _ := strconv.Atoi(widths[0])
			s := newScreen(t, width, 50, slowSite(t), "flashseed ensure")
			s.await(aBar)
			for i, next := range widths[1:] {
				s.await(fmt.Sprintf(`(?m)^%s +\d+%% .`, []string{"Super admins", "Companion admins", "Customers"}[i]))
				s.tmux("resize-window", "-x", next)
			}
			if len(widths) > 1 { // what was written is the terminal's to wrap
				width = 120
			}
			checkFinal(t, s.await(done), width)
		})
	}
}

// checkFinal looks for what a run must have left on the screen: a finished
// line for each pool, once, a summary, and nothing of a bar.
func checkFinal(t *testing.T, text string, width int) {
	t.Helper()
	if regexp.MustCompile(aBar).MatchString(text) || strings.ContainsAny(text, "█░") {
		t.Errorf("a bar was left behind:\n%s", text)
	}
	if n := len(regexp.MustCompile(`(?m)^✓ \w.* 10 `).FindAllString(text, -1)); n != len(pools) {
		t.Errorf("%d finished lines, want %d:\n%s", n, len(pools), text)
	}
	if n := strings.Count(text, allFull); n != 1 {
		t.Errorf("%d summaries, want 1:\n%s", n, text)
	}
	if n := len(regexp.MustCompile(`(?m)^[A-Z][\w ]+ \d.* full\b`).FindAllString(text, -1)); n != 0 {
		t.Errorf("%d pools are told a second time, in a table:\n%s", n, text)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if len([]rune(line)) > width {
			t.Errorf("longer than %d columns: %q", width, line)
		}
	}
}

// TestTerminalPlain has the terminal's owner ask for less: no colours, or
// nothing that moves either.
func TestTerminalPlain(t *testing.T) {
	t.Parallel()
	colours := regexp.MustCompile(`\x1b\[(3[0-7]|9[0-7]|1|2)m`)
	moves := regexp.MustCompile(`\x1b\[[0-9;?]*[A-LSTfhl]|\r[^\n\r]`)
	for _, c := range []struct {
		name, value   string
		colour, moves bool
	}{
		{"TERM", "xterm-256color", true, true},
		{"NO_COLOR", "1", false, true},
		{"TERM", "dumb", false, false},
		{"CI", "true", true, false},
	} {
		t.Run(c.name+"="+c.value, func(t *testing.T) {
			t.Parallel()
			env, dir := slowSite(t), t.TempDir()
			typed := filepath.Join(dir, "typed")
			// tmux sets TERM itself; script(1) would be one more thing to need.
			s := newScreen(t, 100, 50, env, "read -r _; env "+c.name+"="+c.value+" flashseed ensure")
			s.tmux("pipe-pane", "-o", "cat > "+typed)
			s.tmux("send-keys", "Enter")
			s.await(done)
			raw := ""
			waitFor(t, "tmux has written all", func() bool {
				data, _ := os.ReadFile(typed)
				raw = string(data)
				return strings.Contains(raw, "exit code")
			})
			if got := colours.MatchString(raw); got != c.colour {
				t.Errorf("colours: %v, want %v\n%q", got, c.colour, raw)
			}
			if got := moves.MatchString(raw); got != c.moves {
				t.Errorf("moves: %v, want %v\n%q", got, c.moves, raw)
			}
			if !strings.Contains(raw, allFull) {
				t.Errorf("no summary in %q", raw)
			}
		})
	}
}
