package backend

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// run fills pools, or those alone that are named, within a limit of time.
func run(t *testing.T, ctx context.Context, client *Client, limit time.Duration, finish seeder.FinishLevel, min int, only ...string) *seeder.Report {
	t.Helper()
	began := time.Now()
	report, err := seeder.New(seeder.Setup{
		Registry: pools, Backend: client, Cache: cache.None{}, Lock: cache.None{}, Finish: finish, Retries: 5,
		Generate:    entities.Options{Seed: 1, EmailDomain: "flashseed.test", AccountPassword: "Passw0rd!", AdminPassword: "Passw0rd!"},
		Concurrency: 4, Now: time.Now,
		Min: func(pool string) int {
			if pools.Get(pool).Optional {
				return 0
			}
			return min
		},
	}).Run(ctx, seeder.Request{Pools: only}, nil)
	mustNot(t, err)
	within(t, "the run", time.Since(began), 0, limit)
	return report
}

// Creations that the pace holds back when the run is stopped are not begun,
// and their turn is not waited for.
func TestStoppingReachesWhatThePaceHoldsBack(t *testing.T) {
	for name, c := range map[string]struct {
		rate   float64
		answer *http.Response
	}{
		"rate":        {rate: 1, answer: response(http.StatusCreated, `{"EC":0,"data":{"id":"A"}}`)},
		"Retry-After": {answer: response(http.StatusTooManyRequests, "", "Retry-After", "20")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				var posts atomic.Int64
				client, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
					if req.Method == http.MethodGet {
						return response(http.StatusOK, "[]"), nil
					}
					if posts.Add(1) == 1 {
						time.AfterFunc(time.Second/2, stop)
						return c.answer, nil
					}
					time.Sleep(time.Second / 4) // the others meet a closed gate
					return response(http.StatusCreated, `{"EC":0,"data":{"id":"B"}}`), nil
				}, func(o *Options) { o.Rate = c.rate })
				run(t, ctx, client, 2*time.Second, seeder.FinishAll, 20, "address_books")
				if n := posts.Load(); n > 4 {
					t.Errorf("%d creations were sent", n)
				}
			})
		})
	}
}

// A PATCH that was under way when the run was stopped is not sent again.
func TestStoppingEndsTheRepetitions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		client, f := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			switch req.Method {
			case http.MethodGet:
				return response(http.StatusOK, "[]"), nil
			case http.MethodPost:
				return response(http.StatusCreated, `{"EC":0,"data":{"id":"A"}}`), nil
			}
			stop()
			return response(http.StatusTooManyRequests, "", "Retry-After", "20"), nil
		}, retries(5))
		run(t, ctx, client, 2*time.Second, seeder.FinishAll, 1, "drivers")
		equal(t, f.count(), 3) // one look, one creation, one PATCH
	})
}

// A fifth of the creations is put off. Nothing was done then, so that nothing
// has to be looked at, and the whole run goes at the backend's pace.
func TestARunWithABusyBackend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := sandbox.New(sandbox.Options{Now: time.Now})
		var posts atomic.Int64
		client, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			if req.Method == http.MethodPost && posts.Add(1)%5 == 0 {
				return response(http.StatusTooManyRequests, "", "Retry-After", "1"), nil
			}
			out := httptest.NewRecorder()
			in := httptest.NewRequest(req.Method, req.URL.String(), req.Body)
			in.Header = req.Header
			box.ServeHTTP(out, in)
			return out.Result(), nil
		}, retries(5))
		report := run(t, t.Context(), client, time.Minute, seeder.FinishBasic, 10)
		if n := client.Requests(); report.Status != seeder.StatusOK || n.Get > 20 {
			t.Errorf("%s: %s, %+v", report.Status, report.Error, n)
		}
		for _, e := range pools.All() {
			if n := box.Count(e.Pool); !e.Optional && n != 10 && e.Pool != "finance_rules" && e.Pool != "menu_item_variants" {
				t.Errorf("%d %s", n, e.Pool)
			}
		}
	})
}
