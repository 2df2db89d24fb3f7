package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// diagnosis is what doctor finds: what a person pastes into a bug report. It
// holds no secrets.
type diagnosis struct {
	Status   string            `json:"status"` // "ok", or "failed" with Problems
	Build    build             `json:"build"`
	Backend  backendDiagnosis  `json:"backend"`
	Redis    cache.Health      `json:"redis"`
	Settings []config.Setting  `json:"settings"`
	File     string            `json:"config_file"`
	Logins   *loginDiagnosis   `json:"logins,omitempty"`
	Screens  []screenDiagnosis `json:"screens,omitempty"`
	Problems []string          `json:"problems"`

	empty int // screens that show nothing
}

type backendDiagnosis struct {
	URL       string           `json:"url"`
	Target    string           `json:"target"` // why it may be filled, or why not
	Addresses []string         `json:"addresses"`
	Reachable bool             `json:"reachable"`
	Dialect   entities.Dialect `json:"dialect"`
	Wallet    bool             `json:"wallet"`
	Routes    []routeDiagnosis `json:"routes"`
}

type routeDiagnosis struct {
	Pool    string  `json:"pool"`
	Purpose string  `json:"purpose"` // "list" or "count"
	Route   string  `json:"route"`
	Status  int     `json:"status"`
	MS      float64 `json:"ms"`
	Count   int     `json:"count"`
	AtLeast bool    `json:"at_least"`
	Min     int     `json:"min"`
	Error   string  `json:"error"`
}

type loginDiagnosis struct {
	Tried  int      `json:"tried"`
	GotIn  int      `json:"got_in"`
	Failed []string `json:"failed"`
}

func (a *app) doctorCommand() *cobra.Command {
	var login, screens bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check the settings, the backend and Redis, and change nothing",
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.load(c, seedKeys)
			if err != nil {
				return err
			}
			if screens && !cfg.BuiltinPools {
				return usage(errors.New("--screens is for Flashstrom's front ends, and builtin_pools is false"), "")
			}
			if source(cfg, "request_timeout") == "default" {
				cfg.RequestTimeout = doctorTimeout
			}
			s, err := a.session(c.Context(), cfg)
			if err != nil {
				return err
			}
			defer s.close()
			return s.doctor(c.Context(), login, screens)
		},
	}
	a.addFlags(c, "table|json", seedKeys)
	c.Flags().BoolVar(&login, "login", false, "also try to log in with every account that flashseed made")
	c.Flags().BoolVar(&screens, "screens", false, "also ask what the front ends ask, and count what shows something")
	return c
}

// doctorTimeout is how long doctor waits for an answer where no setting says so:
// several routes may hang, and it asks one after the other.
const doctorTimeout = 3 * time.Second

func (s *session) doctor(ctx context.Context, login, screens bool) error {
	d := &diagnosis{Build: thisBuild(), Settings: s.cfg.Settings, File: s.cfg.File, Problems: []string{}}
	refused := s.examineBackend(ctx, d)
	d.Redis = s.cache.Inspect(ctx, s.client.URL())
	if login && d.Backend.Reachable {
		s.examineLogins(ctx, d)
	}
	if screens && d.Backend.Reachable {
		s.examineScreens(ctx, d)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	d.Status = "ok"
	if len(d.Problems)+d.empty > 0 {
		d.Status = "failed"
	}
	if s.flags.output == report.JSON {
		report.Encode(s.Stdout, report.JSON, d)
	} else {
		s.writeDiagnosis(d)
	}
	switch { // a Redis that is down is no failure
	case refused != nil:
		return refused
	case len(d.Problems) > 0:
		return &exitError{code: exitTransient, cause: fmt.Errorf("problems found: %d", len(d.Problems))}
	case d.empty > 0:
		return &exitError{code: exitShort, cause: fmt.Errorf("%d of %d screens show nothing", d.empty, len(d.Screens))}
	}
	return nil
}

func (d *diagnosis) problem(format string, args ...any) {
	d.Problems = append(d.Problems, fmt.Sprintf(format, args...))
}

// examineBackend asks whether the backend may be filled, and then every route
// that a run would ask. The error is a refusal to ask anything.
func (s *session) examineBackend(ctx context.Context, d *diagnosis) error {
	target, err := s.client.CheckTarget(ctx)
	d.Backend = backendDiagnosis{URL: s.client.URL(), Target: target.Why, Routes: []routeDiagnosis{}, Addresses: []string{}}
	for _, address := range target.Addresses {
		d.Backend.Addresses = append(d.Backend.Addresses, address.String())
	}
	if is[*backend.TargetError](err) {
		d.Backend.Target = err.Error()
		return err
	}
	if err == nil {
		d.Backend.Dialect, err = s.client.DetectDialect(ctx)
	}
	if err != nil {
		d.problem("backend: %v", err)
		return nil
	}
	d.Backend.Reachable = true
	var hanging []string // routes that did not answer in time
	for _, e := range s.registry.All() {
		checks, err := s.client.Probe(ctx, e)
		answered := len(checks) == 0 && err == nil // a pool that cannot be observed is no failure
		for _, check := range checks {
			r := routeDiagnosis{
				Pool: e.Pool, Purpose: check.Purpose, Route: check.Route, Status: check.Status,
				MS:    float64(check.Took.Round(10*time.Microsecond)) / float64(time.Millisecond),
				Count: check.Seen.Count, AtLeast: check.Seen.AtLeast, Min: s.cfg.Min(e.Pool),
			}
			if check.Err != nil {
				r.Error, err = check.Err.Error(), check.Err
				if check.Err.Meaning == seeder.TimedOut {
					hanging = append(hanging, check.Route)
				}
			}
			answered = answered || check.Err == nil || check.Seen.Unlisted
			d.Backend.Routes = append(d.Backend.Routes, r)
		}
		if !answered {
			d.problem("%s: %v", e.Pool, err)
		}
	}
	if hanging != nil {
		d.problem("backend: these routes time out while others answer: GET %s; is its own Redis down?", strings.Join(hanging, ", "))
	}
	if s.cfg.BuiltinPools { // others have no wallets
		if d.Backend.Wallet, err = s.client.HasWallet(ctx); err != nil {
			d.problem("wallet: %v", err)
		}
	}
	return nil
}

func (s *session) examineLogins(ctx context.Context, d *diagnosis) {
	accounts, _, err := s.seeder.Accounts(ctx)
	if err != nil {
		d.problem("accounts: %v", err)
		return
	}
	d.Logins = &loginDiagnosis{Tried: len(accounts), Failed: []string{}}
	for _, account := range accounts {
		if _, err := s.client.Login(ctx, account.Role, account.Email, account.Password); err != nil {
			d.Logins.Failed = append(d.Logins.Failed, fmt.Sprintf("%s %s: %s", account.Role, account.Email, err))
			continue
		}
		d.Logins.GotIn++
	}
	if n := len(d.Logins.Failed); n > 0 {
		d.problem("%d of %d accounts did not get in; the first: %s", n, len(accounts), d.Logins.Failed[0])
	}
}

// writeDiagnosis prints what doctor found for people. What fails is printed once:
// as a problem at the end, else in the table.
func (a *app) writeDiagnosis(d *diagnosis) {
	var out strings.Builder
	table := func(heading string, columns []report.Column, rows ...[]string) {
		o, g := a.tables(), report.Grid{Columns: columns, Indent: "  "}
		if columns == nil { // what was looked at and what was found: nothing is cut, what was not found is left out
			o.Width, g.Columns = 0, make([]report.Column, 2)
		}
		for _, row := range rows {
			if columns != nil || row[1] != "" {
				g.Rows = append(g.Rows, report.Cells(row...))
			}
		}
		if g.Rows != nil {
			fmt.Fprintln(&out, heading)
			g.Write(&out, o)
			fmt.Fprintln(&out)
		}
	}
	table("flashseed "+d.Build.Version, nil,
		[]string{"data version", d.Build.DataVersion}, []string{"built with", d.Build.Go + " for " + d.Build.Platform})

	wallet := ""
	if d.Backend.Reachable {
		wallet = yesNo(d.Backend.Wallet)
	}
	table("Backend "+d.Backend.URL, nil,
		[]string{"target", d.Backend.Target}, []string{"reachable", yesNo(d.Backend.Reachable)},
		[]string{"addresses", strings.Join(d.Backend.Addresses, ", ")},
		[]string{"dialect", string(d.Backend.Dialect)}, []string{"platform's wallet", wallet})
	var rows [][]string
	for _, r := range d.Backend.Routes {
		holds, failed := strconv.Itoa(r.Count), r.Error
		switch {
		case r.Error != "":
			holds = "?"
		case r.AtLeast:
			holds = "at least " + holds
		}
		if strings.Contains(strings.Join(d.Problems, "\n"), failed) {
			failed = ""
		}
		rows = append(rows, []string{r.Pool, holds, strconv.Itoa(r.Min), r.Route, strconv.Itoa(r.Status), fmt.Sprint(r.MS), failed})
	}
	table("Routes", []report.Column{
		{Title: "Pool"}, {Title: "Holds", Right: true}, {Title: "Wanted", Right: true}, {Title: "Route", Min: 16},
		{Title: "Status", Right: true}, {Title: "ms", Right: true, Drop: 1}, {Title: "Error", Min: 16},
	}, rows...)

	r, version, latency, eviction := d.Redis, "", "", ""
	if r.Version != "" {
		version, latency = r.Version+" "+r.Role, fmt.Sprint(r.MS, " ms")
	}
	if r.Eviction != "" {
		eviction = r.Eviction + ": when it is full it may drop keys, the run lock among them"
	}
	table("Cache "+r.Name, nil, []string{"works", yesNo(r.OK)}, []string{"error", r.Error}, []string{"version", version},
		[]string{"latency", latency}, []string{"eviction", eviction}, []string{"lock held by", r.Lock})
	rows = nil
	for _, k := range r.Keys {
		rows = append(rows, []string{k.Key, k.Type, fmt.Sprintf("%.1f KiB", float64(k.Bytes)/1024), strconv.Itoa(k.Items), k.Age, k.TTL, k.Problem})
	}
	table("Keys", []report.Column{
		{Title: "Key"}, {Title: "Type", Drop: 2}, {Title: "Size", Right: true}, {Title: "Items", Right: true},
		{Title: "Age", Right: true, Drop: 1}, {Title: "Lives", Right: true}, {Title: "Problem", Min: 16},
	}, rows...)

	rows = nil
	if d.Logins != nil {
		rows = append(rows, []string{"accounts", fmt.Sprintf("%d of %d logged in", d.Logins.GotIn, d.Logins.Tried)})
		for _, failed := range d.Logins.Failed {
			rows = append(rows, []string{"failed", failed})
		}
	}
	table("Logins", nil, rows...)
	rows = nil
	for app := range strings.FieldsSeq("customer restaurant driver care admin") {
		all, shown := 0, len(rows)
		rows = append(rows, nil)
		for _, screen := range d.Screens {
			if screen.App != app {
				continue
			}
			if all++; !screen.Shows {
				rows = append(rows, []string{"", screen.Route + "  " + screen.Error})
			}
		}
		empty := len(rows) - shown - 1
		rows[shown] = []string{app, fmt.Sprintf("%d of %d show something", all-empty, all)}
	}
	table("Screens", nil, rows...)
	if d.Backend.Reachable && !d.Backend.Wallet && d.Backend.Dialect == entities.Flashstrom {
		out.WriteString(text("wallet"))
	}
	rows = nil
	for _, s := range d.Settings {
		rows = append(rows, []string{s.Key, s.Value, s.Source})
	}
	table("Settings ("+cmp.Or(d.File, "no configuration file")+")", []report.Column{{Title: "Key"}, {Title: "Value", Min: 16}, {Title: "From"}}, rows...)
	for _, problem := range d.Problems {
		fmt.Fprintf(&out, "problem: %s\n", problem)
	}
	switch {
	case !d.Redis.OK:
		out.WriteString("The cache cannot be used: runs continue without cache and lock.\n")
	case len(d.Problems)+d.empty == 0:
		out.WriteString("All is well.\n")
	}
	fmt.Fprint(a.Stdout, out.String())
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
