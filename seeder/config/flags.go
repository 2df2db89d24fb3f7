package config

import (
	"strings"

	"github.com/spf13/pflag"
)

// GroupAnnotation is the annotation of a flag that holds its Option.Group.
const GroupAnnotation = "flashseed_group"

// RegisterFlags adds the flags of the options with these keys, of all of them
// without keys; "pools" stands for what exists once a pool. Flags take any
// text: Load judges it, so that a bad value is told alike from every source. It
// returns those options, which are not to be changed.
func RegisterFlags(fs *pflag.FlagSet, keys ...string) []Option {
	picked := pick(options(), keys)
	for _, o := range picked {
		if o.Flag != "" && fs.Lookup(o.Flag) == nil {
			register(fs, o)
		}
	}
	return picked
}

func register(fs *pflag.FlagSet, o Option) {
	value := &flagText{kind: flagType(o), repeat: o.Repeat, text: o.fallback()}
	if o.inverted() {
		value.text = "false"
	}
	flag := fs.VarPF(value, o.Flag, "", o.Usage)
	flag.Annotations = map[string][]string{GroupAnnotation: {o.Group}}
	if o.Kind == kindBool {
		flag.NoOptDefVal = "true"
	}
}

// flagType is the placeholder for the value in help; "bool" prints none.
func flagType(o Option) string {
	if o.Values != nil {
		return strings.Join(o.Values, "|")
	}
	switch o.Kind {
	case kindBool:
		return "bool"
	case kindInt, kindNumber:
		return "number"
	case kindList:
		return "host"
	case kindHeaders:
		return "header"
	}
	return o.Kind
}

// flagText keeps what was typed; a repeated one keeps every line.
type flagText struct {
	text, kind  string
	repeat, set bool
}

// String is the text so far, the default before the first Set.
func (f *flagText) String() string { return f.text }

// Type names the kind of value in help.
func (f *flagText) Type() string { return f.kind }

// Set never refuses.
func (f *flagText) Set(text string) error {
	if f.repeat && f.set {
		text = strings.Join([]string{f.text, text}, "\n")
	}
	f.text, f.set = text, true
	return nil
}
