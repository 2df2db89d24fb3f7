package config

import (
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v3"
)

func parseHost(r raw) (string, error) {
	text, err := r.str()
	if err != nil {
		return "", err
	}
	return hostName(text)
}

// parseHosts takes a list of the file, or text with commas, spaces or lines.
func parseHosts(r raw) ([]string, error) {
	texts, err := r.texts()
	if err != nil {
		return nil, err
	}
	var hosts []string
	for _, text := range texts {
		host, err := hostName(text)
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, host)
	}
	return hosts, nil
}

// texts are the parts of a list of plain words.
func (r raw) texts() ([]string, error) {
	if r.node == nil || r.node.Kind == yaml.ScalarNode && !isNull(r.node) {
		text, err := r.str()
		return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) }), err
	}
	if isNull(r.node) {
		return nil, nil
	}
	if r.node.Kind != yaml.SequenceNode {
		return nil, bad("is a mapping, not a list")
	}
	return r.items()
}

func (r raw) items() ([]string, error) {
	var texts []string
	for _, n := range r.node.Content {
		text, err := raw{node: target(n)}.str()
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// hostName is a name or an address as it is compared: lower case, no brackets,
// no final dot.
func hostName(text string) (string, error) {
	host := strings.ToLower(strings.TrimSpace(text))
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	host = strings.TrimSuffix(host, ".")
	if !isHost(host) {
		return "", bad("is not a host name or an address").
			try("write the host alone, without scheme, port and path")
	}
	return host, nil
}

const longestName = 253

// isHost: an address, or a name of ASCII labels; underscores are for the names
// that container networks give.
func isHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	if len(host) > longestName {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if !isLabel(label) {
			return false
		}
	}
	return true
}

func isLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(label, func(c rune) bool {
		return !(c == '-' || c == '_' || isAlphanumeric(c))
	})
}

func isAlphanumeric(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// parseEmailDomain wants what a validator of addresses accepts: two labels or
// more, the last one not a number.
func parseEmailDomain(r raw) (string, error) {
	text, err := r.str()
	if err != nil {
		return "", err
	}
	domain := strings.ToLower(strings.TrimSpace(text))
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	plausible := isHost(domain) && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "_:")
	if !plausible || len(last) < 2 || strings.ContainsAny(last, "0123456789") && !strings.HasPrefix(last, "xn--") {
		return "", bad("is not a domain").try("write it as flashseed.test")
	}
	return domain, nil
}
