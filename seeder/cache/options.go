package cache

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// AccountsTTL is how long a backend's accounts and ledger are kept after the
// last run that wrote to them.
const AccountsTTL = 30 * 24 * time.Hour

const unknownHolder = "unknown" // a holder that left no name

// Options are what every kind of cache is made of.
type Options struct {
	// URL chooses what Open makes: "" is none, "memory:" in-process, "file:" or
	// "file:/path" a file; redis://, rediss:// and unix:// are Redis.
	URL string

	// File is the path that "file:" stands for.
	File string

	// RootCAs certify a Redis over TLS; nil is the system's.
	RootCAs *x509.CertPool

	// TTL is how long pools are kept.
	TTL time.Duration

	// Pools are all pools there are.
	Pools []*entities.Entity

	// Log receives values that are not trusted and the loss of a lock. Nil
	// discards.
	Log *slog.Logger

	// LockTimeout is how long Acquire waits for a holder that makes no
	// progress. 0 does not wait at all.
	LockTimeout time.Duration

	// Holder describes this run to those who wait for it: host, process,
	// start.
	Holder string

	// Now is the clock that decides what has expired where Redis does not;
	// time.Now if nil.
	Now func() time.Time

	lease time.Duration // 0 is defaultLease
}

// Keeper is all that a run keeps, the lock on it, and a look at it for people.
type Keeper interface {
	seeder.Cache
	seeder.Lock
	Inspect(ctx context.Context, backend string) Health
}

// Open returns what o.URL asks for, in a memory of its own each time. Nothing
// is dialled or opened: a Redis that is not there shows at the first use. The
// error is about the URL alone and never quotes one that may hold a password.
func Open(o Options) (Keeper, error) {
	o.lease = cmp.Or(o.lease, defaultLease)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Holder = cmp.Or(printable(o.Holder), unknownHolder)
	path, isFile := strings.CutPrefix(o.URL, "file:")
	path = cmp.Or(strings.TrimPrefix(path, "//"), o.File)
	local := o
	local.lease = forever
	switch {
	case o.URL == "":
		return None{}, nil
	case o.URL == "memory:":
		return &Store{o: local, engine: &memory{now: o.Now, table: mapTable{}}}, nil
	case isFile && path == "":
		return nil, errors.New("the cache URL file: names no file, and there is no default: write file:/path")
	case isFile:
		return &Store{o: local, engine: &file{path: path, now: o.Now}}, nil
	}
	r, err := newRedis(o)
	if err != nil {
		return nil, err
	}
	return &Store{o: o, engine: r}, nil
}

// None keeps nothing and locks nothing: its leases exclude no other run and are
// never lost.
type None struct{}

func (None) Name() string { return "none" }
func (None) Close() error { return nil }

func (None) Load(context.Context, []string) (map[string]seeder.CachedPool, error) { return nil, nil }
func (None) Save(context.Context, iter.Seq[seeder.CachedPool]) error              { return nil }
func (None) Drop(context.Context, []string) error                                 { return nil }

func (None) Memory(context.Context, string) (seeder.Memory, error) { return seeder.Memory{}, nil }
func (None) Remember(context.Context, string, seeder.Memory) error { return nil }

func (None) Ledger(context.Context, string) (seeder.Ledger, error)  { return seeder.Ledger{}, nil }
func (None) Append(context.Context, string, seeder.Ledger) error    { return nil }
func (None) Forget(context.Context, string, string, []string) error { return nil }

func (None) Inspect(context.Context, string) Health {
	return Health{Name: "none", OK: true, Keys: []KeyHealth{}}
}

// Acquire fails only when ctx is done.
func (None) Acquire(ctx context.Context, _ func(string)) (seeder.Lease, bool, error) {
	return noLease{}, false, ctx.Err()
}

type noLease struct{}

func (noLease) Progress()             {}
func (noLease) Err() error            { return nil }
func (noLease) Lost() <-chan struct{} { return nil }
func (noLease) Release()              {}

// printable makes text that anybody may have written fit for a terminal.
func printable(s string) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(fmt.Sprintf("%.120s", clean))
}
