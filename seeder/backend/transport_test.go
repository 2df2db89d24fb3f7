package backend

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestWhatIsSent(t *testing.T) {
	type seen struct {
		method, uri, host, body string
		header                  http.Header
	}
	var got []seen
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, seen{r.Method, r.RequestURI, r.Host, string(body), r.Header})
		io.WriteString(w, okItem)
	}, func(o *Options) {
		o.URL, _ = o.URL.Parse("/api/v%31/")
		o.Headers = http.Header{"x-tenant": {"t1", "t2"}, "Host": {"shop.test"}, "Idempotency-Key": {"k"}}
	})
	_, err := c.Get(t.Context(), pool(t, "customers"), "a b/ế?")
	mustNot(t, err)
	create(c, t.Context(), pool(t, "orders"), []byte(`{"n":1}`))
	_, err = c.Change(t.Context(), entities.Change{Pool: "drivers", ID: "x", Method: "PATCH", Body: []byte(`{"n":2}`)})
	mustNot(t, err)
	want := []seen{
		{method: "GET", uri: "/api/v%31/customers/a%20b%2F%E1%BA%BF%3F"},
		{method: "POST", uri: "/api/v%31/orders?is-generated=true", body: `{"n":1}`},
		{method: "PATCH", uri: "/api/v%31/drivers/x", body: `{"n":2}`},
	}
	for i, w := range want {
		g := got[i]
		if g.method != w.method || g.uri != w.uri || g.body != w.body || g.host != "shop.test" {
			t.Errorf("sent %s %s %q to %s, want %s %s %q", g.method, g.uri, g.body, g.host, w.method, w.uri, w.body)
		}
		if g.header.Get("User-Agent") != "flashseed/test" || len(g.header["X-Tenant"]) != 2 || g.header.Get("Accept") != "application/json" {
			t.Errorf("headers %v", g.header)
		}
		if (g.header.Get("Content-Type") == "application/json") != (g.body != "") {
			t.Errorf("%s with content type %q", g.method, g.header.Get("Content-Type"))
		}
	}
}

func TestCredentialsAreSentAndNotShown(t *testing.T) {
	var auth string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		auth = user + " " + password
		http.Error(w, "no "+password+" and no sesame99, for "+r.Header.Get("X-Key"), http.StatusBadRequest)
	}, func(o *Options) {
		u := *o.URL
		u.User = nil
		o.URL, _ = u.Parse("http://ann:s%20ecret@" + u.Host)
		o.Headers = http.Header{"X-Key": {"Bearer sesame99"}}
	})
	_, err := c.Get(t.Context(), pool(t, "customers"), "a")
	if auth != "ann s ecret" {
		t.Errorf("sent %q", auth)
	}
	for _, text := range []string{c.URL(), failure(t, err).Error(), failure(t, err).URL} {
		if strings.Contains(text, "ecret") || strings.Contains(text, "sesame") || strings.Contains(text, "ann") {
			t.Errorf("shown: %s", text)
		}
	}
}

// countDials counts the connections that a client makes from now on.
func countDials(c *Client) *atomic.Int64 {
	var dials atomic.Int64
	c.network.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials.Add(1)
		return c.guard.dial(ctx, network, address)
	}
	return &dials
}

func TestConnectionsAreReused(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "missing"):
			http.NotFound(w, r)
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "s"):
			io.WriteString(w, `{"EC":0,"data":[`+strings.Repeat(`{"id":"a"},`, 2000)+`{"id":"a"}]}`)
		default:
			io.WriteString(w, okItem)
		}
	})
	connections := countDials(c)
	for range 10 {
		create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
		_, err := c.Get(t.Context(), pool(t, "customers"), "missing")
		wantMeaning(t, err, seeder.NotFound)
		_, err = c.Observe(t.Context(), pool(t, "address_books"), 10, 5000)
		mustNot(t, err)
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections for 30 requests in a row", n)
	}
	for range 3 {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() { create(c, t.Context(), pool(t, "customers"), []byte(`{}`)) })
		}
		all.Wait()
	}
	if n := connections.Load(); n > 12 { // one is dialled now and then although another is about to be free
		t.Errorf("%d connections for six at once, three times", n)
	}
}

func TestRedirects(t *testing.T) {
	follow := func(w http.ResponseWriter, r *http.Request) {
		step := len(r.URL.Path) - len(strings.TrimRight(r.URL.Path, "x"))
		switch {
		case r.Header.Get("X-Key") != "k":
			http.Error(w, "no key", http.StatusUnauthorized)
		case r.URL.Query().Has("done"):
			io.WriteString(w, `{"EC":0,"data":{"id":"five"}}`)
		case step >= 4 && strings.Contains(r.URL.Path, "five"):
			http.Redirect(w, r, "/?done", http.StatusFound)
		default:
			http.Redirect(w, r, r.URL.Path+"x", http.StatusTemporaryRedirect)
		}
	}
	c := serve(t, follow, retries(2), func(o *Options) { o.Headers = http.Header{"X-Key": {"k"}} })
	dials := countDials(c)
	item, err := c.Get(t.Context(), pool(t, "customers"), "five")
	mustNot(t, err)
	if item.ID != "five" || c.Requests().Get != 6 {
		t.Errorf("item %q after %+v", item.ID, c.Requests())
	}
	if dials.Load() != 1 {
		t.Errorf("%d connections for one request", dials.Load())
	}
	_, err = c.Get(t.Context(), pool(t, "customers"), "ever")
	wantMeaning(t, err, seeder.Refused)
	if c.Requests().Get != 12 {
		t.Errorf("followed more than five: %+v", c.Requests())
	}
}

func TestRedirectsToOthersAreNot(t *testing.T) {
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusFound)
	})
	_, err := c.Get(t.Context(), pool(t, "customers"), "a")
	if failed := wantMeaning(t, err, seeder.Refused); failed.EM != "redirected to "+other.URL {
		t.Errorf("said %s", failed)
	}
	if asked.Load() != 0 {
		t.Error("another port was asked")
	}
}

func TestSameHost(t *testing.T) {
	tests := []struct {
		from, to string
		want     bool
	}{
		{"http://a.test/x", "http://a.test/y", true},
		{"http://a.test/x", "http://A.TEST:80/y", true},
		{"http://a.test/x", "https://a.test/y", true},
		{"https://a.test/x", "https://a.test:443/y", true},
		{"https://a.test/x", "http://a.test/y", false},
		{"http://a.test/x", "http://a.test:81/y", false},
		{"http://a.test:81/x", "https://a.test/y", false},
		{"http://a.test/x", "http://b.test/y", false},
		{"http://a.test/x", "ftp://a.test/y", false},
	}
	for _, tt := range tests {
		from, _ := http.NewRequest(http.MethodGet, tt.from, nil)
		to, _ := http.NewRequest(http.MethodGet, tt.to, nil)
		if got := newClient(t, "http://a.test").checkRedirect(to, []*http.Request{from}) == nil; got != tt.want {
			t.Errorf("%s to %s: %v", tt.from, tt.to, got)
		}
	}
}

// A redirect that keeps the method did nothing: the creation is made where it
// leads. One that does not may have.
func TestRedirectedCreations(t *testing.T) {
	for status, want := range map[int]seeder.Meaning{
		301: seeder.Unknown, 302: seeder.Unknown, 303: seeder.Unknown, 307: good, 308: good,
	} {
		var bodies []string
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v2/new" {
				http.Redirect(w, r, "/v2/new", status)
				return
			}
			body, _ := io.ReadAll(r.Body)
			bodies = append(bodies, r.Method+" "+r.Header.Get("Content-Type")+" "+string(body))
			io.WriteString(w, okItem)
		})
		got := create(c, t.Context(), pool(t, "customers"), []byte(`{"n":1}`))
		if got.Meaning != want {
			t.Errorf("%d: %s: %v", status, got.Meaning, got.Err)
		}
		if made := strings.Join(bodies, "|"); want == good && (made != `POST application/json {"n":1}` || got.Item.ID != "a") || want != good && made != "" {
			t.Errorf("%d: sent %s", status, made)
		}
		_, err := c.Change(t.Context(), entities.Change{Pool: "drivers", ID: "a", Method: "PATCH", Body: []byte(`{"n":1}`)})
		if (err == nil) != (want == good) {
			t.Errorf("%d: PATCH: %v", status, err)
		}
	}
}

func packed(open func(io.Writer) io.WriteCloser) func(string) string {
	return func(text string) string {
		var out bytes.Buffer
		w := open(&out)
		io.WriteString(w, text)
		w.Close()
		return out.String()
	}
}

var (
	zipped   = packed(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	deflated = packed(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
)

// Some proxies compress without being asked to, and some frameworks put a
// byte order mark in front.
func TestEncodedAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		encoding, mark string
		pack           func(text string) string
	}{
		"gzip": {"gzip", "", zipped}, "deflate": {"deflate", "", deflated}, "identity": {"identity", "", strings.Clone},
		"BOM": {"", "\ufeff", strings.Clone}, "gzip and BOM": {"gzip", "\ufeff", zipped},
	} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if tt.encoding != "" {
				w.Header().Set("Content-Encoding", tt.encoding)
			}
			text := okItem
			switch {
			case r.Method == http.MethodPost:
				w.WriteHeader(http.StatusBadRequest)
				text = `{"EC":-3,"EM":"known"}`
			case r.URL.Path == "/address_books":
				text = twoItems
			}
			io.WriteString(w, tt.pack(tt.mark+text))
		})
		item, err := c.Get(t.Context(), pool(t, "customers"), "a")
		if err != nil || item.ID != "a" {
			t.Errorf("%s: %v", name, err)
		}
		seen, err := c.Observe(t.Context(), pool(t, "address_books"), 10, 10)
		if err != nil || ids(seen.Items) != "a b" {
			t.Errorf("%s: %+v, %v", name, seen, err)
		}
		if got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`)); got.Meaning != seeder.Duplicate || got.Err.EM != "known" {
			t.Errorf("%s: %s: %v", name, got.Meaning, got.Err)
		}
	}
}

// What cannot be read may have said anything.
func TestEncodedAnswersThatCannotBeRead(t *testing.T) {
	for encoding, body := range map[string]string{"br": "\x0b\x02", "gzip": okItem, "deflate": "\x78"} {
		c, _ := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
			return response(201, body, "Content-Encoding", encoding), nil
		})
		got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
		wantMeaning(t, got.Err, seeder.Unknown)
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.Unknown)
	}
}

// A bomb is read no further than any other answer.
func TestCompressedAnswersAreLimited(t *testing.T) {
	c, _ := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
		return response(200, zipped(strings.Repeat(" ", 1<<20)), "Content-Encoding", "gzip"), nil
	}, func(o *Options) { o.MaxBody = 1 << 12 })
	_, err := c.Get(t.Context(), pool(t, "customers"), "a")
	if failed := failure(t, err); !strings.Contains(failed.Error(), "max_body") {
		t.Error(failed)
	}
}

// A token that expired is requested again, once for all requests that met it.
func TestAuthorize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		current := "Bearer token-number-1"
		var mu sync.Mutex
		c, sent := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			if body, _ := io.ReadAll(req.Body); req.Header.Get("Authorization") != current || string(body) != "{}" {
				return response(401, ""), nil
			}
			return response(201, okItem), nil
		}, func(o *Options) {
			o.Headers = http.Header{"Authorization": {"Bearer stale"}}
			o.Authorize = func(context.Context) (http.Header, error) {
				n := asked.Add(1)
				time.Sleep(time.Second)
				return http.Header{"authorization": {fmt.Sprintf("Bearer token-number-%d", n)}}, nil
			}
		})
		creations := func(n int) {
			var all sync.WaitGroup
			for range n {
				all.Go(func() {
					if got := create(c, t.Context(), pool(t, "customers"), []byte("{}")); got.Meaning != good {
						t.Errorf("%s: %v", got.Meaning, got.Err)
					}
				})
			}
			all.Wait()
		}
		creations(5)
		if asked.Load() != 1 || sent.count() != 5 {
			t.Errorf("asked %d times for %d requests", asked.Load(), sent.count())
		}
		mu.Lock()
		current = "Bearer token-number-2"
		mu.Unlock()
		creations(5)
		if asked.Load() != 2 || sent.count() < 11 || sent.count() > 15 {
			t.Errorf("asked %d times for %d requests", asked.Load(), sent.count())
		}
		if text := c.masks.shorten("not token-number-2"); text != "not ***" {
			t.Errorf("said %s", text)
		}
	})
}

func TestAuthorizeInVain(t *testing.T) {
	broken := errors.New("no such program")
	for works, requests := range []int{0, 1, 2} { // how often headers are had, of two times
		calls := 0
		c, sent := cannedClient(t, always(401, ""), func(o *Options) {
			o.Authorize = func(context.Context) (http.Header, error) {
				if calls++; calls > works {
					return nil, broken
				}
				return http.Header{"X-Key": {"k"}}, nil
			}
		})
		got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
		if got.Meaning != seeder.Denied || errors.Is(got.Err, broken) != (works < 2) || sent.count() != requests {
			t.Errorf("%d: %s: %v after %d requests", works, got.Meaning, got.Err, sent.count())
		}
	}
}

// hangUp ends a connection behind some words, or with a reset.
func hangUp(w http.ResponseWriter, words string, reset bool) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	if reset {
		_ = conn.(*net.TCPConn).SetLinger(0)
	}
	io.WriteString(conn, words)
	conn.Close()
}

func TestBrokenConnections(t *testing.T) {
	const created, oops = "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n", "HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n"
	for name, tt := range map[string]struct {
		answer  string
		meaning seeder.Meaning
		text    string
	}{
		"half read":                {"", seeder.Unknown, ""},
		"closed without an answer": {"", seeder.Unknown, "closed without an answer"},
		"reset without an answer":  {"", seeder.Unknown, "connection reset by peer"},
		"cut in the header":        {"HTTP/1.1 201 Crea", seeder.Unknown, "broke off"},
		"no HTTP":                  {"SSH-2.0-OpenSSH\r\n\r\n", seeder.Unknown, "malformed HTTP"},
		"cut in the body":          {created + `{"EC":0,"da`, good, ""},
		"cut before the body":      {created, good, ""},
		"cut in a refusal":         {created + `{"EC":-3,"EM":"Dup`, seeder.Duplicate, "EC -3"},
		"cut in an error":          {oops + `{"EC":-1,"EM":"Dup`, seeder.Unknown, "EC -1"},
	} {
		t.Run(name, func(t *testing.T) {
			var served atomic.Int64
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if served.Add(1); name != "half read" {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				hangUp(w, tt.answer, name == "reset without an answer")
			})
			body := []byte(`{}`)
			if name == "half read" {
				body = bytes.Repeat(body, 4<<20)
			}
			got := create(c, t.Context(), pool(t, "customers"), body)
			if got.Meaning != tt.meaning || got.Err != nil && !strings.Contains(got.Err.Error(), tt.text) {
				t.Errorf("%s, want %s: %v", got.Meaning, tt.meaning, got.Err)
			}
			if served.Load() != 1 || c.Requests().Post != 1 {
				t.Errorf("%d requests, counted %+v", served.Load(), c.Requests())
			}
		})
	}
}

// A request that was written to a kept connection which the backend then
// closes may have been worked on: it must not be sent again by anybody, not
// even with the header that makes Go's transport do so.
func TestCreationsOnKeptConnectionsAreNotReplayed(t *testing.T) {
	for _, reset := range []bool{false, true} {
		var bodies atomic.Int64
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if _, _ = io.Copy(io.Discard, r.Body); bodies.Add(1) == 2 {
				hangUp(w, "", reset)
				return
			}
			io.WriteString(w, okItem)
		})
		c.writes.Set("Idempotency-Key", "k")
		if got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`)); got.Meaning != good {
			t.Fatalf("%s: %v", got.Meaning, got.Err)
		}
		if got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`)); got.Meaning != seeder.Unknown {
			t.Errorf("%s: %v", got.Meaning, got.Err)
		}
		if bodies.Load() != 2 || c.Requests().Post != 2 {
			t.Errorf("reset %v: the backend saw %d creations, counted %+v", reset, bodies.Load(), c.Requests())
		}
	}
}

// stale is a connection that takes nothing any more from its second request
// on, as one that the other side closed while it was idle.
type stale struct {
	net.Conn
	writes int
}

func (s *stale) Write(p []byte) (int, error) {
	if s.writes++; s.writes > 1 {
		return 0, syscall.EPIPE
	}
	return s.Conn.Write(p)
}

func TestCreationsMoveOffClosedConnections(t *testing.T) {
	var bodies, dials atomic.Int64
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		bodies.Add(1)
		io.WriteString(w, okItem)
	})
	c.network.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials.Add(1)
		conn, err := c.guard.dial(ctx, network, address)
		return &stale{Conn: conn}, err
	}
	for range 3 {
		if got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`)); got.Meaning != good {
			t.Errorf("%s: %v", got.Meaning, got.Err)
		}
	}
	if bodies.Load() != 3 || dials.Load() != 3 || c.Requests().Post != 3 {
		t.Errorf("%d creations on %d connections, counted %+v", bodies.Load(), dials.Load(), c.Requests())
	}
}

func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	mustNot(t, err)
	listener.Close()
	hang := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	fails := func(err error) func(context.Context, string, string) (net.Conn, error) {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	tests := map[string]struct {
		dial func(context.Context, string, string) (net.Conn, error)
		text string
	}{
		"refused":     {nil, "connection refused"},
		"no such":     {fails(&net.DNSError{Err: "no such host", Name: "b.test"}), "lookup b.test: no such host"},
		"no resolver": {fails(&net.DNSError{Err: "i/o timeout", Name: "b.test", IsTimeout: true}), "lookup b.test: i/o timeout"},
		"no route":    {fails(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), "no route to host"},
		"else":        {fails(&net.OpError{Op: "dial", Err: errors.New("odd")}), "odd"},
		"anything":    {fails(errors.New("odd")), "odd"},
		"hanging":     {hang, "no connection within 30ms"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, "http://"+listener.Addr().String(), func(o *Options) { o.RequestTimeout = 30 * time.Millisecond })
			defer c.Close()
			if tt.dial != nil {
				c.network.DialContext = tt.dial
			}
			got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
			if failed := wantMeaning(t, got.Err, seeder.Unreachable); !strings.HasSuffix(failed.Error(), ": "+tt.text) || c.Requests().Total() != 0 {
				t.Errorf("said %s, counted %+v", failed, c.Requests())
			}
		})
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, okItem) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	mustNot(t, os.WriteFile(file, text, 0o600))
	for name, tt := range map[string]struct{ url, ca, wrong string }{
		"trusted":        {server.URL, file, ""},
		"not trusted":    {server.URL, "", "unknown authority"},
		"another name":   {strings.Replace(server.URL, "127.0.0.1", "localhost", 1), file, "certificate is valid for"},
		"a plain server": {strings.Replace(plain.URL, "http:", "https:", 1), "", "server gave HTTP response to HTTPS client"},
	} {
		c := newClient(t, tt.url, func(o *Options) { o.CAFile = tt.ca })
		t.Cleanup(c.Close)
		for range 2 {
			got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
			if tt.wrong == "" && got.Meaning != good || tt.wrong != "" && (got.Meaning != seeder.Unreachable || !strings.Contains(got.Err.Error(), tt.wrong)) {
				t.Errorf("%s: %s: %v", name, got.Meaning, got.Err)
			}
		}
	}
}

// The request of a broken TLS connection counts as sent once anything of it was
// written behind the handshake.
func TestTLSEvidence(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	server.StartTLS()
	defer server.Close()
	c := newClient(t, server.URL)
	c.network.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // a test server's
	defer c.Close()
	got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
	if got.Meaning != seeder.Unknown || c.Requests().Post != 1 {
		t.Errorf("%s: %v", got.Meaning, got.Err)
	}
}

func TestNoProxyFromTheEnvironment(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:9")
	t.Setenv("ALL_PROXY", "http://127.0.0.1:9")
	c := newClient(t, "http://backend.test")
	if c.network.Proxy != nil {
		t.Error("the transport asks for a proxy")
	}
}
