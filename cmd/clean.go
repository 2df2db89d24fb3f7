package cmd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

func (a *app) cleanCommand() *cobra.Command {
	var req seeder.CleanRequest
	var yes, sql bool
	c := &cobra.Command{
		Use:               "clean [pool…]",
		Short:             "Delete what flashseed made, and nothing else",
		ValidArgsFunction: a.completePools,
		RunE: a.inSession(seedKeys, func(_ *config.Config, _ *cobra.Command, pools []string) error {
			return cmp.Or(a.checkPools(pools), a.checkYes(yes || req.DryRun || sql))
		}, func(s *session, c *cobra.Command, pools []string) error {
			req.Pools, req.DryRun, req.Retry = pools, req.DryRun || sql, req.Retry || sql
			r, err := s.wipe(c, req, !yes && !req.DryRun)
			switch {
			case r == nil:
			case sql && err == nil:
				fmt.Fprint(s.Stdout, statements(r))
			case s.wants(c):
				s.writeClean(r)
			}
			return err
		}),
	}
	a.addFlags(c, "table|json|yaml", seedKeys)
	yesFlag(c, &yes)
	c.Flags().BoolVar(&req.DryRun, "dry-run", false, "show what would be deleted; delete nothing")
	c.Flags().BoolVar(&req.Retry, "retry", false, "also try what the backend would not delete before")
	c.Flags().BoolVar(&sql, "sql", false, "print SQL that deletes what is left; delete nothing")
	return c
}

func yesFlag(c *cobra.Command, yes *bool) {
	c.Flags().BoolVarP(yes, "yes", "y", false, "do not ask before something is deleted")
}

// wipe cleans, after a question if it must ask, and shows on stderr what it
// waits for. The report is nil where nothing was done, else the error is that of
// the report.
func (s *session) wipe(c *cobra.Command, req seeder.CleanRequest, ask bool) (*seeder.CleanReport, error) {
	if ask {
		dry := req
		dry.DryRun = true
		r, err := s.wipe(c, dry, false)
		if err != nil {
			return nil, err
		}
		deleted, _ := cleaned(r)
		s.console.Clear()
		fmt.Fprintf(s.console, "Delete %d items and %d users from %s? [y/N] ", deleted, r.Users, r.Backend)
		answered := make(chan string, 1)
		go func() {
			answer, _ := bufio.NewReader(s.Stdin).ReadString('\n') // no answer is no
			answered <- strings.ToLower(strings.TrimSpace(answer))
		}()
		select {
		case <-c.Context().Done():
			fmt.Fprintln(s.console)
			return nil, context.Cause(c.Context())
		case answer := <-answered:
			if answer != "y" && answer != "yes" {
				return nil, &exitError{code: exitShort, cause: errors.New("nothing was deleted")}
			}
		}
	}
	r, err := s.seeder.Clean(c.Context(), req, s.observer())
	if err != nil {
		return nil, err
	}
	return r, ended(c, r.Status, r.Error, r.Cause, r.Transient)
}

// checkYes returns an error if there is neither a yes nor a terminal to ask on.
func (a *app) checkYes(yes bool) error {
	if yes || a.StdinTTY && a.StderrTTY {
		return nil
	}
	return usage(errors.New("clean deletes items and cannot ask here"), "say --yes, or see what it would do with --dry-run")
}

func cleaned(r *seeder.CleanReport) (deleted, kept int) {
	for _, p := range r.Pools {
		deleted += p.Deleted
		kept += p.Kept
	}
	return deleted, kept
}

// mostNamed is how many kept items of one reason a table names.
const mostNamed = 10

func (s *session) writeClean(r *seeder.CleanReport) {
	if s.flags.output != report.Table {
		report.Encode(s.Stdout, s.flags.output, r)
		return
	}
	tables, done := s.tables(), "Deleted"
	if r.DryRun {
		done = "Would delete"
	}
	grid := report.Grid{Columns: []report.Column{{Title: "Pool"}, {Title: "Before", Right: true}, {Title: "Seeded", Right: true},
		{Title: done, Right: true}, {Title: "Kept", Right: true}}}
	for _, p := range r.Pools {
		grid.Rows = append(grid.Rows, report.Cells(cmp.Or(tables.Titles[p.Pool], p.Pool),
			strconv.Itoa(p.Before), strconv.Itoa(p.Seeded), strconv.Itoa(p.Deleted), strconv.Itoa(p.Kept)))
	}
	var out strings.Builder
	grid.Write(&out, tables)
	out.WriteString("\n")
	named := map[string]int{}
	for _, k := range r.Kept {
		reason := k.Pool + "\x00" + k.Reason
		if named[reason]++; named[reason] <= mostNamed {
			fmt.Fprintf(&out, "kept %s %s %s: %s\n", k.Pool, k.ID, k.Name, k.Reason)
		}
	}
	for _, k := range r.Kept {
		reason := k.Pool + "\x00" + k.Reason
		if more := named[reason] - mostNamed; more > 0 {
			fmt.Fprintf(&out, "kept %d more %s: %s\n", more, k.Pool, k.Reason)
			delete(named, reason)
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	deleted, kept := cleaned(r)
	fmt.Fprintf(&out, "%s: %d items, %d users, %d wallets; %d seeded items stay\n", done, deleted, r.Users, r.Wallets, kept)
	fmt.Fprint(s.Stdout, out.String())
}

// tableOf are the tables of pools that have another name in the backend's
// database.
var tableOf = map[string]string{
	"super_admins": "admins", "finance_admins": "admins", "companion_admins": "admins",
	"reviews": "ratings_reviews", "inquiries": "customer_care_inquiries",
}

// dependents are tables without routes, and their columns that refer to others:
// what the backend writes there about orders, deliveries and carts.
var dependents = map[string][][2]string{
	"orders":     {{"driver_progress_orders", "order_id"}, {"driver_current_orders", "order_id"}},
	"drivers":    {{"driver_progress_stages", "driver_id"}, {"driver_stats_records", "driver_id"}},
	"promotions": {{"restaurant_promotions", "promotion_id"}},
	"menu_items": {{"cart_items", "item_id"}},
}

// statements are SQL that deletes what a dry run found, dependents first.
func statements(r *seeder.CleanReport) string {
	var out strings.Builder
	out.WriteString("BEGIN;\n")
	from := func(table, column string, ids []string) {
		if len(ids) == 0 {
			return
		}
		quoted := make([]string, len(ids))
		for i, id := range ids {
			quoted[i] = "'" + strings.ReplaceAll(id, "'", "''") + "'"
		}
		fmt.Fprintf(&out, "DELETE FROM %s WHERE %s IN (%s);\n", table, column, strings.Join(quoted, ", "))
	}
	for i := range r.Pools {
		p := &r.Pools[len(r.Pools)-1-i]
		table := cmp.Or(tableOf[p.Pool], p.Pool)
		for _, other := range dependents[table] {
			from(other[0], other[1], p.IDs)
		}
		from(table, "id", p.IDs)
	}
	from("fwallets", "user_id", r.UserIDs)
	from("users", "id", r.UserIDs)
	out.WriteString("COMMIT;\n")
	return out.String()
}
