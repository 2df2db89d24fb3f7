package seeder

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/flashseed/flashseed/entities"
)

// send creates a batch, up to Concurrency items at once, and waits for the
// answers. It starts no further item once the run is stopped or an answer shows
// that more would be useless.
func (p *pool) send(b batch) *round {
	s := &sender{pool: p, round: &round{}, known: make(map[string]bool, len(p.refs))}
	for _, ref := range p.refs {
		s.known[ref.ID] = true
	}
	begun := p.run.parallel(b.len(), s.stopped, func(i int) { s.send(b, i) })
	for i := begun; i < b.len(); i++ {
		s.putBack(b, i)
	}
	return s.round
}

// parallel calls do for 0 to n-1, from up to Concurrency goroutines that live
// as long as there is work, until stopped returns true. It waits for those it
// began, the first ones, and returns how many they were.
func (r *run) parallel(n int, stopped func() bool, do func(i int)) (begun int) {
	var (
		next atomic.Int64
		wg   sync.WaitGroup
	)
	for range min(r.o.Concurrency, n) {
		wg.Go(func() {
			for !stopped() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wg.Wait()
	return min(int(next.Load()), n)
}

// sender is the work on one batch.
type sender struct {
	pool   *pool
	stop   atomic.Bool
	wallet sync.Mutex // held while an order is paid from a wallet

	mu    sync.Mutex // guards what follows
	round *round
	known map[string]bool // ids of the pool's items
	idle  int             // answers since the last sure one
}

func (s *sender) stopped() bool { return s.stop.Load() || s.pool.run.ctx.Err() != nil }

// putBack keeps an item that was not begun for the next round.
func (s *sender) putBack(b batch, i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i < len(b.resend) {
		s.round.failed = append(s.round.failed, answer{sending: b.resend[i], err: notSent(nil)})
	} else {
		s.round.undrafted = append(s.round.undrafted, b.indices[i-len(b.resend)])
	}
}

func notSent(cause error) *Error { return &Error{Method: "POST", Meaning: NotSent, Err: cause} }

// send drafts and creates one item, and finishes what was created.
func (s *sender) send(b batch, i int) {
	if s.stopped() {
		s.putBack(b, i)
		return
	}
	var a answer
	if i < len(b.resend) {
		a.sending = b.resend[i]
	} else {
		index := b.indices[i-len(b.resend)]
		draft, err := s.pool.gen.Draft(index, s.pool.attempts[index])
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.round.err = err
			s.stop.Store(true)
			return
		}
		a.draft = draft
	}
	a = s.create(a)
	at, created := s.note(a)
	s.pool.run.flushLedger(false)
	if created {
		ref := s.pool.finish(entities.Ref{Item: a.item, Index: a.draft.Index, Sent: a.draft.Body})
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.round.made[at].item.ID == ref.ID {
			s.round.made[at].item = ref.Item
		}
	}
}

// create sends one body. What is paid from a wallet goes one at a time, since
// payments at the same time get in each other's way in the platform's wallet;
// where the wallet does not pay, in whatever words, the same item goes as cash.
func (s *sender) create(a answer) answer {
	if a.draft.Fallback == nil {
		return s.post(a)
	}
	s.wallet.Lock()
	defer s.wallet.Unlock()
	if s.stopped() { // while it waited for its turn
		a.err = notSent(nil)
		return a
	}
	if a = s.post(a); a.err != nil && (a.err.Meaning == NotFound || a.err.Meaning == Refused) {
		a.draft.Body, a.draft.Fallback = a.draft.Fallback, nil
		a = s.post(a)
	}
	return a
}

// post sends one body, and logs an answer that was not good.
func (s *sender) post(a answer) answer {
	var err error
	a.item, err = s.pool.run.o.Backend.Create(s.pool.run.ctx, s.pool.e, a.draft)
	a.err = nil
	if err == nil {
		return a
	}
	var ok bool
	if a.err, ok = errors.AsType[*Error](err); !ok {
		a.err = notSent(err)
	}
	s.pool.run.o.Log.Info("creation not confirmed", "pool", s.pool.e.Pool, "index", a.draft.Index, "attempt", a.draft.Attempt,
		"meaning", a.err.Meaning.String(), "status", a.err.Status, "ec", a.err.EC, "em", a.err.EM, "cause", causeText(a.err))
	return a
}

func causeText(e *Error) string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// note keeps one answer, and stops a round in which nothing is sure any more or
// too much is refused. It returns the answer's place, and whether an item was
// created that can be finished.
func (s *sender) note(a answer) (at int, created bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.err == nil && s.known[a.item.ID] && a.item.ID != "" {
		a.err = &Error{Method: "POST", URL: s.pool.run.o.Backend.URL(), EM: "answered with the id of an item that exists", Meaning: Duplicate}
	}
	if a.err == nil {
		s.idle = 0
		s.round.created++
		s.pool.noteCreated(a)
		if a.item.ID == "" {
			s.round.blind++
			return 0, false
		}
		if len(s.known) < s.pool.room() {
			s.known[a.item.ID] = true
		}
		if len(s.round.made) < s.pool.room() {
			s.round.made = append(s.round.made, a)
		}
		return len(s.round.made) - 1, true
	}
	s.round.failed = append(s.round.failed, a)
	switch a.err.Meaning {
	case Denied, NotSent, Unreachable, RouteDown, Refused, RouteMissing:
		s.stop.Store(true) // of those in flight each may still be refused as well
	}
	if s.idle++; !a.err.Meaning.Passes() {
		s.idle = 0
	}
	if s.idle >= 2*s.pool.run.o.Concurrency {
		s.stop.Store(true)
	}
	return 0, false
}
