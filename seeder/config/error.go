package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// Error is an invalid value of a setting, with its source and the reason. It
// never shows a secret: Value is hidden or redacted where it must be.
// Load joins several with errors.Join.
type Error struct {
	Key string
	// Value is as it was given, "" where there is none to show.
	Value string
	// Source is worded as in Setting, with line and column after a file's name.
	Source string
	// Reason is a predicate: "is not a whole number".
	Reason string
	// Hint is what to try next, or "".
	Hint string

	blank bool // the value is an empty text, and the message shows that
}

// Error is one line, without the hint.
func (e *Error) Error() string {
	key, value := shorten(e.Key), ""
	if strings.ContainsFunc(key, func(c rune) bool { return c == ' ' || !unicode.IsPrint(c) }) {
		key = strconv.Quote(key)
	}
	if e.Value != "" || e.blank {
		value = strconv.Quote(shorten(e.Value)) + " "
	}
	source := e.Source
	for _, word := range []string{layerEnv, layerFlag, layerFile} {
		source = strings.TrimPrefix(source, word+" ")
	}
	return fmt.Sprintf("%s: %s%s (from %s)", key, value, e.Reason, source)
}

const longestValue = 120

func shorten(value string) string {
	runes := []rune(value)
	if len(runes) <= longestValue {
		return value
	}
	return string(runes[:longestValue]) + "…"
}

// problem is what a parser finds; the loader adds key, value and source.
type problem struct {
	reason, hint string
}

func (p *problem) Error() string { return p.reason }

func bad(format string, args ...any) *problem {
	return &problem{reason: fmt.Sprintf(format, args...)}
}

func (p *problem) try(format string, args ...any) *problem {
	p.hint = fmt.Sprintf(format, args...)
	return p
}

// hidden stands for a secret wherever one would be printed.
const hidden = "********"

// redactURL hides all of a URL that may be a credential: what stands before
// the last @, the query, and everything after the scheme if it does not even
// parse (redis://:password without a host).
func redactURL(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "", text
	} else {
		scheme += "://"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		scheme, rest = scheme+hidden, rest[at:]
	} else if _, err := url.Parse(text); err != nil && found {
		return scheme + hidden
	}
	if before, _, query := strings.Cut(rest, "?"); query {
		rest = before + "?" + hidden
	}
	return scheme + rest
}

// DidYouMean is a hint with the candidate that name was most likely meant to
// be, or otherwise where none is near: more than a third of the letters differ.
// Case, dashes and underscores do not count as differences.
func DidYouMean(name string, candidates []string, otherwise string) string {
	name = folded(name)
	limit := max(2, len(name)/3) + 1
	for _, candidate := range candidates {
		if d := distance(name, folded(candidate)); d < limit {
			otherwise, limit = "did you mean "+candidate+"?", d
		}
	}
	return otherwise
}

func folded(name string) string {
	if len(name) > longestValue {
		name = name[:longestValue]
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(name), "_", ""), "-", "")
}

// distance counts the insertions, deletions and replacements from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
