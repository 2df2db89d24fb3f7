package redistest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// startTimeout bounds how long a server may take to answer its first PING.
const startTimeout = 10 * time.Second

// attempts is how many ports are tried: between finding a free one and
// listening on it, somebody else may have taken it.
const attempts = 5

// Server is a redis-server of this test's own. It keeps nothing on disk and
// ends with the test.
type Server struct {
	Addr string // host and port
	URL  string // redis://host:port

	t        testing.TB
	path     string
	dir      string
	args     []string
	password string
	cmd      *exec.Cmd
	exited   chan struct{}
}

// Start starts a server on a free loopback port, with further arguments as
// redis-server takes them ("--maxmemory", "2mb"), and waits until it answers.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		missing(t)
	}
	s := &Server{t: t, path: path, dir: t.TempDir(), args: args}
	t.Cleanup(s.Stop)
	for range attempts {
		s.Addr = freeAddr(t)
		if err = s.launch(); err == nil {
			s.URL = "redis://" + s.Addr
			return s
		}
	}
	t.Fatalf("start redis-server: %v\n%s", err, s.log())
	return nil
}

func missing(t testing.TB) {
	t.Helper()
	if os.Getenv("FLASHSEED_TEST_REDIS") == "required" {
		t.Fatal("there is no redis-server in PATH, and FLASHSEED_TEST_REDIS=required")
	}
	t.Skip("there is no redis-server in PATH")
}

// Stop kills the server, also a paused one. Stopping twice does no harm.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.exited
	s.cmd = nil
}

// Restart starts a stopped server at its old address, empty.
func (s *Server) Restart() {
	s.t.Helper()
	if err := s.launch(); err != nil {
		s.t.Fatalf("restart redis-server: %v\n%s", err, s.log())
	}
}

// Config sets one of the server's parameters, as CONFIG SET does.
func (s *Server) Config(name, value string) {
	s.t.Helper()
	s.Do("CONFIG", "SET", name, value)
	if name == "requirepass" {
		s.password = value
	}
}

// Do sends one command on a connection of its own and returns the reply: a
// string, an int64, a []any or nil. An error reply fails the test.
func (s *Server) Do(args ...string) any {
	s.t.Helper()
	reply, err := s.ask(args...)
	if err != nil {
		s.t.Fatalf("redis %s: %v", strings.Join(args, " "), err)
	}
	return reply
}

func (s *Server) launch() error {
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	args := append([]string{
		"--bind", "127.0.0.1", "--port", port, "--dir", s.dir,
		"--save", "", "--appendonly", "no", "--logfile", s.logPath(),
	}, s.args...)
	cmd := exec.Command(s.path, args...)
	cmd.SysProcAttr = dieWithParent()
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd, s.exited, s.password = cmd, make(chan struct{}), ""
	go func(exited chan struct{}) {
		_ = cmd.Wait()
		close(exited)
	}(s.exited)
	return s.ready()
}

// ready waits until the server answers, and makes sure that it is ours.
func (s *Server) ready() error {
	deadline := time.After(startTimeout)
	for {
		if info, err := s.ask("INFO", "server"); s.isOurs(info, err) {
			return nil
		}
		select {
		case <-s.exited:
			s.cmd = nil
			return errors.New("it exited")
		case <-deadline:
			s.Stop()
			return fmt.Errorf("no answer within %s", startTimeout)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// isOurs cannot look behind a password that was given as an argument, and
// then believes that it is.
func (s *Server) isOurs(info any, err error) bool {
	var refused replyError
	if errors.As(err, &refused) {
		return strings.HasPrefix(string(refused), "NOAUTH")
	}
	text, _ := info.(string)
	return err == nil && strings.Contains(text, "process_id:"+strconv.Itoa(s.cmd.Process.Pid)+"\r\n")
}

func (s *Server) logPath() string { return filepath.Join(s.dir, "redis.log") }

func (s *Server) log() string {
	data, _ := os.ReadFile(s.logPath())
	return string(data)
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
