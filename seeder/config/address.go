package config

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

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

func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// hostName is a name or an address as it is compared: lower case, no brackets,
// no final dot.
func hostName(s string) (any, error) {
	host := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(s), "["), "]")
	host = strings.TrimSuffix(host, ".")
	if !isHost(host) {
		return "", bad("is not a host name or an address").
			try("write the host alone, without scheme, port and path")
	}
	return host, nil
}

// allowedHost takes names, host:port and networks.
func allowedHost(s string) (any, error) {
	if network, err := netip.ParsePrefix(s); err == nil {
		return network.Masked().String(), nil
	}
	if host, port, err := net.SplitHostPort(s); err == nil && isHost(host) && isPort(port) {
		return strings.ToLower(s), nil
	}
	host, err := hostName(s)
	if err != nil {
		err = bad("is not a host name, an address, host:port or a network").
			try("write staging.example.com, staging.example.com:8080 or 203.0.113.0/24, without scheme and path")
	}
	return host, err
}

// domainName is what a validator of addresses accepts: two labels or more, the
// last one not a number.
var domainName = regexp.MustCompile(`^([0-9a-z]([0-9a-z-]*[0-9a-z])?\.)+([a-z]{2,}|xn--[0-9a-z-]+)$`)

func emailDomain(s string) (any, error) {
	s = strings.ToLower(s)
	if !isHost(s) || !domainName.MatchString(s) {
		return "", bad("is not a domain").try("write it as flashseed.test")
	}
	return s, nil
}

// webURL is an http or https URL. It never wraps an error of net/url: their
// texts hold the whole URL, password included.
func webURL(s, example string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isHost(u.Hostname()) || u.Port() != "" && !isPort(u.Port()) {
		return nil, bad("is not an http or https URL").try("write it as %s", example)
	}
	return u, nil
}

func backendURL(s string) (any, error) {
	if strings.ContainsAny(s, "?#") {
		return nil, bad("must have no query and no fragment").try("what is extra for a gateway goes into headers")
	}
	return webURL(strings.TrimRight(s, "/"), "http://localhost:1310")
}

func quitURL(s string) (any, error) {
	if s == "" {
		return "", nil
	}
	_, err := webURL(s, "http://127.0.0.1:15020/quitquitquit")
	return s, err
}

func origin(s string) (any, error) {
	s = strings.TrimSuffix(strings.ToLower(s), "/")
	u, err := webURL(s, "http://localhost:3000")
	if err == nil && s != u.Scheme+"://"+u.Host {
		err = bad("is not an origin").try("write scheme, host and port alone: http://localhost:3000")
	}
	return s, err
}

// placeholder is what the template of a picture's URL leaves open.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func pictures(s string) (any, error) {
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
func route(s string) (any, error) {
	if s == "-" {
		return s, nil
	}
	odd := strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '#' })
	if odd || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") {
		return "", bad("is not a path of the backend").try("begin it with one slash: /customers")
	}
	return s, nil
}

// redisURL gives the URL back as it is: the client has its own options in the
// query.
func redisURL(s string) (any, error) {
	path, isFile := strings.CutPrefix(s, "file:")
	if s == "" || s == "memory:" || isFile && (path == "" || strings.HasPrefix(strings.TrimPrefix(path, "//"), "/")) {
		return s, nil
	}
	opt, err := redis.ParseURL(s)
	if err != nil || !strings.Contains(s, "://") {
		return "", bad("is not a Redis URL").try(`write redis://user:password@host:6379/0, rediss://…, unix:///path, file:, file:/path, memory: or ""; ` +
			"in a password # is written %%23, / is %%2F, @ is %%40")
	}
	if opt.Username != "" && opt.Password == "" {
		return "", bad("has a user and no password").try("a password alone is written with a colon: redis://:pw@host")
	}
	return s, nil
}
