package cache

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/flashseed/flashseed/seeder"
)

// maxSample is the most items that are kept of a pool, however many are
// wanted.
const maxSample = 1000

// Store keeps pools, accounts, the ledger and the lock in an engine.
type Store struct {
	o      Options
	engine engine

	held   atomic.Pointer[lease] // the last one, released or not
	warned atomic.Bool
}

// Name returns "redis" and the address, "file" and the path, or "memory".
func (s *Store) Name() string { return s.engine.name() }

// Close closes connections, and releases the lock if this Store still holds it:
// other runs need not wait for the lease of a process that ended early.
func (s *Store) Close() error {
	if l := s.held.Load(); l != nil {
		l.Release()
	}
	return s.engine.close()
}

// ignore logs a value that is not trusted. One such value is worth a warning;
// where one is, there are often as many as there are keys.
func (s *Store) ignore(key string, why error) {
	log := s.o.Log.Warn
	if s.warned.Swap(true) {
		log = s.o.Log.Debug
	}
	log("cached value ignored", "key", key, "why", why)
}

// Load takes one round trip.
func (s *Store) Load(ctx context.Context, pools []string) (map[string]seeder.CachedPool, error) {
	values, err := s.engine.do(ctx, "load", poolKeys(pools), nil)
	if err != nil {
		return nil, err
	}
	return s.trusted(s.meta(values[0]), pools, values[1:]), nil
}

// meta reads data-pools:meta.
func (s *Store) meta(v value) map[string]seeder.Meta {
	meta, err := decodeMeta(v)
	if err != nil && v.kind != "" {
		s.ignore(keyMeta, err)
	}
	return meta
}

// trusted returns the pools whose array holds what meta says.
func (s *Store) trusted(meta map[string]seeder.Meta, pools []string, arrays []value) map[string]seeder.CachedPool {
	out := map[string]seeder.CachedPool{}
	for i, pool := range pools {
		m, ok := meta[pool]
		if !ok || arrays[i].kind == "" {
			continue
		}
		items, err := decodeItems(arrays[i], m.Kept)
		if err != nil {
			s.ignore(keyPrefix+pool, err)
			continue
		}
		out[pool] = seeder.CachedPool{Pool: pool, Meta: m, Items: items}
	}
	return out
}

// Save takes pools of one backend.
func (s *Store) Save(ctx context.Context, pools iter.Seq[seeder.CachedPool]) error {
	var backend string
	var arrays []entry
	saved := map[string]seeder.CachedPool{}
	for p := range pools {
		p.Meta.Kept = len(p.Items)
		array, err := encode(p.Items)
		if err != nil {
			return fmt.Errorf("pool %s: %w", p.Pool, err)
		}
		arrays = append(arrays, entry{keyPrefix + p.Pool, array, s.o.TTL})
		backend, saved[p.Pool] = p.Meta.Backend, p
	}
	if len(saved) == 0 {
		return nil
	}
	var others []string
	for _, e := range s.o.Pools {
		if _, ok := saved[e.Pool]; !ok {
			others = append(others, e.Pool)
		}
	}
	_, err := s.engine.do(ctx, "save", poolKeys(others), func(values []value) (c change, err error) {
		meta := s.meta(values[0])
		maps.DeleteFunc(meta, func(_ string, m seeder.Meta) bool { return m.Backend != backend })
		kept := s.trusted(meta, others, values[1:])
		for pool, p := range saved {
			meta[pool], kept[pool] = p.Meta, p
		}
		c.set = slices.Clone(arrays)
		allTTL := s.o.TTL // no longer than any pool's
		for i, pool := range others {
			if _, ok := meta[pool]; !ok {
				c.del = append(c.del, keyPrefix+pool)
			}
			if life := values[i+1].life; life > 0 {
				allTTL = min(allTTL, life)
			}
		}
		encoded, err := encode(meta)
		c.set = append(c.set, entry{keyMeta, encoded, s.o.TTL})
		all, bad := s.all(kept)
		if all == nil {
			c.del = append(c.del, keyAll)
		} else {
			c.set = append(c.set, entry{keyAll, all, allTTL})
		}
		return c, errors.Join(err, bad)
	})
	return err
}

// all is what data-pools:all holds: the first items of each pool by JSON key, in
// the pools' order, nil unless every pool is there, as full as it should be, and
// of one data version; optional ones only where they are kept. Of very large
// pools only a sample is kept.
func (s *Store) all(kept map[string]seeder.CachedPool) ([]byte, error) {
	version, members := "", [][]byte{}
	for _, e := range s.o.Pools {
		p, there := kept[e.Pool]
		if !there && e.Optional {
			continue
		}
		m := p.Meta
		if version == "" {
			version = m.DataVersion
		}
		if !there || m.Count < m.Min || m.Kept < min(m.Min, maxSample) || m.DataVersion != version {
			return nil, nil
		}
		array, err := encode(p.Items[:min(m.Min, len(p.Items))])
		if err != nil {
			return nil, err
		}
		members = append(members, fmt.Appendf(nil, "%q:%s", e.JSONKey, array))
	}
	return slices.Concat([]byte("{"), bytes.Join(members, []byte(",")), []byte("}")), nil
}

// Drop clears data-pools:meta too, unless something is left of it.
func (s *Store) Drop(ctx context.Context, pools []string) error {
	_, err := s.engine.do(ctx, "drop", []string{keyMeta}, func(values []value) (c change, err error) {
		c.del = append(poolKeys(pools), keyAll)
		meta := s.meta(values[0])
		maps.DeleteFunc(meta, func(pool string, _ seeder.Meta) bool { return slices.Contains(pools, pool) })
		if len(meta) > 0 {
			c.set = []entry{{keyMeta, nil, s.o.TTL}}
			c.set[0].data, err = encode(meta)
		}
		return c, err
	})
	return err
}

// encode writes JSON without white space and leaves texts as they are.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

var errForeign = errors.New("is not what flashseed writes")

func decodeMeta(v value) (map[string]seeder.Meta, error) {
	var meta map[string]seeder.Meta
	if json.Unmarshal(v.data, &meta) != nil || meta == nil {
		return map[string]seeder.Meta{}, errForeign
	}
	return meta, nil
}

// decodeItems reads one pool's array, which must hold exactly kept objects.
func decodeItems(v value, kept int) ([]json.RawMessage, error) {
	var items []json.RawMessage
	if json.Unmarshal(v.data, &items) != nil || slices.ContainsFunc(items, func(item json.RawMessage) bool { return item[0] != '{' }) {
		return nil, errForeign
	}
	if items == nil || len(items) != kept {
		return nil, fmt.Errorf("holds %d items where data-pools:meta says %d", len(items), kept)
	}
	return items, nil
}
