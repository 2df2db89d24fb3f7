package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/sync/singleflight"

	"github.com/flashseed/flashseed/seeder"
)

// errCancelled answers those whose run was cancelled.
var errCancelled = refused(http.StatusServiceUnavailable, "the run was cancelled: what was created stays")

// errStopping answers those whom a shutdown keeps from their run.
var errStopping = refused(http.StatusServiceUnavailable, "flashseed is shutting down")

// share returns what f returns, to all who ask under that key meanwhile. A
// caller who leaves does not end it for the others.
func share[T any](ctx context.Context, group *singleflight.Group, key string, f func() (T, error)) (value T, err error) {
	select {
	case result := <-group.DoChan(key, func() (any, error) { return f() }):
		value, _ = result.Val.(T)
		return value, result.Err
	case <-ctx.Done():
		return value, context.Cause(ctx)
	}
}

// run waits for a run that does what the request says, and for a look at what
// the pools hold after it. Requests for the same share a run, but for those
// that add items.
func (s *Server) run(ctx context.Context, req seeder.Request) (reply, error) {
	s.callers.Add(1)
	defer s.callers.Add(-1)
	perform := func() (reply, error) {
		s.turn.Lock()
		defer s.turn.Unlock()
		if s.ctx.Err() != nil {
			return reply{}, errStopping
		}
		ctx, cancel := context.WithCancel(s.ctx)
		defer cancel()
		s.cancel.Store(&cancel)
		defer s.cancel.Store(nil)
		report, err := s.Driver.Run(ctx, req, func(ev seeder.Event) { s.observe(req, ev) })
		if err != nil {
			return reply{}, err
		}
		if ctx.Err() != nil && s.ctx.Err() == nil {
			return reply{}, errCancelled
		}
		s.refused.Store(nil)
		if report.Status != seeder.StatusOK && !report.Transient && len(req.Pools)+len(req.Min) == 0 {
			s.refused.Store(report)
		}
		return s.outcome(req, report), nil
	}
	if req.Add != nil {
		return perform()
	}
	return share(ctx, &s.runs, fmt.Sprint(req), perform)
}

// outcome is what the callers of a run are told, all of them the same. Its code
// is 0 if the pools are full. Its data is an array for each pool, [] where it
// could not be filled; of what was added, one array.
func (s *Server) outcome(req seeder.Request, report *seeder.Report) reply {
	out := reply{transient: report.Transient}
	if report.Status != seeder.StatusOK {
		out.code, out.Message = codeOf(report.Cause), cmp.Or(report.Error, "the run ended as "+string(report.Status))
		if out.code == http.StatusInternalServerError && report.Transient {
			out.code = http.StatusServiceUnavailable
		}
	}
	var all, full []string
	created := 0
	for _, p := range report.Pools {
		all = append(all, p.Pool)
		created += p.Created
		if p.Status == seeder.PoolFull {
			full = append(full, p.Pool)
		}
	}
	out.Detail = fmt.Sprintf("%d of %d pools are full, %d items were created", len(full), len(all), created)
	if report.Cached {
		out.Detail = fmt.Sprintf("%d pools are full according to the cache", len(full))
	}
	if req.Add != nil {
		made := append([]seeder.Made{}, report.Made...)
		for i := range made {
			if !s.secrets() {
				made[i].Password = ""
			}
		}
		if out.code == 0 {
			out.Data = encoded(made)
		}
		return out
	}
	ctx := context.WithoutCancel(s.ctx) // a shutdown waits for this
	if out.code != 0 && out.transient && !req.Refresh {
		shown, ok := s.Driver.Cached(ctx, all...)
		if ok && !slices.ContainsFunc(shown.Pools, func(p seeder.ShownPool) bool { return p.Min < req.Min[p.Entity.Pool] }) {
			cached := s.fromCache(shown, req.Min)
			cached.Warning, cached.transient = "these are the cached pools: "+out.Message, true
			return cached
		}
	}
	shown := &seeder.Shown{}
	if len(full) > 0 {
		var err error
		if shown, err = s.Driver.Show(ctx, full...); err != nil && out.code == 0 {
			out.code, out.Message = codeOf(err), err.Error()
		}
	}
	out.Data = s.arrays(all, shown, req.Min)
	return out
}
