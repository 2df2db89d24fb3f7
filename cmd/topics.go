package cmd

import (
	"cmp"
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

//go:embed texts
var texts embed.FS

// text is one of the texts that stand in files: of a command what help says of
// it, and below that its examples; "" where there is none.
func text(name string) string {
	b, _ := texts.ReadFile("texts/" + name + ".txt")
	return string(b)
}

// topic is what help explains beside the commands, in a text and tables below it.
func topic(name, short string, tables func() []report.Grid) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		fmt.Fprint(c.OutOrStdout(), text(name))
		for _, table := range tables() {
			fmt.Fprintln(c.OutOrStdout())
			table.Write(c.OutOrStdout(), report.TableOptions{})
		}
	})
	return c
}

// variables lists every environment variable.
func variables() []report.Grid {
	t := report.Grid{Columns: make([]report.Column, 2), Indent: "  "}
	for _, o := range config.Options() {
		usage := o.Usage
		if strings.HasPrefix(o.Flag, "no-") { // the variable says the opposite
			usage = "false: " + usage
		}
		if o.Default != nil && !o.Secret {
			usage += fmt.Sprintf(" (default %v)", o.Default)
		}
		if o.Env != "" {
			t.Rows = append(t.Rows, report.Cells(o.Env, usage))
		}
	}
	return []report.Grid{t}
}

// routes lists the routes of each dialect.
func (a *app) routes() (tables []report.Grid) {
	for _, d := range []entities.Dialect{entities.Flashstrom, entities.Readme} {
		t := report.Grid{Columns: []report.Column{{Title: string(d)}, {Title: "GET"}, {Title: "GET, to count"}, {Title: "POST"}}}
		for _, e := range a.registry.All() {
			r := a.registry.Routes(d, e.Pool)
			t.Rows = append(t.Rows, report.Cells(e.Pool, cmp.Or(r.List, "-"), cmp.Or(r.Count, "-"), r.Create))
		}
		tables = append(tables, t)
	}
	return tables
}
