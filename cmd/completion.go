package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder/config"
)

// settingFlags adds the flags of these settings to a command, and what the
// shell completes after them.
func (a *app) settingFlags(c *cobra.Command, keys ...string) {
	for _, o := range config.RegisterFlags(c.Flags(), keys...) {
		if o.Flag != "" {
			// A flag may have been completed already, by what shares it.
			_ = c.RegisterFlagCompletionFunc(o.Flag, a.completeSetting(o))
		}
	}
}

// completeSetting completes a setting's value, with nothing where any value
// will do.
func (a *app) completeSetting(o config.Option) cobra.CompletionFunc {
	switch {
	case o.Flag == "min":
		return a.completeMin
	case o.Kind == "path":
		return cobra.FixedCompletions([]string{"pem", "crt"}, cobra.ShellCompDirectiveFilterFileExt)
	case o.Values != nil:
		return cobra.FixedCompletions(o.Values, cobra.ShellCompDirectiveNoFileComp)
	}
	return cobra.NoFileCompletions
}

// completeMin completes the pool of --min orders=50, after commas too.
func (a *app) completeMin(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	_, _ = a.load(c, dataKeys) // for the pools that the file declares, if it can be read
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var pools []string
	for _, e := range a.registry.All() {
		pools = append(pools, cobra.CompletionWithDesc(before+e.Pool+"=", e.Title))
	}
	return pools, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}
