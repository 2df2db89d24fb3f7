package server

import (
	"net/http"
	"strings"
)

// route is one way in.
type route struct {
	method  string
	path    string
	open    bool // answers without a token
	changes bool // may create items: not for other sites, whatever the method
	handler http.HandlerFunc
}

func (s *Server) table() []route {
	return []route{
		{method: "GET", path: "/{$}", handler: s.root},
		{method: "GET", path: "/health", open: true, handler: s.health},
		{method: "GET", path: "/ready", open: true, handler: s.ready},
		{method: "GET", path: "/data-pools", changes: true, handler: s.dataPools},
		{method: "POST", path: "/data-pools/ensure", changes: true, handler: s.ensure},
		{method: "POST", path: "/data-pools/refresh", changes: true, handler: s.refresh},
		{method: "GET", path: "/data-pools/status", handler: s.status},
		{method: "GET", path: "/data-pools/events", handler: s.events},
		{method: "GET", path: "/data-pools/accounts", handler: s.accounts},
		{method: "GET", path: "/data-pools/{pool}", handler: s.pool},
		{method: "GET", path: "/data-pools/{pool}/{id}", handler: s.item},
		{method: "GET", path: "/openapi.json", handler: s.openapi},
		{method: "GET", path: "/metrics", handler: s.metrics},
	}
}

// routes wires the table up, behind what holds for every request.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	public := map[string]bool{}
	for _, r := range s.table() {
		handler := r.handler
		if r.changes {
			handler = s.sameSite(handler)
		}
		pattern := r.method + " " + r.path
		public[pattern] = r.open
		mux.Handle(pattern, handler)
	}
	return s.watched(s.guarded(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		switch {
		case !public[pattern] && !s.mayPass(r):
			s.askToken(w, r)
		case pattern == "":
			s.lost(w, r, mux)
		default:
			noteRoute(w, pattern)
			mux.ServeHTTP(w, r)
		}
	}))
}

// lost answers requests that lead nowhere: 404, or 405 with the methods that
// do lead somewhere.
func (s *Server) lost(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) {
	handler, _ := mux.Handler(r)
	probe := probe{header: http.Header{}}
	handler.ServeHTTP(&probe, r)
	if probe.code != http.StatusMethodNotAllowed {
		s.refuse(w, r, http.StatusNotFound, "there is no "+r.URL.Path+" here; /openapi.json tells what there is")
		return
	}
	allow := probe.header.Get("Allow")
	w.Header().Set("Allow", allow)
	s.refuse(w, r, http.StatusMethodNotAllowed, r.URL.Path+" takes "+strings.ReplaceAll(allow, ", ", " or ")+", not "+r.Method)
}

// probe takes an answer that goes to nobody.
type probe struct {
	header http.Header
	code   int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(code int)        { p.code = code }
