package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
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
}

// State is the state of the server.
type State struct {
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

// snapshot returns the State as it is now.
func (s *Server) snapshot() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// learn takes over the counts of a look outside a run. While a run goes on its
// own counts are newer.
func (s *Server) learn(shown *seeder.Shown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Running != nil {
		return
	}
	changed := false
	for _, p := range shown.Pools {
		changed = s.holds(p.Entity.Pool, p.Count, p.AtLeast) || changed
	}
	if changed {
		s.publish(Update{Kind: snapshotKind, Time: s.Now(), Status: &s.now})
	}
}

// holds notes how many items a pool holds, and reports whether that is new. The
// caller holds mu.
func (s *Server) holds(pool string, n int, atLeast bool) (changed bool) {
	s.now.Pools = slices.Clone(s.now.Pools)
	i := slices.IndexFunc(s.now.Pools, func(p PoolState) bool { return p.Pool == pool })
	p := &s.now.Pools[i]
	changed = p.Count == nil || *p.Count != n || p.AtLeast != atLeast
	p.Count, p.AtLeast = &n, atLeast
	return changed
}

// historyLength is how many runs are remembered.
const historyLength = 10

// hintFor is what a user of the page can do about what ended a run.
func hintFor(cause error) string {
	request, failed := errors.AsType[*seeder.RequestError](cause)
	switch {
	case cause == nil:
		return ""
	case failed && request.Meaning == seeder.Unreachable:
		return "Start the backend, then click Ensure."
	case failed && request.Meaning == seeder.Denied:
		return "The backend wants credentials: restart serve with the headers setting."
	}
	return "Click Ensure to continue: what was created stays and is not created twice."
}

// pace is the time between two item_created events.
const pace = 100 * time.Millisecond

// observe follows the current run, which does what the request says.
func (s *Server) observe(req seeder.Request, ev seeder.Event) {
	s.Observe(ev)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ev.Kind == seeder.ItemCreated {
		if time.Since(s.created) < pace {
			return // the next one, or pool_done, holds its count too
		}
		s.created = time.Now()
	}
	run := Run{ID: 1, Action: "ensure", Started: ev.Time, Warnings: []string{}}
	if s.now.Running != nil {
		run = *s.now.Running
	} else if s.now.Last != nil {
		run.ID = s.now.Last.ID + 1
	}
	if req.Refresh {
		run.Action = "refresh"
	}
	out := Update{Kind: ev.Kind, Time: ev.Time, Text: ev.Text, Pool: ev.Pool}
	if ev.Report != nil {
		run.Report = *ev.Report
		run.Report.Pools, run.Report.Made = slices.Clone(ev.Report.Pools), nil // logins are for whoever asked
		out.Run = &run
	}
	if ev.Pool != nil {
		run.Waiting, run.Report.Pools = "", slices.Clone(run.Report.Pools)
		for i, p := range run.Report.Pools {
			if p.Pool == ev.Pool.Pool {
				run.Report.Pools[i] = *ev.Pool
			}
		}
		if !ev.Pool.Unknown {
			s.holds(ev.Pool.Pool, ev.Pool.Now, ev.Pool.AtLeast)
		}
	}
	s.now.Running = &run
	switch ev.Kind {
	case seeder.Waiting:
		run.Waiting = ev.Text
	case seeder.Warned:
		run.Warnings = append(slices.Clip(run.Warnings), ev.Text)
	case seeder.RunDone:
		s.Metrics.runEnded(run.Action, ev.Report)
		run.Ended, run.Waiting, run.Hint = &ev.Time, "", hintFor(ev.Report.Cause)
		s.now.Ready = s.now.Ready || run.Report.Status == seeder.StatusOK && len(req.Pools) == 0
		s.now.Running, s.now.Last = nil, &run
		past := run
		past.Report.Pools = slices.DeleteFunc(slices.Clone(run.Report.Pools), func(p seeder.PoolReport) bool { return p.Created == 0 && p.Completed == 0 })
		s.now.History = append([]Run{past}, s.now.History[:min(historyLength-1, len(s.now.History))]...)
	}
	s.publish(out)
}

// snapshotKind is the event that holds the whole State: the first that a
// reader gets, and the one that follows a change outside a run.
const snapshotKind seeder.EventKind = "snapshot"

// Update is the data of one server-sent event.
type Update struct {
	Kind   seeder.EventKind   `json:"kind"`
	Time   time.Time          `json:"time"`
	Run    *Run               `json:"run,omitempty"`    // of run_started and run_done
	Pool   *seeder.PoolReport `json:"pool,omitempty"`   // of pool_started, item_created and pool_done
	Status *State             `json:"status,omitempty"` // of snapshot
	Text   string             `json:"text,omitempty"`   // of waiting and warning
}

// frame is the event as it is sent.
func (ev Update) frame() []byte {
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", ev.Kind, encoded(ev))
}

// readerBuffer is how many events a reader may fall behind; the next one
// ends its stream, and it starts again with a snapshot. A run has some fifty
// events besides item_created.
const readerBuffer = 256

// subscribe returns the events from now on, a snapshot first, until the channel
// is closed.
func (s *Server) subscribe() chan []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := make(chan []byte, readerBuffer)
	events <- Update{Kind: snapshotKind, Time: s.Now(), Status: &s.now}.frame()
	if s.ctx.Err() != nil {
		close(events)
	} else {
		s.readers[events] = true
	}
	return events
}

// publish passes an event to all readers without waiting for any. The caller
// holds mu.
func (s *Server) publish(ev Update) {
	if len(s.readers) == 0 {
		return
	}
	text := ev.frame()
	for events := range s.readers {
		select {
		case events <- text:
		default:
			close(events)
			delete(s.readers, events)
			s.dropped++
		}
	}
}

const (
	heartbeat     = 15 * time.Second // between signs of life on a stream of events
	streamTimeout = 10 * time.Second // how long a write to a reader may take
)

// events streams what happens, beginning with a snapshot.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	events := s.subscribe()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.readers, events)
	}()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	rc := http.NewResponseController(w)
	for text, open := []byte("retry: 2000\n\n"), true; open; {
		_ = rc.SetWriteDeadline(time.Now().Add(streamTimeout)) // cannot fail on a network connection
		if _, err := w.Write(text); err != nil || rc.Flush() != nil {
			return
		}
		select {
		case text, open = <-events:
		case <-beat.C:
			text = []byte(": still here\n\n")
		case <-r.Context().Done():
			return
		}
	}
}
