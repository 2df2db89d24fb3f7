package server

import (
	"context"
	"net/http"
	"sync"

	"github.com/flashseed/flashseed/seeder"
)

// town goes on, or not: Live, once at a time.
type town struct {
	mu     sync.Mutex
	stop   func(context.Context) // has it end, and waits for that until ctx ends; nil while it does not go on
	report *seeder.LiveReport    // of the time that goes on, or of the last one; nil before the first step
}

// goOn lets the town go on, unless it does already.
func (s *Server) goOn() (started bool) {
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	if s.town.stop != nil || s.ctx.Err() != nil {
		return false
	}
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan struct{})
	s.town.stop, s.town.report = func(until context.Context) {
		cancel()
		select {
		case <-done:
		case <-until.Done():
		}
	}, nil
	o := s.Live
	o.Observe = s.Observe
	o.Progress = func(r seeder.LiveReport) {
		s.town.mu.Lock()
		defer s.town.mu.Unlock()
		s.town.report = &r
	}
	go func() {
		defer close(done)
		defer cancel()
		r := s.Driver.Live(ctx, o)
		s.town.mu.Lock()
		defer s.town.mu.Unlock()
		s.town.stop, s.town.report = nil, r
	}()
	return true
}

// rest stops the town and waits until it stands still, or ctx ends.
func (s *Server) rest(ctx context.Context) {
	s.town.mu.Lock()
	stop := s.town.stop
	s.town.mu.Unlock()
	if stop != nil {
		stop(ctx)
	}
}

func (s *Server) live(*http.Request) (reply, error) {
	s.town.mu.Lock()
	defer s.town.mu.Unlock()
	return reply{Message: "how the town goes on", Data: encoded(struct {
		Running bool               `json:"running"`
		Report  *seeder.LiveReport `json:"report"`
	}{s.town.stop != nil, s.town.report})}, nil
}

func (s *Server) startLive(r *http.Request) (reply, error) {
	started := s.goOn()
	answer, err := s.live(r)
	if started {
		answer.code = http.StatusCreated
	}
	return answer, err
}

func (s *Server) stopLive(r *http.Request) (reply, error) {
	s.rest(r.Context())
	return s.live(r)
}
