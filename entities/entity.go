// Package entities defines what is seeded: the pools in their order, what the
// bodies of each hold, how an item of each is made, and the dialects that
// backends speak. Whatever else is known of a pool is derived from here. It
// does no I/O and knows nothing of HTTP, Redis or terminals.
package entities

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// DataVersion names the generated data. It changes when the same seed, pool,
// index and references no longer give the same item.
const DataVersion = "2"

// Entity is everything flashseed knows about one pool.
type Entity struct {
	Pool    string   // config key, such as "menu_items"
	JSONKey string   // key in reports of arrays, such as "menuItems"
	Title   string   // what a person reads, such as "Menu items"
	Routes  Routes   // in the dialects that do not name the pool
	Needs   []string // pools that must hold items before this one can; nil: those that the body refers to
	Role    string   // login role of accounts ("customer", "super-admin"), "" otherwise
	Unique  string   // field of the body that no two items may share ("email"), "" if there is none

	// Body is the zero value of the struct that creates an item. Its tags hold
	// the backend's contract (see Field). An Open one takes any other fields.
	Body any
	Open bool

	// Patch is the zero value of a struct of further fields that changing an
	// item takes, all of them optional, besides the body's; of accounts, besides
	// the body's that are not the login's.
	Patch any

	// Key returns the natural key of an item, from a record as the backend
	// lists it or from a body as flashseed sends it, or "" if it has none.
	Key func(Item) string

	// New binds a generator to a world. It fails with a *LackError when the
	// world lacks what items of this pool refer to.
	New func(*World) (Generator, error)

	// Links names the items outside the world that the generator would need to
	// use what is in it (a variant's menu item that was not in the sample).
	// Nil where no pool is followed.
	Links func(*World) []Link

	// Complete returns the PATCH body that finishes what creating left bare,
	// nil if nothing is lacking. Nil where creating leaves nothing bare. It must only
	// be called for seeded items (index 0 or more).
	Complete func(*World, Ref) ([]byte, error)

	// Wallet reports whether items may be paid from wallets.
	Wallet bool

	// Columns are what a person wants to see of an item.
	Columns []Column
}

// Column is one column of a pool's table.
type Column struct {
	Title string
	Value func(Item) string
}

// Label is what a person calls an item: the first of the entity's columns that
// is not the id.
func (e *Entity) Label(item Item) string {
	for _, c := range e.Columns {
		if c.Title != idTitle {
			return c.Value(item)
		}
	}
	return ""
}

// Item is one record of a pool: its id and the JSON object that the backend
// answered, without secrets.
type Item struct {
	ID  string
	Raw json.RawMessage
}

// Ref is an item that others may refer to, or that is there already.
type Ref struct {
	Item
	Index int             // the index it was made for, -1 for a foreign item
	Sent  json.RawMessage // the body that created it in this run, nil otherwise: it knows what a short answer leaves out
}

// Link points to one item of a pool.
type Link struct {
	Pool string
	ID   string
}

// Options are the settings that generated data depends on.
type Options struct {
	Seed            uint64
	Locale          string // "vi", "en" or "mixed", of people and of all texts
	WardNames       string // "2024" or "2025", before or after the reform of July 2025
	Pictures        string // "remote", "none", or a URL with {kind}, {key}, {words}, {pool} and {index} of the picture
	Edge            bool   // some items break layouts (docs/edge.md)
	EmailDomain     string
	AccountPassword string
	AdminPassword   string
	Overrides       map[string]Overrides // by pool
}

// World is what a generator may refer to. Generators treat it as read-only.
type World struct {
	Options
	Now    time.Time
	Wallet bool             // the platform's own wallet exists (contract, trap 6)
	Refs   map[string][]Ref // by pool: seeded items by index, then foreign ones; a pool's own items are there too
}

// Draft is an item that can be sent.
type Draft struct {
	Index    int
	Attempt  int
	Body     []byte // JSON
	Fallback []byte // the same order as COD, where Body pays by wallet
	Refs     []Link // what Body refers to
	Account  *Account
	Fresh    bool // it happens now: sent without is-generated, which would give it a time in the past
}

// Account is a login that flashseed made.
type Account struct {
	Pool     string `json:"pool"`
	Role     string `json:"role"`
	Index    int    `json:"index"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	ID       string `json:"id"`
}

// Generator makes the items of one pool in one world. It is safe for
// concurrent use once Deal has returned.
type Generator interface {
	// Draft makes one item: a pure function of the world's seed and time, the
	// index, the attempt, and the items it refers to.
	Draft(index, attempt int) (Draft, error)
}

// Dealer is a generator that spreads something over the indices of a round,
// such as order statuses over the orders that are about to be made.
type Dealer interface {
	Deal(indices []int)
}

// LackError says that a pool cannot be filled for want of something to refer
// to.
type LackError struct {
	Pool string // the pool that lacks it
	Want string // what it lacks, such as "restaurant with an address and a menu that accepts orders"
}

func (e *LackError) Error() string { return fmt.Sprintf("%s: there is no %s", e.Pool, e.Want) }

// ErrUnknownPool wraps the errors of names that are no pool's.
var ErrUnknownPool = errors.New("unknown pool")
