package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync"

	"go.yaml.in/yaml/v3"
)

// convert reads one JSON value and prints it as YAML, keys in their order and
// numbers in the digits they came in.
func convert(w io.Writer, r io.Reader) error {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	node, err := decodeNode(dec)
	if err != nil {
		return fmt.Errorf("convert to YAML: %w", err)
	}
	var out bytes.Buffer // yaml hides the writer's errors in its own
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(node), enc.Close()); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}

func decodeNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return decodeMap(dec)
		}
		return decodeList(dec)
	case string:
		return stringNode(v), nil
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v.String()}, nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: fmt.Sprint(v)}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
}

func decodeList(dec *json.Decoder) (*yaml.Node, error) {
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for dec.More() {
		item, err := decodeNode(dec)
		if err != nil {
			return nil, err
		}
		list.Content = append(list.Content, item)
	}
	_, err := dec.Token()
	return list, err
}

func decodeMap(dec *json.Decoder) (*yaml.Node, error) {
	object := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for dec.More() {
		key, err := decodeNode(dec)
		if err != nil {
			return nil, err
		}
		value, err := decodeNode(dec)
		if err != nil {
			return nil, err
		}
		set(object, key, value)
	}
	_, err := dec.Token()
	return object, err
}

// set adds a key, or gives it a new value: JSON lets a key come twice, and its
// readers take the last one; YAML does not.
func set(object, key, value *yaml.Node) {
	for i := 0; i < len(object.Content); i += 2 {
		if object.Content[i].Value == key.Value {
			object.Content[i+1] = value
			return
		}
	}
	object.Content = append(object.Content, key, value)
}

// oldScalar matches what older readers of YAML take for a truth value or for
// a number to the base of sixty.
var oldScalar = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:y|n|yes|no|on|off|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)$`)
})

func stringNode(s string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if oldScalar().MatchString(s) {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}
