package seeder

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
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

	words string // the backend's, where it refused this very item
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
		run: r, req: req, selected: map[string]bool{}, place: map[string]int{}, owned: map[entities.Link]entities.Ref{}, byID: map[string][]entities.Link{},
		stays: map[entities.Link]KeptItem{}, entries: map[entities.Link]LedgerEntry{}, users: map[string]bool{}, gone: map[entities.Link]bool{},
		report: &CleanReport{
			Status: StatusOK, Backend: s.o.Backend.URL(), Seed: s.o.Generate.Seed, DryRun: req.DryRun,
			Pools: []CleanedPool{}, Kept: []KeptItem{}, Notes: []string{},
		},
	}
	for i, e := range r.plan {
		depends := slices.ContainsFunc(e.Needs, func(need string) bool { return c.selected[need] })
		c.selected[e.Pool] = len(req.Pools) == 0 || slices.Contains(req.Pools, e.Pool) || depends
		c.place[e.Pool] = i
		r.report.Pools[i].Status = PoolFull
	}
	c.perform()
	return c.report, nil
}

// cleaner is the work of one Clean.
type cleaner struct {
	run      *run
	req      CleanRequest
	report   *CleanReport
	place    map[string]int // of the pools in their order
	selected map[string]bool

	owned   map[entities.Link]entities.Ref // seeded items
	byID    map[string][]entities.Link     // the same by their ids
	stays   map[entities.Link]KeptItem     // seeded items that must stay
	entries map[entities.Link]LedgerEntry  // the ledger's
	users   map[string]bool                // ids of users whose account was deleted
	gone    map[entities.Link]bool         // what was deleted
}

// perform is the main flow: take the lock, read everything, delete.
func (c *cleaner) perform() {
	r := c.run
	before := r.o.Backend.Requests()
	err := c.work()
	rep := c.report
	rep.Requests = r.o.Backend.Requests().Since(before)
	rep.DurationMS = r.o.Now().Sub(r.report.Started).Milliseconds()
	rep.Dialect = r.report.Dialect
	if err != nil {
		r.fatal = err
		rep.Status, rep.Cause = r.ended()
		_, busy := errors.AsType[*BusyError](err)
		rep.Error, rep.Transient = rep.Cause.Error(), r.ctx.Err() != nil || busy || passes(err)
	}
}

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

// logIn becomes a seeded super admin, if one can log in: some backends let
// only those delete admins. If none can, such a backend refuses and says so.
func (c *cleaner) logIn() {
	r, p := c.run, c.run.pools["super_admins"]
	if p == nil {
		return
	}
	r.recall()
	var items []entities.Item
	for _, ref := range p.refs {
		items = append(items, ref.Item)
	}
	accounts := entities.KnownAccounts(&r.world, p.e, items)
	for _, account := range accounts[:min(mostLogins, len(accounts))] {
		for _, known := range r.memory.Accounts {
			if known.Pool == account.Pool && known.Email == account.Email {
				account.Password = known.Password
			}
		}
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
	ledger, err := r.o.Cache.Ledger(r.uncancelled(), r.o.Backend.URL())
	if !r.cacheWorks(err) || len(ledger.Entries) == 0 {
		c.note("there is no ledger of this backend: apart from accounts, only items of seed %d are recognized; name another with --seed", r.o.Generate.Seed)
	}
	for _, entry := range ledger.Entries {
		c.entries[entities.Link{Pool: entry.Pool, ID: entry.ID}] = entry
	}
	for i, e := range r.plan {
		p := r.newPool(e, &r.report.Pools[i])
		r.pools[e.Pool] = p
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
	var items []entities.Item
	byID := map[string]entities.Ref{}
	own := func(ref entities.Ref) {
		at := entities.Link{Pool: p.e.Pool, ID: ref.ID}
		if _, known := c.owned[at]; !known {
			c.owned[at] = ref
			c.byID[at.ID] = append(c.byID[at.ID], at)
		}
	}
	for _, ref := range p.refs {
		items, byID[ref.ID] = append(items, ref.Item), ref
		entry, known := c.entries[entities.Link{Pool: p.e.Pool, ID: ref.ID}]
		if key := p.e.Key(ref.Item); p.unlisted || known && (key != "" || p.e.Counted) && key == entry.Key {
			own(ref)
		}
	}
	if p.e.Role != "" {
		for _, account := range entities.KnownAccounts(&c.run.world, p.e, items) {
			own(byID[account.ID])
		}
		return
	}
	if exact := p.e.Exact(items); exact != nil && p.gen != nil {
		generated := func(attempts int) {
			var unknown []entities.Item
			for _, ref := range p.refs {
				if _, known := c.owned[entities.Link{Pool: p.e.Pool, ID: ref.ID}]; !known {
					unknown = append(unknown, ref.Item)
				}
			}
			for i, index := range entities.Assign(p.gen, exact, unknown, p.want, attempts, p.isStopped) {
				if index >= 0 {
					own(entities.Ref{Item: unknown[i], Index: index})
				}
			}
		}
		generated(p.retries + 1)
		if p.e.Pool == ordersPool {
			c.atOtherHours(p, generated)
		}
	}
	if p.e.Pool == canaryPool { // customers are given addresses at the places of others
		streets := map[string]bool{}
		for _, ref := range p.refs {
			if _, seeded := c.owned[entities.Link{Pool: p.e.Pool, ID: ref.ID}]; seeded {
				streets[entities.StreetOf(ref.Item)] = true
			}
		}
		for _, ref := range p.refs {
			if street := entities.CustomerStreet(ref.Item); street != "" && streets[street] {
				own(ref)
			}
		}
	}
	for _, ref := range p.refs {
		dish, seeded := c.owned[entities.Link{Pool: dishesPool, ID: entities.MenuItemOf(ref.Item)}]
		if p.e.Pool != variantsPool || !seeded || dish.Index < 0 {
			continue
		}
		if draft, err := c.run.pools[dishesPool].gen.Draft(dish.Index, 0); err == nil && draft.EmbedsVariant(ref.Item) {
			own(ref)
		}
	}
}

// The backend makes items of one of these pools along with those of the other.
const dishesPool, variantsPool = "menu_items", "menu_item_variants"

// Where an order goes depends on which houses are open when it is made. So many
// of the quarters of an hour in which unknown ones were made are tried at most.
const (
	hoursStep = 15 * 60
	mostHours = 24
)

// atOtherHours identifies the orders that would be made differently now.
// Further attempts are left out: they are rare, and each quarter costs as much
// as all the rest.
func (c *cleaner) atOtherHours(p *pool, generated func(attempts int)) {
	now, tried := c.run.world.Now, map[int64]bool{}
	for _, ref := range p.refs {
		created, ok := entities.CreatedAt(ref.Item)
		_, known := c.owned[entities.Link{Pool: p.e.Pool, ID: ref.ID}]
		if known || !ok || tried[created/hoursStep] || len(tried) == mostHours {
			continue
		}
		tried[created/hoursStep] = true
		for _, live := range []bool{false, true} {
			c.run.world.Now, c.run.world.Live = time.Unix(created, 0), live
			if p.regenerate() == nil {
				generated(1)
			}
		}
	}
	c.run.world.Now, c.run.world.Live = now, false
}

// clean deletes the seeded items of a pool that nothing refers to which stays,
// and then sees to it that what the others refer to stays.
func (c *cleaner) clean(p *pool) error {
	rep := CleanedPool{Pool: p.e.Pool, Before: len(p.refs)}
	var todo []entities.Ref
	for _, ref := range p.refs {
		at := entities.Link{Pool: p.e.Pool, ID: ref.ID}
		if _, seeded := c.owned[at]; !seeded {
			continue
		}
		rep.Seeded++
		if !c.selected[p.e.Pool] {
			continue
		}
		if words := c.entries[at].Kept; words != "" && !c.req.Retry {
			c.keep(at, KeptItem{words: words})
		}
		if _, stays := c.stays[at]; !stays {
			todo = append(todo, ref)
		}
	}
	err := c.delete(p, todo, &rep)
	for _, ref := range p.refs {
		if kept, stays := c.stays[entities.Link{Pool: p.e.Pool, ID: ref.ID}]; stays {
			rep.Kept++
			c.report.Kept = append(c.report.Kept, kept)
		}
	}
	if c.selected[p.e.Pool] {
		c.report.Pools = append(c.report.Pools, rep)
	}
	c.protect(p)
	c.settle(p)
	return err
}

// keep notes that a seeded item stays; words are the backend's if it refused
// this very item.
func (c *cleaner) keep(at entities.Link, kept KeptItem) {
	if _, known := c.stays[at]; known {
		return
	}
	ref := c.owned[at]
	kept.Pool, kept.ID, kept.Name, kept.User = at.Pool, at.ID, c.run.pools[at.Pool].e.Label(ref.Item), entities.UserOf(ref.Item)
	if kept.words != "" {
		kept.Reason, kept.Refused = "the backend does not delete it: "+kept.words, true
	}
	c.stays[at] = kept
}

// protect keeps the seeded items of earlier pools that an item refers to which
// stays.
func (c *cleaner) protect(p *pool) {
	for _, ref := range p.refs {
		at := entities.Link{Pool: p.e.Pool, ID: ref.ID}
		kept, stays := c.stays[at]
		_, seeded := c.owned[at]
		if seeded && !stays && c.selected[p.e.Pool] {
			continue
		}
		whose := "foreign"
		if seeded {
			whose = "seeded"
		}
		reason := fmt.Sprintf("the %s item %s of %s refers to it", whose, strings.TrimSpace(ref.ID+" "+p.e.Label(ref.Item)), p.e.Pool)
		entities.Mentions(ref.Item, func(id string) {
			for _, to := range c.byID[id] {
				if c.place[to.Pool] < c.place[p.e.Pool] {
					c.keep(to, KeptItem{Reason: reason, Refused: kept.Refused})
				}
			}
		})
	}
}

// delete deletes items of one pool. Where the backend refuses the first of
// them it is taken to refuse them all.
func (c *cleaner) delete(p *pool, todo []entities.Ref, rep *CleanedPool) error {
	if c.req.DryRun {
		rep.Deleted = len(todo)
		for _, ref := range todo {
			rep.IDs = append(rep.IDs, ref.ID)
			c.deleted(p, ref)
		}
		return nil
	}
	var failed error
	deleteOne := func(ref entities.Ref) {
		at := entities.Link{Pool: p.e.Pool, ID: ref.ID}
		err := c.run.o.Backend.Delete(c.run.ctx, p.e, ref.ID)
		words, refused := refusal(err)
		c.run.mu.Lock()
		defer c.run.mu.Unlock()
		if c.run.lease != nil {
			c.run.lease.Progress()
		}
		switch {
		case err == nil:
			rep.Deleted++
			c.deleted(p, ref)
		case refused:
			c.keep(at, KeptItem{words: words})
		case failed == nil:
			failed = err
		}
	}
	stopped := func() bool { return failed != nil || c.run.ctx.Err() != nil }
	if len(todo) > 0 && !stopped() {
		deleteOne(todo[0])
		if kept, stays := c.stays[entities.Link{Pool: p.e.Pool, ID: todo[0].ID}]; stays {
			for _, ref := range todo[1:] {
				c.keep(entities.Link{Pool: p.e.Pool, ID: ref.ID}, KeptItem{words: kept.words})
			}
			return nil
		}
	}
	if len(todo) > 1 {
		c.run.parallel(len(todo)-1, func() bool {
			c.run.mu.Lock()
			defer c.run.mu.Unlock()
			return stopped()
		}, func(i int) { deleteOne(todo[i+1]) })
	}
	if failed != nil {
		return failed
	}
	return c.run.ctx.Err()
}

// deleted notes that an item is gone, and with an account its user is to go.
func (c *cleaner) deleted(p *pool, ref entities.Ref) {
	c.gone[entities.Link{Pool: p.e.Pool, ID: ref.ID}] = true
	if user := entities.UserOf(ref.Item); user != "" && p.e.Role != "" {
		c.users[user] = true
	}
}

// refusal returns the backend's own words where it answered that it does not
// delete something.
func refusal(err error) (words string, refused bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status == 0 && e.Meaning != RouteMissing {
		return "", false
	}
	switch e.Meaning {
	case Unknown, Duplicate, RouteMissing, Refused:
		return e.Error(), true
	}
	return "", false
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
		if _, seeded := c.owned[at]; at.Pool == p.e.Pool && !seeded && !p.unlisted {
			forget = append(forget, at.ID)
		}
	}
	for at := range c.gone {
		if at.Pool == p.e.Pool {
			forget = append(forget, at.ID)
		}
	}
	batch := Ledger{Next: map[string]int{}}
	if r.ledger.next[p.e.Pool] > 0 && c.selected[p.e.Pool] {
		batch.Next[p.e.Pool] = 0 // what was spent may be free again
	}
	for _, ref := range p.refs {
		at := entities.Link{Pool: p.e.Pool, ID: ref.ID}
		if kept := c.stays[at]; kept.words != "" {
			entry := c.entries[at]
			entry.Pool, entry.ID, entry.Key, entry.Kept = at.Pool, at.ID, p.e.Key(ref.Item), kept.words
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
	r := c.run
	usersOf := &entities.Entity{Pool: "users", Title: "Users", Routes: entities.Routes{List: "/users", Item: "/users"}}
	walletsOf := &entities.Entity{Pool: "fwallets", Title: "Wallets", Routes: entities.Routes{List: "/fwallets", Item: "/fwallets"}}
	users, err := r.o.Backend.List(r.ctx, usersOf)
	if err != nil && !means(err, RouteMissing, NotFound, Refused) {
		return err
	}
	for _, e := range r.plan {
		if !c.selected[e.Pool] {
			continue
		}
		var stay []entities.Item // some lists of accounts do not show whose they are, but an e-mail
		for _, ref := range r.pools[e.Pool].refs {
			if !c.gone[entities.Link{Pool: e.Pool, ID: ref.ID}] {
				stay = append(stay, ref.Item)
			}
		}
		needed := map[string]bool{}
		for _, account := range entities.KnownAccounts(&r.world, e, stay) {
			needed[account.Email] = true
		}
		for _, account := range entities.KnownAccounts(&r.world, e, users.Items) {
			if !needed[account.Email] {
				c.users[account.ID] = true
			}
		}
	}
	for _, p := range r.pools {
		for _, ref := range p.refs {
			if !c.gone[entities.Link{Pool: p.e.Pool, ID: ref.ID}] {
				entities.Mentions(ref.Item, func(id string) { delete(c.users, id) })
			}
		}
	}
	if c.req.DryRun {
		c.report.UserIDs = slices.Sorted(maps.Keys(c.users))
		c.report.Users = len(c.users)
	}
	if len(c.users) == 0 || c.req.DryRun {
		return r.ctx.Err()
	}
	wallets, err := r.o.Backend.List(r.ctx, walletsOf)
	if err != nil && !means(err, RouteMissing, NotFound, Refused) {
		return err
	}
	var theirs []string
	for _, wallet := range wallets.Items {
		if c.users[entities.UserOf(wallet)] {
			theirs = append(theirs, wallet.ID)
		}
	}
	if c.report.Wallets, err = c.deleteAll(walletsOf, theirs); err == nil {
		c.report.Users, err = c.deleteAll(usersOf, slices.Sorted(maps.Keys(c.users)))
	}
	return err
}

// deleteAll deletes what is no pool's, and returns how much of it.
func (c *cleaner) deleteAll(e *entities.Entity, ids []string) (deleted int, failed error) {
	var left int
	var words string
	stopped := func() bool {
		c.run.mu.Lock()
		defer c.run.mu.Unlock()
		return failed != nil || c.run.ctx.Err() != nil
	}
	c.run.parallel(len(ids), stopped, func(i int) {
		err := c.run.o.Backend.Delete(c.run.ctx, e, ids[i])
		why, refused := refusal(err)
		c.run.mu.Lock()
		defer c.run.mu.Unlock()
		switch {
		case err == nil:
			deleted++
		case refused:
			left, words = left+1, why
		default:
			failed = err
		}
	})
	if left > 0 {
		c.note("%d of %d %s stay: %s", left, len(ids), strings.ToLower(e.Title), words)
	}
	return deleted, errors.Join(failed, c.run.ctx.Err())
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
		return c.gone[entities.Link{Pool: a.Pool, ID: a.ID}]
	})
	if len(memory.Accounts) < count && r.cacheWorks(r.o.Cache.Remember(r.uncancelled(), r.o.Backend.URL(), Memory{})) && len(memory.Accounts) > 0 {
		r.cacheWorks(r.o.Cache.Remember(r.uncancelled(), r.o.Backend.URL(), memory))
	}
}
