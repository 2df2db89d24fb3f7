package cache

import (
	"cmp"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// The defaults of Options.
const (
	DefaultTTL   = time.Hour
	DefaultLease = 10 * time.Second
)

// unknownHolder is a holder that does not say who it is.
const unknownHolder = "unknown"

// minLease is the shortest lease that can be renewed at all.
const minLease = 30 * time.Millisecond

// AccountsTTL is how long the accounts of a backend are remembered after the
// last run that remembered any.
const AccountsTTL = 30 * 24 * time.Hour

// Pool names a pool as the configuration and as data-pools:all do.
type Pool struct {
	Name    string // "menu_items"
	JSONKey string // "menuItems"
}

// Options are what every kind of cache is made of.
type Options struct {
	// URL says which kind Open makes: "" is none, "memory:" in-process, and
	// redis://, rediss:// and unix:// are Redis.
	URL string

	// TTL is how long pools are kept; DefaultTTL if it is not positive, since
	// Redis would take that for "for ever".
	TTL time.Duration

	// Pools are all pools there are, in order. Pools not among them are
	// never kept.
	Pools []Pool

	// Log hears of values that are not believed and of a lock that is in
	// danger. Nil discards.
	Log *slog.Logger

	// LockTimeout is how long Acquire waits for a holder that makes no
	// progress. 0 does not wait at all.
	LockTimeout time.Duration

	// Lease is how long the lock outlives a holder that died; DefaultLease if
	// it is not positive. It is renewed three times as often.
	Lease time.Duration

	// Holder describes this run to those who wait for it: host, process,
	// start.
	Holder string

	// Now is the clock that decides what has expired where Redis does not;
	// time.Now if nil.
	Now func() time.Time
}

// Open returns the cache and the lock that o.URL asks for. Nothing is
// dialled: a Redis that is not there shows at the first use. The error is
// about the URL alone and never quotes one that may hold a password.
func Open(o Options) (seeder.Cache, seeder.Lock, error) {
	switch scheme, ok := urlScheme(o.URL); {
	case o.URL == "":
		return None{}, None{}, nil
	case ok && scheme == "memory":
		m := NewMemory(o)
		return m, m, nil
	}
	r, err := NewRedis(o)
	if err != nil {
		return nil, nil, err
	}
	return r, r, nil
}

func urlScheme(raw string) (string, bool) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", false
	}
	return u.Scheme, true
}

func (o Options) withDefaults() Options {
	if o.TTL <= 0 {
		o.TTL = DefaultTTL
	}
	o.TTL = max(o.TTL, time.Millisecond)
	if o.Lease <= 0 {
		o.Lease = DefaultLease
	}
	o.Lease = max(o.Lease, minLease)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Holder = cmp.Or(printable(o.Holder), unknownHolder)
	return o
}

func (o Options) knows(pool string) bool {
	return slices.ContainsFunc(o.Pools, func(p Pool) bool { return p.Name == pool })
}

func (o Options) poolNames() []string {
	names := make([]string, len(o.Pools))
	for i, p := range o.Pools {
		names[i] = p.Name
	}
	return names
}
