package cmd_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// sidecar is a stub that counts what it is asked.
func sidecar(t *testing.T, path string, status int) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != path || r.Header.Get("X-Team") != "" {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		asked.Add(1)
		w.WriteHeader(status)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + path, asked
}

// A sidecar is told to end when a run has ended for good, once, and never
// changes how the run ends.
func TestQuit(t *testing.T) {
	t.Parallel()
	refusal, err := sandbox.ParseFailure("POST /address_books=400")
	if err != nil {
		t.Fatal(err)
	}
	mistaken := filepath.Join(t.TempDir(), "mistaken.yaml")
	writeFile(t, mistaken, []byte("pools: {cards: {create: /cards, fields: {to: '{nowhere.id}'}}}"))
	full, broken := serve(t, sandbox.Options{}), serve(t, sandbox.Options{Failures: []sandbox.Failure{refusal}})
	for _, path := range []string{"/quitquitquit", "/shutdown"} { // Istio's and Linkerd's
		for _, status := range []int{http.StatusOK, http.StatusInternalServerError, http.StatusFound} {
			for _, step := range []struct {
				args    string
				backend string
				code    int
				asked   int64
			}{
				{"ensure", full.URL, 0, 1},
				{"refresh orders", full.URL, 0, 1},
				{"ensure --dry-run --detailed-exitcode --min 11", full.URL, 4, 1},
				{"ensure address_books", broken.URL, 1, 1},
				{"ensure no_pool", full.URL, 2, 1},
				{"ensure --detailed-exitcode", full.URL, 2, 1},
				{"refresh --concurrency 0", full.URL, 2, 1},
				{"ensure", "no URL", 2, 1},
				{"ensure --detailed-exitcode --config " + declared(t, "stamps.yaml"), full.URL, 2, 1},
				{"ensure --config " + mistaken, full.URL, 2, 1},
				{"ensure --config " + mistaken + ".not", full.URL, 2, 1},
				{"ensure --log-format xml", full.URL, 2, 1},
				{"ensure", "http://192.0.2.1", 2, 1},
				{"ensure", nowhere, 3, 0},
				{"show", full.URL, 0, 0},
			} {
				address, asked := sidecar(t, path, status)
				args := append(strings.Fields(step.args), "--no-cache", "--backend-url", step.backend, "--header", "X-Team: qa")
				out := run(t, environment{"FLASHSEED_QUIT_URL": address}, args...)
				out.wantCode(t, step.code)
				if n := asked.Load(); n != step.asked {
					t.Errorf("%s: asked %d times, exit code %d", step.args, n, out.code)
				}
				if warned := len(out.warnings()) > 0; step.code == 0 && step.asked > 0 && warned != (status != http.StatusOK) {
					t.Errorf("%s, status %d: %s", step.args, status, out.stderr)
				}
			}
		}
	}
}

// Where there is no sidecar, nothing is said and nothing waits; a public address
// is not asked.
func TestQuitNobody(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	out := run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL, "--quit-url", "http://localhost:1/quitquitquit", "-q")
	if out.wantCode(t, 0); out.stderr != "" {
		t.Error(out.stderr)
	}
	out = run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL, "--quit-url", "http://192.0.2.1/quitquitquit")
	if out.wantCode(t, 0); len(out.warnings()) != 1 || !strings.Contains(out.stderr, "192.0.2.1") {
		t.Error(out.stderr)
	}

	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	out = run(t, nil, "ensure", "--no-cache", "--backend-url", s.URL, "--quit-url", "http://"+silent.Addr().String()).wantCode(t, 0)
	if out.took > 10*time.Second {
		t.Errorf("took %s: %s", out.took, out.stderr)
	}
}
