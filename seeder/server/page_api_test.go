package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

func TestSearchMindsNoAccents(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure?preset=town&pools=menu_items", nil)
	for _, q := range []string{"goi cu hu", "Gỏi củ hủ", " GOI CU HU"} {
		var found []struct{ Name string }
		e := r.ok("GET", "/data-pools/menu_items?q="+url.QueryEscape(q), &found)
		if len(found) != 1 || !strings.HasPrefix(found[0].Name, "Gỏi củ hủ") || e.Page.Found != 1 || e.Page.Kept < 100 {
			t.Errorf("%s finds %v, page %+v", q, found, e.Page)
		}
	}
	if got := folded(" Đậu HŨ "); got != "dau hu" {
		t.Errorf("folded %q", got)
	}
}

func TestTablesAreSortedAndNamed(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure?preset=town", nil)
	var table Rows
	column := func(sort string) (cells []string) {
		r.ok("GET", "/data-pools/orders?as=table&limit=1000&sort="+sort, &table)
		for _, row := range table.Rows {
			cells = append(cells, row.Cells[slices.Index(table.Columns, strings.Trim(sort, "-"))])
		}
		return cells
	}
	for sort, sign := range map[string]int{"Total": 1, "-Total": -1, "Restaurant": 1, "-Customer": -1} {
		if cells := column(sort); len(cells) < 100 || !slices.IsSortedFunc(cells, func(a, b string) int { return sign * compare(a, b) }) {
			t.Errorf("sort=%s: %q", sort, cells)
		}
	}
	if compare("$9.50", "$10.00") >= 0 || compare("Ánh", "anh") != 0 || compare("Đông", "Em") >= 0 || compare("7", "a") >= 0 {
		t.Error("cells are compared as bytes")
	}
	counted := 0
	for _, s := range table.Statuses {
		counted += s.Count
	}
	if counted != len(table.Rows) || len(table.Statuses) < 2 {
		t.Errorf("statuses %v of %d orders", table.Statuses, len(table.Rows))
	}
	r.ok("GET", "/data-pools/menu_items?as=table&limit=1", &table)
	if last := len(table.Columns) - 1; table.Columns[0] != "Name" || table.Columns[last] != "ID" || table.Rows[0].Cells[last] != table.Rows[0].ID {
		t.Errorf("columns %q", table.Columns)
	}
	if cells := strings.Join(table.Rows[0].Cells, " "); strings.Contains(cells, "FF_FC_") {
		t.Errorf("a category has no name: %s", cells)
	}
}

// TestLinksGoBothWays follows an order to its restaurant, and back.
func TestLinksGoBothWays(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure", nil)
	var orders []struct {
		ID           string
		RestaurantID string `json:"restaurant_id"`
	}
	r.ok("GET", "/data-pools/orders", &orders)
	first := orders[0]
	var l Links
	r.ok("GET", "/data-pools/orders/"+first.ID+"/links", &l)
	pools := map[string]int{}
	for _, ref := range l.Refs {
		pools[ref.Pool]++
		if ref.Label == "" || ref.Field == "" {
			t.Errorf("ref %+v", ref)
		}
		if ref.Pool == "restaurants" && ref.ID != first.RestaurantID {
			t.Errorf("restaurant %s; want %s", ref.ID, first.RestaurantID)
		}
	}
	if pools["restaurants"] != 1 || pools["customers"] != 1 || pools["menu_items"] == 0 || pools["address_books"] == 0 {
		t.Errorf("an order refers to %v", pools)
	}
	if want := r.server.Backend + "/orders/" + first.ID; l.URL != want {
		t.Errorf("url %q; want %q", l.URL, want)
	}
	mine := 0
	for _, o := range orders {
		if o.RestaurantID == first.RestaurantID {
			mine++
		}
	}
	r.ok("GET", "/data-pools/restaurants/"+first.RestaurantID+"/links", &l)
	if i := slices.IndexFunc(l.From, func(f Referrer) bool { return f.Pool == "orders" }); i < 0 || l.From[i] != (Referrer{Pool: "orders", Count: mine}) {
		t.Errorf("from %+v; want %d orders", l.From, mine)
	}
	address, _ := r.sandbox.Items("restaurants")[0]["address_id"].(string)
	if e := r.ok("GET", "/data-pools/menu_items?ref="+address, nil); address == "" || e.Page.Found != 0 {
		t.Errorf("%d dishes refer to the address %q of their restaurant", e.Page.Found, address)
	}
	if e := r.ok("GET", "/data-pools/orders?ref="+first.RestaurantID, nil); e.Page.Found != mine {
		t.Errorf("%d orders refer to the restaurant; want %d", e.Page.Found, mine)
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
