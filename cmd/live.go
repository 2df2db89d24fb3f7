package cmd

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// liveKeys are the settings of live.
var liveKeys = slices.Concat(seedKeys, []string{"live.rate", "live.for", "live.max"})

func (a *app) liveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "live",
		Short: "Fill the pools, then go on as a town does",
		RunE: a.inSession(liveKeys, func(cfg *config.Config, _ *cobra.Command, _ []string) error {
			if !cfg.BuiltinPools {
				return usage(errors.New("live is for Flashstrom's pools, and builtin_pools is false"), "")
			}
			return localPictures(cfg)
		}, (*session).live),
	}
	a.settingFlags(c, []string{"live.rate"}) // before rate, which has the same flag
	a.addFlags(c, "table|json|yaml", liveKeys)
	return c
}

func (s *session) live(c *cobra.Command, _ []string) error {
	s.sayUnusedMin()
	filled, err := s.seeder.Run(c.Context(), seeder.Request{}, s.observer())
	if err != nil {
		return err
	}
	if err := ended(c, filled.Status, filled.Error, filled.Cause, filled.Transient); err != nil {
		return err
	}
	s.say("The town goes on, Ctrl-C stops it")
	r := s.seeder.Live(c.Context(), s.liveOptions(report.LogEvents(s.log)))
	summary := s.wants(c)
	if summary {
		s.writeLive(r)
	}
	failed := ended(c, r.Status, r.Error, r.Cause, r.Transient)
	if exit, told := errors.AsType[*exitError](failed); told && summary && r.Status == seeder.StatusInterrupted {
		return &exitError{code: exit.code} // the summary has said it
	}
	return failed
}

func (s *session) liveOptions(observe seeder.Observer) seeder.LiveOptions {
	return seeder.LiveOptions{Rate: s.cfg.LiveRate, For: s.cfg.LiveFor, Max: s.cfg.LiveMax, Observe: observe}
}

func (s *session) writeLive(r *seeder.LiveReport) {
	if s.flags.output != report.Table {
		report.Encode(s.Stdout, s.flags.output, r)
		return
	}
	g := report.Grid{Columns: make([]report.Column, 2)}
	add := func(what, format string, values ...any) {
		g.Rows = append(g.Rows, report.Cells(what, fmt.Sprintf(format, values...)))
	}
	for _, pool := range s.registry.Names() {
		if n := r.Created[pool]; n > 0 {
			add(s.registry.Get(pool).Title, "+%d", n)
		}
	}
	add("Moved on", "%d", r.Moved)
	for _, status := range slices.Sorted(maps.Keys(r.Ended)) {
		add(status, "%d", r.Ended[status])
	}
	took := (time.Duration(r.DurationMS) * time.Millisecond).Round(100 * time.Millisecond)
	add("Took", "%s, %d requests", took, r.Requests.Total())
	g.Write(s.Stdout, report.TableOptions{})
}
