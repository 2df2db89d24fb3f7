package backend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// pinned is how long the addresses that a name was checked for are dialled
// before it is looked up and checked again.
const pinned = time.Minute

// dialLimit bounds the attempt to connect to one address.
const dialLimit = 10 * time.Second

// Target is a host that may be seeded.
type Target struct {
	Host      string
	Addresses []netip.Addr // what the name was looked up as; nil where it was not
	Why       string       // such as "an internal name"
}

// TargetError says that a host must not be seeded unless it is allowed by name.
type TargetError struct {
	Host      string       // as the backend URL has it
	Addresses []netip.Addr // what the name was looked up as, nil where it was not
	Reason    string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("refused to seed %s: it %s", e.Host, e.Reason)
}

// Hint says how to go on if the host is meant.
func (e *TargetError) Hint() string {
	return "test data belongs on a near host; if this one is meant, allow it with --allow-host " + e.Host
}

func isRefusal(err error) bool {
	var refusal *TargetError
	return errors.As(err, &refusal)
}

// guard decides which hosts are connected to, and dials what it decided on.
type guard struct {
	allowed  *allowed
	resolver Resolver
	dialer   func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	known map[string]checked // by host:port
}

type checked struct {
	target Target
	until  time.Time
}

func newGuard(allow []string, resolver Resolver, dialer func(context.Context, string, string) (net.Conn, error)) (*guard, error) {
	list, err := parseAllowed(allow)
	if err != nil {
		return nil, err
	}
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	if dialer == nil {
		dialer = (&net.Dialer{Timeout: dialLimit}).DialContext
	}
	return &guard{allowed: list, resolver: resolver, dialer: dialer, known: map[string]checked{}}, nil
}

// check returns the target, or a *TargetError, or the error of a look-up. Its
// answer is kept for a while, so that what was checked is what is dialled.
func (g *guard) check(ctx context.Context, host, port string) (Target, error) {
	key := net.JoinHostPort(host, port)
	g.mu.Lock()
	entry, known := g.known[key]
	g.mu.Unlock()
	if known && time.Now().Before(entry.until) {
		return entry.target, nil
	}
	target, err := g.decide(ctx, host, port)
	if err == nil {
		g.mu.Lock()
		g.known[key] = checked{target, time.Now().Add(pinned)}
		g.mu.Unlock()
	}
	return target, err
}

func (g *guard) decide(ctx context.Context, host, port string) (Target, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		why := g.accept(addr, port)
		if why == "" {
			return refuse(host, nil, "is neither a local nor a private address")
		}
		return Target{Host: host, Why: why}, nil
	}
	switch err := checkName(host); {
	case err != nil:
		return refuse(host, nil, err.Error())
	case g.allowed.hasName(host, port):
		return Target{Host: host, Why: "allowed by name"}, nil
	case looksNumeric(host):
		return refuse(host, nil, "looks like a number and is not an address in its usual form")
	case isInternal(strings.ToLower(host)):
		return Target{Host: host, Why: "an internal name"}, nil
	}
	return g.lookUp(ctx, host, port)
}

func refuse(host string, addrs []netip.Addr, reason string) (Target, error) {
	return Target{Host: host, Addresses: addrs}, &TargetError{Host: host, Addresses: addrs, Reason: reason}
}

// lookUp decides about a name by its addresses, all of them.
func (g *guard) lookUp(ctx context.Context, host, port string) (Target, error) {
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	if err != nil {
		return Target{Host: host}, err
	}
	for _, addr := range addrs {
		if g.accept(addr, port) == "" {
			return refuse(host, addrs, "is "+addr.Unmap().String()+", which is neither a local nor a private address")
		}
	}
	return Target{Host: host, Addresses: addrs, Why: "a name with near addresses only"}, nil
}

// accept says why an address may be dialled, "" if it may not.
func (g *guard) accept(addr netip.Addr, port string) string {
	switch {
	case isNear(addr):
		return "a near address"
	case g.allowed.hasAddr(addr, port):
		return "an allowed address"
	}
	return ""
}

// dial connects to a host that may be seeded. Where a name had to be looked
// up, it connects to one of the addresses that were checked, so that a second
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
	if len(target.Addresses) == 0 {
		return watch(g.dialer(ctx, network, address))
	}
	return g.dialEach(ctx, network, target, port)
}

// dialEach tries the addresses one after the other. When none answers, the
// name is looked up anew the next time.
func (g *guard) dialEach(ctx context.Context, network string, target Target, port string) (net.Conn, error) {
	var first error
	for _, addr := range target.Addresses {
		conn, err := watch(g.dialer(ctx, network, net.JoinHostPort(addr.String(), port)))
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
	}
	g.mu.Lock()
	delete(g.known, net.JoinHostPort(target.Host, port))
	g.mu.Unlock()
	return nil, first
}
