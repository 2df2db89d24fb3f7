package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// The exit codes, as `flashseed help exit-codes` lists them.
const (
	exitOK        = 0
	exitShort     = 1
	exitUsage     = 2
	exitTransient = 3
	exitToDo      = 4
	exitInterrupt = 130
	exitTerminate = 143
)

// exitError is an error that knows its exit code and what to try next. A nil
// cause prints nothing.
type exitError struct {
	code  int
	cause error
	hint  string
}

func (e *exitError) Error() string {
	if e.cause == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.cause.Error()
}

func (e *exitError) Unwrap() error { return e.cause }

// usage makes a usage error: exit code 2.
func usage(cause error, hint string) error {
	return &exitError{code: exitUsage, cause: cause, hint: hint}
}

// exitCode chooses the code of an error that no command has chosen one for.
func exitCode(err error) int {
	var (
		exit    *exitError
		setting *config.Error
		target  *backend.TargetError
		over    *entities.DeclarationError
		request *seeder.Error
		busy    *seeder.BusyError
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &setting), errors.As(err, &target), errors.As(err, &over),
		errors.Is(err, entities.ErrUnknownPool), errors.Is(err, report.ErrFormat):
		return exitUsage
	case errors.As(err, &request), errors.As(err, &busy):
		return exitTransient
	}
	return exitShort
}

// hintFor is what to try after an error, "" if there is nothing to say.
func hintFor(err error) string {
	var (
		exit    *exitError
		setting *config.Error
		target  *backend.TargetError
	)
	switch {
	case errors.As(err, &exit):
		return exit.hint
	case errors.As(err, &setting):
		return setting.Hint
	case errors.As(err, &target):
		return target.Hint()
	}
	return hint(err)
}

// hint says what to try after an error that ended a run.
func hint(err error) string {
	request, failed := errors.AsType[*seeder.Error](err)
	_, busy := errors.AsType[*seeder.BusyError](err)
	_, lost := errors.AsType[*seeder.LockLostError](err)
	switch {
	case errors.Is(err, seeder.ErrTimeout):
		return "raise --timeout, or run it again: what was created stays and is not created twice"
	case errors.Is(err, seeder.ErrInterrupted), lost:
		return "run it again to continue: what was created stays and is not created twice"
	case busy:
		return "wait for it, raise --lock-timeout, or use --no-cache to run without the lock"
	case !failed:
		return ""
	}
	switch request.Meaning {
	case seeder.Unreachable:
		return "is the backend running there? Start it, wait for it with --wait 60s, or name another with --backend-url"
	case seeder.Denied:
		return "the backend wants credentials: give them with --header \"Authorization: Bearer …\", FLASHSEED_HEADERS, or a program that prints them with --header-command"
	case seeder.RouteMissing:
		return "is this a Flashstrom backend? Try --dialect, set pools.<pool>.list and create in the config file, or run flashseed doctor"
	}
	return "run it again; `flashseed doctor` shows what answers"
}

// printError writes an error and its hint, as JSON where the log is JSON. The
// settings may be what is wrong, so that they do not say how it is printed.
func (a *app) printError(c *cobra.Command, err error) {
	var exit *exitError
	if errors.As(err, &exit) && exit.cause == nil {
		return
	}
	given := func(flag, variable string) string {
		if c != nil && c.Flags().Changed(flag) {
			return c.Flags().Lookup(flag).Value.String()
		}
		return a.env(variable)
	}
	if a.jsonLog || given("log-format", "FLASHSEED_LOG_FORMAT") == "json" {
		report.NewLogger(a.console, report.LogOptions{JSON: true}).Error(err.Error(), "hint", hintFor(err))
		return
	}
	o := report.TableOptions{Color: a.color(a.StderrTTY)}
	if a.StderrTTY {
		o.Width = a.StderrCols()
	}
	report.WriteError(a.console, err.Error(), hintFor(err), o)
}

// results is the stream of results. It takes all that is written and remembers
// what failed, so that callers need not check.
type results struct {
	io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	if r.err == nil {
		_, r.err = r.Writer.Write(p)
	}
	return len(p), nil
}

// failure is the error of a result that could not be written, nil if all was. A
// reader that has seen enough is no failure.
func (r *results) failure() error {
	if r.err == nil || errors.Is(r.err, syscall.EPIPE) || errors.Is(r.err, os.ErrClosed) {
		return nil
	}
	return &exitError{code: exitTransient, cause: fmt.Errorf("write the result: %w", r.err), hint: "is the disk full?"}
}
