package cache

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flashseed/flashseed/seeder"
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
	table   table
	now     time.Time
	changed bool
}

// life returns how long a key has yet to live, not above 0 if it is not there.
func (t *localTx) life(key string) time.Duration {
	expires := t.table.Get([]byte("x" + key))
	if len(expires) != 8 {
		return 0
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(expires))).Sub(t.now)
}

func (t *localTx) get(keys ...string) ([]value, error) {
	values := make([]value, len(keys))
	for i, key := range keys {
		if life := t.life(key); life > 0 {
			values[i] = value{t.table.Get([]byte("s" + key)), life, "string"}
			if values[i].data == nil {
				values[i].kind = "hash"
			}
		}
	}
	return values, nil
}

func (t *localTx) fields(key string) (map[string]string, error) {
	if t.life(key) <= 0 {
		return nil, nil
	}
	fields := map[string]string{}
	for name, data := range t.table.prefixed(hashField(key, "")) {
		fields[strings.TrimPrefix(name, hashField(key, ""))] = string(data)
	}
	return fields, nil
}

func hashField(key, field string) string { return "h" + key + "\x00" + field }

func (t *localTx) commit(c change) error {
	t.changed = true
	del := c.del
	if c.hash != "" && t.life(c.hash) <= 0 {
		del = append(del, c.hash)
	}
	if len(c.set) > 0 { // once or twice a run
		for name := range t.table.prefixed("x") {
			if key := strings.TrimPrefix(name, "x"); t.life(key) <= 0 {
				del = append(del, key)
			}
		}
	}
	for _, key := range del {
		names := []string{"s" + key, "x" + key}
		for name := range t.table.prefixed(hashField(key, "")) {
			names = append(names, name)
		}
		for _, name := range names {
			if err := t.table.Delete([]byte(name)); err != nil {
				return err
			}
		}
	}
	for _, e := range c.set {
		if err := errors.Join(t.table.Put([]byte("s"+e.key), e.data), t.expire(e.key, e.ttl)); err != nil {
			return err
		}
	}
	for _, field := range c.delFields {
		if err := t.table.Delete([]byte(hashField(c.hash, field))); err != nil {
			return err
		}
	}
	for field, text := range c.setFields {
		if err := t.table.Put([]byte(hashField(c.hash, field)), []byte(text)); err != nil {
			return err
		}
	}
	if c.hash != "" && (len(c.setFields) > 0 || t.life(c.hash) > 0) {
		return t.expire(c.hash, c.hashTTL)
	}
	return nil
}

func (t *localTx) expire(key string, ttl time.Duration) error {
	at := t.now.Add(max(ttl, time.Millisecond)).UnixMilli()
	return t.table.Put([]byte("x"+key), binary.BigEndian.AppendUint64(nil, uint64(at)))
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

// memory is an engine that lives as long as the process. Its lock is never
// lost: a holder that dies takes the process along.
type memory struct {
	now func() time.Time

	mu    sync.Mutex
	table mapTable
	lease *memoryLease
}

func (m *memory) name() string { return "memory" }

func (m *memory) close() error { return nil }

func (m *memory) transact(ctx context.Context, _, _ string, fn func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return fn(&localTx{table: m.table, now: m.now()})
}

func (m *memory) try(_ context.Context, token string, o Options) (seeder.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lease != nil {
		return nil, nil
	}
	m.lease = &memoryLease{m: m, token: token, holder: o.Holder}
	return m.lease, nil
}

func (m *memory) look(context.Context) (holding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lease == nil {
		return holding{}, nil
	}
	return parseHolding(m.lease.token+" "+m.lease.holder, m.lease.token+" "+strconv.FormatUint(m.lease.steps.Load(), 10)), nil
}

type memoryLease struct {
	noLease
	m      *memory
	token  string
	holder string
	steps  atomic.Uint64
}

func (l *memoryLease) Progress() { l.steps.Add(1) }

func (l *memoryLease) Release() {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	if l.m.lease == l {
		l.m.lease = nil
	}
}
