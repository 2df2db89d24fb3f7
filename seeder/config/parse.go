package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// The parsers below turn what a source holds into a setting's type. What a
// source holds is the text of a flag, a variable or a default, a *yaml.Node of
// the file, or a *problem where a .env file has no sure reading.

// read parses a value of this setting.
func (o Option) read(data any) (any, error) {
	switch {
	case o.parse != nil:
		return o.parse(data)
	case o.Kind == kindInt:
		return wholeNumber(data, o.Low, o.High)
	case o.Kind == kindDuration:
		return duration(data, o.Low > 0)
	case o.Kind == kindBool:
		return yesOrNo(data)
	case o.Key == "log_level":
		return level(data, o.Values)
	case o.Values != nil:
		return choice(data, o.Values)
	}
	return text(data)
}

// word is the text of a scalar, whatever type YAML saw in it: 25 and "25" are
// the same. want names the kind for the complaint.
func word(data any, want string) (string, error) {
	if broken, ok := data.(*problem); ok {
		return "", broken
	}
	n, inFile := data.(*yaml.Node)
	switch {
	case !inFile:
		return strings.TrimSpace(fmt.Sprint(data)), nil
	case n.Kind == yaml.MappingNode:
		return "", bad("is a mapping, not %s", want)
	case n.Kind == yaml.SequenceNode:
		return "", bad("is a list, not %s", want)
	case isNull(n):
		return "", bad("has no value").try(`leave the key out for its default, or write "" for nothing`)
	}
	return strings.TrimSpace(n.Value), nil
}

// exact is the text of a string, white space included. A number or a yes/no of
// the file is refused, because YAML may read it as something else than was
// meant (0123, 1e5, on).
func exact(data any) (string, error) {
	if _, err := word(data, "text"); err != nil {
		return "", err
	}
	n, inFile := data.(*yaml.Node)
	if !inFile {
		return fmt.Sprint(data), nil
	}
	if n.ShortTag() != "!!str" {
		return "", bad("is not text to YAML").try("put it in quotes")
	}
	return n.Value, nil
}

// text takes any text but control characters: none of the settings means one,
// and they garble messages, headers and paths.
func text(data any) (string, error) {
	s, err := exact(data)
	if err == nil && strings.ContainsFunc(s, unicode.IsControl) {
		err = bad("holds a line break or another control character")
	}
	return s, err
}

// list takes a list of the file, or text with commas, spaces or lines.
func list(data any) ([]string, error) {
	n, inFile := data.(*yaml.Node)
	switch {
	case inFile && isNull(n):
		return nil, nil
	case inFile && n.Kind == yaml.MappingNode:
		return nil, bad("is a mapping, not a list")
	case inFile && n.Kind == yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			s, err := exact(target(item))
			if err != nil {
				return nil, err
			}
			items = append(items, s)
		}
		return items, nil
	}
	s, err := exact(data)
	return strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) }), err
}

// listOf parses each element of a list.
func listOf(parse func(string) (string, error)) func(any) (any, error) {
	return func(data any) (any, error) {
		items, err := list(data)
		for i := 0; i < len(items) && err == nil; i++ {
			items[i], err = parse(strings.TrimSpace(items[i]))
		}
		return items, err
	}
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// target follows an alias to what it stands for.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func wholeNumber(data any, low, high uint64) (uint64, error) {
	s, err := word(data, "a whole number")
	if err != nil {
		return 0, err
	}
	digits, negative := strings.CutPrefix(s, "-")
	n, err := strconv.ParseUint(digits, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return 0, bad("is not a whole number")
	case negative && low == 0:
		return 0, bad("must not be negative")
	case err != nil || negative || n < low || n > high:
		return 0, bad("must be from %d to %d", low, high)
	}
	return n, nil
}

func decimal(s string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || math.IsNaN(n) || math.IsInf(n, 0):
		return 0, bad("is not a number")
	case n < 0:
		return 0, bad("must not be negative")
	}
	return n, nil
}

func rate(data any) (any, error) {
	s, err := word(data, "a number")
	if err != nil {
		return nil, err
	}
	return decimal(s)
}

// liveRate reads orders a minute, or a unit of time after a slash.
func liveRate(data any) (any, error) {
	s, err := word(data, "a rate")
	if err != nil {
		return nil, err
	}
	number, unit, _ := strings.Cut(s, "/")
	n, err := decimal(strings.TrimSpace(number))
	if err != nil {
		return nil, err
	}
	minutes, known := map[string]float64{"": 1, "min": 1, "m": 1, "s": 60, "h": 1.0 / 60}[strings.TrimSpace(unit)]
	if !known {
		return nil, bad("is not a rate").try("write 10/min, 1/s or 300/h")
	}
	return n * minutes, nil
}

// duration reads digits alone as seconds, anything else as Go does.
func duration(data any, positive bool) (time.Duration, error) {
	s, err := word(data, "a duration")
	if err != nil {
		return 0, err
	}
	if isNumber(strings.TrimPrefix(s, "-")) {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil && isNumber(strings.Trim(s, "-s")):
		return 0, bad("is too long a time")
	case err != nil:
		return 0, bad("is not a duration").try("write 30s, 90m, 1h30m, or a number of seconds")
	case d < 0:
		return 0, bad("must not be negative")
	case d == 0 && positive:
		return 0, bad("must be more than 0")
	}
	return d, nil
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func moment(data any) (any, error) {
	s, err := word(data, "a time")
	if err != nil || s == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return nil, bad("is not a time of RFC 3339").try("write 2026-11-25T12:00:00+07:00")
	}
	return t, nil
}

// size reads bytes, or a whole number with a unit.
func size(data any) (any, error) {
	s, err := word(data, "a size")
	if err != nil {
		return nil, err
	}
	digits := strings.TrimRight(s, "abgikmABGIKM ")
	unit, known := map[string]int64{
		"": 1, "b": 1,
		"kb": 1e3, "mb": 1e6, "gb": 1e9,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
	}[strings.ToLower(strings.TrimSpace(s[len(digits):]))]
	if !isNumber(digits) || !known {
		return nil, bad("is not a size").try("write a number of bytes, or 64MiB, 1GiB")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || n > math.MaxInt64/unit:
		return nil, bad("is too large")
	case n == 0:
		return nil, bad("must be more than 0")
	}
	return n * unit, nil
}

func yesOrNo(data any) (bool, error) {
	s, err := word(data, "true or false")
	if err != nil {
		return false, err
	}
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, bad("is neither true nor false")
}

// choice takes one of the values; case does not matter.
func choice(data any, values []string) (string, error) {
	all := strings.Join(values, ", ")
	s, err := word(data, "one of "+all)
	if err != nil {
		return "", err
	}
	if s = strings.ToLower(s); !slices.Contains(values, s) {
		return "", bad("is not one of %s", all).try("%s", didYouMean(s, values, "choose one of "+all))
	}
	return s, nil
}

func level(data any, names []string) (level slog.Level, err error) {
	name, err := choice(data, names)
	if err != nil {
		return 0, err
	}
	return level, level.UnmarshalText([]byte(name))
}

func password(data any) (any, error) {
	s, err := text(data)
	if err == nil && s == "" {
		err = bad("must not be empty")
	}
	return s, err
}

// token takes what a client can send after "Bearer ".
func token(data any) (any, error) {
	s, err := exact(data)
	if err == nil && strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' }) {
		err = bad("holds a space, a line break or a character beyond ASCII").
			try("a secret read from a file often ends in a line break")
	}
	return s, err
}

// route takes a path on the backend, with a query if need be.
func route(data any) (string, error) {
	s, err := exact(data)
	odd := strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '#' })
	if err == nil && (odd || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//")) {
		err = bad("is not a path of the backend").try("begin it with one slash: /customers")
	}
	return s, err
}

// headers takes a mapping of the file (name to value or to a list of values),
// or text with one "Name: value" a line. Commas do not separate: they occur in
// values. Complaints never repeat what was given, but for names that are well
// known.
func headers(data any) (any, error) {
	all := http.Header{}
	n, inFile := data.(*yaml.Node)
	switch {
	case inFile && isNull(n):
		return all, nil
	case inFile && n.Kind == yaml.SequenceNode:
		return nil, bad("is a list, not a mapping of names to values")
	case inFile && n.Kind == yaml.MappingNode:
		for pair := range slices.Chunk(n.Content, 2) {
			name, values := pair[0].Value, []*yaml.Node{target(pair[1])}
			if all[http.CanonicalHeaderKey(name)] != nil {
				return nil, bad("names a header twice").try("give it a list of values")
			}
			if values[0].Kind == yaml.SequenceNode {
				values = values[0].Content
			}
			for _, value := range values {
				s, err := exact(target(value))
				if err == nil {
					err = addHeader(all, name, s)
				}
				if err != nil {
					return nil, err
				}
			}
		}
		return all, nil
	}
	s, err := exact(data)
	for line := range strings.Lines(s) {
		name, value, found := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case !found:
			err = bad("has a line without a colon").try(`write "Name: value", one a line`)
		default:
			err = addHeader(all, name, value)
		}
		if err != nil {
			break
		}
	}
	return all, err
}

// headerName is the grammar of field names in RFC 9110.
var headerName = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")

func addHeader(all http.Header, name, value string) error {
	name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
	switch {
	case !headerName.MatchString(name):
		return bad("has a name that no header can have")
	case strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }):
		return bad("has a value with a control character")
	}
	switch name {
	// These would break requests or, with an idempotency key, make net/http
	// send a POST twice.
	case "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Expect", "Host",
		"Idempotency-Key", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "X-Idempotency-Key":
		return bad("must not set %s, which the client sets itself or must not send", name)
	}
	all.Add(name, value)
	return nil
}

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

var hosts = listOf(hostName)

func listenHost(data any) (any, error) {
	s, err := exact(data)
	if err != nil {
		return nil, err
	}
	return hostName(s)
}

// allowedHosts takes names, host:port and networks.
var allowedHosts = listOf(func(s string) (string, error) {
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
})

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

func emailDomain(data any) (any, error) {
	s, err := exact(data)
	s = strings.ToLower(strings.TrimSpace(s))
	if err == nil && (!isHost(s) || !domainName.MatchString(s)) {
		err = bad("is not a domain").try("write it as flashseed.test")
	}
	return s, err
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

func backendURL(data any) (any, error) {
	s, err := exact(data)
	if err != nil {
		return nil, err
	}
	s = strings.TrimSpace(s)
	u, err := webURL(strings.TrimRight(s, "/"), "http://localhost:1310")
	if u != nil && strings.ContainsAny(s, "?#") {
		return nil, bad("must have no query and no fragment").try("what is extra for a gateway goes into headers")
	}
	return u, err
}

func optionalURL(data any) (any, error) {
	s, err := exact(data)
	if s = strings.TrimSpace(s); err == nil && s != "" {
		_, err = webURL(s, "http://127.0.0.1:15020/quitquitquit")
	}
	return s, err
}

var origins = listOf(func(s string) (string, error) {
	s = strings.TrimSuffix(strings.ToLower(s), "/")
	u, err := webURL(s, "http://localhost:3000")
	if err == nil && s != u.Scheme+"://"+u.Host {
		err = bad("is not an origin").try("write scheme, host and port alone: http://localhost:3000")
	}
	return s, err
})

// placeholder is what the template of a picture's URL leaves open.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func pictures(data any) (any, error) {
	s, err := text(data)
	if err != nil || slices.Contains([]string{"remote", "local", "none"}, s) {
		return s, err
	}
	const template = "https://pictures.example.com/{pool}/{index}.jpg"
	filled := placeholder.ReplaceAllString(s, "x")
	if _, err := webURL(filled, template); err != nil || strings.ContainsAny(filled, "{}") {
		return nil, bad("is not remote, local, none or the template of a URL").try("write it as %s", template)
	}
	return s, nil
}

// redisURL gives the URL back as it is: the client has its own options in the
// query.
func redisURL(data any) (any, error) {
	s, err := exact(data)
	if err != nil {
		return nil, err
	}
	s = strings.TrimSpace(s)
	if s == "" || s == "memory:" || s == "file:" {
		return s, nil
	}
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "#"):
		return nil, bad("holds a #").try("in a password # is written %%23, / is %%2F, @ is %%40")
	case err != nil:
		return nil, bad("is not a URL").try("write special characters of a password as %%XX: / is %%2F, @ is %%40")
	case u.Scheme == "file" && (!strings.HasPrefix(u.Path, "/") || u.Host != ""):
		return nil, bad("is not the path of a file").try("write file:/path, or file: for the usual place")
	case u.Scheme == "unix" && (u.Host != "" || u.Path == "" || u.Opaque != ""):
		return nil, bad("is not the path of a socket").try("write unix:///run/redis.sock, with three slashes")
	case u.Scheme == "file" || u.Scheme == "unix":
		return s, nil
	case u.Scheme != "redis" && u.Scheme != "rediss" || u.Opaque != "":
		return nil, bad("is not a Redis URL").try(`write redis://host:6379, rediss://, unix:///path, file:, memory: or ""`)
	case !database.MatchString(u.Path):
		return nil, bad("has a path that is not the number of a database").try("write redis://host:6379/0")
	}
	if _, secret := u.User.Password(); u.User.Username() != "" && !secret {
		return nil, bad("has a user and no password").try("a password alone is written with a colon: redis://:pw@host")
	}
	return s, hostAndPort(u)
}

var database = regexp.MustCompile(`^/?[0-9]{0,5}$`)
