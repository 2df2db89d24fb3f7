package backend

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

func TestOptionsThatMakeNoSense(t *testing.T) {
	address := func(text string) func(*Options) {
		return func(o *Options) { o.URL, _ = url.Parse(text) }
	}
	route := func(p Paths) func(*Options) {
		return func(o *Options) { o.Routes = map[string]Paths{"orders": p} }
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	mustNot(t, os.WriteFile(empty, nil, 0o600))
	tests := map[string]struct {
		change func(*Options)
		says   string
	}{
		"no URL":         {func(o *Options) { o.URL = nil }, "missing"},
		"scheme":         {address("ftp://a.test"), "must begin with http"},
		"no scheme":      {address("a.test"), "must begin with http"},
		"no host":        {address("http:///x"), "has no host"},
		"query":          {address("http://u:secret@a.test/?k=secret"), "neither a query"},
		"fragment":       {address("http://a.test/#x"), "nor a fragment"},
		"dialect":        {func(o *Options) { o.Dialect = "latin" }, `"latin"`},
		"retries":        {func(o *Options) { o.Retries = -1 }, "negative"},
		"relative route": {route(Paths{List: "orders"}), "orders"},
		"foreign route":  {route(Paths{Count: "//other.test/x"}), "orders"},
		"whole URL":      {route(Paths{Create: "http://other.test/x"}), "orders"},
		"no path":        {route(Paths{Create: "/%zz"}), "orders"},
		"header name":    {func(o *Options) { o.Headers = http.Header{"a b": {"secret"}} }, "a b"},
		"header value":   {func(o *Options) { o.Headers = http.Header{"X-Key": {"secret\r\nx: y"}} }, "X-Key"},
		"CA file":        {func(o *Options) { o.CAFile = "no/such.pem" }, "CA file"},
		"empty CA file":  {func(o *Options) { o.CAFile = empty }, "no certificate"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := Options{URL: &url.URL{Scheme: "http", Host: "a.test"}}
			tt.change(&o)
			_, err := New(o)
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://localhost:1310":     "http://localhost:1310",
		"http://localhost:1310/":    "http://localhost:1310",
		"HTTP://LocalHost/api//":    "http://localhost/api",
		"https://u:p@a.test/a%2Fb/": "https://a.test/a%2Fb",
		"http://[::1]:80/x":         "http://[::1]:80/x",
	} {
		if got := newClient(t, text).URL(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestDefaults(t *testing.T) {
	c := newClient(t, "http://a.test", func(o *Options) { *o = Options{URL: o.URL, Dialect: "auto"} })
	if c.timeout != DefaultTimeout || c.maxBody != DefaultMaxBody || c.sample != DefaultSample || c.fixed != "" || c.registry == nil {
		t.Errorf("%+v", c)
	}
	if c.owned.MaxIdleConnsPerHost < 2 || c.reads.Get("User-Agent") != "flashseed/dev" {
		t.Errorf("%d idle connections, %v", c.owned.MaxIdleConnsPerHost, c.reads)
	}
	c, _ = cannedClient(t, nil)
	c.Close() // nothing of ours to close
}

func TestHeadersGoBeforeCredentials(t *testing.T) {
	c := newClient(t, "http://u:p@a.test", func(o *Options) {
		o.Headers = http.Header{"authorization": {"Bearer t"}, "content-type": {"application/vnd.api+json"}}
	})
	if c.reads.Get("Authorization") != "Bearer t" || c.writes.Get("Content-Type") != "application/vnd.api+json" {
		t.Errorf("%v", c.writes)
	}
}

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c, _ := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return response(500, `{"EC":-1,"EM":"no database","data":"body"}`), nil
			}
			return response(200, `{"EC":2,"EM":"no","body":1}`), nil
		}, retries(1), func(o *Options) { o.Log = log })
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		wantKind(t, err, seeder.RefusedKind)
		c.Create(t.Context(), pool(t, "customers"), []byte(`{"password":"body"}`))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		want := []string{
			`level=DEBUG msg=request method=GET route=/customers/{id} pool=customers status=500 ec=-1 ms=0 em="no database"`,
			`level=WARN msg="request is repeated" method=GET route=/customers/{id} pool=customers status=500 ec=-1 em="no database"`,
			`level=INFO msg=request method=GET route=/customers/{id} pool=customers status=200 ec=2 ms=0 em=no`,
			`level=DEBUG msg=request method=POST route=/auth/register-customer pool=customers status=200 ec=2 ms=0 em=no`,
		}
		for i, line := range lines {
			if i >= len(want) || !strings.Contains(line, want[i]) || strings.Contains(line, "body") {
				t.Errorf("line %s", line)
			}
		}
		if len(lines) != len(want) {
			t.Errorf("%d lines:\n%s", len(lines), out.String())
		}
	})
}

func TestQuietLogCostsNothing(t *testing.T) {
	var out bytes.Buffer
	c, _ := cannedClient(t, failing(1, passing["EC -1"]), retries(1), func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	})
	_, err := c.Get(context.Background(), pool(t, "customers"), "a")
	mustNot(t, err)
	if out.Len() != 0 {
		t.Errorf("logged %s", out.String())
	}
}

func TestOnRequest(t *testing.T) {
	var seen []string
	c, _ := cannedClient(t, failing(1, func() (*http.Response, error) { return response(409, ""), nil }), func(o *Options) {
		o.OnRequest = func(method, route string, status int, err *seeder.Error, _ time.Duration) {
			line := method + " " + route
			if err != nil {
				line += " " + err.Outcome.String()
			}
			if status != 409 && status != 200 {
				t.Errorf("status %d", status)
			}
			seen = append(seen, line)
		}
	})
	c.Create(t.Context(), pool(t, "orders"), []byte(`{}`))
	_, err := c.Get(t.Context(), pool(t, "orders"), "a")
	mustNot(t, err)
	if got := strings.Join(seen, "|"); got != "POST /orders duplicate|GET /orders/{id}" {
		t.Errorf("saw %s", got)
	}
}
