package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// app is one run of the program.
type app struct {
	Process
	registry *entities.Registry
	console  *report.Console // stderr, shared by progress, logs and errors
	results  *results        // stdout
	abort    context.Context // canceled by the second signal, and with it pending requests
	jsonLog  bool            // every line on stderr is JSON
	begun    bool            // a command runs: what fails from now on is no usage error
	flags    globalFlags
}

// globalFlags are those of every command that are not settings.
type globalFlags struct {
	config     string
	envFile    string
	color      string
	output     report.Format
	quiet      bool
	verbose    bool
	noProgress bool
	noCache    bool
}

// interruptError is the cause of a context that a signal ended.
type interruptError struct{ signal os.Signal }

func (e *interruptError) Error() string { return "stopped by " + e.signal.String() }

// lastGrace is how long a run may take to give back the lock after the second
// signal.
const lastGrace = time.Second

// Main runs the program and returns its exit code. The first signal stops it
// cleanly, the second cancels pending requests.
func Main(p Process) int {
	a := &app{Process: p, console: report.NewConsole(p.Stderr, p.StderrCols)}
	a.results = &results{Writer: p.Stdout, console: a.console}
	a.Stdout = a.results
	defer a.console.Clear()
	soft, stop := context.WithCancelCause(context.Background())
	hard, abort := context.WithCancel(context.Background())
	defer stop(nil)
	defer abort()
	a.abort = hard

	done := make(chan int, 1)
	go func() { done <- a.execute(soft) }()
	for {
		select {
		case code := <-done:
			return code
		case sig := <-p.Signals:
			if soft.Err() == nil {
				stop(&interruptError{sig})
				continue
			}
			abort()
			select {
			case <-done:
			case <-time.After(lastGrace):
			}
			return signalCode(sig)
		}
	}
}

func signalCode(sig os.Signal) int {
	if sig == os.Interrupt {
		return exitInterrupt
	}
	return exitTerminate
}

func (a *app) execute(ctx context.Context) int {
	a.registry = entities.NewRegistry()
	root := a.root()
	root.SetArgs(a.Args)
	code := exitOK
	c, err := root.ExecuteContextC(ctx)
	if err != nil && !a.begun && !is[*exitError](err) {
		err = usage(err, "see: "+c.CommandPath()+" --help")
	}
	if err != nil {
		a.printError(c, err)
		code = a.codeOf(ctx, err)
	}
	if err := a.results.failure(); err != nil && ctx.Err() == nil { // a terminal that was closed takes no results
		a.printError(c, err)
		code = exitTransient
	}
	return code
}

// diagnostics is the heading that commands about flashseed itself stand under.
const diagnostics = "Diagnostics:"

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "flashseed",
		Short:         "Fill a Flashstrom backend with believable data, and keep it filled",
		Args:          unknownCommand,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetOut(a.Stdout)
	root.SetErr(a.console)
	root.PersistentFlags().StringVar(&a.flags.config, "config", "", "configuration `file` (default ./flashseed.yaml, then the user's)")
	_ = root.MarkPersistentFlagFilename("config", "yaml", "yml")
	root.PersistentFlags().StringVar(&a.flags.envFile, "env-file", "", "`file` of variables (default ./.env)")
	a.flags.color = "auto"
	choice(root, root.PersistentFlags(), &a.flags.color, "color", "", "colours: `auto|always|never`", []string{"auto", "always", "never"})
	version := root.Flags().Bool("version", false, "print the version, as the command version does")
	root.RunE = func(c *cobra.Command, _ []string) error {
		if *version {
			a.printVersion()
			return nil
		}
		return c.Help()
	}
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.begun = true
		if a.StdoutClosed && c.Flags().Changed("output") {
			return &exitError{code: exitTransient, cause: errors.New("stdout is closed, so the result that -o asks for cannot be written"),
				hint: "open it, or leave -o out"}
		}
		return nil
	}
	add := func(heading string, commands ...*cobra.Command) {
		root.AddGroup(&cobra.Group{ID: heading, Title: heading})
		for _, c := range commands {
			c.GroupID = heading
			if c.ValidArgsFunction == nil {
				c.Args = cobra.NoArgs // the others take pools
			}
		}
		root.AddCommand(commands...)
	}
	add("Seeding:", a.cleanCommand(), a.demoCommand(), a.ensureCommand(), a.initCommand(), a.liveCommand(), a.refreshCommand(), a.showCommand())
	add("Serving:", a.sandboxCommand(), a.serveCommand())
	add(diagnostics, a.doctorCommand(), a.versionCommand())
	root.AddCommand(
		&cobra.Command{Use: "exit-codes", Short: "What the exit codes mean"},
		topic("environment", "Every environment variable", variables),
		topic("dialects", "The routes that flashseed speaks, and how to change them", a.routes),
	)
	setHelp(root)
	root.SetCompletionCommandGroupID(diagnostics)
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Args, completion.RunE = unknownCommand, func(c *cobra.Command, _ []string) error { return c.Help() }
	}
	return root
}

// unknownCommand refuses arguments that are no command, with a suggestion.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(fmt.Errorf("unknown command %q", args[0]), config.DidYouMean(args[0], commandNames(c), "see: flashseed --help"))
}

func commandNames(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	return names
}
