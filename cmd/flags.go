package cmd

import (
	"strings"

	"github.com/spf13/cobra"
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
	c.Flags().BoolVarP(&a.flags.quiet, "quiet", "q", false, "say nothing but warnings and errors")
	c.Flags().BoolVarP(&a.flags.verbose, "verbose", "v", false, "say more: retries, refusals, what each pool began with")
	c.Flags().BoolVar(&a.flags.noProgress, "no-progress", false, "no bars: one line a pool")
}

func (a *app) cacheFlag(c *cobra.Command) {
	c.Flags().BoolVar(&a.flags.noCache, "no-cache", false, "use neither cache nor lock, whatever redis_url says")
}
