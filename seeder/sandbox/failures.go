package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Failure is a request that fails without being carried out.
type Failure struct {
	Method string  // "*" is any
	Path   string  // a pattern of path.Match: "/orders", "/orders/*", "/*/paginated"
	Status int     // of HTTP, with the code of the envelope that goes with it; 0 is no answer at all
	Rate   float64 // how often it fails, 0 to 1
}

// ParseFailure reads "POST /orders=500", "GET /customers/*=404" or, for one
// request in five, "POST /orders=timeout@20%".
func ParseFailure(text string) (Failure, error) {
	route, outcome, _ := strings.Cut(text, "=")
	f := Failure{Rate: 1}
	f.Method, f.Path, _ = strings.Cut(route, " ")
	outcome, percent, some := strings.Cut(outcome, "@")
	if some {
		n, err := strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
		if err != nil || n < 0 || n > 100 {
			return f, fmt.Errorf("%q: %q is not a percentage", text, percent)
		}
		f.Rate = n / 100
	}
	if _, err := path.Match(f.Path, "/"); err != nil || !strings.HasPrefix(f.Path, "/") {
		return f, fmt.Errorf("%q does not begin with a method and a path, such as POST /orders", text)
	}
	if outcome == "timeout" {
		return f, nil
	}
	var err error
	if f.Status, err = strconv.Atoi(outcome); err != nil || f.Status < 400 || f.Status > 599 {
		return f, fmt.Errorf("%q: %q is neither a status from 400 to 599 nor timeout", text, outcome)
	}
	return f, nil
}

// failure returns the failure that hits a request, nil if none does.
func (s *Server) failure(r *http.Request) *Failure {
	for i := range s.opts.Failures {
		f := &s.opts.Failures[i]
		matches, _ := path.Match(f.Path, r.URL.Path)
		if matches && (f.Method == "*" || f.Method == r.Method) && rand.Float64() < f.Rate {
			return f
		}
	}
	return nil
}

func (c *call) fail(f *Failure) {
	if f.Status == 0 {
		<-c.r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	if f.Status == http.StatusTooManyRequests {
		c.w.Header().Set("Retry-After", "1")
	}
	ec := ecServer
	for code, status := range statuses {
		if status == f.Status {
			ec = code
		}
	}
	c.send(f.Status, ec, envelope(ec, http.StatusText(f.Status), nil))
}
