package server

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// dataPools answers with all pools: the cached ones if they are all there and
// full, else what an ensure makes of them. Pools that an ensure was refused
// are not tried again here, only by a POST.
func (s *Server) dataPools(r *http.Request) (reply, error) {
	out, err := share(r.Context(), &s.reads, "cached", func() (reply, error) {
		shown, ok := s.Driver.Cached(s.ctx)
		s.Metrics.cacheAsked(ok)
		if ok {
			s.learn(shown)
			return s.fromCache(shown, nil), nil
		}
		if refused := s.refused.Load(); refused != nil {
			return s.outcome(seeder.Request{}, refused), nil
		}
		return reply{}, nil
	})
	if err == nil && out.Data == nil {
		out, err = s.run(r.Context(), seeder.Request{})
	}
	return out.or(http.StatusOK, "Data pools retrieved successfully"), err
}

// starts serves a route that starts a run.
func (s *Server) starts(refresh bool, message string) http.HandlerFunc {
	return s.replies(func(r *http.Request) (reply, error) {
		req, err := s.requested(r)
		if err != nil {
			return reply{}, err
		}
		req.Refresh = refresh
		out, err := s.run(r.Context(), req)
		return out.or(http.StatusCreated, message), err
	})
}

// or is the reply with a code and a message if it has none of its own.
func (r reply) or(code int, message string) reply {
	r.code, r.Message = cmp.Or(r.code, code), cmp.Or(r.Message, message)
	return r
}

// add makes so many items more of one pool, whatever is there, and answers with
// them and their logins.
func (s *Server) add(r *http.Request, e *entities.Entity) (reply, error) {
	n, err := number("add", r.URL.Query().Get("add"), 1, maxItems)
	if err != nil {
		return reply{}, err
	}
	out, err := s.run(r.Context(), seeder.Request{Pools: []string{e.Pool}, Add: map[string]int{e.Pool: n}})
	return out.or(http.StatusCreated, e.Title+" added"), err
}

// cancelRun has the current run start no further creation.
func (s *Server) cancelRun(*http.Request) (reply, error) {
	cancel := s.cancel.Load()
	if cancel == nil {
		return reply{}, refused(http.StatusNotFound, "no run is going on")
	}
	(*cancel)()
	return reply{Message: "the run ends; what was created stays"}, nil
}

// clean deletes what was seeded. It exists only where a token is set.
func (s *Server) clean(r *http.Request) (reply, error) {
	req, err := s.requested(r)
	if err != nil {
		return reply{}, err
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.ctx.Err() != nil {
		return reply{}, errStopping
	}
	report, err := s.Driver.Clean(s.ctx, seeder.CleanRequest{Pools: req.Pools}, s.Observe)
	s.refused.Store(nil)
	_, _ = s.shown(s.ctx) // to learn what is left
	if err == nil && report.Status != seeder.StatusOK {
		err = report.Cause
	}
	return reply{Data: encoded(report), Message: "Seeded items deleted"}, err
}

// fromCache answers with cached pools.
func (s *Server) fromCache(shown *seeder.Shown, wanted map[string]int) reply {
	var names []string
	for _, p := range shown.Pools {
		names = append(names, p.Entity.Pool)
	}
	detail := fmt.Sprintf("%d pools from the cache, as of %s", len(names), shown.Time.UTC().Format("2006-01-02 15:04:05 MST"))
	return reply{code: http.StatusOK, Data: s.arrays(names, shown, wanted), Detail: detail}
}

// arrays is the named pools in the original service's form: an object of
// arrays, each as long as the pool must be at least; [] for those not shown.
func (s *Server) arrays(pools []string, shown *seeder.Shown, wanted map[string]int) []byte {
	items := map[string][][]byte{}
	for _, p := range shown.Pools {
		most, ok := wanted[p.Entity.Pool]
		if !ok {
			most = s.Min(p.Entity.Pool)
		}
		for _, item := range p.Items[:min(most, len(p.Items))] {
			items[p.Entity.Pool] = append(items[p.Entity.Pool], item.Raw)
		}
	}
	members := make([][]byte, len(pools))
	for i, pool := range pools {
		members[i] = fmt.Appendf(nil, "%q:%s", s.Registry.Get(pool).JSONKey, array(items[pool]))
	}
	return fmt.Appendf(nil, "{%s}", bytes.Join(members, []byte(",")))
}

// array is records as a JSON array.
func array(records [][]byte) []byte {
	return fmt.Appendf(nil, "[%s]", bytes.Join(records, []byte(",")))
}

// maxWanted bounds what a request may ask a pool to hold: enough for any test,
// too little to fill a disk.
const maxWanted = 10000

// maxItems is how many items one answer holds at most: as many as are kept.
const maxItems = 1000

// presets are those that a request may ask for: as long as their numbers stay
// below maxWanted and their data is like any other.
var presets = []string{"town", "city"}

// requested reads what a run must do: ?pools=orders,customers&min=25 or
// min=orders=50,customers=20, or preset=town, before which min goes; a pool's
// own number goes before the one for all. The same in another order is the same
// Request.
func (s *Server) requested(r *http.Request) (seeder.Request, error) {
	req, named := seeder.Request{Min: map[string]int{}}, map[string]int{}
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
		name, digits, isNamed := strings.Cut(part, "=")
		if !isNamed {
			digits = part
		}
		n, err := number("min", digits, 0, maxWanted)
		if err != nil {
			return req, err
		}
		if isNamed {
			e, err := s.find(name, http.StatusBadRequest)
			if err != nil {
				return req, err
			}
			named[e.Pool] = n
			continue
		}
		for _, e := range s.Registry.All() {
			if !e.Optional {
				req.Min[e.Pool] = n
			}
		}
	}
	maps.Copy(req.Min, named)
	req.Must = slices.Sorted(maps.Keys(named))
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

// number reads a parameter that is a number in a range.
func number(name, text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, refused(http.StatusBadRequest, "%s: %q is not a number between %d and %d", name, text, least, most)
	}
	return n, nil
}
