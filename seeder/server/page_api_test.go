package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func TestTables(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure?preset=town", nil)
	var table Rows
	for sort, sign := range map[string]int{"Total": 1, "-Total": -1, "Restaurant": 1, "-Customer": -1} {
		r.ok("GET", "/data-pools/orders?as=table&limit=1000&sort="+sort, &table)
		by := slices.Index(table.Columns, strings.Trim(sort, "-"))
		if len(table.Rows) < 100 || !slices.IsSortedFunc(table.Rows, func(a, b Row) int { return sign * compare(a.Cells[by], b.Cells[by]) }) {
			t.Errorf("sort=%s: %v", sort, table.Rows)
		}
	}
	if compare("$9.50", "$10.00") >= 0 || compare("Ánh", "anh") != 0 || compare("Đông", "Em") >= 0 || compare("7", "a") >= 0 {
		t.Error("cells are compared as bytes")
	}
	counted := 0
	for _, s := range table.Statuses {
		counted += s.Count
	}
	mostFirst := slices.IsSortedFunc(table.Statuses, func(a, b Tally) int { return b.Count - a.Count })
	if counted != len(table.Rows) || len(table.Statuses) < 2 || !mostFirst {
		t.Errorf("statuses %v of %d orders", table.Statuses, len(table.Rows))
	}
	for _, q := range []string{"goi cu hu", "Gỏi củ hủ", " GOI CU HU"} {
		e := r.ok("GET", "/data-pools/menu_items?as=table&q="+url.QueryEscape(q), &table)
		if len(table.Rows) != 1 || !strings.HasPrefix(table.Rows[0].Cells[0], "Gỏi củ hủ") || e.Page.Found != 1 || e.Page.Kept < 100 {
			t.Errorf("%s finds %v, page %+v", q, table.Rows, e.Page)
		}
	}
	row, last := table.Rows[0], len(table.Columns)-1
	if table.Columns[0] != "Name" || table.Columns[last] != "ID" || row.Cells[last] != row.ID || strings.Contains(strings.Join(row.Cells, " "), "FF_FC_") {
		t.Errorf("columns %q, with ids in place of names? %q", table.Columns, row.Cells)
	}
}

// TestLinksGoBothWays follows an order to its restaurant, and back.
func TestLinksGoBothWays(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure", nil)
	orders := r.sandbox.Items("orders")
	id, restaurant := orders[0]["id"].(string), orders[0]["restaurant_id"].(string)
	var l Links
	r.ok("GET", "/data-pools/orders/"+id+"/links", &l)
	pools := map[string]int{}
	for _, ref := range l.Refs {
		pools[ref.Pool]++
		if ref.Label == "" || ref.Field == "" || ref.Pool == "restaurants" && ref.ID != restaurant {
			t.Errorf("ref %+v", ref)
		}
	}
	if pools["restaurants"] != 1 || pools["customers"] != 1 || pools["menu_items"] == 0 || pools["address_books"] == 0 {
		t.Errorf("an order refers to %v", pools)
	}
	if want := r.server.Backend + "/orders/" + id; l.URL != want {
		t.Errorf("url %q; want %q", l.URL, want)
	}
	orders = slices.DeleteFunc(orders, func(o map[string]any) bool { return o["restaurant_id"] != restaurant })
	r.ok("GET", "/data-pools/restaurants/"+restaurant+"/links", &l)
	if want := (Referrer{Pool: "orders", Count: len(orders)}); !slices.Contains(l.From, want) {
		t.Errorf("from %+v; want %+v", l.From, want)
	}
	address, _ := r.sandbox.Items("restaurants")[0]["address_id"].(string)
	for path, want := range map[string]int{"orders?ref=" + restaurant: len(orders), "menu_items?ref=" + address: 0} {
		if e := r.ok("GET", "/data-pools/"+path, nil); e.Page.Found != want {
			t.Errorf("%s finds %d items; want %d", path, e.Page.Found, want)
		}
	}
}

// odd is a driver with items that have no id, and one whose id is no part of a
// path as it stands.
type odd struct{ empty }

func (odd) Item(context.Context, string, string) (entities.Item, error) {
	return entities.Item{ID: "it's/1", Raw: json.RawMessage(`{"id":"it's/1","note":""}`)}, nil
}

func (odd) Show(_ context.Context, pools ...string) (*seeder.Shown, error) {
	e := entities.NewRegistry().Get(pools[0])
	return &seeder.Shown{Pools: []seeder.ShownPool{{Entity: e, Items: []entities.Item{{Raw: json.RawMessage(`{}`)}}, Count: 1}}}, nil
}

func TestLinksOfOddItems(t *testing.T) {
	s := bare(odd{})
	s.now.Last = &Run{Report: seeder.Report{Dialect: entities.Flashstrom}}
	answer, err := s.links(httptest.NewRequest("GET", "/", nil), s.Registry.Get("customers"))
	var l Links
	if must(t, json.Unmarshal(answer.Data, &l)); err != nil || l.URL != "/customers/it%27s%2F1" || len(l.Refs)+len(l.From) > 0 {
		t.Errorf("%v, %+v", err, l)
	}
}

func TestLoginThroughTheServer(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure?pools=customers", nil)
	const login = "/data-pools/accounts/login?pool=customers&email=customer1@flashseed.test"
	a := r.do("POST", login)
	var data struct {
		Token string `json:"access_token"`
	}
	must(t, json.Unmarshal(a.reply(t).Data, &data))
	if a.code != http.StatusOK || data.Token == "" {
		t.Errorf("%d %s", a.code, a.body)
	}
	r.refused(http.StatusForbidden, "POST", login, "Sec-Fetch-Site: cross-site")
	r.refused(http.StatusNotFound, "POST", strings.Replace(login, "customer1", "nobody", 1))
	r.server.local = false
	r.refused(http.StatusForbidden, "POST", login)
}

// TestCancel ends a run, and only that one.
func TestCancel(t *testing.T) {
	started := make(chan struct{}, 1)
	r := newRig(t, rigOptions{driver: func(d Driver) Driver {
		return hooked{d, func(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
			if len(req.Pools) > 0 {
				started <- struct{}{}
				<-ctx.Done()
			}
			return d.Run(ctx, req, observe)
		}}
	}})
	r.refused(http.StatusNotFound, "POST", "/data-pools/cancel")
	ended := make(chan answer)
	go func() { ended <- r.do("POST", "/data-pools/ensure?pools=orders") }()
	<-started
	if a := r.do("POST", "/data-pools/cancel"); a.code != http.StatusOK {
		t.Errorf("cancel: %d %s", a.code, a.body)
	}
	if a := <-ended; a.code != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "cancelled") {
		t.Errorf("the run: %d %s", a.code, a.body)
	}
	r.ok("POST", "/data-pools/ensure", nil)
	var status State
	r.ok("GET", "/data-pools/status", &status)
	if h := status.History; len(h) != 2 || h[1].Report.Status != seeder.StatusInterrupted || len(h[1].Report.Pools) != 0 || len(h[0].Report.Pools) == 0 {
		t.Errorf("history %+v", h)
	}
}
