package server

import (
	"net/http"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// route is one of the API's routes.
type route struct {
	method  string
	path    string
	open    bool // answers without a token
	changes bool // may create items: not for other sites, whatever the method
	handler http.HandlerFunc
}

func (s *Server) api() []route {
	routes := []route{
		{method: "GET", path: "/{$}", handler: s.root},
		{method: "GET", path: "/health", open: true, handler: s.health},
		{method: "GET", path: "/ready", open: true, handler: s.replies(s.ready)},
		{method: "GET", path: "/data-pools", changes: true, handler: s.replies(s.dataPools)},
		{method: "POST", path: "/data-pools/ensure", changes: true, handler: s.starts(false, "Data pools ensured successfully")},
		{method: "POST", path: "/data-pools/refresh", changes: true, handler: s.starts(true, "Data pools refreshed successfully")},
		{method: "GET", path: "/data-pools/live", handler: s.replies(s.live)},
		{method: "POST", path: "/data-pools/live", changes: true, handler: s.replies(s.startLive)},
		{method: "DELETE", path: "/data-pools/live", changes: true, handler: s.replies(s.stopLive)},
		{method: "POST", path: "/data-pools/cancel", changes: true, handler: s.replies(s.cancelRun)},
		{method: "GET", path: "/data-pools/status", handler: s.replies(s.status)},
		{method: "GET", path: "/data-pools/events", handler: s.events},
		{method: "GET", path: "/data-pools/accounts", handler: s.replies(s.accounts)},
		{method: "POST", path: "/data-pools/accounts/login", changes: true, handler: s.replies(s.login)},
		{method: "GET", path: "/data-pools/{pool}", handler: s.onPool(s.pool)},
		{method: "POST", path: "/data-pools/{pool}", changes: true, handler: s.onPool(s.add)},
		{method: "GET", path: "/data-pools/{pool}/{id}", handler: s.onPool(s.item)},
		{method: "GET", path: "/data-pools/{pool}/{id}/links", handler: s.onPool(s.links)},
		{method: "GET", path: "/openapi.json", handler: s.openapi},
		{method: "GET", path: "/metrics", handler: s.metrics},
	}
	if s.Token != "" {
		routes = append(routes, route{method: "DELETE", path: "/data-pools", changes: true, handler: s.replies(s.clean)})
	}
	return routes
}

// routes puts the API and the page's files behind what holds for every
// request.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.api() {
		mux.HandleFunc(r.method+" "+r.path, s.allowed(r))
	}
	mux.HandleFunc("GET /page/{file}", sendPageFile)
	mux.Handle("GET /pictures/", s.Pictures)
	mux.HandleFunc("/", s.allowed(route{handler: func(w http.ResponseWriter, r *http.Request) { s.lost(w, r, mux) }}))
	return s.watched(s.guarded(mux.ServeHTTP))
}

// lost answers requests that lead nowhere: 404, or 405 with the methods that
// do lead somewhere.
func (s *Server) lost(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) {
	var allow []string
	for _, method := range []string{"GET", "HEAD", "POST", "DELETE"} {
		_, pattern := mux.Handler(&http.Request{Method: method, Host: r.Host, URL: r.URL})
		if pattern != "/" {
			allow = append(allow, method)
		}
	}
	if allow == nil {
		s.refuse(w, http.StatusNotFound, "there is no "+r.URL.Path+" here; /openapi.json lists the routes")
		return
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	s.refuse(w, http.StatusMethodNotAllowed, r.URL.Path+" takes "+strings.Join(allow, " or ")+", not "+r.Method)
}

// onPool serves a route of the pool that its path names.
func (s *Server) onPool(handle func(*http.Request, *entities.Entity) (reply, error)) http.HandlerFunc {
	return s.replies(func(r *http.Request) (reply, error) {
		e, err := s.find(r.PathValue("pool"), http.StatusNotFound)
		if err != nil {
			return reply{}, err
		}
		return handle(r, e)
	})
}
