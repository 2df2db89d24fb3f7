package seeder

import "time"

// EventKind names what happened.
type EventKind string

// The events of a run, in the order in which they can come.
const (
	RunStarted  EventKind = "run_started"  // Report.Pools is the plan
	Waiting     EventKind = "waiting"      // for the backend or the lock; Text says for what
	PoolStarted EventKind = "pool_started" // Pool.Before and Pool.Min are known
	ItemCreated EventKind = "item_created" // Pool.Created so far
	PoolDone    EventKind = "pool_done"
	Warned      EventKind = "warning" // Text
	RunDone     EventKind = "run_done"
)

// Event is one step of a run.
type Event struct {
	Kind   EventKind   `json:"kind"`
	Time   time.Time   `json:"time"`
	Pool   *PoolReport `json:"pool,omitempty"`
	Report *Report     `json:"report,omitempty"`
	Text   string      `json:"text,omitempty"`
}

// Observer receives events, in order, one at a time, from the run itself: it
// must be quick, must not block and must not keep the pointers in an event.
type Observer func(Event)
