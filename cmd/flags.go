package cmd

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
)

// outputGroup is the heading of flags that are no settings and that few need.
const outputGroup = "Output"

// addFlags adds what most commands have: -o with its formats unless there are
// none, what decides how much is said on stderr, and the settings of these keys.
func (a *app) addFlags(c *cobra.Command, formats string, keys []string) {
	flags := c.Flags()
	if formats != "" {
		a.outputFlag(c, formats)
	}
	flags.BoolVarP(&a.flags.quiet, "quiet", "q", false, "print nothing but warnings and errors")
	flags.BoolVarP(&a.flags.verbose, "verbose", "v", false, "print more: retries, refusals, what each pool started with")
	flags.BoolVar(&a.flags.noProgress, "no-progress", false, "no bars: one line for each pool")
	for _, name := range []string{"verbose", "no-progress"} {
		flags.Lookup(name).Annotations = map[string][]string{config.GroupAnnotation: {outputGroup}}
	}
	if slices.Contains(keys, "redis_url") {
		flags.BoolVar(&a.flags.noCache, "no-cache", false, "use neither cache nor lock")
	}
	a.settingFlags(c, keys)
}

// outputFlag adds -o with the formats that the command takes.
func (a *app) outputFlag(c *cobra.Command, formats string) {
	names := strings.Split(formats, "|")
	a.flags.output = report.Table
	choice(c, c.Flags(), (*string)(&a.flags.output), "output", "o", "the `format` of the result: "+strings.Join(names, ", "), names)
}

// choice adds a flag that takes one of some words. What value holds is its default.
func choice(c *cobra.Command, flags *pflag.FlagSet, value *string, name, short, usage string, words []string) {
	flags.FuncP(name, short, usage, func(word string) error {
		if !slices.Contains(words, word) {
			return errors.New("it must be one of " + strings.Join(words, ", "))
		}
		*value = word
		return nil
	})
	flags.Lookup(name).DefValue = *value
	_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // it exists
}

// settingFlags adds the flags of these settings, and what the shell completes
// after them: nothing where any value will do.
func (a *app) settingFlags(c *cobra.Command, keys []string) {
	for _, o := range config.RegisterFlags(c.Flags(), keys...) {
		complete := cobra.NoFileCompletions
		switch {
		case o.Flag == "":
			continue
		case o.Flag == "min":
			complete = a.completeMin
		case o.Kind == "path":
			complete = cobra.FixedCompletions([]string{"pem", "crt"}, cobra.ShellCompDirectiveFilterFileExt)
		case o.Values != nil:
			complete = cobra.FixedCompletions(o.Values, cobra.ShellCompDirectiveNoFileComp)
		}
		_ = c.RegisterFlagCompletionFunc(o.Flag, complete) // what shares the flag may have registered one
	}
}

// completeMin completes the pool of --min orders=50, after commas too.
func (a *app) completeMin(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	pools, _ := a.completePools(c, nil, "")
	for i, pool := range pools {
		pools[i] = before + strings.Replace(pool, "\t", "=\t", 1) // a tab begins the description
	}
	return pools, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// completePools completes pool names that were not given yet.
func (a *app) completePools(c *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
	_, _ = a.load(c, dataKeys) // for the pools that the file declares, if it can be read
	var names []string
	for _, e := range a.registry.All() {
		if !slices.Contains(given, e.Pool) {
			names = append(names, cobra.CompletionWithDesc(e.Pool, e.Title))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
