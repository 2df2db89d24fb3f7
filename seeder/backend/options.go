package backend

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// The defaults of options that are left zero.
const (
	DefaultTimeout = 30 * time.Second
	DefaultMaxBody = 32 << 20
	DefaultSample  = 100
)

// NoRoute in a Paths field says that the backend has no such route, whatever
// the dialect says.
const NoRoute = "-"

// Paths are one pool's routes where they differ from the dialect's. An empty
// field leaves the dialect's route.
type Paths struct {
	List   string
	Count  string
	Create string
}

// Resolver looks up the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options configure a Client. URL alone is needed.
type Options struct {
	URL     *url.URL         // may carry credentials; they are sent as Basic auth and shown nowhere
	Dialect entities.Dialect // "" or "auto": found out by asking
	Routes  map[string]Paths // by pool
	Version string           // for the User-Agent
	Headers http.Header      // sent with every request
	CAFile  string           // PEM, trusted beside the system's roots

	RequestTimeout time.Duration // of one attempt, its body included
	Retries        int           // repetitions of a GET or PATCH after the first attempt
	Concurrency    int           // how many connections are kept for reuse
	Rate           float64       // requests a second, 0 for no limit
	MaxBody        int64         // bytes read of one answer
	SampleLimit    int           // how many items the question for the dialect asks for, so that Observe can use its answer

	// Abort ends creations and changes that are under way, which are waited for
	// otherwise, even when their caller's context ends; nil never does.
	Abort context.Context

	// AllowHosts are hosts that may be seeded although they are not near:
	// host, host:port, address or CIDR.
	AllowHosts []string

	Log *slog.Logger

	// OnRequest is called after each attempt, from many goroutines. The route
	// has "{id}" for an id; err is nil when the answer was a good one.
	OnRequest func(method, route string, status int, err *seeder.Error, took time.Duration)

	// Transport replaces the network. It must not change the requests it is
	// given.
	Transport http.RoundTripper

	Registry *entities.Registry // nil for the 14 pools
	Resolver Resolver           // nil for the system's
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

func (o Options) withDefaults() Options {
	if o.Dialect == "auto" {
		o.Dialect = ""
	}
	if o.RequestTimeout <= 0 {
		o.RequestTimeout = DefaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.SampleLimit <= 0 {
		o.SampleLimit = DefaultSample
	}
	if o.Abort == nil {
		o.Abort = context.Background()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	return o
}

func (o Options) check() error {
	if err := checkURL(o.URL); err != nil {
		return err
	}
	switch o.Dialect {
	case "", entities.Flashstrom, entities.Readme:
	default:
		return fmt.Errorf("unknown dialect %q", o.Dialect)
	}
	if o.Retries < 0 || o.Concurrency < 0 || o.Rate < 0 {
		return errors.New("retries, concurrency and rate must not be negative")
	}
	for pool, paths := range o.Routes {
		for _, path := range []string{paths.List, paths.Count, paths.Create} {
			if err := checkPath(path); err != nil {
				return fmt.Errorf("route of %s: %w", pool, err)
			}
		}
	}
	return o.checkHeaders()
}

func checkURL(u *url.URL) error {
	switch {
	case u == nil:
		return errors.New("backend URL is missing")
	case !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https"):
		return fmt.Errorf("backend URL %s must begin with http:// or https://", bare(u))
	case u.Hostname() == "":
		return fmt.Errorf("backend URL %s has no host", bare(u))
	case u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("backend URL %s must have neither a query nor a fragment", bare(u))
	}
	return nil
}

func checkPath(path string) error {
	if path == "" || path == NoRoute {
		return nil
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Fragment != "" || !strings.HasPrefix(path, "/") {
		return fmt.Errorf("%q is not a path that begins with /", path)
	}
	return nil
}

// checkHeaders names the header but never its value.
func (o Options) checkHeaders() error {
	for name, values := range o.Headers {
		if name == "" || strings.ContainsFunc(name, notInToken) {
			return fmt.Errorf("%q cannot be a header's name", name)
		}
		for _, value := range values {
			if strings.ContainsFunc(value, isControl) {
				return fmt.Errorf("the value of header %s has characters that headers cannot carry", name)
			}
		}
	}
	return nil
}

// notInToken tells which characters a header's name must not have (RFC 9110).
func notInToken(r rune) bool {
	switch {
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return false
	}
	return !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}

func isControl(r rune) bool { return r != '\t' && (r < ' ' || r == 0x7f) }

// headers returns what is sent with requests without and with a body, and the
// Host that was asked for.
func (o Options) headers() (reads, writes http.Header, host string) {
	reads = http.Header{
		"Accept":     {"application/json"},
		"User-Agent": {"flashseed/" + o.Version},
	}
	if o.URL.User != nil {
		password, _ := o.URL.User.Password()
		plain := o.URL.User.Username() + ":" + password
		reads["Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(plain))}
	}
	for name, values := range o.Headers {
		reads[http.CanonicalHeaderKey(name)] = values
	}
	host = reads.Get("Host")
	reads.Del("Host")
	writes = reads.Clone()
	if writes.Get("Content-Type") == "" {
		writes.Set("Content-Type", "application/json")
	}
	return reads, writes, host
}

// masks returns the secrets among the options. Short ones are left out: they
// would mask ordinary words.
func (o Options) masks() []string {
	var secrets []string
	add := func(s string) {
		if len(s) >= 6 {
			secrets = append(secrets, s)
		}
	}
	if o.URL.User != nil {
		password, _ := o.URL.User.Password()
		add(password)
	}
	for _, values := range o.Headers {
		for _, value := range values {
			add(value)
			if _, token, found := strings.Cut(value, " "); found {
				add(token)
			}
		}
	}
	return secrets
}
