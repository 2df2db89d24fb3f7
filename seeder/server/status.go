package server

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
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
	now   func() time.Time
	pace  time.Duration
	most  int            // readers
	index map[string]int // pool to its place

	mu      sync.Mutex
	status  Status
	seen    []bool    // by pool: the current run has looked at it
	created time.Time // when readers last got an item_created
	readers map[chan []byte]bool
	dropped int // readers that were too slow
	closed  bool
}

func newState(o Options) *state {
	all := o.Registry.All()
	s := &state{
		now: o.Now, pace: o.Limits.Pace, most: o.Limits.Streams,
		index: map[string]int{}, seen: make([]bool, len(all)), readers: map[chan []byte]bool{},
	}
	s.status = Status{Version: o.Version, Backend: o.Backend, Presets: presets, History: []Run{}, Pools: make([]PoolState, len(all))}
	for i, e := range all {
		s.index[e.Pool] = i
		s.status.Pools[i] = PoolState{
			Pool: e.Pool, JSONKey: e.JSONKey, Title: e.Title, Role: e.Role,
			Needs: append([]string{}, e.Needs...), Min: o.Min(e.Pool),
		}
	}
	return s
}

// snapshot returns the Status as JSON.
func (s *state) snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return encoded(s.status)
}

// items returns how many items the pool at a place holds, -1 before the first
// look.
func (s *state) items(i int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.status.Pools[i].Count; n != nil {
		return *n
	}
	return -1
}

func (s *state) showPasswords(show bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Passwords = show
}

func (s *state) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status.Ready
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
		changed = s.count(p.Entity.Pool, p.Count, p.AtLeast) || changed
	}
	if changed {
		s.publish(Event{Kind: snapshotKind, Time: s.now(), Status: &s.status})
	}
}

// count notes how many items a pool holds, and reports whether that is new.
func (s *state) count(pool string, n int, atLeast bool) (changed bool) {
	p := &s.status.Pools[s.index[pool]]
	changed = p.Count == nil || *p.Count != n || p.AtLeast != atLeast
	p.Count, p.AtLeast = &n, atLeast
	return changed
}

// begin notes that a run begins.
func (s *state) begin(a ask) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.seen)
	id := 1
	if s.status.Last != nil {
		id = s.status.Last.ID + 1
	}
	s.status.Running = &Run{
		ID: id, Action: a.action(), Started: s.now(), Warnings: []string{},
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
	now := s.now()
	r.Ended, r.Waiting = &now, ""
	s.status.Running, s.status.Last = nil, r
	past := *r
	past.Report.Pools = slices.DeleteFunc(slices.Clone(r.Report.Pools), func(p seeder.PoolReport) bool { return p.Created == 0 && p.Completed == 0 })
	s.status.History = append([]Run{past}, s.status.History[:min(historyLength-1, len(s.status.History))]...)
	s.publish(Event{Kind: seeder.RunDone, Time: now, Run: r})
}

// historyLength is how many runs are remembered.
const historyLength = 10

// dialect is the one that the last run spoke, "" before it.
func (s *state) dialect() entities.Dialect {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.Last == nil {
		return ""
	}
	return s.status.Last.Report.Dialect
}

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

// observe is a seeder.Observer.
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
		out.Pool = ev.Pool
		s.poolChanged(ev.Kind, *ev.Pool)
	}
	if ev.Kind == seeder.ItemCreated {
		if time.Since(s.created) < s.pace {
			return // the next one, or pool_done, holds its count too
		}
		s.created = time.Now()
	}
	s.publish(out)
}

// poolChanged takes over a pool's progress. The report of a pool that was
// skipped before the first look says nothing about what the backend holds.
func (s *state) poolChanged(kind seeder.EventKind, p seeder.PoolReport) {
	r := s.status.Running
	r.Waiting = ""
	at := slices.IndexFunc(r.Report.Pools, func(old seeder.PoolReport) bool { return old.Pool == p.Pool })
	if at >= 0 {
		r.Report.Pools[at] = p
	}
	i := s.index[p.Pool]
	s.seen[i] = s.seen[i] || kind == seeder.PoolStarted
	if s.seen[i] || p.Status == seeder.PoolFull {
		s.count(p.Pool, p.Now, p.AtLeast)
	}
}
