// Package server is flashseed over HTTP: the routes of the original service
// and more of them, a stream of events, metrics, and a page to look at. It
// owns who may ask, how much may be asked at once, and that one run goes on at
// a time; what a run does is the Driver's business. It knows nothing of
// configuration, Redis or terminals.
package server

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Driver fills pools and reads them; *seeder.Seeder is one. The server calls
// Run once at a time, everything else at any time.
type Driver interface {
	Run(ctx context.Context, req seeder.Request, observe seeder.Observer) (*seeder.Report, error)
	Cached(ctx context.Context, pools ...string) (*seeder.Shown, bool)
	Show(ctx context.Context, pools ...string) (*seeder.Shown, error)
	Item(ctx context.Context, pool, id string) (entities.Item, error)
	Accounts(ctx context.Context) ([]entities.Account, *seeder.Shown, error)
}

var _ Driver = (*seeder.Seeder)(nil)

// Options are what a Server works with. Driver, Registry and Min are needed.
type Options struct {
	Driver   Driver
	Registry *entities.Registry
	Min      func(pool string) int

	Backend string // the backend's address without credentials, for the page
	Version string

	// Host is the name or address that was asked to listen on: where that is
	// this machine alone, requests may name it beside localhost.
	Host string
	// Token is what requests must show, "" for nothing.
	Token string

	// StartupEnsure fills the pools as soon as Serve is called, and tries again
	// where that may help. Without it Serve only looks what is there.
	StartupEnsure bool
	// ShutdownTimeout is how long Serve waits for the run and for answers in
	// flight once its context has ended; 0 for not at all.
	ShutdownTimeout time.Duration
	// Abort gives up the run's requests in flight, after ShutdownTimeout; nil
	// if they cannot be given up.
	Abort func()

	// Observe is told of every run's events, as a seeder.Observer is; nil is
	// nobody.
	Observe seeder.Observer
	Metrics *Metrics         // nil for metrics of its own
	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger     // nil discards
	Limits  Limits
}

// Limits bound what the server takes on. A zero is the default.
type Limits struct {
	Connections int // open at once, 4096; the longest idle one gives way to a new one
	Streams     int // readers of events at once, 2048
	Callers     int // requests that wait for a run at once, 1000
	Header      int // bytes of a request's head, 16 KiB
	Body        int // bytes of a request's body, 4 KiB: no route takes one

	HeaderTimeout time.Duration // until a request's head is there, 5 s
	ReadTimeout   time.Duration // until its body is, 10 s
	WriteTimeout  time.Duration // from an answer's first byte to its last, 30 s
	IdleTimeout   time.Duration // between two requests of a connection, 60 s
	Heartbeat     time.Duration // between signs of life on a stream of events, 15 s
	Pace          time.Duration // between two looks at what readers are to be told, 100 ms
	Retry         time.Duration // before a failed start is tried again, 5 s, doubled up to a minute
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Connections:   cmp.Or(l.Connections, 4096),
		Streams:       cmp.Or(l.Streams, 2048),
		Callers:       cmp.Or(l.Callers, 1000),
		Header:        cmp.Or(l.Header, 16<<10),
		Body:          cmp.Or(l.Body, 4<<10),
		HeaderTimeout: cmp.Or(l.HeaderTimeout, 5*time.Second),
		ReadTimeout:   cmp.Or(l.ReadTimeout, 10*time.Second),
		WriteTimeout:  cmp.Or(l.WriteTimeout, 30*time.Second),
		IdleTimeout:   cmp.Or(l.IdleTimeout, time.Minute),
		Heartbeat:     cmp.Or(l.Heartbeat, 15*time.Second),
		Pace:          cmp.Or(l.Pace, 100*time.Millisecond),
		Retry:         cmp.Or(l.Retry, 5*time.Second),
	}
}

// Server answers requests. One Server serves one listener, once.
type Server struct {
	Options
	runs    *runs
	reads   flights[*seeder.Shown]
	state   *state
	hub     *hub
	page    *page
	handler http.Handler
	local   bool // it listens on this machine alone
}

// New returns a Server that does nothing yet.
func New(o Options) *Server {
	o.Limits = o.Limits.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics()
	}
	s := &Server{Options: o, page: newPage()}
	s.state = newState(s.Options)
	s.hub = newHub(s.state, o.Limits, o.Now())
	s.runs = newRuns(o.Limits.Callers, s.perform)
	s.handler = s.routes()
	o.Metrics.watch(s)
	return s
}

// secrets tells whether passwords may be shown: to whoever sits at this
// machine, or knows the token.
func (s *Server) secrets() bool { return s.local || s.Token != "" }
