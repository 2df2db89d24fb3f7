package sandbox

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// FaultKind names a way in which a request goes wrong.
type FaultKind string

// The kinds. Those that say "after" carry the request out and spoil the
// answer; the others never touch the database.
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
}

// injector draws faults and carries them out.
type injector struct {
	faults Faults
	now    func() time.Time
	mu     sync.Mutex
	random *rand.Rand
}

// newInjector returns nil when there is nothing to go wrong.
func newInjector(f *Faults, now func() time.Time) *injector {
	if f == nil {
		return nil
	}
	return &injector{faults: *f, now: now, random: rand.New(rand.NewPCG(f.Seed, 0x5eed))}
}

// redirected marks the address of a request that was sent round once.
const redirected = "sandbox-redirected"

// serve answers c by way of handle, unless a fault comes in between.
func (in *injector) serve(c *call, handle func(*call)) {
	if in == nil || in.faults.Only != nil && !in.faults.Only(c.r) || c.r.URL.Query().Has(redirected) {
		handle(c)
		return
	}
	kind, latency := in.draw()
	if !sleep(c.r.Context(), latency) {
		return
	}
	c.fault = kind
	in.inflict(c, kind, handle)
}

// draw decides one request's fate. It takes the same number of draws whatever
// comes out.
func (in *injector) draw() (FaultKind, time.Duration) {
	in.mu.Lock()
	defer in.mu.Unlock()
	latency := time.Duration(in.random.Float64() * float64(in.faults.Latency))
	hit := FaultKind("")
	for _, kind := range AllFaults() {
		rate := in.faults.Rates[kind]
		if rate > 0 && in.random.Float64() < rate {
			hit = cmp.Or(hit, kind)
		}
	}
	return hit, latency
}

// sleep waits and says whether the client did, too.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (in *injector) inflict(c *call, kind FaultKind, handle func(*call)) {
	switch kind {
	case "":
		handle(c)
	case ResetAfter, TimeoutAfter, Error500After, EC200After, HTMLAfter, Truncated, Malformed, WrongType, Endless, Slow:
		in.after(c, kind, c.carryOut(handle))
	default:
		c.record(0, 0)
		in.before(c, kind)
	}
}
