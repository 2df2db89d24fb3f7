package sandbox

import (
	"cmp"
	"net/http"
	"sync"
	"time"
)

// Dialect names a set of routes and the manners that go with it.
type Dialect string

const (
	// Flashstrom is the backend itself, with all its traps.
	Flashstrom Dialect = "flashstrom"
	// Readme is a backend as the original service's README describes it: one
	// path per entity, answers that hold the record itself, no list cache.
	Readme Dialect = "readme"
)

// Options choose which backend the sandbox is. The zero value is a new
// Flashstrom with a mail server and without the platform's wallet.
type Options struct {
	Dialect Dialect          // "" is Flashstrom
	Now     func() time.Time // the backend's clock; nil is time.Now

	// RegisterDelay is what one registration costs. All of them share one
	// thread, and one that was received is carried out even if the client has
	// gone away meanwhile.
	RegisterDelay time.Duration

	Wallet bool // the platform's own wallet exists, so orders can be paid from wallets

	// NoMail makes a registration that sends a mail fail after the fact:
	// HTTP 500, EC -1, and the account is there. A restaurant's always sends
	// one, other accounts' unless they are generated ones.
	NoMail bool

	NoFinanceRule bool          // a new Flashstrom database lacks its first rule
	ListCache     time.Duration // of Flashstrom's customer and order lists: 0 is 300 s, negative is off
	NoAdminList   bool          // Readme: GET on the register paths answers 404

	// Plain makes a Readme backend answer bare arrays and objects and plain
	// status codes (400, 404, 409, 422, …) instead of envelopes.
	Plain bool

	Faults *Faults // nil is none
}

// defaultListCache is how long the backend's own list cache lives.
const defaultListCache = 300 * time.Second

func (o Options) withDefaults() Options {
	o.Dialect = cmp.Or(o.Dialect, Flashstrom)
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ListCache = cmp.Or(o.ListCache, defaultListCache)
	if o.Dialect != Readme {
		o.Plain, o.NoAdminList = false, false
	} else {
		o.ListCache = -1
	}
	return o
}

// Server is the backend. It is an http.Handler, safe for concurrent use.
//
// It does not model what seeding never touches: carts, vouchers, reviews,
// chats, uploads, tokens' permissions. Every route is open, as the backend's
// own are.
type Server struct {
	opts   Options
	db     *db
	routes *routes
	thread sync.Mutex // the one that registers accounts
	cache  listCache
	faults *injector
	log    journal
	secret []byte // signs access tokens
}

// New makes a backend with an empty database.
func New(opts Options) *Server {
	opts = opts.withDefaults()
	s := &Server{
		opts:   opts,
		db:     newDB(opts),
		faults: newInjector(opts.Faults, opts.Now),
		secret: []byte(newID("")),
	}
	s.routes = s.newRoutes()
	s.populate()
	return s
}

// populate adds what a new database holds already.
func (s *Server) populate() {
	if s.opts.Wallet {
		s.db.openPlatformWallet()
	}
	if s.opts.Dialect == Flashstrom && !s.opts.NoFinanceRule {
		s.db.addFirstFinanceRule()
	}
}

// ServeHTTP answers one request, or fails it as the faults have it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{server: s, w: w, r: r}
	s.log.arrive(r.Method)
	if c.allowOrigin() {
		return
	}
	c.readBody()
	s.faults.serve(c, s.handle)
}

// handle answers a request without faults.
func (s *Server) handle(c *call) {
	if c.broken != nil {
		c.refuse(&refusal{ec: ecServer, em: c.broken.Error(), crash: true})
		return
	}
	handler, id := s.routes.find(c.r.Method, c.r.URL.Path)
	if handler == nil {
		c.noRoute()
		return
	}
	handler(c, id)
}
