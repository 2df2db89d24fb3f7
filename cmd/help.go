package cmd

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// needed are the settings that most users of a command give by flag. They are
// listed with its own flags.
var needed = map[string][]string{
	"ensure":  {"backend-url", "min", "preset", "seed", "timeout", "wait"},
	"refresh": {"backend-url", "min", "preset", "seed", "timeout", "wait"},
	"show":    {"backend-url"},
	"doctor":  {"backend-url"},
	"demo":    {"min", "preset", "seed"},
	"sandbox": {"host", "port"},
	"serve":   {"backend-url", "host", "min", "port", "preset", "token"},
}

// setHelp gives the commands their texts, lists the other settings of a command
// below the help that cobra writes, under the headings that they have in the
// configuration, and refuses help on what is neither a command nor a topic.
func setHelp(root *cobra.Command) {
	for _, c := range append(root.Commands(), root) {
		long, examples, _ := strings.Cut(text(c.Name()), "Examples:\n")
		c.Long, c.Example = strings.TrimSpace(long), strings.TrimRight(examples, "\n")
	}
	usage := root.UsageFunc()
	root.SetUsageFunc(func(c *cobra.Command) error {
		sets := map[string]*pflag.FlagSet{}
		var listed []*pflag.Flag
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			group := f.Annotations[config.GroupAnnotation]
			if group == nil || f.Hidden || slices.Contains(needed[c.Name()], f.Name) {
				return
			}
			if sets[group[0]] == nil {
				sets[group[0]] = pflag.NewFlagSet("", pflag.ContinueOnError)
			}
			visible := *f
			sets[group[0]].AddFlag(&visible)
			listed, f.Hidden = append(listed, f), true
		})
		err := usage(c)
		for _, f := range listed {
			f.Hidden = false
		}
		for _, o := range append(config.Options(), config.Option{Group: outputGroup}) {
			if flags := sets[o.Group]; flags != nil {
				fmt.Fprintf(c.OutOrStderr(), "\n%s:\n%s", o.Group, flags.FlagUsages())
				delete(sets, o.Group)
			}
		}
		return err
	})
	root.SetHelpCommand(&cobra.Command{
		Use:     "help [command or topic]",
		Short:   "Explain a command or a topic",
		GroupID: diagnostics,
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandNames(c.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(found, rest)
			}
			return found.Help()
		},
	})
}

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
