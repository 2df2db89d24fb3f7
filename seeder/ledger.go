package seeder

import (
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// A run appends to the ledger when so much was entered or so much time has
// passed, whichever comes first, and at its end.
const (
	ledgerBatch = 1000
	ledgerPause = 250 * time.Millisecond
)

// mostMarked is how many unfinished items outside the samples a run looks at in
// each pool.
const mostMarked = 1000

// ledger is what a run needs of the ledger and has not appended to it yet. The
// run's mutex guards it.
type ledger struct {
	next       map[string]int                // first free indices by pool, as they are kept or were found
	unfinished map[entities.Link]LedgerEntry // items that are marked so
	entered    map[entities.Link]LedgerEntry // not appended yet
	appended   time.Time                     // when it was, or began
	appending  sync.Mutex                    // held while a batch is appended
}

// readLedger reads what earlier runs made, notes what they left to do, and
// returns all of it.
func (r *run) readLedger() (kept Ledger) {
	var err error
	if !r.cacheDown {
		kept, err = r.o.Cache.Ledger(r.uncancelled(), r.o.Backend.URL())
	}
	if !r.cacheWorks(err) {
		return Ledger{}
	}
	for _, entry := range kept.Entries {
		if entry.Unfinished {
			r.ledger.unfinished[entities.Link{Pool: entry.Pool, ID: entry.ID}] = entry
		}
	}
	if kept.Next != nil {
		r.ledger.next = kept.Next
	}
	return kept
}

// enter puts an item of this run into the ledger, as unfinished where there is
// something that finishes it. The caller holds the run's mutex.
func (p *pool) enter(id, key string) {
	at := entities.Link{Pool: p.e.Pool, ID: id}
	entry := LedgerEntry{Pool: p.e.Pool, ID: id, Key: key, Unfinished: len(p.finishers) > 0}
	p.run.ledger.entered[at] = entry
	if entry.Unfinished {
		p.run.ledger.unfinished[at] = entry
	}
}

// unmark enters that an item is finished. The caller holds the run's mutex.
func (p *pool) unmark(id string) {
	at := entities.Link{Pool: p.e.Pool, ID: id}
	if entry, marked := p.run.ledger.unfinished[at]; marked {
		delete(p.run.ledger.unfinished, at)
		entry.Unfinished = false
		p.run.ledger.entered[at] = entry
	}
}

// marked fetches the items outside the sample that the ledger marks as
// unfinished and that are still those that were recorded.
func (p *pool) marked() []*entities.Ref {
	if p.whole {
		return nil
	}
	known := idsOf(p.items())
	var items []entities.Item
	for at, entry := range p.run.ledger.unfinished {
		if at.Pool != p.e.Pool || known[at.ID] || p.finished[at.ID] || len(items) == mostMarked {
			continue
		}
		if item, ok, _ := p.run.o.get(p.run.ctx, p.e, at.ID); ok && p.e.Key(item) == entry.Key {
			items = append(items, item)
		}
	}
	var refs []*entities.Ref
	for i, index := range entities.Assign(p.gen, p.e, items, max(p.want, p.have), p.retries+1, p.run.isStopped) {
		if index >= 0 {
			refs = append(refs, &entities.Ref{Item: items[i], Index: index})
		}
	}
	return refs
}

// flushLedger appends what was entered if it is time, or at once. While one
// worker does so the others go on.
func (r *run) flushLedger(now bool) {
	r.mu.Lock()
	due := now || len(r.ledger.entered) >= ledgerBatch || time.Since(r.ledger.appended) >= ledgerPause
	r.mu.Unlock()
	if !due || !r.ledger.appending.TryLock() {
		return
	}
	defer r.ledger.appending.Unlock()
	if r.cacheDown || r.req.DryRun {
		return
	}
	batch := Ledger{Next: r.ledger.next}
	r.mu.Lock()
	for _, entry := range r.ledger.entered {
		batch.Entries = append(batch.Entries, entry)
	}
	clear(r.ledger.entered)
	r.ledger.appended = time.Now()
	r.mu.Unlock()
	r.cacheWorks(r.o.Cache.Append(r.uncancelled(), r.o.Backend.URL(), batch))
}
