package config

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

// Sources is all that Load reads.
type Sources struct {
	// Flags may be nil and may hold flags of others; those of RegisterFlags
	// that were set count.
	Flags *pflag.FlagSet
	// LookupEnv is os.LookupEnv or a stand-in.
	LookupEnv func(string) (string, bool)
	// File is what --config names, "" to look in the usual places; EnvFile is
	// what --env-file names, "" for .env. Relative paths start at WorkDir.
	File, EnvFile string
	// WorkDir is where flashseed.yaml and .env are looked for, UserConfigDir
	// where flashseed.yaml is if WorkDir has none; "" leaves the latter out.
	WorkDir, UserConfigDir string
	// ReadFile reads a regular file of moderate size if nil.
	ReadFile func(string) ([]byte, error)
	// Pools are the config keys of all built-in pools, in order.
	Pools []string
	// PresetMin is a preset's number for a pool, false where min_pool_size
	// rules; nil is a preset that has none.
	PresetMin func(preset, pool string) (int, bool)
	// Keys are the settings that the command uses: only these are judged, and
	// the others keep their defaults. "pools" stands for those of single
	// pools. Empty means all.
	Keys []string
}

// Load merges the sources and judges the result. A file that does not exist
// counts only where File or EnvFile names it. The error joins *Errors; the
// Config is nil then.
//
// viper merges; its BindEnv is of no use, since it reads the process instead
// of LookupEnv and knows no .env between environment and file.
func Load(s Sources) (*Config, error) {
	if s.ReadFile == nil {
		s.ReadFile = readRegular
	}
	l := &loader{
		Sources: s, options: table(), viper: viper.New(), from: map[string]string{}, used: map[string]bool{},
		pools: slices.Clone(s.Pools), named: map[string]Pool{},
		config: &Config{Pools: map[string]Pool{}, presetMin: s.PresetMin},
	}
	for _, o := range pick(s.Keys) {
		l.used[o.Key] = true
	}
	l.used[keyMin] = l.used[keyMin] || l.used[keyPoolMin] // they share a flag
	l.used[keyPoolMin] = l.used[keyMin]

	dotenv := l.readDotenv()
	l.readFile()
	fromDotenv := strings.TrimSpace(".env "+s.EnvFile) + " "
	l.variables(fromDotenv, func(name string) (any, bool) { v, set := dotenv[name]; return v, set })
	l.variables(fromEnv, func(name string) (any, bool) { v, set := s.LookupEnv(name); return v, set })
	l.flags()
	for _, o := range l.options {
		if o.poolKey() == "" {
			l.apply(o, o.Key, l.config)
		}
	}
	l.config.RedisGiven = l.from["redis_url"] != ""
	if !l.config.BuiltinPools && s.Pools != nil {
		s.Pools = nil // their names mean pools that the file declares, or nothing
		return Load(s)
	}
	for _, name := range l.pools {
		l.applyPool(name)
	}
	l.applyPreset()
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return l.config, nil
}

// loader carries one Load through its steps.
type loader struct {
	Sources
	options []Option
	viper   *viper.Viper      // holds, by key, what the strongest source does, as Option.texts takes it
	from    map[string]string // by key: where that stands, as in Setting.Source; nothing for a default
	used    map[string]bool   // by key: the command uses the setting
	pools   []string          // built-in, then declared
	named   map[string]Pool   // by the file or a minimum
	config  *Config
	errs    []error
}

// What the places of values begin with. Those of .env files begin with ".env ".
const (
	fromFlag = "flag "
	fromEnv  = "environment "
	fromFile = "file "
)

// at is a place in the file.
func (l *loader) at(n *yaml.Node) string {
	return fmt.Sprintf("%s%s:%d:%d", fromFile, l.config.File, n.Line, n.Column)
}

// give notes what a source holds, unless the command does not use the setting.
// Sources come in order, the strongest last.
func (l *loader) give(key string, data any, from string) {
	if l.used[key] || strings.HasPrefix(key, poolPrefix) {
		_ = l.viper.MergeConfigMap(map[string]any{key: data}) // has no way to fail
		l.from[key] = from
	}
}

// variables are the settings that an environment or a .env file holds.
func (l *loader) variables(from string, lookup func(string) (any, bool)) {
	for _, o := range l.options {
		value, set := lookup(o.Env)
		switch {
		case !set || value == "" && !o.emptyCounts:
		case o.Key == keyPoolMin:
			l.minimums(value, from+o.Env)
		default:
			l.give(o.Key, value, from+o.Env)
		}
	}
}

// flags binds the flags of settings.
func (l *loader) flags() {
	if l.Flags == nil {
		return
	}
	for _, o := range l.options {
		flag := l.Flags.Lookup(o.Flag)
		switch {
		case flag == nil || !flag.Changed || !l.used[o.Key] || !slices.Contains(flag.Annotations[keyAnnotation], o.Key):
		case o.Flag == "min":
			l.minimums(flag.Value.String(), fromFlag+"--min")
		default:
			_ = l.viper.BindPFlag(o.Key, flag) // fails on nil alone
			l.from[o.Key] = fromFlag + "--" + o.Flag
		}
	}
}

// apply decodes a setting into its field of a *Config or a *Pool, and judges
// it.
func (l *loader) apply(o Option, key string, holder any) {
	l.viper.SetDefault(key, o.fallback())
	from := cmp.Or(l.from[key], "default")
	field := fieldOf(holder, cmp.Or(o.poolKey(), o.Key))
	texts, err := o.texts(l.viper.Get(key))
	if err == nil {
		err = l.viper.UnmarshalKey(key, field.Addr().Interface(), viper.DecodeHook(func(_, to reflect.Type, data any) (any, error) {
			if o.parse == nil || to != field.Type() { // or it is a part of what was parsed
				return data, nil
			}
			return o.parse(texts)
		}))
	}
	pool, isPool := holder.(*Pool)
	shown := strings.Join(texts, ", ") // nothing if the texts are what is wrong
	if o.inverted() && strings.HasPrefix(from, fromFlag) && err == nil {
		field.SetBool(!field.Bool())
		shown = fmt.Sprint(field.Bool())
	}
	unnamed := strings.HasPrefix(from, ".env ") || strings.HasPrefix(from, fromFile) && l.File == ""
	switch {
	case isPool && o.declared && !pool.Declared:
		err = bad("is for pools that the file declares")
	case err != nil:
	case o.trusted && unnamed && shown != "":
		err = bad("must not come from a .env file or a file that was found, since it is a program to run").
			try("give --%s or set %s, or name the file with --config", o.Flag, o.Env)
	case o.Kind == kindPath && shown != "":
		path := l.path(field.String())
		field.SetString(path)
		if _, failed := l.ReadFile(path); failed != nil {
			err = unreadable(failed)
		}
	}
	if e, ok := errors.AsType[*Error](err); ok && strings.Contains(shown, "${") {
		err = bad("%s; variables are not expanded, in .env files either", e.Reason).try("write the value itself in place of ${…}")
	}
	switch {
	case err != nil:
		l.fail(key, o.redact(shown), from, err)
	case l.used[o.Key]:
		l.config.Settings = append(l.config.Settings, Setting{Key: key, Value: o.redact(shown), Source: from})
	}
}

// fail adds key, value and source to what a parser complains of. What was given
// is redacted already.
func (l *loader) fail(key, value, from string, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = bad("%s", err)
	}
	l.errs = append(l.errs, &Error{Key: key, Value: value, Source: from, Reason: e.Reason, Hint: e.Hint})
}
