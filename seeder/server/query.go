package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// mostWanted bounds what a request may ask a pool to hold: enough for any
// test, too little to fill a disk.
const mostWanted = 10000

// mostItems is how many items one answer holds at most, which is also as many
// as are kept.
const mostItems = 1000

// queryError is a request that asks for what cannot be.
type queryError struct {
	code int
	text string
}

func (e *queryError) Error() string { return e.text }

func badQuery(format string, args ...any) error {
	return &queryError{code: http.StatusBadRequest, text: fmt.Sprintf(format, args...)}
}

// queryOf reads a request's query. Only names that are known are taken.
func queryOf(r *http.Request, known ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badQuery("the query cannot be read: %v", err)
	}
	for name := range q {
		if !slices.Contains(known, name) {
			return nil, badQuery("there is no parameter %q here (%s)", name, strings.Join(known, ", "))
		}
	}
	return q, nil
}

// askOf reads what a run is to do: ?pools=orders,customers&min=25 or
// min=orders=50,customers=20.
func (s *Server) askOf(r *http.Request, refresh bool) (ask, error) {
	a := ask{refresh: refresh, min: map[string]int{}}
	q, err := queryOf(r, "pools", "min")
	if err != nil {
		return a, err
	}
	for _, name := range parts(q["pools"]) {
		e := s.find(name)
		if e == nil {
			return a, badQuery("pools: there is no pool %q (%s)", name, strings.Join(s.Registry.Names(), ", "))
		}
		a.pools = append(a.pools, e.Pool)
	}
	for _, part := range parts(q["min"]) {
		if err := s.readMin(a.min, part); err != nil {
			return a, err
		}
	}
	return a, nil
}

// readMin reads one part of min: for all pools, or for one.
func (s *Server) readMin(wanted map[string]int, part string) error {
	name, number, named := strings.Cut(part, "=")
	if !named {
		number = part
	}
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 0 || n > mostWanted {
		return badQuery("min: %q is not a number between 0 and %d", number, mostWanted)
	}
	if !named {
		for _, pool := range s.Registry.Names() {
			wanted[pool] = n
		}
		return nil
	}
	e := s.find(strings.TrimSpace(name))
	if e == nil {
		return badQuery("min: there is no pool %q (%s)", name, strings.Join(s.Registry.Names(), ", "))
	}
	wanted[e.Pool] = n
	return nil
}

// parts are what stands between commas, in any of several values.
func parts(values []string) []string {
	var all []string
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
	}
	return all
}

// find returns the pool of that config key or JSON key, nil if there is none.
func (s *Server) find(name string) *entities.Entity {
	for _, e := range s.Registry.All() {
		if e.Pool == name || e.JSONKey == name {
			return e
		}
	}
	return nil
}

// number reads a parameter that is a number.
func number(q url.Values, name string, fallback, least, most int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, badQuery("%s: %q is not a number between %d and %d", name, text, least, most)
	}
	return n, nil
}
