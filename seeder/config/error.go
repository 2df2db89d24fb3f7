package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// Error is an invalid value of a setting, with its source and the reason. It
// never shows a secret: Value is hidden or redacted where it must be.
// Load joins several with errors.Join.
type Error struct {
	Key string
	// Value is as it was given, "" where there is none to show.
	Value string
	// Source is worded as in Setting.
	Source string
	// Reason is a predicate: "is not a whole number".
	Reason string
	// Hint is what to try next, or "".
	Hint string
}

// bad is the reason that a parser has; the loader adds key, value and source.
func bad(format string, args ...any) *Error {
	return &Error{Reason: fmt.Sprintf(format, args...)}
}

func (e *Error) try(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// Error is one line, without the hint. Of a long key or value it has the first
// 120 characters.
func (e *Error) Error() string {
	key, value := fmt.Sprintf("%.120s", e.Key), ""
	if strings.ContainsFunc(key, func(c rune) bool { return c == ' ' || !unicode.IsPrint(c) }) {
		key = strconv.Quote(key)
	}
	if e.Value != "" {
		value = fmt.Sprintf("%.120q ", e.Value)
	}
	source := e.Source
	for _, layer := range []string{fromEnv, fromFlag, fromFile} {
		source = strings.TrimPrefix(source, layer)
	}
	return fmt.Sprintf("%s: %s%s (from %s)", key, value, e.Reason, source)
}

// hidden stands for a secret wherever one would be printed.
const hidden = "********"

// redactURL hides all of a URL that may be a credential: what stands before
// the last @, the query, and everything after the scheme if it does not even
// parse (redis://:password without a host).
func redactURL(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if scheme += "://"; !found || strings.Trim(scheme, wordChars) != "://" {
		scheme, rest = "", text
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = hidden + rest[at:]
	} else if _, err := url.Parse(text); err != nil && found {
		rest = hidden
	}
	if before, _, asks := strings.Cut(rest, "?"); asks {
		rest = before + "?" + hidden
	}
	return scheme + rest
}

// DidYouMean is a hint with the candidate that name was most likely meant to
// be, or otherwise where none is near: more than a third of the letters differ.
// Case, dashes and underscores do not count as differences.
func DidYouMean(name string, candidates []string, otherwise string) string {
	folded := func(name string) string {
		return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(fmt.Sprintf("%.120s", name)))
	}
	limit := max(2, len(folded(name))/3) + 1
	for _, candidate := range candidates {
		if d := levenshtein.ComputeDistance(folded(name), folded(candidate)); d < limit {
			otherwise, limit = "did you mean "+candidate+"?", d
		}
	}
	return otherwise
}
