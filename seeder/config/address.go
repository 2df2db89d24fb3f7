package config

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// hostName is a name or an address as it is compared: lower case, no brackets,
// no final dot.
func hostName(s string) (string, error) {
	host := strings.ToLower(strings.TrimSpace(s))
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	host = strings.TrimSuffix(host, ".")
	if !isHost(host) {
		return "", bad("is not a host name or an address").
			try("write the host alone, without scheme, port and path")
	}
	return host, nil
}

// allowedHost takes names, host:port and networks.
func allowedHost(s string) (string, error) {
	if network, err := netip.ParsePrefix(s); err == nil {
		return network.Masked().String(), nil
	}
	if u, err := url.Parse("//" + s); err == nil && u.Host == s && u.Port() != "" && hostAndPort(u) == nil {
		return strings.ToLower(s), nil
	}
	host, err := hostName(s)
	if err != nil {
		err = bad("is not a host name, an address, host:port or a network").
			try("write staging.example.com, staging.example.com:8080 or 203.0.113.0/24, without scheme and path")
	}
	return host, err
}

// label is ASCII; underscores are for the names that container networks give.
var label = regexp.MustCompile(`^[0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?$`)

func isHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if !label.MatchString(part) {
			return false
		}
	}
	return len(host) <= 253
}

func hostAndPort(u *url.URL) error {
	if !isHost(u.Hostname()) {
		return bad("names no host that could exist")
	}
	port, given := u.Port(), u.Port() != "" || strings.HasSuffix(u.Host, ":")
	if n, err := strconv.Atoi(port); given && (err != nil || n < 1 || n > 65535) {
		return bad("has no port from 1 to 65535")
	}
	return nil
}

// domainName is what a validator of addresses accepts: two labels or more, the
// last one not a number.
var domainName = regexp.MustCompile(`^([0-9a-z]([0-9a-z-]*[0-9a-z])?\.)+([a-z]{2,}|xn--[0-9a-z-]+)$`)

func emailDomain(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if !isHost(s) || !domainName.MatchString(s) {
		return "", bad("is not a domain").try("write it as flashseed.test")
	}
	return s, nil
}

// webURL is an http or https URL. Like its callers it never wraps an error of
// net/url: their texts hold the whole URL, password included.
func webURL(s, example string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, bad("is not a URL").try("write it as %s", example)
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, bad("is not an http or https URL").try("write it as %s", example)
	}
	return u, hostAndPort(u)
}

func backendURL(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	u, err := webURL(strings.TrimRight(s, "/"), "http://localhost:1310")
	if u != nil && strings.ContainsAny(s, "?#") {
		return nil, bad("must have no query and no fragment").try("what is extra for a gateway goes into headers")
	}
	return u, err
}

func quitURL(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", nil
	}
	_, err := webURL(s, "http://127.0.0.1:15020/quitquitquit")
	return s, err
}

func origin(s string) (string, error) {
	s = strings.TrimSuffix(strings.ToLower(s), "/")
	u, err := webURL(s, "http://localhost:3000")
	if err == nil && s != u.Scheme+"://"+u.Host {
		err = bad("is not an origin").try("write scheme, host and port alone: http://localhost:3000")
	}
	return s, err
}

// placeholder is what the template of a picture's URL leaves open.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func pictures(s string) (string, error) {
	if slices.Contains([]string{"remote", "local", "none"}, s) {
		return s, nil
	}
	const template = "https://pictures.example.com/{pool}/{index}.jpg"
	filled := placeholder.ReplaceAllString(s, "x")
	if _, err := webURL(filled, template); err != nil || strings.ContainsAny(filled, "{}") {
		return "", bad("is not remote, local, none or the template of a URL").try("write it as %s", template)
	}
	return s, nil
}

// route takes a path on the backend, with a query if need be, or - for none.
func route(s string) (string, error) {
	if s == "-" {
		return s, nil
	}
	odd := strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '#' })
	if odd || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") {
		return "", bad("is not a path of the backend").try("begin it with one slash: /customers")
	}
	return s, nil
}

var database = regexp.MustCompile(`^/?[0-9]{0,5}$`)

// redisURL gives the URL back as it is: the client has its own options in the
// query.
func redisURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "memory:" || s == "file:" {
		return s, nil
	}
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "#"):
		return "", bad("holds a #").try("in a password # is written %%23, / is %%2F, @ is %%40")
	case err != nil:
		return "", bad("is not a URL").try("write special characters of a password as %%XX: / is %%2F, @ is %%40")
	case u.Scheme == "file" && (!strings.HasPrefix(u.Path, "/") || u.Host != ""):
		return "", bad("is not the path of a file").try("write file:/path, or file: for the usual place")
	case u.Scheme == "unix" && (u.Host != "" || u.Path == "" || u.Opaque != ""):
		return "", bad("is not the path of a socket").try("write unix:///run/redis.sock, with three slashes")
	case u.Scheme == "file" || u.Scheme == "unix":
		return s, nil
	case u.Scheme != "redis" && u.Scheme != "rediss" || u.Opaque != "":
		return "", bad("is not a Redis URL").try(`write redis://host:6379, rediss://, unix:///path, file:, memory: or ""`)
	case !database.MatchString(u.Path):
		return "", bad("has a path that is not the number of a database").try("write redis://host:6379/0")
	}
	if _, secret := u.User.Password(); u.User.Username() != "" && !secret {
		return "", bad("has a user and no password").try("a password alone is written with a colon: redis://:pw@host")
	}
	return s, hostAndPort(u)
}
