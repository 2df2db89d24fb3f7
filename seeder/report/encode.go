package report

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"sync"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v3"
)

// Encode prints one value, as indented JSON or as YAML with the same keys in
// the same order. Characters such as < and & stay what they are. The value must
// be one that JSON can hold.
func Encode(w io.Writer, f Format, v any) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v)
	if f == YAML {
		writeYAML(w, text.Bytes())
		return
	}
	_, _ = w.Write(text.Bytes())
}

// writeYAML prints a valid JSON text as YAML.
func writeYAML(w io.Writer, text []byte) {
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	_ = enc.Encode(yamlNode(gjson.ParseBytes(text)))
	_ = enc.Close()
}

// yamlNode keeps the order of keys and the digits of numbers. JSON lets a key
// come twice, and its readers take the last one; YAML does not.
func yamlNode(v gjson.Result) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Value: v.Raw}
	switch {
	case v.IsObject():
		node.Kind, node.Value = yaml.MappingNode, ""
		at := map[string]int{}
		v.ForEach(func(key, value gjson.Result) bool {
			name := yamlNode(key)
			if i, twice := at[name.Value]; twice {
				node.Content[i] = yamlNode(value)
				return true
			}
			at[name.Value] = len(node.Content) + 1
			node.Content = append(node.Content, name, yamlNode(value))
			return true
		})
	case v.IsArray():
		node.Kind, node.Value = yaml.SequenceNode, ""
		v.ForEach(func(_, value gjson.Result) bool {
			node.Content = append(node.Content, yamlNode(value))
			return true
		})
	case v.Type == gjson.String:
		node.Tag = "!!str"
		_ = json.Unmarshal([]byte(v.Raw), &node.Value) // valid, and mends what is no UTF-8
		if oldScalar().MatchString(node.Value) {
			node.Style = yaml.DoubleQuotedStyle
		}
	}
	return node
}

// oldScalar matches what older readers of YAML take for a truth value or for a
// number to the base of sixty.
var oldScalar = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:y|n|yes|no|on|off|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)$`)
})
