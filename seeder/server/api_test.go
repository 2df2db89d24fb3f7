package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestRunsTakeParameters(t *testing.T) {
	r := newRig(t, rigOptions{})
	pools := map[string][]json.RawMessage{}
	e := r.ok("POST", "/data-pools/ensure?pools=customers,menuItems&min=customers=13,menu_items=11", &pools)
	if len(pools["customers"]) != 13 || len(pools["menuItems"]) != 11 || len(pools["restaurants"]) != 10 || pools["orders"] != nil {
		t.Errorf("customers %d, menu items %d, restaurants %d, orders %d", len(pools["customers"]), len(pools["menuItems"]), len(pools["restaurants"]), len(pools["orders"]))
	}
	if !strings.Contains(e.Detail, "items were created") {
		t.Errorf("detail %q", e.Detail)
	}
	if e := r.ok("POST", "/data-pools/ensure?pools=customers&min=13", nil); !strings.Contains(e.Detail, "according to the cache") {
		t.Errorf("again: detail %q", e.Detail)
	}
	r.ok("POST", "/data-pools/ensure?pools=customers,drivers&preset=town&min=drivers=11", &pools)
	if want := entities.Preset("town")["customers"]; len(pools["customers"]) != want || len(pools["drivers"]) != 11 {
		t.Errorf("customers %d, want %d; drivers %d", len(pools["customers"]), want, len(pools["drivers"]))
	}
	r.refused(http.StatusServiceUnavailable, "GET", "/ready") // some pools are not all pools
	r.ok("POST", "/data-pools/ensure?min=3", &pools)
	if len(pools["orders"]) != 3 {
		t.Errorf("%d orders for min=3", len(pools["orders"]))
	}
	r.ok("GET", "/ready", nil)
	if e := r.ok("POST", "/data-pools/refresh?min=3", nil); !strings.HasSuffix(e.Detail, ", 0 items were created") {
		t.Errorf("refresh: detail %q", e.Detail)
	}
}

// Each request for one more gets its own, however many there are at once, and
// nobody else is shown the logins.
func TestAddingItems(t *testing.T) {
	r := newRig(t, rigOptions{})
	var wg sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		wg.Go(func() {
			var made []seeder.Made
			r.ok("POST", "/data-pools/customers?add=1", &made)
			if len(made) == 1 && made[0].Password == "Flash@1234" {
				ids[i] = made[0].ID
			}
		})
	}
	wg.Wait()
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 20 || ids[0] == "" || r.sandbox.Count("customers") != 20 {
		t.Errorf("%d different customers were answered, %d are there", len(ids), r.sandbox.Count("customers"))
	}
	if status := r.do("GET", "/data-pools/status"); strings.Contains(string(status.body), "Flash@1234") {
		t.Error("the status holds a password")
	}
	r.refused(http.StatusServiceUnavailable, "GET", "/ready")
}

// What was seeded can be deleted where a token is set, and nowhere else.
func TestCleaning(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) { o.Token = "secret" }})
	header := "Authorization: Bearer secret"
	r.ok("POST", "/data-pools/ensure", nil, header)
	r.sandbox.Insert("promotions", map[string]any{"name": "Somebody's"})
	r.refused(http.StatusUnauthorized, "DELETE", "/data-pools")
	a := r.do("DELETE", "/data-pools", header)
	newContract(t).holds(t, "DELETE", "/data-pools", a)
	if n := r.sandbox.Count("customers") + r.sandbox.Count("orders"); a.code != http.StatusOK || n != 0 || r.sandbox.Count("promotions") != 1 {
		t.Errorf("%d, %d are left, %d promotions: %s", a.code, n, r.sandbox.Count("promotions"), a.body)
	}
	if n := r.count("customers"); n != 0 {
		t.Errorf("%d customers are told", n)
	}
	r.ok("POST", "/data-pools/ensure", nil, header)
}

func TestRequestsThatLeadNowhere(t *testing.T) {
	r := newRig(t, rigOptions{})
	for request, allow := range map[string]string{
		"GET /nope": "", "GET /data-pools/orders/1/2": "", "GET /data-pools/refresh/now/please": "",
		"DELETE /data-pools": "GET, HEAD", "PUT /health": "GET, HEAD", "PATCH /data-pools/orders/FF_ORDER_1": "GET, HEAD",
		"POST /": "GET, HEAD", "PUT /data-pools/live": "GET, HEAD, POST, DELETE",
	} {
		method, path, _ := strings.Cut(request, " ")
		want := http.StatusNotFound
		if allow != "" {
			want = http.StatusMethodNotAllowed
		}
		r.refused(want, method, path)
		if got := r.do(method, path).header.Get("Allow"); got != allow {
			t.Errorf("%s: Allow is %q; want %q", request, got, allow)
		}
	}
}

func TestPoolPages(t *testing.T) {
	r := newRig(t, rigOptions{})
	for i := range 300 {
		r.sandbox.Insert("food_categories", map[string]any{"name": fmt.Sprint("Foreign ", i)})
	}
	r.ok("POST", "/data-pools/ensure?min=customers=25", nil)
	var all, part []map[string]any
	e := r.ok("GET", "/data-pools/customers", &all)
	if len(all) != 25 || e.Page.Count != 25 || e.Page.Kept != 25 || !e.Page.Cached {
		t.Fatalf("%d customers, page %+v", len(all), e.Page)
	}
	r.ok("GET", "/data-pools/customers?limit=4&offset=23", &part)
	if len(part) != 2 || part[0]["id"] != all[23]["id"] {
		t.Errorf("the last page holds %d items", len(part))
	}
	r.ok("GET", "/data-pools/customers?offset=99", &part)
	if len(part) != 0 {
		t.Errorf("behind the end: %d items", len(part))
	}
	var rows Rows
	e = r.ok("GET", "/data-pools/customers?as=table&q=CUSTOMER7@", &rows)
	if len(rows.Rows) != 1 || e.Page.Found != 1 {
		t.Errorf("a search found %+v", rows)
	}
	if strings.Contains(string(r.do("GET", "/data-pools/customers").body), `"password"`) {
		t.Error("customers are told with their passwords' hashes")
	}
	e = r.ok("GET", "/data-pools/food_categories?limit=1000", &part)
	if e.Page.Count != 300 || e.Page.Kept != len(part) || len(part) > 100 {
		t.Errorf("page %+v, %d items", e.Page, len(part))
	}
	beyond := r.sandbox.Items("food_categories")[299]["id"]
	var one map[string]any
	r.ok("GET", fmt.Sprint("/data-pools/food_categories/", beyond), &one)
	if one["id"] != beyond || slices.ContainsFunc(part, func(item map[string]any) bool { return item["id"] == beyond }) {
		t.Errorf("one item beyond the sample: %v", one)
	}
}

func TestPasswordsOnlyWhereTheyMay(t *testing.T) {
	for _, tt := range []struct {
		name, listen, token string
		shown               bool
	}{
		{"loopback", "127.0.0.1:0", "", true},
		{"everywhere", "0.0.0.0:0", "", false},
		{"everywhere with a token", "0.0.0.0:0", "secret", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, rigOptions{listen: tt.listen, server: func(o *Options) { o.Token = tt.token }})
			bearer := "Authorization: bearer " + tt.token
			r.ok("POST", "/data-pools/ensure?pools=customers", nil, bearer)
			var accounts []entities.Account
			r.ok("GET", "/data-pools/accounts", &accounts, bearer)
			if len(accounts) != 10 || accounts[2].Email != "customer3@flashseed.test" {
				t.Fatalf("%d accounts: %+v", len(accounts), accounts)
			}
			if shown := accounts[2].Password == "Flash@1234"; shown != tt.shown {
				t.Errorf("password %q", accounts[2].Password)
			}
			var s State
			var made []seeder.Made
			r.ok("GET", "/data-pools/status", &s, bearer)
			r.ok("POST", "/data-pools/customers?add=1", &made, bearer)
			if added := made[0].Password == "Flash@1234"; added != tt.shown || s.Passwords != tt.shown {
				t.Errorf("status says passwords %v, and what was added is %+v", s.Passwords, made)
			}
		})
	}
}

func TestLooksWithoutFilling(t *testing.T) {
	r := newRig(t, rigOptions{})
	eventually(t, "the pools were looked at", func() bool { return r.count("finance_rules") >= 0 })
	if r.count("finance_rules") != 1 || r.sandbox.Count("customers") != 0 {
		t.Errorf("%d finance rules seen, %d customers made", r.count("finance_rules"), r.sandbox.Count("customers"))
	}
	r.refused(http.StatusServiceUnavailable, "GET", "/ready")
}

func TestMetrics(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("GET", "/data-pools", nil)
	r.ok("GET", "/data-pools", nil)
	r.do("GET", "/nowhere/at/all")
	text := string(r.do("GET", "/metrics").body)
	for _, want := range []string{
		`flashseed_runs_total{action="ensure",outcome="ok"} 1`,
		`flashseed_items_created_total{pool="orders"} 10`,
		`flashseed_items_completed_total{pool="restaurants"} 10`,
		`flashseed_pool_items{pool="customers"} 10`,
		`flashseed_pool_wanted{pool="customers"} 10`,
		`flashseed_cache_hits_total 1`,
		`flashseed_http_requests_total{method="GET",route="/data-pools",code="200"} 2`,
		`flashseed_http_requests_total{method="other",route="other",code="404"} 1`,
		`flashseed_backend_requests_total{method="POST",route="/orders",code="201",outcome="ok"} 10`,
		`flashseed_backend_request_duration_seconds_count{method="POST",route="/orders"} 10`,
		`flashseed_run_duration_seconds_count 1`,
		`flashseed_ready 1`,
		`flashseed_build_info{version="1.2.3"} 1`,
		"process_resident_memory_bytes",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	NewMetrics().BackendRequest("GET", "/x?y=1", 0, &seeder.RequestError{Meaning: seeder.Unreachable}, 0)
}
