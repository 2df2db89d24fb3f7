package server

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// dataPools answers with all pools: the cached ones if they are all there and
// full, else what an ensure makes of them. Pools that an ensure was refused
// are not tried again here, only by a POST.
func (s *Server) dataPools(r *http.Request) (reply, error) {
	out, err := share(r.Context(), &s.reads, "", func() (reply, error) {
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
	n, err := number("add", cmp.Or(r.URL.Query().Get("add"), "0"), maxItems)
	if err == nil && n == 0 {
		err = refused(http.StatusBadRequest, "add: how many? Such as ?add=1")
	}
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
	s.look()
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
	items := map[string][]entities.Item{}
	for _, p := range shown.Pools {
		most, ok := wanted[p.Entity.Pool]
		if !ok {
			most = s.Min(p.Entity.Pool)
		}
		items[p.Entity.Pool] = p.Items[:min(most, len(p.Items))]
	}
	members := make([][]byte, len(pools))
	for i, pool := range pools {
		members[i] = fmt.Appendf(nil, "%q:%s", s.Registry.Get(pool).JSONKey, list(items[pool]))
	}
	return fmt.Appendf(nil, "{%s}", bytes.Join(members, []byte(",")))
}

// list is items as a JSON array.
func list(items []entities.Item) []byte {
	raw := make([][]byte, len(items))
	for i, item := range items {
		raw[i] = item.Raw
	}
	return fmt.Appendf(nil, "[%s]", bytes.Join(raw, []byte(",")))
}
