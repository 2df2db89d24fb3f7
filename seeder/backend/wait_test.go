package backend

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// starting is a backend that refuses connections, then has no database, then
// works.
func starting(began time.Time) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, req *http.Request) (*http.Response, error) {
		switch age := time.Since(began); {
		case age < 10*time.Second:
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		case age < 15*time.Second:
			return response(500, `{"EC":-1,"EM":"no database"}`), nil
		}
		return response(200, twoItems), nil
	}
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		c, sent := cannedClient(t, starting(began), auto, retries(5))
		var reasons []string
		err := c.Wait(t.Context(), time.Minute, pools.Get("address_books"), func(reason string) { reasons = append(reasons, reason) })
		mustNot(t, err)
		within(t, "the wait", time.Since(began), 15*time.Second, 17*time.Second)
		want := "GET http://backend.test:1310/address_books: connection refused|GET http://backend.test:1310/address_books: no database (EC -1, HTTP 500)"
		equal(t, strings.Join(reasons, "|"), want)
		if sent.count() > 15 {
			t.Errorf("%d requests", sent.count())
		}
		before := sent.count()
		equal(t, detect(t, c), "flashstrom")
		equal(t, saw(observe(t, c, "address_books")), "2 a b")
		equal(t, sent.count(), before+2)
	})
}

// Whether the backend refuses connections or accepts them and never answers, the
// limit ends the wait.
func TestWaitInVain(t *testing.T) {
	for last, want := range map[string]seeder.Meaning{"GET http://backend.test:1310/address_books: connection refused": seeder.Unreachable, "": seeder.TimedOut} {
		synctest.Test(t, func(t *testing.T) {
			began, answer := time.Now(), hangs
			if want == seeder.Unreachable {
				answer = starting(began.Add(time.Hour))
			}
			c, _ := cannedClient(t, answer)
			err := c.Wait(t.Context(), 20*time.Second, pools.Get("address_books"), func(string) {})
			within(t, "the wait", time.Since(began), 20*time.Second, 20*time.Second)
			wantMeaning(t, err, want)
			says(t, err, "no proper answer within 20s, last seen: "+last)
		})
	}
}

func TestWaitEndsAtOnce(t *testing.T) {
	for _, answer := range []string{"#401", "#403", `{"EC":3}`, `{"EC":-4}`} {
		c, sent := cannedClient(t, routed(map[string]string{"GET /address_books": answer}))
		wantMeaning(t, c.Wait(t.Context(), time.Minute, pools.Get("address_books"), func(string) {}), seeder.Denied)
		asked(t, sent, "GET /address_books")
	}
	c := newClient(t, "http://"+nowhere)
	equal(t, isRefusal(c.Wait(t.Context(), time.Minute, pools.Get("address_books"), func(string) {})), true)
	synctest.Test(t, func(t *testing.T) {
		c, _ := cannedClient(t, starting(time.Now().Add(time.Hour)))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3300*time.Millisecond, cancel)
		for range 2 {
			err := c.Wait(ctx, time.Minute, pools.Get("address_books"), func(string) {})
			if failure(t, err); !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		}
	})
}
