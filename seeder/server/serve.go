package server

import (
	"context"
	"net"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"github.com/flashseed/flashseed/seeder"
)

// Serve answers requests on the listeners until ctx ends, then shuts down: it
// takes no more connections, lets the run start no further creation, and waits
// for it and for answers in flight. It closes the listeners. A clean end is nil.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	s.local = true
	for _, l := range listeners {
		at, ok := l.Addr().(*net.TCPAddr)
		s.local = s.local && ok && at.IP.IsLoopback()
	}
	s.mu.Lock()
	s.now.Passwords = s.secrets()
	s.mu.Unlock()
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- s.web.Serve(netutil.LimitListener(l, s.connections)) }()
	}
	var started sync.WaitGroup
	started.Go(func() {
		s.start()
		if s.StartLive {
			s.goOn()
		}
	})
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	for _, l := range listeners {
		_ = l.Close()
	}
	s.shutdown()
	started.Wait()
	return err
}

// start fills the pools, or only looks what they hold. A failure that may pass
// is tried again, ever more slowly, until all pools were full once.
func (s *Server) start() {
	if !s.StartupEnsure {
		s.look()
		return
	}
	for pause := 5 * time.Second; !s.snapshot().Ready; pause = min(2*pause, time.Minute) {
		out, err := s.run(s.ctx, seeder.Request{})
		if err != nil || !out.transient {
			return
		}
		s.Log.Info("the pools are not full yet", "again_in", pause, "reason", out.Message, "warning", out.Warning)
		select {
		case <-time.After(pause):
		case <-s.ctx.Done():
			return
		}
	}
}

// look learns what the pools hold.
func (s *Server) look() {
	shown, err := s.Driver.Show(s.ctx)
	if err != nil {
		s.Log.Info("the pools could not be read", "error", err)
		return
	}
	s.learn(shown)
}

// afterAbort is how long a run may take to end once it is aborted, and its
// callers' answers to leave.
const afterAbort = time.Second

// shutdown ends everything in the order in which it can end well: the run, its
// callers' answers, the streams, the connections.
func (s *Server) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), s.ShutdownTimeout)
	defer cancel()
	s.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.turn.Lock() // whoever gets it from now on starts no run
		s.turn.Unlock()
		s.rest()
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		s.Log.Warn("the run did not end in time and is aborted", "shutdown_timeout", s.ShutdownTimeout)
		s.Abort()
		ctx, cancel = context.WithTimeout(context.Background(), 2*afterAbort)
		defer cancel()
		select {
		case <-ended:
		case <-time.After(afterAbort):
		}
	}
	s.mu.Lock()
	for events := range s.readers { // they have what was published
		close(events)
	}
	clear(s.readers)
	s.mu.Unlock()
	s.silent.Range(func(conn, _ any) bool { // Shutdown would wait five seconds for these
		_ = conn.(net.Conn).Close()
		return true
	})
	if err := s.web.Shutdown(ctx); err != nil {
		s.Log.Warn("connections were cut at the shutdown", "error", err)
		_ = s.web.Close()
	}
}
