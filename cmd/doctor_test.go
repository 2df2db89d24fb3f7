package cmd_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/flashseed/flashseed/cmd"
)

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
