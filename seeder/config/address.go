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

const (
	lowerCase = "abcdefghijklmnopqrstuvwxyz"
	wordChars = lowerCase + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
)

// isHost takes addresses and names of ASCII labels, with the underscores that
// container networks give.
func isHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, wordChars+"-") != "" || strings.Trim(label, "-") != label {
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
func hostName(s string) (string, error) {
	host := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(s), "["), "]")
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
		if bits := network.Bits() - 96; network.Addr().Is4In6() && bits >= 0 { // addresses are compared as IPv4
			network = netip.PrefixFrom(network.Addr().Unmap(), bits)
		}
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

// emailDomain takes what a validator of addresses accepts: two labels or more,
// the last one not a number.
func emailDomain(s string) (string, error) {
	s = strings.ToLower(s)
	dot := strings.LastIndexByte(s, '.')
	top := s[dot+1:]
	isTop := strings.HasPrefix(top, "xn--") || len(top) > 1 && strings.Trim(top, lowerCase) == ""
	if !isHost(s) || dot < 0 || !isTop || strings.ContainsAny(s, "_:") {
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

func backendURL(s string) (*url.URL, error) {
	if strings.ContainsAny(s, "?#") {
		return nil, bad("must have no query and no fragment").try("what is extra for a gateway goes into headers")
	}
	return webURL(strings.TrimRight(s, "/"), "http://localhost:1310")
}

func quitURL(s string) (string, error) {
	if s == "" {
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

// pictures takes a word, or the template of a URL, which leaves placeholders
// such as {pool} open.
func pictures(s string) (string, error) {
	if slices.Contains([]string{"remote", "local", "none"}, s) {
		return s, nil
	}
	const template = "https://pictures.example.com/{pool}/{index}.jpg"
	filled := regexp.MustCompile(`\{[a-z_]+\}`).ReplaceAllString(s, "x")
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

// redisURL gives the URL back as it is: the client has its own options in the
// query.
func redisURL(s string) (string, error) {
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
