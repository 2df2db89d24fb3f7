package config_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/config"
)

// schemaCheck returns a function that validates a file against the schema.
func schemaCheck(t *testing.T) (check func(text string) error, pools []string) {
	t.Helper()
	registry := entities.NewRegistry()
	data, err := config.Schema(registry)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("flashseed.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("flashseed.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		var file any
		if err := yaml.Unmarshal([]byte(text), &file); err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(string(asJSON)))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(instance)
	}, registry.Names()
}

// TestSchemaTakesGoodFiles: what Load takes, the schema takes.
func TestSchemaTakesGoodFiles(t *testing.T) {
	check, pools := schemaCheck(t)
	for name, text := range map[string]string{
		"example":        example(t),
		"sample":         examplePoolsSample(t),
		"nothing":        "{}",
		"empty sections": "pools:\nlive:\nheaders:\nallow_hosts:\n",
		"durations":      "wait: 90\ntimeout: 1h30m\ncache_ttl: '60'\nrequest_timeout: 1.5s",
		"sizes":          "max_body: 1024",
		"rates":          "rate: 0.5\nlive: {rate: 10/min}",
		"choices":        "ward_names: '2025'\npreset: town",
		"lists":          "allow_hosts: a.b, c.d\nheaders: {A: [x, y]}",
		"literals":       "pools: {customers: {fields: {first_name: Quang, phone: null}}}",
		"enums":          "pools: {orders: {fields: {status: EN_ROUTE, total_amount: 0}}}",
		"rules":          "pools: {customers: {fields: {first_name: {one_of: [A, B]}, last_name: 'No. {index}'}}}",
		"declared":       "pools: {gift_cards: {create: /gift-cards, fields: {amount: {from: 5, to: 50}}, id: {create: a, list: b}}}",
	} {
		if err := check(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s := given{file: text}.sources(t)
		s.Pools = pools
		if _, err := config.Load(s); err != nil {
			t.Errorf("%s: Load refuses it: %v", name, err)
		}
	}
}

func TestSchemaRefusesBadFiles(t *testing.T) {
	check, _ := schemaCheck(t)
	for _, text := range []string{
		"seeed: 1",
		"seed: -1",
		"concurrency: 257",
		"retries: 1.5",
		"wait: soon",
		"cache_ttl: 0",
		"complete: 3",
		"ward_names: 2026",
		"allow_hosts: [5]",
		"allow_hosts: {a: b}",
		"headers: [a]",
		"token: 123",
		"live: {rat: 5}",
		"live.max: 5",
		"pools: {orders: {min: -1}}",
		"pools: {orders: {mni: 1}}",
		"pools: {orders: {key: [id]}}",
		"pools: {order: {min: 5}}",
		"pools: {Gift-Cards: {create: /x}}",
		"pools: {gift_cards: {create: /x, clumns: [a]}}",
		"pools: {gift_cards: {create: /x, id: {update: a}}}",
		"pools: {customers: {fields: {frist_name: A}}}",
		"pools: {customers: {fields: {first_name: 5}}}",
		"pools: {customers: {fields: {first_name: null}}}",
		"pools: {customers: {fields: {first_name: {form: 5}}}}",
		"pools: {orders: {fields: {status: LOST}}}",
		"pools: {orders: {fields: {total_amount: -1}}}",
		"pools: {finance_rules: {fields: {restaurant_commission: 2}}}",
		"pools: {restaurants: {fields: {status: {is_open: 5}}}}",
	} {
		if check(text) == nil {
			t.Errorf("taken: %s", text)
		}
	}
}

// TestSchemaKnowsEveryPool and every field of its body.
func TestSchemaKnowsEveryPool(t *testing.T) {
	check, pools := schemaCheck(t)
	for _, pool := range pools {
		if err := check("pools: {" + pool + ": {min: 5, list: /x, item: /x}}"); err != nil {
			t.Errorf("%s: %v", pool, err)
		}
		if check("pools: {"+pool+": {fields: {no_such_field: 5}}}") == nil {
			t.Errorf("%s takes any field", pool)
		}
	}
}
