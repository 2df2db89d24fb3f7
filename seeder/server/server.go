// Package server is flashseed over HTTP: the routes of the original service
// and more of them, a stream of events, metrics, and a page for browsers. It
// owns who may ask, how much may be asked at once, and that one run goes on at
// a time; what a run does is the Driver's business. It knows nothing of
// configuration, Redis or terminals.
package server

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
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
	Limits   Limits // zero is the defaults
}

// Limits bound what the server takes on. A zero is the default.
type Limits struct {
	Connections int // open at once on each listener, 4096; more wait
	Streams     int // readers of events at once, 2048

	HeaderTimeout time.Duration // until a request's head is there, 5 s
	Heartbeat     time.Duration // between signs of life on a stream of events, 15 s
	Pace          time.Duration // between two item_created events, 100 ms
	Retry         time.Duration // before a failed start is tried again, 5 s, doubled up to a minute
}

// Server answers requests. One Server serves once.
type Server struct {
	Options
	handler http.Handler
	state   *state
	town    town
	local   bool // it can be reached from this machine alone

	ctx         context.Context // ends when the server shuts down
	stop        context.CancelFunc
	runs, reads singleflight.Group
	turn        chan struct{}                      // holds a value while a run goes on
	cancel      atomic.Pointer[context.CancelFunc] // ends the current run, nil between runs
	callers     atomic.Int64                       // requests that wait for a run
	adds        atomic.Int64                       // requests that add items, so far
	refused     atomic.Pointer[seeder.Report]      // the last run, if it was what GET /data-pools asks for and running again will not help
}

// New returns a Server that does nothing yet.
func New(o Options) *Server {
	l := &o.Limits
	l.Connections, l.Streams = cmp.Or(l.Connections, 4096), cmp.Or(l.Streams, 2048)
	l.HeaderTimeout, l.Heartbeat = cmp.Or(l.HeaderTimeout, 5*time.Second), cmp.Or(l.Heartbeat, 15*time.Second)
	l.Pace, l.Retry = cmp.Or(l.Pace, 100*time.Millisecond), cmp.Or(l.Retry, 5*time.Second)
	s := &Server{Options: o, state: newState(o), turn: make(chan struct{}, 1)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.handler = s.routes()
	o.Metrics.watch(s)
	return s
}

// secrets reports whether passwords may be shown: to whoever sits at this
// machine, or knows the token.
func (s *Server) secrets() bool { return s.local || s.Token != "" }
