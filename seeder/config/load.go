package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

// Sources is all that Load reads; its zero value gives the defaults.
type Sources struct {
	// Flags may be nil and may hold flags of others; those of RegisterFlags
	// that were set count.
	Flags *pflag.FlagSet
	// LookupEnv is os.LookupEnv or a stand-in; nil is an empty environment.
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
	// pools. Empty means all, but PORT is read only where port is named.
	Keys []string
}

// Load merges the sources and judges the result. A file that does not exist
// counts only where File or EnvFile names it. The error is an *Error, or
// several joined; the Config is nil then.
//
// viper merges; its BindEnv is of no use, since it reads the process instead
// of LookupEnv and knows no .env between environment and file.
func Load(s Sources) (*Config, error) {
	if s.ReadFile == nil {
		s.ReadFile = readRegular
	}
	if s.LookupEnv == nil {
		s.LookupEnv = func(string) (string, bool) { return "", false }
	}
	l := &loader{
		Sources: s, options: Options(), viper: viper.New(), used: map[string]bool{}, given: map[string]given{},
		pools: slices.Clone(s.Pools), named: map[string]Pool{},
		config: &Config{Pools: map[string]Pool{}, presetMin: s.PresetMin},
	}
	for _, o := range pick(s.Keys) {
		l.used[o.Key] = true
	}
	l.used[keyMin] = l.used[keyMin] || l.used[keyPoolMin] // they share a flag
	l.used[keyPoolMin] = l.used[keyMin]

	dotenv := l.readDotenv()
	l.merge(l.readFile())
	l.merge(l.variables(layerDotenv, func(name string) (any, bool) { v, set := dotenv[name]; return v, set }))
	l.merge(l.variables(layerEnv, func(name string) (any, bool) { v, set := s.LookupEnv(name); return v, set }))
	l.flags()
	for _, o := range l.options {
		if o.poolKey() == "" {
			l.apply(o, o.Key, l.config)
		}
	}
	l.config.RedisGiven = l.given["redis_url"].from.layer != ""
	if !l.config.BuiltinPools && s.Pools != nil {
		s.Pools = nil // their names mean pools that the file declares, or nothing
		return Load(s)
	}
	for _, name := range l.pools {
		l.applyPool(name)
	}
	l.applyPreset()
	switch len(l.errs) {
	case 0:
		return l.config, nil
	case 1:
		return nil, l.errs[0]
	}
	return nil, errors.Join(l.errs...)
}

// loader carries one Load through its steps.
type loader struct {
	Sources
	options []Option
	viper   *viper.Viper
	used    map[string]bool  // by key: the command uses the setting
	given   map[string]given // by key: the strongest that was given
	pools   []string         // built-in, then declared
	named   map[string]Pool  // by the file
	config  *Config
	errs    []error
}

// given is what a source holds (see parser) and where.
type given struct {
	data any
	from place
}

// place is where a value stands.
type place struct {
	layer, name  string
	line, column int
}

const (
	layerFlag    = "flag"
	layerEnv     = "environment"
	layerDotenv  = ".env"
	layerFile    = "file"
	layerDefault = "default"
)

func (p place) String() string {
	return strings.TrimSpace(p.layer + " " + p.name)
}

// merge lays a source over those that are weaker, without the settings that
// the command does not use.
func (l *loader) merge(values map[string]given) {
	layer := map[string]any{}
	for key, value := range values {
		if l.used[key] || strings.HasPrefix(key, poolPrefix) {
			l.given[key], layer[key] = value, value.data
		}
	}
	_ = l.viper.MergeConfigMap(layer) // has no way to fail
}

// variables are the settings that an environment or a .env file holds.
func (l *loader) variables(layer string, lookup func(string) (any, bool)) map[string]given {
	values := map[string]given{}
	for _, o := range l.options {
		value, set := lookup(o.Env)
		from := place{layer: layer, name: o.Env}
		if layer == layerDotenv && l.EnvFile != "" {
			from.name = l.EnvFile + " " + o.Env
		}
		switch {
		case !set || value == "" && !o.emptyCounts || o.named && !slices.Contains(l.Keys, o.Key):
		case o.Key != keyPoolMin:
			values[o.Key] = given{value, from}
		case l.used[keyPoolMin]:
			maps.Copy(values, l.minimums(value, from))
		}
	}
	return values
}

// flags binds the flags of settings. Those of --min are sorted first.
func (l *loader) flags() {
	for _, o := range l.options {
		for _, name := range []string{o.Flag, o.Alias} {
			if name == "" || l.Flags == nil {
				continue
			}
			flag := l.Flags.Lookup(name)
			if flag == nil || !flag.Changed || !l.used[o.Key] {
				continue
			}
			text, from := flag.Value.String(), place{layer: layerFlag, name: "--" + name}
			owner := flag.Annotations[keyAnnotation]
			switch {
			case o.Key == keyPoolMin:
				l.merge(l.minimums(text, from))
			case o.Flag == "min" || owner != nil && owner[0] != o.Key:
			default:
				_ = l.viper.BindPFlag(o.Key, flag) // fails on nil alone
				l.given[o.Key] = given{text, from}
			}
		}
	}
}

// apply decodes a setting into its field of a *Config or a *Pool, and judges
// it.
func (l *loader) apply(o Option, key string, holder any) {
	g, found := l.given[key]
	if !found {
		g = given{o.fallback(), place{layer: layerDefault}}
		l.viper.SetDefault(key, g.data)
	}
	field := fieldOf(holder, cmp.Or(o.poolKey(), o.Key))
	decode := func(_, to reflect.Type, data any) (any, error) {
		if to != field.Type() {
			return data, nil // a part of what was parsed
		}
		return o.parser()(data)
	}
	pool, isPool := holder.(*Pool)
	unnamed := g.from.layer == layerDotenv || g.from.layer == layerFile && l.File == ""
	err := l.viper.UnmarshalKey(key, field.Addr().Interface(), viper.DecodeHook(decode))
	if o.inverted() && g.from.layer == layerFlag {
		field.SetBool(!field.Bool())
	}
	switch {
	case isPool && o.declared && !pool.Declared:
		err = bad("is for pools that the file declares")
	case err != nil:
	case o.trusted && unnamed && field.String() != "":
		err = bad("must not come from a .env file or a file that was found, since it is a program to run").
			try("give --%s or set %s, or name the file with --config", o.Flag, o.Env)
	case o.Kind == kindPath && field.String() != "":
		path := l.path(field.String())
		field.SetString(path)
		if _, failed := l.ReadFile(path); failed != nil {
			err = unreadable(failed)
		}
	}
	text, isText := scalar(g.data)
	switch {
	case err != nil:
		e := newError(key, o.redact(text), g.from, err)
		e.blank = isText && text == ""
		if strings.Contains(text, "${") {
			e.Reason += "; variables are not expanded, in .env files either"
			e.Hint = "write the value itself in place of ${…}"
		}
		l.errs = append(l.errs, e)
	case !l.used[o.Key]:
	case o.Kind == kindFields:
		for _, name := range slices.Sorted(maps.Keys(pool.Fields)) {
			l.note(key+"."+name, shownField(name, pool.Fields[name]), g.from)
		}
	case isPool && isText:
		l.note(key, strings.TrimSpace(text), g.from)
	case isPool:
		var value any
		_ = g.data.(*yaml.Node).Decode(&value) // it was read just now
		l.note(key, shownField(o.poolKey(), value), g.from)
	default:
		l.note(key, o.redact(display(field.Interface())), g.from)
	}
}

func (l *loader) note(key, value string, from place) {
	l.config.settings = append(l.config.settings, Setting{Key: key, Value: value, Source: from.String()})
}

func (l *loader) fail(key, value string, from place, err error) {
	l.errs = append(l.errs, newError(key, value, from, err))
}

func newError(key, value string, from place, err error) *Error {
	e := &Error{Key: key, Value: value, Source: from.String(), Reason: err.Error()}
	if from.line > 0 {
		e.Source += fmt.Sprintf(":%d:%d", from.line, from.column)
	}
	if p, ok := errors.AsType[*problem](err); ok {
		e.Reason, e.Hint = p.reason, p.hint
	}
	return e
}

// scalar is what a source holds as a text; false for lists, mappings and what
// is not there.
func scalar(data any) (string, bool) {
	switch v := data.(type) {
	case string:
		return v, true
	case *yaml.Node:
		if v.Kind == yaml.ScalarNode && !isNull(v) {
			return v.Value, true
		}
	}
	return "", false
}

// display writes a parsed value as one would type it.
func display(value any) string {
	switch v := value.(type) {
	case time.Duration:
		text := v.String()
		if strings.HasSuffix(text, "m0s") {
			text = strings.TrimSuffix(text, "0s")
		}
		if strings.HasSuffix(text, "h0m") {
			text = strings.TrimSuffix(text, "0m")
		}
		return text
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.RFC3339)
	case int64: // a size
		if v%(1<<20) == 0 {
			return fmt.Sprintf("%dMiB", v>>20)
		}
	case *url.URL:
		return v.String()
	case []string:
		return strings.Join(v, ", ")
	case http.Header:
		if len(v) == 0 {
			return ""
		}
	case fmt.Stringer: // a level of logs
		return strings.ToLower(v.String())
	}
	return fmt.Sprint(value)
}
