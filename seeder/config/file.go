package config

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const largestFile = 1 << 20

// file is a config file on its way into the layers. It judges keys, all of
// them, whatever the command uses; values are judged later.
type file struct {
	path   string
	pools  []string
	known  []string // keys at the top
	values map[string]any
	errs   Errors
}

// parseFile never returns nil; values is nested as the keys are, with a raw at
// each leaf, so that nothing on the way changes case or types.
func parseFile(path string, data []byte, pools []string) *file {
	f := &file{path: path, pools: pools, known: fileKeys(), values: map[string]any{}}
	root, err := document(data)
	switch {
	case err != nil:
		f.fail("config", 0, err)
	case root != nil:
		f.each(root, "", f.top)
	}
	return f
}

// document is the one document of the file, nil if it is empty.
func document(data []byte) (*yaml.Node, error) {
	if len(data) > largestFile {
		return nil, bad("is larger than 1 MiB")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntax(err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, bad("holds more than one document")
	case !errors.Is(err, io.EOF):
		return nil, syntax(err)
	}
	return first.Content[0], nil
}

func syntax(err error) error {
	return bad("is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}

// each visits the pairs of a mapping; null counts as an empty one.
func (f *file) each(n *yaml.Node, prefix string, visit func(key string, at, value *yaml.Node)) {
	n = target(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		f.fail(strings.TrimSuffix(prefix, "."), n.Line, bad("is not a mapping of keys to values"))
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key, err := keyOf(pair[0], seen)
		if err == nil && strings.Contains(key, ".") {
			err = dotted(prefix + key)
		}
		if err != nil {
			f.fail(prefix+key, pair[0].Line, err)
			continue
		}
		seen[key] = true
		visit(key, pair[0], target(pair[1]))
	}
}

func keyOf(n *yaml.Node, seen map[string]bool) (string, error) {
	switch {
	case n.Kind != yaml.ScalarNode:
		return "?", bad("is a key that is not plain text")
	case n.ShortTag() == "!!merge":
		return n.Value, bad("merges mappings, which is not understood here").try("write the keys out")
	case seen[n.Value]:
		return n.Value, bad("stands there twice")
	}
	return n.Value, nil
}

func (f *file) top(key string, at, value *yaml.Node) {
	if key == "pools" {
		pools := map[string]any{}
		f.values["pools"] = pools
		f.each(value, poolPrefix, func(pool string, at, value *yaml.Node) { f.pool(pools, pool, at, value) })
		return
	}
	if !slices.Contains(f.known, key) {
		f.fail(key, at.Line, unknownKey(key, f.known))
		return
	}
	f.values[key] = f.leaf(value)
}

func (f *file) pool(pools map[string]any, pool string, at, value *yaml.Node) {
	if !slices.Contains(f.pools, pool) {
		f.fail(poolPrefix+pool, at.Line, unknownPool(pool, f.pools))
		return
	}
	values := map[string]any{}
	pools[pool] = values
	prefix := poolPrefix + pool + "."
	f.each(value, prefix, func(key string, at, value *yaml.Node) {
		if known := poolKeys(); !slices.Contains(known, key) {
			f.fail(prefix+key, at.Line, unknownKey(key, known))
			return
		}
		values[key] = f.leaf(value)
	})
}

func (f *file) leaf(n *yaml.Node) raw {
	return raw{node: n, from: f.origin(n.Line)}
}

func (f *file) origin(line int) origin {
	return origin{layer: layerFile, name: f.path, line: line}
}

func (f *file) fail(key string, line int, err error) {
	if key == "" {
		key = "config"
	}
	f.errs = append(f.errs, finding(key, "", f.origin(line), err))
}

// dotted: messages write keys with dots, the file does not.
func dotted(key string) error {
	return bad("is not understood with dots").
		try("write %s on lines of their own, each indented deeper", strings.ReplaceAll(key, ".", ", "))
}

func unknownKey(key string, known []string) error {
	return bad("is not a setting").try("%s", didYouMean(key, known, "see config.example.yaml for all there are"))
}

func unknownPool(pool string, pools []string) error {
	return bad("is not a pool").try("%s", didYouMean(pool, pools, "the pools are "+strings.Join(pools, ", ")))
}

func fileKeys() []string {
	keys := []string{"pools"}
	for _, o := range Options() {
		if !o.perPool() {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

func poolKeys() []string {
	var keys []string
	for _, s := range poolSettings() {
		keys = append(keys, s.key)
	}
	return keys
}
