package config

import (
	"slices"

	"github.com/spf13/viper"
)

// layer answers what one source says of an option.
type layer func(Option) (raw, bool)

// layers are the sources above the file, the strongest first.
func (l *loader) layers() []layer {
	return []layer{l.flag, l.environment, l.dotenv}
}

func (l *loader) flag(o Option) (raw, bool) {
	if l.sources.Flags == nil || o.Flag == "" {
		return raw{}, false
	}
	flag := l.sources.Flags.Lookup(o.Flag)
	if flag == nil || !flag.Changed {
		return raw{}, false
	}
	text := flag.Value.String()
	if o.inverted() {
		text = opposite(text)
	}
	return raw{text: text, from: origin{layer: layerFlag, name: "--" + o.Flag}}, true
}

// opposite leaves what is neither yes nor no for the parser to refuse.
func opposite(text string) string {
	if on, err := parseBool(raw{text: text}); err == nil {
		return display(!on)
	}
	return text
}

func (l *loader) environment(o Option) (raw, bool) {
	if l.sources.LookupEnv == nil || !l.reads(o) {
		return raw{}, false
	}
	text, set := l.sources.LookupEnv(o.Env)
	from := origin{layer: layerEnv, name: o.Env}
	return raw{text: text, from: from}, set && (text != "" || o.emptyCounts)
}

func (l *loader) dotenv(o Option) (raw, bool) {
	if !l.reads(o) {
		return raw{}, false
	}
	value, set := l.dotenvs[o.Env]
	from := origin{layer: layerDotenv, name: o.Env}
	given := set && (value.text != "" || value.broken != nil || o.emptyCounts)
	return raw{text: value.text, from: from, broken: value.broken}, given
}

// reads: the option has a variable that this command listens to.
func (l *loader) reads(o Option) bool {
	if !o.named {
		return o.Env != ""
	}
	return slices.Contains(l.sources.Keys, o.Key)
}

// gather collects what stands above the file for the settings in use.
func (l *loader) gather() {
	if general, perPool, asked := l.minOptions(); asked {
		l.gatherMin(general, perPool)
	}
	for _, o := range l.picked {
		if o.perPool() || o.Key == keyMin {
			continue
		}
		for _, ask := range l.layers() {
			if r, ok := ask(o); ok {
				l.take(o.Key, r)
			}
		}
	}
}

// minOptions are the two settings behind --min, asked if either is in use.
func (l *loader) minOptions() (general, perPool Option, asked bool) {
	for _, o := range l.options {
		switch o.Key {
		case keyMin:
			general = o
		case keyPoolMin:
			perPool = o
		}
	}
	for _, o := range l.picked {
		asked = asked || o.Key == keyMin || o.Key == keyPoolMin
	}
	return general, perPool, asked
}

// take keeps the first that comes, which is the strongest.
func (l *loader) take(key string, r raw) {
	if _, taken := l.inputs[key]; !taken {
		l.inputs[key] = r
	}
}

// layered stacks inputs over file over defaults.
func (l *loader) layered() *viper.Viper {
	v := viper.New()
	for _, o := range l.options {
		if !o.perPool() {
			v.SetDefault(o.Key, o.standard())
		}
	}
	for key, r := range l.inputs {
		_ = v.BindFlagValue(key, input{key: key, text: r.text}) // fails on nil alone
	}
	_ = v.MergeConfigMap(l.fileValues) // has no way to fail
	return v
}

// resolve is the value in force for a key, false if nothing gives one.
func (l *loader) resolve(v *viper.Viper, key string) (raw, bool) {
	switch value := v.Get(key).(type) {
	case raw:
		return value, true
	case string:
		return l.inputs[key], true
	}
	return raw{}, false
}

// input presents a flag or a variable as viper's strongest layer, so that it
// looks at no environment of its own.
type input struct{ key, text string }

// HasChanged is always so: there is an input only where something was given.
func (i input) HasChanged() bool { return true }

// Name is the key.
func (i input) Name() string { return i.key }

// ValueString is the text as given.
func (i input) ValueString() string { return i.text }

// ValueType keeps viper from converting.
func (i input) ValueType() string { return "string" }
