//go:build unix

package cmd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// broken is a stream that takes nothing.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

// A result that cannot be written is a failure, whatever it is. That its reader
// has seen enough is none.
func TestResultsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	env := environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": "memory:"}
	run(t, env, "ensure").wantCode(t, 0)
	for _, line := range []string{
		"--help", "help ensure", "help exit-codes", "ensure --help", "--version", "version -o json", "completion bash",
		"ensure -o json", "ensure -o yaml --dry-run", "show", "show customers -o csv", "show customers --json id", "show customers -o env",
		"show accounts", "doctor", "doctor -o json",
	} {
		for _, failure := range []error{syscall.ENOSPC, syscall.EPIPE} {
			p, _, stderr := process(t, env, strings.Fields(line)...)
			p.Stdout = broken{failure}
			code, said := cmd.Main(p), strings.Count(stderr.String(), failure.Error())
			if want := map[error][2]int{syscall.ENOSPC: {3, 1}, syscall.EPIPE: {0, 0}}[failure]; code != want[0] || said != want[1] {
				t.Errorf("%s, %v: exit code %d\n%s", line, failure, code, stderr)
			}
		}
	}
}

// net/http writes to the default logger what a backend sends behind its answer.
func TestDefaultLoggerIsSilent(t *testing.T) {
	t.Parallel()
	box := sandbox.New(sandbox.Options{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		box.ServeHTTP(answer, r)
		conn, out, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprintf(out, "HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%sextra-sesame", answer.Code, answer.Body.Len(), answer.Body)
		out.Flush()
	}))
	t.Cleanup(srv.Close)
	out := start(t, environment{"REAL_BACKEND_URL": srv.URL}, "ensure", "--no-cache", "-q").wait(t, time.Minute).wantCode(t, 0)
	for line := range strings.Lines(out.stderr) {
		if !strings.HasPrefix(line, "warning: retry ") { // of a connection that was used again before that came
			t.Error(line)
		}
	}
}

// On a terminal, the line that is redrawn is gone before the result is printed.
func TestARetryIsGoneBeforeTheResult(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	s := serve(t, sandbox.Options{Wrap: func(box http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/customers") && asked.Add(1) == 2 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			box.ServeHTTP(w, r)
		})
	}})
	run(t, nil, "ensure", "customers", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
	asked.Store(1)
	p, screen, _ := process(t, nil, "show", "customers", "-o", "ids", "--no-cache", "--backend-url", s.URL)
	p.Stderr, p.StderrTTY, p.StderrCols = screen, true, func() int { return 80 }
	code := cmd.Main(p)
	before, _, found := strings.Cut(screen.String(), "FF_CUS_")
	if code != 0 || !found || !strings.Contains(before, "retry 1") || !strings.HasSuffix(before, "\r\x1b[J\r") {
		t.Errorf("exit code %d, %q", code, screen)
	}
}
