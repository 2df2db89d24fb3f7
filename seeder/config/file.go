package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseFile reads the config file. It judges keys, all of them, whatever the
// command uses; values are judged later, so they stay the nodes they are.
func (l *loader) parseFile(data []byte) map[string]given {
	values := map[string]given{}
	root, err := document(data)
	if err != nil {
		l.fail("config", "", origin{layer: layerFile, name: l.config.File}, err)
		return values
	}
	known := []string{"pools"}
	for _, o := range options() {
		if !o.perPool() {
			known = append(known, o.Key)
		}
	}
	l.section(root, "", known, values)
	return values
}

// document is the one document of the file, a null if it is empty.
func document(data []byte) (*yaml.Node, error) {
	if len(data) > largestFile {
		return nil, bad("is larger than 1 MiB")
	}
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

func (l *loader) at(n *yaml.Node) origin {
	return origin{layer: layerFile, name: l.config.File, line: n.Line, column: n.Column}
}

// each visits the pairs of a mapping; null counts as an empty one.
func (l *loader) each(n *yaml.Node, prefix string, visit func(key string, at, value *yaml.Node)) {
	n = target(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		key := strings.TrimSuffix(prefix, ".")
		if key == "" {
			key = "config"
		}
		l.fail(key, "", l.at(n), bad("is not a mapping of keys to values"))
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key, at := pair[0].Value, pair[0]
		switch {
		case at.Kind != yaml.ScalarNode:
			l.fail(prefix+"?", "", l.at(at), bad("is a key that is not plain text"))
		case at.ShortTag() == "!!merge":
			l.fail(prefix+key, "", l.at(at), bad("merges mappings, which is not understood here").try("write the keys out"))
		case seen[key]:
			l.fail(prefix+key, "", l.at(at), bad("stands there twice"))
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
			l.each(value, poolPrefix, func(name string, at, entry *yaml.Node) { l.pool(name, at, entry, values) })
		case slices.Contains(known, full):
			values[full] = given{value, l.at(value)}
		case slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, full+".") }):
			l.section(value, full+".", known, values)
		default:
			l.fail(full, "", l.at(at), unknownKey(key, prefix, known))
		}
	})
}

func unknownKey(key, prefix string, known []string) error {
	var names []string
	for _, k := range known {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			name, _, _ := strings.Cut(rest, ".")
			names = append(names, name)
		}
	}
	return bad("is not a setting").try("%s", didYouMean(key, names, "see config.example.yaml for all there are"))
}

// poolName keeps names fit for variables, paths and JSON.
var poolName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// pool collects the settings of a pool that is known, or declares one.
func (l *loader) pool(name string, at, entry *yaml.Node, values map[string]given) {
	prefix := poolPrefix + name + "."
	var known []string
	for _, o := range options() {
		if rest, ok := strings.CutPrefix(o.Key, poolPrefix+"<pool>."); ok {
			key, _, _ := strings.Cut(rest, ".")
			known = append(known, prefix+key)
		}
	}
	found := map[string]given{}
	l.section(entry, prefix, known, found)
	_, creates := found[prefix+"create"]
	switch {
	case slices.Contains(l.Pools, name):
	case !creates:
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a pool").try("%s",
			didYouMean(name, l.pools, "the pools are "+strings.Join(l.pools, ", ")+"; a new one needs create:")))
		return
	case !poolName.MatchString(name):
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a name for a pool").try("write lower-case letters, digits and _"))
		return
	default:
		l.pools = append(l.pools, name)
	}
	l.entries[name] = at
	maps.Copy(values, found)
}

// applyPool judges the settings of one pool and keeps it if it has any.
func (l *loader) applyPool(name string) {
	pool := Pool{Declared: !slices.Contains(l.Pools, name)}
	if at := l.entries[name]; at != nil {
		pool.Line, pool.Column = at.Line, at.Column
	}
	used := false
	for _, o := range options() {
		rest, ok := strings.CutPrefix(o.Key, poolPrefix+"<pool>.")
		field, _, _ := strings.Cut(rest, ".")
		key := poolPrefix + name + "." + field
		g, set := l.given[key]
		if !ok || !set || !l.uses(o.Key) {
			continue
		}
		used = true
		err := pool.set(o, field, g.data)
		switch {
		case err != nil:
			l.refuse(key, g, strings.TrimSpace, err)
		case field == "fields":
			for _, f := range slices.Sorted(maps.Keys(pool.Fields)) {
				l.note(key+"."+f, shownField(f, pool.Fields[f]), g.from)
			}
		default:
			text, isScalar := scalar(g.data)
			if n, inFile := g.data.(*yaml.Node); inFile && !isScalar {
				var value any
				_ = n.Decode(&value) // it was read just now
				text = shownField(field, value)
			}
			l.note(key, strings.TrimSpace(text), g.from)
		}
	}
	if used {
		l.config.Pools[name] = pool
	}
}

// builtinKeys are the settings that a built-in pool has, too.
func builtinKeys() []string {
	return []string{"min", "list", "count", "create", "item", "delete", "fields"}
}

// set parses one setting of the pool.
func (p *Pool) set(o Option, key string, data any) (err error) {
	if !p.Declared && !slices.Contains(builtinKeys(), key) {
		return bad("is for pools that the file declares")
	}
	switch key {
	case "min":
		n, err := wholeNumber(data, o.Low, o.High)
		number := int(n)
		p.Min = &number
		return err
	case "list":
		p.List, err = route(data)
	case "count":
		p.Count, err = route(data)
	case "create":
		p.Create, err = route(data)
	case "item":
		p.Item, err = route(data)
	case "delete":
		p.Delete, err = route(data)
	case "title":
		p.Title, err = text(data)
	case "key":
		p.Key, err = list(data)
	case "columns":
		p.Columns, err = list(data)
	case "id":
		p.ID, err = paths(data)
	case "envelope":
		p.Envelope, err = paths(data)
	case "fields":
		p.FieldsNode, _ = data.(*yaml.Node)
		p.Fields, err = fields(p.FieldsNode)
	}
	return err
}

// paths takes one dotted path for both kinds of answers, or one for each.
func paths(data any) (Paths, error) {
	n, inFile := data.(*yaml.Node)
	if !inFile || n.Kind != yaml.MappingNode {
		path, err := text(data)
		return Paths{path, path}, err
	}
	var p Paths
	for pair := range slices.Chunk(n.Content, 2) {
		path, err := text(target(pair[1]))
		switch {
		case err != nil:
			return p, err
		case pair[0].Value == "create":
			p.Create = path
		case pair[0].Value == "list":
			p.List = path
		default:
			return p, bad("has the key %q", pair[0].Value).try("write a path, or create: and list:")
		}
	}
	return p, nil
}

// fields decodes the fields of a pool, names and types as they are written.
func fields(n *yaml.Node) (values map[string]any, err error) {
	if !isNull(n) && n.Kind != yaml.MappingNode {
		return nil, bad("is not a mapping of fields to values")
	}
	keepDates(n)
	if err := n.Decode(&values); err != nil {
		return nil, bad("cannot be read: %s", strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " "))
	}
	if _, err := json.Marshal(values); err != nil {
		return nil, bad("holds a value that JSON does not have")
	}
	return values, nil
}

// keepDates leaves a date the text it is: the backend has its own idea of
// time.
func keepDates(n *yaml.Node) {
	if n.ShortTag() == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, part := range n.Content {
		keepDates(part)
	}
}
