package config_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
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

func loadExample(t *testing.T, text string) *config.Config {
	t.Helper()
	s := given{file: text}.sources(t)
	s.Pools = entities.NewRegistry().Names()
	c, err := config.Load(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	want := map[string]string{}
	c, defaults := loadExample(t, example(t)), load(t, given{})
	for _, s := range defaults.Settings {
		want[s.Key] = s.Value
	}
	for _, s := range c.Settings {
		if s.Value != want[s.Key] || !strings.HasPrefix(s.Source, "file /project/flashseed.yaml:") {
			t.Errorf("%s is %q from %s, want %q", s.Key, s.Value, s.Source, want[s.Key])
		}
		delete(want, s.Key)
	}
	if len(want) != 0 {
		t.Errorf("not in the example: %v", want)
	}
	c.Settings, c.File, c.RedisGiven = defaults.Settings, "", false
	if !reflect.DeepEqual(c, defaults) { // secrets, too
		t.Errorf("the example means\n%+v\nand the defaults are\n%+v", c, defaults)
	}
}

// TestExampleNamesFlagsAndVariables checks that all of them are there, and that
// there are no others.
func TestExampleNamesFlagsAndVariables(t *testing.T) {
	text := example(t)
	known := []string{"--config", "--env-file", "--no-complete"}
	for _, o := range config.Options() {
		known = append(known, "--"+o.Flag)
		if o.Flag != "" && !strings.Contains(text, "--"+o.Flag) || !strings.Contains(text, o.Env) {
			t.Errorf("%s: no --%s or %s", o.Key, o.Flag, o.Env)
		}
	}
	for _, flag := range regexp.MustCompile(`--[a-z]+[a-z-]*`).FindAllString(text, -1) {
		if !slices.Contains(known, flag) {
			t.Errorf("there is no %s", flag)
		}
	}
	for _, e := range entities.NewRegistry().All() {
		if !e.Optional && !strings.Contains(text, e.Pool) {
			t.Errorf("no %s", e.Pool)
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
	if customers.Declared || customers.List == "" || customers.Count == "" || customers.Create == "" ||
		!slices.ContainsFunc(customers.Fields.Content, func(n *yaml.Node) bool { return n.Value == "Number {index}" }) {
		t.Errorf("customers: %+v in\n%s", customers, text)
	}
}
