package server

import (
	"embed"
	"fmt"
	"net/http"
	"strings"
)

//go:embed openapi.json
var openAPI []byte

//go:embed page
var pageFiles embed.FS

// root answers a browser with the page, anybody else as the original service
// does.
func (s *Server) root(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	if wantsPage(r) {
		s.sendPage(w, http.StatusOK)
		return
	}
	s.write(w, http.StatusOK, "text/html; charset=utf-8", []byte("Flashstrom Fake Backend is running! 🚀"))
}

func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// sendPage answers with the page, whose style and modules are files of its own.
func (s *Server) sendPage(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
	page, _ := pageFiles.ReadFile("page/index.html")
	s.write(w, code, "text/html; charset=utf-8", page)
}

// sendPageFile answers with a file of the page. They hold no data, so none asks
// for the token. A system's table of types may be wrong about scripts.
func sendPageFile(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, ".js") {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	}
	http.FileServerFS(pageFiles).ServeHTTP(w, r)
}

// health answers as long as the process is alive.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, contentJSON, fmt.Appendf(nil,
		`{"status":"ok","timestamp":"%s","service":"flashstrom-backend-fake","program":"flashseed","version":%s}`+"\n",
		s.Now().UTC().Format("2006-01-02T15:04:05.000Z"), encoded(s.Version)))
}

// ready answers 503 until all pools were full once.
func (s *Server) ready(*http.Request) (reply, error) {
	if !s.snapshot().Ready {
		return reply{}, refused(http.StatusServiceUnavailable, "no ensure of all pools has succeeded yet")
	}
	return reply{Data: []byte(`{"ready":true}`), Message: "the pools are full"}, nil
}

// status answers with the last run and the current one.
func (s *Server) status(*http.Request) (reply, error) {
	return reply{Data: encoded(s.snapshot()), Message: "the last run and the current one"}, nil
}

// openapi answers with the description of the API.
func (s *Server) openapi(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, contentJSON, openAPI)
}
