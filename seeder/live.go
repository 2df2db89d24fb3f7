package seeder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// LiveOptions say at what pace and for how long a live makes orders.
type LiveOptions struct {
	Rate float64       // orders a minute; 0 follows the hour of the day
	For  time.Duration // how long; 0 until ctx ends
	Max  int           // how many orders; 0 for no limit

	Observe  Observer         // gets warnings, and what is waited for; may be nil
	Progress func(LiveReport) // gets the report after each step; may be nil
}

// LiveReport is what has been done since Live began.
type LiveReport struct {
	Backend    string         `json:"backend"`
	Seed       uint64         `json:"seed"`
	Status     Status         `json:"status"`
	DurationMS int64          `json:"duration_ms"`
	Created    map[string]int `json:"created"` // items by pool
	Moved      int            `json:"moved"`   // how often an order reached another status
	Ended      map[string]int `json:"ended"`   // orders by the status that they ended with
	Requests   Requests       `json:"requests"`
	Error      string         `json:"error"`

	Cause     error `json:"-"` // what ended it early, nil if nothing did
	Transient bool  `json:"-"` // starting again may help
}

// hourly is how many orders come in each hour of a day in Vietnam.
var hourly = [24]int{6, 4, 2, 2, 2, 6, 16, 26, 22, 18, 30, 66, 72, 40, 22, 20, 28, 52, 78, 72, 46, 28, 16, 10}

var vietnam = time.FixedZone("ICT", 7*60*60)

const (
	worldLife  = 5 * time.Minute  // then the pools are looked at again
	mostBehind = time.Minute      // what is overdue for longer is not made up for
	awayFirst  = time.Second      // between tries to reach the backend, doubled
	awayMost   = 15 * time.Second // at most so long
	newcomers  = 10               // every tenth order comes with a new customer
	changeMind = 12               // of so many customers one cancels
	liveSample = 1000             // orders that are known at a time
	maxRefused = 10               // orders in a row that cannot be made, before live ends
)

// liveExtras are the optional pools that grow along: reviews after deliveries,
// inquiries after cancellations.
var liveExtras = map[string]string{"DELIVERED": "reviews", "CANCELLED": "inquiries"}

// live is the state of one Live. It works in steps, each a run of its own, under
// the lock, with what is known of the pools kept from one to the next.
type live struct {
	s      *Seeder
	o      LiveOptions
	ctx    context.Context
	report LiveReport

	end    time.Time // when it is over, where o.For says how long
	run    *run      // nil: the pools must be looked at
	looked time.Time
	lost   map[string][]*creation // by pool: those whose answer was lost and that no look has shown
	warned map[string]bool        // what was said once
	riders []entities.Account
	open   []string        // ids of the seeded orders that go on: the next to move first
	stuck  map[string]bool // ids of those that the backend does not move
	off    map[string]bool // what this backend does not do: ways of moving orders, optional pools
	said   bool            // that something is waited for
}

// Live lets the town that is there go on: customers come and order, orders move
// on. It returns when ctx or its time ends, or when it has made o.Max orders.
// Until then it waits for a backend that is away, and for other runs.
func (s *Seeder) Live(ctx context.Context, o LiveOptions) *LiveReport {
	l := &live{s: s, o: o, ctx: ctx, lost: map[string][]*creation{}, warned: map[string]bool{}, stuck: map[string]bool{}, off: map[string]bool{}, report: LiveReport{
		Backend: s.o.Backend.URL(), Seed: s.o.Generate.Seed, Status: StatusRunning,
		Created: map[string]int{}, Ended: map[string]int{},
	}}
	before, began := s.o.Backend.Requests(), s.o.Now()
	l.end = began.Add(o.For)
	err := l.goOn(began)
	l.forget()
	l.report.Requests = s.o.Backend.Requests().Since(before)
	l.report.DurationMS = s.o.Now().Sub(began).Milliseconds()
	l.report.Status = StatusOK
	if err != nil {
		l.report.Status, l.report.Cause = ended(ctx, err)
		l.report.Error = l.report.Cause.Error()
		s, isShort := errors.AsType[*shortage](err)
		l.report.Transient = passes(err) || isShort && s.transient
	}
	return &l.report
}

// goOn makes orders as they fall due, the first one at once.
func (l *live) goOn(due time.Time) error {
	for refused := 0; ; {
		made := l.report.Created[ordersPool]
		if l.o.Max > 0 && made >= l.o.Max {
			return nil
		}
		now := l.s.o.Now()
		if l.over(due) {
			return Sleep(l.ctx, l.end.Sub(now))
		}
		if err := Sleep(l.ctx, due.Sub(now)); err != nil {
			return err
		}
		now = l.s.o.Now()
		if l.over(now) {
			return nil
		}
		if now.Sub(due) > mostBehind {
			due = now
		}
		n := 0
		for ; !due.After(now) && n < mostAtOnce; n++ {
			due = due.Add(l.pause(due))
		}
		if l.o.Max > 0 {
			n = min(n, l.o.Max-made)
		}
		err := l.until(func() error { return l.step(made + n) })
		if s, isShort := errors.AsType[*shortage](err); isShort && l.ctx.Err() == nil {
			l.forget()
			if refused++; refused == maxRefused {
				return fmt.Errorf("orders: %w", s)
			}
		} else if err != nil {
			return err
		} else {
			refused = 0
		}
		if l.o.Progress != nil {
			so := l.report
			so.Created, so.Ended = maps.Clone(so.Created), maps.Clone(so.Ended)
			l.o.Progress(so)
		}
	}
}

// pause is how long after an order the next one comes.
func (l *live) pause(at time.Time) time.Duration {
	if l.o.Rate > 0 {
		return time.Duration(float64(time.Minute) / l.o.Rate)
	}
	return time.Hour / time.Duration(hourly[at.In(vietnam).Hour()])
}

// over reports whether the time of the live has ended by then.
func (l *live) over(then time.Time) bool { return l.o.For > 0 && !then.Before(l.end) }

// until does something, again and again while the backend is away or another
// run holds the lock, as long as there is time.
func (l *live) until(do func() error) error {
	for wait := awayFirst; ; wait = min(2*wait, awayMost) {
		err := do()
		if l.ctx.Err() != nil {
			return context.Cause(l.ctx)
		}
		if !passes(err) || means(err, Denied) {
			l.said = l.said && err != nil
			return err
		}
		l.forget()
		if !l.said {
			l.said = true
			l.observe(Event{Kind: Waiting, Time: l.s.o.Now(), Text: "the backend: " + err.Error()})
		}
		if l.over(l.s.o.Now().Add(wait)) {
			return err
		}
		if err := Sleep(l.ctx, wait); err != nil {
			return err
		}
	}
}

// observe passes on what a person must know. Items are in the report.
func (l *live) observe(ev Event) {
	if l.o.Observe != nil && (ev.Kind == Waiting || ev.Kind == Warned) {
		l.o.Observe(ev)
	}
}

// forget drops what is known of the pools.
func (l *live) forget() {
	if l.run != nil {
		for name, p := range l.run.pools {
			unsent := func(c *creation) bool { return !c.again }
			l.lost[name] = append(l.lost[name], slices.DeleteFunc(p.queue, unsent)...)
		}
		l.run.stop(nil)
		l.run = nil
	}
}

// look learns what the pools hold. What neither orders nor what comes of them
// depends on is left out.
func (l *live) look() error {
	l.forget()
	delete(l.off, bySocket) // it may have been away with the backend
	names := []string{ordersPool, driversPool}
	for _, extra := range liveExtras {
		if l.s.o.Registry.Get(extra) != nil && !l.off[extra] {
			names = append(names, extra)
		}
	}
	plan, err := l.s.o.Registry.Select(names...)
	if err != nil {
		return err
	}
	r := l.s.newRun(l.ctx, Request{}, plan, l.observe)
	r.warned, l.run = l.warned, r
	if err := r.open(); err != nil {
		return err
	}
	r.readLedger()
	for i, e := range plan {
		p := r.newPool(i)
		if e.Pool == ordersPool {
			p.limit = liveSample
		}
		err := p.observe()
		if means(err, RouteMissing) && e.Optional {
			l.off[e.Pool] = true
			continue
		}
		if err != nil {
			return err
		}
		p.rep.Status = PoolFull
		p.identifyOnce()
		if len(l.lost[e.Pool]) > 0 && p.gen != nil {
			p.queue, p.earlier = l.lost[e.Pool], nil
			p.settleLost(p.keys(p.items()), 0)
			p.queue = nil
			delete(l.lost, e.Pool)
			l.report.Created[e.Pool] += p.created
			p.enterSeen()
			p.remember()
			r.flushLedger(true)
		}
	}
	l.looked, l.riders, l.open = l.s.o.Now(), r.riders(), nil
	for _, ref := range r.pools[ordersPool].refs {
		if ref.Index >= 0 && entities.CourseOf(ref.Item).Open && !l.stuck[ref.ID] {
			l.open = append(l.open, ref.ID)
		}
	}
	return nil
}

// step makes orders until there are so many since Live began, and moves others
// on, under the lock.
func (l *live) step(goal int) error {
	if l.run == nil || l.s.o.Now().Sub(l.looked) > worldLife {
		if err := l.look(); err != nil {
			return err
		}
	}
	r := l.run
	release, waited, err := r.acquire()
	if err != nil {
		return err
	}
	if waited { // the pools are no longer what they were
		release()
		if err := Sleep(l.ctx, settleAfterWait); err != nil {
			return err
		}
		l.forget()
		return l.step(goal)
	}
	defer release()
	r.world.Now = l.s.clock()
	due := goal - l.report.Created[ordersPool]
	came := l.report.Created[customersPool] // orders that failed are due again, their customers are not
	if err = l.add(r.pools[customersPool], goal/newcomers-came); err == nil {
		err = l.add(r.pools[ordersPool], due)
	}
	if err == nil {
		err = l.moveOn(due)
	}
	if err != nil && l.ctx.Err() == nil && r.ctx.Err() != nil {
		err = context.Cause(r.ctx)
	}
	return err
}

// add makes further items of a pool.
func (l *live) add(p *pool, n int) error {
	if p == nil || n <= 0 {
		return nil
	}
	if len(p.refs) >= p.limit { // room for the new ones
		p.refs = slices.Clone(p.refs[len(p.refs)/2:])
	}
	p.run.world.Live = true
	defer func() { p.run.world.Live = false }()
	if err := p.regenerate(); err != nil {
		return err
	}
	p.run.cacheWorks(p.run.o.Cache.Drop(p.run.uncancelled(), []string{p.e.Pool})) // it no longer holds what is there
	p.next = max(p.next, p.have, p.free)
	p.add, p.created = n, 0
	p.earlier = idsOf(p.items())
	err := p.fill()
	l.report.Created[p.e.Pool] += p.created
	p.keepRefs()
	p.remember()
	p.run.ledger.next[p.e.Pool] = p.next
	p.run.flushLedger(true)
	if p.e.Pool == ordersPool {
		for _, ref := range p.refs {
			if ref.Sent != nil && !p.earlier[ref.ID] {
				l.open = append(l.open, ref.ID)
			}
		}
	}
	return err
}

// The ways in which an order is moved on.
const (
	byCancelling = "the cancel route"
	bySocket     = "the drivers' socket"
	byPatch      = "PATCH of orders"
)

// move is one order's next step.
type move struct {
	ref   *entities.Ref
	way   string
	rider entities.Account // by socket

	after entities.Item
	err   error
}

// moves of an order's life, by the way that it goes.
var lifeMoves = map[string]int{bySocket: 5, byPatch: 9}

// mostRides is how far an order comes on a backend that does not deliver.
const mostRides = 3

// moveOn moves open orders, those first that have waited longest: as many times
// as the orders that came in will move in their lives, so that about as many
// are open at any time.
func (l *live) moveOn(came int) error {
	r, orders := l.run, l.run.pools[ordersPool]
	usual := byPatch
	if l.s.o.Drivers != nil && len(l.riders) > 0 && !l.off[bySocket] {
		usual = bySocket
	}
	byID := make(map[string]*entities.Ref, len(orders.refs))
	carried := map[string]int{} // open orders by driver's id
	for i, ref := range orders.refs {
		byID[ref.ID] = &orders.refs[i]
		if c := entities.CourseOf(ref.Item); c.Open {
			carried[c.Driver]++
		}
	}
	var moves []move
	queue := l.open
	l.open = nil
	for i, id := range queue {
		if len(moves) >= came*lifeMoves[usual] {
			l.open = append(l.open, queue[i:]...)
			break
		}
		m := move{ref: byID[id], way: usual}
		if m.ref == nil { // no longer among the known ones
			continue
		}
		course := entities.CourseOf(m.ref.Item)
		rider := slices.IndexFunc(l.riders, func(a entities.Account) bool { return a.ID == course.Driver })
		switch {
		case course.Status == "PENDING" && m.ref.Index%changeMind == changeMind/2 && !l.off[byCancelling]:
			m.way = byCancelling
		case l.off[usual]:
			continue
		case usual == byPatch:
		case course.Driver == "" && course.Rides > 0, // its driver cannot go back
			course.Driver != "" && course.Rides == mostRides && !r.world.Wallet, // or not deliver
			course.Driver != "" && (rider < 0 || carried[course.Driver] > 1):    // or is foreign, or moves another order first
			l.stuck[id] = true
			continue
		case course.Driver != "":
			m.rider = l.riders[rider]
		default:
			m.rider = slices.MinFunc(l.riders, func(a, b entities.Account) int { return carried[a.ID] - carried[b.ID] })
			if carried[m.rider.ID] > 0 && r.world.Wallet { // one of them will be free soon
				l.open = append(l.open, id)
				continue
			}
			carried[m.rider.ID]++
		}
		moves = append(moves, m)
	}
	begun := r.parallel(len(moves), r.isStopped, func(i int) { l.carryOut(&moves[i]) })
	var failed error
	for i, m := range moves {
		goesOn := true
		if i < begun {
			var err error
			goesOn, err = l.settle(m)
			failed = cmp.Or(err, failed)
		}
		if goesOn {
			l.open = append(l.open, m.ref.ID)
		}
	}
	if begun < len(moves) {
		failed = cmp.Or(failed, r.stopped())
	}
	return failed
}

// carryOut makes a move and notes what has become of the order.
func (l *live) carryOut(m *move) {
	if m.way == bySocket {
		m.after, m.err = l.run.drive(m.rider, m.ref.Item)
		return
	}
	change := entities.CancelOrder(*m.ref)
	if m.way == byPatch {
		change = entities.Advance(m.ref.Item)
	}
	_, m.err = l.run.o.Backend.Change(l.run.ctx, *change)
	m.after = entities.Item{ID: m.ref.ID, Raw: overlay(m.ref.Raw, change.After())}
}

// settle takes in what came of a move and reports whether the order goes on. A
// way that this backend does not have is said once and not gone again; an order
// that it refuses to move stays.
func (l *live) settle(m move) (goesOn bool, err error) {
	e, _ := errors.AsType[*RequestError](m.err)
	switch {
	case m.err == nil:
	case e != nil && e.Status == 0 && m.way != bySocket, means(m.err, Throttled, NotSent):
		return true, m.err // no answer: the backend is away
	case means(m.err, Refused, NotFound) && m.way == bySocket:
		l.stuck[m.ref.ID] = true
		return false, nil
	default:
		l.off[m.way] = true
		l.run.warn(m.way, fmt.Sprintf("%s does not move orders on this backend: %s", m.way, m.err))
		return true, nil
	}
	before, after := entities.CourseOf(m.ref.Item), entities.CourseOf(m.after)
	m.ref.Raw = m.after.Raw
	if after.Status == before.Status {
		l.stuck[m.ref.ID] = true
		return false, nil
	}
	l.report.Moved++
	if after.Open {
		return true, nil
	}
	l.report.Ended[after.Status]++
	extra := liveExtras[after.Status]
	if p := l.run.pools[extra]; p != nil && !l.off[extra] {
		if err = l.add(p, 1); err != nil && !means(err, Unreachable) {
			l.off[extra] = true
			l.run.warn(extra, fmt.Sprintf("no further %s: %s", extra, err))
			err = nil
		}
	}
	return false, err
}
