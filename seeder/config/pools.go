package config

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
)

// poolName keeps names fit for variables, paths and JSON.
var poolName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// entry is what the file has of a pool: its name and what stands under it.
type entry struct{ name, value *yaml.Node }

// pool collects the settings of a pool that is known, or declares one.
func (l *loader) pool(name string, e entry, values map[string]given) {
	prefix := poolPrefix + name + "."
	var known []string
	for _, o := range l.options {
		if key := o.poolKey(); key != "" {
			known = append(known, prefix+key)
		}
	}
	found := map[string]given{}
	l.section(e.value, prefix, known, found)
	_, creates := found[prefix+"create"]
	switch {
	case slices.Contains(l.Pools, name):
	case !creates:
		l.fail(poolPrefix+name, "", l.at(e.name), bad("is not a pool").try("%s",
			DidYouMean(name, l.pools, "the pools are "+strings.Join(l.pools, ", ")+"; a new one needs create:")))
		return
	case !poolName.MatchString(name):
		l.fail(poolPrefix+name, "", l.at(e.name), bad("is not a name for a pool").try("write lower-case letters, digits and _"))
		return
	default:
		l.pools = append(l.pools, name)
	}
	l.entries[name] = e
	maps.Copy(values, found)
}

// applyPool judges the settings of one pool and keeps it if it has any.
func (l *loader) applyPool(name string) {
	pool := Pool{Declared: !slices.Contains(l.Pools, name)}
	if e, ok := l.entries[name]; ok {
		pool.Line, pool.Column, pool.Node = e.name.Line, e.name.Column, e.value
	}
	pool.FieldsNode, _ = l.given[poolPrefix+name+".fields"].data.(*yaml.Node)
	used := false
	for _, o := range l.options {
		key := poolPrefix + name + "." + o.poolKey()
		if _, set := l.given[key]; set && o.poolKey() != "" && l.used[o.Key] {
			l.apply(o, key, &pool)
			used = true
		}
	}
	if used {
		l.config.Pools[name] = pool
	}
}

// paths takes one dotted path for both kinds of answers, or one for each.
func paths(data any) (any, error) {
	n, inFile := data.(*yaml.Node)
	if !inFile || n.Kind != yaml.MappingNode {
		path, err := stringText(data)
		return Paths{path, path}, err
	}
	var p Paths
	for pair := range slices.Chunk(n.Content, 2) {
		path, err := stringText(target(pair[1]))
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
func fields(data any) (any, error) {
	n, _ := data.(*yaml.Node)
	if !isNull(n) && n.Kind != yaml.MappingNode {
		return nil, bad("is not a mapping of fields to values")
	}
	keepDates(n)
	var values map[string]any
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

// shownField writes a field as JSON, and hides secrets.
func shownField(name string, value any) string {
	text, err := json.Marshal(value)
	if secret, _ := entities.IsSecret(name); secret || err != nil {
		return hidden
	}
	return string(text)
}
