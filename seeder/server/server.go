// Package server is flashseed over HTTP: the routes of the original service
// and more of them, a stream of events, metrics, and a page for browsers. It
// owns who may ask, how much may be asked at once, and that one run goes on at
// a time; what a run does is the Driver's business. It knows nothing of
// configuration, Redis or terminals.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/singleflight"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Driver fills pools and reads them; *seeder.Seeder is one. The server calls
// Run and Clean, together, once at a time, Live once at a time, and everything
// else at any time.
type Driver interface {
	Run(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error)
	Clean(ctx context.Context, req seeder.CleanRequest, observe seeder.Observer) (*seeder.CleanReport, error)
	Live(ctx context.Context, o seeder.LiveOptions) *seeder.LiveReport
	Cached(ctx context.Context, pools ...string) (*seeder.Shown, bool)
	Show(ctx context.Context, pools ...string) (*seeder.Shown, error)
	Names(ctx context.Context, pool string) map[string]string
	Item(ctx context.Context, pool, id string) (entities.Item, error)
	Accounts(ctx context.Context) ([]entities.Account, *seeder.Shown, error)
}

var _ Driver = (*seeder.Seeder)(nil)

// Options are what a Server works with. What may be nil or zero says so.
type Options struct {
	Driver   Driver
	Registry *entities.Registry
	Min      func(pool string) int

	Backend string // the backend's address without credentials, for the page
	Version string

	Token       string                 // what requests must show, "" for nothing
	CORSOrigins []string               // whose pages may use the server, beside the backend's own
	ServeHosts  []string               // Hosts that are answered without a token, beside local ones
	IsLocal     func(host string) bool // reports whether a name or an address is local or private

	// StartupEnsure fills the pools as soon as Serve is called, and tries again
	// where that may help. Without it Serve only reads what they hold.
	StartupEnsure bool
	// Live is how the town goes on once live is started; StartLive starts it as
	// soon as the pools are full.
	Live      seeder.LiveOptions
	StartLive bool
	// ShutdownTimeout is how long Serve waits for the run and for answers in
	// flight once its context has ended; 0 for not at all.
	ShutdownTimeout time.Duration
	// Abort gives up the run's requests in flight, after ShutdownTimeout.
	Abort func()
	// Login logs an account in at the backend and returns its access token.
	Login func(ctx context.Context, role, email, password string) (string, error)

	Pictures http.Handler    // answers GET /pictures/…
	Observe  seeder.Observer // gets every run's events
	Metrics  *Metrics
	Now      func() time.Time
	Log      *slog.Logger
}

// Server answers requests. One Server serves once.
type Server struct {
	Options
	web         http.Server
	connections int      // open at once on each listener; more wait
	silent      sync.Map // connections that have not sent a request yet
	local       bool     // it can be reached from this machine alone

	ctx         context.Context // ends when the server shuts down
	stop        context.CancelFunc
	runs, reads singleflight.Group
	turn        sync.Mutex                         // held while a run goes on
	cancel      atomic.Pointer[context.CancelFunc] // ends the current run, nil between runs
	callers     atomic.Int64                       // requests that wait for a run
	refused     atomic.Pointer[seeder.Report]      // the last run, if it was what GET /data-pools asks for and running again will not help

	mu         sync.Mutex // guards what follows
	now        State      // what it points to is replaced, never changed
	created    time.Time  // when readers last got an item_created
	readers    map[chan []byte]bool
	dropped    int                // readers that were too slow
	endLive    func()             // ends live and waits for that; nil while it does not go on
	liveReport *seeder.LiveReport // of live as it goes on, or of the last time; nil before its first step
}

// New returns a Server that does nothing yet.
func New(o Options) *Server {
	s := &Server{Options: o, connections: 4096, readers: map[chan []byte]bool{}}
	if backend, err := url.Parse(o.Backend); err == nil {
		s.CORSOrigins = append([]string{backend.Scheme + "://" + backend.Host}, o.CORSOrigins...)
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.now = State{Version: o.Version, Backend: o.Backend, Presets: presets, History: []Run{}}
	for _, e := range o.Registry.All() {
		s.now.Pools = append(s.now.Pools, PoolState{
			Pool: e.Pool, JSONKey: e.JSONKey, Title: e.Title, Role: e.Role,
			Needs: append([]string{}, e.Needs...), Min: o.Min(e.Pool),
		})
	}
	s.web = http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      writeTimeout, // of the page's files and pictures; write and events set their own
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
		ConnState: func(conn net.Conn, state http.ConnState) {
			if state == http.StateNew {
				s.silent.Store(conn, nil)
			} else {
				s.silent.Delete(conn)
			}
		},
	}
	return s
}

// secrets reports whether passwords may be shown: to whoever sits at this
// machine, or knows the token.
func (s *Server) secrets() bool { return s.local || s.Token != "" }

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
	started.Go(s.start)
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

// start fills the pools, or only looks what they hold, and then starts live if
// that is wanted. A failure that may pass is tried again, ever more slowly,
// until all pools were full once; one that stays ends the start.
func (s *Server) start() {
	if !s.StartupEnsure {
		if _, err := s.shown(s.ctx); err != nil {
			s.Log.Info("the pools could not be read", "error", err)
		}
	}
	for pause := 5 * time.Second; s.StartupEnsure && !s.snapshot().Ready; pause = min(2*pause, time.Minute) {
		out, err := s.run(s.ctx, seeder.Request{})
		if s.snapshot().Ready {
			break
		}
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
	if s.StartLive {
		s.goOn()
	}
}

// afterAbort is how long a run may take to end once it is aborted, and answers
// may take to leave once it has ended, at least.
const afterAbort = time.Second

// shutdown ends everything in the order in which it can end well: the run, its
// callers' answers, the streams, the connections.
func (s *Server) shutdown() {
	deadline := time.Now().Add(s.ShutdownTimeout)
	s.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.turn.Lock() // whoever has it after this starts no run
		defer s.turn.Unlock()
		s.rest()
	}()
	select {
	case <-ended:
	case <-time.After(s.ShutdownTimeout):
		s.Log.Warn("the run did not end in time and is aborted", "shutdown_timeout", s.ShutdownTimeout)
		s.Abort()
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
	ctx, cancel := context.WithTimeout(context.Background(), max(time.Until(deadline), afterAbort))
	defer cancel()
	if err := s.web.Shutdown(ctx); err != nil {
		s.Log.Warn("connections were cut at the shutdown", "error", err)
		_ = s.web.Close()
	}
}
