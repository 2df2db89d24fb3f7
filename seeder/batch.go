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
func (p *pool) send(batch []*creation) *round {
	s := &sender{pool: p, round: &round{}, known: idsOf(p.items())}
	begun := p.run.parallel(len(batch), s.stopped, func(i int) {
		s.send(batch[i])
		batch[i] = nil // the round keeps what is needed of it
	})
	s.round.left = batch[begun:]
	return s.round
}

// parallel calls do for 0 to n-1, at most Concurrency of them at a time, until
// stopped returns true. It waits for those it began, the first ones, and returns
// how many they were.
func (r *run) parallel(n int, stopped func() bool, do func(i int)) (begun int) {
	var (
		next atomic.Int64
		wg   sync.WaitGroup
	)
	work := func() {
		defer wg.Done()
		for !stopped() {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			do(i)
		}
	}
	for range min(r.o.Concurrency, n) {
		wg.Add(1)
		select {
		case r.work <- work:
		case <-r.ctx.Done():
			wg.Done()
		}
	}
	wg.Wait()
	return min(int(next.Load()), n)
}

// worker does what parallel has to do, as long as the run lasts: its stack has
// grown to the size that requests need once, and not in each pool anew.
func (r *run) worker(ended <-chan struct{}) {
	for {
		select {
		case do := <-r.work:
			do()
		case <-ended:
			return
		}
	}
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

func (s *sender) stopped() bool { return s.stop.Load() || s.pool.run.isStopped() }

// send drafts and creates one item, and finishes what was created.
func (s *sender) send(c *creation) {
	if index := c.draft.Index; c.draft.Body == nil {
		c.draft = s.pool.gen.Draft(index, s.pool.attempts[index])
	}
	s.create(c)
	known := s.note(c)
	s.pool.run.flushLedger(false)
	if known {
		ref := entities.Ref{Item: c.item, Index: c.draft.Index, Sent: c.draft.Body}
		s.pool.finish(&ref)
		c.item = ref.Item
	}
}

// create sends one body. What is paid from a wallet goes one at a time, since
// payments at the same time get in each other's way in the platform's wallet;
// where the wallet does not pay, in whatever words, the same item goes as cash.
func (s *sender) create(c *creation) {
	if c.draft.Fallback == nil {
		s.post(c)
		return
	}
	s.wallet.Lock()
	defer s.wallet.Unlock()
	if s.stopped() { // while it waited for its turn
		c.err = &RequestError{Method: "POST", Meaning: NotSent}
		return
	}
	if s.post(c); c.err != nil && (c.err.Meaning == NotFound || c.err.Meaning == Refused) {
		c.draft.Body, c.draft.Fallback = c.draft.Fallback, nil
		s.post(c)
	}
}

// post sends one body, and logs an answer that was not good.
func (s *sender) post(c *creation) {
	var err error
	c.item, err = s.pool.run.o.Backend.Create(s.pool.run.ctx, s.pool.e, c.draft)
	if c.err = nil; err == nil {
		return
	}
	var ok bool
	if c.err, ok = errors.AsType[*RequestError](err); !ok {
		c.err = &RequestError{Method: "POST", Meaning: NotSent, Err: err}
	}
	cause := ""
	if c.err.Err != nil {
		cause = c.err.Err.Error()
	}
	s.pool.run.o.Log.Info("creation not confirmed", "pool", s.pool.e.Pool, "index", c.draft.Index, "attempt", c.draft.Attempt,
		"meaning", c.err.Meaning.String(), "status", c.err.Status, "ec", c.err.EC, "em", c.err.EM, "cause", cause)
}

// note keeps one answer, and stops a round in which nothing is sure any more or
// too much is refused. It reports whether an item was created whose record is
// known, so that it can be finished.
func (s *sender) note(c *creation) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.err == nil && s.known[c.item.ID] && c.item.ID != "" {
		c.err = &RequestError{Method: "POST", URL: s.pool.run.o.Backend.URL(), EM: "answered with the id of an item that exists", Meaning: Duplicate}
	}
	if c.err == nil {
		s.idle = 0
		s.round.created++
		s.pool.noteCreated(c)
		if c.item.ID == "" {
			s.round.blind++
			return false
		}
		if len(s.known) < s.pool.room() {
			s.known[c.item.ID] = true
		}
		if len(s.round.made) < s.pool.room() {
			s.round.made = append(s.round.made, c)
		}
		return true
	}
	s.round.failed = append(s.round.failed, c)
	switch c.err.Meaning {
	case Denied, NotSent, Unreachable, RouteDown, Refused, RouteMissing:
		s.stop.Store(true) // of those in flight each may still be refused as well
	}
	if s.idle++; !c.err.Meaning.Passes() {
		s.idle = 0
	}
	if s.idle >= 2*s.pool.run.o.Concurrency {
		s.stop.Store(true)
	}
	return false
}
