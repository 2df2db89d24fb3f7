// Package cmd is the command line: one file per command. It wires everything
// together and is the only place that chooses an exit code.
package cmd

import (
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Process is what a run of the program has to do with the process it runs in,
// injected once so that tests can be one.
type Process struct {
	Args      []string  // without the program's name
	Stdin     io.Reader // nil if there is none
	Stdout    io.Writer
	Stderr    io.Writer
	LookupEnv func(string) (string, bool)
	Signals   <-chan os.Signal

	StdoutClosed           bool // results go nowhere
	StdinTTY               bool
	StdoutTTY, StderrTTY   bool
	StdoutCols, StderrCols func() int // columns now, 0 if not known

	WorkDir       string
	UserConfigDir string
	UserCacheDir  string // "" if there is none; it need not exist
	PID           int
	Hostname      string
	Now           func() time.Time
}

// System is the process that the program really runs in. It sets up what a
// process has one of: signals, the default logger, which is silenced because
// net/http writes what backends send to it, secrets included, and the garbage
// collector, which the small heap of a run would have work every few milliseconds.
func System() Process {
	log.SetOutput(io.Discard)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a run outlives the reader of its output
	p := Process{
		Args:  os.Args[1:],
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		LookupEnv: os.LookupEnv, Signals: signals,
		// Whoever closes both streams wants no output (Node's stdio: 'ignore'); that is no error.
		StdoutClosed: closedAtStart(os.Stdout) && !closedAtStart(os.Stderr),
		StdinTTY:     isTerminal(os.Stdin),
		StdoutTTY:    isTerminal(os.Stdout), StderrTTY: isTerminal(os.Stderr),
		StdoutCols: columns(os.Stdout), StderrCols: columns(os.Stderr),
		PID: os.Getpid(), Now: time.Now,
	}
	// Where these are missing, what needs them is left out.
	p.WorkDir, _ = os.Getwd()
	p.UserConfigDir, _ = os.UserConfigDir()
	p.Hostname, _ = os.Hostname()
	if dir, err := os.UserCacheDir(); err == nil {
		if _, err := os.Stat(filepath.Dir(dir)); err == nil { // no home is made for it
			p.UserCacheDir = dir
		}
	}
	return p
}

// isTerminal reports whether a file is a terminal that can be drawn on.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) && drawable(f) }

func columns(f *os.File) func() int {
	return func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 0
		}
		return width
	}
}

func (p Process) env(name string) string {
	value, _ := p.LookupEnv(name)
	return value
}

// color reports whether a stream is written in colour: with auto, a terminal is
// unless its owner objects (no-color.org).
func (a *app) color(terminal bool) bool {
	if a.flags.color == "always" || a.flags.color == "never" {
		return a.flags.color == "always"
	}
	return terminal && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
}
