package config

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// node is a part of a JSON Schema.
type node = map[string]any

// Schema is the JSON Schema (draft 2020-12) of flashseed.yaml, for editors. It
// is a little stricter than Load, which also takes numbers in quotes and yes
// for true.
func Schema(registry *entities.Registry) ([]byte, error) {
	perPool, sections := node{}, node{}
	root := object(node{})
	for _, o := range options() {
		properties, key := root["properties"].(node), o.Key
		section, rest, nested := strings.Cut(key, ".")
		switch {
		case o.poolKey() != "":
			perPool[o.poolKey()] = o.schema()
			continue
		case nested && sections[section] == nil:
			sections[section] = object(node{})
			properties[section] = sections[section]
			fallthrough
		case nested:
			properties, key = sections[section].(node)["properties"].(node), rest
		}
		properties[key] = o.schema()
	}

	declared := object(perPool)
	declared["required"] = []string{"create"}
	pools := object(node{})
	pools["description"] = "What is different for single pools, and pools of your own."
	pools["propertyNames"] = node{"pattern": poolName.String()}
	pools["additionalProperties"] = declared
	for _, e := range registry.All() {
		own := node{}
		for _, key := range builtinKeys() {
			own[key] = perPool[key]
		}
		own["fields"] = structSchema(reflect.TypeOf(e.Body), false)
		entry := object(own)
		entry["description"] = e.Title
		pools["properties"].(node)[e.Pool] = entry
	}
	root["properties"].(node)["pools"] = pools
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
		kindInt:      {"type": "integer", "minimum": o.Low},
		kindNumber:   {"type": "number", "minimum": 0},
		kindRate:     {"type": []string{"number", "string"}, "minimum": 0},
		kindDuration: {"type": []string{"integer", "string"}, "minimum": o.Low, "pattern": `^(\d+|(\d+(\.\d+)?(ns|us|ms|s|m|h))+)$`},
		kindSize:     {"type": []string{"integer", "string"}, "minimum": 1, "pattern": `^\d+ *([kKmMgG][iI]?)?[bB]?$`},
		kindBool:     {"type": "boolean"},
		kindHosts:    {"type": []string{"array", "string", "null"}, "items": text},
		kindOrigins:  {"type": []string{"array", "string", "null"}, "items": text},
		kindNames:    {"type": []string{"array", "string"}, "items": text},
		kindHeaders: {"type": []string{"object", "string", "null"},
			"additionalProperties": node{"type": []string{"string", "array"}, "items": text}},
		kindPaths: {"type": []string{"string", "object"},
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

// structSchema describes the fields of a body. Of the whole body single fields
// may be given, of an object within it all that are not optional.
func structSchema(t reflect.Type, whole bool) node {
	properties, required := node{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, flags, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		optional := strings.Contains(flags, "omitempty")
		choices := []node{valueSchema(f.Type, f.Tag), {"$ref": "#/$defs/placeholder"}, {"$ref": "#/$defs/rule"}}
		if optional {
			choices = append(choices, node{"type": "null"})
		} else {
			required = append(required, name)
		}
		properties[name] = node{"anyOf": choices}
	}
	s := object(properties)
	if whole {
		s["type"], s["required"] = "object", required
	}
	return s
}

// valueSchema describes what a field takes, from its type and the tags enum,
// min and max.
func valueSchema(t reflect.Type, tag reflect.StructTag) node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	s := node{}
	switch t.Kind() {
	case reflect.String:
		s["type"] = "string"
	case reflect.Bool:
		s["type"] = "boolean"
	case reflect.Slice:
		s["type"], s["items"] = "array", node{"anyOf": []node{valueSchema(t.Elem(), tag), {"$ref": "#/$defs/placeholder"}, {"$ref": "#/$defs/rule"}}}
		return s
	case reflect.Struct:
		return structSchema(t, true)
	case reflect.Int, reflect.Int64, reflect.Float64:
		s["type"] = "number"
		for key, name := range map[string]string{"min": "minimum", "max": "maximum"} {
			if bound, err := strconv.ParseFloat(tag.Get(key), 64); err == nil {
				s[name] = bound
			}
		}
	}
	if values := tag.Get("enum"); values != "" {
		s["enum"] = alternatives(slices.Collect(strings.SplitSeq(values, "|")))
	}
	return s
}
