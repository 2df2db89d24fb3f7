package seeder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Backend is what the reconcile loop asks of a Flashstrom backend. Every
// error is, or wraps, an *Error. Implementations retry what is safe to
// repeat (GET, PATCH) by themselves and never repeat a creation.
type Backend interface {
	// URL is the backend's address without credentials, for people and for
	// cache keys.
	URL() string

	// Dialect returns the dialect that is spoken, asking the backend at most
	// once if it is to be found out.
	Dialect(ctx context.Context) (entities.Dialect, error)

	// Observe counts a pool and keeps up to keep of its items. A list without
	// a count of its own is closed when enough items were seen (enough is
	// never less than keep).
	Observe(ctx context.Context, e *entities.Entity, keep, enough int) (Observation, error)

	// Get returns one item as the backend answers it, or an *Error of kind
	// NotFound. It is there for sure only if its Raw carries its id; else Raw
	// has to be compared with what is known of the item.
	Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error)

	// Create sends one body, once. ctx ends the wait for its turn: then nothing
	// was sent. What is under way is waited for.
	Create(ctx context.Context, e *entities.Entity, body []byte) Answer

	// Patch changes one item and returns it as the backend answered it; the
	// item's ID is empty if the answer carried none. ctx ends the retries, what
	// is under way is waited for.
	Patch(ctx context.Context, e *entities.Entity, id string, body []byte) (entities.Item, error)

	// Delete deletes one item. One that is gone already is no error.
	Delete(ctx context.Context, e *entities.Entity, id string) error

	// Send sends any other request to a path below the backend's URL, and judges
	// the answer like that of Create or Patch. The item's ID is empty if the
	// answer carried none. A POST is sent once.
	Send(ctx context.Context, method, path string, body []byte) (entities.Item, error)

	// HasWallet tells whether the platform's own wallet exists (contract,
	// trap 6).
	HasWallet(ctx context.Context) (bool, error)

	// Requests returns how many requests were sent so far.
	Requests() Requests
}

// Requests counts requests by method.
type Requests struct {
	Get   int `json:"get"`
	Post  int `json:"post"`
	Patch int `json:"patch"`

	Delete int `json:"delete,omitempty"`
}

// Total is the number of all requests.
func (r Requests) Total() int { return r.Get + r.Post + r.Patch + r.Delete }

// Since returns the requests sent after an earlier count.
func (r Requests) Since(earlier Requests) Requests {
	return Requests{
		Get: r.Get - earlier.Get, Post: r.Post - earlier.Post, Patch: r.Patch - earlier.Patch, Delete: r.Delete - earlier.Delete,
	}
}

// Observation is what a look at a pool showed.
type Observation struct {
	Count    int             // how many items there are, at least
	AtLeast  bool            // the list was closed before its end: there may be more than Count
	Items    []entities.Item // as many as were to be kept, in the backend's order
	Unlisted bool            // the pool has no list route here: Count and Items say nothing
}

// Whole tells whether every item of the pool is among Items.
func (o Observation) Whole() bool { return !o.AtLeast && !o.Unlisted && len(o.Items) >= o.Count }

// Outcome is what an answer to a creation means.
type Outcome int

// The outcomes, in the words of the table in the design.
const (
	Unknown   Outcome = iota // no answer, broken off, 5xx, unreadable: only a look tells
	Created                  // EC 0 or 2xx; the record may be lacking
	Duplicate                // EC -3, 409
	Dangling                 // EC -2, -5, -8: what the body refers to is gone or unwilling
	Refused                  // EC 1, 2, other 4xx: refused for good
	Denied                   // 401, 403, EC 3, -4: the run ends
	NotSent                  // a dial error: nothing was sent
)

var outcomeNames = [...]string{"unknown", "created", "duplicate", "dangling", "refused", "denied", "not sent"}

func (o Outcome) String() string { return outcomeNames[o] }

// Answer is what came of one creation.
type Answer struct {
	Outcome Outcome
	Item    entities.Item // the record when Outcome is Created and the answer carried one; ID "" otherwise
	Err     *Error        // what the backend said, nil when Created
}

// Kind sorts failed requests by what can be done about them.
type Kind int

// The kinds of failure.
const (
	Failed       Kind = iota // anything else; running again may help
	Unreachable              // no connection could be made: nothing was sent
	TimedOut                 // no answer in time
	NotFound                 // EC -2, or 404 on an item
	RouteMissing             // the backend has no such route
	DeniedKind               // not allowed
	RefusedKind              // refused for good
)

// Error is a request that did not succeed.
type Error struct {
	Method     string
	URL        string // without credentials
	Status     int    // HTTP status, 0 without an answer
	EC         int    // the envelope's code; meaningful when HasEC
	HasEC      bool
	EM         string // the backend's own words, shortened
	Kind       Kind
	Outcome    Outcome       // what it means for a creation
	RetryAfter time.Duration // as the backend asked, capped; 0 if it did not
	Err        error         // the cause below HTTP, nil if there was an answer
}

func (e *Error) Error() string {
	text := e.Method + " " + e.URL
	switch {
	case e.Err != nil:
		return text + ": " + e.Err.Error()
	case e.HasEC && e.EM != "":
		return fmt.Sprintf("%s: %s (EC %d, HTTP %d)", text, e.EM, e.EC, e.Status)
	case e.HasEC:
		return fmt.Sprintf("%s: EC %d, HTTP %d", text, e.EC, e.Status)
	case e.EM != "":
		return fmt.Sprintf("%s: HTTP %d: %s", text, e.Status, e.EM)
	}
	return fmt.Sprintf("%s: HTTP %d", text, e.Status)
}

func (e *Error) Unwrap() error { return e.Err }

// isKind tells whether an error is a failed request of one of the kinds.
func isKind(err error, kinds ...Kind) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains(kinds, e.Kind)
}
