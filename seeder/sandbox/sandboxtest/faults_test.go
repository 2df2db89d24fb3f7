package sandboxtest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// backend takes everything, and counts what reaches it.
type backend struct{ served atomic.Int64 }

func (b *backend) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	b.served.Add(1)
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte(`{"EC":0,"EM":"Success","data":{"id":"x"}}`))
}

// serve puts faults before a backend.
func serve(t *testing.T, f Faults) (*backend, *httptest.Server) {
	t.Helper()
	b := &backend{}
	faulty := f.Wrap(b)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // before that, a server does not notice that the client has gone away
		faulty.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return b, srv
}

// always makes every request meet one kind of fault.
func always(t *testing.T, kind FaultKind) (*backend, *httptest.Server) {
	return serve(t, Faults{Rates: map[FaultKind]float64{kind: 1}, RetryAfter: time.Second, SlowFor: 5 * time.Millisecond})
}

// outcome is what a client makes of an answer.
type outcome struct {
	status int
	header http.Header
	body   string
	err    error // of sending, or of reading the body
}

func send(t *testing.T, srv *httptest.Server, patience time.Duration) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", srv.URL+"/food-categories?a=b", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return outcome{res.StatusCode, res.Header, string(body), err}
}

func TestFaultKinds(t *testing.T) {
	isJSON := func(s string) bool { return json.Valid([]byte(s)) }
	broken := func(o outcome) bool { return o.err != nil }
	cases := map[FaultKind]struct {
		processed bool
		holds     func(outcome) bool
	}{
		ResetBefore:   {false, func(o outcome) bool { return isReset(o.err) }},
		ResetAfter:    {true, func(o outcome) bool { return isReset(o.err) }},
		Timeout:       {false, func(o outcome) bool { return errors.Is(o.err, context.DeadlineExceeded) }},
		TimeoutAfter:  {true, func(o outcome) bool { return errors.Is(o.err, context.DeadlineExceeded) }},
		Error500:      {false, func(o outcome) bool { return o.status == 500 && !isJSON(o.body) }},
		Error500After: {true, func(o outcome) bool { return o.status == 500 && !isJSON(o.body) }},
		Error503:      {false, func(o outcome) bool { return o.status == 503 }},
		EC500:         {false, func(o outcome) bool { return o.status == 500 && strings.Contains(o.body, `"EC":-1`) }},
		TooMany429:    {false, func(o outcome) bool { return o.status == 429 && o.header.Get("Retry-After") == "1" }},
		TooMany429Date: {false, func(o outcome) bool {
			_, err := http.ParseTime(o.header.Get("Retry-After"))
			return o.status == 429 && err == nil
		}},
		Truncated: {true, func(o outcome) bool { return broken(o) && o.status == 201 && o.body != "" && !isJSON(o.body) }},
		Malformed: {true, func(o outcome) bool { return o.status == 201 && !isJSON(o.body) && !broken(o) }},
		HTML:      {false, func(o outcome) bool { return o.status == 502 && strings.HasPrefix(o.body, "<html>") }},
		HTMLAfter: {true, func(o outcome) bool { return o.status == 502 && strings.HasPrefix(o.body, "<html>") }},
		WrongType: {true, func(o outcome) bool {
			return o.status == 201 && isJSON(o.body) && strings.HasPrefix(o.header.Get("Content-Type"), "text/html")
		}},
		Redirect: {false, func(o outcome) bool {
			return o.status == 307 && o.header.Get("Location") == "/food-categories?a=b&sandbox-redirected=1"
		}},
		Endless:    {true, func(o outcome) bool { return o.status == 201 && len(o.body) == 1<<20 && !isJSON(o.body) }},
		EC200:      {false, func(o outcome) bool { return o.status == 200 && strings.Contains(o.body, `"EC":-1`) }},
		EC200After: {true, func(o outcome) bool { return o.status == 200 && strings.Contains(o.body, `"EC":-1`) }},
		Slow:       {true, func(o outcome) bool { return o.status == 201 && isJSON(o.body) && !broken(o) }},
	}
	if len(cases) != len(AllFaults()) {
		t.Errorf("%d kinds tested of %d", len(cases), len(AllFaults()))
	}
	for _, kind := range AllFaults() {
		t.Run(string(kind), func(t *testing.T) {
			b, srv := always(t, kind)
			patience := 10 * time.Second
			if kind == Timeout || kind == TimeoutAfter {
				patience = 20 * time.Millisecond
			}
			o := send(t, srv, patience)
			if !cases[kind].holds(o) {
				t.Errorf("got %d %v %.200q, %v", o.status, o.header, o.body, o.err)
			}
			if got := b.served.Load() == 1; got != cases[kind].processed {
				t.Errorf("processed: %v", got)
			}
		})
	}
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF)
}

func TestRedirectedRequestsAreServed(t *testing.T) {
	b, srv := always(t, Redirect)
	res, err := http.Get(srv.URL + "/food-categories?x=y")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if res.StatusCode != 201 || b.served.Load() != 1 {
		t.Errorf("%d, served %d times", res.StatusCode, b.served.Load())
	}
}

func TestRetryAfter(t *testing.T) {
	for given, want := range map[time.Duration]string{0: "0", -1: "0", time.Millisecond: "1", 3 * time.Second: "3"} {
		_, srv := serve(t, Faults{Rates: map[FaultKind]float64{TooMany429: 1}, RetryAfter: given})
		if got := send(t, srv, time.Minute).header.Get("Retry-After"); got != want {
			t.Errorf("%v: %q, want %q", given, got, want)
		}
	}
}

func TestFaultsAreDeterministic(t *testing.T) {
	draw := func(seed uint64) string {
		var out strings.Builder
		f := Faults{Seed: seed, Rates: map[FaultKind]float64{EC500: 0.3, Error503: 0.3}, Hit: func(kind FaultKind) { out.WriteString(string(kind) + " ") }}
		h := f.Wrap(&backend{})
		for range 60 {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", http.NoBody))
			out.WriteByte('.')
		}
		return out.String()
	}
	first := draw(1)
	if first != draw(1) {
		t.Error("the same seed, other faults")
	}
	if first == draw(2) {
		t.Error("the seed does not matter")
	}
	for _, kind := range []FaultKind{EC500, Error503} {
		if n := strings.Count(first, string(kind)); n < 5 || n > 40 {
			t.Errorf("%d × %s in %s", n, kind, first)
		}
	}
}

func TestFaultsHitOnlyWhatTheyShould(t *testing.T) {
	b, srv := serve(t, Faults{
		Rates: map[FaultKind]float64{EC500: 1},
		Only:  func(r *http.Request) bool { return r.Method != http.MethodPost },
	})
	if o := send(t, srv, time.Minute); o.status != 201 || b.served.Load() != 1 {
		t.Errorf("%d %s", o.status, o.body)
	}
}

func TestLatencyEndsWithTheClient(t *testing.T) {
	b, srv := serve(t, Faults{Latency: 1000 * time.Hour})
	if o := send(t, srv, 5*time.Millisecond); !errors.Is(o.err, context.DeadlineExceeded) || b.served.Load() != 0 {
		t.Errorf("err %v", o.err)
	}
}

func TestSlowBodiesOfLeavingClients(t *testing.T) {
	b, srv := serve(t, Faults{Rates: map[FaultKind]float64{Slow: 1}, SlowFor: time.Hour})
	if o := send(t, srv, 20*time.Millisecond); o.err == nil || b.served.Load() != 1 {
		t.Errorf("an hour was over in no time: %v", o)
	}
}
