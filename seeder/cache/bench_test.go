package cache

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

// benchPools are fourteen pools of a default sample, an item of 1 KB each.
func benchPools() ([]Pool, []seeder.CachedPool, []string) {
	var (
		pools []Pool
		kept  []seeder.CachedPool
		names []string
	)
	filler := strings.Repeat("x", 1000)
	for i := range 14 {
		name := fmt.Sprintf("pool_%d", i)
		p := pool(name, 100)
		for j := range p.Items {
			p.Items[j] = json.RawMessage(fmt.Sprintf(`{"id":"%d","text":%q}`, j, filler))
		}
		p.Meta.Min = 10
		pools, kept, names = append(pools, Pool{name, name}), append(kept, p), append(names, name)
	}
	return pools, kept, names
}

func benchCaches(b *testing.B, run func(*testing.B, seeder.Cache, []seeder.CachedPool, []string)) {
	pools, kept, names := benchPools()
	b.Run("memory", func(b *testing.B) { run(b, NewMemory(Options{Pools: pools}), kept, names) })
	b.Run("file", func(b *testing.B) {
		run(b, NewFile(filepath.Join(b.TempDir(), "cache.db"), Options{Pools: pools}), kept, names)
	})
	b.Run("redis", func(b *testing.B) {
		r, err := NewRedis(Options{URL: redistest.Start(b).URL, Pools: pools})
		must(b, err)
		defer r.Close()
		run(b, r, kept, names)
	})
}

func BenchmarkSave(b *testing.B) {
	benchCaches(b, func(b *testing.B, c seeder.Cache, kept []seeder.CachedPool, _ []string) {
		b.ReportAllocs()
		for b.Loop() {
			must(b, c.Save(b.Context(), slices.Values(kept)))
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	benchCaches(b, func(b *testing.B, c seeder.Cache, kept []seeder.CachedPool, names []string) {
		must(b, c.Save(b.Context(), slices.Values(kept)))
		b.ReportAllocs()
		for b.Loop() {
			got, err := c.Load(b.Context(), names)
			must(b, err)
			if len(got) != len(names) {
				b.Fatal(len(got))
			}
		}
	})
}
