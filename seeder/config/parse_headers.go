package config

import (
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseHeaders takes a mapping of the file (name to value or to a list of
// values), or text with one "Name: value" a line. Commas do not separate: they
// occur in values. Complaints never repeat what was given, but for names that
// are well known.
func parseHeaders(r raw) (http.Header, error) {
	if r.node != nil && (r.node.Kind != yaml.ScalarNode || isNull(r.node)) {
		return headersOf(r.node)
	}
	text, err := r.str()
	if err != nil {
		return nil, err
	}
	headers := http.Header{}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found {
			return nil, bad("has a line without a colon").try(`write "Name: value", one a line`)
		}
		if err := addHeader(headers, name, value); err != nil {
			return nil, err
		}
	}
	return headers, nil
}

func headersOf(n *yaml.Node) (http.Header, error) {
	headers := http.Header{}
	if isNull(n) {
		return headers, nil
	}
	if n.Kind != yaml.MappingNode {
		return nil, bad("is a list, not a mapping of names to values")
	}
	for pair := range slices.Chunk(n.Content, 2) {
		if headers[http.CanonicalHeaderKey(pair[0].Value)] != nil {
			return nil, bad("names a header twice").try("give it a list of values")
		}
		if err := addValues(headers, pair[0].Value, target(pair[1])); err != nil {
			return nil, err
		}
	}
	return headers, nil
}

func addValues(headers http.Header, name string, n *yaml.Node) error {
	r := raw{node: n}
	values := []string{}
	text, err := r.str()
	if n.Kind == yaml.SequenceNode {
		values, err = r.items()
	} else {
		values = append(values, text)
	}
	if err != nil {
		return err
	}
	for _, value := range values {
		if err := addHeader(headers, name, value); err != nil {
			return err
		}
	}
	return nil
}

func addHeader(headers http.Header, name, value string) error {
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case !isToken(name):
		return bad("has a name that no header can have")
	case strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }):
		return bad("has a value with a control character")
	}
	name = http.CanonicalHeaderKey(name)
	if slices.Contains(ownHeaders(), name) {
		return bad("must not set %s, which the client sets itself or must not send", name)
	}
	headers.Add(name, value)
	return nil
}

// ownHeaders would break requests or, with an idempotency key, make net/http
// send a POST twice.
func ownHeaders() []string {
	return []string{
		"Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Expect", "Host",
		"Idempotency-Key", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "X-Idempotency-Key",
	}
}

// isToken follows the grammar of field names in RFC 9110.
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return !isAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}
