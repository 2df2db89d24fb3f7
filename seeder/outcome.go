package seeder

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Status is how a run ended.
type Status string

// The ends of a run.
const (
	StatusOK          Status = "ok"          // every pool is full
	StatusShort       Status = "short"       // a pool is short
	StatusFailed      Status = "failed"      // the run could not be carried through
	StatusInterrupted Status = "interrupted" // a signal stopped it
	StatusRunning     Status = "running"     // it is not over
)

// PoolStatus is how a pool ended.
type PoolStatus string

// The ends of a pool.
const (
	PoolFull    PoolStatus = "full"
	PoolShort   PoolStatus = "short"
	PoolSkipped PoolStatus = "skipped"
	PoolPending PoolStatus = "pending" // not reached yet
)

// Report is what a run did. Its JSON form is what `ensure -o json` prints.
type Report struct {
	Status     Status           `json:"status"`
	Backend    string           `json:"backend"`
	Dialect    entities.Dialect `json:"dialect"`
	Seed       uint64           `json:"seed"`
	Cached     bool             `json:"cached"`
	DurationMS int64            `json:"duration_ms"`
	Pools      []PoolReport     `json:"pools"`
	Requests   Requests         `json:"requests"`
	Error      string           `json:"error"`
	Made       []Made           `json:"made,omitempty"` // where a request added items

	Cause     error     `json:"-"` // what ended the run early: ErrTimeout, ErrInterrupted, a *RequestError, a *BusyError, a *LockLostError; nil where no single error did
	Transient bool      `json:"-"` // running again may help
	Cache     string    `json:"-"` // the cache's name
	Started   time.Time `json:"-"`
	DryRun    bool      `json:"-"`
}

// Made is one item that a request added.
type Made struct {
	Pool     string          `json:"pool"`
	ID       string          `json:"id"`
	Email    string          `json:"email,omitempty"` // with Password the login, where the item is an account
	Password string          `json:"password,omitempty"`
	Record   json.RawMessage `json:"record,omitempty"` // as the backend answered it
}

// PoolReport is what a run did to one pool.
type PoolReport struct {
	Pool       string     `json:"pool"`
	Before     int        `json:"before"`
	Created    int        `json:"created"` // in a dry run: what would be
	Now        int        `json:"now"`
	AtLeast    bool       `json:"at_least"`
	Min        int        `json:"min"`
	Completed  int        `json:"completed"` // items finished with PATCH
	Status     PoolStatus `json:"status"`
	Reason     string     `json:"reason"`
	DurationMS int64      `json:"duration_ms"`

	Reached   bool `json:"-"` // the backend was asked about it, so that DurationMS is measured, be it 0
	Transient bool `json:"-"` // running again may help this pool
	Excused   bool `json:"-"` // the backend has no route for it, and it was not named
	Unknown   bool `json:"-"` // the pool was not observed: Before and Now mean nothing
}

// MarshalJSON writes null for counts that are not known.
func (p PoolReport) MarshalJSON() ([]byte, error) {
	type known PoolReport
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // the caller's encoder escapes if it is to
	if !p.Unknown {
		err := enc.Encode(known(p))
		return text.Bytes(), err
	}
	err := enc.Encode(struct {
		known
		Before *int `json:"before"`
		Now    *int `json:"now"`
	}{known: known(p)})
	return text.Bytes(), err
}

// Begun reports whether the run got as far as looking at a pool.
func (r *Report) Begun() bool {
	return slices.ContainsFunc(r.Pools, func(p PoolReport) bool { return p.Status != PoolSkipped || p.Before > 0 })
}

// Missing reports whether a dry run found something to create or to complete.
func (r *Report) Missing() bool {
	return slices.ContainsFunc(r.Pools, func(p PoolReport) bool { return p.Created > 0 || p.Completed > 0 || p.Status != PoolFull })
}

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
