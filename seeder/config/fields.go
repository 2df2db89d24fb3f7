package config

import (
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mostNodes bounds what aliases can blow a few lines up to, and ends those
// that contain themselves.
const mostNodes = 10_000

// fieldReader turns nodes into values that JSON can hold.
type fieldReader struct{ nodes int }

// parseFields reads the fixed fields of one pool, names as they are written.
func parseFields(r raw) (map[string]any, error) {
	if isNull(r.node) {
		return nil, nil
	}
	if r.node.Kind != yaml.MappingNode {
		return nil, bad("is not a mapping of fields to values")
	}
	return new(fieldReader).mapping(r.node)
}

func (f *fieldReader) value(n *yaml.Node) (any, error) {
	if f.nodes++; f.nodes > mostNodes {
		return nil, bad("is too large, or contains itself")
	}
	switch n = target(n); n.Kind {
	case yaml.MappingNode:
		return f.mapping(n)
	case yaml.SequenceNode:
		return f.sequence(n)
	}
	return fieldScalar(n)
}

func (f *fieldReader) mapping(n *yaml.Node) (map[string]any, error) {
	values, seen := map[string]any{}, map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key, err := keyOf(pair[0], seen)
		if err != nil {
			return nil, bad("has a key %q that %s", key, err)
		}
		seen[key] = true
		if values[key], err = f.value(pair[1]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (f *fieldReader) sequence(n *yaml.Node) ([]any, error) {
	values := make([]any, 0, len(n.Content))
	for _, item := range n.Content {
		value, err := f.value(item)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// fieldScalar leaves a date the text it is: the backend has its own idea of
// time.
func fieldScalar(n *yaml.Node) (any, error) {
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return n.Value, nil
	case "!!null":
		return nil, nil
	case "!!bool", "!!int", "!!float":
		return fieldNumber(n)
	}
	return nil, bad("holds a value of the type %s", n.ShortTag()).try("put it in quotes")
}

func fieldNumber(n *yaml.Node) (value any, err error) {
	if n.Decode(&value) != nil {
		return nil, bad("holds %q, which is not what its tag says", n.Value)
	}
	if f, ok := value.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil, bad("holds a number that JSON does not have")
	}
	return value, nil
}

// parseRoute takes a path on the backend, with a query if need be.
func parseRoute(r raw) (string, error) {
	text, err := r.str()
	if err != nil {
		return "", err
	}
	odd := strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '#' })
	if odd || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return "", bad("is not a path of the backend").try("begin it with one slash: /customers")
	}
	return text, nil
}
