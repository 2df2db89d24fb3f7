package sandbox_test

import (
	"bytes"
	"cmp"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// exchange is one request and what the backend's contract says of the answer.
// "{name}" in any of its texts stands for what an earlier exchange saved.
type exchange struct {
	ask    string // method and path
	body   string // JSON, "" for none
	status int    // 0 is any of 200 and 201
	ec     int
	holds  string // lines: "path=JSON", "path" of what is there, "!path" of what is missing or null
	save   string // words: "name=path"
}

const (
	anyError = -999 // any code but 0
	noCode   = -998 // an answer without an envelope
)

const person = `"password":"Passw0rd!","first_name":"An","last_name":"Lê","phone":"+84900000001"`

const order = `"customer_id":"{customer}","restaurant_id":"{restaurant}","status":"PENDING","total_amount":1,"delivery_fee":1.5,` +
	`"service_fee":0.5,"payment_status":"PENDING","payment_method":"COD","customer_location":"{home}","restaurant_location":"{place}",` +
	`"order_items":[{"item_id":"{item}","variant_id":"{variant}","name":"Phở","quantity":2,"price_at_time_of_order":1}],` +
	`"order_time":1,"delivery_time":1800,"tracking_info":"ORDER_PLACED","sub_total":16.5`

const promotion = `"start_date":1700000000,"end_date":1900000000,"discount_type":"PERCENTAGE","discount_value":10,` +
	`"promotion_cost_price":5,"status":"ACTIVE","food_category_ids":["{category}"]`

const rule = `"driver_fixed_wage":{"0-1km":1,"1-2km":2,"2-3km":3,"4-5km":5,">5km":"5 + 1.2*km"},"customer_care_hourly_wage":10,` +
	`"app_service_fee":0.5,"restaurant_commission":0.2`

const place = `"owner_name":"An Lê","restaurant_name":"Quán {run}","contact_email":[{"title":"Main","email":"r{run}@x.test","is_default":true}],` +
	`"contact_phone":[{"title":"Main","number":"+84900000002","is_default":true}],` +
	`"status":{"is_open":true,"is_active":true,"is_accepted_orders":true},` +
	`"opening_hours":{"mon":{"from":900,"to":2200},"tue":{"from":900,"to":2200},"wed":{"from":900,"to":2200},"thu":{"from":900,"to":2200},` +
	`"fri":{"from":900,"to":2200},"sat":{"from":900,"to":2200},"sun":{"from":900,"to":2200}}`

const address = `"city":"Ho Chi Minh City","nationality":"Vietnam","is_default":false,"created_at":1,"updated_at":1,` +
	`"postal_code":70000,"location":{"lng":106.7,"lat":10.78},"title":"Home"`

const mine = `data.#(owner.email=="r{run}@x.test")`

// flashstromExchanges are written from the contract, not from the sandbox.
var flashstromExchanges = []exchange{
	{ask: "GET /food_categories", status: 500, ec: -1, holds: `EM="Cannot GET /food_categories"`},
	{ask: "GET /menu-item-variants/paginated", ec: -1},

	{ask: "POST /address_books", body: `{"street":"1 {run}",` + address + `}`, holds: `data.street="1 {run}"`, save: "home=data.id"},
	{ask: "POST /address_books", body: `{"street":"2 {run}",` + address + `}`, save: "place=data.id"},
	{ask: "POST /address_books", body: `{` + address + `}`, ec: 2, holds: `data.#(=="street must be a string")`},
	{ask: "POST /address_books", body: `{"street":"3","email":"x",` + address + `}`, ec: 2, holds: `data.#(=="property email should not exist")`},
	{ask: "POST /address_books", body: `{"is_default":"yes"}`, ec: 2, holds: `data.#(=="is_default must be a boolean value")`},
	{ask: "GET /address_books/{home}", holds: `data.id="{home}"`},
	{ask: "GET /address_books/FF_AB_none", ec: -2},
	{ask: "PATCH /address_books/{home}", body: `{"title":"Office"}`},
	{ask: "GET /address_books", holds: `data.#(id=="{home}").title="Office"`},

	{ask: "POST /food-categories", body: `{"name":"Phở {run}","description":"x"}`, holds: `data.name="Phở {run}"`, save: "category=data.id"},
	{ask: "POST /food-categories", body: `{"name":"Phở {run}","description":"x"}`, ec: -3},
	{ask: "POST /food-categories", body: `{"name":"Bún {run}"}`, ec: 2},
	{ask: "POST /food-categories", body: `{"name":"Spare {run}","description":"x"}`, save: "spare=data.id"},
	{ask: "GET /food-categories/paginated?page=1&limit=1", holds: "data.totalPages\ndata.currentPage=1\ndata.totalItems\ndata.items.0.id\n!data.items.1"},

	{ask: "POST /auth/register-super-admin?is-generated=true", body: `{"email":"a{run}@x.test",` + person + `}`, save: "admin=data.id"},
	{ask: "POST /auth/register-super-admin?is-generated=true", body: `{"email":"a{run}@x.test",` + person + `}`, ec: -3},
	{ask: "POST /auth/register-super-admin?is-generated=true", body: `{"email":"b{run}@x.test"}`, ec: 2},
	{ask: "POST /auth/login-super-admin", body: `{"email":"a{run}@x.test","password":"Passw0rd!"}`, holds: "data.access_token"},
	{ask: "POST /auth/login-super-admin", body: `{"email":"a{run}@x.test","password":"wrong"}`, ec: anyError},
	{ask: "GET /admin-fake/by-role/SUPER_ADMIN", holds: `data.#(id=="{admin}").user.password`},

	{ask: "POST /finance-rules", body: `{` + rule + `,"created_by_id":"{admin}","description":"Rule {run}"}`, save: "rule=data.id"},
	{ask: "POST /finance-rules", body: `{` + rule + `,"created_by_id":"FF_ADMIN_none"}`, ec: -2},
	{ask: "POST /finance-rules", body: `{` + rule + `}`, ec: 2},
	{ask: "POST /finance-rules", body: `{` + strings.Replace(rule, "0.2", "1.5", 1) + `,"created_by_id":"{admin}"}`, ec: 2},
	{ask: "GET /finance-rules", holds: `data.#(id=="{rule}").created_by.id="{admin}"`},

	{ask: "POST /auth/register-restaurant?is-generated=true", body: `{"email":"r{run}@x.test","password":"Passw0rd!","address_id":"{place}","description":"x",` + place + `}`, holds: "!data"},
	{ask: "POST /auth/register-restaurant?is-generated=true", body: `{"email":"r{run}@x.test","password":"Passw0rd!",` + place + `}`, ec: -3},
	{ask: "POST /auth/register-restaurant?is-generated=true", body: `{"email":"s{run}@x.test","password":"Passw0rd!"}`, ec: 2},
	{ask: "GET /restaurants", holds: mine + ".id\n!" + mine + ".address\n!" + mine + ".description\n" + mine + ".owner.password", save: "restaurant=" + mine + ".id"},
	{ask: "PATCH /restaurants/{restaurant}", body: `{"address_id":"{place}","specialize_in":["{category}"],"description":"Fine"}`, holds: "!data.address"},
	{ask: "PATCH /restaurants/{restaurant}", body: `{"food_category_ids":[]}`},
	{ask: "GET /restaurants", holds: mine + `.address.id="{place}"` + "\n" + mine + `.specialize_in.0.id="{category}"`},
	{ask: "GET /restaurants/{restaurant}", holds: `!data.id` + "\n" + `data.restaurant_name="Quán {run}"`},
	{ask: "POST /auth/login-restaurant", body: `{"email":"r{run}@x.test","password":"Passw0rd!"}`, holds: "data.access_token"},

	{ask: "POST /menu-items", body: `{"restaurant_id":"{restaurant}","name":"Phở bò","price":8.25,"category":["{category}"]}`, save: "item=data.id"},
	{ask: "POST /menu-items", body: `{"restaurant_id":"FF_RES_none","name":"Phở gà","price":8.25,"category":["{category}"]}`, ec: -2},
	{ask: "POST /menu-items", body: `{"restaurant_id":"{restaurant}","name":"Phở gà","price":"8","category":["{category}"]}`, ec: 2},
	{ask: "POST /menu-items", body: `{"restaurant_id":"{restaurant}","name":"Set","price":9,"category":["{category}"],"variants":[{"variant":"L","description":"Large {run}","price":9.5}]}`},
	{ask: "GET /menu-items/{item}", holds: `data.menuItem.id="{item}"`},
	{ask: "GET /menu-items", holds: `data.#(id=="{item}").price="8.25"`},
	{ask: "GET /menu-item-variants", holds: `data.#(description=="Large {run}").price="9.5"`},
	{ask: "POST /menu-item-variants", body: `{"menu_id":"{item}","variant":"M","description":"Medium {run}","price":8.25}`, save: "variant=data.id"},
	{ask: "POST /menu-item-variants", body: `{"menu_id":"FF_MENU_ITEM_none","variant":"M","price":8}`, ec: -2},
	{ask: "POST /menu-item-variants", body: `{"menu_id":"{item}","price":8}`, ec: 2},
	{ask: "GET /menu-item-variants", holds: `data.#(id=="{variant}").menu_id="{item}"` + "\n" + `!data.#(id=="{variant}").variant`},

	{ask: "POST /promotions", body: `{"name":"Sale {run}",` + promotion + `}`, save: "promotion=data.id"},
	{ask: "POST /promotions", body: `{"name":"Gift {run}",` + strings.Replace(promotion, "PERCENTAGE", "GIFT", 1) + `}`, ec: 2},
	{ask: "PATCH /promotions/{promotion}", body: `{"end_date":1950000000,"status":"INACTIVE"}`},
	{ask: "GET /promotions/{promotion}", holds: `data.id="{promotion}"` + "\n!data.food_category_ids"},

	{ask: "POST /auth/register-driver?is-generated=true", body: `{"email":"d{run}@x.test",` + person + `}`, holds: "data.user_id", save: "driver=data.data.id duser=data.id"},
	{ask: "GET /drivers", holds: `data.#(id=="{driver}").vehicle.model=""` + "\n" + `data.#(id=="{driver}").current_location.lat=0`},
	{ask: "PATCH /drivers/{driver}", body: `{"vehicle":{"license_plate":"59-X1 234.56","model":"Wave","color":"red"},"available_for_work":true,"rating":{"average_rating":4.5,"review_count":2}}`, holds: "!data.is_banned"},
	{ask: "GET /drivers", holds: `data.#(id=="{driver}").vehicle.model="Wave"`},

	{ask: "POST /auth/register-customer?is-generated=true", body: `{"email":"c{run}@x.test","nickname":"ignored",` + person + `}`,
		holds: `data.email="c{run}@x.test"` + "\ndata.user_id", save: "customer=data.data.id cuser=data.id"},
	{ask: "POST /auth/register-customer?is-generated=true", body: `{"email":"c{run}@x.test",` + person + `}`, ec: -3},
	{ask: "POST /auth/register-driver?is-generated=true", body: `{"email":"c{run}@x.test",` + person + `}`, holds: `data.id="{cuser}"`, save: "second=data.data.id"},
	{ask: "POST /customers", body: `{"email":"x{run}@x.test",` + person + `}`, ec: 2, holds: `data.#(=="property email should not exist")`},
	{ask: "GET /customers/paginated?page=1&limit=100000", holds: `data.items.#(id=="{customer}").user.verification_code`},
	{ask: "PATCH /users/{cuser}", body: `{"is_verified":true}`},
	{ask: "GET /customers/{customer}", holds: `data.user.is_verified=true`},
	{ask: "POST /auth/login-customer", body: `{"email":"c{run}@x.test","password":"Passw0rd!"}`, holds: "data.access_token"},

	{ask: "POST /auth/register-customer-care?is-generated=true", body: `{"email":"cc{run}@x.test",` + person + `}`, save: "care=data.data.id"},
	{ask: "PATCH /customer-cares/{care}", body: `{"available_for_work":true}`},
	{ask: "GET /customer-cares", holds: `data.#(id=="{care}").available_for_work=true`},

	{ask: "POST /orders?is-generated=true", body: `{` + strings.Replace(order, "PENDING\",\"payment_method", "PAID\",\"payment_method", 1) + `}`, holds: `data.payment_status="PENDING"`, save: "order=data.id"},
	{ask: "GET /orders/paginated?page=1&limit=100000", holds: `data.items.#(id=="{order}").sub_total="16.5"` + "\n" + `data.items.#(id=="{order}").total_amount="18.5"`},
	{ask: "GET /orders/{order}", holds: `data.id="{order}"`},
	{ask: "POST /orders", body: `{"driver_id":"{driver}",` + order + `}`, ec: 2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "ORDER_PLACED", "CANCELLED", 1) + `}`, ec: 2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, `"COD"`, `"CASH"`, 1) + `}`, ec: 2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{customer}", "FF_CUS_none", 1) + `}`, ec: -2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{restaurant}", "FF_RES_none", 1) + `}`, ec: -2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{home}", "FF_AB_none", 1) + `}`, ec: -2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{place}", "FF_AB_none", 1) + `}`, ec: -2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{item}", "FF_MENU_ITEM_none", 1) + `}`, ec: -2},
	{ask: "POST /orders", body: `{` + strings.Replace(order, "{variant}", "FF_MENU_ITEM_VARIANT_none", 1) + `}`, ec: -2},
	{ask: "PATCH /orders/{order}", body: `{"status":"DELIVERED"}`, status: anyStatus, ec: -1},
	{ask: "PATCH /restaurants/{restaurant}", body: `{"status":{"is_open":false,"is_active":true,"is_accepted_orders":true}}`},
	{ask: "POST /orders", body: `{` + order + `}`, ec: -5},

	{ask: "DELETE /customers/{customer}", status: anyStatus, ec: -1},
	{ask: "DELETE /menu-item-variants/{variant}", status: 500, ec: -1},
	{ask: "DELETE /menu-items/{item}", status: anyStatus, ec: -1},
	{ask: "DELETE /restaurants/{restaurant}", status: anyStatus, ec: -1},
	{ask: "DELETE /address_books/{place}", status: anyStatus, ec: -1},
	{ask: "DELETE /orders/{order}", status: 200, ec: noCode, holds: `status="OK"`},
	{ask: "DELETE /address_books/{home}"},
	{ask: "DELETE /promotions/{promotion}"},
	{ask: "DELETE /finance-rules/{rule}"},
	{ask: "DELETE /food-categories/{spare}"},
	{ask: "DELETE /drivers/{driver}"},
	{ask: "DELETE /drivers/{second}"},
	{ask: "DELETE /customer-cares/{care}"},
	{ask: "DELETE /admin/{admin}"},
	{ask: "DELETE /customers/{customer}"},
	{ask: "POST /auth/register-customer?is-generated=true", body: `{"email":"c{run}@x.test",` + person + `}`, ec: -3},
	{ask: "DELETE /users/{cuser}", status: anyStatus, ec: -1},
	{ask: "GET /fwallets", save: `wallet=data.#(user_id=="{cuser}").id`},
	{ask: "DELETE /fwallets/{wallet}"},
	{ask: "DELETE /users/{cuser}"},
	{ask: "POST /auth/register-customer?is-generated=true", body: `{"email":"c{run}@x.test",` + person + `}`, save: "customer=data.data.id"},
	{ask: "DELETE /customers/{customer}"},
}

const anyStatus = -1

// The sandbox keeps the contract, and so does the backend that
// FLASHSEED_TEST_BACKEND names, if any: a local Flashstrom that may keep a
// restaurant with its menu and a few users of this test.
func TestConformance(t *testing.T) {
	t.Run("sandbox", func(t *testing.T) {
		server := httptest.NewServer(sandbox.New(sandbox.Options{Refusals: true}))
		t.Cleanup(server.Close)
		converse(t, server.URL)
	})
	t.Run("backend", func(t *testing.T) {
		url := os.Getenv("FLASHSEED_TEST_BACKEND")
		if url == "" {
			t.Skip("FLASHSEED_TEST_BACKEND names no backend")
		}
		converse(t, strings.TrimSuffix(url, "/"))
	})
}

func converse(t *testing.T, url string) {
	saved := []string{"{run}", strconv.FormatUint(rand.Uint64(), 36)}
	for _, e := range flashstromExchanges {
		fill := strings.NewReplacer(saved...).Replace
		method, path, _ := strings.Cut(fill(e.ask), " ")
		req, err := http.NewRequest(method, url+path, bytes.NewBufferString(fill(e.body)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answer := gjson.ParseBytes(raw)
		if complaint := e.judge(res.StatusCode, answer, fill); complaint != "" {
			t.Errorf("%s %s %s\n%d %.1000s\n%s", method, path, fill(e.body), res.StatusCode, raw, complaint)
		}
		for _, word := range strings.Fields(fill(e.save)) {
			name, at, _ := strings.Cut(word, "=")
			saved = append([]string{"{" + name + "}", answer.Get(at).String()}, saved...)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

// judge returns what is wrong with an answer, "" if nothing is.
func (e exchange) judge(status int, answer gjson.Result, fill func(string) string) string {
	code := int(answer.Get("EC").Int())
	if !answer.Get("EC").Exists() {
		code = noCode
	}
	switch {
	case e.status == 0 && status != 200 && status != 201, e.status > 0 && status != e.status:
		return "want HTTP " + strconv.Itoa(cmp.Or(e.status, 200))
	case code != e.ec && (e.ec != anyError || code == 0):
		return "want EC " + strconv.Itoa(e.ec)
	}
	for line := range strings.Lines(fill(e.holds)) {
		line = strings.TrimSpace(line)
		path, missing := strings.CutPrefix(line, "!")
		query := path[:strings.LastIndex(path, ")")+1] // may hold == itself
		rest, want, compared := strings.Cut(path[len(query):], "=")
		path = query + rest
		value := answer.Get(path)
		there := value.Exists() && value.Type != gjson.Null
		if missing == there || compared && value.Raw != want {
			return "want " + line + ", got " + value.Raw
		}
	}
	return ""
}
