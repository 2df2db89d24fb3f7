package sandboxtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// serve puts faults before a backend that takes everything, and counts what
// reaches it.
func serve(t *testing.T, f Faults) (served *atomic.Int64, srv *httptest.Server) {
	served = &atomic.Int64{}
	faulty := f.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"EC":0,"EM":"Success","data":{"id":"x"}}`))
	}))
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // before that, a server does not notice that the client has gone away
		faulty.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return served, srv
}

// send posts to a server and returns the answer's header and what a client makes
// of the rest, such as "201 JSON", "201 text, broken off" or "timeout".
func send(t *testing.T, srv *httptest.Server, patience time.Duration) (http.Header, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", srv.URL+"/food-categories?a=b", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	const most = 1 << 20
	res, err := client.Do(req)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, "timeout"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF):
		return nil, "reset"
	case err != nil:
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, most))
	kind := "text"
	switch text := string(body); {
	case strings.Contains(text, `"EC":-1`):
		kind = "EC -1"
	case json.Valid(body):
		kind = "JSON"
	case strings.HasPrefix(text, "<html>"):
		kind = "HTML"
	case len(body) == most:
		kind = "endless"
	}
	if err != nil {
		kind += ", broken off"
	}
	return res.Header, fmt.Sprint(res.StatusCode, " ", kind)
}

func TestFaultKinds(t *testing.T) {
	cases := map[FaultKind]struct {
		processed bool
		outcome   string
		header    string // "name: pattern of its value"
	}{
		ResetBefore:    {false, "reset", ""},
		ResetAfter:     {true, "reset", ""},
		Timeout:        {false, "timeout", ""},
		TimeoutAfter:   {true, "timeout", ""},
		Error500:       {false, "500 text", ""},
		Error500After:  {true, "500 text", ""},
		Error503:       {false, "503 text", ""},
		EC500:          {false, "500 EC -1", ""},
		TooMany429:     {false, "429 text", "Retry-After: 1"},
		TooMany429Date: {false, "429 text", `Retry-After: \w+, \d\d \w+ \d{4} \d\d:\d\d:\d\d GMT`},
		Truncated:      {true, "201 text, broken off", ""},
		Malformed:      {true, "201 text", ""},
		HTML:           {false, "502 HTML", ""},
		HTMLAfter:      {true, "502 HTML", ""},
		WrongType:      {true, "201 JSON", "Content-Type: text/html"},
		Redirect:       {false, "307 text", `Location: /food-categories\?a=b&sandbox-redirected=1`},
		Endless:        {true, "201 endless", ""},
		EC200:          {false, "200 EC -1", ""},
		EC200After:     {true, "200 EC -1", ""},
		Slow:           {true, "201 JSON", "Content-Type: application/json"},
	}
	if len(cases) != len(AllFaults()) {
		t.Errorf("%d kinds tested of %d", len(cases), len(AllFaults()))
	}
	for _, kind := range AllFaults() {
		t.Run(string(kind), func(t *testing.T) {
			served, srv := serve(t, Faults{Rates: map[FaultKind]float64{kind: 1}, RetryAfter: time.Second, SlowFor: 5 * time.Millisecond})
			patience := 10 * time.Second
			if kind == Timeout || kind == TimeoutAfter {
				patience = 20 * time.Millisecond
			}
			header, outcome := send(t, srv, patience)
			name, pattern, _ := strings.Cut(cases[kind].header, ": ")
			if outcome != cases[kind].outcome || !regexp.MustCompile("^"+pattern).MatchString(header.Get(name)) {
				t.Errorf("got %s, %v", outcome, header)
			}
			if got := served.Load() == 1; got != cases[kind].processed {
				t.Errorf("processed: %v", got)
			}
		})
	}
}

func TestRedirectedRequestsAreServed(t *testing.T) {
	served, srv := serve(t, Faults{Rates: map[FaultKind]float64{Redirect: 1}})
	res, err := srv.Client().Get(srv.URL + "/food-categories?x=y")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 201 || served.Load() != 1 {
		t.Errorf("%d, served %d times", res.StatusCode, served.Load())
	}
}

func TestOnlyRequestsAtRiskFail(t *testing.T) {
	post := func(r *http.Request) bool { return r.Method == http.MethodPost }
	for want, only := range map[string]func(*http.Request) bool{
		"500 EC -1": post, "201 JSON": func(r *http.Request) bool { return !post(r) },
	} {
		_, srv := serve(t, Faults{Rates: map[FaultKind]float64{EC500: 1}, Only: only})
		if _, outcome := send(t, srv, time.Minute); outcome != want {
			t.Errorf("got %s, want %s", outcome, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for given, want := range map[time.Duration]string{0: "0", -1: "0", time.Millisecond: "1", 3 * time.Second: "3"} {
		_, srv := serve(t, Faults{Rates: map[FaultKind]float64{TooMany429: 1}, RetryAfter: given})
		if header, _ := send(t, srv, time.Minute); header.Get("Retry-After") != want {
			t.Errorf("%v: %v, want %q", given, header, want)
		}
	}
}

func TestFaultsAreDeterministic(t *testing.T) {
	draw := func(seed uint64) string {
		var out strings.Builder
		f := Faults{Seed: seed, Rates: map[FaultKind]float64{EC500: 0.3, Error503: 0.3}, Hit: func(kind FaultKind) { out.WriteString(string(kind) + " ") }}
		h := f.Wrap(http.NotFoundHandler())
		for range 60 {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", http.NoBody))
			out.WriteByte('.')
		}
		return out.String()
	}
	first := draw(1)
	if first != draw(1) || first == draw(2) {
		t.Errorf("not a function of the seed: %s, %s, %s", first, draw(1), draw(2))
	}
	for _, kind := range []FaultKind{EC500, Error503} {
		if n := strings.Count(first, string(kind)); n < 5 || n > 40 {
			t.Errorf("%d × %s in %s", n, kind, first)
		}
	}
}

// Neither a delay nor a slow body outlasts the client.
func TestWaitingEndsWithTheClient(t *testing.T) {
	served, srv := serve(t, Faults{Latency: 1000 * time.Hour})
	if _, outcome := send(t, srv, 5*time.Millisecond); outcome != "timeout" || served.Load() != 0 {
		t.Errorf("delayed: %s", outcome)
	}
	served, srv = serve(t, Faults{Rates: map[FaultKind]float64{Slow: 1}, SlowFor: time.Hour})
	if _, outcome := send(t, srv, 20*time.Millisecond); outcome == "201 JSON" || served.Load() != 1 {
		t.Errorf("slow: %s", outcome)
	}
}
