package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// dataPools answers with all pools: the cached ones if they are all there and
// full, else what an ensure makes of them.
func (s *Server) dataPools(w http.ResponseWriter, r *http.Request) {
	shown, err := s.reads.join(r.Context(), "cached", func(ctx context.Context) (*seeder.Shown, error) {
		shown, ok := s.Driver.Cached(ctx)
		s.Metrics.cacheAsked(ok)
		if !ok {
			return nil, nil
		}
		return shown, nil
	})
	switch {
	case err != nil:
		s.fail(w, r, err)
	case shown != nil:
		s.learn(shown)
		s.succeed(w, s.arrays(shown, nil), fmt.Sprintf("%d pools from the cache, as of %s", len(shown.Pools), shown.Time.UTC().Format("2006-01-02 15:04:05 MST")))
	default:
		s.run(w, r, ask{})
	}
}

func (s *Server) ensure(w http.ResponseWriter, r *http.Request)  { s.runAsked(w, r, false) }
func (s *Server) refresh(w http.ResponseWriter, r *http.Request) { s.runAsked(w, r, true) }

func (s *Server) runAsked(w http.ResponseWriter, r *http.Request, refresh bool) {
	a, err := s.askOf(r, refresh)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.run(w, r, a)
}

// run waits for a run, and answers with what it came to.
func (s *Server) run(w http.ResponseWriter, r *http.Request, a ask) {
	release := guestOf(r.Context()).hold()
	out, err := s.runs.join(r.Context(), a)
	release()
	switch {
	case err != nil:
		s.fail(w, r, err)
	case out.err != nil:
		s.fail(w, r, out.err)
	default:
		s.succeed(w, out.body, said(out.report))
	}
}

// said tells in words what a run did that filled the pools.
func said(r *seeder.Report) string {
	created := 0
	for _, p := range r.Pools {
		created += p.Created
	}
	switch {
	case r.Cached:
		return fmt.Sprintf("%d pools are full, as the cache knew", len(r.Pools))
	case created == 0:
		return fmt.Sprintf("%d pools were full already", len(r.Pools))
	}
	return fmt.Sprintf("%d pools are full, %d items were created", len(r.Pools), created)
}

// perform carries a run out and reads what it left, once for all who wait.
func (s *Server) perform(ctx context.Context, a ask) *outcome {
	follow := s.state.begin(a)
	observe := func(ev seeder.Event) {
		follow(ev)
		if s.Observe != nil {
			s.Observe(ev)
		}
	}
	report, err := s.Driver.Run(ctx, seeder.Request{Pools: a.pools, Refresh: a.refresh, Min: a.min}, observe)
	s.state.end(report, err)
	s.Metrics.runEnded(a, report, err)
	if err != nil {
		return &outcome{err: err}
	}
	out := &outcome{report: report}
	if report.Status != seeder.StatusOK {
		out.err = &reportError{report}
		return out
	}
	names := make([]string, len(report.Pools))
	for i, p := range report.Pools {
		names[i] = p.Pool
	}
	shown, err := s.Driver.Show(context.WithoutCancel(ctx), names...)
	if err != nil {
		out.err = err
		return out
	}
	out.body = s.arrays(shown, a.min)
	return out
}

// arrays are the pools as the original service tells them: an object of
// arrays, each as long as the pool should be at least.
func (s *Server) arrays(shown *seeder.Shown, wanted map[string]int) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, p := range shown.Pools {
		if i > 0 {
			out.WriteByte(',')
		}
		most, ok := wanted[p.Entity.Pool]
		if !ok {
			most = s.Min(p.Entity.Pool)
		}
		out.Write(encoded(p.Entity.JSONKey))
		out.WriteByte(':')
		writeItems(&out, p.Items[:min(most, len(p.Items))])
	}
	out.WriteByte('}')
	return out.Bytes()
}

func writeItems(out *bytes.Buffer, items []entities.Item) {
	out.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(item.Raw)
	}
	out.WriteByte(']')
}

// show reads one pool, once for all who want it now.
func (s *Server) show(ctx context.Context, pool string) (seeder.ShownPool, *seeder.Shown, error) {
	shown, err := s.reads.join(ctx, pool, func(ctx context.Context) (*seeder.Shown, error) {
		return s.Driver.Show(ctx, pool)
	})
	if err != nil {
		return seeder.ShownPool{}, nil, err
	}
	s.learn(shown)
	return shown.Pools[0], shown, nil
}

// learn takes over what a look showed, if that is news.
func (s *Server) learn(shown *seeder.Shown) {
	if s.state.learn(shown) {
		s.hub.nudge()
	}
}
