package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a server before a real seeder before a sandbox, all on the loopback.
type rig struct {
	t       *testing.T
	sandbox *sandbox.Server
	server  *Server
	url     string
	client  *http.Client
	stop    func() error // ends Serve and returns what it returned
	log     bytes.Buffer // read once the server has stopped
}

// rigOptions change what a rig is made of; all may be zero.
type rigOptions struct {
	sandbox sandbox.Options
	wrap    func(http.Handler) http.Handler // before the sandbox
	server  func(*Options)
	driver  func(Driver) Driver
	tune    func(*Server) // before it serves
	backend string        // an address in place of the sandbox's
	listen  string        // 127.0.0.1:0 if empty
}

func newRig(t *testing.T, o rigOptions) *rig {
	t.Helper()
	r := &rig{t: t, sandbox: sandbox.New(o.sandbox)}
	var handler http.Handler = r.sandbox
	if o.wrap != nil {
		handler = o.wrap(handler)
	}
	far := httptest.NewServer(handler)
	u, err := url.Parse(cmp.Or(o.backend, far.URL))
	must(t, err)
	options := defaults(nil)
	abort, giveUp := context.WithCancel(context.Background())
	t.Cleanup(giveUp)
	client, err := backend.New(backend.Options{
		URL: u, Registry: options.Registry, Concurrency: 8, Retries: 1, RequestTimeout: 5 * time.Second,
		OnRequest: options.Metrics.BackendRequest, Abort: abort,
	})
	must(t, err)
	t.Cleanup(client.Close)
	keeper, err := cache.Open(cache.Options{URL: "memory:", TTL: time.Hour, LockTimeout: 5 * time.Second, Holder: "a test", Pools: options.Registry.All()})
	must(t, err)
	options.Min = func(string) int { return 10 }
	options.Driver = seeder.New(seeder.Setup{
		Registry: options.Registry, Backend: client, Min: options.Min, Cache: keeper, Lock: keeper,
		Generate:    entities.Options{Seed: 1, Locale: "mixed", EmailDomain: "flashseed.test", AccountPassword: "Flash@1234", AdminPassword: "Admin@1234"},
		Concurrency: 8, Retries: 1, Finish: seeder.FinishBasic,
	})
	options.Login, options.Backend, options.Version, options.ShutdownTimeout = client.Login, client.URL(), "1.2.3", 5*time.Second
	options.Abort, options.Log = giveUp, slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if o.driver != nil {
		options.Driver = o.driver(options.Driver)
	}
	if o.server != nil {
		o.server(&options)
	}
	r.server = New(options)
	if o.tune != nil {
		o.tune(r.server)
	}
	l, err := net.Listen("tcp", cmp.Or(o.listen, "127.0.0.1:0"))
	must(t, err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r.url = "http://127.0.0.1:" + port
	r.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 300}, Timeout: time.Minute}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.server.Serve(ctx, l) }()
	r.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(30 * time.Second):
			return errors.New("Serve did not return")
		}
	})
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		r.client.CloseIdleConnections()
		far.Close()
	})
	return r
}

// defaults are the options that every server here has.
func defaults(driver Driver) Options {
	return Options{
		Driver: driver, Registry: entities.NewRegistry(), Min: func(string) int { return 1 }, ShutdownTimeout: time.Minute,
		Observe: func(seeder.Event) {}, Pictures: http.NotFoundHandler(), Metrics: NewMetrics(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		IsLocal: backend.IsLocal,
	}
}

// bare is a server with a driver of a test, which nobody serves.
func bare(driver Driver) *Server {
	o := defaults(driver)
	o.StartupEnsure = true
	return New(o)
}

// full reports whether an ensure of all pools has succeeded.
func (r *rig) full() bool { return r.server.snapshot().Ready }

// count is how many items a pool is known to hold, -1 before the first look.
func (r *rig) count(pool string) int {
	for _, p := range r.server.snapshot().Pools {
		if p.Pool == pool && p.Count != nil {
			return *p.Count
		}
	}
	return -1
}

// answer is what came back.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// do sends a request; header is "Name: value" pairs.
func (r *rig) do(method, path string, header ...string) answer {
	r.t.Helper()
	req, err := http.NewRequest(method, r.url+path, nil)
	must(r.t, err)
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		r.t.Errorf("%s %s: %v", method, path, err)
		return answer{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Errorf("%s %s: %v", method, path, err)
	}
	return answer{code: resp.StatusCode, header: resp.Header, body: body}
}

// ok sends a request that must succeed, and reads its data into v.
func (r *rig) ok(method, path string, v any, header ...string) reply {
	r.t.Helper()
	a := r.do(method, path, header...)
	e := a.reply(r.t)
	want := map[string]int{"GET": http.StatusOK, "POST": http.StatusCreated}[method]
	if a.code != want || e.Status != "success" {
		r.t.Fatalf("%s %s: %d %s", method, path, a.code, a.body)
	}
	if v != nil {
		must(r.t, json.Unmarshal(e.Data, v))
	}
	return e
}

// refused sends a request that must fail, and returns its message.
func (r *rig) refused(code int, method, path string, header ...string) string {
	r.t.Helper()
	a := r.do(method, path, header...)
	e := a.reply(r.t)
	if a.code != code || e.Status != "error" || e.Message == "" {
		r.t.Errorf("%s %s: %d %s; want %d", method, path, a.code, a.body, code)
	}
	return e.Message
}

func (a answer) reply(t *testing.T) (e reply) {
	t.Helper()
	if err := json.Unmarshal(a.body, &e); err != nil {
		t.Errorf("answer %d %q is no JSON: %v", a.code, a.body, err)
	}
	return e
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to: %s", what)
		}
	}
}
