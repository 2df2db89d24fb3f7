package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
)

var updateDocs = flag.Bool("update-docs", false, "write what is generated anew")

// TestSchemaIsCurrent generates the schema of flashseed.yaml from the settings
// and the pools, and compares it with that in the repository.
func TestSchemaIsCurrent(t *testing.T) {
	const path = "../../docs/flashseed.schema.json"
	registry := entities.NewRegistry()
	want, err := Schema(registry)
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *updateDocs {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not current (%v): run make docs", path, err)
	}
}

// node is a part of a JSON Schema.
type node = map[string]any

// Schema is the JSON Schema (draft 2020-12) of flashseed.yaml, for editors. It
// is a little stricter than Load, which also takes numbers in quotes and yes
// for true.
func Schema(registry *entities.Registry) ([]byte, error) {
	properties, perPool, common := node{}, node{}, node{}
	for _, o := range Options() {
		section, key, nested := strings.Cut(o.Key, ".")
		switch {
		case o.poolKey() != "":
			perPool[o.poolKey()] = o.schema()
			if !o.declared {
				common[o.poolKey()] = perPool[o.poolKey()]
			}
		case !nested:
			properties[o.Key] = o.schema()
		case properties[section] == nil:
			properties[section] = object(node{key: o.schema()})
		default:
			properties[section].(node)["properties"].(node)[key] = o.schema()
		}
	}

	declared := object(perPool)
	declared["required"] = []string{"create"}
	builtin := node{}
	pools := object(builtin)
	pools["description"] = "What is different for single pools, and pools of your own."
	pools["propertyNames"] = node{"pattern": poolName}
	pools["additionalProperties"] = declared
	for _, e := range registry.All() {
		own := maps.Clone(common)
		own["fields"] = bodySchema(e.Fields)
		entry := object(own)
		entry["description"] = e.Title
		builtin[e.Pool] = entry
	}
	properties["pools"] = pools

	root := object(properties)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "flashseed.yaml"
	root["$defs"] = node{
		"placeholder": node{"type": "string", "pattern": `\{[a-z_]+(\.[a-z0-9_]+)*\}`},
		"rule": node{"type": "object", "anyOf": []node{
			{"required": []string{"from", "to"}}, {"required": []string{"one_of"}},
			{"required": []string{"date"}}, {"required": []string{"chance"}},
		}},
	}
	return json.MarshalIndent(root, "", "  ")
}

// object is a mapping that has no other keys; null counts as an empty one.
func object(properties node) node {
	return node{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
}

// schema describes the values of a setting.
func (o Option) schema() node {
	text := node{"type": "string"}
	s := map[string]node{
		kindInt:    {"type": "integer", "minimum": o.Low},
		"number":   {"type": "number", "minimum": 0},
		"rate":     {"type": []string{"number", "string"}, "minimum": 0},
		"duration": {"type": []string{"integer", "string"}, "minimum": o.Low, "pattern": `^(\d+|(\d+(\.\d+)?(ns|us|ms|s|m|h))+)$`},
		"size":     {"type": []string{"integer", "string"}, "minimum": 1, "pattern": `^\d+ *([kKmMgG][iI]?)?[bB]?$`},
		kindBool:   {"type": "boolean"},
		"hosts":    {"type": []string{"array", "string", "null"}, "items": text},
		"origins":  {"type": []string{"array", "string", "null"}, "items": text},
		"names":    {"type": []string{"array", "string"}, "items": text},
		"headers": {"type": []string{"object", "string", "null"},
			"additionalProperties": node{"type": []string{"string", "array"}, "items": text}},
		"paths": {"type": []string{"string", "object"},
			"properties": node{"create": text, "list": text}, "additionalProperties": false},
		kindFields: {"type": []string{"object", "null"}},
	}[o.Kind]
	switch {
	case o.Values != nil:
		s = node{"enum": alternatives(o.Values)}
	case s == nil:
		s = node{"type": "string"}
	}
	if o.Kind == kindInt && o.High < math.MaxUint64 {
		s["maximum"] = o.High
	}
	if o.Default != nil && !o.Secret {
		s["default"] = o.Default
	}
	s["description"] = o.Usage
	return s
}

// alternatives are texts and, of those that YAML reads as numbers, the numbers.
func alternatives(values []string) []any {
	var all []any
	for _, value := range values {
		all = append(all, value)
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// bodySchema describes the fields of a body, of which any may be given.
func bodySchema(fields []entities.Field) node {
	properties := node{}
	for _, f := range fields {
		properties[f.Name] = fieldSchema(f)
	}
	return object(properties)
}

// fieldSchema describes what a field of a body takes: a value, a text with a
// placeholder, or a rule that makes a value.
func fieldSchema(f entities.Field) node {
	kinds := map[entities.Kind]string{
		entities.Text: "string", entities.Number: "number", entities.Boolean: "boolean",
		entities.List: "array", entities.Object: "object",
	}
	value := node{"type": kinds[f.Kind]}
	if f.Enum != nil {
		value["enum"] = f.Enum
	}
	if f.Min != nil {
		value["minimum"] = *f.Min
	}
	if f.Max != nil {
		value["maximum"] = *f.Max
	}
	if f.Of != nil {
		value["items"] = fieldSchema(*f.Of)
	}
	if f.Fields != nil {
		value = bodySchema(f.Fields)
		required := []string{}
		for _, part := range f.Fields {
			if !part.Optional {
				required = append(required, part.Name)
			}
		}
		value["type"], value["required"] = "object", required
	}
	choices := []node{value, {"$ref": "#/$defs/placeholder"}, {"$ref": "#/$defs/rule"}}
	if f.Optional {
		choices = append(choices, node{"type": "null"})
	}
	return node{"anyOf": choices}
}
