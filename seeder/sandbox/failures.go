package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
)

// Failure is a request that fails without being carried out.
type Failure struct {
	Method string  // "*" is any
	Path   string  // a pattern of path.Match: "/orders", "/orders/*", "/*/paginated"
	Status int     // of HTTP, with the code of the envelope that goes with it; 0 is no answer at all
	Rate   float64 // how often it fails, 0 to 1
}

var failureForm = regexp.MustCompile(`^(\S+) (/\S*)=(timeout|[45]\d\d)(?:@(\d\d?(?:\.\d+)?|100)%)?$`)

// ParseFailure reads "POST /orders=500", "GET /customers/*=404" or, for one
// request in five, "POST /orders=timeout@20%".
func ParseFailure(text string) (Failure, error) {
	found := failureForm.FindStringSubmatch(text)
	if found == nil {
		return Failure{}, errors.New("it is not a method, a path, and a status from 400 to 599 or timeout, such as POST /orders=500")
	}
	status, _ := strconv.Atoi(found[3]) // of a timeout 0
	percent, _ := strconv.ParseFloat(cmp.Or(found[4], "100"), 64)
	f := Failure{Method: found[1], Path: found[2], Status: status, Rate: percent / 100}
	if _, err := path.Match(f.Path, ""); err != nil {
		return f, fmt.Errorf("the path %s: %w", f.Path, err)
	}
	return f, nil
}

// fails has a request fail, if there is a failure for it, and reports whether it
// did.
func (c *call) fails() bool {
	at := slices.IndexFunc(c.s.opts.Failures, func(f Failure) bool {
		matches, _ := path.Match(f.Path, c.r.URL.Path)
		return matches && (f.Method == "*" || f.Method == c.r.Method) && rand.Float64() < f.Rate
	})
	if at < 0 {
		return false
	}
	status, ec := c.s.opts.Failures[at].Status, ecServer
	switch status {
	case 0:
		<-c.r.Context().Done()
		panic(http.ErrAbortHandler)
	case http.StatusTooManyRequests:
		c.w.Header().Set("Retry-After", "1")
	}
	for code, known := range statuses {
		if known == status {
			ec = code
		}
	}
	c.send(status, ec, failure(ec, http.StatusText(status), nil))
	return true
}
