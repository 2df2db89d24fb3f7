package cmd_test

import (
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

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/cmd"
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

// Waiting ends at once where the backend wants credentials.
func TestWaitInVain(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer srv.Close()
	out := run(t, nil, "ensure", "--no-cache", "--backend-url", srv.URL, "--wait", "1m").wantCode(t, 3)
	if out.took > 20*time.Second || !strings.Contains(out.stderr, "--header") {
		t.Errorf("waited %s: %s", out.took, out.stderr)
	}
}

// A plan is made without a single change.
func TestDryRun(t *testing.T) {
	t.Parallel()
	for name, o := range manners {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, o)
			plan := func(command string, code int) (missing int) {
				s.ResetRequests()
				out := run(t, nil, command, "--no-cache", "--backend-url", s.URL, "--dry-run", "--detailed-exitcode", "-o", "json").wantCode(t, code)
				for _, p := range out.report(t).Pools {
					missing += p.Created
				}
				if changes := s.Requests("all") - s.Requests("GET"); changes != 0 {
					t.Errorf("%s: %d requests that change something", command, changes)
				}
				return missing
			}
			for _, command := range []string{"ensure", "refresh"} {
				if missing := plan(command, 4); missing < 10*len(pools)-1 {
					t.Errorf("%s: %d missing", command, missing)
				}
			}
			run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
			want := 0
			if o.NoAdminList {
				want = 4 // without a memory the admins are unknown
			}
			plan("ensure", want)
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
	for _, name := range []string{"flashstrom", "readme plain"} {
		o := manners[name]
		o.Wrap = sandboxtest.Faults{Seed: 5, Rates: rates, RetryAfter: -1, SlowFor: 20 * time.Millisecond}.Wrap
		out := run(t, nil, "ensure", "--backend-url", serve(t, o).URL, "--redis-url", "redis://127.0.0.1:1", "--log-format", "json",
			"--log-level", "debug", "--retries", "20", "--request-timeout", "300ms", "--max-body", "1MiB", "--timeout", "2m")
		told := 0
		for line := range strings.Lines(out.stderr) {
			keys := []string{"time", "level", "attempt", "status", "em"}
			switch entry := gjson.Parse(line); {
			case !gjson.Valid(line):
				t.Errorf("no JSON: %s", line)
				continue
			case entry.Get("msg").Str == "creation not confirmed":
				keys = append(keys, "index", "ec")
			case entry.Get("msg").Str != "retrying":
				continue
			case strings.Contains(entry.Get("error").Str, "(EC "):
				keys = append(keys, "ec")
			}
			told++
			if !strings.Contains(gjson.Get(line, "route").Str, "wallet") { // which is no pool
				keys = append(keys, "pool")
			}
			for _, key := range keys {
				if !gjson.Get(line, key).Exists() {
					t.Errorf("no %s in %s", key, line)
				}
			}
		}
		if told == 0 {
			t.Errorf("%s: no failed request is told of\n%s", name, out.stderr)
		}
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
	entry := func(msg string) (found gjson.Result) {
		waitFor(t, msg, func() bool {
			found = gjson.Get(stderr.String(), `..#(msg=="`+msg+`")`)
			return found.Exists()
		})
		return found
	}
	body, _ := fetch(t, "GET", fmt.Sprintf("http://%s/", entry("flashseed listening").Get("address")), "")
	if got := entry("answered"); got.Get("bytes").Int() != int64(len(body)) || got.Get("status").Int() != 200 || got.Get("path").Str != "/" {
		t.Errorf("%d bytes answered: %s", len(body), got)
	}
	http.DefaultClient.CloseIdleConnections()
	signals <- syscall.SIGTERM
	if code := <-ended; code != 0 && code != 143 {
		t.Errorf("exit %d", code)
	}
}
