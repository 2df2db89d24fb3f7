package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// errStopping is told to those whom a shutdown keeps from their answer.
var errStopping = errors.New("flashseed is shutting down")

// Serve answers requests on l until ctx ends, then shuts down: it takes no
// more connections, lets the run start no further creation, and waits for it
// and for answers in flight. It closes l. A clean end is nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.local = onlyHere(l.Addr())
	s.state.showPasswords(s.secrets())
	g := newGate(l, s.Limits.Connections)
	s.Metrics.watchGate(g)
	web := s.web(g)

	background, quit := context.WithCancel(context.WithoutCancel(ctx))
	defer quit()
	done := make(chan struct{})
	go func() { defer close(done); s.hub.work(background) }()
	started := make(chan struct{})
	go func() { defer close(started); s.start(background) }()

	failed := make(chan error, 1)
	go func() { failed <- web.Serve(g) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	s.shutdown(web, g, quit)
	<-done
	<-started
	return err
}

// web is the HTTP server. What it is given to write it may write as long as it
// takes: handlers set the time limit when they know what they have to say.
func (s *Server) web(g *gate) *http.Server {
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.Limits.HeaderTimeout,
		ReadTimeout:       s.Limits.ReadTimeout,
		WriteTimeout:      s.Limits.WriteTimeout,
		IdleTimeout:       s.Limits.IdleTimeout,
		MaxHeaderBytes:    s.Limits.Header,
		ConnContext:       g.remember,
		ConnState:         g.turned,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

// start fills the pools, or only looks what they hold. A failure that may pass
// is tried again, until somebody else's run succeeded.
func (s *Server) start(ctx context.Context) {
	if !s.StartupEnsure {
		s.look(ctx)
		return
	}
	for pause := s.Limits.Retry; ; pause = min(2*pause, time.Minute) {
		out, err := s.runs.join(ctx, ask{})
		if err != nil || s.state.isReady() || out.report == nil || !out.report.Transient {
			return
		}
		s.Log.Info("the pools are not full yet", "again_in", pause, "reason", out.report.Error)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		if s.state.isReady() {
			return
		}
	}
}

// look learns how many items there are, so that the page has something to
// show.
func (s *Server) look(ctx context.Context) {
	shown, err := s.Driver.Show(ctx)
	if err != nil {
		s.Log.Info("the pools could not be read", "error", err)
		return
	}
	s.learn(shown)
}

// shutdown ends everything in the order in which it can end well: the run, its
// callers' answers, the streams, the connections.
func (s *Server) shutdown(web *http.Server, g *gate, quit context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.Background(), s.ShutdownTimeout)
	defer cancel()
	closed := make(chan error, 1)
	go func() { closed <- web.Shutdown(ctx) }()
	s.endRun(ctx)
	quit()
	g.clear()
	if <-closed == nil {
		return
	}
	// The time was up, but what the callers of an aborted run are told is
	// still on its way.
	last, cancelLast := context.WithTimeout(context.Background(), afterAbort)
	defer cancelLast()
	if err := web.Shutdown(last); err != nil {
		s.Log.Warn("connections were cut at the shutdown", "error", err)
		_ = web.Close()
	}
}

// afterAbort is how long what ends by itself once a run is aborted may take.
const afterAbort = time.Second

// endRun stops the run and waits for it; when the time is up it is aborted, and
// waited for, since an aborted run ends by itself.
func (s *Server) endRun(ctx context.Context) {
	idle := s.runs.close()
	select {
	case <-idle:
		return
	case <-ctx.Done():
	}
	s.Log.Warn("the run did not end in time and is aborted", "shutdown_timeout", s.ShutdownTimeout)
	if s.Abort == nil {
		return
	}
	s.Abort()
	select {
	case <-idle:
	case <-time.After(afterAbort):
	}
}

// onlyHere tells whether an address can be reached from this machine alone.
func onlyHere(a net.Addr) bool {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}
