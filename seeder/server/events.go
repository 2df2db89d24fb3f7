package server

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// snapshotKind is the event that holds the whole Status: the first that a
// reader gets, and the one that follows a change outside a run.
const snapshotKind seeder.EventKind = "snapshot"

// Event is the data of one server-sent event.
type Event struct {
	Kind   seeder.EventKind   `json:"kind"`
	Time   time.Time          `json:"time"`
	Run    *Run               `json:"run,omitempty"`    // of run_started and run_done
	Pool   *seeder.PoolReport `json:"pool,omitempty"`   // of pool_started, item_created and pool_done
	Status *Status            `json:"status,omitempty"` // of snapshot
	Text   string             `json:"text,omitempty"`   // of waiting and warning
}

// frame is the event as it is sent.
func (ev Event) frame() []byte {
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", ev.Kind, encoded(ev))
}

// readerBuffer is how many events a reader may fall behind; the next one
// ends its stream, and it starts again with a snapshot. A run has some fifty
// events besides item_created.
const readerBuffer = 256

// subscribe returns the events from now on, a snapshot first, until the channel
// is closed.
func (s *Server) subscribe() chan []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := make(chan []byte, readerBuffer)
	events <- Event{Kind: snapshotKind, Time: s.Now(), Status: &s.now}.frame()
	if s.ctx.Err() != nil {
		close(events)
	} else {
		s.readers[events] = true
	}
	return events
}

// publish passes an event to all readers without waiting for any. The caller
// holds mu.
func (s *Server) publish(ev Event) {
	if len(s.readers) == 0 {
		return
	}
	text := ev.frame()
	for events := range s.readers {
		select {
		case events <- text:
		default:
			close(events)
			delete(s.readers, events)
			s.dropped++
		}
	}
}

const (
	heartbeat     = 15 * time.Second // between signs of life on a stream of events
	streamTimeout = 10 * time.Second // how long a write to a reader may take
)

// events streams what happens, beginning with a snapshot.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	events := s.subscribe()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.readers, events)
	}()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	rc := http.NewResponseController(w)
	for text := []byte("retry: 2000\n\n"); ; {
		_ = rc.SetWriteDeadline(time.Now().Add(streamTimeout)) // cannot fail on a network connection
		if _, err := w.Write(text); err != nil || rc.Flush() != nil {
			return
		}
		select {
		case first, open := <-events:
			if !open {
				return
			}
			text = slices.Clone(first)
			for len(events) > 0 { // the rest goes in the same write
				text = append(text, <-events...)
			}
		case <-beat.C:
			text = []byte(": still here\n\n")
		case <-r.Context().Done():
			return
		}
	}
}
