package cache

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
)

// table is a set of names and values: a bucket of the file, or a map.
type table interface {
	Get(name []byte) []byte
	Put(name, value []byte) error
	Delete(name []byte) error
	prefixed(prefix string) iter.Seq2[string, []byte]
}

// localTx keeps strings, hashes and their times to live in a table: under
// "s<key>" the string, under "h<key>\x00<field>" each field, and under "x<key>"
// when the key expires.
type localTx struct {
	table table
	now   time.Time
}

// life returns how long a key has yet to live, not above 0 if it is not there.
func (t localTx) life(key string) time.Duration {
	expires := t.table.Get([]byte("x" + key))
	if len(expires) != 8 {
		return 0
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(expires))).Sub(t.now)
}

func (t localTx) do(keys []string, fn func([]value) (change, error)) ([]value, error) {
	values := t.get(keys)
	if fn == nil {
		return values, nil
	}
	c, err := fn(values)
	if err != nil {
		return nil, err
	}
	return values, t.commit(c)
}

func (t localTx) get(keys []string) []value {
	values := make([]value, len(keys))
	for i, key := range keys {
		life := t.life(key)
		if life <= 0 {
			continue
		}
		v := value{kind: "string", life: life, data: t.table.Get([]byte("s" + key))}
		if v.data == nil {
			v.kind, v.fields = "hash", map[string]string{}
			for name, data := range t.table.prefixed(hashField(key, "")) {
				v.fields[strings.TrimPrefix(name, hashField(key, ""))] = string(data)
			}
		}
		values[i] = v
	}
	return values
}

func hashField(key, field string) string { return "h" + key + "\x00" + field }

// commit with strings, once or twice a run, also deletes all that has expired.
func (t localTx) commit(c change) error {
	var errs []error
	del := func(name string) { errs = append(errs, t.table.Delete([]byte(name))) }
	put := func(name string, data []byte) { errs = append(errs, t.table.Put([]byte(name), data)) }
	expire := func(key string, ttl time.Duration) {
		at := t.now.Add(max(ttl, time.Millisecond)).UnixMilli()
		put("x"+key, binary.BigEndian.AppendUint64(nil, uint64(at)))
	}
	gone := slices.Clone(c.del)
	if c.hash != "" && t.life(c.hash) <= 0 {
		gone = append(gone, c.hash)
	}
	if len(c.set) > 0 {
		for name := range t.table.prefixed("x") {
			if key := strings.TrimPrefix(name, "x"); t.life(key) <= 0 {
				gone = append(gone, key)
			}
		}
	}
	var names []string
	for _, key := range gone {
		names = append(names, "s"+key, "x"+key)
		for name := range t.table.prefixed(hashField(key, "")) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		del(name)
	}
	for _, e := range c.set {
		put("s"+e.key, e.data)
		expire(e.key, e.ttl)
	}
	for _, field := range c.delFields {
		del(hashField(c.hash, field))
	}
	for field, text := range c.setFields {
		put(hashField(c.hash, field), []byte(text))
	}
	if len(c.setFields) > 0 || c.hash != "" && t.life(c.hash) > 0 {
		expire(c.hash, AccountsTTL)
	}
	return errors.Join(errs...)
}

// mapTable is a table in memory.
type mapTable map[string][]byte

func (m mapTable) Get(name []byte) []byte { return m[string(name)] }

func (m mapTable) Put(name, value []byte) error {
	m[string(name)] = value
	return nil
}

func (m mapTable) Delete(name []byte) error {
	delete(m, string(name))
	return nil
}

func (m mapTable) prefixed(prefix string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for name, data := range m {
			if strings.HasPrefix(name, prefix) && !yield(name, data) {
				return
			}
		}
	}
}

// memory is an engine that lives as long as the process.
type memory struct {
	now func() time.Time

	mu    sync.Mutex
	table mapTable
	held  *holding // nil if the lock is free
}

func (m *memory) name() string { return "memory" }

func (m *memory) close() error { return nil }

func (m *memory) do(ctx context.Context, _ string, keys []string, fn func([]value) (change, error)) ([]value, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return localTx{m.table, m.now()}.do(keys, fn)
}

func (m *memory) take(_ context.Context, token string, o Options) (*lock, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held != nil {
		return nil, nil
	}
	held := new(parseHolding(token+" "+o.Holder, ""))
	m.held = held
	extend := func(_ context.Context, steps uint64) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		held.progress = progressOf(token, steps)
		return nil
	}
	release := func(context.Context) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.held = nil
		return nil
	}
	return &lock{extend, release}, nil
}

func (m *memory) look(context.Context) (holding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		return holding{}, nil
	}
	return *m.held, nil
}
