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
	"sync"
	"sync/atomic"
	"time"

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

	// Host is the name or address to listen on: requests may name it too.
	Host string
	// IsLocal reports whether a name or an address is one of this machine or of
	// a private network.
	IsLocal func(host string) bool
	// Token is what requests must show, "" for nothing.
	Token string
	// ServeHosts are the Hosts that are answered without a token beside local
	// and private ones.
	ServeHosts []string
	// CORSOrigins are the origins whose pages may use the server, beside the
	// backend's own.
	CORSOrigins []string

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
	// Login logs an account in at the backend and returns its access token.
	Login func(ctx context.Context, role, email, password string) (string, error)
	// Abort gives up the run's requests in flight, after ShutdownTimeout.
	Abort func()

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
	adds        atomic.Int64                       // requests that add items, so far
	refused     atomic.Pointer[seeder.Report]      // the last run, if it was what GET /data-pools asks for and running again will not help

	mu      sync.Mutex // guards what follows
	now     Status     // what it points to is replaced, never changed
	created time.Time  // when readers last got an item_created
	readers map[chan []byte]bool
	dropped int                // readers that were too slow
	halt    func()             // ends live and waits for that; nil while it does not go on
	lived   *seeder.LiveReport // of live as it goes on, or of the last time; nil before its first step
}

// New returns a Server that does nothing yet.
func New(o Options) *Server {
	s := &Server{Options: o, connections: 4096, readers: map[chan []byte]bool{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.now = Status{Version: o.Version, Backend: o.Backend, Presets: presets, History: []Run{}}
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
		WriteTimeout:      writeTimeout,
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
