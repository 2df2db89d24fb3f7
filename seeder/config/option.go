package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Option declares one setting, once, for flags, variables, file, help and
// documents.
type Option struct {
	// Key is the setting's name in the file and in messages. Those of single
	// pools are written pools.<pool>.min and the like.
	Key string
	// Flag and Env are "" where there is none. A flag that begins with "no-"
	// turns its yes/no setting off. --min belongs to two settings, and so does
	// --rate, which is live.rate's in a command that registers that first.
	Flag, Env string
	// Usage is one line of help, Group the heading it stands under.
	Usage, Group string
	// Default is nil for none; durations and sizes are text: "30s".
	Default any
	// Secret values are never shown.
	Secret bool
	Type

	emptyCounts bool // a variable that is set but empty is a value
	declared    bool // for declared pools alone
	trusted     bool // not taken from a file that was found rather than named
}

const (
	keyMin     = "min_pool_size"
	keyPoolMin = "pools.<pool>.min"
	poolPrefix = "pools."
)

// poolKey is the key of a setting that exists once a pool, within the pool's
// entry; "" for others.
func (o Option) poolKey() string {
	rest, ok := strings.CutPrefix(o.Key, "pools.<pool>.")
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(rest, ".")
	return key
}

// inverted reports whether the flag says the opposite of the setting.
func (o Option) inverted() bool { return strings.HasPrefix(o.Flag, "no-") }

// fallback is the default as a user would type it.
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
func pick(keys []string) (picked []Option) {
	if len(keys) == 0 {
		return table()
	}
	for _, key := range keys {
		if key != "pools" && !slices.ContainsFunc(table(), func(o Option) bool { return o.Key == key }) {
			panic("config: there is no setting " + key)
		}
	}
	pools := slices.Contains(keys, "pools")
	for _, o := range table() {
		if slices.Contains(keys, o.Key) || pools && o.poolKey() != "" {
			picked = append(picked, o)
		}
	}
	return picked
}

// Annotations of a flag: the heading it stands under, and its setting's key.
const (
	GroupAnnotation = "flashseed_group"
	keyAnnotation   = "flashseed_key"
)

// RegisterFlags adds the flags of the options with these keys, of all of them
// without keys; "pools" stands for what exists once a pool. A flag that is
// there already stays. Flags take any text: Load judges it, so that a bad
// value reads alike from every source. It returns those options.
func RegisterFlags(fs *pflag.FlagSet, keys ...string) []Option {
	picked := pick(keys)
	for _, o := range picked {
		if o.Flag == "" || fs.Lookup(o.Flag) != nil {
			continue
		}
		value := &flagText{kind: o.placeholder(), repeat: o.separators != "" || o.Flag == "min", text: o.fallback()}
		if o.inverted() {
			value.text = "false"
		}
		flag := fs.VarPF(value, o.Flag, "", o.Usage)
		flag.Annotations = map[string][]string{GroupAnnotation: {o.Group}, keyAnnotation: {o.Key}}
		if o.Kind == kindBool {
			flag.NoOptDefVal = "true"
		}
	}
	fs.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "no-complete" { // the older name
			name = "no-finish"
		}
		return pflag.NormalizedName(name)
	})
	return picked
}

// placeholder stands for the value in help; "boolfunc" prints none there.
func (o Option) placeholder() string {
	switch {
	case o.Values != nil:
		return strings.Join(o.Values, "|")
	case o.Kind == kindBool:
		return "boolfunc"
	case o.Kind == kindInt:
		return "number"
	}
	return strings.TrimSuffix(o.Kind, "s")
}

// flagText keeps what was typed; a repeated one keeps every line.
type flagText struct {
	text, kind  string
	repeat, set bool
}

func (f *flagText) String() string { return f.text }
func (f *flagText) Type() string   { return f.kind }

func (f *flagText) Set(text string) error {
	if f.repeat && f.set {
		text = f.text + "\n" + text
	}
	f.text, f.set = text, true
	return nil
}
