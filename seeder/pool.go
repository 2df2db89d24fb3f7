package seeder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// poolRun is the work on one pool: observe, choose, create, judge, and look
// again only when something is unsure.
type poolRun struct {
	*run
	e     *entities.Entity
	rep   *PoolReport
	limit int // how many items are looked at and kept

	gen        entities.Generator // nil until something is to be made or identified
	identified bool
	obs        Observation    // the latest look
	refs       []entities.Ref // the items known, at most limit
	have       int            // how many items the backend holds, as far as is known
	taken      map[int]bool   // indices whose item was seen
	next       int            // the search for free indices goes on from here

	unsure   []shot                   // to be sent again with the body they had
	redo     []int                    // indices to be drafted again
	attempts map[int]int              // by index, where it is not the first
	strikes  map[entities.Link]int    // how often a reference was refused
	passed   int                      // duplicates past the sample, which count as there
	spent    int                      // duplicates that no list shows: their identity is taken for good
	searches int                      // how often the search for a free index came to its end
	stride   int                      // how many indices are passed over after a round of nothing but those
	accounts map[int]entities.Account // logins made in this run, by index
	lastErr  *Error                   // the latest answer that was not good
	careful  bool                     // the next round sends a single item

	wallet     sync.Mutex      // held while an order is paid from a wallet
	completed  map[string]bool // ids finished with PATCH in this run, or given up
	unfinished int             // PATCHes that failed
	patchErr   error
	followed   map[entities.Link]bool // links fetched from outside the samples
}

func newPoolRun(r *run, e *entities.Entity, rep *PoolReport) *poolRun {
	return &poolRun{
		run: r, e: e, rep: rep, limit: SampleSize(rep.Min),
		taken: map[int]bool{}, attempts: map[int]int{}, strikes: map[entities.Link]int{},
		accounts: map[int]entities.Account{}, completed: map[string]bool{}, followed: map[entities.Link]bool{},
	}
}

// shortage is why a pool could not be filled.
type shortage struct {
	reason    string
	transient bool
	skipped   bool
}

func (s *shortage) Error() string { return s.reason }

func short(transient bool, format string, args ...any) *shortage {
	return &shortage{reason: fmt.Sprintf(format, args...), transient: transient}
}

// work takes the pool from the first look to its line in the report.
func (p *poolRun) work() {
	started := p.Now()
	p.rep.Reached = true
	err := p.observeFirst()
	if err == nil {
		p.emitPool(PoolStarted)
		err = p.fillAndComplete()
	}
	p.rep.DurationMS = p.Now().Sub(started).Milliseconds()
	p.rep.Now = p.have
	if p.req.DryRun {
		p.rep.Now = p.rep.Before
	}
	p.rep.AtLeast = p.obs.AtLeast
	p.settle(err)
	p.keepRefs()
	p.remember()
	p.emitPool(PoolDone)
}

// settle writes the pool's end into the report, and ends the run where the error
// says that nothing else can succeed either.
func (p *poolRun) settle(err error) {
	var s *shortage
	switch {
	case err == nil:
		p.rep.Status = PoolFull
		return
	case errors.As(err, &s):
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, s.reason, s.transient
		if s.skipped {
			p.rep.Status = PoolSkipped
		}
	case p.ctx.Err() != nil:
		_, why := p.ended()
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, why.Error(), true
	default:
		p.rep.Status, p.rep.Reason, p.rep.Transient = PoolShort, err.Error(), transient(err)
	}
	if p.ctx.Err() == nil && isKind(err, Unreachable, DeniedKind) {
		p.fail(err)
	}
}

// transient tells whether the same request may succeed another time.
func transient(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case RouteMissing, RefusedKind, NotFound:
		return false
	}
	return true
}

// observeFirst looks at the pool and takes what is there as its own.
func (p *poolRun) observeFirst() error {
	obs, err := p.look()
	if err != nil {
		return err
	}
	p.adopt(obs)
	p.rep.Before = p.have
	p.rep.Now, p.rep.AtLeast = p.have, p.obs.AtLeast
	return nil
}

// look asks the backend what the pool holds; for a pool without a list, what
// the memory says.
func (p *poolRun) look() (Observation, error) {
	obs, err := p.Backend.Observe(p.ctx, p.e, p.limit, max(p.limit, p.rep.Min))
	if err != nil {
		return obs, err
	}
	if obs.Unlisted {
		obs.Items = p.remembered()
		obs.Count = len(obs.Items)
	}
	return obs, nil
}

// adopt takes a look's result as the pool's state. What this run created keeps
// its index and what was sent for it, and stays known if it lies outside the
// sample.
func (p *poolRun) adopt(obs Observation) {
	known := make(map[string]entities.Ref, len(p.refs))
	for _, ref := range p.refs {
		known[ref.ID] = ref
	}
	refs := make([]entities.Ref, 0, min(p.limit, len(obs.Items)+len(p.refs)))
	for _, item := range obs.Items {
		ref := entities.Ref{Item: item, Index: -1}
		if old, ok := known[item.ID]; ok {
			ref.Index, ref.Sent = old.Index, old.Sent
			delete(known, item.ID)
		}
		refs = append(refs, ref)
	}
	for _, ref := range p.refs {
		if _, unseen := known[ref.ID]; unseen && ref.Sent != nil && len(refs) < p.limit && !obs.Whole() {
			refs = append(refs, ref)
		}
	}
	p.obs, p.have, p.refs = obs, obs.Count, refs
	if p.gen != nil {
		p.index()
	}
}

// fillAndComplete makes what is missing, then finishes what creating left bare.
func (p *poolRun) fillAndComplete() error {
	missing := p.rep.Min - p.have
	switch {
	case p.req.DryRun:
		return p.planWork(missing)
	case missing > 0:
		if err := p.fill(); err != nil {
			return err
		}
	}
	return p.completeAll()
}

// planWork says what fillAndComplete would do.
func (p *poolRun) planWork(missing int) error {
	if missing > 0 {
		if err := p.needs(); err != nil {
			return err
		}
		p.rep.Created = missing
	}
	p.planCompletion()
	return nil
}

// prepare builds the generator and gives the items that are there their index
// back, here and in the pools that this one refers to.
func (p *poolRun) prepare() error {
	if p.gen != nil {
		return nil
	}
	for _, need := range p.e.Needs {
		p.pools[need].identify()
	}
	if err := p.needs(); err != nil {
		return err
	}
	if err := p.regenerate(); err != nil {
		return err
	}
	p.index()
	if !p.obs.Whole() && !p.obs.Unlisted {
		p.next = p.obs.Count // past the sample: from the count upwards
	}
	return nil
}

// identify finds out which of the pool's items are ours, once, and only when
// something is to refer to them. Where that is not to be found out they all
// count as somebody else's.
func (p *poolRun) identify() {
	if p.identified {
		return
	}
	p.identified = true
	if err := p.prepare(); err != nil {
		p.Log.Debug("items could not be identified", "pool", p.e.Pool, "error", err)
	}
	p.keepRefs()
}

// needs checks that each pool this one refers to holds something, or would
// after a dry run's plan.
func (p *poolRun) needs() error {
	for _, need := range p.e.Needs {
		rep := p.pools[need].rep
		if len(p.world.Refs[need]) > 0 || p.req.DryRun && rep.Created > 0 {
			continue
		}
		s := short(rep.Transient, "%s is empty", need)
		if p.pools[need].have > 0 {
			s = short(rep.Transient, "%s cannot be listed, and their ids are not known", need)
		}
		if rep.Reason != "" {
			s.reason += ": " + rep.Reason
		}
		s.skipped = true
		return s
	}
	return nil
}

// parentsMayRecover reports whether a pool that this one refers to is short for
// now: what this one lacks may then be there the next time.
func (p *poolRun) parentsMayRecover() bool {
	return slices.ContainsFunc(p.e.Needs, func(need string) bool { return p.pools[need].rep.Transient })
}

// regenerate builds the generator anew for the world as it is now.
func (p *poolRun) regenerate() error {
	p.world.Refs[p.e.Pool] = p.refs
	if err := p.findWallet(); err != nil {
		return err
	}
	if err := p.resolveLinks(); err != nil {
		return err
	}
	gen, err := p.e.New(&p.world)
	if err != nil {
		var lack *entities.LackError
		if errors.As(err, &lack) {
			return short(p.parentsMayRecover(), "%s", lack.Error())
		}
		return err
	}
	p.gen = gen
	return nil
}

// index gives each known item of ours its index back through its key.
func (p *poolRun) index() {
	var (
		unknown []entities.Item
		at      []int
	)
	for i, ref := range p.refs {
		if ref.Index >= 0 {
			p.taken[ref.Index] = true
			continue
		}
		unknown, at = append(unknown, ref.Item), append(at, i)
	}
	for j, index := range entities.Assign(p.gen, p.e, unknown, max(p.rep.Min, len(p.refs)), p.Retries+1) {
		if index >= 0 {
			p.refs[at[j]].Index = index
			p.taken[index] = true
		}
	}
}

// keepRefs leaves the pool's items to the pools that come after it.
func (p *poolRun) keepRefs() {
	if p.gen != nil {
		entities.SortRefs(p.e, p.refs)
	}
	p.world.Refs[p.e.Pool] = p.refs
}

// sleep waits, or fails with the cause when the run is stopped first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// emitPool announces the pool's state.
func (p *poolRun) emitPool(kind EventKind) {
	p.emit(Event{Kind: kind, Pool: p.rep})
}
