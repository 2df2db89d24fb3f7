package config

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

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
	case !inFile || n.Kind != yaml.MappingNode:
		s, err := stringText(data)
		for line := range strings.Lines(s) {
			name, value, found := strings.Cut(line, ":")
			switch {
			case err != nil || strings.TrimSpace(line) == "":
			case !found:
				err = bad("has a line without a colon").try(`write "Name: value", one a line`)
			default:
				err = addHeader(all, name, value)
			}
		}
		return all, err
	}
	for pair := range slices.Chunk(n.Content, 2) {
		name, values := pair[0].Value, []*yaml.Node{target(pair[1])}
		if all[http.CanonicalHeaderKey(name)] != nil {
			return nil, bad("names a header twice").try("give it a list of values")
		}
		if values[0].Kind == yaml.SequenceNode {
			values = values[0].Content
		}
		for _, value := range values {
			s, err := stringText(target(value))
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
