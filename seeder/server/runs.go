package server

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/singleflight"

	"github.com/flashseed/flashseed/seeder"
)

// errCancelled answers those whose run was cancelled.
var errCancelled = refused(http.StatusServiceUnavailable, "the run was cancelled: what was created stays")

// errStopping answers those whom a shutdown keeps from their run.
var errStopping = refused(http.StatusServiceUnavailable, "flashseed is shutting down")

// ask says what a run must do.
type ask struct {
	action action
	pools  []string
	min    map[string]int
	must   []string       // pools named with a minimum
	add    map[string]int // none can be answered by another's run
}

type action string

const (
	ensure  action = "ensure"
	refresh action = "refresh"
)

// key is the same for asks that one run can answer.
func (a ask) key() string {
	text := string(a.action) + " " + strings.Join(slices.Compact(slices.Sorted(slices.Values(a.pools))), ",")
	for _, pool := range slices.Sorted(maps.Keys(a.min)) {
		text += fmt.Sprintf(" %s=%d", pool, a.min[pool])
	}
	return text
}

// outcomeOf is what a run's callers are told, all of them the same. Its code is
// 0 if the pools are full. Its data, which is added later, is an array for each
// pool, [] where it could not be filled; of what was added, one array.
func outcomeOf(report *seeder.Report) *reply {
	out := &reply{Detail: summary(report), transient: report.Transient}
	if report.Status == seeder.StatusOK {
		return out
	}
	out.code, out.Message = codeOf(report.Cause), cmp.Or(report.Error, "the run ended as "+string(report.Status))
	if report.Status == seeder.StatusInterrupted || out.code == http.StatusInternalServerError && report.Transient {
		out.code = http.StatusServiceUnavailable
	}
	return out
}

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

// run waits for a run that does what a says.
func (s *Server) run(ctx context.Context, a ask) (*reply, error) {
	s.callers.Add(1)
	defer s.callers.Add(-1)
	key := a.key()
	if a.add != nil {
		key = fmt.Sprint("add ", s.adds.Add(1))
	}
	return share(ctx, &s.runs, key, func() (out *reply, err error) {
		err = s.inTurn(func() (err error) {
			out, err = s.perform(a)
			return err
		})
		return out, err
	})
}

// inTurn does something while no run goes on.
func (s *Server) inTurn(do func() error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-s.ctx.Done():
	}
	if s.ctx.Err() != nil {
		return errStopping
	}
	return do()
}

// perform carries a run out and reads what the pools hold after it.
func (s *Server) perform(a ask) (*reply, error) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	s.cancel.Store(&cancel)
	defer s.cancel.Store(nil)
	s.state.begin(a)
	report, err := s.Driver.Run(ctx, seeder.Request{Pools: a.pools, Refresh: a.action == refresh, Min: a.min, Must: a.must, Add: a.add}, func(ev seeder.Event) {
		s.state.observe(ev)
		s.Observe(ev)
	})
	s.state.end(a, report, err)
	s.Metrics.runEnded(a, report, err)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil && s.ctx.Err() == nil {
		return nil, errCancelled
	}
	out := outcomeOf(report)
	s.refused.Store(nil)
	switch {
	case a.add != nil:
		if out.code == 0 {
			made := append([]seeder.Made{}, report.Made...)
			for i := range made {
				if !s.secrets() {
					made[i].Password = ""
				}
			}
			out.Data = encoded(made)
		}
		return out, nil
	case out.code != 0 && !out.transient && len(a.pools)+len(a.min) == 0:
		s.refused.Store(report)
	case out.code != 0 && out.transient && a.action == ensure && s.fromCache(out, report, a.min):
		return out, nil
	}
	s.fromReport(out, report, a.min)
	return out, nil
}

// fromCache answers with the cache instead, if it holds all that was wanted.
func (s *Server) fromCache(out *reply, report *seeder.Report, wanted map[string]int) bool {
	names := make([]string, len(report.Pools))
	for i, p := range report.Pools {
		names[i] = p.Pool
	}
	shown, ok := s.Driver.Cached(context.WithoutCancel(s.ctx), names...)
	if !ok || slices.ContainsFunc(shown.Pools, func(p seeder.ShownPool) bool { return p.Min < wanted[p.Entity.Pool] }) {
		return false
	}
	*out = reply{
		code: http.StatusOK, Data: s.arrays(names, shown, wanted), Detail: cachedDetail(shown),
		Warning: "these are the cached pools: " + out.Message, transient: true,
	}
	return true
}

// fromReport answers with what the pools hold that a run left full.
func (s *Server) fromReport(out *reply, report *seeder.Report, wanted map[string]int) {
	var all, full []string
	for _, p := range report.Pools {
		all = append(all, p.Pool)
		if p.Status == seeder.PoolFull {
			full = append(full, p.Pool)
		}
	}
	shown := &seeder.Shown{}
	if len(full) > 0 {
		var err error
		if shown, err = s.Driver.Show(context.WithoutCancel(s.ctx), full...); err != nil && out.code == 0 {
			out.code, out.Message = codeOf(err), err.Error()
		}
	}
	out.Data = s.arrays(all, shown, wanted)
}

// summary says what a run did.
func summary(r *seeder.Report) string {
	full, created := 0, 0
	for _, p := range r.Pools {
		created += p.Created
		if p.Status == seeder.PoolFull {
			full++
		}
	}
	switch {
	case r.Cached:
		return fmt.Sprintf("%d pools are full according to the cache", full)
	case full == len(r.Pools) && created == 0:
		return fmt.Sprintf("%d pools were full already", full)
	}
	return fmt.Sprintf("%d of %d pools are full, %d items were created", full, len(r.Pools), created)
}

func cachedDetail(shown *seeder.Shown) string {
	return fmt.Sprintf("%d pools from the cache, as of %s", len(shown.Pools), shown.Time.UTC().Format("2006-01-02 15:04:05 MST"))
}
