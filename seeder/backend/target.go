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
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// dialLimit bounds the attempt to connect.
const dialLimit = 10 * time.Second

// Target is a host that may be seeded.
type Target struct {
	Host      string
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

// Hint says how to allow the host.
func (e *TargetError) Hint() string {
	return "flashseed seeds only local or private hosts; to allow this one, add --allow-host " + e.Host
}

func isRefusal(err error) bool {
	_, refused := errors.AsType[*TargetError](err)
	return refused
}

// CheckTarget reports whether the backend's host may be seeded, before anything
// is sent to it: a *TargetError if it may not. A name that cannot be looked up
// is an *seeder.Error of kind Unreachable; every connection is checked again,
// so that waiting for the backend is safe after it.
func (c *Client) CheckTarget(ctx context.Context) (Target, error) {
	target, err := c.guard.check(ctx, c.base.Hostname(), portOf(c.base))
	if err != nil && !isRefusal(err) {
		err = &seeder.Error{Method: http.MethodGet, URL: c.URL(), Meaning: seeder.Unreachable, Err: c.plain(err)}
	}
	return target, err
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
	resolver Resolver
	connect  func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network's
}

func newGuard(o Options) *guard {
	g := &guard{names: map[string]bool{}, resolver: o.Resolver, connect: o.Dial}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	for _, entry := range o.AllowHosts {
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			g.prefixes = append(g.prefixes, prefix)
		} else if addr, err := netip.ParseAddr(entry); err == nil {
			addr = addr.Unmap()
			g.prefixes = append(g.prefixes, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			g.names[entry] = true
		}
	}
	return g
}

func (g *guard) isAllowed(host, port string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return g.names[host] || g.names[net.JoinHostPort(host, port)]
}

// accepts reports whether an address may be dialled.
func (g *guard) accepts(addr netip.Addr, port string) bool {
	addr = addr.Unmap().WithZone("")
	return isPrivate(addr) || g.isAllowed(addr.String(), port) || slices.ContainsFunc(g.prefixes, func(prefix netip.Prefix) bool { return prefix.Contains(addr) })
}

// check returns the target, or a *TargetError, or the error of a look-up.
func (g *guard) check(ctx context.Context, host, port string) (Target, error) {
	target := Target{Host: host}
	refuse := func(reason string) (Target, error) {
		return target, &TargetError{host, reason}
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if !g.accepts(addr, port) {
			return refuse("is neither a local nor a private address")
		}
		target.Why = "a local, private or allowed address"
		return target, nil
	}
	switch {
	case g.isAllowed(host, port):
		target.Why = "allowed by name"
		return target, nil
	case numeric.MatchString(host):
		return refuse("looks like a number and is not an address in its usual form")
	case isInternal(host):
		target.Why = "an internal name"
		return target, nil
	}
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	if err != nil {
		return target, err
	}
	target.Addresses = addrs
	for _, addr := range addrs {
		if !g.accepts(addr, port) {
			return refuse("is " + addr.Unmap().String() + ", which is neither a local nor a private address")
		}
	}
	target.Why = "a name with local or private addresses only"
	return target, nil
}

// dial connects to a host that may be seeded. Where the addresses of a name
// decided that, each is checked once more when it is dialled, so that a second
// look-up cannot lead elsewhere.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	target, err := g.check(ctx, host, port)
	if err != nil {
		return nil, err
	}
	if g.connect != nil {
		return g.connect(ctx, network, address)
	}
	return g.dialer(target).DialContext(ctx, network, address)
}

func (g *guard) dialer(target Target) *net.Dialer {
	d := &net.Dialer{Timeout: dialLimit}
	if target.Addresses == nil {
		return d
	}
	d.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
		dialled, err := netip.ParseAddrPort(address)
		if err == nil && g.accepts(dialled.Addr(), strconv.Itoa(int(dialled.Port()))) {
			return nil
		}
		return &TargetError{Host: target.Host, Reason: "is " + address + " by now, which is neither a local nor a private address"}
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
	return isInternal(host)
}

// isInternal reports whether a name is internal by its form. A single label
// with a dot at its end is not: it names a top-level domain.
func isInternal(name string) bool {
	name = strings.ToLower(name)
	label := strings.TrimSuffix(name, ".")
	if !strings.Contains(label, ".") {
		return label == name || label == "localhost"
	}
	return slices.ContainsFunc([]string{".localhost", ".local", ".internal", ".test", ".svc", ".cluster.local", ".ts.net"}, func(suffix string) bool {
		return strings.HasSuffix(label, suffix)
	})
}

// numeric matches names that some part of the system might read as an IPv4
// address, as 127.1, 0x7f000001 and 2130706433: by their last label.
var numeric = regexp.MustCompile(`(?i)(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$`)
