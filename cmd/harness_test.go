package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// soak is set where there is time for the large versions of the tests.
var soak = os.Getenv("FLASHSEED_SOAK") != ""

// pick returns the quick value, or the thorough one where there is time.
func pick[T any](quick, thorough T) T { return scaled(quick, quick, thorough) }

// scaled returns the value for a laptop, for CI, or for a soak.
func scaled[T any](laptop, ci, thorough T) T {
	switch {
	case soak:
		return thorough
	case os.Getenv("CI") == "true":
		return ci
	}
	return laptop
}

var registry = entities.NewRegistry()

// pools are the names of the pools that every run fills, in order.
var pools = func() (names []string) {
	for _, e := range registry.All() {
		if !e.Optional {
			names = append(names, e.Pool)
		}
	}
	return names
}()

// accountPools are those of them whose items log in.
var accountPools = slices.DeleteFunc(slices.Clone(pools), func(pool string) bool { return registry.Get(pool).Role == "" })

// allFull is what a run prints at the end that left nothing undone.
var allFull = fmt.Sprintf("%d pools full", len(pools))

// site is a sandbox behind a real listener that knows how many requests it is
// at work on.
type site struct {
	*sandbox.Server
	URL  string
	busy atomic.Int64

	arrived  atomic.Int64
	onArrive atomic.Pointer[func(n int64)] // see onRequest
}

// serve starts a sandbox.
func serve(t testing.TB, o sandbox.Options) *site {
	t.Helper()
	s := &site{Server: sandbox.New(o)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.Add(1)
		defer s.busy.Add(-1)
		n := s.arrived.Add(1)
		if f := s.onArrive.Load(); f != nil {
			(*f)(n)
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	s.URL = srv.URL
	return s
}

// onRequest has something done as the n-th request comes in.
func (s *site) onRequest(n int64, do func()) {
	arrive := func(arrived int64) {
		if arrived == n {
			do()
		}
	}
	s.onArrive.Store(&arrive)
}

// settle waits until what was received is carried out.
func (s *site) settle() {
	for calm := 0; calm < 3; time.Sleep(10 * time.Millisecond) {
		if calm++; s.busy.Load() > 0 {
			calm = 0
		}
	}
}

// counts returns how many items each pool holds.
func (s *site) counts() map[string]int {
	counts := map[string]int{}
	for _, pool := range pools {
		counts[pool] = s.Count(pool)
	}
	return counts
}

// wantEach fails the test unless each pool holds n items.
func (s *site) wantEach(t testing.TB, n int) {
	t.Helper()
	for pool, got := range s.counts() {
		if got != n {
			t.Errorf("%s holds %d, not %d", pool, got, n)
		}
	}
}

// environment holds a process's variables.
type environment map[string]string

// outcome is how a run of the program ended.
type outcome struct {
	code           int
	stdout, stderr string
	took           time.Duration
}

// shared is a buffer that may be written to and read from at the same time.
type shared struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *shared) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *shared) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// process is a Process without terminal, signals or anything in its
// environment but env.
func process(t testing.TB, env environment, args ...string) (p cmd.Process, stdout, stderr *shared) {
	stdout, stderr = &shared{}, &shared{}
	return cmd.Process{
		Args: args, Stdout: stdout, Stderr: stderr,
		LookupEnv: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
		WorkDir:   t.TempDir(), UserConfigDir: t.TempDir(),
		PID: os.Getpid(), Hostname: "test", Now: time.Now,
	}, stdout, stderr
}

// run runs the program inside the test.
func run(t testing.TB, env environment, args ...string) outcome {
	t.Helper()
	return runAs(t, func(*cmd.Process) {}, env, args...)
}

// runAs is run in a process that was changed.
func runAs(t testing.TB, change func(*cmd.Process), env environment, args ...string) outcome {
	t.Helper()
	p, stdout, stderr := process(t, env, args...)
	change(&p)
	began := time.Now()
	code := cmd.Main(p)
	return outcome{code, stdout.String(), stderr.String(), time.Since(began)}
}

// wantCode fails the test where the program ended in another way.
func (o outcome) wantCode(t testing.TB, code int) outcome {
	t.Helper()
	if o.code != code {
		t.Fatalf("exit code %d, want %d\nstdout: %s\nstderr: %s", o.code, code, o.stdout, o.stderr)
	}
	return o
}

// report is what a run printed with `-o json`.
func (o outcome) report(t testing.TB) seeder.Report {
	t.Helper()
	return decoded[seeder.Report](t, o)
}

// decoded reads what `-o json` printed.
func decoded[T any](t testing.TB, o outcome) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(o.stdout), &v); err != nil {
		t.Fatalf("%v\n%s\nstderr: %s", err, o.stdout, o.stderr)
	}
	return v
}

// warnings returns the lines of stderr that warn.
func (o outcome) warnings() []string {
	var lines []string
	for line := range strings.Lines(o.stderr) {
		if strings.Contains(line, "warning: ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeFile(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// waitFor fails the test where something does not come true in time.
func waitFor(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to: %s", what)
		}
	}
}

var listening = regexp.MustCompile(`listening on (http://\S+),`)

// serving runs a command that listens until the test ends, and returns its
// address and what it has printed until then.
func serving(t *testing.T, env environment, args ...string) (address, said string) {
	t.Helper()
	p, _, stderr := process(t, env, args...)
	address = startServe(t, p, stderr)
	return address, stderr.String()
}

// startServe runs a command that listens until the test ends, and returns its
// address.
func startServe(t *testing.T, p cmd.Process, stderr *shared) (address string) {
	t.Helper()
	signals, code := make(chan os.Signal, 1), make(chan int, 1)
	p.Signals = signals
	go func() { code <- cmd.Main(p) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		signals <- syscall.SIGTERM
		select {
		case got := <-code:
			if got != 0 {
				t.Errorf("exit code %d; stderr: %s", got, stderr)
			}
		case <-time.After(30 * time.Second):
			t.Error("it did not stop")
		}
	})
	waitFor(t, "it listens", func() bool { return listening.MatchString(stderr.String()) })
	return listening.FindStringSubmatch(stderr.String())[1]
}

// fetch returns the body that a request is answered with.
func fetch(t *testing.T, method, url, body string) ([]byte, *http.Response) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	return answerTo(t, req)
}

func answerTo(t *testing.T, req *http.Request) ([]byte, *http.Response) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text, resp
}

// declared is the path of a configuration file that declares pools.
func declared(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "declared", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// need skips a test on a machine that lacks a program, unless a variable says
// that this machine must have it.
func need(t *testing.T, variable string, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv(variable) == "required" {
			t.Fatalf("there is no %s in PATH, and %s=required", program, variable)
		}
		t.Skipf("there is no %s in PATH", program)
	}
}

// sh is a program to be run by others, in a directory of its own: hooks,
// shells, terminals. Its environment is clean but for PATH, in which they find
// flashseed.
func sh(t *testing.T, dir string, env environment, program string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, args...)
	c.Dir = dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LC_ALL=C.UTF-8", "SHELL=/bin/sh", "REDIS_URL=", "REAL_BACKEND_URL=" + nowhere}
	for name, value := range env {
		c.Env = append(c.Env, name+"="+value)
	}
	return c
}

// redisStandIn starts a Redis inside the test and returns its URL.
func redisStandIn(t *testing.T) string {
	t.Helper()
	return "redis://" + miniredis.RunT(t).Addr()
}
