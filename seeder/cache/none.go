package cache

import (
	"context"
	"iter"

	"github.com/flashseed/flashseed/seeder"
)

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

// Acquire fails only when ctx is done.
func (None) Acquire(ctx context.Context, _ func(string)) (seeder.Lease, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	return noLease{}, false, nil
}

// noLease is never lost.
type noLease struct{}

func (noLease) Progress()             {}
func (noLease) Err() error            { return nil }
func (noLease) Lost() <-chan struct{} { return nil }
func (noLease) Release()              {}
