//go:build unix

package cmd_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// guarded is a backend that wants a token, and the address of a program that
// prints an expired one first.
func guarded(t *testing.T) (box *sandbox.Server, url, program string) {
	box = sandbox.New(sandbox.Options{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer fresh-token" || r.Header.Get("X-Team") != "shop" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		box.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	program = filepath.Join(t.TempDir(), "print-token")
	script := `#!/bin/sh
echo X-Team: $1
echo $$ >>"$0.calls"
if [ $(grep -c . "$0.calls") = 1 ]; then echo "Authorization: Bearer expired-token"; else echo "Authorization: Bearer fresh-token"; fi
`
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return box, srv.URL, program
}

// A token that has expired is requested again, once for all requests in flight.
func TestHeaderCommand(t *testing.T) {
	t.Parallel()
	box, url, program := guarded(t)
	run(t, nil, "ensure", "--no-cache", "--backend-url", url, "--header-command", program+" shop").wantCode(t, 0)
	calls := readFile(t, program+".calls")
	if n := strings.Count(string(calls), "\n"); n != 2 || box.Count("orders") != 10 {
		t.Errorf("%d calls, %d orders", n, box.Count("orders"))
	}
}

// A program that fails ends the run, and the error names it without what may be
// secret: what it was given and what it printed.
func TestHeaderCommandThatFails(t *testing.T) {
	t.Parallel()
	_, url, program := guarded(t)
	for line, want := range map[string]string{
		program + " sesame; exit 7":           "exit status 7 (header_command " + program + ")",
		"/no/such/program 2>&1 sesame":        "exit status 127 (header_command /no/such/program)",
		"echo sesame":                         "printed no line of the form \"Name: value\" (header_command echo)",
		"echo vault is sealed >&2; exit 1":    "exit status 1: vault is sealed",
		"echo 'Authorization: Bearer sesame'": "HTTP 401",
	} {
		out := run(t, nil, "ensure", "--no-cache", "--backend-url", url, "--header-command", line)
		if out.code != 3 || !strings.Contains(out.stderr, want) || strings.Contains(out.stderr, "sesame") {
			t.Errorf("%s: exit code %d\n%s", line, out.code, out.stderr)
		}
	}
}
