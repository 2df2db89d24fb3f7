package backend

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

const twoItems = `{"EC":0,"EM":"OK","data":[{"id":"a"},{"id":"b"}]}`

func page(total int, ids ...string) string {
	return fmt.Sprintf(`{"EC":0,"EM":"OK","data":{"totalPages":1,"currentPage":1,"totalItems":%d,"items":[%s]}}`, total, objects(ids...))
}

func objects(ids ...string) string {
	var list []string
	for _, id := range ids {
		list = append(list, fmt.Sprintf(`{"id":%q}`, id))
	}
	return strings.Join(list, ",")
}

// routed answers by "METHOD path?query", then by "METHOD path", and else that
// there is no such route.
func routed(answers map[string]string) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, req *http.Request) (*http.Response, error) {
		body, found := answers[req.Method+" "+req.URL.RequestURI()]
		if !found {
			body, found = answers[req.Method+" "+req.URL.Path]
		}
		switch {
		case !found:
			return response(500, fmt.Sprintf(`{"EC":-1,"EM":"Cannot %s %s","data":null}`, req.Method, req.URL.RequestURI())), nil
		case strings.HasPrefix(body, "#"): // a status
			var status int
			fmt.Sscanf(body, "#%d", &status)
			return response(status, ""), nil
		}
		return response(200, body), nil
	}
}

func asked(t *testing.T, f *canned, want ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if got := strings.Join(f.asked, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	f.asked = nil
}

func TestObserve(t *testing.T) {
	const count, list, admins = "GET /customers/paginated", "GET /customers", "GET /auth/register-super-admin"
	const counted = count + "?limit=10&page=1"
	flashstrom := func(*Options) {}
	overridden := func(list, count string) func(*Options) {
		return func(o *Options) {
			o.Dialect = entities.Readme
			o.Routes = map[string]entities.Routes{"customers": {List: list, Count: count}, "super_admins": {List: list}}
		}
	}
	for _, tt := range []struct {
		pool    string
		change  func(*Options)
		answers map[string]string
		want    string
		asked   string
	}{
		{"customers", flashstrom, map[string]string{count: page(7000, "a", "b")}, "7000 a b", counted},
		{"customers", flashstrom, map[string]string{count: "#401", list: twoItems}, "denied", counted},
		{"customers", flashstrom, map[string]string{count: "#429", list: twoItems}, "throttled", counted},
		{"customers", flashstrom, nil, "route missing", counted + "\n" + list},
		{"customers", readme, nil, "route missing", list},
		{"customers", overridden(entities.NoRoute, "/n"), map[string]string{"GET /n": page(9, "a")}, "9 a", "GET /n?limit=10&page=1"},
		{"customers", overridden(entities.NoRoute, "/n"), nil, "route missing", "GET /n?limit=10&page=1"},
		{"super_admins", readme, map[string]string{admins: twoItems}, "2 a b", admins},
		{"super_admins", readme, nil, "unlisted", admins},
		{"super_admins", readme, map[string]string{admins: "#404"}, "unlisted", admins},
		{"super_admins", readme, map[string]string{admins: "#405"}, "unlisted", admins},
		{"super_admins", readme, map[string]string{admins: "#501"}, "unlisted", admins},
		{"super_admins", flashstrom, nil, "route missing", "GET /admin-fake/by-role/SUPER_ADMIN"},
		{"super_admins", overridden("/admins", ""), nil, "route missing", "GET /admins"},
	} {
		c, sent := cannedClient(t, routed(tt.answers), tt.change)
		equal(t, saw(observe(t, c, tt.pool)), tt.want)
		asked(t, sent, tt.asked)
	}
}

func TestObserveByList(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{"GET /address_books": `[` + objects("a", "b", "c", "d") + `]`}))
	for _, tt := range []struct {
		keep, enough int
		want         string
	}{
		{10, 10, "4 a b c d"},
		{4, 4, "4 a b c d"},
		{3, 3, "at least 3 a b c"},
		{2, 4, "4 a b"},
		{2, 3, "at least 3 a b"},
		{3, 0, "at least 3 a b c"},
		{0, 10, "4"},
		{0, 0, "at least 0"},
		{-1, -1, "at least 0"},
	} {
		equal(t, saw(c.Observe(t.Context(), pools.Get("address_books"), tt.keep, tt.enough)), tt.want)
	}
	equal(t, sent.count(), 9)
}

func TestListStandsInForACountRouteThatIsNoUse(t *testing.T) {
	for name, answer := range map[string]string{
		"missing":             `{"EC":-1,"EM":"Cannot GET /customers/paginated?limit=10&page=1"}`,
		"404":                 "#404",
		"taken for an id":     `{"EC":-2,"EM":"not found"}`,
		"always in trouble":   `{"EC":-1,"EM":"An error occurred"}`,
		"500":                 "#500",
		"refuses its limit":   `{"EC":2,"EM":"limit must not exceed 50"}`,
		"garbage":             "<html>",
		"counts, no items":    page(5),
		"nothing like a list": `{"EC":0,"data":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, sent := cannedClient(t, routed(map[string]string{"GET /customers": twoItems, "GET /customers/paginated": answer}))
			if name == "counts, no items" {
				c.options.Retries = 5 // which do not help
			}
			const count, list = "GET /customers/paginated?limit=10&page=1", "GET /customers"
			equal(t, saw(observe(t, c, "customers")), "2 a b")
			equal(t, saw(observe(t, c, "customers")), "2 a b")
			asked(t, sent, count, list, list)
			equal(t, detect(t, c), "flashstrom") // another run
			equal(t, saw(observe(t, c, "customers")), "2 a b")
			asked(t, sent, count, list)
		})
	}
}

// A count route that hangs is down for the run after a few attempts. One that
// hung once is asked again, since lists may be stale.
func TestListStandsInForACountRouteThatHangs(t *testing.T) {
	for _, hanging := range []int{1, 1000} {
		synctest.Test(t, func(t *testing.T) {
			counts := 0
			c, _ := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
				if req.URL.Path != "/customers/paginated" {
					return response(200, twoItems), nil
				}
				if counts++; counts <= hanging {
					return hangs(counts, req)
				}
				return response(200, page(7, "a")), nil
			})
			began := time.Now()
			for range 3 * maxTimeouts {
				got, want := saw(observe(t, c, "customers")), "2 a b"
				if counts > hanging {
					want = "7 a"
				}
				equal(t, got, want)
			}
			equal(t, time.Since(began), time.Duration(min(hanging, maxTimeouts))*DefaultTimeout)
		})
	}
}

func TestTheListsOwnFailureIsReported(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{"GET /customers/paginated": "#500", "GET /customers": "#500"}))
	_, err := observe(t, c, "customers")
	if failed := wantMeaning(t, err, seeder.Unknown); failed.URL != "http://backend.test:1310/customers" {
		t.Errorf("said %s", failed)
	}
	equal(t, saw(observe(t, c, "customers")), "unknown")
	equal(t, sent.count(), 4) // the count route was not given up
}

func TestOverriddenRoutes(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{
		"GET /v2/clients?all=1&page=7":           twoItems,
		"GET /v2/clients/a":                      okItem,
		"GET /v2/count?limit=10&page=1&verbose=": page(1, "a"),
		"POST /v2/new?x=1":                       okItem,
		"GET /restaurants":                       twoItems,
		"PATCH /restaurants/a":                   okItem,
		"GET /orders/a":                          okItem,
	}), func(o *Options) {
		o.Routes = map[string]entities.Routes{
			"customers":   {List: "/v2/clients?all=1&page=7", Count: entities.NoRoute, Create: "/v2/new?x=1"},
			"drivers":     {List: "/v2/clients?all=1&page=7", Count: "/v2/count?verbose&limit=3"},
			"restaurants": {Count: entities.NoRoute, Create: "/v2/new?x=1"},
			"orders":      {List: entities.NoRoute, Count: entities.NoRoute, Create: entities.NoRoute},
			"promotions":  {},
		}
	})
	equal(t, saw(observe(t, c, "customers")), "2 a b")
	equal(t, saw(observe(t, c, "drivers")), "1 a")
	equal(t, saw(observe(t, c, "restaurants")), "2 a b")
	equal(t, saw(observe(t, c, "orders")), "unlisted")
	mustNot(t, get(t, c))
	_, err := c.Create(t.Context(), pools.Get("restaurants"), entities.Draft{})
	mustNot(t, err)
	_, err = c.Change(t.Context(), entities.Change{Pool: "restaurants", ID: "a", Method: "PATCH"})
	mustNot(t, err)
	_, err = c.Create(t.Context(), pools.Get("orders"), entities.Draft{})
	wantMeaning(t, err, seeder.RouteMissing)
	_, err = c.Get(t.Context(), pools.Get("orders"), "a")
	mustNot(t, err)
	asked(t, sent, "GET /v2/clients?all=1&page=7", "GET /v2/count?limit=10&page=1&verbose=", "GET /restaurants",
		"GET /v2/clients/a", "POST /v2/new?x=1", "PATCH /restaurants/a", "GET /orders/a")
}

func TestDialects(t *testing.T) {
	const count, list, readmeList = "GET /food-categories/paginated", "GET /food-categories", "GET /food_categories"
	for name, tt := range map[string]struct {
		answers map[string]string
		want    string
		asked   int
	}{
		"flashstrom":                    {map[string]string{count: page(2, "a")}, "flashstrom", 1},
		"flashstrom, empty":             {map[string]string{count: page(0)}, "flashstrom", 1},
		"flashstrom, pages from 0":      {map[string]string{count: page(5)}, "flashstrom", 1},
		"readme":                        {map[string]string{readmeList: twoItems}, "readme", 2},
		"readme, plain":                 {map[string]string{readmeList: "[]", count: "#404"}, "readme", 2},
		"no count routes":               {map[string]string{list: twoItems}, "flashstrom", 7},
		"a count route taken for an id": {map[string]string{list: twoItems, count: `{"EC":-2}`}, "flashstrom", 7},
		"a broken count route":          {map[string]string{list: twoItems, count: "#500"}, "flashstrom", 7},
		"a count route of pages":        {map[string]string{list: twoItems, count: "<html>"}, "flashstrom", 7},
		"a broken list":                 {map[string]string{readmeList: `{"EC":-1}`, "GET /finance_rules": "[]"}, "readme", 4},
		"another pool":                  {map[string]string{count: "#500", "GET /finance-rules/paginated": page(1, "a")}, "flashstrom", 3},
	} {
		t.Run(name, func(t *testing.T) {
			c, sent := cannedClient(t, routed(tt.answers), auto, retries(5))
			equal(t, detect(t, c), tt.want)
			equal(t, detect(t, c), tt.want)
			equal(t, sent.count(), tt.asked)
		})
	}
}

// One route that hangs costs one time-out. A backend that hangs costs two.
func TestDialectsWithHangingRoutes(t *testing.T) {
	for want, timeouts := range map[string]time.Duration{"flashstrom": 1, "timed out": 2} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := cannedClient(t, func(n int, req *http.Request) (*http.Response, error) {
				if timeouts == 2 || req.URL.Path == "/food-categories/paginated" {
					return hangs(n, req)
				}
				return routed(map[string]string{"GET /food-categories": twoItems})(n, req)
			}, auto)
			began := time.Now()
			equal(t, detect(t, c), want)
			equal(t, time.Since(began), timeouts*DefaultTimeout)
		})
	}
}

func TestDialectsThatAreNotFound(t *testing.T) {
	for _, tt := range []struct {
		answer string
		kind   seeder.Meaning
		text   string
	}{
		{"#500", seeder.Unknown, "HTTP 500"},
		{"<html>", seeder.Unknown, "the answer is not JSON"},
		{"#401", seeder.Denied, "HTTP 401"},
		{"{}", seeder.Unknown, "no list"},
		{"#404", seeder.RouteMissing, "speaks neither dialect"},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, sent := cannedClient(t, routed(map[string]string{"GET /food-categories/paginated": tt.answer}), auto, retries(2))
			_, err := c.DetectDialect(t.Context())
			if failed := wantMeaning(t, err, tt.kind); !strings.Contains(failed.Error(), tt.text) {
				t.Errorf("said %s", failed)
			}
			if tt.kind == seeder.Unknown && sent.count() != 3*8 {
				t.Errorf("%d requests", sent.count())
			}
			e := pools.Get("food_categories") // where the dialects have nothing in common
			equal(t, saw(observe(t, c, e.Pool)), tt.kind.String())
			_, err = c.Get(t.Context(), e, "a")
			wantMeaning(t, err, tt.kind)
			_, err = c.Probe(t.Context(), e)
			wantMeaning(t, err, tt.kind)
			_, err = c.Create(t.Context(), e, entities.Draft{})
			wantMeaning(t, err, tt.kind)
		})
	}
}

func TestConfiguredRoutesProveNothing(t *testing.T) {
	c, sent := cannedClient(t, routed(map[string]string{"GET /food_categories": twoItems, "GET /finance-rules/paginated": page(1, "a")}), auto, func(o *Options) {
		o.Routes = map[string]entities.Routes{"food_categories": {List: "/food_categories?all=1"}}
	})
	equal(t, detect(t, c), "flashstrom")
	asked(t, sent, "GET /food-categories/paginated?limit=100&page=1", "GET /finance-rules/paginated?limit=100&page=1")

	c, sent = cannedClient(t, routed(nil), auto, func(o *Options) {
		o.Routes = map[string]entities.Routes{}
		for _, d := range pools.Dialects() {
			for _, route := range d.Probes {
				o.Routes[route] = entities.Routes{List: route}
			}
		}
	})
	_, err := c.DetectDialect(t.Context())
	if !strings.Contains(failure(t, err).Error(), "set dialect") || sent.count() != 0 {
		t.Errorf("%v after %d requests", err, sent.count())
	}
}

// Who waits while another detects the dialect takes a look of its own: what the
// other's showed may be older than what brought it here.
func TestDialectIsFoundOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, sent := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return response(200, page(1, "a")), nil
		}, auto)
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { equal(t, detect(t, c), "flashstrom") })
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := c.DetectDialect(ctx)
		wantMeaning(t, err, seeder.NotSent)
		all.Wait()
		equal(t, sent.count(), 1)
		equal(t, saw(observe(t, c, "food_categories")), "1 a")
		equal(t, sent.count(), 2)
	})
}

// What detecting the dialect showed of a pool is its first look, once, and not
// after something in it was changed.
func TestTheFirstLookNeedsNoRequestOfItsOwn(t *testing.T) {
	const probe, look = "GET /food-categories/paginated?limit=100&page=1", "GET /food-categories/paginated?limit=10&page=1"
	answer := routed(map[string]string{"GET /food-categories/paginated": page(2, "a", "b"), "POST /food-categories": okItem})
	for _, changed := range []bool{false, true} {
		c, sent := cannedClient(t, answer, auto)
		equal(t, detect(t, c), "flashstrom")
		want := []string{probe, look}
		if changed {
			_, err := c.Create(t.Context(), pools.Get("food_categories"), entities.Draft{})
			mustNot(t, err)
			want = []string{probe, "POST /food-categories", look, look}
		}
		for range 2 {
			equal(t, saw(observe(t, c, "food_categories")), "2 a b")
		}
		asked(t, sent, want...)
	}
}
