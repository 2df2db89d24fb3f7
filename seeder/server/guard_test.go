package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

func TestOtherSitesChangeNothing(t *testing.T) {
	r := newRig(t, rigOptions{})
	for _, from := range [][]string{
		{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Content-Type: application/x-www-form-urlencoded"},
		{"Sec-Fetch-Site: same-site", "Origin: http://localhost:8080"},
		{"Origin: https://evil.example"},
		{"Origin: null"},
	} {
		r.refused(http.StatusForbidden, "POST", "/data-pools/ensure", from...)
		r.refused(http.StatusForbidden, "POST", "/data-pools/refresh", from...)
		r.refused(http.StatusForbidden, "GET", "/data-pools", from...)
		if a := r.do("GET", "/health", from...); a.code != 200 || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("GET /health from %v: %d", from, a.code)
		}
	}
	if n := r.sandbox.Count("address_books"); n != 0 {
		t.Errorf("other sites made %d items", n)
	}
	r.ok("POST", "/data-pools/ensure", nil, "Sec-Fetch-Site: same-origin", "Origin: "+r.url)
}

// TestHosts asks under many names, whatever the server listens on.
func TestHosts(t *testing.T) {
	hosts := map[string]int{
		"localhost": 200, "localhost:3001": 200, "LOCALHOST:1": 200, "127.0.0.1:3001": 200, "[::1]:3001": 200, "[::1]": 200, "127.0.0.2": 200,
		"10.0.0.1:3001": 200, "192.168.1.7": 200, "100.64.3.2:1": 200, "[fd00::1]:80": 200, "flashseed": 200, "flashseed.shop.svc:3001": 200,
		"laptop.local": 200, "laptop.tail1234.ts.net": 200, "seed.shop.example:3001": 200, "Other.example:99": 200, "dev.example": 200,
		"evil.example": 403, "evil.example:3001": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403,
		"8.8.8.8": 403, "[2001:4860::1]:80": 403, "seed.shop.example.evil.example": 403, "other.example:98": 403, "com.": 403,
	}
	for _, listen := range []string{"127.0.0.1:0", "0.0.0.0:0"} {
		r := newRig(t, rigOptions{listen: listen, server: func(o *Options) {
			o.ServeHosts = []string{"dev.example", "seed.shop.example", "other.example:99"}
		}})
		for host, want := range hosts {
			if a := r.do("GET", "/data-pools/status", "Host: "+host); a.code != want {
				t.Errorf("on %s, Host %s: %d; want %d", listen, host, a.code, want)
			}
		}
	}
	r := newRig(t, rigOptions{server: func(o *Options) { o.Token = "secret" }})
	r.ok("GET", "/data-pools/status", nil, "Host: evil.example", "Authorization: Bearer secret")
}

func TestNothingWithoutTheToken(t *testing.T) {
	c, r := newContract(t), newRig(t, rigOptions{server: func(o *Options) { o.Token = "correct horse" }})
	for _, route := range r.server.api() {
		path := strings.NewReplacer("{$}", "", "{pool}", "orders", "{id}", "1").Replace(route.path)
		for _, header := range []string{"X: y", "Authorization: Bearer wrong", "Authorization: Basic correct horse", "Authorization: correct horse", "Authorization: Bearer"} {
			a := r.do(route.method, path, header)
			c.holds(t, route.method, path, a)
			if open := path == "/health" || path == "/ready"; open == (a.code == http.StatusUnauthorized) {
				t.Errorf("%s %s with %q: %d", route.method, path, header, a.code)
			}
			if a.code == http.StatusUnauthorized && a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: 401 without WWW-Authenticate", path)
			}
		}
	}
	r.refused(http.StatusUnauthorized, "GET", "/nope")
	r.refused(http.StatusUnauthorized, "DELETE", "/health")
	a := r.do("GET", "/", "Accept: text/html")
	if a.code != http.StatusUnauthorized || !bytes.Contains(a.body, []byte("<dialog")) {
		t.Errorf("a browser gets %d %.80s", a.code, a.body)
	}
	if n := r.sandbox.Count("orders"); n != 0 {
		t.Errorf("%d orders without the token", n)
	}
	r.ok("POST", "/data-pools/ensure?pools=drivers", nil, "Authorization: Bearer correct horse")
	must(t, r.stop())
	if strings.Contains(r.log.String(), "correct horse") {
		t.Error("the token is in the log")
	}
}

func TestPagePolicy(t *testing.T) {
	r := newRig(t, rigOptions{})
	a := r.do("GET", "/", "Accept: text/html,*/*;q=0.8")
	policy := a.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:;", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers: %v", a.header)
	}
	for name, kind := range map[string]string{"app.js": "text/javascript", "style.css": "text/css"} {
		file := r.do("GET", "/page/"+name)
		if file.code != 200 || !strings.HasPrefix(file.header.Get("Content-Type"), kind) || !bytes.Contains(a.body, []byte(`"/page/`+name+`"`)) {
			t.Errorf("%s: %d %s", name, file.code, file.header.Get("Content-Type"))
		}
		if regexp.MustCompile(`https?://`).Match(bytes.ReplaceAll(file.body, []byte("http://www.w3.org/"), nil)) {
			t.Errorf("%s names another host", name)
		}
	}
	if a := r.do("GET", "/page/none.js"); a.code != 404 {
		t.Errorf("a file that is not there: %d", a.code)
	}
}

func TestLargeRequests(t *testing.T) {
	r := newRig(t, rigOptions{})
	post := func(body io.Reader) int {
		resp, err := r.client.Post(r.url+"/data-pools/ensure?pools=drivers", "application/json", body)
		if err != nil {
			return -1 // cut while it was still sending
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	if code := post(strings.NewReader("{}")); code != 201 {
		t.Errorf("a small body: %d", code)
	}
	before := heap()
	for name, body := range map[string]io.Reader{
		"known length": strings.NewReader(strings.Repeat("x", 1<<20)),
		"a gigabyte":   io.LimitReader(zeros{}, 1<<30),
	} {
		if code := post(body); code != http.StatusRequestEntityTooLarge && code != -1 {
			t.Errorf("%s: %d", name, code)
		}
	}
	if grown := int64(heap()) - int64(before); grown > 16<<20 {
		t.Errorf("large bodies cost %d MB", grown>>20)
	}
	c := dial(t, r, "POST /data-pools/ensure HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
	if line := firstLine(c); !strings.Contains(line, "413") {
		t.Errorf("a gigabyte that is only announced: %q", line)
	}
	c = dial(t, r, "POST /data-pools/ensure HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
	if line := firstLine(c); !strings.Contains(line, "400") {
		t.Errorf("a broken body: %q", line)
	}
	c = dial(t, r, "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
	go func() { _, _ = c.Write(bytes.Repeat([]byte("x"), 1<<20)) }()
	if line := firstLine(c); line != "" && !strings.Contains(line, "431") {
		t.Errorf("1 MB of header: %q", line)
	}
	if a := r.do("GET", "/health"); a.code != 200 {
		t.Errorf("/health after all of it: %d", a.code)
	}
}

// TestSlowloris has many connections that never finish their request.
func TestSlowloris(t *testing.T) {
	r := newRig(t, rigOptions{tune: func(s *Server) { s.web.ReadHeaderTimeout = 300 * time.Millisecond }})
	var conns []net.Conn
	var cut atomic.Int32
	for range 100 {
		c := dial(t, r, "GET /health HTTP/1.1\r\nHost: localhost\r\n")
		conns = append(conns, c)
		go func() { _, _ = io.Copy(io.Discard, c); cut.Add(1) }()
	}
	eventually(t, "all are cut, however much they say", func() bool {
		for _, c := range conns {
			fmt.Fprintf(c, "X: y\r\n")
		}
		if a := r.do("GET", "/health"); a.code != 200 {
			t.Errorf("/health: %d", a.code)
		}
		return int(cut.Load()) == len(conns)
	})
}

// TestConnectionsBeyondTheLimitWait for those before them to leave.
func TestConnectionsBeyondTheLimitWait(t *testing.T) {
	const most, health = 8, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
	r := newRig(t, rigOptions{tune: func(s *Server) { s.connections, s.web.ReadHeaderTimeout = most, time.Minute }})
	var conns []net.Conn
	for range most {
		c := dial(t, r, health)
		firstLine(c)
		conns = append(conns, c)
	}
	extra := dial(t, r, health)
	_ = extra.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := extra.Read(make([]byte, 1)); err == nil {
		t.Error("one connection more than the limit was answered")
	}
	_ = conns[0].Close()
	if line := firstLine(extra); !strings.Contains(line, "200") {
		t.Errorf("the connection that waited got %q", line)
	}
}

// TestSlowReadersOfFilesAreCut as those of all other answers are.
func TestSlowReadersOfFilesAreCut(t *testing.T) {
	ended := make(chan error, 1)
	r := newRig(t, rigOptions{
		server: func(o *Options) {
			o.Pictures = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, err := io.Copy(w, zeros{})
				ended <- err
			})
		},
		tune: func(s *Server) { s.web.WriteTimeout /= 300 },
	})
	dial(t, r, "GET /pictures/any HTTP/1.1\r\nHost: localhost\r\n\r\n")
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the picture is still written")
	}
}

// TestWhatTakesLongIsAnswered: the time limit of files is none of runs and streams.
func TestWhatTakesLongIsAnswered(t *testing.T) {
	const limit = 50 * time.Millisecond
	r := newRig(t, rigOptions{
		driver: func(d Driver) Driver {
			return hooked{d, func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
				time.Sleep(3 * limit)
				return d.Run(ctx, req, observe)
			}}
		},
		tune: func(s *Server) { s.web.WriteTimeout = limit },
	})
	next := r.events()
	r.ok("POST", "/data-pools/ensure?pools=drivers", nil)
	for ev := next(); ev.Kind != seeder.RunDone; ev = next() {
		continue
	}
}

// TestShutdownClosesSilentConnections as browsers open them ahead of need.
func TestShutdownClosesSilentConnections(t *testing.T) {
	r := newRig(t, rigOptions{tune: func(s *Server) { s.web.ReadHeaderTimeout, s.ShutdownTimeout = time.Hour, time.Hour }})
	c := dial(t, r, "")
	r.ok("GET", "/data-pools/status", nil) // by now the server has taken c, too
	began := time.Now()
	must(t, r.stop())
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the shutdown took %v", took)
	}
	if line := firstLine(c); line != "" {
		t.Errorf("the connection got %q", line)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// dial opens a connection and sends some words on it.
func dial(t *testing.T, r *rig, words string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = io.WriteString(c, words)
	must(t, err)
	return c
}

// firstLine reads an answer's first line, "" if the connection was cut.
func firstLine(c net.Conn) string {
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	return line
}
