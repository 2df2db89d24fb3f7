package entities

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// dealer returns a maker of orders in a world that holds the given orders.
func dealer(t tb, w *World, existing []Ref) *orderMaker {
	t.Helper()
	world := *w
	world.Refs = map[string][]Ref{}
	for pool, refs := range w.Refs {
		world.Refs[pool] = refs
	}
	world.Refs["orders"] = existing
	return generator(t, &world, registry(t).Get("orders")).(*orderMaker)
}

func foreignOrders(statuses ...string) []Ref {
	refs := make([]Ref, len(statuses))
	for i, status := range statuses {
		refs[i] = Ref{Item: Item{ID: fmt.Sprint("foreign", i), Raw: encode(map[string]string{"status": status})}, Index: -1}
	}
	return refs
}

func ourOrders(statuses map[int]string) []Ref {
	var refs []Ref
	for index, status := range statuses {
		refs = append(refs, Ref{Item: Item{ID: fmt.Sprint("ours", index), Raw: encode(map[string]string{"status": status})}, Index: index})
	}
	return refs
}

func statusesOf(m *orderMaker, indices []int) map[int]string {
	statuses := map[int]string{}
	for _, index := range indices {
		statuses[index] = m.status(index)
	}
	return statuses
}

func counted(statuses ...map[int]string) map[string]int {
	count := map[string]int{}
	for _, list := range statuses {
		for _, status := range list {
			count[status]++
		}
	}
	return count
}

func TestDealInOneGo(t *testing.T) {
	w := fullWorld(t, 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		world := *w
		world.Seed = rapid.Uint64().Draw(t, "seed")
		n := rapid.IntRange(10, 300).Draw(t, "n")
		m := dealer(t, &world, nil)
		m.Deal(upTo(n))
		count := counted(statusesOf(m, upTo(n)))
		if count[delivered] < wantDelivered || count[cancelled] < wantCancelled {
			t.Fatalf("%d orders: %v", n, count)
		}
		if rest := n - count[delivered] - count[cancelled]; count[deliveryFailed]*4 > rest {
			t.Fatalf("%d orders: few of %d are alive: %v", n, rest, count)
		}
		if n >= 40 && len(count) < 11 {
			t.Fatalf("%d orders do not visit the whole life cycle: %v", n, count)
		}
		if len(m.dealt) > 0 {
			t.Fatalf("the pattern was changed: %v", m.dealt)
		}
	})
}

func TestFirstTenAreEarlyMiddleAndLate(t *testing.T) {
	for seed := range uint64(50) {
		m := dealer(t, fullWorld(t, seed, 1), nil)
		var thirds [4]int
		for i := range 10 {
			thirds[min(stageIndex(m.status(i))/3, 3)]++
		}
		if thirds != [4]int{1, 1, 1, 7} {
			t.Errorf("seed %d: %v", seed, thirds)
		}
	}
}

var anyStatus = func() []string {
	list := make([]string, len(stages))
	for i, s := range stages {
		list[i] = s.status
	}
	return list
}

// A run that was broken off after any of its orders ends as one that was not,
// index by index, whoever else's orders there are.
func TestDealAfterABreak(t *testing.T) {
	w := fullWorld(t, 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		world := *w
		world.Seed = rapid.Uint64().Draw(t, "seed")
		others := foreignOrders(rapid.SliceOfN(rapid.SampledFrom(anyStatus()), 0, 15).Draw(t, "others")...)
		n := rapid.IntRange(1, 40).Draw(t, "n")
		whole := dealer(t, &world, others)
		whole.Deal(upTo(n))
		want := statusesOf(whole, upTo(n))

		done, left := map[int]string{}, []int{}
		for index := range n {
			if rapid.Bool().Draw(t, "done") {
				done[index] = want[index]
			} else {
				left = append(left, index)
			}
		}
		broken := dealer(t, &world, append(ourOrders(done), others...))
		broken.Deal(left)
		for index, status := range statusesOf(broken, left) {
			if status != want[index] {
				t.Fatalf("order %d is %s, unbroken %s", index, status, want[index])
			}
		}
	})
}

// Whatever is there and whatever is missing, the missing ones do what they
// can.
func TestDealMakesUpForWhatLacks(t *testing.T) {
	w := fullWorld(t, 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		world := *w
		world.Seed = rapid.Uint64().Draw(t, "seed")
		others := rapid.SliceOfN(rapid.SampledFrom(anyStatus()), 0, 30).Draw(t, "others")
		ours := rapid.MapOfN(rapid.IntRange(0, 60), rapid.SampledFrom(anyStatus()), 0, 30).Draw(t, "ours")
		missing := rapid.SliceOfNDistinct(rapid.IntRange(0, 60), 0, 30, rapid.ID[int]).Draw(t, "missing")
		missing = slices.DeleteFunc(missing, func(i int) bool { _, ok := ours[i]; return ok })
		m := dealer(t, &world, append(ourOrders(ours), foreignOrders(others...)...))
		m.Deal(missing)
		made := statusesOf(m, missing)
		count := counted(made, ours)
		for _, status := range others {
			count[status]++
		}
		if len(others)+len(ours)+len(missing) < wantFrom {
			return
		}
		lacking := max(wantDelivered-count[delivered], 0) + max(wantCancelled-count[cancelled], 0)
		for _, status := range made {
			if lacking > 0 && status != delivered && status != cancelled {
				t.Fatalf("%d lack, but there is still one %s", lacking, status)
			}
		}
	})
}

func TestDealingInSeveralRoundsIsDealingOnce(t *testing.T) {
	w := fullWorld(t, 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		world := *w
		world.Seed = rapid.Uint64().Draw(t, "seed")
		others := foreignOrders("PENDING", "PENDING", "PREPARING", "EN_ROUTE", "PENDING", "PENDING")
		once := dealer(t, &world, others)
		once.Deal(upTo(12))
		again := dealer(t, &world, others)
		again.Deal(upTo(12))
		redo := rapid.SliceOfNDistinct(rapid.IntRange(0, 11), 1, 12, rapid.ID[int]).Draw(t, "redo")
		again.Deal(redo) // the world shows none of them yet
		for i := range 12 {
			if again.status(i) != once.status(i) {
				t.Fatalf("order %d: %s, then %s", i, once.status(i), again.status(i))
			}
		}
	})
}

// Whose status an order has must not change anything else about it.
func TestStatusChangesOnlyWhatFollowsFromIt(t *testing.T) {
	w := town(t, 3)
	plain := generator(t, w, registry(t).Get("orders")).(*orderMaker)
	changed := generator(t, w, registry(t).Get("orders")).(*orderMaker)
	changed.dealt = map[int]string{}
	for i := range 50 {
		changed.dealt[i] = delivered
	}
	for i := range 50 {
		a, b := draft(t, plain, i, 0), draft(t, changed, i, 0)
		if orderKey(Item{Raw: a.Body}) != orderKey(Item{Raw: b.Body}) {
			t.Fatalf("%s\n%s", a.Body, b.Body)
		}
		var x, y orderBody
		_, _ = json.Unmarshal(a.Body, &x), json.Unmarshal(b.Body, &y)
		if x.TotalAmount != y.TotalAmount || x.CustomerLocation != y.CustomerLocation {
			t.Fatalf("%s\n%s", a.Body, b.Body)
		}
	}
}

func TestDealRemembersOnlyAFew(t *testing.T) {
	m := dealer(t, fullWorld(t, 1, 3), nil)
	for i := range 100 {
		m.Deal([]int{3 * i, 3*i + 1, 3*i + 2})
	}
	if len(m.recent) > maxRecent || len(m.dealt) > wantDelivered+wantCancelled {
		t.Errorf("%d indices and %d statuses are kept", len(m.recent), len(m.dealt))
	}
}
