package redistest

import (
	"net"
	"testing"
	"time"
)

func TestServer(t *testing.T) {
	s := Start(t, "--maxclients", "100")
	s.Do("SET", "key", "value")
	if got := s.Do("GET", "key"); got != "value" || s.Do("GET", "nothing") != nil || s.URL != "redis://"+s.Addr {
		t.Errorf("got %v at %s", got, s.URL)
	}
	if got := Start(t).Do("GET", "key"); got != nil {
		t.Errorf("another server has %v", got)
	}
	s.Config("requirepass", "pw")
	s.Do("PING")
	s.Stop()
	s.Stop()
	if conn, err := net.Dial("tcp", s.Addr); err == nil {
		_ = conn.Close()
		t.Error("it still listens")
	}
	s.Restart()
	if got := s.Do("GET", "key"); got != nil {
		t.Errorf("it kept %v", got)
	}
	start := time.Now()
	s.Pause()
	time.AfterFunc(50*time.Millisecond, s.Resume)
	if s.Do("PING"); time.Since(start) < 50*time.Millisecond {
		t.Error("a paused server answers")
	}
	s.Pause() // Stop must end a paused server as well
}
