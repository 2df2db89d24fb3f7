package cmd_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// originalKeys are the arrays of the original service's README, in its order.
var originalKeys = []string{
	"addressBooks", "foodCategories", "superAdmins", "financeAdmins", "companionAdmins", "financeRules", "restaurants",
	"menuItems", "menuItemVariants", "promotions", "drivers", "customers", "customerCares", "orders",
}

// stand is a serve that was started the way the original service is: by five
// variables, in a .env beside it.
type stand struct {
	t       *testing.T
	sandbox *sandbox.Server
	backend *httptest.Server
	redis   *miniredis.Miniredis
	port    string
	stderr  *shared
	posts   atomic.Int64 // that the backend got
	refuse  atomic.Bool  // the backend refuses promotions for good
}

// newStand starts serve in a directory that holds .env.example as .env, with
// addresses of this test in it.
func newStand(t *testing.T, args ...string) *stand {
	t.Helper()
	s := &stand{t: t, sandbox: sandbox.New(sandbox.Options{}), redis: miniredis.RunT(t)}
	s.backend = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && s.posts.Add(1) == 5 { // "Retry logic for failed data generation"
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if s.refuse.Load() && r.Method == http.MethodPost && r.URL.Path == "/promotions" {
			_, _ = io.WriteString(w, `{"EC":2,"EM":"no promotions today","data":null}`)
			return
		}
		s.sandbox.ServeHTTP(w, r)
	}))
	t.Cleanup(s.backend.Close)
	example := readFile(t, "../.env.example")
	p, _, stderr := process(t, nil, append([]string{"serve"}, args...)...)
	s.stderr = stderr
	env := strings.NewReplacer(
		"PORT=3001", "PORT=0", "http://localhost:1310", s.backend.URL, "localhost:6379", s.redis.Addr(),
		"MIN_POOL_SIZE=10", "MIN_POOL_SIZE=3", "CACHE_TTL=3600", "CACHE_TTL=120",
	).Replace(string(example))
	writeFile(t, filepath.Join(p.WorkDir, ".env"), []byte(env))
	_, s.port, _ = net.SplitHostPort(strings.TrimPrefix(startServe(t, p, stderr), "http://"))
	return s
}

// said is an answer of serve.
type said struct {
	code    int
	header  http.Header
	text    string
	Status  string
	Data    map[string][]map[string]any
	Message string
	Detail  string
	Warning string
}

// ask sends a request as curl does, to localhost if the path names no other
// host; header is "Name: value" pairs.
func (s *stand) ask(method, path string, header ...string) said {
	s.t.Helper()
	host, path, _ := strings.Cut(path, "/")
	req, err := http.NewRequest(method, "http://"+net.JoinHostPort(cmp.Or(host, "localhost"), s.port)+"/"+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", "*/*")
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	body, resp := answerTo(s.t, req)
	a := said{code: resp.StatusCode, header: resp.Header, text: string(body)}
	_ = json.Unmarshal(body, &a) // answers without arrays have no Data
	return a
}

// wantPools fails the test unless the answer holds n items of each pool.
func (s *stand) wantPools(request string, a said, code int, message string, n int) {
	s.t.Helper()
	if a.code != code || a.Status != "success" || a.Message != message || a.Detail == "" {
		s.t.Errorf("%s: %d, status %q, message %q, detail %q", request, a.code, a.Status, a.Message, a.Detail)
	}
	for _, key := range originalKeys {
		if len(a.Data[key]) != n {
			s.t.Errorf("%s: %d %s", request, len(a.Data[key]), key)
		}
	}
}

// TestDropIn holds serve to each sentence of the original service's README, and
// to what its consumers saw of it.
func TestDropIn(t *testing.T) {
	t.Parallel()
	s := newStand(t)

	// "The service will automatically ensure data pools on startup."
	waitFor(t, "the pools are full", func() bool { return s.ask("GET", "/ready").code == http.StatusOK })
	for _, pool := range pools {
		if n := s.sandbox.Count(pool); n < 3 {
			t.Errorf("%d %s after the start", n, pool)
		}
	}
	if line := regexp.MustCompile(`(?m)^\d+ of \d+ pools full, \S+, \d+ requests$`); !line.MatchString(s.stderr.String()) {
		t.Errorf("no line says what the start did: %s", s.stderr)
	}

	// "Entities are processed in the specified order."
	text, at := s.ask("GET", "/data-pools").text, 0
	for _, key := range originalKeys {
		next := strings.Index(text, `"`+key+`":[`)
		if next < at {
			t.Errorf("%s is at %d, what comes before it at %d", key, next, at)
		}
		at = next
	}

	// "GET / - Welcome message"
	if a := s.ask("GET", "/"); a.code != 200 || a.text != "Flashstrom Fake Backend is running! 🚀" || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("GET /: %d %s %q", a.code, a.header.Get("Content-Type"), a.text)
	}
	if a := s.ask("GET", "/", "Accept: text/html,application/xhtml+xml"); !strings.Contains(a.text, "<!doctype html>") {
		t.Errorf("a browser gets %.80q", a.text)
	}

	// "GET /health - Health status"
	var health map[string]string
	_ = json.Unmarshal([]byte(s.ask("GET", "/health").text), &health)
	if health["status"] != "ok" || health["service"] != "flashstrom-backend-fake" || health["program"] != "flashseed" ||
		!regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(health["timestamp"]) {
		t.Errorf("GET /health: %v", health)
	}

	// The three routes, in any case, with parameters that mean nothing, under
	// both of localhost's addresses.
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		if host == "::1" && !hasIPv6() {
			continue
		}
		for path, n := range map[string]int{"/data-pools": 3, "/Data-Pools/": 3, "/data-pools?_=1732550000&limit=soup": 3} {
			s.wantPools("GET "+path, s.ask("GET", host+path), 200, "Data pools retrieved successfully", n)
		}
	}
	s.wantPools("POST ensure", s.ask("POST", "/data-pools/ensure?force=true"), 201, "Data pools ensured successfully", 3)
	s.wantPools("POST refresh", s.ask("POST", "/DATA-POOLS/REFRESH"), 201, "Data pools refreshed successfully", 3)
	id := s.ask("GET", "/data-pools").Data["restaurants"][0]["id"].(string)
	if a := s.ask("GET", "/Data-Pools/RESTAURANTS/"+id); !strings.Contains(a.text, id) {
		t.Errorf("one restaurant: %.200s", a.text)
	}

	if a := s.ask("GET", "/pictures/person/women/1?w=32"); a.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("a picture: %d %v", a.code, a.header)
	}

	// "Complete data pools (data-pools:all)", "Individual entity results",
	// "TTL-based expiration".
	var all map[string][]any
	kept, err := s.redis.Get("data-pools:all")
	if err != nil || json.Unmarshal([]byte(kept), &all) != nil {
		t.Errorf("data-pools:all: %v", err)
	}
	last := 0 // the keys stand in the pools' order
	for i, key := range originalKeys {
		place := strings.Index(kept, fmt.Sprintf("%q:[", key))
		if len(all[key]) != 3 || place <= last || !s.redis.Exists("data-pools:"+pools[i]) {
			t.Errorf("%d %s are kept, at %d after %d", len(all[key]), key, place, last)
		}
		last = place
	}
	if ttl := s.redis.TTL("data-pools:all"); ttl <= 0 || ttl > 120*time.Second {
		t.Errorf("data-pools:all lives %s", ttl)
	}

	// "Get current data pools (from cache if available)": the backend is away.
	s.backend.Close()
	s.wantPools("GET from the cache", s.ask("GET", "/data-pools"), 200, "Data pools retrieved successfully", 3)
	a := s.ask("POST", "/data-pools/ensure")
	s.wantPools("POST ensure from the cache", a, 200, "Data pools ensured successfully", 3)
	if !strings.Contains(a.Warning, "connection refused") {
		t.Errorf("the warning is %q", a.Warning)
	}
	if a := s.ask("POST", "/data-pools/refresh"); a.code != 502 || a.Status != "error" || len(a.Data) != len(pools) {
		t.Errorf("POST refresh without a backend: %d %.200s", a.code, a.text)
	}
	s.wantPools("GET after a refresh that failed", s.ask("GET", "/data-pools"), 200, "Data pools retrieved successfully", 3)

	// "Fallback to empty arrays if generation fails."
	s.redis.FlushAll()
	if a := s.ask("GET", "/data-pools"); a.code != 502 || a.Status != "error" || !strings.Contains(a.text, `"orders":[]`) || len(a.Data) != len(pools) {
		t.Errorf("GET without backend and cache: %d %.200s", a.code, a.text)
	}
}

func hasIPv6() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

// TestDropInKeepsTheFullPools has a backend that refuses one pool for good.
func TestDropInKeepsTheFullPools(t *testing.T) {
	t.Parallel()
	s := newStand(t, "--no-startup-ensure")
	s.refuse.Store(true)
	for try := range 2 {
		before := s.posts.Load()
		a := s.ask("GET", "/data-pools")
		if a.code != 500 || a.Status != "error" || !strings.Contains(a.Message, "no promotions today") {
			t.Errorf("%d %s %q", a.code, a.Status, a.Message)
		}
		for _, key := range originalKeys {
			want := 3
			if key == "promotions" {
				want = 0
			}
			if list, ok := a.Data[key]; len(list) != want || !ok {
				t.Errorf("%d %s", len(list), key)
			}
		}
		if sent := s.posts.Load() - before; (sent > 0) != (try == 0) {
			t.Errorf("reading, try %d, sent %d POSTs", try+1, sent)
		}
	}
	s.refuse.Store(false)
	s.wantPools("POST ensure", s.ask("POST", "/data-pools/ensure"), 201, "Data pools ensured successfully", 3)
	s.wantPools("GET", s.ask("GET", "/data-pools"), 200, "Data pools retrieved successfully", 3)

	// More than is wanted here being refused says nothing about GET.
	s.refuse.Store(true)
	if a := s.ask("POST", "/data-pools/ensure?min=5"); a.code != 500 {
		t.Errorf("POST ensure?min=5: %d", a.code)
	}
	s.wantPools("GET after it", s.ask("GET", "/data-pools"), 200, "Data pools retrieved successfully", 3)
}

// TestDropInCORS asks as the pages of the original's front ends do.
func TestDropInCORS(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	backend := s.backend.URL
	for _, origin := range []string{"http://localhost:3000", "http://localhost:1310", "http://localhost:5173", backend} {
		for _, request := range []string{"GET /data-pools", "POST /data-pools/ensure", "POST /data-pools/refresh"} {
			method, path, _ := strings.Cut(request, " ")
			a := s.ask(method, path, "Origin: "+origin, "Sec-Fetch-Site: same-site")
			if a.Status != "success" || a.header.Get("Access-Control-Allow-Origin") != origin ||
				a.header.Get("Access-Control-Allow-Credentials") != "true" || a.header.Get("Vary") != "Origin" {
				t.Errorf("%s from %s: %d %v", request, origin, a.code, a.header)
			}
			a = s.ask("OPTIONS", path, "Origin: "+origin, "Sec-Fetch-Site: same-site", "Access-Control-Request-Method: "+method)
			if a.code != 204 || a.header.Get("Access-Control-Allow-Methods") != "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS" {
				t.Errorf("preflight of %s from %s: %d %v", request, origin, a.code, a.header)
			}
			for _, name := range []string{"Content-Type", "Accept", "Authorization", "auth", "ngrok-skip-browser-warning", "X-Content-Type-Options"} {
				if !slices.Contains(strings.Split(a.header.Get("Access-Control-Allow-Headers"), ", "), name) {
					t.Errorf("preflight of %s from %s does not allow %s", request, origin, name)
				}
			}
		}
	}
	for _, origin := range []string{"https://evil.example", "http://localhost:3000.evil.example", "http://localhost:3001"} {
		for _, method := range []string{"GET", "OPTIONS"} {
			if a := s.ask(method, "/data-pools", "Origin: "+origin, "Sec-Fetch-Site: cross-site"); a.code != 403 || a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s from %s: %d", method, origin, a.code)
			}
		}
	}
}

// notSampled are the sample's fields that the sandbox does not show, or that
// flashseed's drivers and wages do not have.
var notSampled = regexp.MustCompile(`^(financeRules created_by\.|financeRules driver_fixed_wage\.3-5km|drivers driver_is_banned|drivers vehicle\.)`)

// TestDropInFields compares the fields of what is served with those of a sample
// answer of the original service, and with each other: after a run that
// created, from the cache, and after a refresh.
func TestDropInFields(t *testing.T) {
	t.Parallel()
	s := newStand(t, "--no-startup-ensure", "--min", "10")
	requests := []string{"POST /data-pools/ensure", "GET /data-pools", "POST /data-pools/refresh", "GET /data-pools"}
	answers := make([]map[string]map[string]bool, len(requests))
	for i, request := range requests {
		method, path, _ := strings.Cut(request, " ")
		answers[i] = map[string]map[string]bool{}
		for key, items := range s.ask(method, path).Data {
			answers[i][key] = fieldsOf(items)
		}
		for key, fields := range answers[i] {
			if !maps.Equal(fields, answers[0][key]) {
				t.Errorf("request %d: %s have the fields %v; the first answer's %v", i, key, fields, answers[0][key])
			}
		}
	}
	key := ""
	for line := range strings.Lines(string(readFile(t, "testdata/original-fields.txt"))) {
		path := strings.TrimSpace(line)
		if path != "" && !strings.HasPrefix(line, " ") { // it heads those of its array
			key, _, _ = strings.Cut(path, " ")
		} else if name := key + " " + path; path != "" && !answers[0][key][path] && !notSampled.MatchString(name) {
			t.Errorf("there is no %s", name)
		}
	}
}

// fieldsOf returns the paths of all fields that occur in the items; [] is an
// element of a list.
func fieldsOf(items []map[string]any) map[string]bool {
	paths := map[string]bool{}
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, inner := range value {
				below := strings.TrimPrefix(path+"."+name, ".")
				paths[below] = true
				walk(below, inner)
			}
		case []any:
			for _, inner := range value {
				walk(path+"[]", inner)
			}
		}
	}
	for _, item := range items {
		walk("", item)
	}
	return paths
}

// TestServePortInUse fails at once, with a hint, whichever loopback has it.
func TestServePortInUse(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Skip(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		out := run(t, environment{"REAL_BACKEND_URL": "http://127.0.0.1:1", "REDIS_URL": "memory:"}, "serve", "--port", port).wantCode(t, 2)
		if !strings.Contains(out.stderr, "port "+port+" is in use") || !strings.Contains(out.stderr, "hint:") {
			t.Errorf("stderr: %s", out.stderr)
		}
	}
}
