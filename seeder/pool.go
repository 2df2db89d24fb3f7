package seeder

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// The bounds of the back-off between rounds.
const (
	backoffFirst = 100 * time.Millisecond
	backoffMost  = 5 * time.Second
)

// pool is the work of one run on one pool.
type pool struct {
	run *run
	rep *PoolReport
	state

	gen        entities.Generator // nil until something is made or identified
	identified bool
	strikes    map[entities.Link]int  // how often a reference was refused
	followed   map[entities.Link]bool // links fetched from outside the samples
	lastErr    *RequestError          // the latest answer that was not good

	finishers  []entities.Finisher
	finished   map[string]bool // ids of items that were tried in this run
	unfinished int             // of them, those that could not be finished
	finishErr  error           // why, of the latest

	raised   bool            // a few more were requested, since nothing in it could be used
	uncached bool            // the known items are not as the backend lists them: the pool is not cached
	earlier  map[string]bool // ids of what the first look showed
}

// shortage is why a pool could not be filled.
type shortage struct {
	reason    string
	transient bool // running again may help
	skipped   bool
	excused   bool // what it depends on was left out, since the backend has no route for it
}

func (s *shortage) Error() string { return s.reason }

func short(transient bool, format string, args ...any) *shortage {
	return &shortage{reason: fmt.Sprintf(format, args...), transient: transient}
}

// newPool begins the work on the i-th pool of the plan.
func (r *run) newPool(i int) *pool {
	e, rep := r.plan[i], &r.report.Pools[i]
	tooMuch := func(f entities.Finisher) bool {
		return r.o.Finish == FinishNone || r.o.Finish == FinishBasic && !f.Basic
	}
	p := &pool{
		run: r, rep: rep,
		state: state{
			e: e, want: rep.Min, add: r.req.Add[e.Pool], limit: SampleSize(rep.Min), retries: r.o.Retries,
			taken: map[int]bool{}, attempts: map[int]int{}, unseen: map[string][]int{}, free: r.ledger.next[e.Pool],
		},
		strikes: map[entities.Link]int{}, followed: map[entities.Link]bool{},
		finishers: slices.DeleteFunc(slices.Clone(e.Finishers), tooMuch), finished: map[string]bool{},
	}
	r.pools[e.Pool] = p
	return p
}

// work takes the pool from the first look to its line in the report.
func (p *pool) work() {
	started := p.run.o.Now()
	p.rep.Reached, p.rep.Unknown = true, true
	err := p.observe()
	if err == nil {
		if p.add > 0 {
			p.want = p.have + p.add
		}
		p.rep.Before, p.rep.Now, p.rep.AtLeast, p.rep.Unknown = p.have, p.have, p.atLeast, false
		p.run.emit(Event{Kind: PoolStarted, Pool: p.rep})
		err = p.fillAndFinish()
	}
	p.rep.DurationMS = p.run.o.Now().Sub(started).Milliseconds()
	if !p.run.req.DryRun {
		p.rep.Now, p.rep.Created = p.have, p.created
	}
	p.rep.AtLeast = p.atLeast
	p.end(err)
	p.keepRefs()
	p.remember()
	if p.spent > 0 && p.next > p.free { // it had to be searched for
		p.run.ledger.next[p.e.Pool] = p.next
	}
	p.reportMade()
	p.run.emit(Event{Kind: PoolDone, Pool: p.rep})
}

// fewUsable is how many usable items are made in a pool that is full of others.
const fewUsable = 3

// raise asks, once, for a few items more than a full pool needs, where nothing
// in it is of use to the pools of this run that refer to it. It reports whether
// it did.
func (p *pool) raise() bool {
	needed := func(e *entities.Entity) bool { return slices.Contains(e.Needs, p.e.Pool) && p.run.min(e) > 0 }
	if p.raised || p.want == 0 || p.add > 0 || p.e.Usable == nil || !slices.ContainsFunc(p.run.plan, needed) {
		return false
	}
	p.run.world.Refs[p.e.Pool] = p.refs
	if p.prepare() != nil || slices.ContainsFunc(p.refs, func(ref entities.Ref) bool { return p.e.Usable(&p.run.world, ref) }) {
		return false
	}
	p.raised = true
	p.want = p.have + min(fewUsable, p.want)
	p.run.warn("usable "+p.e.Pool, fmt.Sprintf("none of the %d %s can be used by what refers to them: making %d more",
		p.have, p.e.Title, p.want-p.have))
	return true
}

// fillAndFinish makes what is missing, then finishes what is bare, and gives
// orders their drivers.
func (p *pool) fillAndFinish() error {
	if p.run.req.DryRun {
		return p.dryRun()
	}
	for p.missing() > 0 || p.raise() {
		if err := p.fill(); err != nil {
			return err
		}
	}
	if err := p.finishAll(); err != nil {
		return err
	}
	p.dispatch()
	return nil
}

// dryRun counts what fillAndFinish would do.
func (p *pool) dryRun() error {
	if p.missing() > 0 || p.raise() {
		if err := p.needs(); err != nil {
			return err
		}
		p.rep.Created = p.missing()
	}
	for _, ref := range p.bare() {
		for _, f := range p.finishers {
			if f.Next(&p.run.world, *ref) != nil {
				p.rep.Completed++
				break
			}
		}
	}
	return nil
}

// fill works in rounds until the pool holds what it should: plan what to send,
// send it, look again if something is unsure, settle what is known, and go on
// from what is really there. After more than Retries rounds in a row without
// progress it gives up.
func (p *pool) fill() error {
	if err := p.prepare(); err != nil {
		return err
	}
	for stalled := 0; p.missing() > 0; {
		if err := p.run.stopped(); err != nil {
			return err
		}
		before := p.progress()
		if err := p.round(); err != nil {
			return err
		}
		p.rep.Created, p.rep.Now = p.created, p.have
		if p.progress() > before {
			stalled = 0
			continue
		}
		if stalled++; stalled > p.retries {
			return p.stalled(stalled)
		}
		pause := jitter(stalled)
		if p.lastErr != nil {
			pause = max(pause, p.lastErr.RetryAfter)
		}
		if err := Sleep(p.run.ctx, pause); err != nil {
			return err
		}
	}
	return nil
}

// round sends one batch and settles what came of it.
func (p *pool) round() error {
	r := p.send(p.plan())
	p.count(r)
	if n := len(r.failed); n > 0 {
		p.lastErr = r.failed[n-1].err
	}
	defer p.enterSeen()
	if denied := r.of(Denied); len(denied) > 0 {
		return denied[0].err
	}
	if missing := r.of(RouteMissing); len(missing) > 0 && !p.run.mustFill(p.e) {
		return missing[0].err
	}
	if err := p.dropReferences(r.of(NotFound, Refused, RouteMissing)); err != nil {
		return err
	}
	if p.unlisted {
		return p.settle(r, nil, false)
	}
	if !p.unsure(r) {
		return nil
	}
	obs, fresh, err := p.lookAgain(len(r.of(TimedOut)) > 0)
	if err != nil {
		return err
	}
	if err := p.settle(r, &obs, fresh); err != nil {
		return err
	}
	p.identify(p.gen, p.run.isStopped)
	return nil
}

// stalled is the end of a pool that got nowhere.
func (p *pool) stalled(attempts int) error {
	switch {
	case p.lastErr == nil:
		return short(true, "no progress in %d attempts", attempts)
	case p.lastErr.Meaning == Unreachable:
		return p.lastErr
	}
	return short(p.lastErr.Meaning.Passes(), "no progress in %d attempts; last: %s", attempts, p.lastErr)
}

// jitter draws the pause before the n-th try, counted from 1: exponential
// back-off with full jitter.
func jitter(n int) time.Duration {
	ceiling := min(backoffFirst<<min(n-1, 10), backoffMost)
	return rand.N(ceiling) + time.Millisecond
}

// Sleep waits, or fails with the cause when ctx ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// end writes the pool's end into the report, and ends the run where the error
// says that nothing else can succeed either.
func (p *pool) end(err error) {
	if err == nil {
		p.rep.Status = PoolFull
		return
	}
	p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, err.Error(), passes(err)
	s, isShort := errors.AsType[*shortage](err)
	if isShort {
		p.rep.Transient = s.transient
		if s.skipped {
			p.rep.Status = PoolSkipped
		}
	} else if p.run.ctx.Err() != nil {
		_, why := ended(p.run.ctx, nil)
		p.rep.Reason, p.rep.Transient = why.Error(), true
	}
	if (means(err, RouteMissing) || isShort && (s.excused || p.unlisted)) && !p.run.mustFill(p.e) {
		p.rep.Status, p.rep.Excused = PoolSkipped, true
		p.rep.Reason = "this backend has no route for it"
	}
	if p.run.ctx.Err() == nil && means(err, Unreachable, Denied) {
		p.run.fatal = err
	}
}

// passes reports whether what failed may succeed another time: a request, or
// the wait for the lock.
func passes(err error) bool {
	_, busy := errors.AsType[*BusyError](err)
	_, lost := errors.AsType[*LockLostError](err)
	e, ok := errors.AsType[*RequestError](err)
	return busy || lost || ok && e.Meaning.Passes()
}

// reportMade lists what a request added, with the logins.
func (p *pool) reportMade() {
	if p.add == 0 {
		return
	}
	for _, ref := range p.refs {
		if ref.Sent == nil {
			continue
		}
		made := Made{Pool: p.e.Pool, ID: ref.ID, Record: entities.Filled(ref)}
		if p.e.Role != "" {
			login := p.login(ref.Index, ref.ID)
			made.Email, made.Password = login.Email, login.Password
		}
		p.run.report.Made = append(p.run.report.Made, made)
	}
}

// login returns the account that this run made under an index.
func (p *pool) login(index int, id string) entities.Account {
	account := *p.gen.Draft(index, p.attempts[index]).Account
	account.ID = id
	return account
}

// noteCreated reports a sure creation and enters it into the ledger. One whose
// answer carried no id is entered when a look shows it.
func (p *pool) noteCreated(c *creation) {
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	p.rep.Created++
	p.rep.Now++
	if key := cmp.Or(p.e.Key(c.item), p.e.DraftKey(c.draft)); c.item.ID == "" {
		p.await(c.draft.Index, key)
	} else {
		p.enter(c.item.ID, key)
	}
	p.run.tell(Event{Kind: ItemCreated, Pool: p.rep})
}

// enterSeen takes what the latest look shows of this run's items without an id
// as its own, and enters it into the ledger.
func (p *pool) enterSeen() {
	if len(p.unseen) == 0 {
		return
	}
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	for i := range p.refs {
		ref := &p.refs[i]
		key := p.e.Key(ref.Item)
		indices := p.unseen[key]
		if len(indices) == 0 || ref.Sent != nil || p.earlier[ref.ID] {
			continue
		}
		if p.unseen[key] = indices[1:]; len(indices) == 1 {
			delete(p.unseen, key)
		}
		ref.Index, ref.Sent = indices[0], json.RawMessage("{}") // what it lacks is not there
		p.enter(ref.ID, key)
	}
}
