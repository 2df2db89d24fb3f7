package config

import (
	"net/url"
	"strconv"
	"strings"
)

// None of these wraps an error of net/url: their texts hold the whole URL,
// password included.

func parseBackendURL(r raw) (*url.URL, error) {
	text, err := r.str()
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case err != nil:
		return nil, bad("is not a URL").try("write it as http://localhost:1310")
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, bad("is not an http or https URL").try("write it as http://localhost:1310")
	case strings.ContainsAny(text, "?#"):
		return nil, bad("must have no query and no fragment").try("what is extra for a gateway goes into headers")
	}
	return u, hostAndPort(u)
}

// parseRedisURL gives the URL back as it is: the client has its own options in
// the query.
func parseRedisURL(r raw) (string, error) {
	text, err := r.str()
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	if text == "" || text == "memory:" {
		return text, nil
	}
	return text, judgeRedis(text)
}

func judgeRedis(text string) error {
	u, err := url.Parse(text)
	switch {
	case strings.Contains(text, "#"):
		return bad("holds a #").try("in a password # is written %%23, / is %%2F, @ is %%40")
	case err != nil:
		return bad("is not a URL").try("write special characters of a password as %%XX: / is %%2F, @ is %%40")
	case u.Scheme == "unix":
		return judgeSocket(u)
	case u.Scheme != "redis" && u.Scheme != "rediss" || u.Opaque != "":
		return bad("is not a Redis URL").try(`write redis://host:6379, rediss://, unix:///path, memory: or ""`)
	case !database(u.Path):
		return bad("has a path that is not the number of a database").try("write redis://host:6379/0")
	}
	return hostAndPort(u)
}

func judgeSocket(u *url.URL) error {
	if u.Host != "" || u.Path == "" || u.Opaque != "" {
		return bad("is not the path of a socket").try("write unix:///run/redis.sock, with three slashes")
	}
	return nil
}

func database(path string) bool {
	path = strings.TrimPrefix(path, "/")
	return path == "" || number(path) && len(path) < 6
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
