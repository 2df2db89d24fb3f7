package backend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// dialLimit bounds the attempt to connect.
const dialLimit = 10 * time.Second

// Target is a host that may be seeded.
type Target struct {
	Addresses []netip.Addr // what the name was looked up as; nil where it was not
	Why       string       // such as "an internal name"
}

// TargetError says that a host must not be seeded unless it is allowed by name.
type TargetError struct {
	Host   string // as the backend URL has it
	Reason string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("refused to seed %s: it %s", e.Host, e.Reason)
}

func isRefusal(err error) bool {
	_, refused := errors.AsType[*TargetError](err)
	return refused
}

// CheckTarget reports whether the backend's host may be seeded, before anything
// is sent to it: a *TargetError if it may not. A name that cannot be looked up
// is a *seeder.RequestError of kind Unreachable; every address is checked again when
// it is dialled, so that waiting for the backend is safe after it.
func (c *Client) CheckTarget(ctx context.Context) (Target, error) {
	host, port := c.base.Hostname(), portOf(c.base)
	why, against := c.guard.byForm(host, port)
	target := Target{Why: why}
	switch {
	case against != "":
		return target, &TargetError{host, against}
	case why != "":
		return target, nil
	}
	var err error
	if target.Addresses, err = c.guard.lookup(ctx, "ip", host); err != nil {
		return target, &seeder.RequestError{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.Unreachable, Err: c.plain(err)}
	}
	for _, addr := range target.Addresses {
		if !c.guard.accepts(addr, port) {
			return target, &TargetError{host, "is " + addr.Unmap().String() + ", which is neither a local nor a private address"}
		}
	}
	target.Why = "a name with local or private addresses only"
	return target, nil
}

func portOf(u *url.URL) string {
	if u.Scheme == "https" {
		return cmp.Or(u.Port(), "443")
	}
	return cmp.Or(u.Port(), "80")
}

// guard decides which hosts are connected to.
type guard struct {
	names    map[string]bool // allowed "host" and "host:port"
	prefixes []netip.Prefix  // allowed
	lookup   func(ctx context.Context, network, host string) ([]netip.Addr, error)
}

func newGuard(o Options) *guard {
	g := &guard{names: map[string]bool{}, lookup: net.DefaultResolver.LookupNetIP}
	for _, entry := range o.AllowHosts {
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			g.prefixes = append(g.prefixes, prefix)
		} else if addr, err := netip.ParseAddr(entry); err == nil {
			addr = addr.Unmap()
			g.prefixes = append(g.prefixes, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			g.names[strings.Replace(entry, ".:", ":", 1)] = true // a name may end with a dot
		}
	}
	return g
}

func (g *guard) isAllowed(host, port string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return g.names[host] || g.names[net.JoinHostPort(host, port)]
}

// byForm returns what the form of a host says for seeding it, or against it;
// neither where the addresses decide that the name is looked up as.
func (g *guard) byForm(host, port string) (why, against string) {
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && g.accepts(addr, port):
		return "a local, private or allowed address", ""
	case err == nil:
		return "", "is neither a local nor a private address"
	case g.isAllowed(host, port):
		return "allowed by name", ""
	case numeric.MatchString(host):
		return "", "looks like a number and is not an address in its usual form"
	case isInternal(host):
		return "an internal name", ""
	}
	return "", ""
}

// accepts reports whether an address may be dialled.
func (g *guard) accepts(addr netip.Addr, port string) bool {
	addr = addr.Unmap().WithZone("")
	return isPrivate(addr) || g.isAllowed(addr.String(), port) || slices.ContainsFunc(g.prefixes, func(prefix netip.Prefix) bool { return prefix.Contains(addr) })
}

// dial connects to a host that may be seeded.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	conn, err := g.dialer(host, port).DialContext(ctx, network, address)
	if refusal, refused := errors.AsType[*TargetError](err); refused {
		return nil, refusal // it did not fail to connect
	}
	return conn, err
}

// dialer checks each address that it dials, unless the name decides: so a
// redirect or a second look-up cannot lead elsewhere.
func (g *guard) dialer(host, port string) *net.Dialer {
	d := &net.Dialer{Timeout: dialLimit}
	if why, _ := g.byForm(host, port); why == "" {
		d.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			dialled, err := netip.ParseAddrPort(address)
			if err == nil && g.accepts(dialled.Addr(), port) {
				return nil
			}
			return &TargetError{host, "is " + address + ", which is neither a local nor a private address"}
		}
	}
	return d
}

// sharedRange is the carrier-grade NAT's, which overlay networks use.
var sharedRange = netip.MustParsePrefix("100.64.0.0/10")

// isPrivate reports whether an address is this machine's or of a network that
// the internet does not route to.
func isPrivate(addr netip.Addr) bool {
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified() || sharedRange.Contains(addr)
}

// IsLocal reports whether a host is a local or private address or an internal
// name, by its form alone.
func IsLocal(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return isPrivate(addr.Unmap())
	}
	return isInternal(host) || strings.HasSuffix(strings.ToLower(host), ".localhost")
}

// isInternal reports whether a name is internal by its form. A single label
// with a dot at its end is not: it names a top-level domain.
func isInternal(name string) bool {
	name = strings.ToLower(name)
	label := strings.TrimSuffix(name, ".")
	if !strings.Contains(label, ".") {
		return label == "localhost" || label == name && !numeric.MatchString(name)
	}
	return slices.ContainsFunc([]string{".local", ".internal", ".test", ".svc", ".cluster.local", ".ts.net"}, func(suffix string) bool {
		return strings.HasSuffix(label, suffix)
	})
}

// numeric matches names that some part of the system might read as an IPv4
// address, as 127.1, 0x7f000001 and 2130706433: by their last label.
var numeric = regexp.MustCompile(`(?i)(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$`)
