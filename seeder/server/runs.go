package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/singleflight"

	"github.com/flashseed/flashseed/seeder"
)

// errCancelled answers those whose run was cancelled.
var errCancelled = errors.New("the run was cancelled: what was created stays")

// errStopping answers those whom a shutdown keeps from their run.
var errStopping = errors.New("flashseed is shutting down")

// ask says what a run must do.
type ask struct {
	refresh bool
	pools   []string
	min     map[string]int
	must    []string       // pools named with a minimum
	add     map[string]int // none can be answered by another's run
}

// action is the word for it.
func (a ask) action() string {
	if a.refresh {
		return "refresh"
	}
	return "ensure"
}

// key is the same for asks that one run can answer.
func (a ask) key() string {
	text := a.action() + " " + strings.Join(slices.Compact(slices.Sorted(slices.Values(a.pools))), ",")
	for _, pool := range slices.Sorted(maps.Keys(a.min)) {
		text += fmt.Sprintf(" %s=%d", pool, a.min[pool])
	}
	return text
}

// outcome is what pools hold after a run or in the cache. All callers share it.
type outcome struct {
	data    []byte // an array for each pool, [] where it could not be filled; of what was added, one array
	detail  string
	warning string // why a run's data is the cache's
	err     error  // why pools are not full, nil if they are

	transient bool // running again may help
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

// run waits for a run that does what a says; runs take turns.
func (s *Server) run(ctx context.Context, a ask) (*outcome, error) {
	s.callers.Add(1)
	defer s.callers.Add(-1)
	key := a.key()
	if a.add != nil {
		key = fmt.Sprint("add ", s.adds.Add(1))
	}
	return share(ctx, &s.runs, key, func() (*outcome, error) {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-s.ctx.Done():
		}
		if s.ctx.Err() != nil {
			return nil, errStopping
		}
		return s.perform(a)
	})
}

// perform carries a run out and reads what the pools hold after it.
func (s *Server) perform(a ask) (*outcome, error) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	s.cancel.Store(&cancel)
	defer s.cancel.Store(nil)
	s.state.begin(a)
	report, err := s.Driver.Run(ctx, seeder.Request{Pools: a.pools, Refresh: a.refresh, Min: a.min, Must: a.must, Add: a.add}, func(ev seeder.Event) {
		s.state.observe(ev)
		if s.Observe != nil {
			s.Observe(ev)
		}
	})
	s.state.end(a, report, err)
	s.Metrics.runEnded(a, report, err)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil && s.ctx.Err() == nil {
		return nil, errCancelled
	}
	s.refused.Store(nil)
	out := &outcome{detail: summary(report), transient: report.Transient}
	if report.Status != seeder.StatusOK {
		out.err = &reportError{report}
		if out.transient && !a.refresh && a.add == nil && s.fromCache(out, report, a.min) {
			return out, nil
		}
		if !out.transient && len(a.pools)+len(a.min) == 0 {
			s.refused.Store(report)
		}
	}
	if a.add == nil {
		s.fromReport(out, report, a.min)
		return out, nil
	}
	if out.err != nil {
		return out, nil
	}
	made := append([]seeder.Made{}, report.Made...)
	for i := range made {
		if !s.secrets() {
			made[i].Password = ""
		}
	}
	out.data = encoded(made)
	return out, nil
}

// fromCache answers with the cache instead, if it holds all that was wanted.
func (s *Server) fromCache(out *outcome, report *seeder.Report, wanted map[string]int) bool {
	names := make([]string, len(report.Pools))
	for i, p := range report.Pools {
		names[i] = p.Pool
	}
	shown, ok := s.Driver.Cached(context.WithoutCancel(s.ctx), names...)
	if !ok || slices.ContainsFunc(shown.Pools, func(p seeder.ShownPool) bool { return p.Min < wanted[p.Entity.Pool] }) {
		return false
	}
	out.data, out.detail = s.arrays(names, shown, wanted), cachedDetail(shown)
	out.warning, out.err = "these are the cached pools: "+out.err.Error(), nil
	return true
}

// fromReport answers with what the pools hold that a run left full.
func (s *Server) fromReport(out *outcome, report *seeder.Report, wanted map[string]int) {
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
		if shown, err = s.Driver.Show(context.WithoutCancel(s.ctx), full...); err != nil && out.err == nil {
			out.err = err
		}
	}
	out.data = s.arrays(all, shown, wanted)
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

// reportError is a run that did not fill the pools, as an error.
type reportError struct{ report *seeder.Report }

func (e *reportError) Error() string {
	if e.report.Error == "" {
		return "the run ended as " + string(e.report.Status)
	}
	return e.report.Error
}

// Unwrap returns what ended the run.
func (e *reportError) Unwrap() error {
	if e.report.Status == seeder.StatusInterrupted {
		return errStopping
	}
	return e.report.Cause
}
