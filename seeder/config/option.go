package config

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Option declares one setting, once, for flags, variables, file and help.
type Option struct {
	// Key is the setting's name in the file and in messages. Those of single
	// pools are written pools.<pool>.min and the like.
	Key string
	// Flag and Env are "" where there is none. A flag that begins with "no-"
	// turns its yes/no setting off. --min belongs to two settings.
	Flag, Env string
	// Usage is one line of help, Group the heading it stands under.
	Usage, Group string
	// Default is nil for none; durations and sizes are text: "30s".
	Default any
	// Secret values are never shown.
	Secret bool
	// Kind names what the value is: text, url, whole number, number,
	// duration, size, yes/no, list, headers, path, fields.
	Kind string
	// Values are all there are to choose from, nil where it is open.
	Values []string
	// Repeat marks flags that may be given more than once.
	Repeat bool

	// named: the variable's name is anybody's, so it is read only where Keys
	// asks for the setting by name.
	named bool
	// emptyCounts: a variable that is set but empty is a value.
	emptyCounts bool
	binding     binding[Config]
}

// The kinds of values, as Option.Kind tells them.
const (
	kindText     = "text"
	kindURL      = "url"
	kindInt      = "whole number"
	kindNumber   = "number"
	kindDuration = "duration"
	kindSize     = "size"
	kindBool     = "yes/no"
	kindList     = "list"
	kindHeaders  = "headers"
	kindPath     = "path"
	kindFields   = "fields"
)

const (
	keyMin        = "min_pool_size"
	keyPoolMin    = "pools.<pool>.min"
	keyPoolFields = "pools.<pool>.fields.<field>"
	keyCAFile     = "ca_file"
	poolPrefix    = "pools."
)

// Options lists every setting in the order in which they are documented. The
// slice is the caller's.
func Options() []Option { return slices.Clone(options()) }

// options is Options for those who leave it as it is.
var options = sync.OnceValue(func() []Option {
	return slices.Concat(targetOptions(), cacheOptions(), poolOptions(), paceOptions(),
		gatewayOptions(), dataOptions(), logOptions(), serveOptions())
})

// perPool: the setting exists once a pool.
func (o Option) perPool() bool { return strings.HasPrefix(o.Key, poolPrefix) }

// inverted: the flag says the opposite of the setting.
func (o Option) inverted() bool { return strings.HasPrefix(o.Flag, "no-") }

// standard is the default as the loader takes values.
func (o Option) standard() raw {
	return raw{text: o.fallback(), from: origin{layer: layerDefault}}
}

// fallback is the default as somebody would type it.
func (o Option) fallback() string {
	if o.Default == nil {
		return ""
	}
	return fmt.Sprint(o.Default)
}

// redact makes a value of this setting fit to be shown.
func (o Option) redact(value string) string {
	switch {
	case o.Secret && value != "":
		return hidden
	case o.Kind == kindURL:
		return redactURL(value)
	}
	return value
}

// pick selects options by key; "pools" takes all that exist once a pool, and
// no keys at all take everything. A key that no option has is a mistake in
// the program.
func pick(all []Option, keys []string) []Option {
	if len(keys) == 0 {
		return all
	}
	for _, key := range keys {
		if key != "pools" && !slices.ContainsFunc(all, func(o Option) bool { return o.Key == key }) {
			panic("config: there is no setting " + key)
		}
	}
	pools := slices.Contains(keys, "pools")
	return slices.DeleteFunc(slices.Clone(all), func(o Option) bool {
		return !slices.Contains(keys, o.Key) && !(pools && o.perPool())
	})
}
