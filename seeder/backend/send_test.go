package backend

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

const okItem = `{"EC":0,"EM":"OK","data":{"id":"a"}}`

// After n failures of a sort comes a good answer.
func failing(n int, resp func() (*http.Response, error)) func(int, *http.Request) (*http.Response, error) {
	return func(i int, _ *http.Request) (*http.Response, error) {
		if i <= n {
			return resp()
		}
		return response(200, okItem), nil
	}
}

var passing = map[string]func() (*http.Response, error){
	"500":     func() (*http.Response, error) { return response(500, `{"EC":-1,"EM":"no database yet"}`), nil },
	"EC -1":   func() (*http.Response, error) { return response(200, `{"EC":-1,"EM":"no database yet"}`), nil },
	"502":     func() (*http.Response, error) { return response(502, "<html>Bad gateway</html>"), nil },
	"408":     func() (*http.Response, error) { return response(408, ""), nil },
	"425":     func() (*http.Response, error) { return response(425, ""), nil },
	"429":     func() (*http.Response, error) { return response(429, ""), nil },
	"cut":     func() (*http.Response, error) { return response(200, okItem[:20]), nil },
	"garbage": func() (*http.Response, error) { return response(200, "<html>"), nil },
	"reset":   func() (*http.Response, error) { return nil, syscall.ECONNRESET },
	"EOF":     func() (*http.Response, error) { return nil, io.EOF },
}

// GETs and PATCHes are repeated, creations are not.
func TestRepetitions(t *testing.T) {
	for name, answer := range passing {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, sent := cannedClient(t, failing(3, answer), retries(3))
				began := time.Now()
				item, err := c.Get(t.Context(), pool(t, "customers"), "a")
				mustNot(t, err)
				if item.ID != "a" || sent.count() != 4 || c.Requests().Get != 4 {
					t.Errorf("item %q, %d requests, counted %+v", item.ID, sent.count(), c.Requests())
				}
				within(t, "three repetitions", time.Since(began), 3, 700*time.Millisecond+3)

				c, sent = cannedClient(t, failing(2, answer), retries(3))
				_, err = c.Change(t.Context(), entities.Change{Pool: "drivers", ID: "a", Method: "PATCH", Body: []byte(`{}`)})
				mustNot(t, err)
				if sent.count() != 3 || c.Requests().Patch != 3 {
					t.Errorf("%d PATCHes, counted %+v", sent.count(), c.Requests())
				}

				c, sent = cannedClient(t, failing(9, answer), retries(9))
				began = time.Now()
				got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
				want, special := map[string]seeder.Meaning{"cut": good, "429": seeder.Throttled}[name]
				if !special {
					want = seeder.Unknown
				}
				if got.Meaning != want || (got.Err == nil) != (want == good) {
					t.Errorf("%s: %v", got.Meaning, got.Err)
				}
				if sent.count() != 1 || c.Requests().Post != 1 || time.Since(began) != 0 {
					t.Errorf("%d POSTs in %s", sent.count(), time.Since(began))
				}
			})
		})
	}
}

func TestWhatIsNotRepeated(t *testing.T) {
	for name, resp := range map[string]*http.Response{
		"refused":   response(400, `{"message":"no"}`),
		"denied":    response(401, ""),
		"no item":   response(404, ""),
		"no route":  response(405, ""),
		"elsewhere": response(302, "", "Location", "http://other.test/x?token=5"),
	} {
		c, sent := cannedClient(t, func(int, *http.Request) (*http.Response, error) { return resp, nil }, retries(3))
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		if failure(t, err); sent.count() != 1 {
			t.Errorf("%s: %d requests", name, sent.count())
		}
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
	tests := map[string]time.Duration{
		"":                              0,
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
	}
	for value, want := range tests {
		if got := retryAfter(value, now); got != want {
			t.Errorf("Retry-After %q is %s, want %s", value, got, want)
		}
	}
}

// A pause is as long as Retry-After asks for, and ends with the run.
func TestRetryAfterIsHonoured(t *testing.T) {
	for limit, pause := range map[time.Duration]time.Duration{time.Minute: 7 * time.Second, time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, failing(1, func() (*http.Response, error) {
				return response(503, "", "Retry-After", "7"), nil
			}), retries(1))
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			began := time.Now()
			_, err := c.Get(ctx, pool(t, "customers"), "a")
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
			var early atomic.Int64
			began := time.Now()
			c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
				if n == 1 {
					return response(status, "", "Retry-After", "10"), nil
				}
				if time.Since(began) < 10*time.Second {
					early.Add(1)
				}
				return response(201, okItem), nil
			})
			first := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
			if failed := wantMeaning(t, first.Err, meaning); failed.RetryAfter != 10*time.Second {
				t.Errorf("Retry-After %s", failed.RetryAfter)
			}
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() { create(c, t.Context(), pool(t, "customers"), []byte(`{}`)) })
			}
			all.Wait()
			if early.Load() != 0 || sent.count() != 6 {
				t.Errorf("%d of %d requests did not wait", early.Load(), sent.count())
			}
			within(t, "all", time.Since(began), 10*time.Second, 10*time.Second)
		})
	}
}

func TestComplaintsAddUpOncePerRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, complaint := newPace(0), &seeder.RequestError{Status: http.StatusTooManyRequests}
		began := time.Now()
		for step, tt := range []struct {
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
			if p.learn("", began.Add(tt.age), tt.failed); p.strain != tt.strain {
				t.Errorf("step %d: strain %d, want %d", step, p.strain, tt.strain)
			}
		}
	})
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
			return response(201, okItem), nil
		}, func(o *Options) { o.Rate = 20 })
		began := time.Now()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 10 {
					create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
				}
			})
		}
		all.Wait()
		within(t, "40 requests at 20 a second", time.Since(began), 1900*time.Millisecond, 2*time.Second)
		if sent.count() != 40 {
			t.Errorf("%d requests", sent.count())
		}
	})
}

func TestWaitingForThePaceEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, slow := range map[string]func(*pace){
			"gate": func(p *pace) { p.opens = time.Now().Add(20 * time.Second) },
			"rate": func(p *pace) { p.limiter.Allow() },
		} {
			c, sent := cannedClient(t, failing(0, nil), func(o *Options) { o.Rate = 0.01 }, retries(3))
			slow(c.pace)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			got := create(c, ctx, pool(t, "customers"), []byte(`{}`))
			if got.Meaning != seeder.NotSent || !errors.Is(got.Err, context.DeadlineExceeded) || sent.count() != 0 {
				t.Errorf("%s: %s: %v, %d sent", name, got.Meaning, got.Err, sent.count())
			}
		}
	})
}

func TestTheFirstConnectionIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		up := false
		c, sent := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
			if up {
				return response(200, okItem), nil
			}
			return nil, refused
		}, retries(5))
		began := time.Now()
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		failed := wantMeaning(t, err, seeder.Unreachable)
		if sent.count() != 1 || time.Since(began) != 0 || c.Requests().Total() != 0 {
			t.Errorf("%d dials in %s, counted %+v", sent.count(), time.Since(began), c.Requests())
		}
		if want := "GET http://backend.test:1310/customers/a: connection refused"; failed.Error() != want {
			t.Errorf("said %s", failed)
		}

		up = true
		_, err = c.Get(t.Context(), pool(t, "customers"), "a")
		mustNot(t, err)
		up = false
		_, err = c.Get(t.Context(), pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.Unreachable)
		if sent.count() != 2+6 || time.Since(began) == 0 {
			t.Errorf("%d dials", sent.count())
		}
		got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
		if got.Meaning != seeder.Unreachable || c.Requests().Post != 0 {
			t.Errorf("%s, counted %+v", got.Meaning, c.Requests())
		}
	})
}

func TestAttemptsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, hangs, retries(1), func(o *Options) { o.RequestTimeout = 3 * time.Second })
		began := time.Now()
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		failed := wantMeaning(t, err, seeder.TimedOut)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Error("it looks like the end of the run")
		}
		if !strings.HasSuffix(failed.Error(), "no complete answer within 3s") || sent.count() != 2 {
			t.Errorf("said %s after %d requests", failed, sent.count())
		}
		within(t, "both", time.Since(began), 6*time.Second, 6200*time.Millisecond)
		wantMeaning(t, create(c, t.Context(), pool(t, "customers"), []byte(`{}`)).Err, seeder.TimedOut)
	})
}

// trickle is a body that comes byte by byte until its request ends.
type trickle struct {
	ctx  context.Context
	text string
}

func (b *trickle) Read(p []byte) (int, error) {
	if err := seeder.Sleep(b.ctx, time.Second); err != nil {
		return 0, err
	}
	if b.text == "" {
		b.text = " "
	}
	p[0], b.text = b.text[0], b.text[1:]
	return 1, nil
}

func (b *trickle) Close() error { return nil }

func TestSlowBodiesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			resp := response(201, "")
			resp.Body = &trickle{ctx: req.Context(), text: `{"EC":0,"data":`}
			return resp, nil
		}, func(o *Options) { o.RequestTimeout = 20 * time.Second })
		began := time.Now()
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.TimedOut)
		within(t, "the answer", time.Since(began), 20*time.Second, 20*time.Second)
		_, err = c.Observe(t.Context(), pool(t, "address_books"), 10, 10)
		wantMeaning(t, err, seeder.TimedOut)
		wantMeaning(t, create(c, t.Context(), pool(t, "customers"), []byte(`{}`)).Err, seeder.TimedOut)
	})
}

func TestStoppingInFlight(t *testing.T) {
	for _, givenUp := range []bool{true, false} { // or else out of time
		synctest.Test(t, func(t *testing.T) {
			abort, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			want, reason := seeder.TimedOut, context.DeadlineExceeded
			if givenUp {
				abort, cancel = context.WithCancel(t.Context())
				time.AfterFunc(2*time.Second, cancel)
				want, reason = seeder.Unknown, context.Canceled
			}
			defer cancel()
			c, _ := cannedClient(t, hangs, func(o *Options) { o.Abort = abort })
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			began := time.Now()
			got := create(c, ctx, pool(t, "customers"), []byte(`{}`))
			if wantMeaning(t, got.Err, want); !errors.Is(got.Err, reason) {
				t.Error(got.Err)
			}
			within(t, "the creation", time.Since(began), 2*time.Second, 2*time.Second)
			_, err := c.Change(ctx, entities.Change{Pool: "drivers", ID: "a", Method: "PATCH", Body: []byte(`{}`)})
			failure(t, err)
		})
	}
}

// A body without end is a fault like any other: the next one may be whole, and
// whether the request was carried out is for a look to tell.
func TestLargeAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(int, *http.Request) (*http.Response, error) {
			resp := response(200, "")
			resp.Body = io.NopCloser(repeat(" "))
			return resp, nil
		}, retries(5), func(o *Options) { o.MaxBody = 1 << 12 })
		for what, ask := range map[string]func() error{
			"item": func() error { _, err := c.Get(t.Context(), pool(t, "customers"), "a"); return err },
			"list": func() error { _, err := c.Observe(t.Context(), pool(t, "address_books"), 1, 1); return err },
		} {
			before := sent.count()
			failed := failure(t, ask())
			if !strings.HasSuffix(failed.Error(), "larger than 4096 bytes (max_body)") || sent.count() != before+6 {
				t.Errorf("%s: %d requests: %s", what, sent.count()-before, failed)
			}
		}
		wantMeaning(t, create(c, t.Context(), pool(t, "customers"), []byte(`{}`)).Err, seeder.Unknown)
	})
}

func TestErrorTexts(t *testing.T) {
	tests := []struct {
		resp *http.Response
		want string
	}{
		{response(200, `{"EC":2,"EM":"Invalid input","data":["a must be b",3,"c"]}`), "Invalid input: a must be b; c (EC 2, HTTP 200)"},
		{response(200, `{"EC":2,"data":["a must be b"]}`), "a must be b (EC 2, HTTP 200)"},
		{response(400, `{"statusCode":400,"message":["x","y"]}`), "HTTP 400: x; y"},
		{response(400, `{"error":"bad"}`), "HTTP 400: bad"},
		{response(400, `{"detail":"bad"}`), "HTTP 400: bad"},
		{response(400, `no way`), "HTTP 400: no way"},
		{response(502, "<html>"+strings.Repeat("x", 1<<17)), "HTTP 502"},
		{response(503, ""), "HTTP 503"},
		{response(307, "", "Location", "//other.test:99/x?token=5#f"), "HTTP 307: redirected to http://other.test:99/x"},
		{response(307, "", "Location", "http://u:p@other.test/x"), "HTTP 307: redirected to http://other.test/x"},
		{response(307, "", "Location", "::"), `failed to parse Location header "::": parse "::": missing protocol scheme`},
		{response(307, ""), "HTTP 307"},
		{response(200, "<html>"), "the answer is not JSON"},
		{response(200, okItem[:20]), "the answer broke off"},
	}
	for _, tt := range tests {
		c, _ := cannedClient(t, func(int, *http.Request) (*http.Response, error) { return tt.resp, nil })
		_, err := c.Get(t.Context(), pool(t, "customers"), "a/b")
		if want := "GET http://backend.test:1310/customers/a%2Fb: " + tt.want; failure(t, err).Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
	for body, want := range map[string]string{
		"":   "the answer is empty",
		"{}": "the answer has no list",
		`{"data":null,"EM":"went wrong","EC":-1}`: "went wrong (EC -1, HTTP 200)",
		"[1]":    "the list's items have no id",
		"[{\"a":  "the answer broke off",
		"<html>": "the answer is not JSON",
	} {
		c, _ := cannedClient(t, func(int, *http.Request) (*http.Response, error) { return response(200, body), nil })
		_, err := c.Observe(t.Context(), pool(t, "address_books"), 1, 1)
		if want = "GET http://backend.test:1310/address_books: " + want; wantMeaning(t, err, seeder.Unknown).Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}

// The route of a POST stops responding; others go on. A new run tries again.
func TestARouteThatStopsResponding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		c, sent := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
			if down && req.Method == http.MethodPost && req.URL.Path == "/promotions" {
				return hangs(n, req)
			}
			return response(200, okItem), nil
		}, retries(3))
		post := func() *seeder.RequestError { return create(c, t.Context(), pool(t, "promotions"), []byte(`{}`)).Err }
		began := time.Now()
		for range maxTimeouts {
			wantMeaning(t, post(), seeder.TimedOut)
		}
		within(t, "the time-outs", time.Since(began), maxTimeouts*DefaultTimeout, maxTimeouts*DefaultTimeout)
		for range 5 {
			failed := post()
			if failed.Meaning != seeder.RouteDown || !strings.Contains(failed.Error(), "POST /promotions stopped responding") {
				t.Errorf("%s: %v", failed.Meaning, failed)
			}
		}
		if sent.count() != maxTimeouts {
			t.Errorf("%d requests", sent.count())
		}
		_, err := c.Get(t.Context(), pool(t, "promotions"), "a")
		mustNot(t, err)
		down = false
		_, err = c.DetectDialect(t.Context())
		mustNot(t, err)
		if failed := post(); failed != nil {
			t.Errorf("in the next run: %v", failed)
		}
	})
}

// An answer, whatever it says, shows that the route responds.
func TestAnswersKeepARouteUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
			if n%maxTimeouts == 0 {
				return response(500, ""), nil
			}
			return hangs(n, req)
		})
		for range 4 * maxTimeouts {
			create(c, t.Context(), pool(t, "promotions"), []byte(`{}`))
		}
		if sent.count() != 4*maxTimeouts {
			t.Errorf("%d requests", sent.count())
		}
		began := time.Now()
		time.Sleep(time.Second)
		for range 2 * maxTimeoutsLater {
			c.pace.learn("GET /orders", began, &seeder.RequestError{Meaning: seeder.TimedOut})
		}
		if c.pace.wait(t.Context(), "GET /orders") != nil {
			t.Error("requests that were in flight together put a route down")
		}
		c.pace.learn("GET /restaurants", began, nil)
		for range maxTimeoutsLater {
			if c.pace.wait(t.Context(), "GET /restaurants") != nil {
				t.Error("a route that answered went down too early")
			}
			c.pace.learn("GET /restaurants", time.Now(), &seeder.RequestError{Meaning: seeder.TimedOut})
		}
		if c.pace.wait(t.Context(), "GET /restaurants") == nil {
			t.Error("a route that answered never goes down")
		}
	})
}

// With no limit of its own, what is in flight ends five seconds past the run's.
func TestInFlightIsBoundedByTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := cannedClient(t, hangs, func(o *Options) { o.RequestTimeout = 10 * 365 * 24 * time.Hour })
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		got := create(c, ctx, pool(t, "customers"), []byte(`{}`))
		wantMeaning(t, got.Err, seeder.TimedOut)
		within(t, "the creation", time.Since(began), 7*time.Second, 7*time.Second)
		_, err := c.Get(ctx, pool(t, "customers"), "a")
		failure(t, err)
		within(t, "a look behind it", time.Since(began), 7*time.Second, 7*time.Second)
	})
}

// A run that was stopped does not find the backend unreachable, whatever the
// reason that the context gives.
func TestStoppingForAReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reason := errors.New("interrupted by SIGTERM")
		c, sent := cannedClient(t, hangs, retries(3))
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { stop(reason) })
		_, err := c.Get(ctx, pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.Unknown)
		if !errors.Is(err, reason) {
			t.Error(err)
		}
		got := create(c, ctx, pool(t, "customers"), []byte(`{}`))
		if got.Meaning != seeder.NotSent || !errors.Is(got.Err, reason) || sent.count() != 1 {
			t.Errorf("%s: %v", got.Meaning, got.Err)
		}
		timed, cancel := context.WithTimeoutCause(t.Context(), time.Second, reason)
		defer cancel()
		_, err = c.Get(timed, pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.TimedOut)
	})
}

// Neither errors nor logs show what the client was given to identify itself.
func TestSecretsInErrors(t *testing.T) {
	secret := base64.StdEncoding.EncodeToString([]byte("ann:s ecret99"))
	var out bytes.Buffer
	c, _ := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
		if n == 1 {
			return nil, errors.New("malformed answer: Authorization: Basic " + secret)
		}
		return response(400, "you sent Basic "+secret+" and s ecret99 or s%20ecret99"), nil
	}, func(o *Options) {
		o.URL.User = url.UserPassword("ann", "s ecret99")
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for range 2 {
		got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
		out.WriteString(got.Err.Error())
	}
	if text := out.String(); strings.Contains(text, secret) || strings.Contains(text, "ecret99") || !strings.Contains(text, "you sent") {
		t.Error(text)
	}
}
