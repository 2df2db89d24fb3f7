package backend

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a backend and returns a client of it.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c := newClient(t, server.URL, change...)
	t.Cleanup(c.Close) // before the server's
	return c
}

// newClient speaks the flashstrom dialect and repeats nothing, unless changed.
func newClient(t testing.TB, address string, change ...func(*Options)) *Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{URL: u, Dialect: entities.Flashstrom, Concurrency: 4, Version: "test", Registry: pools}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func auto(o *Options)   { o.Dialect = "" }
func readme(o *Options) { o.Dialect = entities.Readme }

func retries(n int) func(*Options) { return func(o *Options) { o.Retries = n } }

// canned answers requests without a network, which virtual time needs. It
// counts what it was asked, as "METHOD path".
type canned struct {
	mu     sync.Mutex
	asked  []string
	answer func(n int, req *http.Request) (*http.Response, error)
}

func (f *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	f.asked = append(f.asked, req.Method+" "+req.URL.RequestURI())
	n := len(f.asked)
	f.mu.Unlock()
	resp, err := f.answer(n, req)
	if resp != nil {
		resp.Request = req
	}
	if op, isOp := errors.AsType[*net.OpError](err); !isOp || op.Op != "dial" {
		httptrace.ContextClientTrace(req.Context()).GotConn(httptrace.GotConnInfo{})
	}
	return resp, err
}

func (f *canned) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

func (f *canned) install(o *Options) { o.Transport = f }

func cannedClient(t testing.TB, answer func(n int, req *http.Request) (*http.Response, error), change ...func(*Options)) (*Client, *canned) {
	t.Helper()
	f := &canned{answer: answer}
	return newClient(t, "http://backend.test:1310", append(change, f.install)...), f
}

// always gives the same answer.
func always(status int, body string, header ...string) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return response(status, body, header...), nil }
}

// hangs answers a request no earlier than its end.
func hangs(_ int, req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func response(status int, body string, header ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

var pools = entities.NewRegistry()

// failure returns the *seeder.RequestError that every failure must be.
func failure(t *testing.T, err error) *seeder.RequestError {
	t.Helper()
	failed, isFailure := errors.AsType[*seeder.RequestError](err)
	if !isFailure {
		t.Fatalf("%v (%T) is no *seeder.RequestError", err, err)
	}
	return failed
}

// wantMeaning checks how a request ended and returns its error, nil for a good
// answer.
func wantMeaning(t *testing.T, err error, meaning seeder.Meaning) *seeder.RequestError {
	t.Helper()
	if meaning == good {
		mustNot(t, err)
		return nil
	}
	failed := failure(t, err)
	if failed.Meaning != meaning {
		t.Errorf("%s, want %s: %v", failed.Meaning, meaning, err)
	}
	return failed
}

func ids(items []entities.Item) string {
	var list []string
	for _, item := range items {
		list = append(list, item.ID)
	}
	return strings.Join(list, " ")
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// says checks an error's text for a part.
func says(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("said %v, not %s", err, part)
	}
}

// saw puts into words what was seen of a pool: how many items, and which of
// them are shown.
func saw(o seeder.Observation, err error) string {
	failed, _ := errors.AsType[*seeder.RequestError](err)
	switch {
	case failed != nil:
		return failed.Meaning.String()
	case o.Unlisted:
		return "unlisted"
	}
	text := fmt.Sprint(o.Count, " ", ids(o.Items))
	if o.AtLeast {
		text = "at least " + text
	}
	return strings.TrimSpace(text)
}

func mustNot(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func within(t *testing.T, what string, got, low, high time.Duration) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s took %s, want %s to %s", what, got, low, high)
	}
}

// good stands for an answer without an error.
const good seeder.Meaning = -1

// create sends an empty body to the route that creates customers.
func create(t testing.TB, c *Client) error {
	_, err := c.Create(t.Context(), pools.Get("customers"), entities.Draft{Body: []byte("{}")})
	return err
}

// patch changes a driver.
func patch(t testing.TB, c *Client) error {
	_, err := c.Change(t.Context(), entities.Change{Pool: "drivers", ID: "a", Method: http.MethodPatch, Body: []byte("{}")})
	return err
}

// get asks for a customer.
func get(t testing.TB, c *Client) error {
	_, err := c.Get(t.Context(), pools.Get("customers"), "a")
	return err
}

// detect returns the dialect, or what went wrong.
func detect(t testing.TB, c *Client) string {
	d, err := c.DetectDialect(t.Context())
	if failed, isFailure := errors.AsType[*seeder.RequestError](err); isFailure {
		return failed.Meaning.String()
	}
	return string(d)
}

// observe looks at ten items of a pool.
func observe(t testing.TB, c *Client, pool string) (seeder.Observation, error) {
	return c.Observe(t.Context(), pools.Get(pool), 10, 10)
}
