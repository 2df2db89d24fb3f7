package config

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
)

// Sources is all that Load reads; its zero value gives the defaults.
type Sources struct {
	// Flags may be nil and may hold flags of others; those of RegisterFlags
	// that were set count.
	Flags *pflag.FlagSet
	// LookupEnv is os.LookupEnv or a stand-in; nil is an empty environment.
	LookupEnv func(string) (string, bool)
	// File is what --config names, "" to look in the usual places. Relative
	// paths start at WorkDir.
	File string
	// WorkDir is where flashseed.yaml and .env are looked for, UserConfigDir
	// where flashseed.yaml is if WorkDir has none; "" leaves the latter out.
	WorkDir, UserConfigDir string
	// ReadFile is os.ReadFile if nil.
	ReadFile func(string) ([]byte, error)
	// Pools are the config keys of all pools, in order.
	Pools []string
	// Keys are the settings that the command uses: only these are judged, and
	// the others keep their defaults. "pools" stands for those of single
	// pools. Empty means all, but PORT is read only where port is named.
	Keys []string
}

// Load lays the sources over each other and judges the result. A file that
// does not exist counts only where File names it. The error is an *Error, or
// Errors when there is more than one finding; the Config is nil then.
func Load(s Sources) (*Config, error) {
	if s.ReadFile == nil {
		s.ReadFile = os.ReadFile
	}
	l := &loader{sources: s, config: &Config{Pools: map[string]Pool{}}, inputs: map[string]raw{}, froms: map[string]origin{}}
	l.options = options()
	l.picked = pick(l.options, s.Keys)
	l.readDotenv()
	l.readFile()
	l.gather()
	l.apply()
	l.checkFiles()
	if err := l.errs.asError(); err != nil {
		return nil, err
	}
	return l.config, nil
}

// loader carries one Load through its steps.
type loader struct {
	sources         Sources
	options, picked []Option
	dotenvs         map[string]dotenvValue
	fileValues      map[string]any
	inputs          map[string]raw    // by key: what stands above the file
	froms           map[string]origin // by key: where the value in force stands
	config          *Config
	errs            Errors
}

// path makes a file's name independent of where the process stands.
func (l *loader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.sources.WorkDir, name)
}

func (l *loader) fail(key, value string, from origin, err error) {
	l.errs = append(l.errs, finding(key, value, from, err))
}

// refuse is fail for a value as it was given, redacted to be shown.
func (l *loader) refuse(key string, r raw, redact func(string) string, err error) {
	value, present := r.shown()
	if !present {
		l.fail(key, "", r.from, err)
		return
	}
	l.fail(key, redact(value), r.from, err)
	l.errs[len(l.errs)-1].blank = value == ""
}

// finding dresses what a parser says.
func finding(key, value string, from origin, err error) *Error {
	e := &Error{Key: key, Value: value, Source: from.exact(), Reason: err.Error()}
	var p *problem
	if errors.As(err, &p) {
		e.Hint = p.hint
	}
	return e
}
