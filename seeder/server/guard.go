package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxBody is how many bytes of a request's body are read: no route needs one.
const maxBody = 4 << 10

// guarded answers what must not reach a route, and prepares the rest: pages of
// allowed origins may read the answer, the body is read, the path is in
// canonical form, and its time limit is lifted.
func (s *Server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header, origin := w.Header(), r.Header.Get("Origin")
		for name, value := range map[string]string{ // the page and allowed origins loosen some of these
			"Cache-Control":                "no-store",
			"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Referrer-Policy":              "no-referrer",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Vary":                         "Origin",
		} {
			header.Set(name, value)
		}
		allowed := slices.Contains(s.CORSOrigins, origin)
		if allowed {
			header.Set("Access-Control-Allow-Origin", origin)
			header.Set("Access-Control-Allow-Credentials", "true")
			header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		var unread error = &http.MaxBytesError{Limit: maxBody}
		if r.ContentLength <= maxBody {
			_, unread = io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
		}
		_, large := errors.AsType[*http.MaxBytesError](unread)
		switch {
		case s.Token == "" && !s.knowsHost(r.Host):
			s.refuse(w, http.StatusForbidden, "without a token this server answers only to local and private hosts, not to "+r.Host+": add it to serve_hosts, or set a token")
		case r.Method == http.MethodOptions && origin != "" && !allowed:
			s.refuse(w, http.StatusForbidden, "pages of "+origin+" may not use this server: add the origin to cors_origins")
		case r.Method == http.MethodOptions:
			header.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS")
			header.Set("Access-Control-Allow-Headers", "Content-Type, Accept, Authorization, auth, ngrok-skip-browser-warning, X-Content-Type-Options")
			w.WriteHeader(http.StatusNoContent)
		case large:
			header.Set("Connection", "close")
			s.refuse(w, http.StatusRequestEntityTooLarge, "no request here needs a body, and this one is too large")
		case unread != nil:
			s.refuse(w, http.StatusBadRequest, "the request's body could not be read")
		default:
			rc := http.NewResponseController(w) // these cannot fail on a network connection
			_ = rc.SetReadDeadline(time.Time{})
			r.URL.Path, r.URL.RawPath = canonical(r.URL.Path), canonical(r.URL.RawPath)
			next(w, r)
		}
	}
}

// canonical is a path without a slash at its end and, but for an item's id, in
// lower case.
func canonical(path string) string {
	parts := strings.SplitN(strings.TrimRight(path, "/"), "/", 4)
	for i := range min(len(parts), 3) {
		parts[i] = strings.ToLower(parts[i])
	}
	if joined := strings.Join(parts, "/"); joined != "" || path == "" {
		return joined
	}
	return "/"
}

// knowsHost reports whether a Host header names a machine nearby or one that
// the settings name, so that no site's name can be pointed at this server. The
// port may be a tunnel's.
func (s *Server) knowsHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	is := func(known string) bool { return strings.EqualFold(known, name) || strings.EqualFold(known, host) }
	return name != "" && (slices.ContainsFunc(s.ServeHosts, is) || s.IsLocal(name))
}

// allowed is a route's handler for those who may use it: who knows the token,
// if there is one, and for what changes something, pages of this site or of
// allowed origins. GET is held to that too, where it may create items. A
// browser gets the page without a token, which holds no data and asks for it.
func (s *Server) allowed(route route) http.HandlerFunc {
	want := sha256.Sum256([]byte(s.Token))
	protection := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(token))) // comparing digests takes the same time for any token
		knows := strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(got[:], want[:]) == 1
		changing := &http.Request{Method: http.MethodPost, Host: r.Host, Header: r.Header}
		switch {
		case s.Token != "" && !route.open && !knows:
			w.Header().Set("WWW-Authenticate", `Bearer realm="flashseed"`)
			if route.path == "/{$}" && wantsPage(r) {
				s.sendPage(w, http.StatusUnauthorized)
				return
			}
			s.refuse(w, http.StatusUnauthorized, "show the token: Authorization: Bearer …")
		case route.changes && !slices.Contains(s.CORSOrigins, r.Header.Get("Origin")) && protection.Check(changing) != nil:
			s.refuse(w, http.StatusForbidden, "pages of other sites may not do this: add their origin to cors_origins")
		default:
			route.handler(w, r)
		}
	}
}
