package server

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// Run is a run as the API shows it.
type Run struct {
	ID       int           `json:"id"`
	Action   string        `json:"action"` // ensure or refresh
	Started  time.Time     `json:"started"`
	Ended    *time.Time    `json:"ended"`   // nil while it runs
	Waiting  string        `json:"waiting"` // what it waits for, "" for nothing
	Warnings []string      `json:"warnings"`
	Hint     string        `json:"hint"`
	Report   seeder.Report `json:"report"`
}

// PoolState is what is known of a pool now.
type PoolState struct {
	Pool    string   `json:"pool"`
	JSONKey string   `json:"json_key"`
	Title   string   `json:"title"`
	Needs   []string `json:"needs"`
	Role    string   `json:"role"` // of its accounts, "" if it has none
	Min     int      `json:"min"`
	Count   *int     `json:"count"` // nil before the first look
	AtLeast bool     `json:"at_least"`

	seen bool // by the current run
}

// Status is the state of the server.
type Status struct {
	Version   string      `json:"version"`
	Backend   string      `json:"backend"`
	Ready     bool        `json:"ready"`     // an ensure of all pools has succeeded
	Passwords bool        `json:"passwords"` // accounts come with their passwords
	Presets   []string    `json:"presets"`   // that a run may name
	Running   *Run        `json:"running"`
	Last      *Run        `json:"last"`
	History   []Run       `json:"history"` // the latest first, of pools only those that something was done to
	Pools     []PoolState `json:"pools"`
}

// state follows the runs and passes their events on to readers.
type state struct {
	Options
	mu      sync.Mutex
	status  Status
	created time.Time // when readers last got an item_created
	readers map[chan []byte]bool
	dropped int // readers that were too slow
	closed  bool
}

func newState(o Options) *state {
	s := &state{Options: o, readers: map[chan []byte]bool{}}
	s.status = Status{Version: o.Version, Backend: o.Backend, Presets: presets, History: []Run{}}
	for _, e := range o.Registry.All() {
		s.status.Pools = append(s.status.Pools, PoolState{
			Pool: e.Pool, JSONKey: e.JSONKey, Title: e.Title, Role: e.Role,
			Needs: append([]string{}, e.Needs...), Min: o.Min(e.Pool),
		})
	}
	return s
}

// snapshot returns the Status as it is now.
func (s *state) snapshot() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.status
	now.Pools = slices.Clone(now.Pools)
	if now.Running != nil {
		run := *now.Running
		run.Report.Pools = slices.Clone(run.Report.Pools)
		now.Running = &run
	}
	return now
}

// pool is what is known of a pool. The caller holds mu.
func (s *state) pool(name string) *PoolState {
	i := slices.IndexFunc(s.status.Pools, func(p PoolState) bool { return p.Pool == name })
	return &s.status.Pools[i]
}

// learn takes over the counts of a look outside a run. While a run goes on its
// own counts are newer.
func (s *state) learn(shown *seeder.Shown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.Running != nil {
		return
	}
	changed := false
	for _, p := range shown.Pools {
		changed = s.pool(p.Entity.Pool).holds(p.Count, p.AtLeast) || changed
	}
	if changed {
		s.publish(Event{Kind: snapshotKind, Time: s.Now(), Status: &s.status})
	}
}

// holds notes how many items a pool holds, and reports whether that is new.
func (p *PoolState) holds(n int, atLeast bool) (changed bool) {
	changed = p.Count == nil || *p.Count != n || p.AtLeast != atLeast
	p.Count, p.AtLeast = &n, atLeast
	return changed
}

// begin notes that a run begins.
func (s *state) begin(a ask) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.status.Pools {
		s.status.Pools[i].seen = false
	}
	id := 1
	if s.status.Last != nil {
		id = s.status.Last.ID + 1
	}
	s.status.Running = &Run{
		ID: id, Action: string(a.action), Started: s.Now(), Warnings: []string{},
		Report: seeder.Report{Status: seeder.StatusRunning, Backend: s.status.Backend, Pools: []seeder.PoolReport{}},
	}
}

// end notes that the run is over. A run that could not start has an error and
// no report.
func (s *state) end(a ask, report *seeder.Report, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.status.Running
	if err != nil {
		r.Report.Status, r.Report.Error = seeder.StatusFailed, err.Error()
	} else {
		r.Report, r.Hint = *report, hintFor(report.Cause)
		r.Report.Pools, r.Report.Made = slices.Clone(report.Pools), nil // logins are for whoever asked
		s.status.Ready = s.status.Ready || report.Status == seeder.StatusOK && len(a.pools) == 0
	}
	now := s.Now()
	r.Ended, r.Waiting = &now, ""
	s.status.Running, s.status.Last = nil, r
	past := *r
	past.Report.Pools = slices.DeleteFunc(slices.Clone(r.Report.Pools), func(p seeder.PoolReport) bool { return p.Created == 0 && p.Completed == 0 })
	s.status.History = append([]Run{past}, s.status.History[:min(historyLength-1, len(s.status.History))]...)
	s.publish(Event{Kind: seeder.RunDone, Time: now, Run: r})
}

// historyLength is how many runs are remembered.
const historyLength = 10

// hintFor is what a user of the page can do about what ended a run.
func hintFor(cause error) string {
	request, failed := errors.AsType[*seeder.Error](cause)
	_, busy := errors.AsType[*seeder.BusyError](cause)
	switch {
	case busy:
		return "Wait for the other run to end, then click Ensure."
	case failed && request.Meaning == seeder.Unreachable:
		return "Start the backend, then click Ensure."
	case failed && request.Meaning == seeder.Denied:
		return "The backend wants credentials: restart serve with the headers setting."
	case cause != nil:
		return "Click Ensure to continue: what was created stays and is not created twice."
	}
	return ""
}

// observe is a seeder.Observer. The report of a pool that was skipped before
// the first look says nothing about what the backend holds.
func (s *state) observe(ev seeder.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Event{Kind: ev.Kind, Time: ev.Time, Text: ev.Text}
	r := s.status.Running
	switch ev.Kind {
	case seeder.RunDone:
		return // end publishes it
	case seeder.RunStarted:
		r.Report = *ev.Report
		r.Report.Pools = slices.Clone(ev.Report.Pools)
		out.Run = r
	case seeder.Waiting:
		r.Waiting = ev.Text
	case seeder.Warned:
		r.Warnings = append(r.Warnings, ev.Text)
	default:
		r.Waiting, out.Pool = "", ev.Pool
		at := slices.IndexFunc(r.Report.Pools, func(p seeder.PoolReport) bool { return p.Pool == ev.Pool.Pool })
		if at >= 0 {
			r.Report.Pools[at] = *ev.Pool
		}
		known := s.pool(ev.Pool.Pool)
		known.seen = known.seen || ev.Kind == seeder.PoolStarted
		if known.seen || ev.Pool.Status == seeder.PoolFull {
			known.holds(ev.Pool.Now, ev.Pool.AtLeast)
		}
	}
	if ev.Kind == seeder.ItemCreated {
		if time.Since(s.created) < s.Limits.Pace {
			return // the next one, or pool_done, holds its count too
		}
		s.created = time.Now()
	}
	s.publish(out)
}
