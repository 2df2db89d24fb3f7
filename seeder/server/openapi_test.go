package server

import (
	"bytes"
	"context"
	"io"
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
	for _, text := range []string{"text/html", "text/event-stream"} {
		openapi3filter.RegisterBodyDecoder(text, openapi3filter.PlainBodyDecoder)
	}
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

func TestAnswersAreAsDescribed(t *testing.T) {
	c, well, down := newContract(t), newRig(t, rigOptions{}), newRig(t, rigOptions{backend: closedAddress(t)})
	well.ok("POST", "/data-pools/ensure", nil)
	for _, q := range requests {
		method, path, _ := strings.Cut(q.request, " ")
		for r, want := range map[*rig]int{well: q.well, down: q.down} {
			a := r.do(method, path)
			if a.code != want {
				t.Errorf("%s: %d %.200s; want %d", q.request, a.code, a.body, want)
			}
			c.holds(t, method, path, a)
		}
	}
}

// requests reach every route but the one that does not end, with their codes
// when all is well and without a backend.
var requests = []struct {
	request    string
	well, down int
}{
	{"GET /", 200, 200}, {"GET /health", 200, 200}, {"GET /ready", 200, 503}, {"GET /openapi.json", 200, 200}, {"GET /metrics", 200, 200},
	{"GET /data-pools", 200, 502}, {"GET /data-pools/status", 200, 200}, {"POST /data-pools/cancel", 404, 404},
	{"POST /data-pools/ensure", 201, 502}, {"POST /data-pools/ensure?pools=customers&min=customers=12", 201, 502},
	{"POST /data-pools/ensure?pools=pizza", 400, 400}, {"POST /data-pools/ensure?preset=load", 400, 400},
	{"POST /data-pools/ensure?min=-1", 400, 400}, {"POST /data-pools/ensure?min=many", 400, 400},
	{"POST /data-pools/ensure?min=10001", 400, 400}, {"POST /data-pools/ensure?min=pizza=3", 400, 400},
	{"POST /data-pools/refresh", 201, 502}, {"POST /data-pools/refresh?pools=pizzas", 400, 400},
	{"GET /data-pools/accounts", 200, 502}, {"POST /data-pools/accounts/login", 404, 502},
	{"GET /data-pools/orders", 200, 502}, {"GET /data-pools/menuItems?as=table&q=a&offset=1&limit=3", 200, 502},
	{"GET /data-pools/orders?limit=-1", 400, 400}, {"GET /data-pools/orders?limit=1001", 400, 400}, {"GET /data-pools/orders?offset=x", 400, 400},
	{"GET /data-pools/orders?as=soup", 400, 400}, {"GET /data-pools/orders?sort=x", 400, 502}, {"GET /data-pools/pizza", 404, 404},
	{"POST /data-pools/customers?add=2", 201, 502}, {"POST /data-pools/customers", 400, 400}, {"POST /data-pools/pizzas?add=1", 404, 404},
	{"GET /data-pools/orders/none", 404, 502}, {"GET /data-pools/orders/none/links", 404, 502}, {"GET /data-pools/pizza/1", 404, 404},
}
