package cache

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

// benchPools are the pools of a default sample, an item of 1 KB each.
func benchPools() ([]*entities.Entity, []seeder.CachedPool, []string) {
	var (
		registry = entities.NewRegistry()
		kept     []seeder.CachedPool
		filler   = strings.Repeat("x", 1000)
	)
	for _, name := range registry.Names() {
		p := pool(name, 100)
		for j := range p.Items {
			p.Items[j] = json.RawMessage(fmt.Sprintf(`{"id":"%d","text":%q}`, j, filler))
		}
		p.Meta.Min = 10
		kept = append(kept, p)
	}
	return registry.All(), kept, registry.Names()
}

// benchCaches runs a benchmark of each kind of cache, after a preparation.
func benchCaches(b *testing.B, pools []*entities.Entity, prepare, run func(*testing.B, *Store)) {
	for _, url := range []string{"memory:", "file:" + filepath.Join(b.TempDir(), "cache.db"), redistest.Start(b).URL} {
		c := store(b, url, Options{Pools: pools})
		prepare(b, c)
		name, _, _ := strings.Cut(url, ":")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b, c)
			}
		})
		must(b, c.Close())
	}
}

func BenchmarkSave(b *testing.B) {
	pools, kept, _ := benchPools()
	benchCaches(b, pools, func(*testing.B, *Store) {}, func(b *testing.B, c *Store) { save(b, c, kept...) })
}

func BenchmarkLoad(b *testing.B) {
	pools, kept, names := benchPools()
	benchCaches(b, pools, func(b *testing.B, c *Store) { save(b, c, kept...) }, func(b *testing.B, c *Store) {
		got, err := c.Load(b.Context(), names)
		must(b, err)
		if len(got) != len(names) {
			b.Fatal(len(got))
		}
	})
}

// BenchmarkAppend adds batches to a ledger that holds a hundred thousand
// entries, and BenchmarkLedger reads such a one.
func BenchmarkAppend(b *testing.B) {
	benchCaches(b, nil, fillLedger, func(b *testing.B, c *Store) { must(b, c.Append(b.Context(), here, benchBatch(0, 100))) })
}

func BenchmarkLedger(b *testing.B) {
	benchCaches(b, nil, fillLedger, func(b *testing.B, c *Store) {
		_, err := c.Ledger(b.Context(), here)
		must(b, err)
	})
}

func fillLedger(b *testing.B, c *Store) {
	for i := range 100 {
		must(b, c.Append(b.Context(), here, benchBatch(i*1000, 1000)))
	}
}

func benchBatch(from, n int) seeder.Ledger {
	l := seeder.Ledger{Next: map[string]int{"orders": from + n}}
	for i := range n {
		l.Entries = append(l.Entries, seeder.LedgerEntry{Pool: "orders", ID: fmt.Sprintf("FF_ORDER_%032d", from+i), Key: "key"})
	}
	return l
}
