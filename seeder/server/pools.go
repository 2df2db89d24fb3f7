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
	out, err := share(r.Context(), &s.reads, "", func() (*reply, error) {
		shown, ok := s.Driver.Cached(s.ctx)
		s.Metrics.cacheAsked(ok)
		if ok {
			s.state.learn(shown)
			var names []string
			for _, p := range shown.Pools {
				names = append(names, p.Entity.Pool)
			}
			return &reply{Data: s.arrays(names, shown, nil), Detail: cachedDetail(shown)}, nil
		}
		refused := s.refused.Load()
		if refused == nil {
			return nil, nil
		}
		out := outcomeOf(refused)
		s.fromReport(out, refused, nil)
		return out, nil
	})
	if err == nil && out == nil {
		out, err = s.run(r.Context(), ask{action: ensure})
	}
	return answerTo(out, err, http.StatusOK, "Data pools retrieved successfully")
}

// starts serves a route that starts a run.
func (s *Server) starts(what action, message string) http.HandlerFunc {
	return s.replies(func(r *http.Request) (reply, error) {
		a, err := s.askOf(r, what)
		if err != nil {
			return reply{}, err
		}
		out, err := s.run(r.Context(), a)
		return answerTo(out, err, http.StatusCreated, message)
	})
}

// answerTo is the reply to a caller of a run: with the code and the message if
// the pools are full.
func answerTo(out *reply, err error, code int, message string) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	answer := *out
	answer.code, answer.Message = cmp.Or(answer.code, code), cmp.Or(answer.Message, message)
	return answer, nil
}

// clean deletes what was seeded. It exists only where a token is set.
func (s *Server) clean(r *http.Request) (reply, error) {
	a, err := s.askOf(r, "")
	if err != nil {
		return reply{}, err
	}
	var report *seeder.CleanReport
	err = s.inTurn(func() (err error) {
		report, err = s.Driver.Clean(s.ctx, seeder.CleanRequest{Pools: a.pools}, s.Observe)
		s.refused.Store(nil)
		s.look()
		return err
	})
	if err == nil && report.Status != seeder.StatusOK {
		err = report.Cause
	}
	return reply{Data: encoded(report), Message: "Seeded items deleted"}, err
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
	out, err := s.run(r.Context(), ask{action: ensure, pools: []string{e.Pool}, add: map[string]int{e.Pool: n}})
	return answerTo(out, err, http.StatusCreated, e.Title+" added")
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
