package backend

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
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
		o.URL.User = url.UserPassword("u", "p")
		o.Headers = http.Header{
			"x-tenant": {"t1", "t2"}, "Host": {"shop.test"}, "Idempotency-Key": {"k"},
			"authorization": {"Bearer t"}, "content-type": {"application/vnd.api+json"},
		}
	})
	_, err := c.Get(t.Context(), pools.Get("customers"), "a b/ế?")
	mustNot(t, err)
	_, err = c.Create(t.Context(), pools.Get("orders"), entities.Draft{Body: []byte(`{"n":1}`)})
	mustNot(t, err)
	mustNot(t, patch(t, c))
	for i, w := range []seen{
		{method: "GET", uri: "/api/v%31/customers/a%20b%2F%E1%BA%BF%3F"},
		{method: "POST", uri: "/api/v%31/orders?is-generated=true", body: `{"n":1}`},
		{method: "PATCH", uri: "/api/v%31/drivers/a", body: `{}`},
	} {
		g := got[i]
		if g.method != w.method || g.uri != w.uri || g.body != w.body || g.host != "shop.test" {
			t.Errorf("sent %s %s %q to %s, want %s %s %q", g.method, g.uri, g.body, g.host, w.method, w.uri, w.body)
		}
		for name, value := range map[string]string{
			"User-Agent": "flashseed/test", "X-Tenant": "t1 t2", "Accept": "application/json",
			"Authorization": "Bearer t", "Content-Type": "application/vnd.api+json",
		} {
			if got := strings.Join(g.header[name], " "); got != value {
				t.Errorf("%s: %s, want %s", name, got, value)
			}
		}
	}
}

// Neither errors nor logs show what the client was given to identify itself.
func TestCredentialsAreSentAndNotShown(t *testing.T) {
	secret := base64.StdEncoding.EncodeToString([]byte("ann:s ecret99"))
	var out bytes.Buffer
	c, _ := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
		sent := req.Header.Get("Authorization")
		equal(t, sent, "Basic "+secret)
		if n == 1 {
			return nil, errors.New("malformed answer: Authorization: " + sent)
		}
		return response(400, "you sent "+sent+" and s ecret99 or s%20ecret99, for "+req.Header.Get("X-Key")), nil
	}, func(o *Options) {
		o.URL.User = url.UserPassword("ann", "s ecret99")
		o.Headers = http.Header{"X-Key": {"Bearer sesame99"}}
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for range 2 {
		err := create(t, c)
		fmt.Fprintln(&out, err, failure(t, err).URL, c.URL())
	}
	text := out.String()
	for _, hidden := range []string{secret, "ecret99", "sesame", "ann"} {
		if strings.Contains(text, hidden) || !strings.Contains(text, "you sent") {
			t.Errorf("%s is shown in\n%s", hidden, text)
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
		case strings.HasPrefix(r.URL.Path, "/customers/"):
			http.NotFound(w, r)
		case r.Method == http.MethodGet:
			io.WriteString(w, `{"EC":0,"data":[`+strings.Repeat(`{"id":"a"},`, 2000)+`{"id":"a"}]}`)
		default:
			io.WriteString(w, okItem)
		}
	})
	connections := countDials(c)
	for range 10 {
		mustNot(t, create(t, c))
		wantMeaning(t, get(t, c), seeder.NotFound)
		_, err := c.Observe(t.Context(), pools.Get("address_books"), 10, 5000)
		mustNot(t, err)
	}
	equal(t, connections.Load(), 1) // for 30 requests in a row
	for range 3 {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() { _ = create(t, c) })
		}
		all.Wait()
	}
	if n := connections.Load(); n > 12 { // one is dialled now and then although another is about to be free
		t.Errorf("%d connections for six at once, three times", n)
	}
}

// A redirect is followed to the same server alone, and no more than five times.
func TestRedirects(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		requests int
	}{
		{"http://a.test", "http://a.test/y", 2},
		{"http://a.test", "http://A.TEST:80/y", 2},
		{"http://a.test", "https://a.test/y", 2},
		{"https://a.test", "https://a.test:443/y", 2},
		{"http://a.test", "/loop", 6},
		{"https://a.test", "http://a.test/y", 1},
		{"http://a.test", "http://a.test:81/y", 1},
		{"http://a.test:81", "https://a.test/y", 1},
		{"http://a.test", "http://b.test/y", 1},
		{"http://a.test", "ftp://a.test/y", 1},
	} {
		f := &canned{answer: func(n int, req *http.Request) (*http.Response, error) {
			if n > 1 && tt.requests == 2 && req.Header.Get("X-Key") == "k" {
				return response(200, okItem), nil
			}
			return response(307, "", "Location", tt.to), nil
		}}
		c := newClient(t, tt.from, f.install, retries(2), func(o *Options) { o.Headers = http.Header{"X-Key": {"k"}} })
		want := seeder.Refused
		if tt.requests == 2 {
			want = good
		}
		wantMeaning(t, get(t, c), want)
		equal(t, c.Requests(), seeder.Requests{Get: tt.requests})
		equal(t, f.count(), tt.requests)
	}
}

// A redirect that keeps the method did nothing: the creation is made where it
// leads. One that does not may have.
func TestRedirectedCreations(t *testing.T) {
	for status, want := range map[int]seeder.Meaning{
		301: seeder.Unknown, 302: seeder.Unknown, 303: seeder.Unknown, 307: good, 308: good,
	} {
		made := ""
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v2/new" {
				http.Redirect(w, r, "/v2/new", status)
				return
			}
			body, _ := io.ReadAll(r.Body)
			made += r.Method + " " + r.Header.Get("Content-Type") + " " + string(body)
			io.WriteString(w, okItem)
		})
		wantMeaning(t, create(t, c), want)
		if want == good && made != `POST application/json {}` || want != good && made != "" {
			t.Errorf("%d: sent %s", status, made)
		}
		if err := patch(t, c); (err == nil) != (want == good) {
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
// byte order mark in front. What cannot be read may have said anything.
func TestEncodedAnswers(t *testing.T) {
	answers := map[string]string{"/customers/a": okItem, "/address_books": twoItems}
	for _, tt := range []struct {
		encoding, mark string
		pack           func(text string) string
	}{{"gzip", "", zipped}, {"deflate", "", deflated}, {"identity", "", strings.Clone}, {"", "\ufeff", strings.Clone}, {"gzip", "\ufeff", zipped}} {
		c, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			text := cmp.Or(answers[req.URL.Path], `{"EC":-3,"EM":"known"}`)
			return response(200, tt.pack(tt.mark+text), "Content-Encoding", tt.encoding), nil
		})
		mustNot(t, get(t, c))
		equal(t, saw(observe(t, c, "address_books")), "2 a b")
		equal(t, wantMeaning(t, create(t, c), seeder.Duplicate).EM, "known")
	}
	for encoding, body := range map[string]string{"br": "\x0b\x02", "gzip": okItem, "deflate": "\x78"} {
		c, _ := cannedClient(t, always(201, body, "Content-Encoding", encoding))
		wantMeaning(t, create(t, c), seeder.Unknown)
		wantMeaning(t, get(t, c), seeder.Unknown)
	}
}

// A token that expired is requested again, once for all requests that met it.
func TestAuthorize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, expired atomic.Int64
		c, sent := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			current := fmt.Sprintf("Bearer token-number-%d", expired.Load()+1)
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
		for round, most := range []int{5, 15} {
			expired.Store(int64(round))
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() { equal(t, create(t, c), nil) })
			}
			all.Wait()
			if n := sent.count(); asked.Load() != int64(round+1) || n > most || n < 5+6*round {
				t.Errorf("asked %d times for %d requests", asked.Load(), n)
			}
		}
		equal(t, c.masks.shorten("not token-number-2"), "not ***")
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
		err := create(t, c)
		if wantMeaning(t, err, seeder.Denied); errors.Is(err, broken) != (works < 2) || sent.count() != requests {
			t.Errorf("%d: %v after %d requests", works, err, sent.count())
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
			_, err := c.Create(t.Context(), pools.Get("customers"), entities.Draft{Body: body})
			if failed := wantMeaning(t, err, tt.meaning); failed != nil {
				says(t, failed, tt.text)
			}
			equal(t, served.Load(), 1)
			equal(t, c.Requests(), seeder.Requests{Post: 1})
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
		}, func(o *Options) { o.Headers = http.Header{"Idempotency-Key": {"k"}} })
		for _, want := range []seeder.Meaning{good, seeder.Unknown} {
			wantMeaning(t, create(t, c), want)
		}
		equal(t, bodies.Load(), 2)
		equal(t, c.Requests(), seeder.Requests{Post: 2})
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
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		bodies.Add(1)
		io.WriteString(w, okItem)
	})
	c.network.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials.Add(1)
		conn, err := c.guard.dial(ctx, network, address)
		return &stale{Conn: conn}, err
	}
	for range 3 {
		mustNot(t, create(t, c))
	}
	equal(t, bodies.Load(), 3)
	equal(t, dials.Load(), 3)
	equal(t, c.Requests(), seeder.Requests{Post: 3})
}

func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	mustNot(t, err)
	listener.Close()
	for text, fails := range map[string]error{
		"connection refused":          nil,
		"lookup b.test: no such host": &net.DNSError{Err: "no such host", Name: "b.test"},
		"lookup b.test: i/o timeout":  &net.DNSError{Err: "i/o timeout", Name: "b.test", IsTimeout: true},
		"no route to host":            &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH},
		"odd":                         &net.OpError{Op: "dial", Err: errors.New("odd")},
		"even":                        errors.New("even"),
		"no connection within 30ms":   context.DeadlineExceeded,
	} {
		t.Run(text, func(t *testing.T) {
			c := newClient(t, "http://"+listener.Addr().String(), func(o *Options) { o.RequestTimeout = 30 * time.Millisecond })
			defer c.Close()
			if fails != nil {
				c.network.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
					if fails == context.DeadlineExceeded {
						<-ctx.Done()
					}
					return nil, fails
				}
			}
			says(t, wantMeaning(t, create(t, c), seeder.Unreachable), ": "+text)
			equal(t, c.Requests().Total(), 0)
		})
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, okItem)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	mustNot(t, os.WriteFile(file, text, 0o600))
	for _, tt := range []struct{ url, ca, wrong string }{
		{server.URL, file, ""},
		{server.URL, "", "unknown authority"},
		{strings.Replace(server.URL, "127.0.0.1", "localhost", 1), file, "certificate is valid for"},
		{strings.Replace(plain.URL, "http:", "https:", 1), "", "server gave HTTP response to HTTPS client"},
	} {
		c := newClient(t, tt.url, func(o *Options) { o.CAFile = tt.ca })
		t.Cleanup(c.Close)
		if tt.wrong != "" {
			says(t, wantMeaning(t, create(t, c), seeder.Unreachable), tt.wrong)
			continue
		}
		mustNot(t, create(t, c))
		if wantMeaning(t, patch(t, c), seeder.Unknown); c.Requests().Patch != 1 { // it was sent
			t.Errorf("counted %+v", c.Requests())
		}
	}
}

func TestCAFilesThatMakeNoSense(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	mustNot(t, os.WriteFile(empty, nil, 0o600))
	for file, want := range map[string]string{"no/such.pem": "CA file", empty: "no certificate"} {
		_, err := New(Options{URL: &url.URL{Scheme: "http", Host: "a.test"}, Registry: pools, CAFile: file})
		says(t, err, want)
	}
}

func TestNoProxyFromTheEnvironment(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:9")
	t.Setenv("ALL_PROXY", "http://127.0.0.1:9")
	if c := newClient(t, "http://backend.test"); c.network.Proxy != nil {
		t.Error("the transport asks for a proxy")
	}
}
