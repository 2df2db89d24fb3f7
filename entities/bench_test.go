package entities

import "testing"

// The loop and the generator have forty allocations an item between them.
const (
	fewAllocs  = 25
	mostAllocs = 40
)

// benchmark times what a pool's function does for one index after the other.
func benchmark(b *testing.B, pools []*Entity, prepare func(e *Entity) func(index int)) {
	for _, e := range pools {
		b.Run(e.Pool, func(b *testing.B) {
			do := prepare(e)
			b.ReportAllocs()
			for index := 0; b.Loop(); index++ {
				do(index)
			}
		})
	}
}

// BenchmarkDraft has customers built in and declared, too.
func BenchmarkDraft(b *testing.B) {
	r := declared(b, `shoppers: {create: /x, key: [email], fields: {email: "customer{index}@x.test", password: secret, first_name: {one_of: [An, Bé, Chi]}, last_name: "No. {index}", phone: "{customers.phone}"}}`)
	w := town(b, 1)
	benchmark(b, r.All(), func(e *Entity) func(int) {
		g := generator(b, w, e)
		return func(index int) { g.Draft(index, 0) }
	})
}

func BenchmarkNew(b *testing.B) {
	w := fullWorld(b, 1, 1000)
	benchmark(b, registry(b).All(), func(e *Entity) func(int) {
		return func(int) { generator(b, w, e) }
	})
}

func BenchmarkAssign(b *testing.B) {
	w := fullWorld(b, 1, 100)
	benchmark(b, registry(b).All(), func(e *Entity) func(int) {
		g, list := generator(b, w, e), items(w.Refs[e.Pool])
		return func(int) { Assign(g, e, list, 100, 5, never) }
	})
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
			g.Draft(index, 0)
			index++
		})
		if allocs > limit {
			t.Errorf("%v allocations a draft, more than %v", allocs, limit)
		}
	})
}
