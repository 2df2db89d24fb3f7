package server

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxWanted bounds what a request may ask a pool to hold: enough for any test,
// too little to fill a disk.
const maxWanted = 10000

// maxItems is how many items one answer holds at most: as many as are kept.
const maxItems = 1000

// presets are those that a request may ask for: as long as their numbers stay
// below maxWanted and their data is like any other.
var presets = []string{"town", "city"}

// requested reads what a run must do: ?pools=orders,customers&min=25 or
// min=orders=50,customers=20, or preset=town, before which min goes. The same
// in another order is the same Request.
func (s *Server) requested(r *http.Request) (seeder.Request, error) {
	req := seeder.Request{Min: map[string]int{}}
	q := r.URL.Query()
	pools := map[string]bool{}
	for _, name := range parts(q["pools"]) {
		e, err := s.find(name, http.StatusBadRequest)
		if err != nil {
			return req, err
		}
		pools[e.Pool] = true
	}
	req.Pools = slices.Sorted(maps.Keys(pools))
	if preset := q.Get("preset"); slices.Contains(presets, preset) {
		for pool, n := range entities.Preset(preset) {
			if s.Registry.Get(pool) != nil && (len(pools) == 0 || pools[pool]) {
				req.Min[pool] = n
			}
		}
	} else if preset != "" {
		return req, refused(http.StatusBadRequest, "preset: %q is not one of %s", preset, strings.Join(presets, ", "))
	}
	for _, part := range parts(q["min"]) {
		name, digits, named := strings.Cut(part, "=")
		if !named {
			digits = part
		}
		n, err := number("min", digits, maxWanted)
		if err != nil {
			return req, err
		}
		if named {
			e, err := s.find(name, http.StatusBadRequest)
			if err != nil {
				return req, err
			}
			req.Min[e.Pool], req.Must = n, append(req.Must, e.Pool)
			continue
		}
		for _, e := range s.Registry.All() {
			if !e.Optional {
				req.Min[e.Pool] = n
			}
		}
	}
	slices.Sort(req.Must)
	return req, nil
}

// parts returns what stands between commas, in any of several values.
func parts(values []string) []string {
	return strings.FieldsFunc(strings.Join(values, ","), func(r rune) bool { return r == ',' || r == ' ' })
}

// find returns the pool of that name or JSON key, in any case; without one the
// error has the code.
func (s *Server) find(name string, code int) (*entities.Entity, error) {
	for _, e := range s.Registry.All() {
		if strings.EqualFold(e.Pool, name) || strings.EqualFold(e.JSONKey, name) {
			return e, nil
		}
	}
	return nil, refused(code, "there is no pool %q (%s)", name, strings.Join(s.Registry.Names(), ", "))
}

// number reads a parameter that is a number from 0 up.
func number(name, text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, refused(http.StatusBadRequest, "%s: %q is not a number between 0 and %d", name, text, most)
	}
	return n, nil
}
