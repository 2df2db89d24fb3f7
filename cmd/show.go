package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder/report"
)

func (a *app) showCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "show [pool…]",
		Short: "Show what is in the pools",
		Long: `show prints the pools from the cache or, without one, from the backend. It
creates nothing. One named pool is shown item by item. As JSON and YAML, all
pools are what data-pools:all holds: the first items of each, as many as are
wanted.

show accounts lists every login that flashseed made, with its password.`,
		Example: `  flashseed show
  flashseed show restaurants
  flashseed show customers -o ids
  flashseed show -o json | jq '.orders[0]'
  flashseed show accounts -o env > .env.test`,
		GroupID: groupSeed,
		ValidArgsFunction: func(c *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(given) > 0 {
				return a.completePools(c, given, typed)
			}
			names, directive := a.completePools(c, given, typed)
			return append(names, cobra.CompletionWithDesc(accountsWord, "Every login that flashseed made")), directive
		},
		RunE: a.show,
	}
	a.outputFlags(c, "table|json|yaml|ids|env")
	a.progressFlags(c)
	a.cacheFlag(c)
	a.settingFlags(c, showKeys...)
	return c
}

// accountsWord stands where a pool's name could.
const accountsWord = "accounts"

// show prints pools or accounts.
func (a *app) show(c *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] == accountsWord {
		return a.showAccounts(c)
	}
	format, err := report.ParseFormat(a.flags.output, report.Table, report.JSON, report.YAML, report.IDs)
	if err != nil {
		return err
	}
	if err := a.checkPools(args); err != nil {
		return err
	}
	s, err := a.openShow(c)
	if err != nil {
		return err
	}
	defer s.close()
	shown, err := s.seeder.Show(c.Context(), args...)
	if shown != nil {
		s.warn(shown.Warnings)
	}
	if err != nil {
		return err
	}
	if len(args) == 0 && (format == report.JSON || format == report.YAML) {
		shown = shown.Firsts()
	}
	tables := a.tables()
	if format == report.Table && len(args) == 1 {
		tables.Names = s.seeder.Names(c.Context(), args[0])
	}
	return brokenOutput(report.WritePools(a.Stdout, format, report.PoolsOf(shown), tables))
}

// showAccounts prints the logins that flashseed made.
func (a *app) showAccounts(c *cobra.Command) error {
	format, err := report.ParseFormat(a.flags.output, report.Table, report.JSON, report.YAML, report.Env)
	if err != nil {
		return err
	}
	s, err := a.openShow(c)
	if err != nil {
		return err
	}
	defer s.close()
	accounts, shown, err := s.seeder.Accounts(c.Context())
	if shown != nil {
		s.warn(shown.Warnings)
	}
	if err != nil {
		return err
	}
	return brokenOutput(report.WriteAccounts(a.Stdout, format, accounts, a.tables()))
}

// openShow opens a session for reading.
func (a *app) openShow(c *cobra.Command) (*session, error) {
	s, err := a.open(c, showKeys)
	if err != nil {
		return nil, err
	}
	if err := s.checkTarget(c.Context()); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(s.console, "warning: %s\n", w)
	}
}
