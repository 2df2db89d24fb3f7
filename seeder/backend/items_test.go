package backend

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// An answer that does not carry the item's id proves nothing. What it holds is
// handed over: whether it is the item is for those to say who know the item.
func TestGet(t *testing.T) {
	for body, want := range map[string]string{
		`{"EC":0,"data":{"id":"a","n":1}}`:                            `a {"id":"a","n":1}`,
		`{"EC":0,"data":{"id":"a","data":{"id":"b"}}}`:                `a {"id":"a","data":{"id":"b"}}`,
		`{"EC":0,"data":{"id":"b","data":{"id":"a"}}}`:                `a {"id":"a"}`,
		`{"EC":0,"data":{"variants":[],"menuItem":{"id":"a","n":1}}}`: `a {"id":"a","n":1}`,
		`{"EC":0,"data":{"id":"b"}}`:                                  `b {"id":"b"}`,
		`{"EC":0,"data":{"id":"USR_1","data":{"id":"FF_CUS_1"}}}`:     `FF_CUS_1 {"id":"FF_CUS_1"}`,
		`{"data":{"message":"created","data":{"id":"a"}}}`:            `a {"id":"a"}`,
		`{"data":{"message":"x","data":{"n":1,"data":{"id":"a"}}}}`:   `a {"id":"a"}`,
		`{"data":{"id":"a"},"EC":0}`:                                  `a {"id":"a"}`,
		`{"id":"b","data":"mine"}`:                                    `b {"id":"b","data":"mine"}`,
		`{"id":"b","data":{"x":1}}`:                                   `b {"id":"b","data":{"x":1}}`,
		`[{"id":"b"}]`:                                                `b {"id":"b"}`,
		`{"EC":0,"data":[ {"id":"b"} ]}`:                              `b {"id":"b"}`,
		`[{"id":"b"},{"id":"c"}]`:                                     ` `,
		`[{"id":"b"},{"id":"a"}]`:                                     `a {"id":"a"}`,
		`{"id":5}`:                                                    `5 {"id":5}`,
		`{"_id":"m","n":1}`:                                           `m {"_id":"m","n":1}`,
		`{"id":"\u0061ế"}`:                                            `aế {"id":"\u0061ế"}`,
		`{"id":"a","user":{"password":"x","id":"u"}}`:                 `a {"id":"a","user":{"id":"u"}}`,
		`{"id":"b"} trailing`:                                         `b {"id":"b"}`,
		`{"EC":0,"data":{"id":null}}`:                                 ` {"id":null}`,
		`{"EC":0,"data":{"name":"x","owner":{"password":"y"}}}`:       ` {"name":"x","owner":{}}`,
		`{"restaurant_name":"x"}`:                                     ` {"restaurant_name":"x"}`,
		`{"EC":0,"data":{}}`:                                          " {}",
		`{"EC":0,"data":[]}`:                                          " ",
		`{"EC":0,"data":"fine"}`:                                      " ",
		`{"EC":0}`:                                                    " ",
		`{"EC":0,"data":null}`:                                        " ",
		`null`:                                                        " ",
		``:                                                            " ",
	} {
		c, _ := cannedClient(t, always(200, body))
		item, err := c.Get(t.Context(), pools.Get("customers"), "a")
		if got := item.ID + " " + string(item.Raw); err != nil || got != want {
			t.Errorf("%s: item %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestDelete(t *testing.T) {
	const gone = good
	for _, tt := range []struct {
		status int
		body   string
		want   seeder.Meaning
	}{
		{200, `{"EC":0,"EM":"OK","data":null}`, gone},
		{200, `{"status":"OK","message":"deleted"}`, gone},
		{204, ``, gone},
		{404, ``, gone},
		{200, `{"EC":-2,"EM":"Order not found"}`, gone},
		{500, `{"EC":-1,"EM":"Cannot DELETE /orders/a"}`, seeder.RouteMissing},
		{500, `{"EC":-1,"EM":"in use"}`, seeder.Unknown},
	} {
		c, sent := cannedClient(t, always(tt.status, tt.body))
		wantMeaning(t, c.Delete(t.Context(), pools.Get("orders"), "a"), tt.want)
		asked(t, sent, "DELETE /orders/a")
		equal(t, c.Requests(), seeder.Requests{Delete: 1})
	}
	synctest.Test(t, func(t *testing.T) { // the first attempt deleted it and its answer was lost
		c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return nil, syscall.ECONNRESET
			}
			return response(200, `{"EC":-2,"EM":"not found"}`), nil
		}, retries(3))
		mustNot(t, c.Delete(t.Context(), pools.Get("orders"), "a"))
		asked(t, sent, "DELETE /orders/a", "DELETE /orders/a")
	})
}

// A POST that finishes is sent once, a PATCH again; either may name a path.
func TestChange(t *testing.T) {
	for _, tt := range []struct {
		change  entities.Change
		status  int
		meaning seeder.Meaning
		sent    string // each time
		times   int
		route   string
	}{
		{entities.Change{Method: "PATCH", Path: "/users/USR_1?x=1"}, 201, good, "PATCH /users/USR_1?x=1", 1, "/users/{id}"},
		{entities.Change{Method: "PATCH", Path: "/users/USR_1?x=1"}, 500, seeder.Unknown, "PATCH /users/USR_1?x=1", 3, "/users/{id}"},
		{entities.Change{Method: "PATCH", Path: "/users/USR_1"}, 404, seeder.NotFound, "PATCH /users/USR_1", 1, "/users/{id}"},
		{entities.Change{Method: "POST", Path: "/orders/42/cancel"}, 201, good, "POST /orders/42/cancel", 1, "/orders/{id}/cancel"},
		{entities.Change{Method: "POST", Path: "/ratings-reviews"}, 500, seeder.Unknown, "POST /ratings-reviews", 1, "/ratings-reviews"},
		{entities.Change{Method: "POST", Path: "/ratings-reviews"}, 404, seeder.RouteMissing, "POST /ratings-reviews", 1, "/ratings-reviews"},
		{entities.Change{Method: "POST", Pool: "orders", ID: "42"}, 500, seeder.Unknown, "POST /orders/42", 1, "/orders/{id}"},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, always(tt.status, `{"data":{"id":"u","password":"x"}}`), retries(2), func(o *Options) {
				o.OnRequest = func(_, route string, _ int, _ *seeder.RequestError, _ time.Duration) {
					equal(t, route, tt.route)
				}
			})
			item, err := c.Change(t.Context(), tt.change)
			if wantMeaning(t, err, tt.meaning); err == nil && string(item.Raw) != `{"id":"u"}` {
				t.Errorf("%q %s", item.ID, item.Raw)
			}
			asked(t, sent, slices.Repeat([]string{tt.sent}, tt.times)...)
		})
	}
}

func TestItemsWithoutAnID(t *testing.T) {
	c, sent := cannedClient(t, always(200, okItem))
	for _, id := range []string{"", ".", ".."} {
		_, err := c.Get(t.Context(), pools.Get("customers"), id)
		wantMeaning(t, err, seeder.NotFound)
	}
	_, err := c.Get(t.Context(), pools.Get("super_admins"), "a")
	wantMeaning(t, err, seeder.RouteMissing)
	asked(t, sent)
}

func TestHasWallet(t *testing.T) {
	for answer, want := range map[string]string{
		`{"EC":0,"data":{"id":"F_WALLET_1","balance":"1"}}`: "true",
		`{"EC":0,"data":null}`:                              "false",
		`{"EC":-2,"EM":"Wallet not found"}`:                 "false",
		"#404":                                              "false", "#405": "false", "#500": "fails", "#401": "fails",
	} {
		c, sent := cannedClient(t, routed(map[string]string{"GET /fwallets/" + walletID: answer}))
		has, err := c.HasWallet(t.Context())
		got := fmt.Sprint(has)
		if err != nil {
			got = "fails"
		}
		if got != want || sent.count() != 1 {
			t.Errorf("%s: %v, %v", answer, has, err)
		}
	}
}

func TestLogin(t *testing.T) {
	for body, want := range map[string]seeder.Meaning{
		`{"EC":0,"data":{"access_token":"t","user_data":{}}}`: good,
		`{"access_token":"t"}`:                                good,
		`{"EC":0,"data":null}`:                                seeder.Refused,
		`{"EC":0,"data":{"access_token":null}}`:               seeder.Refused,
		`{"EC":3,"EM":"Invalid credentials"}`:                 seeder.Denied,
		`{"EC":-2,"EM":"Customer not found"}`:                 seeder.NotFound,
	} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
				if text, _ := io.ReadAll(req.Body); string(text) != `{"email":"a@b.test","password":"pass"}` {
					t.Errorf("sent %s", text)
				}
				if n == 1 {
					return response(500, ""), nil // it is sent again
				}
				return response(201, body), nil
			}, retries(1))
			token, err := c.Login(t.Context(), "super-admin", "a@b.test", "pass")
			if wantMeaning(t, err, want); (token == "t") != (want == good) {
				t.Errorf("%s: token %q", body, token)
			}
			asked(t, sent, "POST /auth/login-super-admin", "POST /auth/login-super-admin")
		})
	}
}

func TestProbe(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{"GET /customers/paginated": page(7, "a"), "GET /customers": "#500"}), retries(3))
	checks, err := c.Probe(t.Context(), pools.Get("customers"))
	mustNot(t, err)
	asked(t, sent, "GET /customers/paginated?limit=1&page=1", "GET /customers")
	count, list := checks[0], checks[1]
	if count.Purpose != "count" || count.Route != "/customers/paginated" || count.Status != 200 || count.Err != nil || count.Seen.Count != 7 {
		t.Errorf("count: %+v", count)
	}
	if list.Purpose != "list" || list.Route != "/customers" || list.Status != 500 || list.Err == nil {
		t.Errorf("list: %+v", list)
	}
	c, _ = cannedClient(t, routed(nil), readme)
	checks, err = c.Probe(t.Context(), pools.Get("super_admins"))
	mustNot(t, err)
	equal(t, checks[0].Seen.Unlisted, true)
}

// Deletions carry the token of the admin that logged in, and nothing else does;
// headers that were given are left alone.
func TestDeletionsAsAdmin(t *testing.T) {
	for given, want := range map[string]string{"": "Bearer t", "Bearer own": "Bearer own"} {
		sent := map[string]string{}
		c, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			sent[req.Method] = req.Header.Get("Authorization")
			return response(200, `{"EC":0,"data":{"id":"a","access_token":"t"}}`), nil
		}, func(o *Options) {
			if given != "" {
				o.Headers = http.Header{"Authorization": {given}}
			}
		})
		mustNot(t, c.AsAdmin(t.Context(), "super-admin1@flashseed.test", "pass"))
		mustNot(t, get(t, c))
		mustNot(t, c.Delete(t.Context(), pools.Get("customers"), "a"))
		if sent[http.MethodDelete] != want || sent[http.MethodGet] != given {
			t.Errorf("given %q: DELETE carries %q, GET %q", given, sent[http.MethodDelete], sent[http.MethodGet])
		}
	}
}

// An item is kept long after its answer, whose text may be large.
func TestAnItemHoldsNothingOfItsAnswer(t *testing.T) {
	const items, size = 400, 64 << 10
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"EC":0,"data":{"id":"CUS_%s","bio":"x"},"padding":%q}`, rand.Text(), strings.Repeat("x", size))
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := make([]entities.Item, items)
	for i := range kept {
		var err error
		kept[i], err = c.Create(t.Context(), pools.Get("customers"), entities.Draft{Body: []byte("{}")})
		mustNot(t, err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > items*size/4 {
		t.Errorf("%d items hold %d KB", len(kept), grown>>10)
	}
	runtime.KeepAlive(kept)
}
