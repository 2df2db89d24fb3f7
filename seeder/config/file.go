package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is the one document of the file, a null if it is empty.
func document(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	err := decoder.Decode(&first)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}, nil
	}
	if err == nil {
		err = decoder.Decode(&second)
	}
	switch {
	case err == nil:
		return nil, bad("holds more than one document")
	case !errors.Is(err, io.EOF):
		return nil, bad("is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return first.Content[0], nil
}

func (l *loader) at(n *yaml.Node) place {
	return place{layer: layerFile, name: l.config.File, line: n.Line, column: n.Column}
}

// each visits the pairs of a mapping; null counts as an empty one.
func (l *loader) each(n *yaml.Node, prefix string, visit func(key string, at, value *yaml.Node)) {
	n = target(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		key := strings.TrimSuffix(prefix, ".")
		l.fail(cmp.Or(key, "config"), "", l.at(n), bad("is not a mapping of keys to values"))
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key, at := pair[0].Value, pair[0]
		switch {
		case at.Kind != yaml.ScalarNode || key == "":
			l.fail(prefix+"?", "", l.at(at), bad("is a key that is not plain text"))
		case at.ShortTag() == "!!merge":
			l.fail(prefix+key, "", l.at(at), bad("merges mappings, which is not understood here").try("write the keys out"))
		case seen[key]:
			l.fail(prefix+key, "", l.at(at), bad("appears twice"))
		case strings.Contains(key, "."):
			l.fail(prefix+key, "", l.at(at), bad("is not understood with dots").try(
				"write %s on lines of their own, each indented deeper", strings.ReplaceAll(prefix+key, ".", ", ")))
		default:
			seen[key] = true
			visit(key, at, target(pair[1]))
		}
	}
}

// section collects the settings of a mapping whose keys begin with prefix.
func (l *loader) section(n *yaml.Node, prefix string, known []string, values map[string]given) {
	l.each(n, prefix, func(key string, at, value *yaml.Node) {
		full := prefix + key
		switch {
		case full == "pools":
			l.each(value, poolPrefix, func(name string, at, value *yaml.Node) { l.pool(name, entry{at, value}, values) })
		case slices.Contains(known, full):
			values[full] = given{value, l.at(value)}
		case slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, full+".") }):
			l.section(value, full+".", known, values)
		default:
			var names []string
			for _, k := range known {
				if rest, ok := strings.CutPrefix(k, prefix); ok {
					name, _, _ := strings.Cut(rest, ".")
					names = append(names, name)
				}
			}
			l.fail(full, "", l.at(at), bad("is not a setting").try("%s",
				DidYouMean(key, names, "see config.example.yaml for all there are")))
		}
	})
}
