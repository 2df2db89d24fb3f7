package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// parser turns what a source holds into a setting's type. What a source holds
// is the text of a flag, a variable or a default, a *yaml.Node of the file, or
// a *problem where a .env file has no sure reading.
type parser func(data any) (any, error)

// parser is the setting's own, or its kind's.
func (o Option) parser() parser {
	switch {
	case o.parse != nil:
		return o.parse
	case o.Kind == kindInt:
		return word("a whole number", func(s string) (uint64, error) { return wholeNumber(s, o.Low, o.High) })
	case o.Kind == kindDuration:
		return word("a duration", func(s string) (time.Duration, error) { return duration(s, o.Low > 0) })
	case o.Kind == kindBool:
		return word("true or false", yesOrNo)
	case o.Values != nil:
		return word("one of "+strings.Join(o.Values, ", "), func(s string) (string, error) { return choice(s, o.Values) })
	}
	return text(plain)
}

// word parses a scalar without white space around it, whatever type YAML saw
// in it: 25 and "25" are the same. want names the kind for the complaint.
func word[T any](want string, parse func(string) (T, error)) parser {
	return func(data any) (any, error) {
		s, err := scalarText(data, want)
		if err != nil {
			return nil, err
		}
		return parse(strings.TrimSpace(s))
	}
}

// text parses a string as it is. A number or a yes/no of the file is refused,
// because YAML may read it as something else than was meant (0123, 1e5, on).
func text[T any](parse func(string) (T, error)) parser {
	return func(data any) (any, error) {
		s, err := stringText(data)
		if err != nil {
			return nil, err
		}
		return parse(s)
	}
}

func scalarText(data any, want string) (string, error) {
	if broken, ok := data.(*problem); ok {
		return "", broken
	}
	n, inFile := data.(*yaml.Node)
	switch {
	case !inFile:
		return fmt.Sprint(data), nil
	case n.Kind == yaml.MappingNode:
		return "", bad("is a mapping, not %s", want)
	case n.Kind == yaml.SequenceNode:
		return "", bad("is a list, not %s", want)
	case isNull(n):
		return "", bad("has no value").try(`leave the key out for its default, or write "" for nothing`)
	}
	return n.Value, nil
}

func stringText(data any) (string, error) {
	s, err := scalarText(data, "text")
	if n, inFile := data.(*yaml.Node); err == nil && inFile && n.ShortTag() != "!!str" {
		err = bad("is not text to YAML").try("put it in quotes")
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
			s, err := stringText(target(item))
			if err != nil {
				return nil, err
			}
			items = append(items, s)
		}
		return items, nil
	}
	s, err := stringText(data)
	return strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) }), err
}

func listOf(parse func(string) (string, error)) parser {
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

func wholeNumber(s string, low, high uint64) (uint64, error) {
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

// liveRate reads orders a minute, or a unit of time after a slash.
func liveRate(s string) (float64, error) {
	number, unit, _ := strings.Cut(s, "/")
	n, err := decimal(strings.TrimSpace(number))
	if err != nil {
		return 0, err
	}
	minutes, known := map[string]float64{"": 1, "min": 1, "m": 1, "s": 60, "h": 1.0 / 60}[strings.TrimSpace(unit)]
	if !known {
		return 0, bad("is not a rate").try("write 10/min, 1/s or 300/h")
	}
	return n * minutes, nil
}

// duration reads digits alone as seconds, anything else as Go does.
func duration(s string, positive bool) (time.Duration, error) {
	digits := isNumber(strings.TrimPrefix(s, "-"))
	if digits {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil && digits:
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
	if !isNumber(digits) || !known {
		return 0, bad("is not a size").try("write a number of bytes, or 64MiB, 1GiB")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || n > math.MaxInt64/unit:
		return 0, bad("is too large")
	case n == 0:
		return 0, bad("must be more than 0")
	}
	return n * unit, nil
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

// choice takes one of the values; case does not matter.
func choice(s string, values []string) (string, error) {
	if s = strings.ToLower(s); slices.Contains(values, s) {
		return s, nil
	}
	all := strings.Join(values, ", ")
	return "", bad("is not one of %s", all).try("%s", DidYouMean(s, values, "choose one of "+all))
}

func level(s string) (level slog.Level, err error) {
	if s, err = choice(s, levels()); err != nil {
		return 0, err
	}
	return level, level.UnmarshalText([]byte(s))
}

func levels() []string { return []string{"debug", "info", "warn", "error"} }

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
