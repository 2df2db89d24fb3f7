package seeder

import (
	"sync"
	"sync/atomic"

	"github.com/flashseed/flashseed/entities"
)

// shot is a draft, whether it was sent before without a sure answer, and what
// came of sending it.
type shot struct {
	draft  entities.Draft
	before bool
	answer Answer
}

// tally sorts what came of a round. Its lists are guarded by the run's mutex
// until the round is over.
type tally struct {
	sent       int    // how many items the round was to send
	sure       int    // answers that left no doubt
	blind      int    // created without a record
	lost       []shot // may have been created or not
	notSent    []shot // surely not sent; the bodies go again
	notDrafted []int  // indices not begun
	duplicates []shot
	dangling   []shot
	timedOut   bool
	err        error // ends the pool: a refusal, a denial, a draft that cannot be made
	idle       int   // answers since the last sure one

	stop atomic.Bool
}

// send creates a batch, up to Concurrency items at once, and waits for the
// answers. It starts no further item once the run is stopped or an answer
// shows that more would be in vain.
func (p *poolRun) send(b batch) *tally {
	t := &tally{}
	begun := p.together(b.len(), func() bool { return p.halted(t) }, func(i int) { p.sendOne(t, b, i) })
	for i := begun; i < b.len(); i++ {
		p.leave(t, b, i)
	}
	return t
}

// together calls do for 0 to n-1, from up to Concurrency goroutines that live
// as long as there is work, until halted says that no more may be begun. It
// waits, and returns how many were begun: those below that.
func (p *poolRun) together(n int, halted func() bool, do func(i int)) (begun int) {
	var (
		next atomic.Int64
		wg   sync.WaitGroup
	)
	for range min(p.Concurrency, n) {
		wg.Go(func() {
			for !halted() {
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

func (p *poolRun) halted(t *tally) bool { return t.stop.Load() || p.ctx.Err() != nil }

// leave puts an item that was not begun back.
func (p *poolRun) leave(t *tally, b batch, i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i < len(b.again) {
		t.notSent = append(t.notSent, b.again[i])
	} else {
		t.notDrafted = append(t.notDrafted, b.indices[i-len(b.again)])
	}
}

// sendOne drafts, creates and completes one item.
func (p *poolRun) sendOne(t *tally, b batch, i int) {
	if p.halted(t) {
		p.leave(t, b, i)
		return
	}
	s, err := p.shot(b, i)
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		t.fail(err)
		return
	}
	s = p.create(t, s)
	if ref, ok := p.judge(t, s); ok {
		p.complete(ref)
	}
}

// create sends one body. What is paid from a wallet goes one at a time, since
// payments at the same time get in each other's way in the platform's wallet;
// where the wallet will not pay, in whatever words, the same item goes as cash.
func (p *poolRun) create(t *tally, s shot) shot {
	if s.draft.Fallback == nil {
		return p.post(s)
	}
	p.wallet.Lock()
	defer p.wallet.Unlock()
	if p.halted(t) { // while it waited for its turn
		s.answer = Answer{Outcome: NotSent}
		return s
	}
	if s = p.post(s); s.answer.Outcome == Dangling || s.answer.Outcome == Refused {
		s.draft.Body, s.draft.Fallback = s.draft.Fallback, nil
		s = p.post(s)
	}
	return s
}

// post sends one body, and logs an answer that was not good.
func (p *poolRun) post(s shot) shot {
	s.answer = p.Backend.Create(p.ctx, p.e, s.draft.Body)
	if s.answer.Outcome != Created {
		p.logAnswer(s)
	}
	return s
}

// judge sorts one answer. For a creation with a record it returns the new
// item.
func (p *poolRun) judge(t *tally, s shot) (ref entities.Ref, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.answer.Err != nil {
		p.lastErr = s.answer.Err
	}
	switch s.answer.Outcome {
	case Created:
		return p.created(t, s), s.answer.Item.ID != ""
	case Duplicate:
		t.duplicates = append(t.duplicates, s)
	case Dangling:
		t.dangling = append(t.dangling, s)
	case Refused, Denied:
		t.fail(refusal(s.answer.Err))
	case NotSent:
		t.notSent = append(t.notSent, s)
		t.stop.Store(true)
	case Unknown:
		t.lost = append(t.lost, s)
		t.timedOut = t.timedOut || s.answer.Err != nil && s.answer.Err.Kind == TimedOut
	}
	t.count(s.answer.Outcome, p.Concurrency)
	return ref, false
}

// count stops a round in which nothing is sure any more.
func (t *tally) count(o Outcome, concurrency int) {
	if o != Unknown && o != NotSent {
		t.sure++
		t.idle = 0
		return
	}
	if t.idle++; t.idle >= 2*concurrency {
		t.stop.Store(true)
	}
}

func (t *tally) fail(err error) {
	if t.err == nil {
		t.err = err
	}
	t.stop.Store(true)
}

// refusal turns a refusal for good into the pool's end, with the backend's own
// words; what is denied ends the run.
func refusal(e *Error) error {
	if e.Kind == DeniedKind {
		return e
	}
	return short(false, "refused: %s", e)
}

// created notes a sure creation; the caller holds mu.
func (p *poolRun) created(t *tally, s shot) entities.Ref {
	t.count(Created, p.Concurrency)
	p.have++
	p.rep.Created++
	p.rep.Now = p.have
	ref := entities.Ref{Item: s.answer.Item, Index: s.draft.Index, Sent: s.draft.Body}
	if ref.ID == "" {
		t.blind++
	} else if len(p.refs) < p.limit {
		p.refs = append(p.refs, ref)
	}
	p.noteAccount(s.draft)
	p.tell(Event{Kind: ItemCreated, Pool: p.rep})
	return ref
}

// noteAccount keeps the login that a draft makes; the caller holds mu.
func (p *poolRun) noteAccount(d entities.Draft) {
	if d.Account != nil && len(p.accounts) < p.limit {
		p.accounts[d.Index] = *d.Account
	}
}

// logAnswer writes an answer that was not good to the log.
func (p *poolRun) logAnswer(s shot) {
	e := s.answer.Err
	if e == nil {
		return
	}
	p.Log.Info("creation not confirmed",
		"pool", p.e.Pool, "index", s.draft.Index, "attempt", s.draft.Attempt,
		"outcome", s.answer.Outcome.String(), "status", e.Status, "ec", e.EC, "em", e.EM, "cause", causeText(e))
}

func causeText(e *Error) string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}
