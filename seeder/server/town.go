package server

import (
	"context"
	"net/http"

	"github.com/flashseed/flashseed/seeder"
)

// goOn lets the town go on, unless it does already.
func (s *Server) goOn() (started bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endLive != nil || s.ctx.Err() != nil {
		return false
	}
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan struct{})
	s.endLive, s.liveReport = func() { cancel(); <-done }, nil
	o := s.Live
	o.Observe = s.Observe
	o.Progress = func(r seeder.LiveReport) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.liveReport = &r
	}
	go func() {
		defer close(done)
		defer cancel()
		r := s.Driver.Live(ctx, o)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.endLive, s.liveReport = nil, r
	}()
	return true
}

// rest stops the town and waits until it stands still.
func (s *Server) rest() {
	s.mu.Lock()
	stop := s.endLive
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
}

func (s *Server) live(*http.Request) (reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return reply{Message: "how the town goes on", Data: encoded(struct {
		Running bool               `json:"running"`
		Report  *seeder.LiveReport `json:"report"`
	}{s.endLive != nil, s.liveReport})}, nil
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
	s.rest()
	return s.live(r)
}
