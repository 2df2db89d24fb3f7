package cache

import (
	"bytes"
	"context"
	"iter"
	"sync"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// Memory keeps pools and the lock for as long as the process lives, by the
// same rules as Redis does. Each Memory is a world of its own.
type Memory struct {
	k *keeper

	mu       sync.Mutex
	keys     map[string]held
	accounts map[string][]byte
	gate     gate
}

type held struct {
	value   []byte
	expires time.Time
}

// NewMemory returns an empty in-process cache. It looks at no URL.
func NewMemory(o Options) *Memory {
	return &Memory{k: newKeeper(o), keys: map[string]held{}, accounts: map[string][]byte{}}
}

// Name returns "memory".
func (m *Memory) Name() string { return "memory" }

// Load never fails but with ctx's error.
func (m *Memory) Load(ctx context.Context, pools []string) (out map[string]seeder.CachedPool, err error) {
	err = m.locked(ctx, func() error {
		out, err = m.k.load(ctx, memoryTx{m}, pools)
		return err
	})
	return out, err
}

// Save fails if the pools make no sense: unknown, of several backends, or
// with items that are no JSON objects.
func (m *Memory) Save(ctx context.Context, pools iter.Seq[seeder.CachedPool]) error {
	b, err := m.k.encode(pools)
	if err != nil || len(b.pools) == 0 {
		return err
	}
	return m.locked(ctx, func() error { return m.k.save(ctx, memoryTx{m}, b) })
}

// Drop ignores names that are no pool's.
func (m *Memory) Drop(ctx context.Context, pools []string) error {
	names := m.k.known(pools)
	if len(names) == 0 {
		return ctx.Err()
	}
	return m.locked(ctx, func() error { return m.k.drop(ctx, memoryTx{m}, names) })
}

// Memory never fails but with ctx's error.
func (m *Memory) Memory(ctx context.Context, backend string) (memory seeder.Memory, err error) {
	err = m.locked(ctx, func() error {
		memory = m.k.recall(m.accounts[backend])
		return nil
	})
	return memory, err
}

// Remember merges, replaces and forgets as Redis.Remember does.
func (m *Memory) Remember(ctx context.Context, backend string, memory seeder.Memory) error {
	return m.locked(ctx, func() error {
		if forgets(memory) {
			delete(m.accounts, backend)
			return nil
		}
		field, err := m.k.renew(m.accounts[backend], memory)
		if err == nil {
			m.accounts[backend] = field
		}
		return err
	})
}

// Close keeps what there is: another user of the same Memory may go on.
func (m *Memory) Close() error { return nil }

func (m *Memory) locked(ctx context.Context, fn func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return fn()
}

// memoryTx is a transaction as long as the Memory is locked.
type memoryTx struct{ m *Memory }

func (tx memoryTx) values(_ context.Context, keys ...string) ([][]byte, error) {
	values := make([][]byte, len(keys))
	for i, key := range keys {
		if h := tx.m.keys[key]; tx.m.k.Now().Before(h.expires) {
			values[i] = h.value
		}
	}
	return values, nil
}

func (tx memoryTx) lives(_ context.Context, keys ...string) ([]time.Duration, error) {
	lives := make([]time.Duration, len(keys))
	for i, key := range keys {
		lives[i] = tx.m.keys[key].expires.Sub(tx.m.k.Now())
	}
	return lives, nil
}

func (tx memoryTx) commit(_ context.Context, c change) error {
	for _, key := range c.del {
		delete(tx.m.keys, key)
	}
	for _, e := range c.set {
		tx.m.keys[e.key] = held{bytes.Clone(e.value), tx.m.k.Now().Add(e.ttl)}
	}
	return nil
}
