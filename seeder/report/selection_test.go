package report

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// orderPool has a column that shows something else than the member of its name.
func orderPool() seeder.ShownPool {
	p := seeder.ShownPool{Count: 3, Entity: &entities.Entity{Pool: "orders", JSONKey: "orders", Columns: []entities.Column{
		{Title: "Status", Value: text("status")},
		{Title: "Restaurant", Value: text("restaurant_id")},
		{Title: "ID", Value: text("id")},
	}}}
	for i, raw := range []string{
		`{"id":"o1","status":"EN_ROUTE","restaurant_id":"r1","total":1e2,"open":true,"user":{"phone":"0901"},"a.b":"dot"}`,
		`{"id":"o2","status":"PENDING","restaurant_id":"r2","total":12345678901234567890,"user":{"phone":null},"lines":[{"n":"x<y"}]}`,
		`{"id":"o3","status":"EN_ROUTE","restaurant_id":"r2","user":null}`,
	} {
		p.Items = append(p.Items, entities.Item{ID: "o" + string(rune('1'+i)), Raw: json.RawMessage(raw)})
	}
	return p
}

func TestSelectionChoosesItems(t *testing.T) {
	names := map[string]string{"r1": "Phở Hòa", "r2": "Quán Ngon"}
	for where, want := range map[string]string{
		"status=EN_ROUTE": "o1 o3", "STATUS=en_route": "o1 o3", "restaurant=quán ngon": "o2 o3", "restaurant_id=r1": "o1",
		"open=true": "o1", "user.phone=0901": "o1", "lines.0.n=x<y": "o2", "status=": "", "status=EN_ROUTE&restaurant_id=r2": "o3",
	} {
		shown := &seeder.Shown{Pools: []seeder.ShownPool{orderPool()}}
		err := Selection{Where: strings.Split(where, "&")}.Apply(&shown.Pools[0], names)
		if got := strings.Join(strings.Fields(poolsText(IDs, shown, TableOptions{})), " "); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", where, got, err, want)
		}
	}
	p := orderPool()
	if err := (Selection{Where: []string{"status=EN_ROUTE"}, Limit: 1}).Apply(&p, nil); err != nil || len(p.Items) != 1 {
		t.Errorf("%v, %d items", err, len(p.Items))
	}
}

func TestFieldsKeepTheirNamesAndValues(t *testing.T) {
	p := orderPool()
	p.Items = p.Items[:2]
	for _, c := range []struct {
		fields, jq, want string
	}{
		{"Id,status,user.phone", "", "[\n  {\"Id\": \"o1\", \"status\": \"EN_ROUTE\", \"user.phone\": \"0901\"},\n  {\"Id\": \"o2\", \"status\": \"PENDING\", \"user.phone\": null}\n]\n"},
		{"total,restaurant,lines.0.n", "", "[\n  {\"total\": 1e2, \"restaurant\": \"Phở <Hòa>\", \"lines.0.n\": null},\n  {\"total\": 12345678901234567890, \"restaurant\": \"r2\", \"lines.0.n\": \"x<y\"}\n]\n"},
		{"id", ".[].id", "o1\no2\n"},
		{"id,total", ".[1]", "{\"id\":\"o2\",\"total\":12345678901234567890}\n"},
		{"open", "map(.open)", "[true,null]\n"},
		{"id", "empty", ""},
	} {
		var out strings.Builder
		s := Selection{Fields: strings.Split(c.fields, ","), JQ: c.jq}
		if err := s.WriteFields(&out, p, map[string]string{"r1": "Phở <Hòa>"}); err != nil || out.String() != c.want {
			t.Errorf("%s %s: %v\n%s\nwant\n%s", c.fields, c.jq, err, out.String(), c.want)
		}
	}
	var out strings.Builder
	if err := (Selection{Fields: []string{"anything"}}).WriteFields(&out, seeder.ShownPool{Entity: p.Entity}, nil); err != nil || out.String() != "[]\n" {
		t.Errorf("an empty pool: %v %q", err, out.String())
	}
}

func TestSelectionsThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		s     Selection
		name  string
		known string
	}{
		{Selection{Where: []string{"status"}}, "", ""},
		{Selection{Where: []string{"statsu=x"}}, "statsu", "status"},
		{Selection{Fields: []string{"user.phnoe"}}, "user.phnoe", "user.phone"},
		{Selection{Fields: []string{"restaurnt"}}, "restaurnt", "restaurant"},
		{Selection{Fields: []string{"id"}, JQ: ".["}, "", ""},
		{Selection{Fields: []string{"id"}, JQ: ".[0] + 1"}, "", ""},
		{Selection{Fields: []string{"id"}, JQ: "env.HOME | error"}, "", ""},
	} {
		var out strings.Builder
		p := orderPool()
		err := c.s.Apply(&p, nil)
		if err == nil {
			err = c.s.WriteFields(&out, p, nil)
		}
		wrong, ok := errors.AsType[*SelectionError](err)
		if !ok || out.Len() > 0 {
			t.Errorf("%+v: %v, and %q", c.s, err, out.String())
			continue
		}
		if wrong.Name != c.name || c.known != "" && !strings.Contains(strings.Join(wrong.Known, " "), c.known) {
			t.Errorf("%+v: %q, known %q", c.s, wrong.Name, wrong.Known)
		}
	}
}

func TestVariablesOfAnItem(t *testing.T) {
	item := entities.Item{ID: "o1", Raw: json.RawMessage(`{"id":"o1","customer_id":"c1","customer":{"id":"c1"},"restaurant":{"id":7},"restaurantAddress":{"id":"it's"},"driver_id":null,"lines":[{"id":"l"}],"note":"x"}`)}
	for _, c := range []struct {
		pool    string
		account *entities.Account
		want    string
	}{
		{"orders", nil, "ORDER_ID='o1'\nORDER_CUSTOMER_ID='c1'\nORDER_RESTAURANT_ID='7'\nORDER_RESTAURANT_ADDRESS_ID=\"it's\"\n"},
		{"food_categories", nil, "FOOD_CATEGORY_ID='o1'\n"},
		{"address_books", &entities.Account{Email: "a@b.test", Password: "p"}, "ADDRESS_BOOK_EMAIL='a@b.test'\nADDRESS_BOOK_PASSWORD='p'\nADDRESS_BOOK_ID='o1'\n"},
	} {
		var out strings.Builder
		if WriteItemEnv(&out, c.pool, item, c.account); !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("got\n%s\nwant\n%s", out.String(), c.want)
		}
	}
}

func TestCSVHasTheColumnsOfTheTable(t *testing.T) {
	got := poolsText(CSV, &seeder.Shown{Pools: []seeder.ShownPool{orderPool()}}, TableOptions{Width: 20, Names: map[string]string{"r1": "Phở, \"Hòa\""}})
	if want := "Status,Restaurant,ID\nEN_ROUTE,\"Phở, \"\"Hòa\"\"\",o1\nPENDING,r2,o2\nEN_ROUTE,r2,o3\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestErrorsAreWrappedAndPainted(t *testing.T) {
	var out strings.Builder
	WriteError(&out, "first line that is long\nsecond", "try this", TableOptions{Width: 20, Color: true})
	want := "\x1b[31merror: first line\n  that is long\x1b[0m\n\x1b[31merror: second\x1b[0m\n\x1b[2mhint: try this\x1b[0m\n"
	if out.String() != want {
		t.Errorf("got %q\nwant %q", out.String(), want)
	}
}
