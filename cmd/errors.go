package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"

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

// exitError is an error that carries its exit code and what to try next. A nil
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

// is reports whether the error is, or wraps, one of that type.
func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// codeOf chooses the exit code of an error that does not carry one. A signal
// decides over what it made fail.
func (a *app) codeOf(ctx context.Context, err error) int {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.code
	}
	if stopped, ok := errors.AsType[*interruptError](context.Cause(ctx)); ok {
		return signalCode(stopped.signal)
	}
	switch {
	case is[*config.Error](err), is[*backend.TargetError](err):
		return exitUsage
	case is[*seeder.RequestError](err), is[*seeder.BusyError](err):
		return exitTransient
	}
	return exitShort
}

// hint says what to try after an error, "" if there is nothing to say.
func hint(err error) string {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.hint
	}
	if setting, ok := errors.AsType[*config.Error](err); ok {
		return setting.Hint
	}
	if target, ok := errors.AsType[*backend.TargetError](err); ok {
		return "flashseed seeds only local or private hosts; to allow this one, add --allow-host " + target.Host
	}
	request, failed := errors.AsType[*seeder.RequestError](err)
	switch {
	case errors.Is(err, seeder.ErrTimeout):
		return "raise --timeout, or run it again: what was created stays and is not created twice"
	case errors.Is(err, seeder.ErrInterrupted), is[*seeder.LockLostError](err):
		return "run it again to continue: what was created stays and is not created twice"
	case is[*seeder.BusyError](err):
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
	if exit, ok := errors.AsType[*exitError](err); ok && exit.cause == nil {
		return
	}
	format := a.env("FLASHSEED_LOG_FORMAT")
	if c != nil && c.Flags().Changed("log-format") {
		format = c.Flags().Lookup("log-format").Value.String()
	}
	if a.jsonLog || format == "json" {
		report.NewLogger(a.console, report.LogOptions{JSON: true}).Error(err.Error(), "hint", hint(err))
		return
	}
	o := report.TableOptions{Color: a.color(a.StderrTTY)}
	if a.StderrTTY {
		o.Width = a.StderrCols()
	}
	report.WriteError(a.console, err.Error(), hint(err), o)
}

// results is the stream of results. It takes all that is written and remembers
// what failed, so that callers need not check.
type results struct {
	io.Writer
	console *report.Console // on the same terminal, where there is one
	err     error
}

func (r *results) Write(p []byte) (int, error) {
	r.console.Clear()
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
