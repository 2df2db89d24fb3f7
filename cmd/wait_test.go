package cmd_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// A backend that starts late is waited for: at first nothing listens, then it
// fails without its database.
func TestWait(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()

	var asked atomic.Int64
	backend := sandbox.New(sandbox.Options{})
	srv := &httptest.Server{Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && asked.Load() < 4 {
			t.Errorf("%s before the backend was ready", r.Method)
		}
		if asked.Add(1) < 4 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		backend.ServeHTTP(w, r)
	})}}
	opened := make(chan struct{})
	time.AfterFunc(500*time.Millisecond, func() {
		defer close(opened)
		if srv.Listener, err = net.Listen("tcp", addr); err == nil {
			srv.Start()
		}
	})
	out := run(t, environment{"FLASHSEED_WAIT": "20s"}, "ensure", "--no-cache", "--backend-url", "http://"+addr)
	<-opened
	if err != nil {
		t.Skipf("another process took the port: %v", err)
	}
	defer srv.Close()
	out.wantCode(t, 0)
	for _, reason := range []string{"connection refused", "500"} {
		if !strings.Contains(out.stderr, reason) {
			t.Errorf("it does not tell that it waits because of %q:\n%s", reason, out.stderr)
		}
	}
	if n := backend.Count("orders"); n != 10 {
		t.Errorf("%d orders", n)
	}
}

// Waiting ends in time, and at once where the backend will not be asked.
func TestWaitInVain(t *testing.T) {
	t.Parallel()
	began := time.Now()
	run(t, nil, "ensure", "--no-cache", "--backend-url", "http://127.0.0.1:1", "--wait", "700ms").wantCode(t, 3)
	if took := time.Since(began); took < 600*time.Millisecond || took > 20*time.Second {
		t.Errorf("waited %s for 700ms", took)
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		began := time.Now()
		out := run(t, nil, "ensure", "--no-cache", "--backend-url", srv.URL, "--wait", "30s").wantCode(t, 3)
		if took := time.Since(began); took > 20*time.Second { // it would wait 30 s
			t.Errorf("%d: waited %s", status, took)
		}
		if !strings.Contains(out.stderr, "--header") {
			t.Errorf("no hint at credentials: %s", out.stderr)
		}
		srv.Close()
	}
}

// A plan is made without a single change.
func TestDryRun(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, o)
			ask := func(args ...string) outcome {
				return run(t, nil, append(args, "--no-cache", "--backend-url", s.URL, "--dry-run", "-o", "json")...)
			}
			for _, command := range []string{"ensure", "refresh"} {
				ask(command).wantCode(t, 0)
				out := ask(command, "--detailed-exitcode").wantCode(t, 4)
				missing := 0
				for _, p := range out.report(t).Pools {
					missing += p.Created
				}
				if r := out.report(t); r.Status != seeder.StatusOK || missing < 10*len(pools)-1 {
					t.Errorf("%s: status %s, %d missing", command, r.Status, missing)
				}
			}
			if posts, patches := s.Requests("POST"), s.Requests("PATCH"); posts+patches != 0 {
				t.Errorf("%d POSTs, %d PATCHes", posts, patches)
			}
			run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
			s.ResetRequests()
			want := 0
			if o.NoAdminList {
				want = 4 // without a memory the admins are unknown
			}
			ask("ensure", "--detailed-exitcode").wantCode(t, want)
			if posts, patches := s.Requests("POST"), s.Requests("PATCH"); posts+patches != 0 {
				t.Errorf("full: %d POSTs, %d PATCHes", posts, patches)
			}
		})
	}
}

// A log for programs is JSON in every line, and tells of each request that
// was repeated or refused what there is to know.
func TestJSONLogs(t *testing.T) {
	t.Parallel()
	rates := every(0.005)
	delete(rates, sandboxtest.TimeoutAfter)
	rates[sandboxtest.EC500], rates[sandboxtest.EC200After] = 0.1, 0.1
	for name, o := range manners {
		if !soak && name != "flashstrom" && name != "readme plain" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var failed atomic.Int64
			o.Wrap = sandboxtest.Faults{Seed: 5, Rates: rates, RetryAfter: -1, SlowFor: 20 * time.Millisecond, Hit: func(kind sandboxtest.FaultKind) {
				if kind != sandboxtest.Slow && kind != sandboxtest.WrongType && kind != sandboxtest.Redirect {
					failed.Add(1)
				}
			}}.Wrap
			s := serve(t, o)
			out := run(t, nil, "ensure", "--backend-url", s.URL, "--redis-url", "redis://127.0.0.1:1", "--log-format", "json",
				"--log-level", "debug", "--retries", "20", "--request-timeout", "300ms", "--max-body", "1MiB", "--timeout", "2m")
			told := 0
			for line := range strings.Lines(out.stderr) {
				var entry map[string]any
				if err := json.Unmarshal([]byte(line), &entry); err != nil {
					t.Errorf("no JSON: %s", line)
					continue
				}
				switch entry["msg"] {
				case "retrying", "creation not confirmed":
					told++
					lacks(t, line, entry)
				}
			}
			if told == 0 {
				t.Errorf("%d requests failed, and nothing is printed\n%s", failed.Load(), out.stderr)
			}
			t.Logf("%d failed, %d told", failed.Load(), told)
		})
	}
}

// A log for programs says where serve listens, and what it answers.
func TestJSONLogsOfServe(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	p, _, stderr := process(t, environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": "memory:"},
		"serve", "--port", "0", "--no-startup-ensure", "--log-format", "json", "--log-level", "info")
	signals := make(chan os.Signal, 1)
	p.Signals = signals
	ended := make(chan int, 1)
	go func() { ended <- cmd.Main(p) }()
	entry := func(msg string) (found map[string]any) {
		waitFor(t, msg, func() bool {
			for line := range strings.Lines(stderr.String()) {
				var entry map[string]any
				if json.Unmarshal([]byte(line), &entry) == nil && entry["msg"] == msg {
					found = entry
				}
			}
			return found != nil
		})
		return found
	}
	body, _ := fetch(t, "GET", fmt.Sprintf("http://%s/", entry("flashseed listening")["address"]), "")
	if answered := entry("answered"); answered["bytes"] != float64(len(body)) || answered["status"] != 200.0 || answered["path"] != "/" {
		t.Errorf("%d bytes answered: %v", len(body), answered)
	}
	http.DefaultClient.CloseIdleConnections()
	signals <- syscall.SIGTERM
	if code := <-ended; code != 0 && code != 143 {
		t.Errorf("exit %d", code)
	}
}

// lacks complains about what a log entry does not tell of a request.
func lacks(t *testing.T, line string, entry map[string]any) {
	t.Helper()
	keys := []string{"time", "level", "attempt", "status", "em"}
	if text, _ := entry["error"].(string); strings.Contains(text, "(EC ") {
		keys = append(keys, "ec")
	}
	if entry["msg"] == "creation not confirmed" {
		keys = append(keys, "pool", "index", "ec")
	} else if route, _ := entry["route"].(string); !strings.Contains(route, "wallet") {
		keys = append(keys, "pool")
	}
	for _, key := range keys {
		if _, ok := entry[key]; !ok {
			t.Errorf("no %s in %s", key, line)
		}
	}
}
