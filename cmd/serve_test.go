package cmd_test

import (
	"net"
	"strings"
	"testing"
)

// TestSandboxOnBothLoopbacks as serve, which TestDropIn asks on both.
func TestSandboxOnBothLoopbacks(t *testing.T) {
	t.Parallel()
	if !hasIPv6() {
		t.Skip("this machine has no [::1]")
	}
	address, _ := serving(t, nil, "sandbox", "--port", "0")
	for _, host := range []string{"127.0.0.1", "[::1]", "localhost"} {
		fetch(t, "GET", strings.Replace(address, "127.0.0.1", host, 1)+"/food-categories", "")
	}
}

// TestServePortInUse fails at once, with a hint, whichever loopback has it.
func TestServePortInUse(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Skip(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		out := run(t, environment{"REAL_BACKEND_URL": "http://127.0.0.1:1", "REDIS_URL": "memory:"}, "serve", "--port", port).wantCode(t, 2)
		if !strings.Contains(out.stderr, "port "+port+" is in use") || !strings.Contains(out.stderr, "hint:") {
			t.Errorf("stderr: %s", out.stderr)
		}
	}
}

// TestServeRefusesFarBackends before it listens.
func TestServeRefusesFarBackends(t *testing.T) {
	t.Parallel()
	run(t, environment{"REAL_BACKEND_URL": "http://8.8.8.8", "REDIS_URL": "memory:"}, "serve", "--port", "0").wantCode(t, 2)
}
