package config

import (
	"errors"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// between parses a whole number within bounds, both included.
func between(low, high int) func(raw) (int, error) {
	return func(r raw) (int, error) {
		text, err := r.word("a whole number")
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(text, 10, 64)
		switch {
		case errors.Is(err, strconv.ErrSyntax):
			return 0, bad("is not a whole number")
		case n < 0 && low == 0:
			return 0, bad("must not be negative")
		case err != nil || n < int64(low) || n > int64(high):
			return 0, bad("must be from %d to %d", low, high)
		}
		return int(n), nil
	}
}

// mostItems keeps a slip of the finger from asking for items without end.
const mostItems = 100_000_000

func parseMin(r raw) (int, error) { return between(0, mostItems)(r) }

func parseOwnMin(r raw) (*int, error) {
	n, err := parseMin(r)
	return &n, err
}

func parseSeed(r raw) (uint64, error) {
	text, err := r.word("a whole number")
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err == nil:
		return n, nil
	case strings.HasPrefix(text, "-"):
		return 0, bad("must not be negative")
	case errors.Is(err, strconv.ErrRange):
		return 0, bad("must be at most %d", uint64(math.MaxUint64))
	}
	return 0, bad("is not a whole number")
}

func parseRate(r raw) (float64, error) {
	text, err := r.word("a number")
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(n) || math.IsInf(n, 0):
		return 0, bad("is not a number of requests a second")
	case n < 0:
		return 0, bad("must not be negative")
	}
	return n, nil
}

func parseBool(r raw) (bool, error) {
	text, err := r.word("true or false")
	if err != nil {
		return false, err
	}
	switch strings.ToLower(text) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, bad("is neither true nor false")
}

// oneOf parses a choice; case does not matter.
func oneOf(values ...string) func(raw) (string, error) {
	return func(r raw) (string, error) {
		text, err := r.word("one of " + strings.Join(values, ", "))
		if err != nil {
			return "", err
		}
		if text = strings.ToLower(text); slices.Contains(values, text) {
			return text, nil
		}
		all := strings.Join(values, ", ")
		return "", bad("is not one of %s", all).try("%s", didYouMean(text, values, "choose one of "+all))
	}
}

func levelOf(names []string) func(raw) (slog.Level, error) {
	choose := oneOf(names...)
	return func(r raw) (level slog.Level, err error) {
		name, err := choose(r)
		if err != nil {
			return 0, err
		}
		return level, level.UnmarshalText([]byte(name))
	}
}

// parseText takes any text but control characters: none of the settings means
// one, and they garble messages, headers and paths.
func parseText(r raw) (string, error) {
	text, err := r.str()
	if err == nil && strings.ContainsFunc(text, unicode.IsControl) {
		err = bad("holds a line break or another control character")
	}
	return text, err
}

func parsePassword(r raw) (string, error) {
	text, err := parseText(r)
	if err == nil && text == "" {
		err = bad("must not be empty")
	}
	return text, err
}

// parseToken takes what a client can send after "Bearer ".
func parseToken(r raw) (string, error) {
	text, err := r.str()
	if err == nil && strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' }) {
		err = bad("holds a space, a line break or a character beyond ASCII").
			try("a secret read from a file often ends in a line break")
	}
	return text, err
}
