// Package sandbox is an in-memory Flashstrom backend: an http.Handler that
// speaks the routes of a dialect, keeps what it is given, refuses what breaks
// the contract and holds references together.
//
// It is derived from package entities: a pool that is defined there has its
// routes, its checks and its references here without a further word. What the
// Flashstrom backend does beyond that stands in quirks.go, accounts.go and
// orders.go: wrapped and empty register answers, mail that fails after the fact,
// lists that lag behind, users that outlive their accounts, totals that are
// computed anew, secrets in lists.
//
// That both sides read one definition proves nothing about the backend, so the
// check on it is a suite of exchanges that was written by hand from its contract.
package sandbox

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"

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
	// of menu item variants, PATCH of orders.
	Refusals bool

	ListCache   time.Duration // of Flashstrom's customer and order lists: 0 is 300 s, negative is off
	NoAdminList bool          // no GET where a backend of the dialect need not have a list

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

// maxBody is the largest request body the backend reads, in bytes.
const maxBody = 100 << 10

// Server is the backend. It is an http.Handler, safe for concurrent use. Every
// route is open, as nearly all of the backend's own are.
type Server struct {
	opts     Options
	protocol *entities.Protocol
	tables   map[string]*table
	routes   map[string][]handler // "GET /orders/:id"
	inner    http.Handler
	thread   sync.Mutex // the one that registers accounts

	counting sync.Mutex
	requests map[string]int // by method

	mu    sync.RWMutex     // guards what follows, and the tables' items
	refs  map[link][]*item // the items that refer to one
	cache map[*table]cachedList
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
		tables: map[string]*table{}, routes: map[string][]handler{}, requests: map[string]int{},
	}
	for _, e := range []*entities.Entity{
		{Pool: userTable, Unique: "email", Fields: entities.FieldsOf(userRow{})}, {Pool: walletTable, Fields: entities.FieldsOf(walletRow{})},
	} {
		e.Routes = entities.Routes{List: e.Pool, Count: e.Pool + "/paginated", Item: e.Pool}
		s.addPool(e)
	}
	for _, e := range opts.Registry.All() {
		s.addPool(e)
	}
	for _, path := range s.protocol.Broken {
		s.on("GET", path, func(*call, string) ([]byte, *refusal) { return nil, failed("Server Error") })
	}
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
	for _, t := range s.tables {
		t.items = nil
		clear(t.byID)
		clear(t.taken)
	}
	s.refs, s.cache = map[link][]*item{}, map[*table]cachedList{}
	if s.opts.Wallet {
		s.add(s.tables[userTable], object{"id": encode(platformUser)}, nil)
		s.add(s.tables[walletTable], object{"id": encode(platformWallet), "user_id": encode(platformUser), "balance": encode("0.00")}, nil)
	}
	if s.protocol.HasFirstFinanceRule {
		s.add(s.tables["finance_rules"], objectOf(firstFinanceRule), nil)
	}
}

func (s *Server) now() int64 { return s.opts.Now().Unix() }

// handler answers a request with the data of an envelope; nil is null. id is
// what stands in the place of ":id" in the route.
type handler func(c *call, id string) (data []byte, refused *refusal)

// on adds a route. One path may lead to the items of several pools: the one
// that was added last and does not lack the item answers.
func (s *Server) on(method, path string, h handler) {
	if path != "" {
		s.routes[method+" "+path] = append(s.routes[method+" "+path], h)
	}
}

// find returns the handlers of a route and the id in its path.
func (s *Server) find(method, path string) ([]handler, string) {
	path = strings.TrimSuffix(path, "/")
	if found := s.routes[method+" "+path]; found != nil {
		return found, ""
	}
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		id := parts[i]
		parts[i] = ":id"
		if found := s.routes[method+" "+strings.Join(parts, "/")]; found != nil {
			return found, id
		}
		parts[i] = id
	}
	return nil, ""
}

// addPool adds a table and the routes that every pool has.
func (s *Server) addPool(e *entities.Entity) {
	t := newTable(e)
	s.tables[e.Pool] = t
	r := s.protocol.RoutesOf(e)
	for _, route := range []*string{&r.List, &r.Count, &r.Create, &r.Item, &r.Delete} {
		*route = entities.PathOf(*route)
	}
	if e.Role == "" {
		s.on("POST", r.Create, s.create(t))
	} else {
		s.on("POST", r.Create, s.register(t))
		s.on("POST", "/auth/login-"+e.Role, s.login(t))
	}
	if e.Role != "" && s.protocol.RegisterWrapsRecord { // there it wants a user that is there already, and no login
		s.on("POST", r.Item, func(c *call, _ string) ([]byte, *refusal) {
			return nil, cmp.Or(c.check(t.patched, true), notFound("user_id"))
		})
	}
	if !s.opts.NoAdminList || !r.MayBeUnlisted {
		s.on("GET", r.List, s.list(t))
	}
	if e.Listed.Envelope != "" {
		s.on("GET", r.Count, s.list(t))
	} else {
		s.on("GET", r.Count, s.page(t))
	}
	if r.Item != "" {
		s.on("GET", r.Item+"/:id", s.item(t, func(c *call, it *item) ([]byte, *refusal) { return c.record(it, single) }))
		s.on("PATCH", r.Item+"/:id", s.item(t, s.patch))
	}
	if r.Delete != "" {
		s.on("DELETE", r.Delete+"/:id", s.item(t, s.delete))
	}
}

// item serves a route below an item of a pool. The lock is held meanwhile.
func (s *Server) item(t *table, do func(*call, *item) ([]byte, *refusal)) handler {
	return func(c *call, id string) ([]byte, *refusal) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if it := t.byID[id]; it != nil {
			return do(c, it)
		}
		return nil, &refusal{ec: ecNotFound, em: id + " not found", absent: true}
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.count("all")
	s.count(r.Method)
	if allowOrigin(w, r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	// A server does not notice that a client has gone away before the body is read.
	raw, err := io.ReadAll(http.MaxBytesReader(w, cmp.Or(r.Body, io.ReadCloser(http.NoBody)), maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	select {
	case <-time.After(s.opts.Latency):
	case <-r.Context().Done():
		return
	}
	s.inner.ServeHTTP(w, r)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body) // from memory
	c := &call{s: s, w: w, r: r, raw: raw, body: gjson.ParseBytes(raw)}
	if c.fails() {
		return
	}
	method := r.Method
	if method == http.MethodHead { // net/http leaves out the body
		method = http.MethodGet
	}
	handlers, id := s.find(method, r.URL.Path)
	var data []byte
	refused := &refusal{ec: ecServer, em: "Cannot " + r.Method + " " + r.URL.RequestURI(), crash: true, absent: true}
	for _, h := range slices.Backward(handlers) {
		if data, refused = h(c, id); refused == nil || !refused.absent {
			break
		}
	}
	if !c.answered {
		c.answer(data, refused)
	}
}
