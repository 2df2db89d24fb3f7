package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder/config"
)

// outputFlags adds -o with the formats that the command takes.
func (a *app) outputFlags(c *cobra.Command, formats string) {
	c.Flags().StringVarP(&a.flags.output, "output", "o", "table", "the `format` of the result: "+strings.ReplaceAll(formats, "|", ", "))
	names := strings.Split(formats, "|")
	// The flag was added just now, so registering cannot fail.
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

// progressFlags adds what decides how much is said on stderr.
func (a *app) progressFlags(c *cobra.Command) {
	c.Flags().BoolVarP(&a.flags.quiet, "quiet", "q", false, "print nothing but warnings and errors")
	c.Flags().BoolVarP(&a.flags.verbose, "verbose", "v", false, "print more: retries, refusals, what each pool started with")
	c.Flags().BoolVar(&a.flags.noProgress, "no-progress", false, "no bars: one line for each pool")
	for _, name := range []string{"verbose", "no-progress"} {
		c.Flags().Lookup(name).Annotations = map[string][]string{config.GroupAnnotation: {"Output"}}
	}
}

func (a *app) cacheFlag(c *cobra.Command) {
	c.Flags().BoolVar(&a.flags.noCache, "no-cache", false, "use neither cache nor lock")
}
