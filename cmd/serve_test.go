package cmd_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

var listening = regexp.MustCompile(`listening on (http://\S+),`)

// TestServe starts the service, asks it as the original was asked, and stops it.
func TestServe(t *testing.T) {
	noLeaks(t)
	far := serve(t, sandbox.Options{})
	p, _, stderr := process(t, environment{"REAL_BACKEND_URL": far.URL, "REDIS_URL": "memory:", "PORT": "0"}, "serve")
	signals := make(chan os.Signal, 1)
	p.Signals = signals
	code := make(chan int, 1)
	go func() { code <- cmd.Main(p) }()
	defer http.DefaultClient.CloseIdleConnections()

	address := ""
	for deadline := time.Now().Add(20 * time.Second); address == "" && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if m := listening.FindStringSubmatch(stderr.String()); m != nil {
			address = m[1]
		}
	}
	resp, err := http.Get(address + "/data-pools")
	if err != nil {
		t.Fatalf("%v; stderr: %s", err, stderr)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), `{"status":"success","data":{"addressBooks":[`) {
		t.Errorf("GET /data-pools: %d %.100s", resp.StatusCode, body)
	}
	if n := far.Count("orders"); n != 10 {
		t.Errorf("%d orders", n)
	}
	signals <- syscall.SIGTERM
	select {
	case got := <-code:
		if got != 0 {
			t.Errorf("exit code %d; stderr: %s", got, stderr)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("it did not stop")
	}
}

// TestServePortInUse fails at once, with a hint.
func TestServePortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	out := run(t, environment{"REAL_BACKEND_URL": "http://127.0.0.1:1", "REDIS_URL": "memory:"}, "serve", "--port", port)
	out.wantCode(t, 2)
	if !strings.Contains(out.stderr, "port "+port+" is in use") || !strings.Contains(out.stderr, "hint:") {
		t.Errorf("stderr: %s", out.stderr)
	}
}

// TestServeRefusesFarBackends before it listens.
func TestServeRefusesFarBackends(t *testing.T) {
	out := run(t, environment{"REAL_BACKEND_URL": "http://8.8.8.8", "REDIS_URL": "memory:"}, "serve", "--port", "0")
	out.wantCode(t, 2)
}
