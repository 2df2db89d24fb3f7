package config_test

import (
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
)

func noVariables(string) (string, bool) { return "", false }

func pools() []string {
	return []string{"address_books", "food_categories", "menu_items", "customers", "orders"}
}

// given describes what the sources say; the zero value says nothing.
type given struct {
	args       []string
	env        map[string]string
	dotenv     string
	file       string            // ./flashseed.yaml, unless files has one
	files      map[string]string // by absolute path
	configFlag string
	envFlag    string
	keys       []string
	first      string // the setting whose flag is registered before the others'
}

func (g given) sources(t testing.TB) config.Sources {
	t.Helper()
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	if g.first != "" {
		config.RegisterFlags(fs, g.first)
	}
	config.RegisterFlags(fs)
	if err := fs.Parse(g.args); err != nil {
		t.Fatalf("parse %q: %v", g.args, err)
	}
	return config.Sources{
		Flags:     fs,
		LookupEnv: func(name string) (string, bool) { v, ok := g.env[name]; return v, ok },
		File:      g.configFlag, EnvFile: g.envFlag,
		WorkDir: "/project", UserConfigDir: "/home/u/.config",
		ReadFile: g.read, Pools: pools(), Keys: g.keys,
	}
}

func (g given) read(path string) ([]byte, error) {
	all := map[string]string{}
	if g.dotenv != "" {
		all["/project/.env"] = g.dotenv
	}
	if g.file != "" {
		all["/project/flashseed.yaml"] = g.file
	}
	for name, text := range g.files {
		all[name] = text
	}
	if text, ok := all[path]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func load(t testing.TB, g given) *config.Config {
	t.Helper()
	c, err := config.Load(g.sources(t))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return c
}

// refuse wants exactly one finding.
func refuse(t testing.TB, g given) *config.Error {
	t.Helper()
	c, err := config.Load(g.sources(t))
	if err == nil {
		t.Fatalf("accepted: %+v", c)
	}
	all := findings(err)
	if len(all) != 1 {
		t.Fatalf("want one finding, got %v", err)
	}
	return all[0]
}

var column = regexp.MustCompile(`(:[0-9]+):[0-9]+\)`)

// lineOnly is a message without the columns of its places.
func lineOnly(err error) string {
	return column.ReplaceAllString(err.Error(), "$1)")
}

// valueOf is what a Config holds of a setting.
func valueOf(t testing.TB, c *config.Config, key string) any {
	t.Helper()
	name := strings.ReplaceAll(strings.ReplaceAll(key, "_", ""), ".", "")
	return reflect.ValueOf(c).Elem().FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) }).Interface()
}

func setting(t testing.TB, c *config.Config, key string) config.Setting {
	t.Helper()
	for _, s := range c.Settings {
		if s.Key == key {
			return s
		}
	}
	t.Fatalf("no setting %s in %v", key, c.Settings)
	return config.Setting{}
}
