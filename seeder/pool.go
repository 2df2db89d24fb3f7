package seeder

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// The bounds of the back-off between rounds, and how far two looks after a
// time-out are apart.
const (
	backoffFirst = 100 * time.Millisecond
	backoffMost  = 5 * time.Second
	agreeAfter   = time.Second
)

// pool is the work of one run on one pool.
type pool struct {
	run *run
	e   *entities.Entity
	rep *PoolReport
	state

	gen        entities.Generator // nil until something is made or identified
	identified bool
	strikes    map[entities.Link]int    // how often a reference was refused
	followed   map[entities.Link]bool   // links fetched from outside the samples
	accounts   map[int]entities.Account // logins made in this run, by index
	lastErr    *Error                   // the latest answer that was not good
	finishing  finishing
	raised     bool            // a few more were requested, since nothing in it could be used
	listed     bool            // the known items are as the backend lists them
	uncached   bool            // they are not, and that could not be mended: the pool is not cached
	made       map[string]bool // ids of what a request added
	earlier    map[string]bool // ids of what the first look showed
	unseen     map[string]int  // natural keys of what this run made without getting an id for it
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

func (r *run) newPool(e *entities.Entity, rep *PoolReport) *pool {
	return &pool{
		run: r, e: e, rep: rep,
		state: state{
			entity: e, want: rep.Min, add: r.req.Add[e.Pool], limit: SampleSize(rep.Min), retries: r.o.Retries,
			taken: map[int]bool{}, attempts: map[int]int{}, free: r.ledger.next[e.Pool],
		},
		made: map[string]bool{}, earlier: map[string]bool{}, unseen: map[string]int{}, strikes: map[entities.Link]int{}, followed: map[entities.Link]bool{}, accounts: map[int]entities.Account{},
		finishing: finishing{done: map[string]bool{}},
	}
}

// work takes the pool from the first look to its line in the report.
func (p *pool) work() {
	started := p.run.o.Now()
	p.rep.Reached, p.rep.Unknown = true, true
	obs, err := p.look()
	if err == nil {
		p.adopt(obs)
		for _, ref := range p.refs {
			p.earlier[ref.ID] = true
		}
		if p.add > 0 {
			p.want = p.have + p.add
		}
		p.rep.Before, p.rep.Now, p.rep.AtLeast, p.rep.Unknown = p.have, p.have, p.atLeast, false
		p.run.emitPool(PoolStarted, p.rep)
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
	p.keepNext()
	p.reportMade()
	p.run.emitPool(PoolDone, p.rep)
}

// fewUsable is how many usable items are made in a pool that is full of others.
const fewUsable = 3

// raise asks, once, for a few items more than a full pool needs, where nothing
// in it is of use to the pools of this run that refer to it. It reports whether
// it did.
func (p *pool) raise() bool {
	if p.raised || p.want == 0 || p.add > 0 || p.e.Usable == nil || !p.run.needed(p.e.Pool) {
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
	if p.missing() > 0 {
		if err := p.needs(); err != nil {
			return err
		}
		p.rep.Created = p.missing()
	}
	p.countUnfinished()
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
		if err := Sleep(p.run.ctx, p.backoff(stalled)); err != nil {
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
	defer p.noteFound()
	if r.err != nil {
		return r.err
	}
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
		for _, a := range r.of(Unknown, TimedOut) {
			p.resend = append(p.resend, sending{a.draft, true})
		}
		return err
	}
	if err := p.settle(r, &obs, fresh); err != nil {
		return err
	}
	p.identify(p.gen, p.isStopped)
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

// backoff is exponential with full jitter, and never shorter than the
// backend's Retry-After.
func (p *pool) backoff(n int) time.Duration {
	d := jitter(n)
	if p.lastErr != nil {
		d = max(d, p.lastErr.RetryAfter)
	}
	return d
}

// jitter draws the pause before the n-th try, counted from 1.
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

// look asks the backend what the pool holds; for a pool without a list, what
// the memory says.
func (p *pool) look() (Observation, error) {
	if p.e.Lists != nil {
		for _, need := range p.e.Needs {
			p.run.pools[need].identifyOnce()
		}
		if lists := p.e.Lists(&p.run.world, p.want); len(lists) > 0 {
			return p.run.gather(lists, p.limit)
		}
	}
	obs, err := p.run.o.Backend.Observe(p.run.ctx, p.e, p.limit, max(p.limit, p.want))
	if err == nil && obs.Unlisted {
		obs.Items = p.run.remembered(p.e.Pool)
		obs.Count = len(obs.Items)
	}
	return obs, err
}

// gather reads lists that are no pool's own as one.
func (r *run) gather(lists []string, limit int) (all Observation, err error) {
	for _, path := range lists {
		obs, err := r.o.Backend.Observe(r.ctx, &entities.Entity{Pool: path, Routes: entities.Routes{List: path}}, limit, limit)
		if err != nil {
			return all, err
		}
		all.Count += obs.Count
		all.Items = append(all.Items, obs.Items...)
	}
	return all, nil
}

// lookAgain looks until the list shows at least what this run knows to be
// there, and after a time-out until two looks agree. fresh is false if it
// still does not after Retries further looks.
func (p *pool) lookAgain(timedOut bool) (obs Observation, fresh bool, err error) {
	for try := 1; ; try++ {
		if obs, err = p.look(); err != nil {
			return obs, false, err
		}
		if timedOut {
			if obs, err = p.lookUntilAgreed(obs); err != nil {
				return obs, false, err
			}
		}
		if !p.stale(obs) {
			return obs, true, nil
		}
		if try > p.retries {
			return obs, false, nil
		}
		if err := Sleep(p.run.ctx, jitter(try)); err != nil {
			return obs, false, err
		}
	}
}

// lookUntilAgreed waits for a backend that may still be working on requests
// that timed out: until two looks a second apart show the same, or the pool is
// full. A count that goes up and down is looked at Retries times.
func (p *pool) lookUntilAgreed(obs Observation) (Observation, error) {
	most, restless := obs.Count, 0
	for obs.Count < p.want {
		if err := Sleep(p.run.ctx, agreeAfter); err != nil {
			return obs, err
		}
		next, err := p.look()
		if err != nil {
			return obs, err
		}
		if next.Count == obs.Count {
			return next, nil
		}
		if next.Count <= most {
			if restless++; restless > p.retries {
				return next, short(true, "created %d, and the count keeps changing: %d, then %d", p.created, obs.Count, next.Count)
			}
		}
		most = max(most, next.Count)
		obs = next
	}
	return obs, nil
}

// end writes the pool's end into the report, and ends the run where the error
// says that nothing else can succeed either.
func (p *pool) end(err error) {
	s, isShort := errors.AsType[*shortage](err)
	switch {
	case err == nil:
		p.rep.Status = PoolFull
		return
	case isShort:
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, s.reason, s.transient
		if s.skipped {
			p.rep.Status = PoolSkipped
		}
	case p.run.ctx.Err() != nil:
		_, why := p.run.ended()
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, why.Error(), true
	default:
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, err.Error(), passes(err)
	}
	if (means(err, RouteMissing) || isShort && (s.excused || p.unlisted)) && !p.run.mustFill(p.e) {
		p.rep.Status, p.rep.Excused = PoolSkipped, true
		p.rep.Reason = "this backend has no route for it"
	}
	if p.run.ctx.Err() == nil && means(err, Unreachable, Denied) {
		p.run.fatal = err
	}
}

// passes reports whether what failed may succeed another time.
func passes(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Meaning.Passes()
}

func (p *pool) isStopped() bool { return p.run.ctx.Err() != nil }

// reportMade lists what a request added, with the logins.
func (p *pool) reportMade() {
	if p.add == 0 {
		return
	}
	for _, ref := range p.refs {
		if !p.made[ref.ID] {
			continue
		}
		made := Made{Pool: p.e.Pool, ID: ref.ID, Record: entities.Filled(ref)}
		if a, ok := p.accounts[ref.Index]; ok {
			made.Email, made.Password = a.Email, a.Password
		}
		p.run.report.Made = append(p.run.report.Made, made)
	}
}

// noteCreated reports a sure creation and keeps the login that it made.
func (p *pool) noteCreated(a answer) {
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	p.rep.Created++
	p.rep.Now++
	p.noteAccount(a.draft, a.item.ID)
	p.record(a)
	p.run.tell(Event{Kind: ItemCreated, Pool: p.rep})
}

// noteFound keeps the logins of creations whose answer was lost, and records
// what a look has shown of those without a record.
func (p *pool) noteFound() {
	for _, draft := range p.found {
		p.noteAccount(draft, "")
		p.unseen[p.e.DraftKey(draft)]++
	}
	p.found = nil
	p.recordSeen()
}

func (p *pool) noteAccount(draft entities.Draft, id string) {
	if draft.Account != nil && len(p.accounts) < p.room() {
		account := *draft.Account
		account.ID = id
		p.accounts[draft.Index] = account
	}
}
