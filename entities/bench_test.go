package entities

import "testing"

// The loop and the generator have forty allocations an item between them.
const (
	fewAllocs  = 25
	mostAllocs = 40
)

func BenchmarkDraft(b *testing.B) {
	w := town(b, 1)
	for _, e := range registry(b).All() {
		b.Run(e.Pool, func(b *testing.B) {
			g := generator(b, w, e)
			b.ReportAllocs()
			index := 0
			for b.Loop() {
				if _, err := g.Draft(index, 0); err != nil {
					b.Fatal(err)
				}
				index++
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	w := fullWorld(b, 1, 1000)
	for _, e := range registry(b).All() {
		b.Run(e.Pool, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.New(w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAssign(b *testing.B) {
	w := fullWorld(b, 1, 100)
	for _, e := range registry(b).All() {
		b.Run(e.Pool, func(b *testing.B) {
			g, list := generator(b, w, e), items(w.Refs[e.Pool])
			b.ReportAllocs()
			for b.Loop() {
				Assign(g, e, list, 100, 5, never)
			}
		})
	}
}

func TestDraftsAreCheap(t *testing.T) {
	w := town(t, 1)
	forEachPool(t, func(t *testing.T, e *Entity) {
		g := generator(t, w, e)
		limit := float64(fewAllocs)
		if e.Pool == "restaurants" || e.Pool == "orders" {
			limit = mostAllocs
		}
		index := 0
		allocs := testing.AllocsPerRun(500, func() {
			draft(t, g, index, 0)
			index++
		})
		if allocs > limit {
			t.Errorf("%v allocations a draft, more than %v", allocs, limit)
		}
	})
}
