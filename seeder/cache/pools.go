package cache

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxSample is the most items that are kept of a pool, however many are
// wanted.
const maxSample = 1000

// transaction is what keeping pools needs of a store. What it commits is
// applied whole or not at all, and only if data-pools:meta has not changed
// since it was read.
type transaction interface {
	// values returns nil for keys that are not there or hold no string.
	values(ctx context.Context, keys ...string) ([][]byte, error)
	// lives returns how long the keys have yet to live, not above 0 for keys
	// that are not there or never expire.
	lives(ctx context.Context, keys ...string) ([]time.Duration, error)
	commit(ctx context.Context, c change) error
}

type change struct {
	set []entry
	del []string
}

type entry struct {
	key   string
	value []byte
	ttl   time.Duration
}

// load reads all it needs with one call of values.
func (k *keeper) load(ctx context.Context, tx transaction, pools []string) (map[string]seeder.CachedPool, error) {
	values, err := tx.values(ctx, append([]string{keyMeta}, poolKeys(pools)...)...)
	if err != nil {
		return nil, err
	}
	return k.believe(k.readMeta(values[0]), pools, values[1:]), nil
}

func (k *keeper) readMeta(data []byte) map[string]seeder.Meta {
	meta, err := decodeMeta(data)
	if err != nil {
		k.ignore(keyMeta, err.Error())
	}
	return meta
}

// believe returns the pools whose array holds what meta says.
func (k *keeper) believe(meta map[string]seeder.Meta, pools []string, arrays [][]byte) map[string]seeder.CachedPool {
	out := map[string]seeder.CachedPool{}
	for i, pool := range pools {
		m, ok := meta[pool]
		if !ok || arrays[i] == nil || !k.knows(pool) {
			continue
		}
		items, err := decodeItems(arrays[i], m.Kept)
		if err != nil {
			k.ignore(poolKey(pool), err.Error())
			continue
		}
		out[pool] = seeder.CachedPool{Pool: pool, Meta: m, Items: items}
	}
	return out
}

func (k *keeper) save(ctx context.Context, tx transaction, b batch) error {
	values, err := tx.values(ctx, keyMeta)
	if err != nil {
		return err
	}
	meta := merge(k.readMeta(values[0]), b)
	all, err := k.all(ctx, tx, meta, b)
	if err != nil {
		return err
	}
	c, err := k.writes(meta, b)
	if err != nil {
		return err
	}
	if all == nil {
		c.del = append(c.del, keyAll)
	} else {
		c.set = append(c.set, *all)
	}
	return tx.commit(ctx, c)
}

// merge returns what data-pools:meta is to say: what it said of the batch's
// backend, and the batch.
func merge(meta map[string]seeder.Meta, b batch) map[string]seeder.Meta {
	maps.DeleteFunc(meta, func(_ string, m seeder.Meta) bool { return m.Backend != b.backend })
	for pool, p := range b.pools {
		meta[pool] = p.Meta
	}
	return meta
}

// writes sets the batch and meta, and removes arrays that meta says nothing
// of.
func (k *keeper) writes(meta map[string]seeder.Meta, b batch) (change, error) {
	encoded, err := json.Marshal(meta)
	if err != nil {
		return change{}, err
	}
	c := change{set: []entry{{keyMeta, encoded, k.TTL}}}
	for _, pool := range k.poolNames() {
		if p, ok := b.pools[pool]; ok {
			c.set = append(c.set, entry{poolKey(pool), encodeArray(p.Items), k.TTL})
		} else if _, ok := meta[pool]; !ok {
			c.del = append(c.del, poolKey(pool))
		}
	}
	return c, nil
}

// all makes data-pools:all of the batch and of the pools that are there
// already, nil unless that makes all pools. It lives no longer than any of
// them.
func (k *keeper) all(ctx context.Context, tx transaction, meta map[string]seeder.Meta, b batch) (*entry, error) {
	if !k.complete(meta) {
		return nil, nil
	}
	others := k.without(b)
	pools, ttl, err := k.gather(ctx, tx, meta, others)
	if err != nil || len(pools) != len(others) {
		return nil, err
	}
	maps.Copy(pools, b.pools)
	return &entry{keyAll, k.encodeAll(pools), ttl}, nil
}

func (k *keeper) gather(ctx context.Context, tx transaction, meta map[string]seeder.Meta, pools []string) (map[string]seeder.CachedPool, time.Duration, error) {
	ttl := k.TTL
	if len(pools) == 0 {
		return map[string]seeder.CachedPool{}, ttl, nil
	}
	arrays, err := tx.values(ctx, poolKeys(pools)...)
	if err != nil {
		return nil, 0, err
	}
	lives, err := tx.lives(ctx, poolKeys(pools)...)
	if err != nil {
		return nil, 0, err
	}
	for _, life := range lives {
		if life > 0 {
			ttl = min(ttl, life)
		}
	}
	return k.believe(meta, pools, arrays), ttl, nil
}

func (k *keeper) without(b batch) []string {
	var names []string
	for _, pool := range k.poolNames() {
		if _, ok := b.pools[pool]; !ok {
			names = append(names, pool)
		}
	}
	return names
}

// complete tells whether meta says that every pool is there, full, and of one
// data version.
func (k *keeper) complete(meta map[string]seeder.Meta) bool {
	version := entities.DataVersion
	for i, pool := range k.poolNames() {
		m, ok := meta[pool]
		if i == 0 {
			version = m.DataVersion
		}
		if !ok || !full(m) || m.DataVersion != version {
			return false
		}
	}
	return true
}

// full tells whether a pool had what was wanted. Of very large pools only a
// sample is kept.
func full(m seeder.Meta) bool {
	return m.Count >= m.Min && m.Kept >= min(m.Min, maxSample)
}

func (k *keeper) drop(ctx context.Context, tx transaction, pools []string) error {
	values, err := tx.values(ctx, keyMeta)
	if err != nil {
		return err
	}
	meta := k.readMeta(values[0])
	c := change{del: append(poolKeys(pools), keyAll)}
	for _, pool := range pools {
		delete(meta, pool)
	}
	if len(meta) == 0 {
		c.del = append(c.del, keyMeta)
		return tx.commit(ctx, c)
	}
	encoded, err := json.Marshal(meta)
	if err != nil {
		return err
	}
	c.set = []entry{{keyMeta, encoded, k.TTL}}
	return tx.commit(ctx, c)
}

// known leaves out names that are no pool's, so that nobody drops the
// accounts by calling them a pool.
func (k *keeper) known(pools []string) []string {
	var names []string
	for _, pool := range pools {
		if k.knows(pool) {
			names = append(names, pool)
		}
	}
	return names
}
