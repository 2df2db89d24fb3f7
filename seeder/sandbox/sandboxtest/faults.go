// Package sandboxtest makes a backend fail in ways that a front-end developer
// has no use for and a client must survive: connections that break before or
// after the work was done, answers that are cut, slow, endless or no JSON.
package sandboxtest

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// FaultKind names a way in which a request goes wrong.
type FaultKind string

// The kinds. Those that say "after" carry the request out and spoil the
// answer; the others never reach the backend.
const (
	ResetBefore    FaultKind = "reset-before"    // connection reset, not processed
	ResetAfter     FaultKind = "reset-after"     // after: connection reset
	Timeout        FaultKind = "timeout"         // no answer until the client goes away
	TimeoutAfter   FaultKind = "timeout-after"   // after: the same
	Error500       FaultKind = "error-500"       // plain text, HTTP 500
	Error500After  FaultKind = "error-500-after" // after: the same
	Error503       FaultKind = "error-503"       // plain text, HTTP 503
	EC500          FaultKind = "ec-500"          // HTTP 500 with EC -1
	TooMany429     FaultKind = "429"             // Retry-After in seconds
	TooMany429Date FaultKind = "429-date"        // Retry-After as a date
	Truncated      FaultKind = "truncated"       // after: half of the body
	Malformed      FaultKind = "malformed"       // after: not JSON
	HTML           FaultKind = "html"            // a gateway's page, HTTP 502
	HTMLAfter      FaultKind = "html-after"      // after: the same
	WrongType      FaultKind = "wrong-type"      // after: the right body, called text/html
	Redirect       FaultKind = "redirect"        // 307 to itself; the second time it is served
	Endless        FaultKind = "endless"         // after: a body without end, under the right status and code
	Slow           FaultKind = "slow"            // after: the right body, byte by byte
	EC200          FaultKind = "ec-200"          // HTTP 200 with EC -1, as without a database
	EC200After     FaultKind = "ec-200-after"    // after: the same, as when the backend trips over itself
)

// AllFaults lists every kind.
func AllFaults() []FaultKind {
	return []FaultKind{
		ResetBefore, ResetAfter, Timeout, TimeoutAfter, Error500, Error500After,
		Error503, EC500, TooMany429, TooMany429Date, Truncated, Malformed, HTML,
		HTMLAfter, WrongType, Redirect, Endless, Slow, EC200, EC200After,
	}
}

// Faults says what goes wrong, and how often. Which requests it hits follows
// from Seed and the order in which they arrive.
type Faults struct {
	Seed uint64

	// Rates are probabilities, 0 to 1. Each kind is drawn for by itself, in
	// the order of AllFaults; the first that hits is it.
	Rates map[FaultKind]float64

	Only    func(*http.Request) bool // the requests at risk; nil is all
	Latency time.Duration            // every request at risk waits up to that long first

	RetryAfter time.Duration // what a 429 asks for, in whole seconds: 0 is 1 s, negative is 0 s
	SlowFor    time.Duration // how long a slow body takes; 0 is 2 s

	Hit func(FaultKind) // is called for every fault, from the requests' goroutines; nil is nothing
}

// injector draws faults and carries them out.
type injector struct {
	Faults
	backend http.Handler
	mu      sync.Mutex
	random  *rand.Rand
}

// Wrap comes between requests and a backend. It is what sandbox.Options.Wrap
// takes.
func (f Faults) Wrap(backend http.Handler) http.Handler {
	switch {
	case f.RetryAfter == 0:
		f.RetryAfter = time.Second
	case f.RetryAfter < 0:
		f.RetryAfter = 0
	}
	f.SlowFor = cmp.Or(f.SlowFor, 2*time.Second)
	return &injector{Faults: f, backend: backend, random: rand.New(rand.NewPCG(f.Seed, 0x5eed))}
}

// redirected marks the address of a request that was sent round once.
const redirected = "sandbox-redirected"

func (in *injector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if in.Only != nil && !in.Only(r) || r.URL.Query().Has(redirected) {
		in.backend.ServeHTTP(w, r)
		return
	}
	kind, latency := in.draw()
	select {
	case <-time.After(latency):
	case <-r.Context().Done():
		return
	}
	if kind == "" {
		in.backend.ServeHTTP(w, r)
		return
	}
	if in.Hit != nil {
		in.Hit(kind)
	}
	in.inflict(kind, w, r)
}

// draw decides one request's fate. It takes the same number of draws whatever
// comes out.
func (in *injector) draw() (FaultKind, time.Duration) {
	in.mu.Lock()
	defer in.mu.Unlock()
	latency := time.Duration(in.random.Float64() * float64(in.Latency))
	hit := FaultKind("")
	for _, kind := range AllFaults() {
		rate := in.Rates[kind]
		if rate > 0 && in.random.Float64() < rate {
			hit = cmp.Or(hit, kind)
		}
	}
	return hit, latency
}

func (in *injector) inflict(kind FaultKind, w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	switch kind {
	case ResetAfter, TimeoutAfter, Error500After, EC200After, HTMLAfter, Truncated, Malformed, WrongType, Endless, Slow:
		in.backend.ServeHTTP(answer, r)
	}
	body := answer.Body.Bytes()
	begin := func(length int, contentType string) {
		w.Header().Set("Content-Type", contentType)
		if length >= 0 {
			w.Header().Set("Content-Length", strconv.Itoa(length))
		}
		w.WriteHeader(answer.Code)
	}
	send := func(body []byte, contentType string) {
		begin(len(body), contentType)
		_, _ = w.Write(body) // the client may have gone away
	}
	switch kind {
	case ResetBefore, ResetAfter:
		reset(w)
	case Timeout, TimeoutAfter:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case Error500, Error500After:
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case Error503:
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
	case EC500, EC200, EC200After:
		answer.Code = http.StatusOK
		if kind == EC500 {
			answer.Code = http.StatusInternalServerError
		}
		send([]byte(`{"EC":-1,"EM":"Server Error","data":null}`), jsonType)
	case TooMany429, TooMany429Date:
		wait := (in.RetryAfter + time.Second - 1).Truncate(time.Second)
		value := strconv.Itoa(int(wait / time.Second))
		if kind == TooMany429Date {
			value = time.Now().Add(wait).UTC().Format(http.TimeFormat)
		}
		w.Header().Set("Retry-After", value)
		http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
	case HTML, HTMLAfter:
		answer.Code = http.StatusBadGateway
		send([]byte("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"), htmlType)
	case Redirect:
		u := *r.URL
		query := u.Query()
		query.Set(redirected, "1")
		u.Scheme, u.Host, u.RawQuery = "", "", query.Encode()
		w.Header().Set("Location", u.String())
		w.WriteHeader(http.StatusTemporaryRedirect)
	case Truncated:
		begin(len(body), jsonType)
		_, _ = w.Write(body[:len(body)/2]) // see send
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case Malformed:
		send(append(body[:len(body)/2:len(body)/2], `,}"oops`...), jsonType)
	case WrongType:
		send(body, htmlType)
	case Endless:
		begin(-1, jsonType)
		sendForever(w, r, body)
	case Slow:
		begin(len(body), jsonType)
		in.sendSlowly(w, r, body)
	}
}

const (
	jsonType = "application/json; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
)

// reset closes the connection without an answer, with a reset where it can.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a plain close is near enough
	}
	_ = conn.Close() // it is broken on purpose
}

// sendForever begins the answer, code and all, with a message that never
// closes, and goes on until the client does.
func sendForever(w http.ResponseWriter, r *http.Request, body []byte) {
	const message = `"EM":"`
	head := []byte(`{"message":"`)
	if i := bytes.Index(body, []byte(message)); i >= 0 && bytes.HasPrefix(body, []byte(`{"EC":`)) {
		head = body[:i+len(message)]
	}
	_, err := w.Write(head)
	block := bytes.Repeat([]byte("endless "), 4<<10)
	for err == nil && r.Context().Err() == nil {
		_, err = w.Write(block)
	}
}

// sendSlowly trickles the body: a byte at a time, or as many as it takes to be
// done in time.
func (in *injector) sendSlowly(w http.ResponseWriter, r *http.Request, body []byte) {
	pause := max(in.SlowFor/time.Duration(max(len(body), 1)), time.Millisecond)
	step := max(1, len(body)*int(pause)/int(in.SlowFor))
	out := http.NewResponseController(w)
	for len(body) > 0 {
		n := min(step, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return
		}
		body = body[n:]
		_ = out.Flush() // an answer that cannot be flushed comes at once
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return
		}
	}
}
