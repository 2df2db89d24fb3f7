package server

import (
	"slices"
	"sync"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// Run is a run as the API tells of it.
type Run struct {
	ID       int           `json:"id"`
	Action   string        `json:"action"` // ensure or refresh
	Started  time.Time     `json:"started"`
	Ended    *time.Time    `json:"ended"`   // nil while it goes on
	Waiting  string        `json:"waiting"` // for what, "" if for nothing
	Warnings []string      `json:"warnings"`
	Hint     string        `json:"hint"`
	Report   seeder.Report `json:"report"`
}

// copied returns a run that shares nothing with r.
func (r *Run) copied() *Run {
	if r == nil {
		return nil
	}
	c := *r
	c.Warnings, c.Report.Pools = slices.Clone(r.Warnings), slices.Clone(r.Report.Pools)
	return &c
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

// Status is where things stand.
type Status struct {
	Version   string      `json:"version"`
	Backend   string      `json:"backend"`
	Ready     bool        `json:"ready"`     // an ensure of all pools has succeeded
	Passwords bool        `json:"passwords"` // accounts are told with them
	Running   *Run        `json:"running"`
	Last      *Run        `json:"last"`
	Pools     []PoolState `json:"pools"`
}

// state follows the runs. What a run tells it costs the run next to nothing:
// it is noted here, and told to readers by others, later.
type state struct {
	now   func() time.Time
	total int            // pools there are
	index map[string]int // pool to its place

	mu      sync.Mutex
	status  Status
	seq     int
	seen    []bool // by pool: the running run has looked at it
	waiting pending
}

func newState(o Options) *state {
	all := o.Registry.All()
	s := &state{now: o.Now, total: len(all), index: map[string]int{}, seen: make([]bool, len(all))}
	s.status = Status{Version: o.Version, Backend: o.Backend, Pools: make([]PoolState, len(all))}
	for i, e := range all {
		s.index[e.Pool] = i
		s.status.Pools[i] = PoolState{
			Pool: e.Pool, JSONKey: e.JSONKey, Title: e.Title, Role: e.Role,
			Needs: append([]string{}, e.Needs...), Min: o.Min(e.Pool),
		}
	}
	return s
}

// snapshot returns where things stand, to be kept.
func (s *state) snapshot() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.copied()
}

func (s *state) copied() Status {
	c := s.status
	c.Running, c.Last = s.status.Running.copied(), s.status.Last.copied()
	c.Pools = slices.Clone(s.status.Pools)
	return c
}

func (s *state) showPasswords(may bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Passwords = may
}

func (s *state) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status.Ready
}

// learn takes over how many items a look showed, and says whether that is
// news. While a run goes on its own counts are better.
func (s *state) learn(shown *seeder.Shown) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.Running != nil {
		return false
	}
	for _, p := range shown.Pools {
		news = s.count(p.Entity.Pool, p.Count, p.AtLeast) || news
	}
	s.waiting.overflow = s.waiting.overflow || news // readers are told the whole
	return news
}

// count notes how many items a pool holds, and says whether that is news.
func (s *state) count(pool string, n int, atLeast bool) (news bool) {
	p := &s.status.Pools[s.index[pool]]
	news = p.Count == nil || *p.Count != n || p.AtLeast != atLeast
	p.Count, p.AtLeast = &n, atLeast
	return news
}

// begin notes that a run begins, and returns what is to be told of its events.
func (s *state) begin(a ask) seeder.Observer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	clear(s.seen)
	s.status.Running = &Run{
		ID: s.seq, Action: a.action(), Started: s.now(), Warnings: []string{},
		Report: seeder.Report{Status: seeder.StatusRunning, Backend: s.status.Backend, Pools: []seeder.PoolReport{}},
	}
	return s.observe
}

// end notes that the run is over. A run that could not be carried out at all
// has an error and no report.
func (s *state) end(report *seeder.Report, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.status.Running
	if err != nil {
		r.Report.Status, r.Report.Error = seeder.StatusFailed, err.Error()
	} else {
		r.Report, r.Hint = *report, report.Hint
		r.Report.Pools = slices.Clone(report.Pools)
		s.status.Ready = s.status.Ready || report.Status == seeder.StatusOK && len(report.Pools) == s.total
	}
	now := s.now()
	r.Ended, r.Waiting = &now, ""
	s.status.Running, s.status.Last = nil, r
	s.waiting.add(Event{Kind: seeder.RunDone, Time: now, Run: r.copied()})
}

// observe is a seeder.Observer. It returns at once.
func (s *state) observe(ev seeder.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Event{Kind: ev.Kind, Time: ev.Time, Text: ev.Text}
	r := s.status.Running
	switch ev.Kind {
	case seeder.RunDone:
		return // told by end, which knows the answer's fate too
	case seeder.RunStarted:
		r.Report = *ev.Report
		r.Report.Pools = slices.Clone(ev.Report.Pools)
		out.Run = r.copied()
	case seeder.Waiting:
		r.Waiting = ev.Text
	case seeder.Warned:
		r.Warnings = append(r.Warnings, ev.Text)
	default:
		pool := *ev.Pool
		out.Pool = &pool
		s.poolChanged(ev.Kind, pool)
	}
	s.waiting.add(out)
}

// poolChanged takes a pool's progress over. A pool that was given up before it
// was looked at says nothing about what the backend holds.
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

// items tells how many items the pool at a place holds, -1 if nobody looked
// yet.
func (s *state) items(i int) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.status.Pools[i].Count; n != nil {
		return float64(*n)
	}
	return -1
}
