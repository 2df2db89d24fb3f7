package seeder

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Cache keeps pools between runs. A cache is a help, not a need: the seeder
// reports its first error and goes on without it.
type Cache interface {
	// Name says what it is, for people: "redis localhost:6379", "memory",
	// "none". Never with credentials.
	Name() string

	// Load returns what is kept of the pools, in one round trip; pools that are
	// not kept, or whose value does not hold what it says, are absent.
	Load(ctx context.Context, pools []string) (map[string]CachedPool, error)

	// Save keeps the pools, if there are any, in one transaction. Pools not
	// named stay as they are, unless they are of another backend, which clears
	// all; data-pools:all is written when every pool is complete, else
	// removed. A cache that keeps nothing does not iterate over them.
	Save(ctx context.Context, pools iter.Seq[CachedPool]) error

	// Drop forgets the pools, never the accounts.
	Drop(ctx context.Context, pools []string) error

	// Memory returns the accounts that flashseed made on a backend.
	Memory(ctx context.Context, backend string) (Memory, error)

	// Remember adds accounts to those of the same database; a Memory with
	// another canary replaces them, an empty one removes them.
	Remember(ctx context.Context, backend string, m Memory) error

	// Ledger returns which items flashseed made on a backend, nothing where
	// nothing is kept. What is kept lives for 30 days after the last change.
	Ledger(ctx context.Context, backend string) (Ledger, error)

	// Append adds entries to the ledger, replacing those of the same pool and id,
	// and sets the first free index of the pools named in l.Next. It is cheap,
	// whatever is kept already: a run calls it for every batch of creations, and
	// once, if need be with nothing, to renew the ledger.
	Append(ctx context.Context, backend string, l Ledger) error

	// Forget removes a pool's entries by their ids.
	Forget(ctx context.Context, backend, pool string, ids []string) error

	// Close closes connections, and releases the lock if this cache holds it.
	Close() error
}

// CachedPool is one pool as it is kept.
type CachedPool struct {
	Pool  string
	Meta  Meta
	Items []json.RawMessage
}

// Meta says where and when a kept pool comes from.
type Meta struct {
	Backend     string           `json:"backend"`
	Dialect     entities.Dialect `json:"dialect"`
	Seed        uint64           `json:"seed"`
	Min         int              `json:"min"`
	Count       int              `json:"count"` // what the backend held, at least
	AtLeast     bool             `json:"at_least,omitempty"`
	Kept        int              `json:"kept"` // length of the kept array
	Time        time.Time        `json:"time"`
	DataVersion string           `json:"data_version"`
}

// Memory is what flashseed remembers of one backend beyond the pools' time to
// live.
type Memory struct {
	Canary   string             `json:"witness"` // the id of an address book; if it is gone, so is the database
	Accounts []entities.Account `json:"accounts"`
}

// Ledger is what is kept of one backend.
type Ledger struct {
	Entries []LedgerEntry
	Next    map[string]int // first free index by pool; pools not named have none
}

// LedgerEntry is one item that flashseed made.
type LedgerEntry struct {
	Pool       string `json:"-"`
	ID         string `json:"-"`
	Key        string `json:"key,omitempty"` // natural key, "" if the pool has none
	Unfinished bool   `json:"unfinished,omitempty"`
	Kept       string `json:"kept,omitempty"` // why the backend would not delete it, "" if it was not tried
}

// Lock lets one run at a time work on what a cache describes.
type Lock interface {
	// Acquire waits for the lock as long as its holder makes progress. It fails with
	// a *BusyError, with ctx's error, or with another error when locking is
	// not possible at all. waited reports whether another
	// run held it first: a caller that has seen that gets only the first two
	// errors.
	Acquire(ctx context.Context, onWait func(holder string)) (lease Lease, waited bool, err error)
}

// Lease is a held lock. Once it is lost it stays lost.
type Lease interface {
	// Progress shows waiting processes that the holder is alive and working.
	Progress()
	// Err returns nil while the lease surely runs, by the holder's own clock,
	// and afterwards why it does not. It is cheap: it is called before each
	// creation, so that a process that was frozen past its lease starts none.
	Err() error
	// Lost is closed soon after Err begins to return an error, unless Release
	// comes first.
	Lost() <-chan struct{}
	// Release gives the lock back; it never touches another run's lock.
	Release()
}

// BusyError means that another run holds the lock and makes no progress, or
// that it held the lock when the lock could no longer be read.
type BusyError struct {
	Holder string // host, process, start
	For    time.Duration
	Err    error // why the lock could not be read for that long; nil if it could
}

func (e *BusyError) Error() string {
	if e.Err != nil {
		return "another run held the lock when it was last read: " + e.Holder + "; since then: " + e.Err.Error()
	}
	return "another run holds the lock without progress for " + e.For.String() + ": " + e.Holder
}

func (e *BusyError) Unwrap() error { return e.Err }
