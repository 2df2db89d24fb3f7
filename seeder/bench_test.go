package seeder_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// countingBackend answers creations at once with a record made beforehand, so
// that what is measured is the loop and the generator.
type countingBackend struct {
	*fakeBackend
	record []byte
	made   atomic.Int64
}

func (b *countingBackend) Create(context.Context, *entities.Entity, entities.Draft) (entities.Item, error) {
	return entities.Item{ID: strconv.FormatInt(b.made.Add(1), 10), Raw: bytes.Clone(b.record)}, nil
}

func (b *countingBackend) Observe(context.Context, *entities.Entity, int, int) (seeder.Observation, error) {
	return seeder.Observation{}, nil
}

// BenchmarkLoop is one whole run for customers; divide by the pool's size for
// the cost of an item.
func BenchmarkLoop(b *testing.B) {
	for _, size := range []int{1000, 10000, 100000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			h := newHarness(b)
			h.options.Backend = &countingBackend{fakeBackend: h.fakeBackend, record: []byte(`{}`)}
			h.options.Min = func(string) int { return size }
			b.ReportAllocs()
			for b.Loop() {
				r, err := seeder.New(h.options).Run(b.Context(), seeder.Request{Pools: []string{"customers"}}, nil)
				if err != nil || r.Status != seeder.StatusOK {
					b.Fatal(r.Error, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/item")
		})
	}
}

// The budget of one item, loop and generator together.
func TestAllocationsOfOneItem(t *testing.T) {
	const size, budget = 5000, 40
	h := newHarness(t)
	h.options.Backend = &countingBackend{fakeBackend: h.fakeBackend, record: []byte(`{}`)}
	h.options.Min = func(string) int { return size }
	allocs := testing.AllocsPerRun(3, func() {
		if _, err := seeder.New(h.options).Run(t.Context(), seeder.Request{Pools: []string{"customers"}}, nil); err != nil {
			t.Fatal(err)
		}
	})
	if per := allocs / size; per > budget {
		t.Errorf("%.1f allocations an item, budget %d", per, budget)
	} else {
		t.Logf("%.1f allocations an item", per)
	}
}
