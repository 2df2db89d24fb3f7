// Package sandbox is an in-memory Flashstrom backend: an http.Handler that
// speaks the routes of a dialect, keeps what it is given, refuses what breaks
// the contract and holds references together.
//
// It is derived from package entities: a pool that is defined there has its
// routes, its checks and its references here without a further word. What the
// Flashstrom backend does beyond that stands in quirks.go, accounts.go,
// menus.go and orders.go: wrapped and empty register answers, mail that fails
// after the fact, lists that lag behind, users that outlive their accounts,
// totals that are computed anew, secrets in lists.
//
// That both sides read one definition proves nothing about the backend, so the
// check on it is a suite of exchanges that was written by hand from its contract.
package sandbox

import (
	"cmp"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Options choose which backend the sandbox is. The zero value is a new
// Flashstrom with a mail server and without the platform's wallet.
type Options struct {
	Registry *entities.Registry // nil is all pools
	Dialect  entities.Dialect   // "" is Flashstrom
	Now      func() time.Time   // the backend's clock; nil is time.Now

	// RegisterDelay is what one registration costs. All of them share one
	// thread, and one that was received is carried out even if the client has
	// gone away meanwhile.
	RegisterDelay time.Duration

	Wallet bool // the platform's own wallet exists, so orders can be paid from wallets

	// NoMail makes a registration that sends a mail fail after the fact:
	// HTTP 500, EC -1, and the account is there. A restaurant's always sends
	// one, other accounts' unless they are generated ones.
	NoMail bool

	// Refusals makes requests fail that always fail on the real backend: DELETE
	// of menu item variants, PATCH of orders, DELETE of a user with a wallet.
	Refusals bool

	ListCache   time.Duration // of Flashstrom's customer and order lists: 0 is 300 s, negative is off
	NoAdminList bool          // GET answers 404 where a dialect need not have a list

	// Plain makes the backend answer bare arrays and objects and plain status
	// codes (400, 404, 409, 422, …) instead of envelopes.
	Plain bool

	Latency  time.Duration // every answer waits that long
	Failures []Failure     // requests that fail; the first that matches counts

	// Wrap, if given, comes between the count of requests and the backend.
	Wrap func(http.Handler) http.Handler
}

// defaultListCache is how long the backend's own list cache lives.
const defaultListCache = 300 * time.Second

// Server is the backend. It is an http.Handler, safe for concurrent use. Every
// route is open, as nearly all of the backend's own are.
type Server struct {
	opts     Options
	protocol *entities.Protocol
	pools    []*table // in the registry's order
	tables   map[string]*table
	routes   map[string]handler // "GET /orders/:id"
	inner    http.Handler
	thread   sync.Mutex // the one that registers accounts
	log      journal

	mu       sync.RWMutex // guards what follows, and the tables
	users    map[string]*user
	emails   map[string]*user
	wallets  map[string]*wallet
	refs     map[link][]*item // the items that refer to one
	cache    map[*table]cachedList
	progress map[string]*progress // by driver's id
}

// link is a reference to an item, from the items of a pool.
type link struct {
	from *table
	id   string
}

// New makes a backend with an empty database. A dialect that the registry does
// not know panics.
func New(opts Options) *Server {
	if opts.Registry == nil {
		opts.Registry = entities.NewRegistry()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.ListCache = cmp.Or(opts.ListCache, defaultListCache)
	s := &Server{
		opts: opts, protocol: opts.Registry.Dialect(cmp.Or(opts.Dialect, entities.Flashstrom)),
		tables: map[string]*table{}, routes: map[string]handler{},
		users: map[string]*user{}, emails: map[string]*user{}, wallets: map[string]*wallet{},
	}
	for _, e := range opts.Registry.All() {
		t := newTable(e)
		s.pools, s.tables[e.Pool] = append(s.pools, t), t
		s.addPool(t)
	}
	s.addRoutes()
	if s.protocol.RegisterWrapsRecord {
		s.addScreens()
		s.addDriverRoutes()
	}
	s.Reset()
	s.inner = http.HandlerFunc(s.serve)
	if opts.Wrap != nil {
		s.inner = opts.Wrap(s.inner)
	}
	return s
}

// Reset empties the database, down to what a new one holds. The request counts
// stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.pools {
		t.clear()
	}
	clear(s.users)
	clear(s.emails)
	clear(s.wallets)
	s.progress = map[string]*progress{}
	s.refs, s.cache = map[link][]*item{}, map[*table]cachedList{}
	if s.opts.Wallet {
		s.wallets[platformWallet] = &wallet{id: platformWallet, user: &user{id: platformUser}, createdAt: s.now()}
	}
	if s.protocol.HasFirstFinanceRule {
		s.add(s.tables["finance_rules"], objectOf(firstFinanceRule), nil, nil)
	}
}

func (s *Server) now() int64 { return s.opts.Now().Unix() }

// handler answers a request with the data of an envelope; nil is null. id is
// what stands in the place of ":id" in the route.
type handler func(c *call, id string) (data []byte, refused *refusal)

// on adds a route. One path may lead to the items of several pools: the one
// that was added last and does not lack the item answers.
func (s *Server) on(method, path string, h handler) {
	if path == "" {
		return
	}
	route := method + " " + path
	before := s.routes[route]
	s.routes[route] = h
	if before == nil {
		return
	}
	s.routes[route] = func(c *call, id string) ([]byte, *refusal) {
		data, refused := h(c, id)
		if refused != nil && refused.absent {
			return before(c, id)
		}
		return data, refused
	}
}

// find returns the handler of a route and the id in its path.
func (s *Server) find(method, path string) (handler, string) {
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	if h := s.routes[method+" "+path]; h != nil {
		return h, ""
	}
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		id := parts[i]
		parts[i] = ":id"
		if h := s.routes[method+" "+strings.Join(parts, "/")]; h != nil {
			return h, id
		}
		parts[i] = id
	}
	return nil, ""
}

// addPool adds the routes that every pool has.
func (s *Server) addPool(t *table) {
	r := s.protocol.RoutesOf(t.entity)
	for _, route := range []*string{&r.List, &r.Count, &r.Create, &r.Item, &r.Delete} {
		*route = entities.PathOf(*route)
	}
	if t.entity.Role == "" {
		s.on("POST", r.Create, s.shaped(t, s.create(t)))
	} else {
		s.on("POST", r.Create, s.register(t))
		s.on("POST", "/auth/login-"+t.entity.Role, s.login(t))
		if s.protocol.RegisterWrapsRecord {
			s.on("POST", r.Item, s.createInternal(t))
		}
	}
	if s.opts.NoAdminList && r.MayBeUnlisted {
		s.on("GET", r.List, (*call).missingPage)
	} else {
		s.on("GET", r.List, s.list(t))
	}
	if t.entity.Listed.Envelope != "" {
		s.on("GET", r.Count, s.list(t))
	} else {
		s.on("GET", r.Count, s.page(t))
	}
	if r.Item != "" {
		s.on("GET", r.Item+"/:id", s.shaped(t, below(s, t.title, t.byID, func(_ *call, it *item) ([]byte, *refusal) {
			return s.appendItem(nil, it, viewOne), nil
		})))
		s.on("PATCH", r.Item+"/:id", s.shaped(t, s.patch(t)))
	}
	if r.Delete != "" {
		s.on("DELETE", r.Delete+"/:id", below(s, t.title, t.byID, s.delete))
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.log.arrive(r.Method)
	if allowOrigin(w, r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	// A server does not notice that a client has gone away before the body is read.
	r.Body = readAhead(r.Body)
	if s.opts.Latency > 0 {
		select {
		case <-time.After(s.opts.Latency):
		case <-r.Context().Done():
			return
		}
	}
	s.inner.ServeHTTP(w, r)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{s: s, w: w, r: r, query: r.URL.Query()}
	refused := c.readBody()
	h, id := s.find(r.Method, r.URL.Path)
	switch failure := s.failure(r); {
	case failure != nil:
		c.fail(failure)
		return
	case refused == nil && h == nil:
		refused = &refusal{ec: ecServer, em: "Cannot " + r.Method + " " + r.URL.RequestURI(), crash: true, absent: true}
	}
	var data []byte
	if refused == nil {
		data, refused = h(c, id)
	}
	if !c.answered {
		c.answer(data, refused)
	}
}
