package seeder

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
)

// numbered is an entity whose natural key is its body.
var numbered = &entities.Entity{Pool: "numbers", Key: func(item entities.Item) string { return string(item.Raw) }}

// numbersState is the state of a pool of numbers that wants so many.
func numbersState(want int) *state {
	return &state{entity: numbered, want: want, limit: 100, retries: 2, whole: true, taken: map[int]bool{}, attempts: map[int]int{}}
}

func sent(index int) sending {
	return sending{draft: entities.Draft{Index: index, Body: fmt.Append(nil, index)}}
}

func failedWith(m Meaning, indices ...int) []answer {
	var list []answer
	for _, i := range indices {
		list = append(list, answer{sending: sent(i), err: &Error{Meaning: m}})
	}
	return list
}

func madeOf(indices ...int) []answer {
	var list []answer
	for _, i := range indices {
		list = append(list, answer{sending: sent(i), item: numberItem(i)})
	}
	return list
}

func numberItem(i int) entities.Item {
	return entities.Item{ID: fmt.Sprint("id", i), Raw: fmt.Append(nil, i)}
}

func shows(indices ...int) *Observation {
	obs := &Observation{Count: len(indices)}
	for _, i := range indices {
		obs.Items = append(obs.Items, numberItem(i))
	}
	return obs
}

func TestPlan(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*state)
		resend  int
		indices []int
	}{
		"an empty pool":                {func(*state) {}, 0, []int{0, 1, 2, 3}},
		"half filled":                  {func(s *state) { s.have, s.taken[0], s.taken[2] = 2, true, true }, 0, []int{1, 3}},
		"full":                         {func(s *state) { s.have = 4 }, 0, nil},
		"past the sample":              {func(s *state) { s.want, s.have, s.next = 7, 5, 5 }, 0, []int{5, 6}},
		"bodies of unknown fate first": {func(s *state) { s.resend = []sending{sent(0), sent(1)}; s.next = 3 }, 2, []int{3, 4}},
		"then other attempts":          {func(s *state) { s.redraft, s.next = []int{2}, 4 }, 0, []int{2, 4, 5, 6}},
		"after a round without a sure answer, one": {func(s *state) { s.single, s.resend = true, []sending{sent(0), sent(1)} }, 1, nil},
		"so many more, whatever is there":          {func(s *state) { s.have, s.add, s.taken[0] = 9, 2, true }, 0, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			s := numbersState(4)
			c.prepare(s)
			if b := s.plan(); len(b.resend) != c.resend || !slices.Equal(b.indices, c.indices) {
				t.Errorf("%d bodies again, indices %v; want %d and %v", len(b.resend), b.indices, c.resend, c.indices)
			}
		})
	}
}

// TestSettle is the design's table of answers, with the look that follows them.
func TestSettle(t *testing.T) {
	for name, c := range map[string]struct {
		prepare       func(*state)
		round         round
		look          *Observation
		stale         bool
		have, created int
		resend        []int // indices whose body goes again
		next          int   // what the next round would draft first, -1 where the pool is full
		short         string
	}{
		"created": {
			round: round{created: 4, made: madeOf(0, 1, 2, 3)}, have: 4, created: 4, next: -1,
		},
		"created without a record, and shown": {
			round: round{created: 4, blind: 1, made: madeOf(0, 1, 2)}, look: shows(0, 1, 2, 3), have: 4, created: 4, next: -1,
		},
		"created without a record, and not shown": {
			round: round{created: 4, blind: 1, made: madeOf(0, 1, 2)}, look: shows(0, 1, 2), stale: true,
			have: 4, created: 4, next: -1, short: "created 4, the list shows 3",
		},
		"lost, and there": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Unknown, 3)}, look: shows(0, 1, 2, 3), have: 4, created: 4, next: -1,
		},
		"lost, and not there": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(TimedOut, 3)}, look: shows(0, 1, 2), have: 3, created: 3, resend: []int{3}, next: -1,
		},
		"lost where nothing is listed": {
			prepare: func(s *state) { s.unlisted = true },
			round:   round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Unknown, 3)}, have: 3, created: 3, resend: []int{3}, next: -1,
		},
		"lost, and the list lags": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Unknown, 3)}, look: shows(0), stale: true,
			have: 3, created: 3, next: 4, short: "created 3, the list shows 1",
		},
		"a duplicate that is listed": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Duplicate, 3)}, look: shows(0, 1, 2, 3), have: 4, created: 3, next: -1,
		},
		"a duplicate that no list shows": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Duplicate, 3)}, look: shows(0, 1, 2), have: 3, created: 3, next: 4,
		},
		"a duplicate where nothing is listed": {
			prepare: func(s *state) { s.unlisted = true },
			round:   round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Duplicate, 3)}, have: 4, created: 3, next: -1,
		},
		"a duplicate, and the list lags": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Duplicate, 3)}, look: shows(0), stale: true, have: 4, created: 3, next: -1,
		},
		"not sent": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Unreachable, 3)}, have: 3, created: 3, resend: []int{3}, next: -1,
		},
		"throttled": {
			round: round{created: 3, made: madeOf(0, 1, 2), failed: failedWith(Throttled, 3)}, have: 3, created: 3, resend: []int{3}, next: -1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := numbersState(4)
			s.next = 4
			if c.prepare != nil {
				c.prepare(s)
			}
			s.count(&c.round)
			if unsure := s.unsure(&c.round); unsure != (c.look != nil) {
				t.Fatalf("needs a look: %v, want %v", unsure, c.look != nil)
			}
			var err error
			if c.look != nil || s.unlisted {
				if c.look != nil && s.stale(*c.look) != c.stale {
					t.Fatalf("stale: %v, want %v", !c.stale, c.stale)
				}
				err = s.settle(&c.round, c.look, !c.stale)
			}
			if s.have != c.have || s.created != c.created {
				t.Errorf("have %d, created %d; want %d, %d", s.have, s.created, c.have, c.created)
			}
			if short, ok := errors.AsType[*shortage](err); c.short != "" && (!ok || !short.transient || !strings.Contains(short.reason, c.short)) || c.short == "" && err != nil {
				t.Errorf("error %v, want %q", err, c.short)
			}
			if c.short != "" {
				return
			}
			b := s.plan()
			var resend []int
			for _, again := range b.resend {
				resend = append(resend, again.draft.Index)
			}
			next := -1
			if len(b.indices) > 0 {
				next = b.indices[0]
			}
			if !slices.Equal(resend, c.resend) || next != c.next {
				t.Errorf("sends %v again, then %d; want %v, %d", resend, next, c.resend, c.next)
			}
		})
	}
}
