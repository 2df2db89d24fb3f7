package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ringSize is how many frames a reader may be behind before it is dropped: a
// few runs' worth.
const ringSize = 512

// hub tells readers of events. What is told is written once, into a ring that
// all readers share; each reads it at its own pace, from its own place, and
// one that the ring has overtaken is dropped. So neither many nor slow readers
// cost the run anything, and none costs more memory than its place.
type hub struct {
	state *state
	pace  time.Duration
	epoch string // tells this process's ids from those of an earlier one

	mu      sync.RWMutex
	ring    [][]byte // frames, the latest at head % ringSize
	head    int      // the latest frame's number, from 1
	before  int      // head before the latest frames were told
	latest  []byte   // these frames in one, which most readers want
	wake    chan struct{}
	closed  bool
	readers int
	most    int
	dropped int
}

func newHub(s *state, l Limits, now time.Time) *hub {
	s.waiting.signal = make(chan struct{}, 1)
	s.waiting.created = map[string]int{}
	return &hub{
		state: s, pace: l.Pace, most: l.Streams,
		epoch: strconv.FormatInt(now.UnixNano(), 36),
		ring:  make([][]byte, ringSize), wake: make(chan struct{}),
	}
}

// work tells readers what was noted until ctx ends, then sends them away. The
// more readers there are, the longer it lets news gather: telling one takes
// some 50 µs, so a millisecond more for each bounds what all of them cost.
func (h *hub) work(ctx context.Context) {
	defer h.close()
	for {
		select {
		case <-h.state.waiting.signal:
		case <-ctx.Done():
			h.flush()
			return
		}
		h.flush()
		select {
		case <-time.After(h.pace + time.Duration(h.count())*time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// nudge has readers told what changed outside a run.
func (h *hub) nudge() {
	select {
	case h.state.waiting.signal <- struct{}{}:
	default:
	}
}

// flush publishes what was noted.
func (h *hub) flush() {
	h.state.mu.Lock()
	events, overflow := h.state.waiting.take()
	var whole Status
	if overflow {
		whole = h.state.copied()
	}
	h.state.mu.Unlock()
	if overflow {
		events = append(events, Event{Kind: snapshotKind, Time: h.state.now(), Status: &whole})
	}
	if len(events) > 0 {
		h.publish(events)
	}
}

func (h *hub) publish(events []Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.before, h.latest = h.head, nil
	for _, ev := range events {
		h.head++
		text := frame(h.id(h.head), ev)
		h.ring[h.head%ringSize] = text
		h.latest = append(h.latest, text...)
	}
	close(h.wake)
	h.wake = make(chan struct{})
}

func (h *hub) id(n int) string { return h.epoch + "." + strconv.Itoa(n) }

// frame is an event as it goes over the wire.
func frame(id string, ev Event) []byte {
	data, err := json.Marshal(ev)
	if err != nil { // nothing in it can fail to be encoded
		data = []byte(`{}`)
	}
	return fmt.Appendf(nil, "id: %s\nevent: %s\ndata: %s\n\n", id, ev.Kind, data)
}

// enter admits a reader, unless there are too many or the hub has closed.
func (h *hub) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.readers >= h.most {
		return false
	}
	h.readers++
	return true
}

func (h *hub) leave(dropped bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readers--
	if dropped {
		h.dropped++
	}
}

func (h *hub) count() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.readers
}

func (h *hub) drops() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.dropped
}

// start returns where a new reader begins, and what it is told first: nothing
// if the ring still has what came after the last event that it saw, else a
// snapshot.
func (h *hub) start(lastSeen string) (place int, first []byte) {
	h.mu.RLock()
	head := h.head
	h.mu.RUnlock()
	if epoch, number, ok := strings.Cut(lastSeen, "."); ok && epoch == h.epoch {
		n, err := strconv.Atoi(number)
		if err == nil && n >= max(0, head-ringSize) && n <= head {
			return n, nil
		}
	}
	status := h.state.snapshot()
	return head, frame(h.id(head), Event{Kind: snapshotKind, Time: h.state.now(), Status: &status})
}

// next returns the frames after a place, which are not to be changed, the place
// after them, and a channel
// that is closed when there are more. ok is false when the reader has to go:
// it is too far behind, or the hub has closed and it has read all.
func (h *hub) next(place int) (frames []byte, now int, more <-chan struct{}, ok bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if place < h.head-ringSize {
		return nil, place, nil, false
	}
	if place == h.before && h.head > h.before {
		return h.latest, h.head, h.wake, true
	}
	for n := place + 1; n <= h.head; n++ {
		frames = append(frames, h.ring[n%ringSize]...)
	}
	return frames, h.head, h.wake, len(frames) > 0 || !h.closed
}

// close sends the readers away.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	close(h.wake)
	h.wake = make(chan struct{})
}
