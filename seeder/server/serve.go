package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// Serve answers requests on the listeners until ctx ends, then shuts down: it
// takes no more connections, lets the run start no further creation, and waits
// for it and for answers in flight. It closes the listeners. A clean end is nil.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	s.local = true
	for _, l := range listeners {
		s.local = s.local && onlyHere(l.Addr())
	}
	s.state.mu.Lock()
	s.state.status.Passwords = s.secrets()
	s.state.mu.Unlock()
	var silent sync.Map // connections that have not sent a request yet
	web := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.Limits.HeaderTimeout,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
		ConnState: func(conn net.Conn, state http.ConnState) {
			if state == http.StateNew {
				silent.Store(conn, nil)
			} else {
				silent.Delete(conn)
			}
		},
	}
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- web.Serve(netutil.LimitListener(l, s.Limits.Connections)) }()
	}
	started := make(chan struct{})
	go func() {
		defer close(started)
		s.start()
		if s.StartLive {
			s.goOn()
		}
	}()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	s.shutdown(web, &silent)
	<-started
	return err
}

// start fills the pools, or only looks what they hold. A failure that may pass
// is tried again, ever more slowly, until all pools were full once.
func (s *Server) start() {
	if !s.StartupEnsure {
		s.look()
		return
	}
	for pause := s.Limits.Retry; !s.state.snapshot().Ready; pause = min(2*pause, time.Minute) {
		out, err := s.run(s.ctx, ask{action: ensure})
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
	s.state.learn(shown)
}

// shutdown ends everything in the order in which it can end well: the run, its
// callers' answers, the streams, the connections.
func (s *Server) shutdown(web *http.Server, silent *sync.Map) {
	ctx, cancel := context.WithTimeout(context.Background(), s.ShutdownTimeout)
	defer cancel()
	closed, ended := make(chan error, 1), make(chan struct{})
	go func() { closed <- web.Shutdown(ctx) }()
	s.stop()
	go func() {
		defer close(ended)
		s.turn <- struct{}{} // no run holds it, and none gets it again
		s.rest(context.Background())
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		s.Log.Warn("the run did not end in time and is aborted", "shutdown_timeout", s.ShutdownTimeout)
		s.Abort()
		select {
		case <-ended:
		case <-time.After(afterAbort):
		}
	}
	s.state.close()
	silent.Range(func(conn, _ any) bool { // Shutdown would wait five seconds for these
		_ = conn.(net.Conn).Close()
		return true
	})
	if <-closed == nil {
		return
	}
	// The time is up, but the answers to the callers of an aborted run are
	// still on their way.
	last, cancelLast := context.WithTimeout(context.Background(), afterAbort)
	defer cancelLast()
	if err := web.Shutdown(last); err != nil {
		s.Log.Warn("connections were cut at the shutdown", "error", err)
		_ = web.Close()
	}
}

// afterAbort is how long a run may take to end once it is aborted.
const afterAbort = time.Second

// onlyHere reports whether an address can be reached from this machine alone.
func onlyHere(a net.Addr) bool {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}
