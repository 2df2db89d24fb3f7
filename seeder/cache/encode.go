package cache

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/flashseed/flashseed/seeder"
)

// batch is what one Save was given, checked and compacted, by pool. All of it
// is of one backend.
type batch struct {
	backend string
	pools   map[string]seeder.CachedPool
}

// encode refuses what Load would not believe. Meta.Kept is counted, not taken
// over.
func (k *keeper) encode(pools iter.Seq[seeder.CachedPool]) (batch, error) {
	b := batch{pools: map[string]seeder.CachedPool{}}
	for p := range pools {
		if !k.knows(p.Pool) {
			return b, fmt.Errorf("pool %q is none of the pools that can be kept", p.Pool)
		}
		if err := b.add(p); err != nil {
			return b, fmt.Errorf("pool %s: %w", p.Pool, err)
		}
	}
	return b, nil
}

func (b *batch) add(p seeder.CachedPool) error {
	if b.backend == "" {
		b.backend = p.Meta.Backend
	}
	if p.Meta.Backend == "" || p.Meta.Backend != b.backend {
		return errors.New("all pools that are saved together must name the same backend")
	}
	if _, err := json.Marshal(p.Meta); err != nil {
		return err
	}
	items, err := compact(p.Items)
	if err != nil {
		return err
	}
	p.Items, p.Meta.Kept = items, len(items)
	b.pools[p.Pool] = p
	return nil
}

// compact copies the items into one buffer, without white space.
func compact(items []json.RawMessage) ([]json.RawMessage, error) {
	buf := bytes.NewBuffer(make([]byte, 0, size(items))) // compacting never grows, so the slices stay where they are
	out := make([]json.RawMessage, len(items))
	for i, item := range items {
		start := buf.Len()
		if err := json.Compact(buf, item); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		out[i] = buf.Bytes()[start:buf.Len():buf.Len()]
		if first(out[i]) != '{' {
			return nil, fmt.Errorf("item %d is not a JSON object", i)
		}
	}
	return out, nil
}

func size(items []json.RawMessage) int {
	n := 0
	for _, item := range items {
		n += len(item)
	}
	return n
}

func encodeArray(items []json.RawMessage) []byte {
	return appendArray(make([]byte, 0, size(items)+len(items)+len("[]")), items)
}

func appendArray(dst []byte, items []json.RawMessage) []byte {
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, item...)
	}
	return append(dst, ']')
}

// encodeAll writes data-pools:all from pools that are all there.
func (k *keeper) encodeAll(pools map[string]seeder.CachedPool) []byte {
	length := 0
	for _, p := range k.Pools {
		items := pools[p.Name].Items
		length += len(p.JSONKey) + size(items) + len(items) + len(`,"":[]`)
	}
	dst := append(make([]byte, 0, length), '{')
	for i, p := range k.Pools {
		if i > 0 {
			dst = append(dst, ',')
		}
		name, _ := json.Marshal(p.JSONKey) // a string always encodes
		dst = append(append(dst, name...), ':')
		kept := pools[p.Name]
		dst = appendArray(dst, kept.Items[:min(kept.Meta.Min, len(kept.Items))])
	}
	return append(dst, '}')
}
