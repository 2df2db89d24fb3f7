package config

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Error says which value of which setting makes no sense, where it stands and
// why. It never shows a secret: Value is hidden or redacted where it must be.
type Error struct {
	Key string
	// Value is as it was given, "" where there is none to show.
	Value string
	// Source is worded as in Setting, with the line after a file's name.
	Source string
	// Reason is a predicate: "is not a whole number".
	Reason string
	// Hint is what to try next, or "".
	Hint string

	blank bool // the value is an empty text, and the message shows that
}

// Error is one line, without the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(printable(e.Key) + ": ")
	if e.Value != "" || e.blank {
		fmt.Fprintf(&b, "%q ", shorten(e.Value))
	}
	b.WriteString(e.Reason)
	if e.Source != "" {
		b.WriteString(" (from " + bare(e.Source) + ")")
	}
	return b.String()
}

// Errors are all the findings of one Load, at least two; errors.As finds the
// first as *Error.
type Errors []*Error

// Error is one line a finding.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap opens the list to errors.Is and errors.As.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, err := range e {
		all[i] = err
	}
	return all
}

// asError is nil for none, the *Error itself for one, Errors for more.
func (e Errors) asError() error {
	switch len(e) {
	case 0:
		return nil
	case 1:
		return e[0]
	}
	return e
}

// bare drops from a source the word that its form makes plain.
func bare(source string) string {
	for _, word := range []string{"environment ", "flag ", "file "} {
		if rest, ok := strings.CutPrefix(source, word); ok {
			return rest
		}
	}
	return source
}

// printable quotes a key that a file may have made of anything.
func printable(key string) string {
	key = shorten(key)
	if strings.ContainsFunc(key, func(c rune) bool { return c == ' ' || !unicode.IsPrint(c) }) {
		return strconv.Quote(key)
	}
	return key
}

const longestValue = 120

func shorten(value string) string {
	runes := []rune(value)
	if len(value) <= longestValue || len(runes) <= longestValue {
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
