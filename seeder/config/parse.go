package config

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/http/httpguts"
)

// Type is what the values of a setting are, and how they are read.
type Type struct {
	// Kind names what the value is.
	Kind string
	// Values are the choices, nil where it is open.
	Values []string
	// Low and High bound whole numbers. A duration is more than 0 if Low is.
	Low, High uint64

	separators string                      // split a text into items; "" leaves it whole
	shape      []yaml.Kind                 // what the file may write instead of a scalar, from the outside in
	parse      func([]string) (any, error) // nil leaves a node of the file as it is
}

// The kinds that mean something elsewhere.
const (
	kindText   = "text"
	kindURL    = "url"
	kindInt    = "whole number"
	kindBool   = "yes/no"
	kindPath   = "path"
	kindFields = "fields"
)

// one is the type of a setting that is one text.
func one[T any](kind string, parse func(string) (T, error)) Type {
	return Type{Kind: kind, parse: func(texts []string) (any, error) { return parse(texts[0]) }}
}

// list is the type of a setting that is several texts.
func list(kind string, parse func(string) (string, error)) Type {
	all := func(texts []string) (any, error) {
		items := make([]string, len(texts))
		for i, text := range texts {
			var err error
			if items[i], err = parse(text); err != nil {
				return nil, err
			}
		}
		return items, nil
	}
	return Type{Kind: kind, separators: ", \t\r\n", shape: []yaml.Kind{yaml.SequenceNode}, parse: all}
}

// texts are what a source holds as one text, or as several where the setting is
// a list. A source holds the text of a flag, a variable or a default, a
// *yaml.Node of the file, or an *Error where a .env file has no sure reading.
// Scalars of the file are taken as they are written, whatever YAML sees in them;
// those of a mapping come as "name: value". Of a pool's fields it is their names.
func (o Option) texts(data any) (texts []string, err error) {
	n, inFile := data.(*yaml.Node)
	broken, isBroken := data.(*Error)
	switch {
	case isBroken:
		return nil, broken
	case inFile && isNull(n) && (o.separators != "" || o.Kind == kindFields):
		return nil, nil
	case o.Kind == kindFields && n.Kind == yaml.MappingNode:
		for pair := range slices.Chunk(n.Content, 2) {
			texts = append(texts, pair[0].Value)
		}
	case o.Kind == kindFields:
		return nil, bad("is not a mapping of fields to values")
	case inFile:
		if texts, err = spread(n, "", o.shape); err != nil {
			return nil, err
		}
	default:
		texts = []string{fmt.Sprint(data)}
	}
	if o.separators != "" && (!inFile || n.Kind == yaml.ScalarNode) {
		texts = strings.FieldsFunc(texts[0], func(c rune) bool { return strings.ContainsRune(o.separators, c) })
	}
	if !o.Secret {
		for i, text := range texts {
			texts[i] = strings.TrimSpace(text)
		}
	}
	return texts, nil
}

// spread lists the scalars below a node, each after the name it stands under.
func spread(n *yaml.Node, name string, shape []yaml.Kind) ([]string, error) {
	n = target(n)
	level := slices.Index(shape, n.Kind)
	switch {
	case isNull(n):
		return nil, bad("has no value").try(`leave the key out for its default, or write "" for nothing`)
	case n.Kind == yaml.ScalarNode:
		return []string{name + n.Value}, nil
	case level < 0 && n.Kind == yaml.SequenceNode:
		return nil, bad("must not be a list")
	case level < 0:
		return nil, bad("must not be a mapping")
	}
	var texts []string
	for i, part := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			name = part.Value + ": "
			continue
		}
		more, err := spread(part, name, shape[level+1:])
		if err != nil {
			return nil, err
		}
		texts = append(texts, more...)
	}
	return texts, nil
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

func whole(low, high uint64) Type {
	t := one(kindInt, func(s string) (uint64, error) {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil || n < low || n > high {
			return 0, bad("is not a whole number from %d to %d", low, high)
		}
		return n, nil
	})
	t.Low, t.High = low, high
	return t
}

func decimal(s string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n < 0 {
		return 0, bad("is not a number of 0 or more")
	}
	return n, nil
}

// liveRate reads orders a minute, or a unit of time after a slash.
func liveRate(s string) (float64, error) {
	number, unit, _ := strings.Cut(s, "/")
	n, err := decimal(strings.TrimSpace(number))
	minutes, known := map[string]float64{"": 1, "min": 1, "m": 1, "s": 60, "h": 1.0 / 60}[strings.TrimSpace(unit)]
	if err != nil || !known {
		return 0, bad("is not a rate").try("write 10/min, 1/s or 300/h")
	}
	return n * minutes, nil
}

// duration reads digits alone as seconds, anything else as Go does.
func duration(low uint64) Type {
	t := one("duration", func(s string) (time.Duration, error) {
		if strings.Trim(s, "0123456789") == "" {
			s += "s"
		}
		d, err := time.ParseDuration(s)
		switch {
		case err != nil || d < 0:
			return 0, bad("is not a duration").try("write 30s, 90m, 1h30m, or a number of seconds")
		case d == 0 && low > 0:
			return 0, bad("must be more than 0")
		}
		return d, nil
	})
	t.Low = low
	return t
}

// moment is the zero time for no text.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		err = bad("is not a time of RFC 3339").try("write 2026-11-25T12:00:00+07:00")
	}
	return t, err
}

// size reads bytes, or a whole number with a unit.
func size(s string) (int64, error) {
	digits := strings.TrimRight(s, "abgikmABGIKM ")
	unit, known := map[string]int64{
		"": 1, "b": 1,
		"kb": 1e3, "mb": 1e6, "gb": 1e9,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
	}[strings.ToLower(strings.TrimSpace(s[len(digits):]))]
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || !known || n == 0 || int64(n) > math.MaxInt64/unit {
		return 0, bad("is not a size").try("write a number of bytes, or 64MiB, 1GiB")
	}
	return int64(n) * unit, nil
}

func yesOrNo(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, bad("is neither true nor false")
}

// choice is one of the values; case does not matter.
func choice(values ...string) Type {
	t := one(kindText, func(s string) (string, error) {
		if s = strings.ToLower(s); slices.Contains(values, s) {
			return s, nil
		}
		all := strings.Join(values, ", ")
		return "", bad("is not one of %s", all).try("%s", DidYouMean(s, values, "choose one of "+all))
	})
	t.Values = values
	return t
}

func level() Type {
	t := choice("debug", "info", "warn", "error")
	name := t.parse
	t.parse = func(texts []string) (any, error) {
		var level slog.Level
		text, err := name(texts)
		if err == nil {
			err = level.UnmarshalText([]byte(text.(string)))
		}
		return level, err
	}
	return t
}

// plain takes any text but control characters: none of the settings means one,
// and they garble messages, headers and paths.
func plain(s string) (string, error) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return "", bad("holds a line break or another control character")
	}
	return s, nil
}

func password(s string) (string, error) {
	if s == "" {
		return "", bad("must not be empty")
	}
	return plain(s)
}

// token takes what a client can send after "Bearer ".
func token(s string) (string, error) {
	if strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return "", bad("holds a space, a line break or a character beyond ASCII").
			try("a secret read from a file often ends in a line break")
	}
	return s, nil
}

// headers reads "Name: value". Complaints never repeat what was given, but for
// names that are well known.
func headers() Type {
	parse := func(texts []string) (any, error) {
		all := http.Header{}
		for _, text := range texts {
			name, value, found := strings.Cut(text, ":")
			name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
			switch {
			case !found && strings.TrimSpace(text) == "":
				continue
			case !found:
				return nil, bad("has a line without a colon").try(`write "Name: value", one a line`)
			case !httpguts.ValidHeaderFieldName(name):
				return nil, bad("has a name that no header can have")
			case !httpguts.ValidHeaderFieldValue(value):
				return nil, bad("has a value with a control character")
			}
			switch name {
			// These would break requests or, with an idempotency key, make net/http
			// send a POST twice.
			case "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Expect", "Host",
				"Idempotency-Key", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "X-Idempotency-Key":
				return nil, bad("must not set %s, which the client sets itself or must not send", name)
			}
			all.Add(name, value)
		}
		return all, nil
	}
	shape := []yaml.Kind{yaml.MappingNode, yaml.SequenceNode}
	return Type{Kind: "headers", separators: "\r\n", shape: shape, parse: parse} // no commas: values have them
}

// paths takes one dotted path for both kinds of answers, or one for each.
func paths() Type {
	return Type{Kind: "paths", shape: []yaml.Kind{yaml.MappingNode}, parse: func(texts []string) (any, error) {
		var p Paths
		for _, text := range texts {
			answer, path, named := strings.Cut(text, ": ")
			switch {
			case !named:
				p = Paths{text, text}
			case answer == "create":
				p.Create = path
			case answer == "list":
				p.List = path
			default:
				return nil, bad("has the key %q", answer).try("write a path, or create: and list:")
			}
		}
		return p, nil
	}}
}
