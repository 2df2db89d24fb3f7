package entities

import "testing"

// The loop and the generator have forty allocations an item between them.
const (
	fewAllocs  = 25
	mostAllocs = 40
)

// benchmark times what a pool's function does for one index after the other.
func benchmark(b *testing.B, pools []*Entity, prepare func(b *testing.B, e *Entity) func(index int) error) {
	for _, e := range pools {
		b.Run(e.Pool, func(b *testing.B) {
			do := prepare(b, e)
			b.ReportAllocs()
			for index := 0; b.Loop(); index++ {
				if err := do(index); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func drafting(w *World) func(b *testing.B, e *Entity) func(index int) error {
	return func(b *testing.B, e *Entity) func(index int) error {
		g := generator(b, w, e)
		return func(index int) error {
			g.Draft(index, 0)
			return nil
		}
	}
}

func BenchmarkDraft(b *testing.B) { benchmark(b, registry(b).All(), drafting(town(b, 1))) }

// BenchmarkDeclaredDraft is customers, built in and declared.
func BenchmarkDeclaredDraft(b *testing.B) {
	r := declared(b, `shoppers: {create: /x, key: [email], fields: {email: "customer{index}@x.test", password: secret, first_name: {one_of: [An, Bé, Chi]}, last_name: "No. {index}", phone: "{customers.phone}"}}`)
	benchmark(b, []*Entity{r.Get("customers"), r.Get("shoppers")}, drafting(fullWorld(b, 7, 10)))
}

func BenchmarkNew(b *testing.B) {
	w := fullWorld(b, 1, 1000)
	benchmark(b, registry(b).All(), func(_ *testing.B, e *Entity) func(int) error {
		return func(int) error {
			_, err := e.New(w)
			return err
		}
	})
}

func BenchmarkAssign(b *testing.B) {
	w := fullWorld(b, 1, 100)
	benchmark(b, registry(b).All(), func(b *testing.B, e *Entity) func(int) error {
		g, list := generator(b, w, e), items(w.Refs[e.Pool])
		return func(int) error {
			Assign(g, e, list, 100, 5, never)
			return nil
		}
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
