package sandbox

import (
	"net"
	"net/http"
	"net/url"
)

// allowOrigin lets pages that are served from this machine use the backend
// from a browser, as the backend lets a front end on localhost. It answers
// preflight requests and says whether it did.
func (c *call) allowOrigin() (answered bool) {
	origin := c.r.Header.Get("Origin")
	if !local(origin) {
		return false
	}
	h := c.w.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Add("Vary", "Origin")
	if c.r.Method != http.MethodOptions || c.r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Content-Type,Accept,Authorization,auth")
	c.record(http.StatusNoContent, ecOK)
	c.w.WriteHeader(http.StatusNoContent)
	return true
}

// local says whether an origin is a page of this machine.
func local(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
