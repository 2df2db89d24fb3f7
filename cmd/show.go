package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// accountsWord stands where a pool's name could.
const accountsWord = "accounts"

func (a *app) showCommand() *cobra.Command {
	o := &report.Selection{}
	c := &cobra.Command{
		Use:   "show [pool…]",
		Short: "Show what is in the pools",
		ValidArgsFunction: func(c *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
			names, directive := a.completePools(c, given, typed)
			if len(given) == 0 {
				names = append(names, cobra.CompletionWithDesc(accountsWord, "The logins that flashseed made"))
			}
			return names, directive
		},
		RunE: a.inSession(showKeys, func(_ *config.Config, c *cobra.Command, args []string) error {
			return a.checkShow(c, args, o)
		}, func(s *session, c *cobra.Command, args []string) error { return s.show(c, args, o) }),
	}
	a.addFlags(c, "table|wide|json|yaml|csv|ids|env", showKeys)
	c.Flags().StringSliceVar(&o.Fields, "json", nil, "print an array of objects with these `names`")
	c.Flags().StringVar(&o.JQ, "jq", "", "with --json: what this jq `expression` makes of the array")
	c.Flags().StringArrayVar(&o.Where, "where", nil, "only items of which `name=value` is true (repeatable)")
	c.Flags().IntVar(&o.Limit, "limit", 0, "at most this `number` of items of each pool")
	return c
}

func (a *app) checkShow(c *cobra.Command, args []string, o *report.Selection) error {
	format, accounts := a.flags.output, ofAccounts(args)
	switch {
	case len(o.Fields) == 0 && o.JQ != "":
		return usage(errors.New("--jq goes with --json"), "")
	case len(o.Fields) > 0 && c.Flags().Changed("output") && format != report.JSON:
		return usage(fmt.Errorf("--json does not go with -o %s", format), "")
	case o.Limit < 0:
		return usage(fmt.Errorf("limit: %d is less than 0 (from --limit)", o.Limit), "")
	case !accounts && len(args) != 1 && (len(o.Fields)+len(o.Where) > 0 || format == report.CSV || format == report.Env):
		return usage(errors.New("--json, --where, -o csv and -o env are for one pool"), "name one: flashseed show customers …")
	}
	if !accounts {
		return a.checkPools(args)
	}
	var known []string
	for _, e := range a.registry.All() {
		if e.Role != "" {
			known = append(known, e.Pool, e.Role)
		}
	}
	return checkNames(args[1:], known, "%q is neither a role nor a pool of accounts")
}

func ofAccounts(args []string) bool { return len(args) > 0 && args[0] == accountsWord }

func (s *session) show(c *cobra.Command, args []string, o *report.Selection) error {
	ctx, format, ofAccounts := c.Context(), s.flags.output, ofAccounts(args)
	var shown *seeder.Shown
	var err error
	var names map[string]string // of the items that those of one pool refer to
	if ofAccounts {
		shown, err = s.accounts(ctx, args[1:])
	} else {
		shown, err = s.seeder.Show(ctx, args...)
	}
	if err := s.warnings(shown, err); err != nil {
		return err
	}
	switch {
	case len(args) == 0 && (format == report.JSON || format == report.YAML):
		shown = shown.Firsts()
	case len(args) == 1 && !ofAccounts && (format == report.Table || format == report.Wide || format == report.CSV || len(o.Fields)+len(o.Where) > 0):
		names = s.seeder.Names(ctx, args[0])
	}
	for i := range shown.Pools {
		if err := o.Apply(&shown.Pools[i], names); err != nil {
			return err
		}
	}
	switch {
	case len(o.Fields) > 0:
		return o.WriteFields(s.Stdout, shown.Pools[0], names)
	case format == report.Env && ofAccounts:
		report.WriteAccountsEnv(s.Stdout, shown.Pools[0].Items)
	case format == report.Env:
		return s.showEnv(ctx, shown.Pools[0])
	default:
		tables := s.tables()
		tables.Names = names
		report.WritePools(s.Stdout, format, shown, tables)
	}
	return nil
}

// accounts are those of some roles and pools, all for none.
func (s *session) accounts(ctx context.Context, of []string) (*seeder.Shown, error) {
	accounts, shown, err := s.seeder.Accounts(ctx)
	if shown != nil {
		shown.Pools = []seeder.ShownPool{report.AccountsPool(slices.DeleteFunc(accounts, func(account entities.Account) bool {
			return len(of) > 0 && !slices.Contains(of, account.Pool) && !slices.Contains(of, account.Role)
		}))}
	}
	return shown, err
}

func (s *session) showEnv(ctx context.Context, p seeder.ShownPool) error {
	if len(p.Items) == 0 {
		return &exitError{code: exitShort, cause: fmt.Errorf("no item of %s to print", p.Entity.Pool), hint: "see: flashseed show " + p.Entity.Pool}
	}
	var login *entities.Account
	if p.Entity.Role != "" {
		var err error
		login, err = s.account(ctx, func(a entities.Account) bool { return a.Pool == p.Entity.Pool && a.ID == p.Items[0].ID })
		if err != nil {
			return err
		}
	}
	report.WriteItemEnv(s.Stdout, p.Entity.Pool, p.Items[0], login)
	return nil
}

// account is the first account that is wanted, nil if there is none.
func (s *session) account(ctx context.Context, wanted func(entities.Account) bool) (*entities.Account, error) {
	accounts, shown, err := s.seeder.Accounts(ctx)
	if at := slices.IndexFunc(accounts, wanted); at >= 0 {
		return &accounts[at], s.warnings(shown, err)
	}
	return nil, s.warnings(shown, err)
}

// warnings logs what could not be read on the way, and passes the error on.
func (s *session) warnings(shown *seeder.Shown, err error) error {
	if shown != nil {
		for _, text := range shown.Warnings {
			s.log.Warn(text)
		}
	}
	return err
}
