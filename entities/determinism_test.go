package entities

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestDraftsDoNotDependOnOrderOrConcurrency(t *testing.T) {
	w := fullWorld(t, 7, 30)
	forEachPool(t, func(t *testing.T, e *Entity) {
		const n = 200
		g := generator(t, w, e)
		want := make([]string, n)
		for i := range n {
			want[i] = string(g.Draft(i, i%3).Body)
		}
		got := make([]string, n)
		var wg sync.WaitGroup
		other := generator(t, w, e)
		order := rand.New(rand.NewPCG(1, 2)).Perm(n)
		for part := range slices.Chunk(order, n/8) {
			wg.Go(func() {
				for _, i := range part {
					got[i] = string(other.Draft(i, i%3).Body)
				}
			})
		}
		wg.Wait()
		if !slices.Equal(got, want) {
			t.Error("another order gives other items")
		}
	})
}

// The references of two worlds are the same here, so whatever differs is the
// seed's. (Variants of one item look much alike whatever the seed.)
func TestSeedsDiffer(t *testing.T) {
	w := fullWorld(t, 7, 30)
	other := *w
	other.Seed = 8
	forEachPool(t, func(t *testing.T, e *Entity) {
		a, b := generator(t, w, e), generator(t, &other, e)
		same := 0
		for i := range 30 {
			if string(a.Draft(i, 0).Body) == string(b.Draft(i, 0).Body) {
				same++
			}
		}
		if same > 0 && e.Pool != "menu_item_variants" && !e.Optional || same == 30 {
			t.Errorf("%d of 30 items are the same with another seed", same)
		}
	})
}

func TestPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 3000).Draw(t, "size")
		p := newPermutation(size, rapid.Uint64().Draw(t, "seed"), "test")
		seen := make([]bool, size)
		for i := range size {
			to := p.at(i)
			if seen[to] {
				t.Fatalf("%d is hit twice", to)
			}
			seen[to] = true
		}
		if i := rapid.IntRange(0, 1<<40).Draw(t, "i"); p.at(i) != p.at(i%size) {
			t.Fatalf("%d does not start again", i)
		}
	})
	if got := newPermutation(0, 1, "test").at(5); got != 0 {
		t.Errorf("of nothing: %d", got)
	}
}

func TestHugePermutationsStayInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1<<40, 1<<62).Draw(t, "size")
		p := newPermutation(size, rapid.Uint64().Draw(t, "seed"), "test")
		a, b := rapid.IntRange(0, size-1).Draw(t, "a"), rapid.IntRange(0, size-1).Draw(t, "b")
		if to := p.at(a); to < 0 || to >= size {
			t.Fatalf("%d goes to %d", a, to)
		}
		if a != b && p.at(a) == p.at(b) {
			t.Fatalf("%d and %d meet", a, b)
		}
	})
}
