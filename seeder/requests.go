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
// error is, or wraps, a *RequestError. Implementations retry what is safe to
// repeat (GET, PATCH) by themselves and never repeat a creation.
type Backend interface {
	// URL is the backend's address without credentials, for people and for
	// cache keys.
	URL() string

	// DetectDialect returns the backend's dialect. If it must be detected, that is
	// done once.
	DetectDialect(ctx context.Context) (entities.Dialect, error)

	// Observe counts a pool and keeps up to keep of its items. A list without
	// a count of its own is closed when enough items were seen (enough is
	// never less than keep).
	Observe(ctx context.Context, e *entities.Entity, keep, enough int) (Observation, error)

	// List returns every item of a pool, in one piece however many there are.
	List(ctx context.Context, e *entities.Entity) (Observation, error)

	// Get returns one item as the backend answers it, whose ID is empty if the
	// answer carries none, or a *RequestError that means NotFound.
	Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error)

	// Create sends a draft's body, once, and returns the record that the answer
	// carried; without an error and an ID it was created all the same. ctx ends
	// the wait for its turn: then nothing was sent. What is under way is waited
	// for.
	Create(ctx context.Context, e *entities.Entity, draft entities.Draft) (entities.Item, error)

	// Change sends a finishing request; a PATCH is repeated where that is safe, a
	// POST never. The item's ID is empty if the answer carried no record. ctx
	// ends the retries, what is under way is waited for.
	Change(ctx context.Context, change entities.Change) (entities.Item, error)

	// Delete removes one item. One that is gone already is no error.
	Delete(ctx context.Context, e *entities.Entity, id string) error

	// AsAdmin logs in as a super admin, so that deletions carry its token: some
	// are an admin's alone (contract, Deleting).
	AsAdmin(ctx context.Context, email, password string) error

	// HasWallet reports whether the platform's own wallet exists (contract,
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
	return Requests{Get: r.Get - earlier.Get, Post: r.Post - earlier.Post, Patch: r.Patch - earlier.Patch, Delete: r.Delete - earlier.Delete}
}

// Observation is what a look at a pool showed.
type Observation struct {
	Count    int             // how many items there are, at least
	AtLeast  bool            // the list was closed before its end: there may be more than Count
	Items    []entities.Item // at most the requested number, in the backend's order
	Unlisted bool            // the pool has no list route here: Count and Items say nothing
}

// Whole reports whether every item of the pool is among Items.
func (o Observation) Whole() bool { return !o.AtLeast && !o.Unlisted && len(o.Items) >= o.Count }

// Meaning is what an answer means for the request that got it (the table in the
// design). A request that was answered well has no *RequestError, and so none.
type Meaning int

// The meanings of a *RequestError.
const (
	Unknown      Meaning = iota // no answer, broken off, 5xx, EC -1, unreadable: the pool must be read again
	TimedOut                    // as Unknown; the backend may be working on it still
	Unreachable                 // no connection could be made: nothing was sent
	NotSent                     // held back, because the run or the route has stopped: nothing was sent
	Throttled                   // 429: nothing was done
	RouteDown                   // the route timed out several times in a row and is not asked again in this run
	Duplicate                   // EC -3, 409
	NotFound                    // EC -2, -5, -8, 404 and 422 on a body that refers to something: what is named is gone or unwilling
	RouteMissing                // the backend has no such route
	Refused                     // EC 1, 2, other 4xx: refused for good
	Denied                      // 401, 403, EC 3, -4: the run ends
)

var meanings = [...]string{
	"unknown", "timed out", "unreachable", "not sent", "throttled", "route down", "duplicate", "not found", "route missing", "refused", "denied",
}

func (m Meaning) String() string { return meanings[m] }

// Passes reports whether the same request may succeed another time.
func (m Meaning) Passes() bool { return m <= RouteDown || m == Denied }

// RequestError is a request that did not succeed.
type RequestError struct {
	Method     string
	URL        string // without credentials
	Status     int    // HTTP status, 0 without an answer
	EC         int    // the envelope's code; meaningful when HasEC
	HasEC      bool
	EM         string // the backend's own words, shortened
	Meaning    Meaning
	RetryAfter time.Duration // as the backend asked, capped; 0 if it did not
	Err        error         // the cause below HTTP, nil if there was an answer
}

func (e *RequestError) Error() string {
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

func (e *RequestError) Unwrap() error { return e.Err }

// means reports whether an error is a failed request of one of the meanings.
func means(err error, meanings ...Meaning) bool {
	e, ok := errors.AsType[*RequestError](err)
	return ok && slices.Contains(meanings, e.Meaning)
}
