package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
)

// setHelp gives the commands their help. It is written by hand because cobra's
// own may execute a template, which costs the binary 9 MB, and because the
// settings' flags stand under headings.
func (a *app) setHelp(root *cobra.Command) {
	root.SetUsageFunc(func(c *cobra.Command) error {
		a.writeUsage(c.OutOrStderr(), c)
		return nil
	})
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		out := c.OutOrStdout()
		about := c.Long
		if about == "" {
			about = c.Short + "."
		}
		fmt.Fprintf(out, "%s\n\n", about)
		a.writeUsage(out, c)
	})
	root.SetHelpCommand(a.helpCommand())
}

// helpCommand is `help`, which knows commands and topics and refuses the rest.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [command or topic]",
		Short:   "Explain a command or a topic",
		GroupID: groupAbout,
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if len(args) == 0 {
				for _, sub := range c.Root().Commands() {
					if !sub.Hidden {
						names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(c.Root(), args)
			}
			return found.Help()
		},
	}
}

// writeUsage writes how a command is called: everything of its help but the
// text that explains it.
func (a *app) writeUsage(w io.Writer, c *cobra.Command) {
	fmt.Fprintln(w, "Usage:")
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s [command]\n", c.CommandPath())
	} else {
		fmt.Fprintf(w, "  %s\n", c.UseLine())
	}
	if c.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", c.Example)
	}
	for _, group := range c.Groups() {
		writeCommands(w, group.Title, c, func(sub *cobra.Command) bool {
			return sub.GroupID == group.ID && (sub.IsAvailableCommand() || sub.Name() == "help")
		})
	}
	if len(c.Groups()) == 0 {
		writeCommands(w, "Commands:", c, (*cobra.Command).IsAvailableCommand)
	}
	writeCommands(w, "Topics:", c, (*cobra.Command).IsAdditionalHelpTopicCommand)
	a.writeFlags(w, c)
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\nMore about a command: %s [command] --help\n", c.CommandPath())
	}
}

// writeCommands lists those of a command's subcommands that belong under a
// heading.
func writeCommands(w io.Writer, title string, c *cobra.Command, belongs func(*cobra.Command) bool) {
	for _, sub := range c.Commands() {
		if !belongs(sub) {
			continue
		}
		if title != "" {
			fmt.Fprintf(w, "\n%s\n", title)
			title = ""
		}
		fmt.Fprintf(w, "  %-*s %s\n", sub.NamePadding(), sub.Name(), sub.Short)
	}
}

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

// writeFlags lists a command's flags: first its own and the settings that its
// users need, then the other settings under the headings that they have in the
// configuration, then the flags of all commands.
func (a *app) writeFlags(w io.Writer, c *cobra.Command) {
	width := 0
	if a.StdoutTTY {
		width = a.StdoutCols()
	}
	write := func(title string, flags *pflag.FlagSet) {
		if flags.HasAvailableFlags() {
			fmt.Fprintf(w, "\n%s:\n%s", title, flags.FlagUsagesWrapped(width))
		}
	}
	headings := []string{"Flags"}
	for _, o := range config.Options() {
		if !slices.Contains(headings, o.Group) {
			headings = append(headings, o.Group)
		}
	}
	headings = append(headings, "Output")
	sets := map[string]*pflag.FlagSet{}
	for _, heading := range headings {
		sets[heading] = pflag.NewFlagSet("", pflag.ContinueOnError)
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		heading := strings.Join(f.Annotations[config.GroupAnnotation], "")
		if heading == "" || slices.Contains(needed[c.Name()], f.Name) {
			heading = "Flags"
		}
		sets[heading].AddFlag(f)
	})
	for _, heading := range headings {
		write(heading, sets[heading])
	}
	write("Flags of all commands", c.InheritedFlags())
}
