package cmd

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// topic is what help explains beside the commands.
func topic(name, short string, write func(io.Writer)) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { write(c.OutOrStdout()) })
	return c
}

func writeExitCodes(w io.Writer) {
	fmt.Fprint(w, `Exit codes are the same for every output format.

    0  all pools are full
    1  a pool is short, and running again will not help; the output says why
    2  a usage or configuration error, or a public backend; nothing was sent
    3  the backend (or the lock) was unreachable or stopped responding: running
       again may help
    4  with --dry-run --detailed-exitcode: there is work to do
  130  interrupted by Ctrl-C (143: by SIGTERM or SIGHUP), after a clean stop

Of several short pools, the code is 3 only if each of them may yet succeed.
`)
}

func writeEnvironment(w io.Writer) {
	fmt.Fprint(w, `A flag takes precedence over a variable, a variable over a .env file in the
working directory (or the file that --env-file names), and that over the
configuration file. Variables within a .env file are not expanded. An empty
variable counts as not set, except REDIS_URL, which then means no cache.

`)
	t := report.Grid{Columns: make([]report.Column, 2), Indent: "  "}
	for _, o := range config.Options() {
		if o.Env != "" {
			t.Rows = append(t.Rows, report.Cells(o.Env, variableUsage(o)))
		}
	}
	t.Write(w, report.TableOptions{})
	fmt.Fprint(w, `
PORT is read by serve alone. Variables that begin with FLASHSEED_ and are not
among these are ignored: Kubernetes sets some of its own.

NO_COLOR turns colours off, TERM=dumb colours and bars, CI=true the bars.
`)
}

// variableUsage is a setting's usage as its variable has it.
func variableUsage(o config.Option) string {
	switch {
	case strings.HasPrefix(o.Flag, "no-"):
		return fmt.Sprintf("false: %s (default %v)", o.Usage, o.Default)
	case o.Default == nil || o.Secret:
		return o.Usage
	}
	return fmt.Sprintf("%s (default %v)", o.Usage, o.Default)
}

func (a *app) writeDialects(w io.Writer) {
	fmt.Fprint(w, `flashstrom is what the Flashstrom backend speaks, readme what the README of the
original service describes: one path per pool. --dialect auto, the default, finds
out from the backend. Single paths can be changed in the configuration file:

  pools:
    customers:
      list: /v2/customers
      count: /v2/customers/paginated
      create: /v2/auth/register-customer?is-generated=true

`)
	a.writeRoutes(w, entities.Flashstrom)
	fmt.Fprintln(w)
	a.writeRoutes(w, entities.Readme)
}

func (a *app) writeRoutes(w io.Writer, d entities.Dialect) {
	t := report.Grid{Columns: []report.Column{{Title: string(d)}, {Title: "GET"}, {Title: "GET, to count"}, {Title: "POST"}}}
	for _, e := range a.registry.All() {
		r := a.registry.Routes(d, e.Pool)
		t.Rows = append(t.Rows, report.Cells(e.Pool, cmp.Or(r.List, "-"), cmp.Or(r.Count, "-"), r.Create))
	}
	t.Write(w, report.TableOptions{})
}
