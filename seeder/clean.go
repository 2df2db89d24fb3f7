package seeder

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// CleanRequest says what Clean deletes.
type CleanRequest struct {
	Pools  []string // and what depends on them; none for all
	DryRun bool     // look, and delete nothing
	Retry  bool     // also what the backend would not delete before
}

// CleanReport is what Clean did. Its JSON form is what `clean -o json` prints.
type CleanReport struct {
	Status     Status           `json:"status"`
	Backend    string           `json:"backend"`
	Dialect    entities.Dialect `json:"dialect"`
	Seed       uint64           `json:"seed"`
	DryRun     bool             `json:"dry_run"`
	DurationMS int64            `json:"duration_ms"`
	Pools      []CleanedPool    `json:"pools"`
	Users      int              `json:"users"`   // deleted: the logins behind accounts
	Wallets    int              `json:"wallets"` // deleted: theirs
	Kept       []KeptItem       `json:"kept"`
	Notes      []string         `json:"notes"` // what cannot be known, and what is left behind
	Requests   Requests         `json:"requests"`
	Error      string           `json:"error"`

	UserIDs   []string `json:"-"` // of a dry run: of the users that would be deleted
	Cause     error    `json:"-"` // what ended it early, nil if nothing did
	Transient bool     `json:"-"` // running again may help
}

// CleanedPool is what Clean did to one pool.
type CleanedPool struct {
	Pool    string `json:"pool"`
	Before  int    `json:"before"`  // items that the backend listed
	Seeded  int    `json:"seeded"`  // of them, those that flashseed made
	Deleted int    `json:"deleted"` // in a dry run: what would be tried
	Kept    int    `json:"kept"`    // seeded items that stay

	IDs []string `json:"ids,omitempty"` // of a dry run: of what would be tried
}

// KeptItem is a seeded item that stays, and why.
type KeptItem struct {
	Pool    string `json:"pool"`
	ID      string `json:"id"`
	Name    string `json:"name"`
	Reason  string `json:"reason"`
	Refused bool   `json:"refused"` // by the backend: it, or what refers to it

	User string `json:"-"` // the id of the user behind an account
}

// Clean deletes what flashseed made on the backend, and nothing else: what the
// ledger holds, if its key is still the one that was recorded with the id;
// accounts under an e-mail that only flashseed gives; items whose key and texts
// are what today's options generate; and the users and wallets that came with
// accounts. It reads all pools first. What an item that stays refers to stays
// too. It fails only for an unknown pool; whatever the backend does is in the
// report.
func (s *Seeder) Clean(ctx context.Context, req CleanRequest, observe Observer) (*CleanReport, error) {
	if _, err := s.o.Registry.Select(req.Pools...); err != nil {
		return nil, err
	}
	ctx, cancel := s.limit(ctx)
	defer cancel()
	r := s.newRun(ctx, Request{DryRun: req.DryRun}, s.o.Registry.All(), observe)
	defer r.stop(nil)
	c := &cleaner{
		run: r, req: req, selected: map[string]bool{}, items: map[string][]*held{}, byID: map[string][]*held{},
		entries: map[entities.Link]LedgerEntry{}, users: map[string]bool{},
		report: &CleanReport{
			Status: StatusOK, Backend: s.o.Backend.URL(), Seed: s.o.Generate.Seed, DryRun: req.DryRun,
			Pools: []CleanedPool{}, Kept: []KeptItem{}, Notes: []string{},
		},
	}
	for _, e := range r.plan {
		depends := slices.ContainsFunc(e.Needs, func(need string) bool { return c.selected[need] })
		c.selected[e.Pool] = len(req.Pools) == 0 || slices.Contains(req.Pools, e.Pool) || depends
	}
	before, rep := s.o.Backend.Requests(), c.report
	err := c.work()
	rep.Requests = s.o.Backend.Requests().Since(before)
	rep.DurationMS = s.o.Now().Sub(r.report.Started).Milliseconds()
	rep.Dialect = r.report.Dialect
	if err != nil {
		rep.Status, rep.Cause = ended(r.ctx, err)
		rep.Error, rep.Transient = rep.Cause.Error(), r.ctx.Err() != nil || passes(err)
	}
	return rep, nil
}

// cleaner is the work of one Clean.
type cleaner struct {
	run      *run
	req      CleanRequest
	report   *CleanReport
	selected map[string]bool // by pool

	items   map[string][]*held            // what the backend holds, by pool
	byID    map[string][]*held            // the same by id
	entries map[entities.Link]LedgerEntry // the ledger's
	users   map[string]bool               // ids of users whose account was deleted
}

// held is one item that the backend holds.
type held struct {
	pool    *pool
	ref     entities.Ref
	seeded  bool
	gone    bool   // it was deleted
	words   string // the backend's, where it refused to delete this very item
	reason  string // why it must stay, "" if nothing says so
	refused bool   // because the backend refused to delete it, or what refers to it
}

func (h *held) link() entities.Link { return entities.Link{Pool: h.pool.e.Pool, ID: h.ref.ID} }

// item returns the item of that id, nil if the backend does not hold it.
func (c *cleaner) item(at entities.Link) *held {
	for _, h := range c.byID[at.ID] {
		if h.pool.e.Pool == at.Pool {
			return h
		}
	}
	return nil
}

// work is the main flow: take the lock, read everything, delete.
func (c *cleaner) work() error {
	r := c.run
	release, waited, err := r.acquire()
	if err != nil {
		return err
	}
	defer release()
	if waited {
		if err := Sleep(r.ctx, settleAfterWait); err != nil {
			return err
		}
	}
	if err := r.open(); err != nil {
		return err
	}
	if err := c.look(); err != nil {
		return err
	}
	defer c.forget()
	if !c.req.DryRun {
		c.logIn()
	}
	for _, e := range slices.Backward(r.plan) {
		if p := r.pools[e.Pool]; !p.rep.Excused {
			if err := c.clean(p); err != nil {
				return err
			}
		}
	}
	slices.Reverse(c.report.Pools)
	if err := c.deleteUsers(); err != nil {
		return err
	}
	return r.ctx.Err()
}

// mostLogins is how many seeded super admins are tried.
const mostLogins = 3

// logIn logs in as a seeded super admin, if one can: some backends let only
// those delete admins. If none can, such a backend refuses and says so.
func (c *cleaner) logIn() {
	r, p := c.run, c.run.pools["super_admins"]
	if p == nil {
		return
	}
	r.recall()
	accounts := accountsOf(&r.world, ShownPool{Entity: p.e, Items: p.items(), Unlisted: p.unlisted}, r.memory.Accounts)
	for _, account := range accounts[:min(mostLogins, len(accounts))] {
		err := r.o.Backend.AsAdmin(r.ctx, account.Email, account.Password)
		if err == nil {
			return
		}
		r.o.Log.Info("a seeded admin cannot log in", "email", account.Email, "error", err)
	}
}

// leastSearched is up to which index the generated items of a pool are searched
// for at least: a clean that was stopped leaves any of them.
const leastSearched = 1000

// look reads the ledger and all pools, and finds out what was seeded.
func (c *cleaner) look() error {
	r := c.run
	ledger := r.readLedger()
	if len(ledger.Entries) == 0 {
		c.note("there is no ledger of this backend: apart from accounts, only items of seed %d are recognized (name another with --seed), and no orders from before the town grew", r.o.Generate.Seed)
	}
	for _, entry := range ledger.Entries {
		c.entries[entities.Link{Pool: entry.Pool, ID: entry.ID}] = entry
	}
	for i, e := range r.plan {
		p := r.newPool(i)
		obs, err := r.o.Backend.List(r.ctx, e)
		if means(err, RouteMissing) && e.Optional {
			p.rep.Excused = true
			continue
		}
		if err != nil {
			return err
		}
		if e.Counted && len(ledger.Entries) == 0 {
			c.note("%s have no key: without a ledger none of them are recognized", e.Title)
		}
		if obs.Unlisted {
			obs.Items = r.remembered(e.Pool)
			c.note("%s cannot be listed: only those that earlier runs remember are known", e.Title)
		}
		p.limit, p.want = math.MaxInt, max(p.want, 2*len(obs.Items), leastSearched)
		p.adopt(obs)
		p.identifyOnce()
		if err := r.ctx.Err(); err != nil {
			return err
		}
		c.own(p)
	}
	return nil
}

func (c *cleaner) note(format string, args ...any) {
	c.report.Notes = append(c.report.Notes, fmt.Sprintf(format, args...))
}

// own notes which items of a pool were seeded.
func (c *cleaner) own(p *pool) {
	var all []*held
	for _, ref := range p.refs {
		h := &held{pool: p, ref: ref}
		entry, known := c.entries[h.link()]
		key := p.e.Key(ref.Item)
		h.seeded = p.unlisted || known && (key != "" || p.e.Counted) && key == entry.Key
		all = append(all, h)
		c.byID[ref.ID] = append(c.byID[ref.ID], h)
	}
	c.items[p.e.Pool] = all
	items := p.items()
	if p.e.Role != "" {
		for _, account := range entities.KnownAccounts(&c.run.world, p.e, items) {
			c.item(entities.Link{Pool: p.e.Pool, ID: account.ID}).seeded = true
		}
		return
	}
	if exact := p.e.Exact(items); exact != nil && p.gen != nil {
		generated := func(attempts int) {
			unknown := slices.DeleteFunc(slices.Clone(all), func(h *held) bool { return h.seeded })
			items := make([]entities.Item, len(unknown))
			for i, h := range unknown {
				items[i] = h.ref.Item
			}
			for i, index := range entities.Assign(p.gen, exact, items, p.want, attempts, p.run.isStopped) {
				if index >= 0 {
					unknown[i].seeded, unknown[i].ref.Index = true, index
				}
			}
		}
		generated(p.retries + 1)
		if p.e.Pool == ordersPool {
			c.atOtherHours(p, generated)
		}
	}
	switch p.e.Pool {
	case canaryPool: // customers get addresses at the places of others
		streets := map[string]bool{}
		for _, h := range all {
			if h.seeded {
				streets[entities.StreetOf(h.ref.Item)] = true
			}
		}
		for _, h := range all {
			street := entities.CustomerStreet(h.ref.Item)
			h.seeded = h.seeded || street != "" && streets[street]
		}
	case variantsPool: // the backend makes some along with their dish
		for _, h := range all {
			dish := c.item(entities.Link{Pool: dishesPool, ID: entities.MenuItemOf(h.ref.Item)})
			if dish == nil || !dish.seeded || dish.ref.Index < 0 {
				continue
			}
			h.seeded = h.seeded || dish.pool.gen.Draft(dish.ref.Index, 0).EmbedsVariant(h.ref.Item)
		}
	}
}

const dishesPool, variantsPool = "menu_items", "menu_item_variants"

// The generator sends an order to a restaurant that is open when its run begins.
// The orders that are not recognized yet are generated for the quarters of an
// hour in which they were made, then for those before, and at most for so many.
const (
	hoursStep = 15 * 60
	longRun   = 4 // quarters
	mostHours = 24
)

// atOtherHours identifies the orders that would be made differently now.
// Further attempts are left out: they are rare, and each quarter costs as much
// as all the rest.
func (c *cleaner) atOtherHours(p *pool, generated func(attempts int)) {
	now, tried := c.run.world.Now, map[int64]bool{}
	for before := range int64(longRun) {
		for _, h := range c.items[p.e.Pool] {
			created, ok := entities.CreatedAt(h.ref.Item)
			begun := created - before*hoursStep
			if h.seeded || !ok || tried[begun/hoursStep] || len(tried) == mostHours {
				continue
			}
			tried[begun/hoursStep] = true
			for _, live := range []bool{false, true} {
				c.run.world.Now, c.run.world.Live = time.Unix(begun, 0), live
				if p.regenerate() == nil {
					generated(1)
				}
			}
		}
	}
	c.run.world.Now, c.run.world.Live = now, false
}

// clean deletes the seeded items of a pool, except those that must stay, and
// keeps what the items that stay refer to.
func (c *cleaner) clean(p *pool) error {
	all, selected := c.items[p.e.Pool], c.selected[p.e.Pool]
	rep := CleanedPool{Pool: p.e.Pool, Before: len(all)}
	var todo []*held
	for _, h := range all {
		if !h.seeded {
			continue
		}
		rep.Seeded++
		if !selected {
			continue
		}
		if !c.req.Retry {
			h.words = c.entries[h.link()].Kept
		}
		if h.words == "" && h.reason == "" {
			todo = append(todo, h)
		}
	}
	err := c.deleteAll(p.e, todo)
	if err == nil {
		err = c.verify(p, todo)
	}
	for _, h := range all {
		if h.words != "" && h.reason == "" {
			h.reason, h.refused = "the backend does not delete it: "+h.words, true
		}
		if h.reason != "" {
			rep.Kept++
			c.report.Kept = append(c.report.Kept, KeptItem{
				Pool: p.e.Pool, ID: h.ref.ID, Name: p.e.Label(h.ref.Item), User: entities.UserOf(h.ref.Item), Reason: h.reason, Refused: h.refused,
			})
		}
		if !h.gone {
			continue
		}
		rep.Deleted++
		if c.req.DryRun {
			rep.IDs = append(rep.IDs, h.ref.ID)
		}
		if user := entities.UserOf(h.ref.Item); user != "" && p.e.Role != "" {
			c.users[user] = true
		}
	}
	if selected {
		c.report.Pools = append(c.report.Pools, rep)
	}
	if err != nil {
		return err // the ledger keeps all, so that the next clean looks again
	}
	c.protect(p)
	c.settle(p)
	return nil
}

// protect keeps what the items that stay refer to: seeded items of earlier
// pools.
func (c *cleaner) protect(p *pool) {
	for _, h := range c.items[p.e.Pool] {
		if h.seeded && h.reason == "" && c.selected[p.e.Pool] {
			continue
		}
		whose := "foreign"
		if h.seeded {
			whose = "seeded"
		}
		reason := fmt.Sprintf("the %s item %s of %s refers to it", whose, strings.TrimSpace(h.ref.ID+" "+p.e.Label(h.ref.Item)), p.e.Pool)
		entities.Mentions(h.ref.Item, func(id string) {
			for _, to := range c.byID[id] {
				if to.seeded && !to.gone && to.pool != p && to.reason == "" {
					to.reason, to.refused = reason, h.refused
				}
			}
		})
	}
}

// A backend that refuses so many items of a pool in a row, the first ones or
// later ones, is taken to refuse the rest: each refusal may cost several
// requests. Users and wallets are all tried: what else refers to one says
// nothing about the next.
const (
	firstRefused = 3
	laterRefused = 10
)

// deleteAll deletes items, or in a dry run says so of each. An answer that is no
// refusal ends it.
func (c *cleaner) deleteAll(e *entities.Entity, items []*held) error {
	r := c.run
	ctx, stop := context.WithCancelCause(r.ctx)
	defer stop(nil)
	var (
		mu    sync.Mutex // guards what follows
		row   int        // how many were refused in a row
		most  = firstRefused
		words string // of the latest refusal
	)
	hopeless := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return row >= most && r.pools[e.Pool] != nil
	}
	stopped := func() bool { return hopeless() || ctx.Err() != nil || r.isStopped() }
	remove := func(h *held) {
		var err error
		if !c.req.DryRun {
			err = r.o.Backend.Delete(r.ctx, e, h.ref.ID)
		}
		mu.Lock()
		defer mu.Unlock()
		switch h.gone, h.words = err == nil, refusal(err); {
		case h.gone:
			row, most = 0, laterRefused
		case h.words != "":
			row, words = row+1, h.words
		default:
			stop(err)
		}
		if r.lease != nil {
			r.lease.Progress()
		}
	}
	tried := r.parallel(min(firstRefused, len(items)), stopped, func(i int) { remove(items[i]) })
	rest := items[tried:]
	rest = rest[r.parallel(len(rest), stopped, func(i int) { remove(rest[i]) }):]
	if ctx.Err() == nil && hopeless() {
		for _, h := range rest {
			h.words = words
		}
	}
	return context.Cause(ctx)
}

// verify lists a pool again and finds out what is still there though the backend
// has answered that it is deleted.
func (c *cleaner) verify(p *pool, deleted []*held) error {
	gone := slices.ContainsFunc(deleted, func(h *held) bool { return h.gone })
	if !gone || c.req.DryRun || p.unlisted {
		return nil
	}
	obs, err := c.run.o.Backend.List(c.run.ctx, p.e)
	if err != nil {
		return err
	}
	there := idsOf(obs.Items)
	for _, h := range deleted {
		if h.gone && there[h.ref.ID] {
			h.gone, h.words = false, "it reports success, but still lists the item"
		}
	}
	return nil
}

// refusal returns the backend's own words where it answered that it does not
// delete something, "" otherwise.
func refusal(err error) string {
	e, ok := errors.AsType[*RequestError](err)
	if ok && (e.Status != 0 || e.Meaning == RouteMissing) {
		switch e.Meaning {
		case Duplicate, RouteMissing, Refused:
			return e.Error()
		case Unknown: // not where a proxy says that the backend is away, or the answer broke off
			if e.Status == 500 || e.HasEC && e.Status < 500 {
				return e.Error()
			}
		}
	}
	return ""
}

// settle brings the ledger in line with what became of a pool: it forgets what
// is gone, whoever deleted it, and remembers what the backend would not delete.
func (c *cleaner) settle(p *pool) {
	r := c.run
	if c.req.DryRun || r.cacheDown {
		return
	}
	var forget []string
	for at := range c.entries {
		h := c.item(at)
		if at.Pool == p.e.Pool && (h != nil && h.gone || !p.unlisted && (h == nil || !h.seeded)) {
			forget = append(forget, at.ID)
		}
	}
	batch := Ledger{Next: map[string]int{}}
	if r.ledger.next[p.e.Pool] > 0 && c.selected[p.e.Pool] {
		batch.Next[p.e.Pool] = 0 // what was spent may be free again
	}
	for _, h := range c.items[p.e.Pool] {
		if h.words != "" {
			entry := c.entries[h.link()]
			entry.Pool, entry.ID, entry.Key, entry.Kept = p.e.Pool, h.ref.ID, p.e.Key(h.ref.Item), h.words
			batch.Entries = append(batch.Entries, entry)
		}
	}
	if r.cacheWorks(r.o.Cache.Forget(r.uncancelled(), r.o.Backend.URL(), p.e.Pool, forget)) && len(batch.Entries)+len(batch.Next) > 0 {
		r.cacheWorks(r.o.Cache.Append(r.uncancelled(), r.o.Backend.URL(), batch))
	}
}

// deleteUsers deletes the users behind the accounts that are gone, those of
// earlier runs too, and their wallets first, which frees their e-mails. What
// stays keeps the users that it refers to.
func (c *cleaner) deleteUsers() error {
	r, rep := c.run, c.report
	usersOf := &entities.Entity{Pool: "users", Title: "Users", Routes: entities.Routes{List: "/users", Item: "/users"}}
	walletsOf := &entities.Entity{Pool: "fwallets", Title: "Wallets", Routes: entities.Routes{List: "/fwallets", Item: "/fwallets"}}
	users, err := r.o.Backend.List(r.ctx, usersOf)
	if err != nil && !means(err, RouteMissing, NotFound, Refused) {
		return err
	}
	byEmail := map[string]string{}
	for _, e := range r.plan {
		if c.selected[e.Pool] {
			for _, account := range entities.KnownAccounts(&r.world, e, users.Items) {
				c.users[account.ID], byEmail[account.Email] = true, account.ID
			}
		}
	}
	for _, e := range r.plan {
		var stay []entities.Item
		for _, h := range c.items[e.Pool] {
			if !h.gone {
				stay = append(stay, h.ref.Item)
				entities.Mentions(h.ref.Item, func(id string) { delete(c.users, id) })
			}
		}
		for _, account := range entities.KnownAccounts(&r.world, e, stay) { // some lists show an e-mail, and not whose it is
			delete(c.users, byEmail[account.Email])
		}
	}
	ids := slices.Sorted(maps.Keys(c.users))
	if c.req.DryRun {
		rep.UserIDs, rep.Users = ids, len(ids)
	}
	if len(ids) == 0 || c.req.DryRun {
		return r.ctx.Err()
	}
	wallets, err := r.o.Backend.List(r.ctx, walletsOf)
	if err != nil && !means(err, RouteMissing, NotFound, Refused) {
		return err
	}
	var theirs, all []*held
	for _, wallet := range wallets.Items {
		if c.users[entities.UserOf(wallet)] {
			theirs = append(theirs, &held{ref: entities.Ref{Item: wallet}})
		}
	}
	for _, id := range ids {
		all = append(all, &held{ref: entities.Ref{Item: entities.Item{ID: id}}})
	}
	remove := func(e *entities.Entity, items []*held) (deleted int, err error) {
		err = c.deleteAll(e, items)
		left, words := 0, ""
		for _, h := range items {
			if h.gone {
				deleted++
			} else if h.words != "" {
				left, words = left+1, h.words
			}
		}
		if left > 0 {
			c.note("%d of %d %s stay: %s", left, len(items), strings.ToLower(e.Title), words)
		}
		return deleted, err
	}
	if rep.Wallets, err = remove(walletsOf, theirs); err == nil {
		rep.Users, err = remove(usersOf, all)
	}
	return err
}

// forget drops the cached pools and the logins of accounts that are gone.
func (c *cleaner) forget() {
	r := c.run
	if c.req.DryRun || r.cacheDown || !r.cacheWorks(r.o.Cache.Drop(r.uncancelled(), poolNames(r.plan))) {
		return
	}
	memory, err := r.o.Cache.Memory(r.uncancelled(), r.o.Backend.URL())
	if !r.cacheWorks(err) {
		return
	}
	count := len(memory.Accounts)
	memory.Accounts = slices.DeleteFunc(memory.Accounts, func(a entities.Account) bool {
		h := c.item(entities.Link{Pool: a.Pool, ID: a.ID})
		return h != nil && h.gone
	})
	if len(memory.Accounts) < count && r.cacheWorks(r.o.Cache.Remember(r.uncancelled(), r.o.Backend.URL(), Memory{})) && len(memory.Accounts) > 0 {
		r.cacheWorks(r.o.Cache.Remember(r.uncancelled(), r.o.Backend.URL(), memory))
	}
}
