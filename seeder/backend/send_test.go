package backend

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

const okItem = `{"EC":0,"EM":"OK","data":{"id":"a"}}`

// failing gives a good answer after n of another kind.
func failing(n int, bad func(int, *http.Request) (*http.Response, error)) func(int, *http.Request) (*http.Response, error) {
	return func(i int, req *http.Request) (*http.Response, error) {
		if i <= n {
			return bad(i, req)
		}
		return response(200, okItem), nil
	}
}

// fails has no answer.
func fails(err error) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return nil, err }
}

// GETs and PATCHes are repeated, creations are not.
func TestRepetitions(t *testing.T) {
	for name, tt := range map[string]struct {
		answer  func(int, *http.Request) (*http.Response, error)
		created seeder.Meaning
	}{
		"500":     {always(500, `{"EC":-1,"EM":"no database yet"}`), seeder.Unknown},
		"EC -1":   {always(200, `{"EC":-1,"EM":"no database yet"}`), seeder.Unknown},
		"502":     {always(502, "<html>Bad gateway</html>"), seeder.Unknown},
		"408":     {always(408, ""), seeder.Unknown},
		"425":     {always(425, ""), seeder.Unknown},
		"429":     {always(429, ""), seeder.Throttled},
		"cut":     {always(200, okItem[:20]), good},
		"garbage": {always(200, "<html>"), seeder.Unknown},
		"reset":   {fails(syscall.ECONNRESET), seeder.Unknown},
		"EOF":     {fails(io.EOF), seeder.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, sent := cannedClient(t, failing(3, tt.answer), retries(3))
				began := time.Now()
				mustNot(t, get(t, c))
				equal(t, c.Requests(), seeder.Requests{Get: sent.count()})
				equal(t, sent.count(), 4)
				within(t, "three repetitions", time.Since(began), 3, 700*time.Millisecond+3)

				c, _ = cannedClient(t, failing(2, tt.answer), retries(3))
				mustNot(t, patch(t, c))
				equal(t, c.Requests(), seeder.Requests{Patch: 3})

				c, sent = cannedClient(t, failing(9, tt.answer), retries(9))
				wantMeaning(t, create(t, c), tt.created)
				equal(t, c.Requests(), seeder.Requests{Post: sent.count()})
				equal(t, sent.count(), 1)
			})
		})
	}
	for _, status := range []int{400, 401, 404, 405} {
		c, sent := cannedClient(t, always(status, ""), retries(3))
		failure(t, get(t, c))
		equal(t, sent.count(), 1)
	}
}

func TestBackoffGrowsToItsBound(t *testing.T) {
	for n, bound := range []time.Duration{100, 200, 400, 800, 1600, 3200, 5000, 5000} {
		for range 200 {
			within(t, "a pause", backoff(n), 1, bound*time.Millisecond)
		}
	}
	within(t, "a late pause", backoff(1000), 1, maxDelay)
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"7":                             7 * time.Second,
		" 0.5 ":                         500 * time.Millisecond,
		"-3":                            0,
		"soon":                          0,
		"NaN":                           0,
		"86400":                         maxRetryAfter,
		"1e300":                         maxRetryAfter,
		"Fri, 01 May 2026 12:00:09 GMT": 9 * time.Second,
		"Fri, 01 May 2026 11:00:00 GMT": 0,
		"Sat, 02 May 2026 12:00:00 GMT": maxRetryAfter,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("Retry-After %q is %s, want %s", value, got, want)
		}
	}
}

// A pause is as long as Retry-After asks for, and ends with the run.
func TestRetryAfterIsHonoured(t *testing.T) {
	for limit, pause := range map[time.Duration]time.Duration{time.Minute: 7 * time.Second, time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, failing(1, always(503, "", "Retry-After", "7")), retries(1))
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			began := time.Now()
			_, err := c.Get(ctx, pools.Get("customers"), "a")
			within(t, "the pause", time.Since(began), pause, pause)
			if (err == nil) != (limit == time.Minute) || (err == nil) != (sent.count() == 2) {
				t.Errorf("%v after %d requests", err, sent.count())
			}
		})
	}
}

// One 429 holds everybody back, not only the request that it answers, and so
// does a 503 that says for how long.
func TestComplaintsSlowEverybodyDown(t *testing.T) {
	for status, meaning := range map[int]seeder.Meaning{429: seeder.Throttled, 503: seeder.Unknown} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
				if n == 1 {
					return response(status, "", "Retry-After", "10"), nil
				}
				within(t, "a request's turn", time.Since(began), 10*time.Second, 10*time.Second)
				return response(201, okItem), nil
			})
			equal(t, wantMeaning(t, create(t, c), meaning).RetryAfter, 10*time.Second)
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() { _ = create(t, c) })
			}
			all.Wait()
			equal(t, sent.count(), 6)
		})
	}
}

func TestComplaintsAddUpOncePerRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, complaint := newPace(0), &seeder.RequestError{Status: http.StatusTooManyRequests}
		began := time.Now()
		for _, tt := range []struct {
			age    time.Duration // of the request
			failed *seeder.RequestError
			strain int
		}{
			{0, complaint, 1}, {0, complaint, 1}, {0, complaint, 1}, // of one round
			{time.Second, complaint, 2}, // of a second one
			{0, nil, 2},                 // an old answer
			{2 * time.Second, nil, 0},   // a new one
		} {
			time.Sleep(time.Until(began.Add(tt.age)))
			p.learn("", began.Add(tt.age), tt.failed)
			equal(t, p.strain, tt.strain)
		}
	})
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := cannedClient(t, always(201, okItem), func(o *Options) { o.Rate = 20 })
		began := time.Now()
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() { _ = create(t, c) })
		}
		all.Wait()
		within(t, "40 requests at 20 a second", time.Since(began), 1900*time.Millisecond, 2*time.Second)
	})
}

func TestWaitingForThePaceEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, slow := range map[string]func(*pace){
			"gate": func(p *pace) { p.opens = time.Now().Add(20 * time.Second) },
			"rate": func(p *pace) { p.limiter.Allow() },
		} {
			c, sent := cannedClient(t, always(200, okItem), func(o *Options) { o.Rate = 0.01 }, retries(3))
			slow(c.pace)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.Get(ctx, pools.Get("customers"), "a")
			if wantMeaning(t, err, seeder.NotSent); !errors.Is(err, context.DeadlineExceeded) || sent.count() != 0 {
				t.Errorf("%s: %v, %d sent", name, err, sent.count())
			}
		}
	})
}

// As long as no connection could be made none is waited for, unlike later.
func TestTheFirstConnectionIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := false
		c, sent := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
			if up {
				return response(200, okItem), nil
			}
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}, retries(5))
		for _, tt := range []struct {
			up      bool
			meaning seeder.Meaning
			dials   int
		}{{false, seeder.Unreachable, 1}, {true, good, 1}, {false, seeder.Unreachable, 6}} {
			before := sent.count()
			up = tt.up
			wantMeaning(t, get(t, c), tt.meaning)
			equal(t, sent.count()-before, tt.dials)
		}
		wantMeaning(t, create(t, c), seeder.Unreachable)
		equal(t, c.Requests(), seeder.Requests{Get: 1})
	})
}

// stalled is a body of which nothing comes until its request ends.
type stalled struct{ context.Context }

func (s stalled) Read([]byte) (int, error) {
	<-s.Done()
	return 0, s.Err()
}

// Whatever is slow, each attempt ends in time, and is not taken for the end of
// the run.
func TestAttemptsAreBounded(t *testing.T) {
	for _, answer := range []func(int, *http.Request) (*http.Response, error){
		hangs,
		func(_ int, req *http.Request) (*http.Response, error) {
			resp := response(201, "")
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"EC":0,"data":`), stalled{req.Context()}))
			return resp, nil
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, answer, retries(1), func(o *Options) { o.RequestTimeout = 20 * time.Second })
			began := time.Now()
			err := get(t, c)
			says(t, wantMeaning(t, err, seeder.TimedOut), "no complete answer within 20s")
			if errors.Is(err, context.DeadlineExceeded) || sent.count() != 2 {
				t.Errorf("%v after %d requests", err, sent.count())
			}
			within(t, "both", time.Since(began), 40*time.Second, 40200*time.Millisecond)
			equal(t, saw(observe(t, c, "address_books")), "timed out")
			wantMeaning(t, create(t, c), seeder.TimedOut)
		})
	}
}

// What is in flight outlives the run, until that is aborted, out of time or
// five seconds past its end.
func TestStoppingInFlight(t *testing.T) {
	for _, tt := range []struct {
		cancelled, timedOut time.Duration // of the abort
		want                seeder.Meaning
		reason              error
		ends                time.Duration
	}{
		{2 * time.Second, time.Hour, seeder.Unknown, context.Canceled, 2 * time.Second},
		{time.Hour, 2 * time.Second, seeder.TimedOut, context.DeadlineExceeded, 2 * time.Second},
		{time.Hour, time.Hour, seeder.TimedOut, context.DeadlineExceeded, 6 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			abort, cancel := context.WithTimeout(t.Context(), tt.timedOut)
			defer cancel()
			time.AfterFunc(tt.cancelled, cancel)
			c, _ := cannedClient(t, hangs, func(o *Options) { o.Abort, o.RequestTimeout = abort, 10*365*24*time.Hour })
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			began := time.Now()
			_, err := c.Create(ctx, pools.Get("customers"), entities.Draft{})
			if wantMeaning(t, err, tt.want); !errors.Is(err, tt.reason) {
				t.Error(err)
			}
			_, err = c.Get(ctx, pools.Get("customers"), "a")
			failure(t, err)
			within(t, "the creation and a look behind it", time.Since(began), tt.ends, tt.ends)
		})
	}
}

// A run that was stopped does not find the backend unreachable, whatever the
// reason that the context gives.
func TestStoppingForAReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reason := errors.New("interrupted by SIGTERM")
		c, sent := cannedClient(t, hangs, retries(3))
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { stop(reason) })
		timed, cancel := context.WithTimeoutCause(t.Context(), 2*time.Second, reason)
		defer cancel()
		for _, tt := range []struct {
			ctx      context.Context
			meaning  seeder.Meaning
			requests int
		}{{ctx, seeder.Unknown, 1}, {ctx, seeder.NotSent, 1}, {timed, seeder.TimedOut, 2}} {
			_, err := c.Get(tt.ctx, pools.Get("customers"), "a")
			if wantMeaning(t, err, tt.meaning); !errors.Is(err, reason) || sent.count() != tt.requests {
				t.Errorf("%v after %d requests", err, sent.count())
			}
		}
	})
}

// A body without end is a fault like any other: the next one may be whole, and
// whether the request was carried out is for a look to tell. A bomb is read no
// further.
func TestLargeAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
			if n%2 == 0 {
				return response(200, zipped(strings.Repeat(" ", 1<<20)), "Content-Encoding", "gzip"), nil
			}
			resp := response(200, "")
			resp.Body = io.NopCloser(&endless{text: " "})
			return resp, nil
		}, retries(5), func(o *Options) { o.MaxBody = 1 << 12 })
		for _, ask := range []func() error{
			func() error { return get(t, c) },
			func() error { _, err := observe(t, c, "address_books"); return err },
		} {
			before := sent.count()
			says(t, failure(t, ask()), "larger than 4096 bytes (max_body)")
			equal(t, sent.count(), before+6)
		}
		wantMeaning(t, create(t, c), seeder.Unknown)
	})
}

func TestErrorTexts(t *testing.T) {
	for _, tt := range []struct {
		resp *http.Response
		want string
	}{
		{response(200, `{"EC":2,"EM":"Invalid input","data":["a must be b",3,"c"]}`), "Invalid input: a must be b; c (EC 2, HTTP 200)"},
		{response(200, `{"EC":2,"data":["a must be b"]}`), "a must be b (EC 2, HTTP 200)"},
		{response(400, `{"statusCode":400,"message":["x","y"]}`), "HTTP 400: x; y"},
		{response(400, `no way`), "HTTP 400: no way"},
		{response(502, "<html>"+strings.Repeat("x", 1<<17)), "HTTP 502"},
		{response(307, "", "Location", "//u:p@other.test:99/x?token=5#f"), "HTTP 307: redirected to http://other.test:99/x"},
		{response(307, "", "Location", "::"), `failed to parse Location header "::": parse "::": missing protocol scheme`},
		{response(307, ""), "HTTP 307"},
		{response(200, "<html>"), "the answer is not JSON"},
		{response(200, okItem[:20]), "the answer broke off"},
	} {
		c, _ := cannedClient(t, func(int, *http.Request) (*http.Response, error) { return tt.resp, nil })
		_, err := c.Get(t.Context(), pools.Get("customers"), "a/b")
		equal(t, failure(t, err).Error(), "GET http://backend.test:1310/customers/a%2Fb: "+tt.want)
	}
	for body, want := range map[string]string{
		"":   "the answer is empty",
		"{}": "the answer has no list",
		`{"data":null,"EM":"went wrong","EC":-1}`: "went wrong (EC -1, HTTP 200)",
		"[{\"a\":": "the answer broke off",
	} {
		c, _ := cannedClient(t, always(200, body))
		_, err := observe(t, c, "address_books")
		equal(t, wantMeaning(t, err, seeder.Unknown).Error(), "GET http://backend.test:1310/address_books: "+want)
	}
}

// The route of a POST stops responding; others go on. A new run tries again.
func TestARouteThatStopsResponding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		c, sent := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
			if down && req.Method == http.MethodPost {
				return hangs(n, req)
			}
			return response(200, okItem), nil
		}, retries(3))
		began := time.Now()
		for range maxTimeouts {
			wantMeaning(t, create(t, c), seeder.TimedOut)
		}
		equal(t, time.Since(began), maxTimeouts*DefaultTimeout)
		for range 5 {
			says(t, wantMeaning(t, create(t, c), seeder.RouteDown), "POST /auth/register-customer stopped responding")
		}
		equal(t, sent.count(), maxTimeouts)
		mustNot(t, get(t, c))
		down = false
		equal(t, detect(t, c), "flashstrom")
		mustNot(t, create(t, c))
	})
}

// An answer, whatever it says, shows that the route responds.
func TestAnswersKeepARouteUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timedOut := &seeder.RequestError{Meaning: seeder.TimedOut}
		p, began := newPace(0), time.Now()
		time.Sleep(time.Second)
		up := func(route, what string, want bool) {
			t.Helper()
			if (p.wait(t.Context(), route) == nil) != want {
				t.Error(what)
			}
		}
		for n := range 4 * maxTimeouts {
			if up("GET /drivers", "a route that answers now and then went down", true); n%maxTimeouts == 0 {
				p.learn("GET /drivers", time.Now(), &seeder.RequestError{Status: 500})
				continue
			}
			p.learn("GET /drivers", time.Now(), timedOut)
		}
		for range 2 * maxTimeoutsLater {
			p.learn("GET /orders", began, timedOut)
		}
		up("GET /orders", "requests that were in flight together put a route down", true)
		p.learn("GET /restaurants", began, nil)
		for range maxTimeoutsLater {
			up("GET /restaurants", "a route that answered went down too early", true)
			p.learn("GET /restaurants", time.Now(), timedOut)
		}
		up("GET /restaurants", "a route that answered never goes down", false)
	})
}
