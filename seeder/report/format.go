// Package report turns what a run did, and what the pools hold, into what
// people and programs read: bars and lines while a run is on, tables, JSON,
// YAML, ids and shell variables when it is over, and the log.
//
// It looks at nothing by itself. Writers, the width of the terminal, whether
// there is one, colours and the clock are all handed in; the environment and
// the process's streams are the caller's business.
package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Format is how results are printed.
type Format string

// The formats. Which of them a command takes is the command's choice.
const (
	Table Format = "table" // for people, cut to the terminal's width
	JSON  Format = "json"  // one value, indented
	YAML  Format = "yaml"  // the same keys in the same order
	IDs   Format = "ids"   // one id a line
	Env   Format = "env"   // shell variables, for accounts
)

// ErrNoIDs says that a report has no ids to print. Commands that print
// reports refuse the format before they run.
var ErrNoIDs = errors.New("-o ids prints the items of a pool; a report has none (take table, json or yaml)")

// ErrFormat wraps the errors of formats that do not exist or do not fit.
var ErrFormat = errors.New("unknown output format")

// ParseFormat returns the format of that name if it is among those allowed.
// The error wraps ErrFormat and lists what could have been meant.
func ParseFormat(name string, allowed ...Format) (Format, error) {
	if slices.Contains(allowed, Format(name)) {
		return Format(name), nil
	}
	names := make([]string, len(allowed))
	for i, f := range allowed {
		names[i] = string(f)
	}
	return "", fmt.Errorf("%w %q (formats: %s)", ErrFormat, name, strings.Join(names, ", "))
}

func unfit(f Format, what string) error {
	return fmt.Errorf("%w %q for %s", ErrFormat, f, what)
}
