package backend

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// internalSuffixes mark the names that no public resolver answers for.
var internalSuffixes = [...]string{".local", ".internal", ".test", ".svc", ".cluster.local"}

// isInternal tells whether a name is internal by its form. A single label
// with a dot at its end is not: it names a top-level domain.
func isInternal(name string) bool {
	label := strings.TrimSuffix(name, ".")
	if !strings.Contains(label, ".") {
		return label == name || label == "localhost"
	}
	for _, suffix := range internalSuffixes {
		if strings.HasSuffix(label, suffix) {
			return true
		}
	}
	return false
}

// isNear tells whether an address is this machine's or of a network that the
// internet does not route to.
func isNear(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified()
}

// looksNumeric tells whether some part of the system might read a name as an
// IPv4 address, as in 127.1, 0x7f000001 and 2130706433: by its last label.
func looksNumeric(name string) bool {
	name = strings.TrimSuffix(name, ".")
	last := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	if strings.HasPrefix(last, "0x") {
		return strings.Trim(last[2:], "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}

// checkName refuses what cannot be a host name as resolvers understand it.
func checkName(name string) error {
	for _, r := range name {
		switch {
		case r >= 0x80:
			return errors.New("is not written in ASCII: write it with xn--")
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		default:
			return fmt.Errorf("has the character %q, which no host name has", r)
		}
	}
	if name == "" || len(name) > 253 || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return errors.New("is not a host name")
	}
	return nil
}

// allowed is the list of hosts that may be seeded wherever they are.
type allowed struct {
	names    map[string]bool // "host" and "host:port", lower case, without a dot at the end
	prefixes []netip.Prefix
}

func parseAllowed(entries []string) (*allowed, error) {
	a := &allowed{names: map[string]bool{}}
	for _, entry := range entries {
		if err := a.add(strings.TrimSpace(entry)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *allowed) add(entry string) error {
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		a.prefixes = append(a.prefixes, prefix.Masked())
		return nil
	}
	host, port, err := net.SplitHostPort(entry)
	switch number, bad := strconv.ParseUint(port, 10, 16); {
	case err == nil && (bad != nil || number == 0):
		return badEntry(entry)
	case err != nil: // no port
		host = strings.TrimSuffix(strings.TrimPrefix(entry, "["), "]")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.Unmap().String()
	} else if checkName(host) != nil {
		return badEntry(entry)
	}
	a.names[nameKey(host, port)] = true
	return nil
}

func badEntry(entry string) error {
	return fmt.Errorf("allowed host %q is none of host, host:port, address and CIDR", entry)
}

func nameKey(host, port string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if port == "" {
		return host
	}
	return net.JoinHostPort(host, port)
}

// hasName tells whether a host is allowed by its name or address as written.
func (a *allowed) hasName(host, port string) bool {
	return a.names[nameKey(host, "")] || a.names[nameKey(host, port)]
}

func (a *allowed) hasAddr(addr netip.Addr, port string) bool {
	addr = addr.Unmap().WithZone("")
	if a.hasName(addr.String(), port) {
		return true
	}
	for _, prefix := range a.prefixes {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}
