package cache

import (
	"context"
	"iter"

	"github.com/flashseed/flashseed/seeder"
)

// None keeps nothing and locks nothing.
type None struct{}

// Name returns "none".
func (None) Name() string { return "none" }

// Load finds nothing.
func (None) Load(context.Context, []string) (map[string]seeder.CachedPool, error) { return nil, nil }

// Save keeps nothing.
func (None) Save(context.Context, iter.Seq[seeder.CachedPool]) error { return nil }

// Drop has nothing to forget.
func (None) Drop(context.Context, []string) error { return nil }

// Memory remembers nothing.
func (None) Memory(context.Context, string) (seeder.Memory, error) { return seeder.Memory{}, nil }

// Remember keeps nothing.
func (None) Remember(context.Context, string, seeder.Memory) error { return nil }

// Ledger is empty.
func (None) Ledger(context.Context, string) (seeder.Ledger, error) { return seeder.Ledger{}, nil }

// Append keeps nothing.
func (None) Append(context.Context, string, seeder.Ledger) error { return nil }

// Forget has nothing to forget.
func (None) Forget(context.Context, string, string, []string) error { return nil }

// Close has nothing to release.
func (None) Close() error { return nil }

// Acquire returns at once with a lease that keeps nobody else out and is
// never lost. It fails only when ctx is done.
func (None) Acquire(ctx context.Context, _ func(string)) (seeder.Lease, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	return noLease{}, false, nil
}

type noLease struct{}

func (noLease) Progress()             {}
func (noLease) Err() error            { return nil }
func (noLease) Lost() <-chan struct{} { return nil }
func (noLease) Release()              {}
