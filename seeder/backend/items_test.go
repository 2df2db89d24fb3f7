package backend

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func always(status int, body string) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return response(status, body), nil }
}

// A gateway may serve the backend under a path of which it says nothing.
func TestMissingRoutesBehindAGateway(t *testing.T) {
	for _, path := range []string{"/api/customers/a", "/customers/a"} {
		f := &canned{answer: always(500, `{"EC":-1,"EM":"Cannot GET `+path+`"}`)}
		c := newClient(t, "http://backend.test/api/", f.install)
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		wantMeaning(t, err, seeder.RouteMissing)
	}
}

// An answer that does not carry the item's id proves nothing. What it holds is
// handed over: whether it is the item is for those to say who know the item.
func TestGet(t *testing.T) {
	for body, want := range map[string]string{
		`{"EC":0,"data":{"id":"a","n":1}}`:                            `a {"id":"a","n":1}`,
		`{"EC":0,"data":{"id":"a","data":{"id":"b"}}}`:                `a {"id":"a","data":{"id":"b"}}`,
		`{"EC":0,"data":{"id":"b","data":{"id":"a"}}}`:                `a {"id":"a"}`,
		`{"EC":0,"data":{"variants":[],"menuItem":{"id":"a","n":1}}}`: `a {"id":"a","n":1}`,
		`{"EC":0,"data":{"id":"b"}}`:                                  `b {"id":"b"}`,
		`{"EC":0,"data":{"name":"x","owner":{"password":"y"}}}`:       ` {"name":"x","owner":{}}`,
		`{"restaurant_name":"x"}`:                                     ` {"restaurant_name":"x"}`,
		`{"message":"not found"}`:                                     ` {"message":"not found"}`,
		`{"EC":0,"data":{}}`:                                          " {}", `{"EC":0,"data":[]}`: " ", `{"EC":0,"data":null}`: " ", `null`: " ", `[]`: " ", ``: " ",
	} {
		c, _ := cannedClient(t, always(200, body))
		item, err := c.Get(t.Context(), pool(t, "customers"), "a")
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
		if err := c.Delete(t.Context(), pool(t, "orders"), "a"); tt.want == gone {
			mustNot(t, err)
		} else {
			wantMeaning(t, err, tt.want)
		}
		asked(t, sent, "DELETE /orders/a")
		if n := c.Requests(); n.Delete != 1 || n.Total() != 1 {
			t.Errorf("counted %+v", n)
		}
	}
}

// The first attempt deleted it and its answer was lost.
func TestDeleteIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return nil, syscall.ECONNRESET
			}
			return response(200, `{"EC":-2,"EM":"not found"}`), nil
		}, retries(3))
		mustNot(t, c.Delete(t.Context(), pool(t, "orders"), "a"))
		asked(t, sent, "DELETE /orders/a", "DELETE /orders/a")
	})
}

func TestSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var routes []string
		c, sent := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
			if n == 1 {
				return response(500, ""), nil
			}
			return response(201, `{"EC":0,"data":{"id":"u","password":"x"}}`), nil
		}, retries(2), func(o *Options) {
			o.OnRequest = func(method, route string, _ int, _ *seeder.RequestError, _ time.Duration) {
				routes = append(routes, method+" "+route)
			}
		})
		item, err := c.Change(t.Context(), entities.Change{Method: http.MethodPatch, Path: "/users/USR_1?x=1", Body: []byte(`{"is_verified":true}`)})
		mustNot(t, err)
		if item.ID != "u" || string(item.Raw) != `{"id":"u"}` {
			t.Errorf("%q %s", item.ID, item.Raw)
		}
		_, err = c.Change(t.Context(), entities.Change{Method: http.MethodPost, Path: "/orders/42/cancel", Body: []byte(`{}`)})
		mustNot(t, err)
		asked(t, sent, "PATCH /users/USR_1?x=1", "PATCH /users/USR_1?x=1", "POST /orders/42/cancel")
		if got := strings.Join(routes, " "); got != "PATCH /users/{id} PATCH /users/{id} POST /orders/{id}/cancel" {
			t.Errorf("routes %s", got)
		}
		c, sent = cannedClient(t, always(500, ""), retries(2))
		_, err = c.Change(t.Context(), entities.Change{Method: http.MethodPost, Path: "/ratings-reviews", Body: []byte(`{}`)})
		if wantMeaning(t, err, seeder.Unknown); sent.count() != 1 {
			t.Errorf("%d requests: %v", sent.count(), err)
		}
		_, err = c.Change(t.Context(), entities.Change{Method: http.MethodPost, Pool: "orders", ID: "42", Body: []byte(`{}`)})
		if failure(t, err); sent.count() != 2 {
			t.Errorf("a POST to an item was sent %d times", sent.count()-1)
		}
		c, _ = cannedClient(t, always(404, ""))
		_, err = c.Change(t.Context(), entities.Change{Method: http.MethodPost, Path: "/ratings-reviews", Body: []byte(`{}`)})
		wantMeaning(t, err, seeder.RouteMissing)
		_, err = c.Change(t.Context(), entities.Change{Method: http.MethodPatch, Path: "/users/USR_1", Body: []byte(`{}`)})
		wantMeaning(t, err, seeder.NotFound)
	})
}

func TestItemsWithoutAnID(t *testing.T) {
	c, sent := cannedClient(t, always(200, okItem))
	for _, id := range []string{"", ".", ".."} {
		_, err := c.Get(t.Context(), pool(t, "customers"), id)
		wantMeaning(t, err, seeder.NotFound)
		_, err = c.Change(t.Context(), entities.Change{Pool: "customers", ID: id, Method: "PATCH", Body: []byte(`{}`)})
		wantMeaning(t, err, seeder.NotFound)
	}
	_, err := c.Get(t.Context(), pool(t, "super_admins"), "a")
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
			var sent []string
			c, _ := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
				text, _ := io.ReadAll(req.Body)
				if sent = append(sent, req.URL.Path+" "+string(text)); n == 1 {
					return response(500, ""), nil // it is sent again
				}
				return response(201, body), nil
			}, retries(1))
			token, err := c.Login(t.Context(), "super-admin", "a@b.test", "pass")
			if want == good {
				mustNot(t, err)
			} else {
				wantMeaning(t, err, want)
			}
			if (token == "t") != (want == good) {
				t.Errorf("%s: token %q", body, token)
			}
			const login = `/auth/login-super-admin {"email":"a@b.test","password":"pass"}`
			if len(sent) != 2 || sent[0] != login || sent[1] != login {
				t.Errorf("sent %q", sent)
			}
		})
	}
}

func TestProbe(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{"GET /customers/paginated": page(7, "a"), "GET /customers": "#500"}), retries(3))
	checks, err := c.Probe(t.Context(), pool(t, "customers"))
	mustNot(t, err)
	if len(checks) != 2 || sent.count() != 2 {
		t.Fatalf("%d checks, %d requests", len(checks), sent.count())
	}
	count, list := checks[0], checks[1]
	if count.Purpose != "count" || count.Route != "/customers/paginated" || count.Status != 200 || count.Err != nil || count.Seen.Count != 7 {
		t.Errorf("count: %+v", count)
	}
	if list.Purpose != "list" || list.Route != "/customers" || list.Status != 500 || list.Err == nil {
		t.Errorf("list: %+v", list)
	}
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
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		mustNot(t, err)
		mustNot(t, c.Delete(t.Context(), pool(t, "customers"), "a"))
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
	customers := pools.Get("customers")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := make([]entities.Item, items)
	for i := range kept {
		item, err := c.Create(t.Context(), customers, entities.Draft{Body: []byte(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		kept[i] = item
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > items*size/4 {
		t.Errorf("%d items hold %d KB", len(kept), grown>>10)
	}
	runtime.KeepAlive(kept)
}
