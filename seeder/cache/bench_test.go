package cache

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

// benchPools are fourteen pools of a default sample, an item of 1 KB each.
func benchPools() ([]*entities.Entity, []seeder.CachedPool, []string) {
	var (
		pools []*entities.Entity
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
		pools, kept, names = append(pools, &entities.Entity{Pool: name, JSONKey: name}), append(kept, p), append(names, name)
	}
	return pools, kept, names
}

func benchCaches(b *testing.B, run func(*testing.B, seeder.Cache, []seeder.CachedPool, []string)) {
	pools, kept, names := benchPools()
	for _, url := range []string{"memory:", "file:" + filepath.Join(b.TempDir(), "cache.db"), redistest.Start(b).URL} {
		name, _, _ := strings.Cut(url, ":")
		b.Run(name, func(b *testing.B) {
			c := store(b, url, Options{Pools: pools})
			defer c.Close()
			run(b, c, kept, names)
		})
	}
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

// BenchmarkAppend adds batches to a ledger that holds a hundred thousand
// entries, and BenchmarkLedger reads such a one.
func BenchmarkAppend(b *testing.B) {
	benchLedger(b, func(b *testing.B, c *Store, batch seeder.Ledger) { must(b, c.Append(b.Context(), here, batch)) })
}

func BenchmarkLedger(b *testing.B) {
	benchLedger(b, func(b *testing.B, c *Store, _ seeder.Ledger) {
		_, err := c.Ledger(b.Context(), here)
		must(b, err)
	})
}

func benchLedger(b *testing.B, run func(*testing.B, *Store, seeder.Ledger)) {
	batch := func(from, n int) seeder.Ledger {
		l := seeder.Ledger{Next: map[string]int{"orders": from + n}}
		for i := range n {
			l.Entries = append(l.Entries, seeder.LedgerEntry{Pool: "orders", ID: fmt.Sprintf("FF_ORDER_%032d", from+i), Key: "key"})
		}
		return l
	}
	for _, url := range []string{"memory:", "file:" + filepath.Join(b.TempDir(), "cache.db"), redistest.Start(b).URL} {
		c := store(b, url, Options{})
		for i := range 100 {
			must(b, c.Append(b.Context(), here, batch(i*1000, 1000)))
		}
		name, _, _ := strings.Cut(c.Name(), " ")
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run(b, c, batch(0, 100))
			}
		})
		must(b, c.Close())
	}
}
