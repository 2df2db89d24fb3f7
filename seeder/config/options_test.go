package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
)

func TestOptionsBelongToTheCaller(t *testing.T) {
	config.Options()[0].Key = "changed"
	if key := config.Options()[0].Key; key != "backend_url" {
		t.Errorf("first key is %s", key)
	}
}

func flagNames(fs *pflag.FlagSet) []string {
	var names []string
	fs.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

func TestRegisterFlagsOfNamedOptions(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(fs, "seed", "pools", "token", "min_pool_size")
	config.RegisterFlags(fs, "seed", "complete")
	if got, want := flagNames(fs), []string{"min", "no-finish", "seed"}; !slices.Equal(got, want) {
		t.Errorf("flags %v, want %v", got, want)
	}
}

func TestHelpOfFlags(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(fs)
	help := fs.FlagUsages()
	for _, want := range []string{
		"--backend-url url ", "(default http://localhost:1310)", "--dialect auto|flashstrom|readme ",
		"--min number ", "(default 10)", "--no-finish  ", "--timeout duration ", "--header header ",
		"--allow-host host ", "--max-body size ", "--ca-file path ",
	} {
		if !strings.Contains(help, want) {
			t.Errorf("no %q in\n%s", want, help)
		}
	}
	if strings.Contains(help, "(default 0)") || strings.Contains(help, "(default false)") {
		t.Errorf("help prints defaults that say nothing:\n%s", help)
	}
}
