package config_test

import (
	"reflect"
	"strings"
	"testing"
)

func TestFileRefused(t *testing.T) {
	for text, want := range map[string]string{
		"seed: 1\n  x: 2":                         "config: is not YAML: line 2: mapping values are not allowed in this context (from /project/flashseed.yaml)",
		"seed: 1\n---\nseed: 2":                   "config: holds more than one document (from /project/flashseed.yaml)",
		"seed: 1\n---\n[":                         "config: is not YAML: line 3: did not find expected node content (from /project/flashseed.yaml)",
		"seed: *x":                                "config: is not YAML: unknown anchor 'x' referenced (from /project/flashseed.yaml)",
		"- seed":                                  "config: is not a mapping of keys to values (from /project/flashseed.yaml:1)",
		"\nSeed: 1":                               "Seed: is not a setting (from /project/flashseed.yaml:2)",
		"seed: 1\nwait: 2\nseed: 1":               `config: is not YAML: unmarshal errors: line 3: mapping key "seed" already defined at line 1 (from /project/flashseed.yaml)`,
		"\"a b\\n\": 1":                           `"a b\n": is not a setting (from /project/flashseed.yaml:1)`,
		"\"\": 1":                                 "?: is not a setting (from /project/flashseed.yaml:1)",
		"[a]: 1":                                  "config: is not YAML: unmarshal errors: line 1: cannot unmarshal !!seq into string (from /project/flashseed.yaml)",
		"<<: {seed: 1}":                           "<<: is not a setting (from /project/flashseed.yaml:1)",
		"pools.orders.min: 5":                     "pools.orders.min: is not a setting (from /project/flashseed.yaml:1)",
		"pools: {orders.min: 5}":                  "pools.orders.min: is not a pool (from /project/flashseed.yaml:1)",
		"pools: [orders]":                         "pools: is not a mapping of keys to values (from /project/flashseed.yaml:1)",
		"pools: {orders: 5}":                      "pools.orders: is not a mapping of keys to values (from /project/flashseed.yaml:1)",
		"pools: {orders: {mni: 5}}":               "pools.orders.mni: is not a setting (from /project/flashseed.yaml:1)",
		"token: !!int sesame":                     "config: is not YAML: cannot decode !!str ******** as a !!int (from /project/flashseed.yaml)",
		"pools: {orders: {list: orders}}":         `pools.orders.list: "orders" is not a path of the backend (from /project/flashseed.yaml:1)`,
		"pools: {orders: {count: //evil/x}}":      `pools.orders.count: "//evil/x" is not a path of the backend (from /project/flashseed.yaml:1)`,
		"pools: {orders: {create: 'http://e/x'}}": `pools.orders.create: "http://e/x" is not a path of the backend (from /project/flashseed.yaml:1)`,
		"pools: {orders: {fields: 5}}":            `pools.orders.fields: is not a mapping of fields to values (from /project/flashseed.yaml:1)`,
		"pools: {orders: {fields: &f {a: *f}}}":   "config: is not YAML: anchor 'f' value contains itself (from /project/flashseed.yaml)",
		"backend_url: [a]":                        `backend_url: must not be a list (from /project/flashseed.yaml:1)`,
		"backend_url: ":                           `backend_url: has no value (from /project/flashseed.yaml:1)`,
		"complete: {}":                            `complete: must not be a mapping (from /project/flashseed.yaml:1)`,
	} {
		if err := refuse(t, given{file: text}); lineOnly(err) != want {
			t.Errorf("%.60s\ngot  %s\nwant %s", text, err, want)
		}
	}
}

func TestHintsForKeys(t *testing.T) {
	for text, want := range map[string]string{
		"Backend-URL: x":            "did you mean backend_url?",
		"nothing_like_it: x":        "see config.example.yaml for all there are",
		"pools: {orders: {mni: 5}}": "did you mean min?",
	} {
		if err := refuse(t, given{file: text}); err.Hint != want {
			t.Errorf("%s: %q", text, err.Hint)
		}
	}
}

func TestFilesWithNothingInThem(t *testing.T) {
	for _, text := range []string{"\n", "# only this\n", "---\n", "~", "{}", "pools:", "pools: {orders: }", "pools: {orders: {fields: }}"} {
		if c := load(t, given{file: text}); c.MinPoolSize != 10 || c.File != "/project/flashseed.yaml" {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

func TestQuotedNumbersAreNumbers(t *testing.T) {
	c := load(t, given{file: "seed: '7'\nconcurrency: \"3\"\ncache_ttl: 60\ncomplete: 'off'\nport: &p 80\nretries: *p"})
	if c.Seed != 7 || c.Concurrency != 3 || c.Complete || c.Port != 80 || c.Retries != 80 {
		t.Errorf("%+v", c)
	}
}

func TestFieldsStayAsTheyAreWritten(t *testing.T) {
	const text = `
pools:
  customers:
    list: /v2/customers?x=1
    fields:
      first_name: Quang
      camelCase: {Inner.Key: [1, -2, 2.5, true, null, "5"]}
      with.dot: 18446744073709551615
      alias: &a {x: 1}
      again: *a
      bad: .nan
`
	c := load(t, given{file: text})
	got := c.Pools["customers"]
	if at := got.Fields.Content[0]; at.Line != 6 || at.Column != 7 || got.Line != 3 || got.List != "/v2/customers?x=1" {
		t.Errorf("fields begin at %d:%d, the pool in line %d", at.Line, at.Column, got.Line)
	}
	if len(c.Pools) != 1 || c.Min("customers") != 10 || c.Min("no such pool") != 10 {
		t.Errorf("%+v", c.Pools)
	}
	if shown := setting(t, c, "pools.customers.fields").Value; shown != "first_name, camelCase, with.dot, alias, again, bad" {
		t.Errorf("the fields are shown as %s", shown)
	}
}

// TestAliasBomb: a few lines that stand for millions of values are refused
// instead of written out.
func TestAliasBomb(t *testing.T) {
	text := "pools:\n  orders:\n    fields:\n      a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for c := 'b'; c < 'l'; c++ {
		prev := "*" + string(c-1)
		text += "      " + string(c) + ": &" + string(c) + " [" + strings.Repeat(prev+" ,", 9) + prev + "]\n"
	}
	if err := refuse(t, given{file: text}); !strings.Contains(err.Reason, "excessive aliasing") {
		t.Error(err)
	}
}

func TestSettingsOfPoolsComeInOrder(t *testing.T) {
	c := load(t, given{file: "pools: {orders: {min: 1}, address_books: {list: /x, min: 2}}"})
	var got []string
	for _, s := range c.Settings {
		if strings.HasPrefix(s.Key, "pools.") {
			got = append(got, s.Key+"="+s.Value)
		}
	}
	want := []string{"pools.address_books.min=2", "pools.address_books.list=/x", "pools.orders.min=1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}
