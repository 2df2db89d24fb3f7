package server

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// dataPools answers with all pools: the cached ones if they are all there and
// full, else what an ensure makes of them. Pools that an ensure was refused
// are not tried again here, only by a POST.
func (s *Server) dataPools(w http.ResponseWriter, r *http.Request) {
	out, err := share(r.Context(), &s.reads, "", func() (*outcome, error) {
		shown, ok := s.Driver.Cached(s.ctx)
		s.Metrics.cacheAsked(ok)
		if ok {
			s.state.learn(shown)
			return &outcome{data: s.arrays(poolsOf(shown), shown, nil), detail: cachedDetail(shown)}, nil
		}
		refused := s.refused.Load()
		if refused == nil {
			return nil, nil
		}
		out := &outcome{detail: summary(refused), err: &reportError{refused}}
		s.fromReport(out, refused, nil)
		return out, nil
	})
	if err == nil && out == nil {
		out, err = s.run(r.Context(), ask{})
	}
	s.answer(w, r, out, err, http.StatusOK, "Data pools retrieved successfully")
}

func (s *Server) ensure(w http.ResponseWriter, r *http.Request) {
	s.runAsked(w, r, false, "Data pools ensured successfully")
}

func (s *Server) refresh(w http.ResponseWriter, r *http.Request) {
	s.runAsked(w, r, true, "Data pools refreshed successfully")
}

// clean deletes what was seeded. It exists only where a token is set.
func (s *Server) clean(w http.ResponseWriter, r *http.Request) {
	a, err := s.askOf(r, false)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-s.ctx.Done():
		s.fail(w, r, errStopping)
		return
	}
	report, err := s.Driver.Clean(s.ctx, seeder.CleanRequest{Pools: a.pools}, s.Observe)
	s.refused.Store(nil)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case report.Status != seeder.StatusOK && report.Cause != nil:
		s.fail(w, r, report.Cause)
	default:
		s.send(w, http.StatusOK, reply{Data: encoded(report), Message: "Seeded items deleted"})
	}
}

// add makes so many items more of one pool, whatever is there, and answers with
// them and their logins.
func (s *Server) add(w http.ResponseWriter, r *http.Request, e *entities.Entity) {
	n, err := number(r.URL.Query(), "add", 0, maxItems)
	if err == nil && n == 0 {
		err = badQuery("add: how many? Such as ?add=1")
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out, err := s.run(r.Context(), ask{pools: []string{e.Pool}, add: map[string]int{e.Pool: n}})
	s.answer(w, r, out, err, http.StatusCreated, e.Title+" added")
}

// cancelRun has the current run start no further creation.
func (s *Server) cancelRun(w http.ResponseWriter, _ *http.Request) {
	cancel := s.cancel.Load()
	if cancel == nil {
		s.refuse(w, http.StatusNotFound, "no run is going on")
		return
	}
	(*cancel)()
	s.send(w, http.StatusOK, reply{Message: "the run ends; what was created stays"})
}

func (s *Server) runAsked(w http.ResponseWriter, r *http.Request, refresh bool, message string) {
	a, err := s.askOf(r, refresh)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out, err := s.run(r.Context(), a)
	s.answer(w, r, out, err, http.StatusCreated, message)
}

// answer sends an outcome: with the code if the pools are full, 200 if the
// cache stands in for a run.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, out *outcome, err error, code int, message string) {
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case out.err != nil:
		code, message = codeOf(out.err), out.err.Error()
	case out.warning != "":
		code = http.StatusOK
	}
	s.send(w, code, reply{Data: out.data, Message: message, Detail: out.detail, Warning: out.warning})
}

func poolsOf(shown *seeder.Shown) []string {
	var names []string
	for _, p := range shown.Pools {
		names = append(names, p.Entity.Pool)
	}
	return names
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
