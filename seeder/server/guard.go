package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// guarded answers what must not get as far as a route, and prepares the rest:
// its body read, its path without a slash at the end, its time limits lifted.
func (s *Server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		guestOf(r.Context()).serving()
		plainHeaders(w.Header())
		if s.local && !s.names(r.Host) {
			s.refuse(w, r, http.StatusForbidden, "this server answers to localhost alone, not to "+r.Host)
			return
		}
		if err := s.swallow(w, r); err != nil {
			s.refuseBody(w, r, err)
			return
		}
		rc := http.NewResponseController(w)
		_ = rc.SetReadDeadline(time.Time{}) // these cannot fail on a network connection
		_ = rc.SetWriteDeadline(time.Time{})
		if path := strings.TrimRight(r.URL.Path, "/"); path != "" && path != r.URL.Path {
			r.URL.Path, r.URL.RawPath = path, ""
		}
		next(w, r)
	}
}

// plainHeaders are those of every answer. A page may loosen them.
func plainHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
}

// names tells whether a Host header means this machine, so that no other
// site's name can be pointed at it. The port may be a tunnel's.
func (s *Server) names(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") || s.Host != "" && strings.EqualFold(name, s.Host) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// swallow reads the body that no route wants, as far as it is small.
func (s *Server) swallow(w http.ResponseWriter, r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	if r.ContentLength > int64(s.Limits.Body) {
		w.Header().Set("Connection", "close")
		return &http.MaxBytesError{Limit: int64(s.Limits.Body)}
	}
	_, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, int64(s.Limits.Body)))
	return err
}

func (s *Server) refuseBody(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, "no request here needs a body, and this one is too large")
		return
	}
	w.Header().Set("Connection", "close")
	s.refuse(w, r, http.StatusBadRequest, "the request's body could not be read")
}

// sameSite keeps other sites' pages from changing anything. GET is held to it
// too, where it may create items.
func (s *Server) sameSite(next http.HandlerFunc) http.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) {
		judged := *r
		judged.Method = http.MethodPost
		if err := protection.Check(&judged); err != nil {
			s.refuse(w, r, http.StatusForbidden, "requests from other sites may not do this")
			return
		}
		next(w, r)
	}
}

// mayPass tells whether a request shows the token, if one is wanted. Digests
// are compared, so that the time it takes tells not even the token's length.
func (s *Server) mayPass(r *http.Request) bool {
	if s.Token == "" {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	got, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(s.Token))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// askToken answers a request without the token: a browser gets the page, which
// holds no data and asks for it.
func (s *Server) askToken(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="flashseed"`)
	if r.Method == http.MethodGet && r.URL.Path == "/" && wantsPage(r) {
		s.sendPage(w, http.StatusUnauthorized)
		return
	}
	s.refuse(w, r, http.StatusUnauthorized, "show the token: Authorization: Bearer …")
}
