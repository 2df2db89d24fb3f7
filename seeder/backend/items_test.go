package backend

import (
	"crypto/rand"
	"fmt"
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

func TestCreate(t *testing.T) {
	tests := []struct {
		name    string
		status  int
		body    string
		meaning seeder.Meaning
		id      string
	}{
		{"a record", 201, okItem, good, "a"},
		{"wrapped", 201, `{"EC":0,"data":{"id":"USR_1","data":{"id":"FF_CUS_1"}}}`, good, "FF_CUS_1"},
		{"null", 201, `{"EC":0,"EM":"OK","data":null}`, good, ""},
		{"bare", 200, `{"id":7}`, good, "7"},
		{"empty", 204, ``, good, ""},
		{"empty 201", 201, ``, good, ""},
		{"cut JSON", 201, `{"EC":0,"data":{"id":"a"`, good, ""},
		{"cut refusal", 201, `{"EC":2,"EM":"no","da`, seeder.Refused, ""},
		{"a page", 200, `<html>`, seeder.Unknown, ""},
		{"duplicate", 201, `{"EC":-3,"EM":"dup","data":null}`, seeder.Duplicate, ""},
		{"409", 409, `{"message":"dup"}`, seeder.Duplicate, ""},
		{"wallet", 201, `{"EC":-8,"EM":"poor"}`, seeder.NotFound, ""},
		{"denied", 200, `{"EC":-4,"EM":"no"}`, seeder.Denied, ""},
		{"mail", 500, `{"EC":-1,"EM":"Failed to send verification email"}`, seeder.Unknown, ""},
		{"no route", 500, `{"EC":-1,"EM":"Cannot POST /auth/register-customer?is-generated=true"}`, seeder.RouteMissing, ""},
		{"no route, without the query", 500, `{"EC":-1,"EM":"Cannot POST /auth/register-customer"}`, seeder.RouteMissing, ""},
		{"no route, plain", 404, `{"message":"Cannot POST /auth/register-customer","statusCode":404}`, seeder.RouteMissing, ""},
		{"another route", 500, `{"EC":-1,"EM":"Cannot POST /elsewhere"}`, seeder.Unknown, ""},
		{"another method", 500, `{"EC":-1,"EM":"Cannot GET /auth/register-customer"}`, seeder.Unknown, ""},
		{"more words", 500, `{"EC":-1,"EM":"Cannot POST /auth/register-customer now"}`, seeder.Unknown, ""},
		{"another code", 200, `{"EC":-2,"EM":"Cannot POST /auth/register-customer"}`, seeder.NotFound, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, sent := cannedClient(t, always(tt.status, tt.body))
			got := create(c, t.Context(), pool(t, "customers"), []byte(`{}`))
			if got.Meaning != tt.meaning || got.Item.ID != tt.id || (got.Err == nil) != (tt.meaning == good) {
				t.Errorf("%s %q: %v", got.Meaning, got.Item.ID, got.Err)
			}
			asked(t, sent, "POST /auth/register-customer?is-generated=true")
		})
	}
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

func TestGet(t *testing.T) {
	tests := []struct {
		status int
		body   string
		kind   seeder.Meaning
	}{
		{404, `{"message":"no such customer"}`, seeder.NotFound},
		{404, `<pre>Cannot GET /customers/a</pre>`, seeder.NotFound},
		{404, `{"message":"Cannot GET /customers/a"}`, seeder.RouteMissing},
		{200, `{"EC":-2,"EM":"Customer not found"}`, seeder.NotFound},
		{404, `{"EC":-2,"EM":"Customer not found"}`, seeder.NotFound},
		{405, ``, seeder.RouteMissing},
		{403, ``, seeder.Denied},
		{400, ``, seeder.Refused},
	}
	for _, tt := range tests {
		c, _ := cannedClient(t, always(tt.status, tt.body))
		_, err := c.Get(t.Context(), pool(t, "customers"), "a")
		wantMeaning(t, err, tt.kind)
		_, err = c.Change(t.Context(), entities.Change{Pool: "customers", ID: "a", Method: "PATCH", Body: []byte(`{}`)})
		if !strings.Contains(tt.body, "Cannot GET") {
			wantMeaning(t, err, tt.kind)
		}
	}
}

// A good answer that does not carry the item's id is no item of that id.
func TestGetProvesNothingWithoutTheID(t *testing.T) {
	for body, id := range map[string]string{
		`{"EC":0,"data":null}`: "", `{"EC":0,"data":{}}`: "", `{"EC":0,"data":[]}`: "",
		`{"message":"not found"}`: "", `{"EC":0,"data":{"id":"b"}}`: "b", `null`: "", ``: "",
	} {
		c, _ := cannedClient(t, always(200, body))
		item, err := c.Get(t.Context(), pool(t, "customers"), "a")
		mustNot(t, err)
		if item.ID != id {
			t.Errorf("%s: item %q, want %q", body, item.ID, id)
		}
	}
}

// An answer without the item's id is handed over as it is: whether it is the
// item is for those to say who know what the item looks like.
func TestGetWithoutID(t *testing.T) {
	c, _ := cannedClient(t, always(200, `{"EC":0,"data":{"name":"x","owner":{"password":"y"}}}`))
	item, err := c.Get(t.Context(), pool(t, "restaurants"), "a")
	mustNot(t, err)
	if item.ID != "" || string(item.Raw) != `{"name":"x","owner":{}}` || entities.IDOf(item.Raw) != "" {
		t.Errorf("%q %s", item.ID, item.Raw)
	}
	c, _ = cannedClient(t, always(200, `{"EC":0,"data":{"menuItem":{"id":"a","n":1}}}`))
	item, err = c.Get(t.Context(), pool(t, "menu_items"), "a")
	mustNot(t, err)
	if entities.IDOf(item.Raw) != "a" {
		t.Errorf("%q %s", item.ID, item.Raw)
	}
}

func TestDelete(t *testing.T) {
	tests := []struct {
		status int
		body   string
		kind   seeder.Meaning
		gone   bool
	}{
		{200, `{"EC":0,"EM":"OK","data":null}`, 0, true},
		{200, `{"status":"OK","message":"deleted"}`, 0, true},
		{204, ``, 0, true},
		{404, ``, 0, true},
		{404, `{"EC":-2,"EM":"Order not found"}`, 0, true},
		{200, `{"EC":-2,"EM":"Order not found"}`, 0, true},
		{404, `{"message":"Cannot DELETE /orders/a"}`, seeder.RouteMissing, false},
		{500, `{"EC":-1,"EM":"Cannot DELETE /orders/a"}`, seeder.RouteMissing, false},
		{405, ``, seeder.RouteMissing, false},
		{500, `{"EC":-1,"EM":"in use"}`, seeder.Unknown, false},
		{403, ``, seeder.Denied, false},
	}
	for _, tt := range tests {
		c, sent := cannedClient(t, always(tt.status, tt.body))
		err := c.Delete(t.Context(), pool(t, "orders"), "a")
		if tt.gone {
			mustNot(t, err)
		} else {
			wantMeaning(t, err, tt.kind)
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
			o.OnRequest = func(method, route string, _ int, _ *seeder.Error, _ time.Duration) {
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
		if failed := wantMeaning(t, err, seeder.Unknown); failed.Meaning != seeder.Unknown || sent.count() != 1 {
			t.Errorf("%d requests: %v", sent.count(), failed)
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

func TestPatch(t *testing.T) {
	for body, want := range map[string]string{
		okItem:                                         "a",
		`{"EC":0,"EM":"OK","data":null}`:               "",
		`{"EC":0,"data":{"x":1}}`:                      "",
		`{"EC":0,"data":{"data":{"id":5}}}`:            "5",
		`{"EC":0,"data":{"id":"a","data":{"id":"b"}}}`: "a",
		``: "",
	} {
		c, _ := cannedClient(t, always(200, body))
		item, err := c.Change(t.Context(), entities.Change{Pool: "restaurants", ID: "a", Method: "PATCH", Body: []byte(`{"n":1}`)})
		if err != nil || item.ID != want {
			t.Errorf("%s: %q, %v", body, item.ID, err)
		}
	}
	c, _ := cannedClient(t, always(200, okItem[:20]))
	_, err := c.Change(t.Context(), entities.Change{Pool: "restaurants", ID: "a", Method: "PATCH", Body: []byte(`{"n":1}`)})
	wantMeaning(t, err, seeder.Unknown)
}

func TestHasWallet(t *testing.T) {
	tests := []struct {
		status int
		body   string
		want   bool
		fails  bool
	}{
		{200, `{"EC":0,"data":{"id":"F_WALLET_1","balance":"1"}}`, true, false},
		{200, `{"EC":0,"data":null}`, false, false},
		{200, `{"EC":-2,"EM":"Wallet not found"}`, false, false},
		{404, ``, false, false},
		{405, ``, false, false},
		{500, ``, false, true},
		{401, ``, false, true},
	}
	for _, tt := range tests {
		c, sent := cannedClient(t, always(tt.status, tt.body))
		got, err := c.HasWallet(t.Context())
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%d %s: %v, %v", tt.status, tt.body, got, err)
		}
		asked(t, sent, "GET /fwallets/"+walletID)
	}
}

func TestLogin(t *testing.T) {
	tests := []struct {
		body string
		kind seeder.Meaning
		ok   bool
	}{
		{`{"EC":0,"data":{"access_token":"t","user_data":{}}}`, 0, true},
		{`{"access_token":"t"}`, 0, true},
		{`{"EC":0,"data":null}`, seeder.Refused, false},
		{`{"EC":0,"data":{"access_token":null}}`, seeder.Refused, false},
		{`{"EC":3,"EM":"Invalid credentials"}`, seeder.Denied, false},
		{`{"EC":-2,"EM":"Customer not found"}`, seeder.NotFound, false},
	}
	for _, tt := range tests {
		var sent string
		c, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			body := make([]byte, req.ContentLength)
			_, _ = req.Body.Read(body)
			sent = req.URL.Path + " " + string(body)
			return response(201, tt.body), nil
		})
		token, err := c.Login(t.Context(), "super-admin", "a@b.test", "pass")
		if tt.ok {
			mustNot(t, err)
		} else {
			wantMeaning(t, err, tt.kind)
		}
		if (token != "") != tt.ok {
			t.Errorf("%s: token %q", tt.body, token)
		}
		if sent != `/auth/login-super-admin {"email":"a@b.test","password":"pass"}` {
			t.Errorf("sent %s", sent)
		}
	}
	c, sent := cannedClient(t, func(n int, _ *http.Request) (*http.Response, error) {
		if n == 1 {
			return response(500, ""), nil
		}
		return response(201, `{"access_token":"t"}`), nil
	}, retries(1))
	_, err := c.Login(t.Context(), "customer", "a@b.test", "pass")
	mustNot(t, err)
	if sent.count() != 2 {
		t.Errorf("%d requests", sent.count())
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
