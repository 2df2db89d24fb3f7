package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// oneShotKeys are the settings of ensure and refresh.
var oneShotKeys = slices.Concat(seedKeys, []string{"quit_url"})

// runOptions are the flags of ensure and refresh that are not settings.
type runOptions struct {
	refresh          bool
	dryRun           bool
	detailedExitcode bool
	add              []string // pool=n
	clean, yes       bool     // clean first, without asking
}

func (a *app) ensureCommand() *cobra.Command {
	o := &runOptions{}
	c := a.runCommand(o, &cobra.Command{
		Use:   "ensure [pool…]",
		Short: "Make sure that the pools are full",
	})
	c.Flags().StringArrayVar(&o.add, "add", nil, "make that many more, whatever is there, and print them with their logins: `pool=number`")
	return c
}

func (a *app) refreshCommand() *cobra.Command {
	o := &runOptions{refresh: true}
	c := a.runCommand(o, &cobra.Command{
		Use:   "refresh [pool…]",
		Short: "Forget the cache, look at the backend again, and fill what is missing",
	})
	c.Flags().BoolVar(&o.clean, "clean", false, "start over: first delete what flashseed made, as clean does")
	yesFlag(c, &o.yes)
	return c
}

// runCommand completes a command that fills pools.
func (a *app) runCommand(o *runOptions, c *cobra.Command) *cobra.Command {
	c.ValidArgsFunction = a.completePools
	c.RunE = a.inSession(oneShotKeys, func(*config.Config, *cobra.Command, []string) error {
		if o.detailedExitcode && !o.dryRun {
			return usage(errors.New("--detailed-exitcode goes with --dry-run"), "")
		}
		return a.checkYes(!o.clean || o.yes || o.dryRun)
	}, func(s *session, c *cobra.Command, pools []string) error { return s.ensure(c, pools, o) })
	a.addFlags(c, "table|json|yaml", oneShotKeys)
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be created; create nothing")
	c.Flags().BoolVar(&o.detailedExitcode, "detailed-exitcode", false, "with --dry-run: exit 4 if there is work to do")
	return c
}

func (s *session) ensure(c *cobra.Command, pools []string, o *runOptions) error {
	if err := cmp.Or(localPictures(s.cfg), s.checkPools(pools)); err != nil {
		return err
	}
	add := map[string]int{}
	for _, value := range o.add {
		pool, digits, _ := strings.Cut(value, "=")
		if err := s.checkPools([]string{pool}); err != nil {
			return err
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > config.MaxItems-add[pool] {
			return usage(fmt.Errorf("add: %q is not a pool and a number from 1 to %d (from --add)", value, config.MaxItems), "such as --add customers=1")
		}
		add[pool] += n
	}
	if o.clean && !o.dryRun {
		if _, err := s.wipe(c, seeder.CleanRequest{Pools: pools}, !o.yes); err != nil {
			return err
		}
	}
	s.sayUnusedMin()
	return s.fill(c, seeder.Request{Pools: pools, Refresh: o.refresh, DryRun: o.dryRun, Must: s.cfg.OwnMins(), Add: add}, o.detailedExitcode)
}

// fill does one run, shows it, and prints its report.
func (s *session) fill(c *cobra.Command, req seeder.Request, detailed bool) error {
	r, err := s.seeder.Run(c.Context(), req, s.observer())
	if err != nil {
		return err
	}
	asked := c.Flags().Changed("output")
	if asked || s.wants(c) && r.Begun() {
		tables := s.tables()
		tables.Told = !asked
		report.WriteReport(s.Stdout, s.flags.output, r, tables)
	}
	if err := ended(c, r.Status, r.Error, r.Cause, r.Transient); err != nil {
		return err
	}
	if s.cfg.Preset == "minimum" && s.StdoutTTY && s.StderrTTY && !asked && !s.flags.quiet && len(req.Pools) == 0 && wasEmpty(r) {
		fmt.Fprintln(s.console, "A whole town instead of a few of each: flashseed ensure --preset town")
	}
	if detailed && r.Missing() {
		return &exitError{code: exitToDo}
	}
	return nil
}

// wasEmpty reports whether the backend held nothing before the run, but for the
// finance rule of a new Flashstrom.
func wasEmpty(r *seeder.Report) bool {
	before := 0
	for _, p := range r.Pools {
		before += p.Before
	}
	return before <= 1 && !r.Cached && !r.DryRun
}

// sayUnusedMin says that the preset's numbers go before a general one.
func (s *session) sayUnusedMin() {
	if s.cfg.UnusedMin != "" {
		s.say(fmt.Sprintf("The preset %s has its own numbers: the minimum from %s is not used", s.cfg.Preset, s.cfg.UnusedMin))
	}
}

func (a *app) checkPools(pools []string) error {
	return checkNames(pools, a.registry.Names(), "unknown pool %q")
}

// checkNames refuses names that are not known, with a suggestion.
func checkNames(names, known []string, format string) error {
	for _, name := range names {
		if !slices.Contains(known, name) {
			return usage(fmt.Errorf(format, name), config.DidYouMean(name, known, "there are: "+strings.Join(known, ", ")))
		}
	}
	return nil
}

// quit lets a sidecar end when a run has ended for good: not where running again
// may help, nor where a signal ended it. It never changes how the run ended.
func (s *session) quit(ctx context.Context, failed error) {
	code := exitOK
	if failed != nil {
		code = s.codeOf(ctx, failed)
	}
	if s.cfg.QuitURL == "" || code >= exitTransient && code != exitToDo || s.results.failure() != nil {
		return
	}
	err := s.client.Quit(ctx, s.cfg.QuitURL)
	if op, failed := errors.AsType[*net.OpError](err); failed && op.Op == "dial" {
		s.log.Info("there is no sidecar to end", "error", err)
	} else if err != nil {
		s.log.Warn("the sidecar refused the request to shut down", "error", err)
	}
}

// quitEarly is quit after a failure that left no session: of the settings it
// reads only those that it needs, since others may be what is wrong.
func (a *app) quitEarly(c *cobra.Command, failed error) {
	least := []string{"quit_url", "allow_hosts"}
	cfg, err := a.load(c, slices.Concat(least, logKeys))
	for _, keys := range [][]string{slices.Concat(least, logKeys), least} {
		if err != nil { // a file is wrong or, the second time, a setting of the log
			noFile := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
			cfg, err = config.Load(config.Sources{Flags: c.Flags(), LookupEnv: a.LookupEnv, ReadFile: noFile, Keys: keys})
		}
	}
	if err != nil || cfg.QuitURL == "" {
		return
	}
	cfg.BackendURL, _ = url.Parse(cfg.QuitURL) // it was judged as it was read
	cfg.RedisURL, cfg.RedisGiven = "", true
	s, err := a.session(c.Context(), cfg)
	if err != nil {
		return
	}
	defer s.close()
	s.quit(c.Context(), failed)
}
