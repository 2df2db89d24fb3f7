// Package redistest starts a real redis-server for a test and makes it fail
// in the ways that a Redis fails: stopped, hanging, full, read-only.
//
// It needs redis-server in PATH and skips the test where there is none,
// unless FLASHSEED_TEST_REDIS=required makes that a failure.
package redistest

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// startTimeout bounds how long a server may take to start.
const startTimeout = 10 * time.Second

// Server is a redis-server of this test's own. It keeps nothing on disk and
// ends with the test.
type Server struct {
	Addr string // host and port
	URL  string // redis://host:port

	t      testing.TB
	log    string
	args   []string
	cmd    *exec.Cmd
	exited chan error
	client *redis.Client
}

// Start starts a server on a free loopback port, with further arguments as
// redis-server takes them ("--maxmemory", "2mb"), and waits until it answers.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("FLASHSEED_TEST_REDIS") == "required" {
			t.Fatal("there is no redis-server in PATH, and FLASHSEED_TEST_REDIS=required")
		}
		t.Skip("there is no redis-server in PATH")
	}
	s := &Server{t: t, log: filepath.Join(t.TempDir(), "redis.log"), args: args}
	t.Cleanup(s.Stop)
	var err error
	for range 5 { // between finding a free port and listening on it, another process may take it
		l, lerr := net.Listen("tcp", "127.0.0.1:0")
		if lerr != nil {
			t.Fatal(lerr)
		}
		s.Addr = l.Addr().String()
		s.URL = "redis://" + s.Addr
		_ = l.Close()
		if err = s.launch(); err == nil {
			return s
		}
	}
	log, _ := os.ReadFile(s.log)
	t.Fatalf("start redis-server: %v\n%s", err, log)
	return nil
}

// Stop kills the server, also a paused one. Stopping twice does no harm.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.client.Close()
	_ = s.cmd.Process.Kill()
	<-s.exited
	s.cmd = nil
}

// Restart starts a stopped server at its old address, empty.
func (s *Server) Restart() {
	s.t.Helper()
	if err := s.launch(); err != nil {
		s.t.Fatalf("restart redis-server: %v", err)
	}
}

// Config sets one of the server's parameters, as CONFIG SET does.
func (s *Server) Config(name, value string) {
	s.t.Helper()
	s.Do("CONFIG", "SET", name, value)
}

// Do sends one command and returns the reply: a string, an int64, a []any or
// nil. An error reply fails the test. A password that is set later does not
// affect open connections.
func (s *Server) Do(args ...any) any {
	s.t.Helper()
	reply, err := s.client.Do(context.Background(), args...).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		s.t.Fatalf("redis %v: %v", args, err)
	}
	return reply
}

// launch starts the process and waits until its log says that it is ready.
func (s *Server) launch() error {
	_, port, _ := net.SplitHostPort(s.Addr)
	_ = os.Remove(s.log)
	cmd := exec.Command("redis-server", append([]string{
		"--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--logfile", s.log,
	}, s.args...)...)
	cmd.Dir = filepath.Dir(s.log)
	cmd.SysProcAttr = dieWithParent()
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	s.cmd, s.exited = cmd, exited
	s.client = redis.NewClient(&redis.Options{
		Addr: s.Addr, Protocol: 2, DisableIdentity: true, PoolSize: 1,
		DialTimeout: startTimeout, ReadTimeout: startTimeout, MaxRetries: -1, DialerRetries: 1,
	})
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		log, _ := os.ReadFile(s.log)
		if bytes.Contains(log, []byte("Ready to accept connections")) {
			return nil
		}
		if len(s.exited) > 0 {
			break
		}
	}
	s.Stop()
	return errors.New("it does not answer")
}

func (s *Server) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}
