package sandbox

import (
	"testing"
	"time"
)

func TestParseFailure(t *testing.T) {
	for text, want := range map[string]Failure{
		"POST /orders=500":           {Method: "POST", Path: "/orders", Status: 500, Rate: 1},
		"GET /customers/*=404":       {Method: "GET", Path: "/customers/*", Status: 404, Rate: 1},
		"* /*/paginated=timeout@20%": {Method: "*", Path: "/*/paginated", Rate: 0.2},
	} {
		if got, err := ParseFailure(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"POST=500", "POST orders=500", "POST /orders=200", "POST /orders=often", "POST /[=500", "POST /orders=500@120%",
	} {
		if f, err := ParseFailure(text); err == nil {
			t.Errorf("%q is taken for %+v", text, f)
		}
	}
}

func TestFailures(t *testing.T) {
	const latency = 3 * time.Millisecond
	w := newWorld(t, Options{Latency: latency, Failures: []Failure{
		{Method: "POST", Path: "/food-categories", Status: 500, Rate: 1},
		{Method: "GET", Path: "/customers/*", Status: 404, Rate: 1},
		{Method: "*", Path: "/drivers", Status: 429, Rate: 1},
		{Method: "GET", Path: "/orders", Status: 500, Rate: 0},
	}})
	if r := w.want(ecServer, w.post("/food-categories", categoryBody(1))); r.Status != 500 || w.Count("food_categories") != 0 {
		t.Errorf("%d %s", r.Status, r.Raw)
	}
	if r := w.want(ecNotFound, w.get("/customers/paginated")); r.Status != 404 {
		t.Errorf("%d %s", r.Status, r.Raw)
	}
	if r := w.get("/drivers"); r.Status != 429 || r.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %v", r.Status, r.Header)
	}
	w.want(0, w.get("/customers"))
	began := time.Now()
	w.want(0, w.get("/orders"))
	if took := time.Since(began); took < latency {
		t.Errorf("answered after %s", took)
	}
}
