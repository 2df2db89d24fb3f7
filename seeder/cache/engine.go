package cache

import (
	"context"
	"strings"
	"time"
)

const (
	keyPrefix   = "data-pools:"
	keyAll      = keyPrefix + "all"
	keyMeta     = keyPrefix + "meta"
	keyAccounts = keyPrefix + "accounts"
	keyLock     = keyPrefix + "lock"
	keyProgress = keyLock + ":progress"
)

func ledgerKey(backend string) string { return keyPrefix + "ledger:" + backend }

// poolKeys returns data-pools:meta and the pools' keys.
func poolKeys(pools []string) []string {
	keys := []string{keyMeta}
	for _, pool := range pools {
		keys = append(keys, keyPrefix+pool)
	}
	return keys
}

// opTimeout bounds each operation as a whole: dialling, the handshake, the wait
// for a file, and every round trip.
const opTimeout = time.Second

// engine is a place for keys and for the lock. Its errors are *Error, but for
// the caller's own context's.
type engine interface {
	name() string

	// do returns what stands under the keys, and applies the change that fn, if
	// it is not nil, makes of that, whole or not at all. If the keys change
	// meanwhile, fn runs again. Without fn it takes one round trip.
	do(ctx context.Context, op string, keys []string, fn func([]value) (change, error)) ([]value, error)

	// take takes the lock, and returns nil without an error if another run
	// holds it. The same token gets a lock again whose reply was lost.
	take(ctx context.Context, token string, o Options) (*lock, error)

	// look returns the zero holding if the lock is free.
	look(ctx context.Context) (holding, error)

	close() error
}

// lock is a lock that was taken.
type lock struct {
	// extend has the lease begin again, and publishes how far the holder is
	// unless that is 0. It fails with errTaken if the lock is another run's.
	extend func(ctx context.Context, steps uint64) error

	// release never touches another run's lock.
	release func(context.Context) error
}

// value is what is kept under a key.
type value struct {
	kind   string            // as Redis calls it, "" if the key is not there
	life   time.Duration     // until it expires, not above 0 if it never does
	data   []byte            // of a string
	fields map[string]string // of a hash
}

// isHash reports whether the package keeps a hash under a key.
func isHash(key string) bool { return key == keyAccounts || strings.HasPrefix(key, ledgerKey("")) }

// change deletes keys, then sets strings, then changes one hash, which lives for
// AccountsTTL after its last change.
type change struct {
	del []string
	set []entry

	hash      string
	delFields []string
	setFields map[string]string
}

type entry struct {
	key  string
	data []byte
	ttl  time.Duration
}
