package redistest

import (
	"fmt"
	"net"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestServerLives(t *testing.T) {
	s := Start(t, "--maxclients", "100")
	if s.URL != "redis://"+s.Addr {
		t.Errorf("URL %s, Addr %s", s.URL, s.Addr)
	}
	s.Do("RPUSH", "list", "a", "", "c")
	for want, args := range map[any][]string{
		"PONG":    {"PING"},
		int64(3):  {"LLEN", "list"},
		"list":    {"TYPE", "list"},
		any(nil):  {"GET", "nothing"},
		"[a  c]":  {"LRANGE", "list", "0", "-1"},
		"[100]":   {"CONFIG", "GET", "maxclients"},
		"[[] []]": {"EVAL", "return {{}, {}}", "0"},
	} {
		got := s.Do(args...)
		if list, ok := got.([]any); ok {
			if args[0] == "CONFIG" {
				list = list[1:]
			}
			got = fmt.Sprint(list)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q answers %v, want %v", args, got, want)
		}
	}
}

func TestServersAreApart(t *testing.T) {
	a, b := Start(t), Start(t)
	a.Do("SET", "key", "a")
	if got := b.Do("GET", "key"); got != nil {
		t.Errorf("the other server has %v", got)
	}
}

func TestServerWithPassword(t *testing.T) {
	s := Start(t)
	s.Config("requirepass", "pw")
	s.Do("SET", "key", "value")
	if _, err := net.Dial("tcp", Start(t, "--requirepass", "pw").Addr); err != nil {
		t.Error(err)
	}
}

func TestServerStopsAndRestartsEmpty(t *testing.T) {
	s := Start(t)
	s.Do("SET", "key", "value")
	s.Stop()
	s.Stop()
	if conn, err := net.Dial("tcp", s.Addr); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
	s.Restart()
	if got := s.Do("GET", "key"); got != nil {
		t.Errorf("it kept %v", got)
	}
}

func TestServerPauses(t *testing.T) {
	s := Start(t)
	s.Pause()
	answered := make(chan any)
	go func() {
		reply, _ := s.ask("PING")
		answered <- reply
	}()
	select {
	case reply := <-answered:
		t.Errorf("a paused server answers %v", reply)
	case <-time.After(50 * time.Millisecond):
		s.Resume()
		if reply := <-answered; reply != "PONG" {
			t.Errorf("after it went on: %v", reply)
		}
	}
	s.Pause() // Stop must end a paused server as well
}

// recorder is a test whose end is observed.
type recorder struct {
	testing.TB

	ended string
}

func (r *recorder) Helper()      {}
func (r *recorder) Fatal(...any) { r.end("fatal") }
func (r *recorder) Skip(...any)  { r.end("skip") }

func (r *recorder) Fatalf(format string, args ...any) {
	r.end(fmt.Sprintf(format, args...))
}

func (r *recorder) end(how string) {
	r.ended = how
	panic(r)
}

func observe(t *testing.T, run func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(r) {
				panic(p)
			}
		}()
		run(r)
	}()
	return r.ended
}

func TestStartWithoutRedis(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	start := func(t testing.TB) { Start(t) }
	t.Setenv("FLASHSEED_TEST_REDIS", "")
	if ended := observe(t, start); ended != "skip" {
		t.Errorf("without redis-server the test ends with %q", ended)
	}
	t.Setenv("FLASHSEED_TEST_REDIS", "required")
	if ended := observe(t, start); ended != "fatal" {
		t.Errorf("where it is required the test ends with %q", ended)
	}
}

func TestStartTellsWhyItFailed(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		missing(t)
	}
	ended := observe(t, func(t testing.TB) { Start(t, "--no-such-setting", "yes") })
	if !strings.Contains(ended, "it exited") {
		t.Errorf("ended with %q", ended)
	}
}

func TestDoFailsOnErrorReplies(t *testing.T) {
	s := Start(t)
	ended := observe(t, func(tb testing.TB) {
		s.t = tb
		s.Do("NONSENSE")
	})
	if !strings.Contains(ended, "ERR unknown command") {
		t.Errorf("ended with %q", ended)
	}
}
