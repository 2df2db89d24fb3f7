package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// always makes a server on which every request meets one kind of fault.
func always(t *testing.T, kind FaultKind, change func(*Faults)) (*world, *httptest.Server) {
	t.Helper()
	f := &Faults{Rates: map[FaultKind]float64{kind: 1}, SlowFor: 5 * time.Millisecond}
	if change != nil {
		change(f)
	}
	w := newWorld(t, Options{Faults: f})
	return w, w.serve()
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
	raw, err := json.Marshal(categoryBody(1))
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, "POST", srv.URL+"/food-categories?a=b", strings.NewReader(string(raw)))
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
			w, srv := always(t, kind, nil)
			patience := 10 * time.Second
			if kind == Timeout || kind == TimeoutAfter {
				patience = 20 * time.Millisecond
			}
			o := send(t, srv, patience)
			if !cases[kind].holds(o) {
				t.Errorf("got %d %v %.200q, %v", o.status, o.header, o.body, o.err)
			}
			if got := w.Count(foodCategories) == 1; got != cases[kind].processed {
				t.Errorf("processed: %v", got)
			}
			if r := w.Requests(); r.Post != 1 || r.Refused != 0 {
				t.Errorf("requests: %+v", r)
			}
		})
	}
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF)
}

func TestRedirectedRequestsAreServed(t *testing.T) {
	_, srv := always(t, Redirect, nil)
	res, err := http.Get(srv.URL + "/food-categories?x=y")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !json.Valid(body) || err != nil {
		t.Errorf("%d %s %v", res.StatusCode, body, err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestRetryAfter(t *testing.T) {
	for given, want := range map[time.Duration]string{0: "1", -1: "0", time.Millisecond: "1", 3 * time.Second: "3"} {
		_, srv := always(t, TooMany429, func(f *Faults) { f.RetryAfter = given })
		if got := send(t, srv, time.Minute).header.Get("Retry-After"); got != want {
			t.Errorf("%v: %q, want %q", given, got, want)
		}
	}
}

func TestFaultsAreDeterministic(t *testing.T) {
	draw := func(seed uint64) string {
		f := &Faults{Seed: seed, Rates: map[FaultKind]float64{EC500: 0.3, Error503: 0.3}}
		w := newWorld(t, Options{Faults: f})
		var out strings.Builder
		for range 60 {
			switch w.get("/food-categories").Status {
			case 200:
				out.WriteByte('.')
			case 500:
				out.WriteByte('5')
			default:
				out.WriteByte('3')
			}
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
	for _, c := range []string{".", "5", "3"} {
		if n := strings.Count(first, c); n < 5 {
			t.Errorf("%d × %s in %s", n, c, first)
		}
	}
}

func TestFaultsHitOnlyWhatTheyShould(t *testing.T) {
	w := newWorld(t, Options{Faults: &Faults{
		Rates: map[FaultKind]float64{EC500: 1},
		Only:  func(r *http.Request) bool { return r.Method == http.MethodPost },
	}})
	w.want(0, w.get("/food-categories"))
	var seen RequestRecord
	w.OnRequest(func(rec RequestRecord) { seen = rec })
	w.want(ecServer, w.post("/food-categories", categoryBody(1)))
	if seen.Fault != EC500 || seen.Status != 0 || w.Count(foodCategories) != 0 {
		t.Errorf("seen %+v", seen)
	}
}

func TestLatency(t *testing.T) {
	w := newWorld(t, Options{Faults: &Faults{Latency: 2 * time.Millisecond}})
	start := time.Now()
	for range 10 {
		w.want(0, w.get("/food-categories"))
	}
	if took := time.Since(start); took > time.Minute || took == 0 {
		t.Errorf("took %v", took)
	}
	srv := newWorld(t, Options{Faults: &Faults{Latency: time.Hour}}).serve()
	if o := send(t, srv, 5*time.Millisecond); !errors.Is(o.err, context.DeadlineExceeded) {
		t.Errorf("err %v", o.err)
	}
}

// Without a connection to take over, a reset is an aborted handler.
func TestResetWithoutConnection(t *testing.T) {
	s := New(Options{Faults: &Faults{Rates: map[FaultKind]float64{ResetBefore: 1}}})
	defer func() {
		if r := recover(); r != http.ErrAbortHandler {
			t.Errorf("recovered %v", r)
		}
	}()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/orders", nil))
}

func TestSlowBodiesOfLeavingClients(t *testing.T) {
	w, srv := always(t, Slow, func(f *Faults) { f.SlowFor = time.Hour })
	if o := send(t, srv, 20*time.Millisecond); o.err == nil {
		t.Error("an hour was over in no time")
	}
	if w.Count(foodCategories) != 1 {
		t.Error("not processed")
	}
	_, srv = always(t, Slow, func(f *Faults) { f.SlowFor = 0 })
	if o := send(t, srv, 20*time.Millisecond); o.err == nil {
		t.Error("two seconds were over in no time")
	}
}

func TestEndlessPlainBodies(t *testing.T) {
	w := newWorld(t, Options{Dialect: Readme, Plain: true, Faults: &Faults{Rates: map[FaultKind]float64{Endless: 1}}})
	o := send(t, w.serve(), 10*time.Second)
	if o.status != 404 || !strings.HasPrefix(o.body, `{"message":"endless `) {
		t.Errorf("%d %.40q", o.status, o.body)
	}
}
