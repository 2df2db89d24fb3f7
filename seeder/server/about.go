package server

import (
	_ "embed"
	"net/http"
	"strings"
	"time"
)

//go:embed openapi.json
var openAPI []byte

// root answers a browser with the page, anybody else as the original service
// does.
func (s *Server) root(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	if wantsPage(r) {
		s.sendPage(w, http.StatusOK)
		return
	}
	s.write(w, http.StatusOK, "text/plain; charset=utf-8", []byte("Flashstrom Fake Backend is running!"))
}

func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// health answers as long as the process is alive.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, "application/json; charset=utf-8", append(encoded(struct {
		Status    string `json:"status"`
		Timestamp string `json:"timestamp"`
		Service   string `json:"service"`
		Version   string `json:"version"`
	}{"ok", s.Now().UTC().Format(time.RFC3339), "flashseed", s.Version}), '\n'))
}

// ready answers 503 until all pools were full once.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if !s.state.isReady() {
		s.refuse(w, r, http.StatusServiceUnavailable, "no ensure of all pools has succeeded yet")
		return
	}
	s.succeed(w, []byte(`{"ready":true}`), "the pools are full")
}

// status answers with the last run and the one that goes on.
func (s *Server) status(w http.ResponseWriter, _ *http.Request) {
	s.succeed(w, encoded(s.state.snapshot()), "where things stand")
}

// openapi answers with the description of all this.
func (s *Server) openapi(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, "application/json; charset=utf-8", openAPI)
}
