package cache

import (
	"cmp"
	"crypto/x509"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/flashseed/flashseed/seeder"
)

// The defaults of Options.
const (
	DefaultTTL   = time.Hour
	DefaultLease = 10 * time.Second
)

// AccountsTTL is how long a backend's accounts and ledger are kept after the
// last run that wrote to them.
const AccountsTTL = 30 * 24 * time.Hour

const (
	unknownHolder = "unknown" // a holder that left no name
	maxText       = 120       // bounds foreign text in messages
)

// Pool names a pool as the configuration and as data-pools:all do.
type Pool struct {
	Name     string // "menu_items"
	JSONKey  string // "menuItems"
	Optional bool   // data-pools:all holds it where it is kept, and is written without it
}

// Options are what every kind of cache is made of.
type Options struct {
	// URL chooses what Open makes: "" is none, "memory:" in-process, "file:" or
	// "file:/path" a file; redis://, rediss:// and unix:// are Redis.
	URL string

	// File is the path that "file:" stands for.
	File string

	// RootCAs certify a Redis over TLS; nil is the system's.
	RootCAs *x509.CertPool

	// TTL is how long pools are kept; 0 is DefaultTTL, less is a millisecond.
	TTL time.Duration

	// Pools are all pools there are, in order. Pools not among them are
	// never kept.
	Pools []Pool

	// Log receives values that are not trusted and the loss of a lock. Nil
	// discards.
	Log *slog.Logger

	// LockTimeout is how long Acquire waits for a holder that makes no
	// progress. 0 does not wait at all.
	LockTimeout time.Duration

	// Lease is how long a lock in Redis outlives a holder that died; 0 is
	// DefaultLease.
	Lease time.Duration

	// Holder describes this run to those who wait for it: host, process,
	// start.
	Holder string

	// Now is the clock that decides what has expired where Redis does not;
	// time.Now if nil.
	Now func() time.Time
}

// Keeper is all that a run keeps, and the lock on it.
type Keeper interface {
	seeder.Cache
	seeder.Lock
}

// Open returns what o.URL asks for, in a memory of its own each time. Nothing
// is dialled or opened: a Redis that is not there shows at the first use. The
// error is about the URL alone and never quotes one that may hold a password.
func Open(o Options) (Keeper, error) {
	o = o.withDefaults()
	path, isFile := strings.CutPrefix(o.URL, "file:")
	switch {
	case o.URL == "":
		return None{}, nil
	case o.URL == "memory:" || o.URL == "memory://":
		return &Store{o: o, engine: &memory{now: o.Now, table: mapTable{}}}, nil
	case isFile:
		path = cmp.Or(strings.TrimPrefix(path, "//"), o.File)
		if path == "" {
			return nil, errors.New("the cache URL file: names no file, and there is no default: write file:/path")
		}
		return &Store{o: o, engine: &file{path: path, now: o.Now}}, nil
	}
	r, err := newRedis(o)
	if err != nil {
		return nil, err
	}
	return &Store{o: o, engine: r}, nil
}

func (o Options) withDefaults() Options {
	o.TTL = cmp.Or(o.TTL, DefaultTTL)
	o.Lease = cmp.Or(o.Lease, DefaultLease)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Holder = cmp.Or(printable(o.Holder), unknownHolder)
	return o
}

func (o Options) poolNames() []string {
	names := make([]string, len(o.Pools))
	for i, p := range o.Pools {
		names[i] = p.Name
	}
	return names
}

// known leaves out names that are no pool's, such as accounts.
func (o Options) known(pools []string) []string {
	all := o.poolNames()
	return slices.DeleteFunc(slices.Clone(pools), func(pool string) bool { return !slices.Contains(all, pool) })
}

// printable makes text that anybody may have written fit for a terminal.
func printable(s string) string {
	clean := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
	return shorten(strings.TrimSpace(strings.Join(clean, "")))
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxText {
		return s
	}
	return string(runes[:maxText-1]) + "…"
}
