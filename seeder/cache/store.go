package cache

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxSample is the most items that are kept of a pool, however many are
// wanted.
const maxSample = 1000

// Store keeps pools, accounts, the ledger and the lock in an engine.
type Store struct {
	o      Options
	engine engine

	held   atomic.Pointer[seeder.Lease] // the last one, released or not
	warned atomic.Bool
}

// Name returns "redis" and the address, "file" and the path, or "memory".
func (s *Store) Name() string { return s.engine.name() }

// Close closes connections, and releases the lock if this Store still holds it:
// other runs need not wait for the lease of a process that ended early.
func (s *Store) Close() error {
	if lease := s.held.Load(); lease != nil {
		(*lease).Release()
	}
	return s.engine.close()
}

// ignore logs a value that is not trusted. One such value is worth a warning;
// where one is, there are often as many as there are keys.
func (s *Store) ignore(key, why string) {
	level := slog.LevelWarn
	if s.warned.Swap(true) {
		level = slog.LevelDebug
	}
	s.o.Log.Log(context.Background(), level, "cached value ignored", "key", key, "why", why)
}

// Load takes one round trip.
func (s *Store) Load(ctx context.Context, pools []string) (map[string]seeder.CachedPool, error) {
	var out map[string]seeder.CachedPool
	pools = s.o.known(pools)
	err := s.engine.transact(ctx, "load", "", func(tx tx) error {
		values, err := tx.get(poolKeys(pools)...)
		if err == nil {
			out = s.trusted(s.meta(values[0]), pools, values[1:])
		}
		return err
	})
	return out, err
}

func (s *Store) meta(v value) map[string]seeder.Meta {
	meta, err := decodeMeta(v)
	if err != nil {
		s.ignore(keyMeta, err.Error())
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
			s.ignore(poolKey(pool), err.Error())
			continue
		}
		out[pool] = seeder.CachedPool{Pool: pool, Meta: m, Items: items}
	}
	return out
}

// Save fails, before anything is asked or written, if the pools are invalid:
// unknown, of several backends, or with items that are no JSON objects.
func (s *Store) Save(ctx context.Context, pools iter.Seq[seeder.CachedPool]) error {
	batch, backend, err := s.encode(pools)
	if err != nil || len(batch) == 0 {
		return err
	}
	others := slices.DeleteFunc(s.o.poolNames(), func(pool string) bool { _, ok := batch[pool]; return ok })
	return s.engine.transact(ctx, "save", keyMeta, func(tx tx) error {
		values, err := tx.get(poolKeys(others)...)
		if err != nil {
			return err
		}
		meta := s.meta(values[0])
		maps.DeleteFunc(meta, func(_ string, m seeder.Meta) bool { return m.Backend != backend })
		kept := s.trusted(meta, others, values[1:])
		var c change
		for _, p := range batch {
			meta[p.Pool], kept[p.Pool] = p.Meta, p
			c.set = append(c.set, entry{poolKey(p.Pool), appendArray(nil, p.Items), s.o.TTL})
		}
		allTTL := s.o.TTL // no longer than any pool's
		for i, pool := range others {
			if _, ok := meta[pool]; !ok {
				c.del = append(c.del, poolKey(pool))
			}
			if life := values[i+1].life; life > 0 {
				allTTL = min(allTTL, life)
			}
		}
		encoded, err := json.Marshal(meta)
		if err != nil {
			return err
		}
		c.set = append(c.set, entry{keyMeta, encoded, s.o.TTL})
		if s.complete(meta, kept) {
			c.set = append(c.set, entry{keyAll, s.encodeAll(kept), allTTL})
		} else {
			c.del = append(c.del, keyAll)
		}
		return tx.commit(c)
	})
}

// complete reports whether every pool is there, as full as meta says it should
// be, and of one data version; optional ones only where meta knows them. Of very
// large pools only a sample is kept.
func (s *Store) complete(meta map[string]seeder.Meta, kept map[string]seeder.CachedPool) bool {
	version := entities.DataVersion
	for i, pool := range s.o.Pools {
		m, known := meta[pool.Name]
		_, there := kept[pool.Name]
		if i == 0 {
			version = m.DataVersion
		}
		if !known && pool.Optional {
			continue
		}
		if !there || m.Count < m.Min || m.Kept < min(m.Min, maxSample) || m.DataVersion != version {
			return false
		}
	}
	return true
}

// Drop ignores names that are no pool's.
func (s *Store) Drop(ctx context.Context, pools []string) error {
	pools = s.o.known(pools)
	if len(pools) == 0 {
		return ctx.Err()
	}
	return s.engine.transact(ctx, "drop", keyMeta, func(tx tx) error {
		values, err := tx.get(keyMeta)
		if err != nil {
			return err
		}
		meta := s.meta(values[0])
		c := change{del: append(poolKeys(pools), keyAll)} // data-pools:meta too, unless something is left of it
		for _, pool := range pools {
			delete(meta, pool)
		}
		if len(meta) > 0 {
			encoded, err := json.Marshal(meta)
			if err != nil {
				return err
			}
			c.set = []entry{{keyMeta, encoded, s.o.TTL}}
		}
		return tx.commit(c)
	})
}

// encode checks and compacts what Save was given: it refuses what Load would
// not trust. Meta.Kept is counted, not taken over.
func (s *Store) encode(pools iter.Seq[seeder.CachedPool]) (batch map[string]seeder.CachedPool, backend string, err error) {
	batch = map[string]seeder.CachedPool{}
	for p := range pools {
		if len(batch) == 0 {
			backend = p.Meta.Backend
		}
		switch {
		case !slices.Contains(s.o.poolNames(), p.Pool):
			return nil, "", fmt.Errorf("pool %q is none of the pools that can be kept", p.Pool)
		case p.Meta.Backend == "" || p.Meta.Backend != backend:
			return nil, "", fmt.Errorf("pool %s: all pools that are saved together must name the same backend", p.Pool)
		}
		if p.Items, err = compact(p.Items); err != nil {
			return nil, "", fmt.Errorf("pool %s: %w", p.Pool, err)
		}
		p.Meta.Kept = len(p.Items)
		batch[p.Pool] = p
	}
	return batch, backend, nil
}

// encodeAll writes data-pools:all from the pools that are there.
func (s *Store) encodeAll(pools map[string]seeder.CachedPool) []byte {
	dst := []byte{'{'}
	for _, p := range s.o.Pools {
		kept, ok := pools[p.Name]
		if !ok {
			continue
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		name, _ := json.Marshal(p.JSONKey) // a string always encodes
		dst = appendArray(append(append(dst, name...), ':'), kept.Items[:min(kept.Meta.Min, len(kept.Items))])
	}
	return append(dst, '}')
}
