package cmd_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// A sandbox that was filled holds its preset when it begins to answer, under both
// of localhost's addresses, says how to log in, and answers its own pictures.
func TestSandboxFill(t *testing.T) {
	t.Parallel()
	url, said := serving(t, nil, "sandbox", "--fill", "--port", "0", "--seed", "3")
	for host, pool := range map[string]string{"127.0.0.1": "customers", "localhost": "orders", "[::1]": "restaurants"} {
		if host == "[::1]" && !hasIPv6() {
			continue
		}
		text, _ := fetch(t, "GET", strings.Replace(url, "127.0.0.1", host, 1)+"/"+pool+"/paginated?page=1&limit=1", "")
		if want := fmt.Sprintf(`"totalItems":%d`, entities.Preset("town")[pool]); !strings.Contains(string(text), want) {
			t.Errorf("%s: not %s in %.200s", pool, want, text)
		}
	}
	login := regexp.MustCompile(`(?m)^Log in as (\S+) with (\S+); all accounts: flashseed show accounts --backend-url (\S+)$`).FindStringSubmatch(said)
	if login == nil {
		t.Fatalf("no word on how to log in: %s", said)
	}
	text, _ := fetch(t, "POST", url+"/auth/login-customer", fmt.Sprintf(`{"email":%q,"password":%q}`, login[1], login[2]))
	if !strings.Contains(string(text), `"EC":0`) {
		t.Errorf("the login failed: %s", text)
	}
	accounts := run(t, nil, "show", "accounts", "--no-cache", "--backend-url", login[3])
	if accounts.wantCode(t, 0); !strings.Contains(accounts.stdout, login[1]) {
		t.Error(accounts.stdout)
	}
	shown := run(t, nil, "show", "menu_items", "--no-cache", "--backend-url", url, "--json", "avatar.url", "--limit", "1")
	items := decoded[[]map[string]string](t, shown)
	if len(items) != 1 {
		t.Fatal(shown.stdout)
	}
	if _, resp := fetch(t, "GET", items[0]["avatar.url"]+"?w=64", ""); resp.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%s: %s", items[0], resp.Status)
	}
}

// A person at a terminal learns of the town once, and that it has numbers of its
// own.
func TestTownHints(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	ensure := func(terminal bool, env environment, args ...string) string {
		t.Helper()
		return runAs(t, func(p *cmd.Process) {
			p.StdoutTTY, p.StderrTTY = terminal, terminal
			p.StdoutCols, p.StderrCols = func() int { return 120 }, func() int { return 120 }
		}, env, append([]string{"ensure", "--no-cache", "--no-progress", "--backend-url", s.URL}, args...)...).wantCode(t, 0).stderr
	}
	for _, step := range []struct {
		terminal, empty, hint bool
		args                  []string
	}{
		{terminal: false, empty: true}, {terminal: true, empty: true, hint: true}, {terminal: true},
		{terminal: true, empty: true, args: []string{"customers"}}, {terminal: true, empty: true, args: []string{"--dry-run"}},
		{terminal: true, empty: true, args: []string{"--preset", "town"}}, {terminal: true, empty: true, args: []string{"--quiet"}},
	} {
		if step.empty {
			s.Reset()
		}
		if said := ensure(step.terminal, nil, step.args...); strings.Contains(said, "--preset town") != step.hint {
			t.Errorf("%+v: %s", step, said)
		}
	}
	said := ensure(false, environment{"MIN_POOL_SIZE": "25"}, "--preset", "town")
	if strings.Count(said, "the minimum from environment MIN_POOL_SIZE is not used") != 1 || s.Count("customers") != entities.Preset("town")["customers"] {
		t.Errorf("%d customers, %s", s.Count("customers"), said)
	}
}
