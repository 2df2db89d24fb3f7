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
	return &state{e: numbered, want: want, limit: 100, retries: 2, whole: true, taken: map[int]bool{}, attempts: map[int]int{}, unseen: map[string][]int{}}
}

func sent(index int) *creation {
	return &creation{draft: entities.Draft{Index: index, Body: fmt.Append(nil, index)}}
}

func failedWith(m Meaning, indices ...int) (list []*creation) {
	for _, i := range indices {
		list = append(list, sent(i))
		list[len(list)-1].err = &RequestError{Meaning: m}
	}
	return list
}

func madeOf(indices ...int) (list []*creation) {
	for _, i := range indices {
		list = append(list, sent(i))
		list[len(list)-1].item = numberItem(i)
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
		bodies  []int // indices of bodies
		drafts  []int // indices to be drafted
	}{
		"an empty pool":        {func(*state) {}, nil, []int{0, 1, 2, 3}},
		"half filled":          {func(s *state) { s.have, s.taken[0], s.taken[2] = 2, true, true }, nil, []int{1, 3}},
		"full":                 {func(s *state) { s.have = 4 }, nil, nil},
		"past the sample":      {func(s *state) { s.want, s.have, s.next = 7, 5, 5 }, nil, []int{5, 6}},
		"what is queued first": {func(s *state) { s.queue, s.next = []*creation{sent(0), undrafted(2), sent(1)}, 4 }, []int{0, 1}, []int{2, 4}},
		"after a round without a sure answer, one": {func(s *state) { s.single, s.queue = true, []*creation{sent(0), sent(1)} }, []int{0}, nil},
		"so many more, whatever is there":          {func(s *state) { s.have, s.add, s.taken[0] = 9, 2, true }, nil, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			s := numbersState(4)
			c.prepare(s)
			if bodies, drafts := split(s.plan()); !slices.Equal(bodies, c.bodies) || !slices.Equal(drafts, c.drafts) {
				t.Errorf("sends %v, drafts %v; want %v and %v", bodies, drafts, c.bodies, c.drafts)
			}
		})
	}
}

// split returns the indices that a batch holds bodies of, and the others.
func split(batch []*creation) (bodies, drafts []int) {
	for _, q := range batch {
		if q.draft.Body != nil {
			bodies = append(bodies, q.draft.Index)
		} else {
			drafts = append(drafts, q.draft.Index)
		}
	}
	return bodies, drafts
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
		"lost, and there by the count alone": {
			prepare: func(s *state) { s.want, s.have, s.next = 10, 5, 8 },
			round:   round{created: 1, made: madeOf(5), failed: failedWith(Unknown, 6, 7)}, look: &Observation{Count: 8}, have: 8, created: 3, next: 8,
		},
		"lost, and half of it there by the count alone": {
			prepare: func(s *state) { s.want, s.have, s.next = 10, 5, 8 },
			round:   round{created: 1, made: madeOf(5), failed: failedWith(Unknown, 6, 7)}, look: &Observation{Count: 7}, have: 7, created: 2, resend: []int{6, 7}, next: 8,
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
			resend, drafts := split(s.plan())
			next := -1
			if len(drafts) > 0 {
				next = drafts[0]
			}
			if !slices.Equal(resend, c.resend) || next != c.next {
				t.Errorf("sends %v again, then %d; want %v, %d", resend, next, c.resend, c.next)
			}
		})
	}
}
