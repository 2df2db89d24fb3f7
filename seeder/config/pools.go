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

// pool collects the settings of a pool that is known, or declares one.
func (l *loader) pool(name string, at, value *yaml.Node, values map[string]given) {
	prefix := poolPrefix + name + "."
	var known []string
	for _, o := range l.options {
		if key := o.poolKey(); key != "" {
			known = append(known, prefix+key)
		}
	}
	found := map[string]given{}
	l.section(value, prefix, known, found)
	_, creates := found[prefix+"create"]
	builtin := slices.Contains(l.Pools, name)
	switch {
	case builtin:
	case !creates:
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a pool").try("%s",
			DidYouMean(name, l.pools, "the pools are "+strings.Join(l.pools, ", ")+"; a new one needs create:")))
		return
	case !poolName.MatchString(name):
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a name for a pool").try("write lower-case letters, digits and _"))
		return
	default:
		l.pools = append(l.pools, name)
	}
	l.named[name] = Pool{Declared: !builtin, Line: at.Line, Column: at.Column, Node: value}
	maps.Copy(values, found)
}

// applyPool judges the settings of one pool and keeps it if it has any.
func (l *loader) applyPool(name string) {
	pool := l.named[name]
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

// minimums sorts the entries of --min or FLASHSEED_MIN (25,orders=50) by the
// setting that each is for; the later of two counts.
func (l *loader) minimums(text any, from place) map[string]given {
	found := map[string]given{}
	list, _ := text.(string) // else a quote in a .env file that is never closed
	entries := strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == '\n' })
	entries = slices.DeleteFunc(entries, func(entry string) bool { return strings.TrimSpace(entry) == "" })
	if len(entries) == 0 {
		found[keyMin] = given{text, from}
	}
	for _, entry := range entries {
		pool, number, named := strings.Cut(strings.TrimSpace(entry), "=")
		switch pool = strings.TrimSpace(pool); {
		case !named:
			found[keyMin] = given{pool, from}
		case !slices.Contains(l.pools, pool):
			l.fail(keyMin, strings.TrimSpace(entry), from, bad("names no pool").try("%s",
				DidYouMean(pool, l.pools, "the pools are "+strings.Join(l.pools, ", "))))
		default:
			found[poolPrefix+pool+".min"] = given{number, from}
		}
	}
	return found
}

// applyPreset settles what a preset and a general number mean together.
func (l *loader) applyPreset() {
	general, preset := l.given[keyMin], l.config.Preset
	switch {
	case preset == "minimum" || preset == "" || general.from.layer == "":
	case general.from.layer == layerFlag:
		l.fail(keyMin, general.data.(string), general.from, bad("cannot be combined with the preset %s", preset).
			try("name the pools, as in --min orders=50, or leave out the preset"))
	default:
		l.config.UnusedMin = general.from.String()
	}
}
