package server

import (
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// snapshotKind is the event that tells the whole of where things stand: the
// first that a reader gets, and what it gets in place of events that were too
// many.
const snapshotKind seeder.EventKind = "snapshot"

// Event is one event of the stream, as its data tells it.
type Event struct {
	Kind   seeder.EventKind   `json:"kind"`
	Time   time.Time          `json:"time"`
	Run    *Run               `json:"run,omitempty"`    // of run_started and run_done
	Pool   *seeder.PoolReport `json:"pool,omitempty"`   // of pool_started, item_created and pool_done
	Status *Status            `json:"status,omitempty"` // of snapshot
	Text   string             `json:"text,omitempty"`   // of waiting and warning
}

// mostPending bounds what is kept for the next look. A run has some fifty
// events that are not item_created.
const mostPending = 256

// pending are the events since the last look, a pool's creations as one.
type pending struct {
	events   []Event
	created  map[string]int // pool to the place of its latest item_created
	overflow bool           // there were too many: a snapshot tells more
	signal   chan struct{}  // has room for one
}

// add notes an event; it never blocks.
func (p *pending) add(ev Event) {
	switch {
	case p.overflow:
	case ev.Kind == seeder.ItemCreated && p.replaced(ev):
	case len(p.events) >= mostPending:
		p.overflow = true
	default:
		p.events = append(p.events, ev)
		p.note(ev)
	}
	select {
	case p.signal <- struct{}{}:
	default:
	}
}

// note remembers where a pool's creations are told; its other events end that.
func (p *pending) note(ev Event) {
	switch {
	case ev.Pool == nil:
		clear(p.created)
	case ev.Kind == seeder.ItemCreated:
		p.created[ev.Pool.Pool] = len(p.events) - 1
	default:
		delete(p.created, ev.Pool.Pool)
	}
}

func (p *pending) replaced(ev Event) bool {
	at, ok := p.created[ev.Pool.Pool]
	if ok {
		p.events[at] = ev
	}
	return ok
}

// take returns what was noted, and whether there was more.
func (p *pending) take() (events []Event, overflow bool) {
	events, overflow = p.events, p.overflow
	p.events, p.overflow = nil, false
	clear(p.created)
	return events, overflow
}
