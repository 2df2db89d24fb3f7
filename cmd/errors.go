package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
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

// codeOf chooses the exit code of an error. Where it carries none, a signal
// decides over what it made fail.
func (a *app) codeOf(ctx context.Context, err error) int {
	stopped, bySignal := errors.AsType[*interruptError](context.Cause(ctx))
	if bySignal && !is[*exitError](err) {
		return signalCode(stopped.signal)
	}
	code, _ := advise(err)
	return code
}

// advise returns the exit code that an error stands for, and what to try next,
// "" if there is nothing to say.
func advise(err error) (code int, hint string) {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.code, exit.hint
	}
	if setting, ok := errors.AsType[*config.Error](err); ok {
		return exitUsage, setting.Hint
	}
	if target, ok := errors.AsType[*backend.TargetError](err); ok {
		return exitUsage, "flashseed seeds only local or private hosts; to allow this one, add --allow-host " + target.Host
	}
	if wrong, ok := errors.AsType[*entities.DeclarationError](err); ok {
		return exitUsage, config.DidYouMean(wrong.Name, wrong.Known, "see docs/declared-pools.md")
	}
	if wrong, ok := errors.AsType[*report.SelectionError](err); ok && len(wrong.Known) > 0 {
		return exitUsage, config.DidYouMean(wrong.Name, wrong.Known, "there are: "+strings.Join(wrong.Known, ", "))
	} else if ok {
		return exitUsage, ""
	}
	request, failed := errors.AsType[*seeder.RequestError](err)
	busy := is[*seeder.BusyError](err)
	if code = exitShort; failed || busy {
		code = exitTransient
	}
	switch {
	case errors.Is(err, seeder.ErrTimeout):
		return code, "raise --timeout, or run it again: what was created stays and is not created twice"
	case errors.Is(err, seeder.ErrInterrupted), is[*seeder.LockLostError](err):
		return code, "run it again to continue: what was created stays and is not created twice"
	case busy:
		return code, "wait for it, raise --lock-timeout, or use --no-cache to run without the lock"
	case !failed:
		return code, ""
	}
	switch request.Meaning {
	case seeder.Unreachable:
		return code, "is the backend running there? Start it, wait for it with --wait 60s, or name another with --backend-url"
	case seeder.Denied:
		return code, "the backend wants credentials: give them with --header \"Authorization: Bearer …\", FLASHSEED_HEADERS, or a program that prints them with --header-command"
	case seeder.RouteMissing:
		return code, "is this a Flashstrom backend? Try --dialect, set pools.<pool>.list and create in the config file, or run flashseed doctor"
	}
	return code, "run it again; `flashseed doctor` shows what answers"
}

// printError writes an error and its hint, as JSON where the log is JSON. The
// settings may be what is wrong, so that they do not say how it is printed.
func (a *app) printError(c *cobra.Command, err error) {
	if exit, ok := errors.AsType[*exitError](err); ok && exit.cause == nil {
		return
	}
	_, hint := advise(err)
	format := a.env("FLASHSEED_LOG_FORMAT")
	if c != nil && c.Flags().Changed("log-format") {
		format = c.Flags().Lookup("log-format").Value.String()
	}
	if a.jsonLog || format == "json" {
		report.NewLogger(a.console, report.LogOptions{JSON: true}).Error(err.Error(), "hint", hint)
		return
	}
	o := report.TableOptions{Color: a.color(a.StderrTTY)}
	if a.StderrTTY {
		o.Width = a.StderrCols()
	}
	report.WriteError(a.console, err.Error(), hint, o)
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
