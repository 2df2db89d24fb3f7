package server

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// contract checks answers against the description.
type contract struct {
	doc    *openapi3.T
	router routers.Router
}

func newContract(t *testing.T) contract {
	t.Helper()
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	must(t, err)
	must(t, doc.Validate(context.Background()))
	router, err := gorillamux.NewRouter(doc)
	must(t, err)
	return contract{doc, router}
}

// holds fails the test if an answer is not as described. Request
// parameters may be wrong: that is what some answers are about.
func (c contract) holds(t *testing.T, method, path string, a answer) {
	t.Helper()
	req, err := http.NewRequest(method, path, nil)
	must(t, err)
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		t.Fatalf("%s %s is not described: %v", method, path, err)
	}
	if route.Operation.Responses.Status(a.code) == nil {
		t.Errorf("%s %s answers %d, which is not described", method, path, a.code)
		return
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 a.code, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)),
	})
	if err != nil {
		t.Errorf("%s %s: %.600s", method, path, err)
	}
}

// TestDescriptionNamesEveryRoute compares the table of routes with the
// description, both ways.
func TestDescriptionNamesEveryRoute(t *testing.T) {
	c := newContract(t)
	described := map[string]*openapi3.Operation{}
	for path, item := range c.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			described[method+" "+path] = operation
		}
	}
	for _, r := range (&Server{Options: Options{Token: "any"}}).api() {
		name := r.method + " " + strings.TrimSuffix(r.path, "{$}")
		operation := described[name]
		if operation == nil {
			t.Errorf("%s is not described", name)
			continue
		}
		delete(described, name)
		if open := operation.Security != nil && len(*operation.Security) == 0; open != r.open {
			t.Errorf("%s: described as open %v, is open %v", name, open, r.open)
		}
	}
	for name := range described {
		t.Errorf("%s is described and does not exist", name)
	}
}

// TestAnswersAreAsDescribed walks the routes of servers in many states.
func TestAnswersAreAsDescribed(t *testing.T) {
	c := newContract(t)
	walk := func(t *testing.T, r *rig, codes map[string]int, header ...string) {
		for _, request := range requests {
			method, path, _ := strings.Cut(request, " ")
			if path == "/data-pools/events" {
				continue // it does not end; TestEventsAreAsDescribed reads it
			}
			a := r.do(method, path, header...)
			want, named := codes[request]
			if !named {
				want = codes[""]
				if want == http.StatusOK && method == http.MethodPost {
					want = http.StatusCreated
				}
			}
			if a.code != want {
				t.Errorf("%s: %d %.200s; want %d", request, a.code, a.body, want)
			}
			c.holds(t, method, path, a)
		}
	}
	usual := map[string]int{
		"":                               200,
		"POST /data-pools/ensure?min=-1": 400, "POST /data-pools/refresh?pools=pizzas": 400,
		"POST /data-pools/customers": 400, "POST /data-pools/pizzas?add=1": 404,
		"POST /data-pools/ensure?preset=load": 400, "POST /data-pools/cancel": 404, "POST /data-pools/accounts/login": 404,
		"GET /data-pools/orders?limit=x": 400, "GET /data-pools/orders?sort=x": 400, "GET /data-pools/orders/none": 404, "GET /data-pools/orders/none/links": 404,
	}
	t.Run("all is well", func(t *testing.T) {
		r := newRig(t, rigOptions{})
		r.ok("POST", "/data-pools/ensure", nil)
		walk(t, r, usual)
	})
	t.Run("without a backend", func(t *testing.T) {
		r := newRig(t, rigOptions{backend: closedAddress(t)})
		codes := maps.Clone(usual)
		maps.Copy(codes, map[string]int{
			"": 502, "GET /": 200, "GET /health": 200, "GET /ready": 503, "GET /data-pools/status": 200,
			"GET /openapi.json": 200, "GET /metrics": 200, "GET /data-pools/orders/none": 502, "GET /data-pools/orders/none/links": 502,
			"POST /data-pools/accounts/login": 502, "GET /data-pools/orders?sort=x": 502,
		})
		walk(t, r, codes)
	})
	t.Run("without the token", func(t *testing.T) {
		r := newRig(t, rigOptions{server: func(o *Options) { o.Token = "secret" }})
		walk(t, r, map[string]int{"": 401, "GET /health": 200, "GET /ready": 503})
		walk(t, r, map[string]int{"": 401, "GET /health": 200, "GET /ready": 503}, "Authorization: Bearer secreT")
		r.ok("GET", "/data-pools/status", nil, "Authorization: Bearer secret")
	})
}

// requests reach every route.
var requests = []string{
	"GET /", "GET /health", "GET /ready", "GET /data-pools",
	"POST /data-pools/ensure", "POST /data-pools/ensure?min=-1", "POST /data-pools/ensure?pools=customers&min=customers=12",
	"POST /data-pools/refresh", "POST /data-pools/refresh?pools=pizzas",
	"GET /data-pools/status", "GET /data-pools/events", "GET /data-pools/accounts",
	"GET /data-pools/orders", "GET /data-pools/menuItems?as=table&q=a&offset=1&limit=3", "GET /data-pools/orders?limit=x",
	"POST /data-pools/customers?add=2", "POST /data-pools/customers", "POST /data-pools/pizzas?add=1",
	"GET /data-pools/orders/none", "GET /data-pools/orders/none/links", "GET /data-pools/orders?sort=x",
	"POST /data-pools/ensure?preset=load", "POST /data-pools/cancel", "POST /data-pools/accounts/login", "GET /openapi.json", "GET /metrics",
}
