//go:build unix

package cmd_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// wantGoldenCustomers compares what a backend was sent with what was written by
// hand.
func wantGoldenCustomers(t *testing.T, where string, s *site) {
	t.Helper()
	golden := readFile(t, declared(t, "customers.golden"))
	var bodies []string
	for _, body := range s.Bodies("customers") {
		bodies = append(bodies, string(body)+"\n")
	}
	slices.Sort(bodies)
	if got := strings.Join(bodies, ""); got != string(golden) {
		t.Errorf("%s: the customers are\n%swant\n%s", where, got, golden)
	}
}

// Customers that a file declares survive what the built-in ones do: backends
// that fail in every way.
func TestDeclaredCustomersSurviveFaults(t *testing.T) {
	t.Parallel()
	kinds := []sandbox.Options{{}, {NoMail: true}, {Plain: true}, {ListCache: -1}}
	for i, kind := range append(sandboxtest.AllFaults(), "") {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			o := kinds[i%len(kinds)]
			o.Wrap = sandboxtest.Faults{
				Seed: uint64(i), Rates: map[sandboxtest.FaultKind]float64{kind: 0.3}, RetryAfter: -1, SlowFor: 50 * time.Millisecond,
			}.Wrap
			s := serve(t, o)
			out := run(t, nil, "ensure", "--no-cache", "--config", declared(t, "customers.yaml"), "--backend-url", s.URL,
				"--retries", "12", "--request-timeout", faultTimeout.String(), "--max-body", "1MiB", "--timeout", faultLimit.String())
			s.settle()
			out.wantCode(t, 0)
			wantGoldenCustomers(t, string(kind), s)
		})
	}
}

// A run over declared customers that is killed leaves what the next one
// completes.
func TestDeclaredCustomersSurviveKilling(t *testing.T) {
	t.Parallel()
	for _, at := range []int64{2, 5, 8, 11} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			s := serve(t, sandbox.Options{Wrap: sandboxtest.Faults{Latency: 4 * time.Millisecond}.Wrap})
			env := environment{"REAL_BACKEND_URL": s.URL, "REDIS_URL": redistest.Start(t).URL}
			s.killedAt(t, at, 0, env, "ensure", "--config", declared(t, "customers.yaml"))
			start(t, env, "ensure", "--config", declared(t, "customers.yaml")).wait(t, time.Minute).wantCode(t, 0)
			wantGoldenCustomers(t, fmt.Sprint("killed after request ", at), s)
		})
	}
}

// Three pools that refer to each other and to built-in ones. The sandbox refuses
// what they do not take, dangling references among it.
func TestDeclaredPools(t *testing.T) {
	t.Parallel()
	config := []string{"--config", declared(t, "stamps.yaml")}
	url, _ := serving(t, nil, append([]string{"sandbox", "--port", "0"}, config...)...)
	env := environment{"REAL_BACKEND_URL": url, "REDIS_URL": redistest.Start(t).URL}
	seed := func(args ...string) outcome { return run(t, env, append(args, config...)...).wantCode(t, 0) }
	requests := func(args ...string) seeder.Requests { return seed(append(args, "-o", "json")...).report(t).Requests }
	values := func(path, field string) map[string]bool {
		all := map[string]bool{}
		for _, item := range ask(t, url+path, "data").Array() {
			all[item.Get(field).String()] = true
		}
		return all
	}
	for request, want := range map[string]string{
		`/gift-cards {"code":5,"customer_id":"x","amount":1,"expires_at":1}`:   "code must be a string",
		`/gift-cards {"code":"a","customer_id":"x","amount":1,"expires_at":1}`: "customer_id x not found",
		`/gift-cards {"code":"a","amount":1,"expires_at":1}`:                   "customer_id must be a string",
		`/friends/vouchers {"code":"a","card_id":"x","places":["y"]}`:          "places y not found",
	} {
		path, body, _ := strings.Cut(request, " ")
		if answer, _ := fetch(t, "POST", url+path, body); !strings.Contains(string(answer), want) {
			t.Errorf("%s: %s, want %s", request, answer, want)
		}
	}

	out := seed("ensure", "stamps", "--dry-run", "-o", "json")
	if r := out.report(t); r.Requests.Post != 0 || r.Pools[len(r.Pools)-1].Created != 12 {
		t.Errorf("the dry run: %s", out.stdout)
	}
	seed("ensure", "stamps")
	for path, want := range map[string]int{
		"/gift-cards": 7, "/friends/all-vouchers": 3, "/stamps": 12, "/customers": 3, "/restaurants": 3, "/orders": 0,
	} {
		if got := len(values(path, "id")); got != want {
			t.Errorf("%s holds %d, want %d", path, got, want)
		}
	}
	for _, command := range []string{"ensure", "refresh"} {
		if r := requests(command, "stamps"); r.Post+r.Patch != 0 {
			t.Errorf("%s again: %+v", command, r)
		}
	}
	if r := requests("ensure", "gift_cards", "--min", "gift_cards=9"); r.Post != 2 {
		t.Errorf("two more: %+v", r)
	}
	if codes := values("/gift-cards", "code"); len(codes) != 9 || !codes["GIFT-1-9"] {
		t.Errorf("codes %v", codes)
	}
	seed("ensure", "stamps", "--min", "stamps=15")
	if numbers := values("/stamps", "number"); len(numbers) != 15 {
		t.Errorf("without a key the next items are not new ones: %v", numbers)
	}
	shown := seed("show", "gift_cards", "--where", "code=GIFT-1-2", "--json", "Code,amount,customer_id").stdout
	if gjson.Get(shown, "0.Code").Str != "GIFT-1-2" || gjson.Get(shown, "0.amount").Float() < 5 {
		t.Errorf("shown: %s", shown)
	}
	if out := seed("show", "stamps", "-o", "ids"); strings.Count(out.stdout, "\n") != 15 {
		t.Errorf("ids: %s", out.stdout)
	}
	if out := run(t, env, "__complete", "ensure", config[0], config[1], "gift"); !strings.Contains(out.stdout, "gift_cards\tGift cards\n") {
		t.Errorf("completion: %s", out.stdout)
	}
	if out := seed("doctor"); !strings.Contains(out.stdout, "vouchers_of_friends") {
		t.Errorf("doctor: %s", out.stdout)
	}
	if n := deletedBy(decoded[seeder.CleanReport](t, seed("clean", "stamps", "--yes", "-o", "json"))); n != 15 {
		t.Errorf("clean stamps deletes %d", n)
	}
	seed("clean", "--yes")
	for _, path := range []string{"/gift-cards", "/friends/all-vouchers", "/stamps"} {
		if left := values(path, "id"); len(left) > 0 {
			t.Errorf("clean leaves %v of %s", left, path)
		}
	}
}

// shop is a backend that is not Flashstrom's: numbers and UUIDs as ids, records
// in envelopes of its own, plain status codes.
type shop struct {
	mu    sync.Mutex
	items map[string][]map[string]any // by path
	wrong []string
	posts int
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	key, known := map[string]string{"customers": "email", "products": "sku", "orders": "number", "shipments": ""}[path]
	answer := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	name, wrap := "id", func(item map[string]any) any { return item }
	if path == "customers" {
		name, wrap = "uuid", func(item map[string]any) any { return map[string]any{"customer": item, "id": "request-7"} }
	}
	switch {
	case !known:
		s.wrong = append(s.wrong, r.Method+" "+r.URL.Path)
		answer(http.StatusNotFound, map[string]string{"error": "no such page"})
	case r.Method == http.MethodPost:
		s.posts++
		item := map[string]any{}
		if err := json.NewDecoder(r.Body).Decode(&item); err != nil {
			s.wrong = append(s.wrong, err.Error())
		}
		for _, other := range s.items[path] {
			if key != "" && other[key] == item[key] {
				answer(http.StatusConflict, map[string]string{"error": key + " is taken"})
				return
			}
		}
		item["id"] = len(s.items[path]) + 1
		if name == "uuid" {
			item["id"], item[name] = "internal", fmt.Sprintf("c-%04d", len(s.items[path]))
		}
		s.items[path] = append(s.items[path], item)
		answer(http.StatusCreated, wrap(item))
	case id != "":
		at := slices.IndexFunc(s.items[path], func(item map[string]any) bool { return fmt.Sprint(item[name]) == id })
		if at < 0 {
			answer(http.StatusNotFound, map[string]string{"error": "not found"})
			return
		}
		answer(http.StatusOK, wrap(s.items[path][at]))
	case path == "customers":
		answer(http.StatusOK, map[string]any{"page": map[string]any{"links": []string{}, "rows": s.items[path]}})
	default: // null where there are none, as programs in Go have it
		answer(http.StatusOK, s.items[path])
	}
}

// shopFile is the shop of docs/declared-pools.md.
func shopFile(t *testing.T) string {
	t.Helper()
	text := readFile(t, "../docs/declared-pools.md")
	_, rest, _ := strings.Cut(string(text), "<!-- shop.yaml -->\n```yaml\n")
	file, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("docs/declared-pools.md holds no shop.yaml")
	}
	path := filepath.Join(t.TempDir(), "shop.yaml")
	writeFile(t, path, []byte(file))
	return path
}

// The worked example of the docs fills a backend that is not Flashstrom's.
func TestShop(t *testing.T) {
	t.Parallel()
	s := &shop{items: map[string][]map[string]any{}}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	config := []string{"--config", shopFile(t), "--backend-url", srv.URL}
	env := environment{"REDIS_URL": redistest.Start(t).URL}
	seed := func(args ...string) outcome { return run(t, env, append(args, config...)...) }
	out := seed("ensure").wantCode(t, 0)
	for path, want := range map[string]int{"customers": 12, "products": 30, "orders": 50, "shipments": 20} {
		if got := len(s.items[path]); got != want {
			t.Errorf("%s: %d, want %d\n%s", path, got, want, out.stderr)
		}
	}
	customers, products := map[any]any{}, map[any]any{}
	for _, c := range s.items["customers"] {
		customers[c["uuid"]] = c["name"]
	}
	for _, p := range s.items["products"] {
		products[float64(p["id"].(int))] = p["price"]
	}
	for _, o := range s.items["orders"] {
		line := o["lines"].([]any)[0].(map[string]any)
		if o["ship_to"].(map[string]any)["name"] != customers[o["customer"]] || products[line["product"]] != line["unit_price"] || line["unit_price"] == nil {
			t.Errorf("an order that refers to nothing: %v", o)
		}
	}
	posts := s.posts
	for _, command := range []string{"ensure", "refresh"} {
		out := seed(command, "-o", "json").wantCode(t, 0)
		if r := out.report(t); command == "ensure" && (!r.Cached || r.Requests.Total() != 1) || s.posts != posts {
			t.Errorf("%s again: %+v", command, r.Requests)
		}
	}
	s.items["orders"] = s.items["orders"][3:]
	seed("refresh").wantCode(t, 0)
	if s.posts != posts+3 || len(s.items["orders"]) != 50 {
		t.Errorf("three orders were deleted, %d were made, there are %d", s.posts-posts, len(s.items["orders"]))
	}
	clear(s.items) // a new database: the cache is not trusted
	seed("ensure").wantCode(t, 0)
	if len(s.items["shipments"]) != 20 {
		t.Errorf("%d shipments in a new database", len(s.items["shipments"]))
	}
	if s.wrong != nil {
		t.Errorf("%v", s.wrong)
	}
}
