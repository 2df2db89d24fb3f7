package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestOtherSitesChangeNothing(t *testing.T) {
	r := newRig(t, rigOptions{})
	for _, from := range [][]string{
		{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Content-Type: application/x-www-form-urlencoded"},
		{"Sec-Fetch-Site: same-site", "Origin: http://localhost:5173"},
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

func TestNamesOfThisMachineAlone(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) { o.Host = "dev.internal" }})
	for host, want := range map[string]int{
		"localhost": 200, "localhost:3001": 200, "LOCALHOST:1": 200, "127.0.0.1:3001": 200, "[::1]:3001": 200, "[::1]": 200, "127.0.0.2": 200,
		"dev.internal:3001": 200, "evil.example": 403, "evil.example:3001": 403, "localhost.evil.example": 403, "10.0.0.1:3001": 403, "0.0.0.0": 403, "127.0.0.1.evil.example": 403,
	} {
		if a := r.do("GET", "/data-pools/status", "Host: "+host); a.code != want {
			t.Errorf("Host %s: %d; want %d", host, a.code, want)
		}
	}
	open := newRig(t, rigOptions{listen: "0.0.0.0:0"})
	if a := open.do("GET", "/health", "Host: flashseed.svc"); a.code != 200 {
		t.Errorf("behind another address every name will do, and not %d", a.code)
	}
}

func TestNothingWithoutTheToken(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) { o.Token = "correct horse" }})
	for _, route := range r.server.table() {
		path := strings.NewReplacer("{$}", "", "{pool}", "orders", "{id}", "1").Replace(route.path)
		for _, header := range []string{"X: y", "Authorization: Bearer wrong", "Authorization: Basic correct horse", "Authorization: correct horse", "Authorization: Bearer"} {
			a := r.do(route.method, path, header)
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
	if strings.Contains(r.log.String(), "correct horse") {
		t.Error("the token is in the log")
	}
}

func TestPagePolicy(t *testing.T) {
	r := newRig(t, rigOptions{})
	a := r.do("GET", "/", "Accept: text/html,*/*;q=0.8")
	policy := a.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'sha256-", "style-src 'sha256-", "connect-src 'self'", "img-src data:", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers: %v", a.header)
	}
	for _, outside := range []string{"http://", "https://", "import ", "export "} {
		body := strings.ReplaceAll(string(a.body), "http://www.w3.org/", "")
		if i := strings.Index(body, outside); i >= 0 {
			t.Errorf("the page has %q: %.80s", outside, body[i:])
		}
	}
}

func TestBodies(t *testing.T) {
	r := newRig(t, rigOptions{})
	post := func(body io.Reader) int {
		resp, err := r.client.Post(r.url+"/data-pools/ensure?pools=drivers", "application/json", body)
		if err != nil {
			return -1 // cut while it was still sending
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	if code := post(strings.NewReader("{}")); code != 200 {
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
	c := dial(t, r)
	fmt.Fprintf(c, "POST /data-pools/ensure HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", 1<<30)
	if line := firstLine(c); !strings.Contains(line, "413") {
		t.Errorf("a gigabyte that is only announced: %q", line)
	}
	c = dial(t, r)
	fmt.Fprintf(c, "POST /data-pools/ensure HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
	if line := firstLine(c); !strings.Contains(line, "400") {
		t.Errorf("a broken body: %q", line)
	}
}

func TestHugeHead(t *testing.T) {
	r := newRig(t, rigOptions{})
	c := dial(t, r)
	fmt.Fprintf(c, "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
	go func() { _, _ = c.Write(bytes.Repeat([]byte("x"), 1<<20)) }()
	if line := firstLine(c); line != "" && !strings.Contains(line, "431") {
		t.Errorf("1 MB of header: %q", line)
	}
	if a := r.do("GET", "/health"); a.code != 200 {
		t.Errorf("/health: %d", a.code)
	}
}

// TestSlowloris has many connections that never finish their request.
func TestSlowloris(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) { o.Limits.HeaderTimeout = 300 * time.Millisecond }})
	var conns []net.Conn
	for range 100 {
		c := dial(t, r)
		fmt.Fprintf(c, "GET /health HTTP/1.1\r\nHost: localhost\r\n")
		conns = append(conns, c)
	}
	stop := time.Now().Add(400 * time.Millisecond)
	for i := 0; time.Now().Before(stop); i++ {
		for _, c := range conns {
			fmt.Fprintf(c, "X-%d: y\r\n", i)
		}
		if a := r.do("GET", "/health"); a.code != 200 {
			t.Errorf("/health: %d", a.code)
		}
		time.Sleep(20 * time.Millisecond)
	}
	for i, c := range conns {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Fatalf("connection %d is still open", i)
		}
	}
}

// TestTenThousandConnections opens them and says nothing on them.
func TestTenThousandConnections(t *testing.T) {
	const many, most = 10000, 512
	r := newRig(t, rigOptions{server: func(o *Options) { o.Limits.Connections = most }})
	stream, stop := r.listenTo()
	defer stop()
	next(t, stream)
	before := heap()
	var conns []net.Conn
	for i := range many {
		c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Logf("%d connections, then %v", i, err)
			break
		}
		conns = append(conns, c)
		if i%1000 == 999 {
			r.client.CloseIdleConnections()
			if a := r.do("GET", "/health"); a.code != 200 {
				t.Errorf("/health with %d connections: %d", i+1, a.code)
			}
		}
	}
	if grown := int64(heap()) - int64(before); grown > 64<<20 {
		t.Errorf("%d connections cost %d MB", len(conns), grown>>20)
	} else {
		t.Logf("%d connections cost %d KB of heap", len(conns), grown>>10)
	}
	text := string(r.do("GET", "/metrics").body)
	var open, cut int
	for line := range strings.Lines(text) {
		_, _ = fmt.Sscanf(line, "flashseed_connections %d", &open)
		_, _ = fmt.Sscanf(line, "flashseed_connections_cut %d", &cut)
	}
	if open > most+1 || cut < len(conns)-most {
		t.Errorf("%d connections are open, %d were cut", open, cut)
	}
	for _, c := range conns {
		_ = c.Close()
	}
	r.ok("POST", "/data-pools/ensure?pools=drivers", nil)
	for next(t, stream).Kind != "run_done" { // the reader was not cut
	}
}

// TestHeldConnectionsStay fills the server with what must not be cut.
func TestHeldConnectionsStay(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	g := newGate(l, 2)
	defer g.Close()
	ends := func() (far, near net.Conn) { return net.Pipe() }
	var guests []*guest
	for range 2 {
		_, near := ends()
		c, victim := g.admit(near)
		if c == nil || victim != nil {
			t.Fatal("there was room")
		}
		c.serving()
		defer c.hold()()
		guests = append(guests, c)
	}
	_, near := ends()
	if c, _ := g.admit(near); c != nil {
		t.Error("a third came in although two are held")
	}
	_ = guests[0].Close()
	_ = guests[0].Close()
	if c, _ := g.admit(near); c == nil || g.count() != 2 {
		t.Errorf("after one left: %d open", g.count())
	}
}

// slowLine is a listener whose connections write once they may.
type slowLine struct {
	net.Listener
	writing, may chan struct{}
}

type slowConn struct {
	net.Conn
	line slowLine
}

func (l slowLine) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return slowConn{c, l}, err
}

func (c slowConn) Write(b []byte) (int, error) {
	c.line.writing <- struct{}{}
	<-c.line.may
	return c.Conn.Write(b)
}

// An answer that is on its way when connections without a request are closed
// arrives; after that its connection is one of them.
func TestAnswersOnTheirWayArrive(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	slow := slowLine{l, make(chan struct{}, 9), make(chan struct{})}
	g := newGate(slow, 9)
	web := &http.Server{ConnContext: g.remember, ConnState: g.turned, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guestOf(r.Context()).serving()
		_, _ = io.WriteString(w, "here")
	})}
	go func() { _ = web.Serve(g) }()
	defer web.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	must(t, err)
	defer c.Close()
	_, err = io.WriteString(c, "GET / HTTP/1.1\r\nHost: here\r\n\r\n")
	must(t, err)
	<-slow.writing // the handler has returned
	g.clear()
	close(slow.may)
	if line := firstLine(c); !strings.HasPrefix(line, "HTTP/1.1 200 ") {
		t.Errorf("the answer begins with %q", line)
	}
	eventually(t, "the connection is closed", func() bool { g.clear(); return g.count() == 0 })
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

func dial(t *testing.T, r *rig) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// firstLine reads an answer's first line, "" if the connection was cut.
func firstLine(c net.Conn) string {
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	return line
}
