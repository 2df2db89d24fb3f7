package cmd_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// Without its Redis a backend hangs on some routes and answers the others.
func TestDoctorNamesWhyRoutesHang(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Options{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/promotions", "/orders":
			<-r.Context().Done()
		default:
			s.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	out := run(t, nil, "doctor", "--backend-url", srv.URL, "--no-cache", "--request-timeout", "1s")
	out.wantCode(t, 3)
	want := "problem: backend: these routes time out while others answer: GET /promotions, /orders; is its own Redis down?\n"
	if !strings.Contains(out.stdout, want) {
		t.Errorf("doctor says\n%s\nwant %s", out.stdout, want)
	}
}

// A signal decides how doctor ends, not what it made fail.
func TestDoctorIsInterrupted(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case signals <- os.Interrupt:
		default:
		}
		<-r.Context().Done()
	}))
	t.Cleanup(srv.Close)
	out := runAs(t, func(p *cmd.Process) { p.Signals = signals }, nil, "doctor", "--backend-url", srv.URL, "--no-cache")
	if out.wantCode(t, 130); out.stdout != "" {
		t.Error(out.stdout)
	}
}
