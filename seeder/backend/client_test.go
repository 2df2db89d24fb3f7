package backend

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

func TestURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://localhost:1310/":    "http://localhost:1310",
		"HTTP://LocalHost/api//":    "http://localhost/api",
		"https://u:p@a.test/a%2Fb/": "https://a.test/a%2Fb",
		"http://[::1]:80/x":         "http://[::1]:80/x",
	} {
		equal(t, newClient(t, text).URL(), want)
	}
}

func TestDefaults(t *testing.T) {
	c := newClient(t, "http://a.test", func(o *Options) { *o = Options{URL: o.URL, Registry: o.Registry} })
	equal(t, c.options.RequestTimeout, DefaultTimeout)
	equal(t, c.options.MaxBody, DefaultMaxBody)
	equal(t, <-c.spoken, "")
	equal(t, c.reads.Get("User-Agent"), "flashseed/dev")
	equal(t, c.reads.Get("Content-Type"), "")
}

// Bodies go to neither log nor metrics.
func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		var seen []string
		c, _ := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return response(500, `{"EC":-1,"EM":"no database","data":"body"}`), nil
			}
			return response(200, `{"EC":2,"EM":"no","body":1}`), nil
		}, retries(1), func(o *Options) {
			o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			o.OnRequest = func(method, route string, status int, err *seeder.RequestError, _ time.Duration) {
				seen = append(seen, fmt.Sprint(method, " ", route, " ", status, " ", err.Meaning))
			}
		})
		wantMeaning(t, get(t, c), seeder.Refused)
		wantMeaning(t, create(t, c), seeder.Refused)
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		want := []string{
			`level=DEBUG msg=request method=GET route=/customers/{id} pool=customers status=500 ec=-1 em="no database"`,
			`level=WARN msg=retrying method=GET route=/customers/{id} pool=customers status=500 ec=-1 em="no database"`,
			`level=INFO msg=request method=GET route=/customers/{id} pool=customers status=200 ec=2 em=no`,
			`level=DEBUG msg=request method=POST route=/auth/register-customer pool=customers status=200 ec=2 em=no`,
		}
		for i, line := range lines {
			if len(lines) != len(want) || !strings.Contains(line, want[i]) || strings.Contains(line, "body") {
				t.Errorf("line %s", line)
			}
		}
		const all = "GET /customers/{id} 500 unknown|GET /customers/{id} 200 refused|POST /auth/register-customer 200 refused"
		equal(t, strings.Join(seen, "|"), all)
	})
}
