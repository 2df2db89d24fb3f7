package config_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/seeder/config"
)

func example(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// allPools are the pools that the example names in its comments.
func examplePools() []string {
	return strings.Split("address_books food_categories super_admins finance_admins companion_admins finance_rules "+
		"restaurants menu_items menu_item_variants promotions drivers customers customer_cares orders", " ")
}

func loadExample(t *testing.T, text string) *config.Config {
	t.Helper()
	s := given{file: text}.sources(t)
	s.Pools = examplePools()
	c, err := config.Load(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	want := map[string]string{}
	for _, s := range load(t, given{}).Settings {
		want[s.Key] = s.Value
	}
	for _, s := range loadExample(t, example(t)).Settings {
		if s.Value != want[s.Key] || !strings.HasPrefix(s.Source, "file /project/flashseed.yaml:") {
			t.Errorf("%s is %q from %s, want %q", s.Key, s.Value, s.Source, want[s.Key])
		}
		delete(want, s.Key)
	}
	if len(want) != 0 {
		t.Errorf("not in the example: %v", want)
	}
}

// TestExampleHoldsEveryDefault compares the text with the declarations, where
// secrets are not hidden.
func TestExampleHoldsEveryDefault(t *testing.T) {
	var file map[string]any
	if err := yaml.Unmarshal([]byte(example(t)), &file); err != nil {
		t.Fatal(err)
	}
	for key, value := range file["live"].(map[string]any) {
		file["live."+key] = value
	}
	delete(file, "live")
	for _, o := range config.Options() {
		if strings.HasPrefix(o.Key, "pools.") {
			continue
		}
		value, there := file[o.Key]
		if items, isList := value.([]any); isList {
			value = strings.ReplaceAll(strings.Trim(fmt.Sprint(items), "[]"), " ", ", ")
		}
		if !there || o.Default != nil && fmt.Sprint(value) != fmt.Sprint(o.Default) {
			t.Errorf("%s: %v in the example, %v by default", o.Key, value, o.Default)
		}
		delete(file, o.Key)
	}
	delete(file, "pools")
	if len(file) != 0 {
		t.Errorf("not settings: %v", file)
	}
}

func TestExampleNamesFlagsAndVariables(t *testing.T) {
	text := example(t)
	for _, o := range config.Options() {
		if o.Flag != "" && !strings.Contains(text, "--"+o.Flag) || !strings.Contains(text, o.Env) {
			t.Errorf("%s: no --%s or %s", o.Key, o.Flag, o.Env)
		}
	}
	for _, pool := range examplePools() {
		if !strings.Contains(text, pool) {
			t.Errorf("no %s", pool)
		}
	}
}

// examplePoolsSample is the sample below "pools" without the comment signs.
func examplePoolsSample(t *testing.T) string {
	t.Helper()
	sample := regexp.MustCompile(`(?m)^# pools:\n(?:#.*\n)+`).FindString(example(t))
	return regexp.MustCompile(`(?m)^# `).ReplaceAllString(sample, "")
}

func TestExampleOfPools(t *testing.T) {
	text := examplePoolsSample(t)
	c := loadExample(t, text)
	orders, customers := c.Pools["orders"], c.Pools["customers"]
	if orders.Min == nil || *orders.Min != 50 {
		t.Errorf("orders: %+v in\n%s", orders, text)
	}
	if customers.List == "" || customers.Count == "" || customers.Create == "" || !slices.ContainsFunc(customers.Fields.Content, func(n *yaml.Node) bool { return n.Value == "Number {index}" }) {
		t.Errorf("customers: %+v in\n%s", customers, text)
	}
}
