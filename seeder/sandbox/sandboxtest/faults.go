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
	"net/url"
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
	Slow           FaultKind = "slow"            // after: the right body, bit by bit
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

	RetryAfter time.Duration // what a 429 asks for, in whole seconds
	SlowFor    time.Duration // how long a slow body takes

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
	status, body, header := answer.Code, answer.Body.Bytes(), w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	switch kind {
	case ResetBefore, ResetAfter:
		reset(w)
		return
	case Timeout, TimeoutAfter:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case Error500, Error500After:
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	case Error503:
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	case EC500:
		status, body = http.StatusInternalServerError, []byte(serverError)
	case EC200, EC200After:
		status, body = http.StatusOK, []byte(serverError)
	case TooMany429, TooMany429Date:
		wait := (in.RetryAfter + time.Second - 1).Truncate(time.Second)
		header.Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
		if kind == TooMany429Date {
			header.Set("Retry-After", time.Now().Add(wait).UTC().Format(http.TimeFormat))
		}
		http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
		return
	case HTML, HTMLAfter:
		header.Set("Content-Type", "text/html; charset=utf-8")
		status, body = http.StatusBadGateway, []byte("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n")
	case WrongType:
		header.Set("Content-Type", "text/html; charset=utf-8")
	case Redirect:
		u := url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery + "&" + redirected + "=1"}
		header.Set("Location", u.String())
		status = http.StatusTemporaryRedirect
	case Malformed:
		body = append(body[:len(body)/2:len(body)/2], `,}"oops`...)
	case Endless:
		w.WriteHeader(status)
		sendForever(w, r, body)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	out := http.NewResponseController(w)
	switch kind {
	case Truncated:
		_, _ = w.Write(body[:len(body)/2]) // the client may have gone away
		_ = out.Flush()
		panic(http.ErrAbortHandler)
	case Slow:
		const parts = 50
		for n := range parts {
			_, _ = w.Write(body[len(body)*n/parts : len(body)*(n+1)/parts]) // see above
			_ = out.Flush()
			select {
			case <-time.After(in.SlowFor / parts):
			case <-r.Context().Done():
				return
			}
		}
	default:
		_, _ = w.Write(body) // see above
	}
}

// serverError is what the backend says when it trips over itself.
const serverError = `{"EC":-1,"EM":"Server Error","data":null}`

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
	head, _, found := bytes.Cut(body, []byte(`"EM":"`))
	if !found {
		head = []byte("{")
	}
	_, err := w.Write(append(head, `"EM":"`...))
	block := bytes.Repeat([]byte("endless "), 4<<10)
	for err == nil && r.Context().Err() == nil {
		_, err = w.Write(block)
	}
}
