package server

import (
	"net/http"
	"time"
)

// streamPatience is how long a reader of events may leave a write waiting.
const streamPatience = 10 * time.Second

// events streams what happens, beginning with where things stand.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if !s.hub.enter() {
		s.refuse(w, r, http.StatusServiceUnavailable, "too many readers of events, or the server is shutting down")
		return
	}
	dropped := false
	defer func() { s.hub.leave(dropped) }()
	defer guestOf(r.Context()).hold()()

	header := w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	place, first := s.hub.start(r.Header.Get("Last-Event-ID"))
	out := streamWriter{w: w, rc: http.NewResponseController(w)}
	if out.write([]byte("retry: 2000\n\n")) && out.write(first) {
		dropped = s.follow(r, out, place)
	}
}

// follow passes on what the hub tells until the reader leaves, or has to; it
// says whether it had to.
func (s *Server) follow(r *http.Request, out streamWriter, place int) (dropped bool) {
	heartbeat := time.NewTicker(s.Limits.Heartbeat)
	defer heartbeat.Stop()
	for {
		frames, now, more, ok := s.hub.next(place)
		if !ok {
			return more == nil
		}
		if len(frames) > 0 {
			if !out.write(frames) {
				return r.Context().Err() == nil
			}
			place = now
			continue
		}
		select {
		case <-more:
		case <-heartbeat.C:
			if !out.write([]byte(": still here\n\n")) {
				return r.Context().Err() == nil
			}
		case <-r.Context().Done():
			return false
		}
	}
}

// streamWriter writes to a reader that may be slow, but not too slow.
type streamWriter struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func (o streamWriter) write(text []byte) bool {
	_ = o.rc.SetWriteDeadline(time.Now().Add(streamPatience)) // cannot fail on a network connection
	if _, err := o.w.Write(text); err != nil {
		return false
	}
	return o.rc.Flush() == nil
}
