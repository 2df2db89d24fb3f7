// Package entities defines what is seeded: the pools in their order, what the
// bodies of each hold, how an item of each is made, and the dialects that
// backends speak. Whatever else is known of a pool is derived from here. It
// does no I/O and knows nothing of HTTP, Redis or terminals.
package entities

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tidwall/gjson"
)

// DataVersion names the generated data. It changes when the same seed, pool,
// index and references no longer give the same item.
const DataVersion = "2"

// Entity is everything flashseed knows about one pool.
type Entity struct {
	Pool     string   // config key, such as "menu_items"
	JSONKey  string   // key in reports of arrays; "": Pool as "menuItems"
	Title    string   // what a person reads; "": Pool as "Menu items"
	Routes   Routes   // in the dialects that do not name the pool
	Needs    []string // pools that must hold items before this one can; nil: those that the body refers to
	Optional bool     // beyond the pools that are always filled: only where it is wanted
	Role     string   // login role of accounts ("customer", "super-admin"), "" otherwise
	Unique   string   // field of the body that no two items may share ("email"), "" if there is none

	Declared bool // by the configuration file
	Counted  bool // items have no natural key, so that they can be counted only

	// Created and Listed say where answers to requests for one item, and to
	// lists, hold what is usually found without.
	Created, Listed Answer

	answered []string // fields that records have besides those of the bodies

	// Body is the zero value of the struct that creates an item. Its tags hold
	// the backend's contract (see Field). An Open one takes any other fields.
	Body any
	Open bool

	// Fields are the body's. A registry reads them from Body.
	Fields []Field

	// Patch is the zero value of a struct of further fields that changing an
	// item takes, all of them optional, besides the body's; of accounts, besides
	// the body's that are not the login's.
	Patch any

	// Key returns the natural key of an item, from a record as the backend
	// lists it or from a body as flashseed sends it, or "" if it has none.
	Key func(Item) string

	// bind makes the generator of a world that holds items of all pools that this
	// one needs. It fails with a *LackError where none of these will do.
	bind func(maker) (Generator, error)

	made Overrides // the bodies of a declared pool

	// Links names the items outside the world that the generator would need to
	// use what is in it (a variant's menu item that was not in the sample).
	// Nil where no pool is followed.
	Links func(*World) []Link

	// Beside are paths of lists that are no pools and that the generator refers
	// to: their items are World.Refs of the path.
	Beside []string

	// Lists are the paths of lists that together show up to n items of the pool,
	// where the pool's own list lags behind. Nil: the pool's own does.
	Lists func(w *World, n int) []string

	// Finishers mend seeded items, each in its turn.
	Finishers []Finisher

	// After returns what follows for items of this and other pools once the pool
	// is full, such as a restaurant's stars from its reviews. made are the items
	// of this run. Nil where nothing does.
	After func(w *World, made []Ref) []*Change

	// Usable reports whether an item is of use to the pools that refer to it,
	// such as a restaurant that has an address. Nil: every item is.
	Usable func(*World, Ref) bool

	// Wallet reports whether items may be paid from wallets.
	Wallet bool

	// Columns are what a person wants to see of an item. A registry adds the id,
	// last of all.
	Columns []Column
}

// New binds a generator to a world. It fails with a *LackError when the world
// lacks what items of this pool refer to.
func (e *Entity) New(w *World) (Generator, error) {
	for _, need := range e.Needs {
		if len(w.Refs[need]) == 0 {
			return nil, &LackError{e.Pool, "item of " + need}
		}
	}
	m := newMaker(w, e.Pool)
	if e.Declared {
		m.overrides = bind(w, e.Pool, e.made)
	}
	if m.overrides.lack != nil {
		return nil, m.overrides.lack
	}
	return e.bind(m)
}

// Answer says where things stand in an answer, by dotted paths; "" is the usual
// place.
type Answer struct {
	Envelope string // of the record or of the list
	ID       string // of the id, within a record
}

// Finisher mends one thing about seeded items: what creating left bare, what
// has lapsed, what refers to something that is gone.
type Finisher struct {
	Name  string // such as "address"
	Basic bool   // accounts and restaurants do not work without it: it runs under every preset

	// Next returns the next request that mends the item, nil if it is well, in a
	// settled world that holds items of all pools that the item's needs. It is
	// asked again, with the record as the request left it, until it has none.
	Next func(*World, Ref) *Change
}

// Change is one request that finishes an item.
type Change struct {
	Pool   string // whose item it finishes
	ID     string // of that item
	Method string // PATCH or POST; GET for one that only looks, so that more of the record is known
	Path   string // relative to the backend's URL; "" for the item's own route
	Body   []byte
	Record []byte // fields of the item's record as they are afterwards; nil: the body's. Of a GET, those that count as shown
}

// After returns the fields of the item's record as the change leaves them.
func (c *Change) After() []byte {
	if c.Record != nil {
		return c.Record
	}
	return c.Body
}

// Column is one column of a pool's table.
type Column struct {
	Title string
	Value func(Item) string
}

// Label is what a person calls an item: the first of the entity's columns, unless
// that is the id.
func (e *Entity) Label(item Item) string {
	if e.Columns[0].Title == idTitle {
		return ""
	}
	return e.Columns[0].Value(item)
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
	Now     time.Time
	Live    bool             // orders are made as they are placed: now, and pending
	Dialect *Protocol        // what the backend speaks, nil before that is known
	Wallet  bool             // the platform's own wallet exists (contract, trap 6)
	Finish  bool             // finishers that are not basic run, too
	Whole   map[string]bool  // by pool: Refs holds every item that the backend has
	Refs    map[string][]Ref // by pool: seeded items by index, then foreign ones; a pool's own items are there too

	market func() *orderMaker // what can be ordered, for finishers; see Settle
}

// Settle prepares the world for finishers. It is called anew after Refs have
// changed.
func (w *World) Settle() {
	w.market = sync.OnceValue(func() *orderMaker { return newOrderMaker(newMaker(w, "orders"), shopsOf(w)) })
}

// find returns the item of that id, nil if the world does not hold it.
func (w *World) find(pool, id string) *Ref {
	refs := w.Refs[pool]
	for i := range refs {
		if refs[i].ID == id {
			return &refs[i]
		}
	}
	return nil
}

// gone reports whether a pool surely lacks the item of that id.
func (w *World) gone(pool, id string) bool {
	return id != "" && w.Whole[pool] && w.find(pool, id) == nil
}

// LinksOf returns the items that a draft refers to.
func (w *World) LinksOf(e *Entity, d Draft) []Link {
	links := slices.Clip(d.Refs)
	EachRef(e.Fields, gjson.ParseBytes(d.Body), func(f Field, id string) {
		pool := f.Refs[0]
		for _, other := range f.Refs[1:] {
			if w.find(other, id) != nil {
				pool = other
			}
		}
		links = append(links, Link{pool, id})
	})
	return links
}

// Draft is an item that can be sent.
type Draft struct {
	Index    int
	Attempt  int
	Body     []byte // JSON
	Fallback []byte // the same order as COD, where Body pays by wallet
	Refs     []Link // what placeholders of the settings mean; World.LinksOf has all that Body refers to
	Fresh    bool   // must be dated now: some backends do so only for an order that is not marked as generated
	Account  *Account
}

// Account is a login that flashseed made.
type Account struct {
	Pool     string `json:"pool"`
	Role     string `json:"role"`
	Index    int    `json:"index"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password,omitempty"`
	ID       string `json:"id"`
}

// Generator makes the items of one pool in one world. It is safe for
// concurrent use.
type Generator interface {
	// Draft makes one item: a pure function of the world's seed and time, the
	// index, the attempt, and the items it refers to.
	Draft(index, attempt int) Draft
}

// LackError says that a pool cannot be filled because what its items refer to
// is missing.
type LackError struct {
	Pool string // the pool that lacks it
	Want string // what it lacks, such as "restaurant with an address and a menu that accepts orders"
}

func (e *LackError) Error() string { return fmt.Sprintf("%s: there is no %s", e.Pool, e.Want) }

// ErrUnknownPool wraps the errors of names that are no pool's.
var ErrUnknownPool = errors.New("unknown pool")
