package config_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/flashseed/flashseed/seeder/config"
)

// mins is "general orders customers" as they took effect.
func mins(c *config.Config) string {
	return fmt.Sprint(c.MinPoolSize, c.Min("orders"), c.Min("customers"))
}

func TestMin(t *testing.T) {
	env := func(pairs ...string) map[string]string {
		all := map[string]string{}
		for _, pair := range pairs {
			name, value, _ := strings.Cut(pair, "=")
			all[name] = value
		}
		return all
	}
	for name, test := range map[string]struct {
		g    given
		want string
	}{
		"nothing":             {given{}, "10 10 10"},
		"zero":                {given{args: []string{"--min", "0"}}, "0 0 0"},
		"mixed with commas":   {given{args: []string{"--min", "25, orders = 50 ,"}}, "25 50 25"},
		"variable":            {given{env: env("FLASHSEED_MIN=orders=50,customers=20")}, "10 50 20"},
		"bare in variable":    {given{env: env("FLASHSEED_MIN=7,orders=50", "MIN_POOL_SIZE=8")}, "7 50 7"},
		"flag over variables": {given{args: []string{"--min", "1"}, env: env("MIN_POOL_SIZE=8", "FLASHSEED_MIN=9")}, "1 1 1"},
		"variable over .env":  {given{env: env("MIN_POOL_SIZE=8"), dotenv: "FLASHSEED_MIN=9,orders=4"}, "8 4 8"},
		".env over file":      {given{dotenv: "MIN_POOL_SIZE=8", file: "min_pool_size: 2"}, "8 8 8"},
		"file":                {given{file: "min_pool_size: 2\npools: {orders: {min: 3}}"}, "2 3 2"},
		"per pool": {
			given{
				args: []string{"--min", "orders=1"}, env: env("FLASHSEED_MIN=orders=2,customers=3"),
				file: "pools: {orders: {min: 4}, customers: {min: 5}, menu_items: {min: 6}}",
			}, "10 1 3",
		},
		"general never beats a pool's own": {given{args: []string{"--min", "25"}, file: "pools: {orders: {min: 4}}"}, "25 4 25"},
		"only one key in use":              {given{args: []string{"--min", "25,orders=3"}, keys: []string{"pools"}}, "25 3 25"},
		"only the other in use":            {given{args: []string{"--min", "25,orders=3"}, keys: []string{"min_pool_size"}}, "25 3 25"},
		"none in use":                      {given{args: []string{"--min", "x,y=z"}, keys: []string{"seed"}}, "10 10 10"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mins(load(t, test.g)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestMinRefused(t *testing.T) {
	env := func(name, value string) given { return given{env: map[string]string{name: value}} }
	flag := func(text string) given { return given{args: []string{"--min", text}} }
	for want, g := range map[string]given{
		`min_pool_size: "ten" is not a whole number from 0 to 100000000 (from MIN_POOL_SIZE)`:                        env("MIN_POOL_SIZE", "ten"),
		`min_pool_size: "orders=5" is not a whole number from 0 to 100000000 (from MIN_POOL_SIZE)`:                   env("MIN_POOL_SIZE", "orders=5"),
		`min_pool_size: is not a whole number from 0 to 100000000 (from --min)`:                                      flag(""),
		`min_pool_size: "-1" is not a whole number from 0 to 100000000 (from --min)`:                                 flag("-1"),
		`min_pool_size: "100000001" is not a whole number from 0 to 100000000 (from --min)`:                          flag("100000001"),
		`min_pool_size: "order=3" names no pool (from --min)`:                                                        flag("order=3"),
		`min_pool_size: "=3" names no pool (from FLASHSEED_MIN)`:                                                     env("FLASHSEED_MIN", "=3"),
		`pools.orders.min: is not a whole number from 0 to 100000000 (from --min)`:                                   flag("orders="),
		`pools.orders.min: "-5" is not a whole number from 0 to 100000000 (from FLASHSEED_MIN)`:                      env("FLASHSEED_MIN", "customers=3,orders=-5"),
		`pools.orders.min: "x" is not a whole number from 0 to 100000000 (from .env FLASHSEED_MIN)`:                  {dotenv: "FLASHSEED_MIN=orders=x"},
		`pools.orders.min: "many" is not a whole number from 0 to 100000000 (from /project/flashseed.yaml:3)`:        {file: "pools:\n  orders:\n    min: many"},
		`min_pool_size: "true" is not a whole number from 0 to 100000000 (from /project/flashseed.yaml:1)`:           {file: "min_pool_size: true"},
		`min_pool_size: has no value (from /project/flashseed.yaml:1)`:                                               {file: "min_pool_size:"},
		`min_pool_size: has a quote that is never closed, or text after its closing quote (from .env MIN_POOL_SIZE)`: {dotenv: `MIN_POOL_SIZE="5`},
		`min_pool_size: has a quote that is never closed, or text after its closing quote (from .env FLASHSEED_MIN)`: {dotenv: `FLASHSEED_MIN="customers=5"6`},
	} {
		if err := refuse(t, g); lineOnly(err) != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}

func TestUnknownPoolIsSuggested(t *testing.T) {
	for pool, hint := range map[string]string{
		"order":      "did you mean orders?",
		"menuItems":  "did you mean menu_items?",
		"Menu-Items": "did you mean menu_items?",
		"custmers":   "did you mean customers?",
		"spaceships": "the pools are address_books, food_categories, menu_items, customers, orders",

		strings.Repeat("orders", 150): "the pools are address_books, food_categories, menu_items, customers, orders",
	} {
		if err := refuse(t, given{args: []string{"--min", pool + "=3"}}); err.Hint != hint {
			t.Errorf("--min %s: %q", pool, err.Hint)
		}
		if err := refuse(t, given{file: "pools: {" + pool + ": {min: 3}}"}); !strings.HasPrefix(err.Hint, hint) || err.Key != "pools."+pool {
			t.Errorf("%s in the file: %+v", pool, err)
		}
	}
}

// TestMinOfAnyMixture compares with the rule said in one line: an own size if
// any entry names the pool, else the last bare one.
func TestMinOfAnyMixture(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := map[string]int{"": 10}
		var args []string
		for _, group := range rapid.SliceOf(rapid.SliceOfN(rapid.IntRange(0, 11), 1, 3)).Draw(rt, "entries") {
			var parts []string
			for _, n := range group {
				pool := []string{"", "orders", "customers"}[n%3]
				want[pool] = n
				parts = append(parts, strings.TrimPrefix(fmt.Sprintf("%s=%d", pool, n), "="))
			}
			args = append(args, "--min", strings.Join(parts, ","))
		}
		c := load(t, given{args: args})
		for _, pool := range []string{"orders", "customers", "menu_items"} {
			n, own := want[pool]
			if !own {
				n = want[""]
			}
			if c.Min(pool) != n {
				rt.Fatalf("%v: %s is %d, want %d", args, pool, c.Min(pool), n)
			}
		}
	})
}

func presetMin(preset, pool string) (int, bool) {
	return 120, preset == "town" && pool != "menu_items"
}

func TestPreset(t *testing.T) {
	town := map[string]string{"FLASHSEED_PRESET": "town"}
	both := map[string]string{"FLASHSEED_PRESET": "town", "MIN_POOL_SIZE": "8"}
	for name, test := range map[string]struct {
		g                 given
		orders, customers int
		unused            string
	}{
		"none":                  {given{}, 10, 10, ""},
		"minimum":               {given{args: []string{"--preset", "minimum", "--min", "25"}}, 25, 25, ""},
		"town":                  {given{env: town}, 120, 120, ""},
		"own min goes before":   {given{env: town, args: []string{"--min", "orders=50"}}, 50, 120, ""},
		"from the file too":     {given{env: town, file: "pools: {orders: {min: 7}}"}, 7, 120, ""},
		"MIN_POOL_SIZE unused":  {given{env: both}, 120, 120, "environment MIN_POOL_SIZE"},
		"bare variable unused":  {given{env: town, dotenv: "FLASHSEED_MIN=9,orders=4"}, 4, 120, ".env FLASHSEED_MIN"},
		"general number unused": {given{file: "preset: town\nmin_pool_size: 5"}, 120, 120, "file /project/flashseed.yaml:2:16"},
		"preset not in use":     {given{env: both, keys: []string{"min_pool_size"}}, 8, 8, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := test.g.sources(t)
			s.PresetMin = presetMin
			c, err := config.Load(s)
			if err != nil {
				t.Fatal(err)
			}
			if c.Min("menu_items") != c.MinPoolSize {
				t.Errorf("the preset says nothing of menu items, and their minimum is %d", c.Min("menu_items"))
			}
			if c.Min("orders") != test.orders || c.Min("customers") != test.customers || c.UnusedMin != test.unused {
				t.Errorf("orders %d, customers %d, unused %q", c.Min("orders"), c.Min("customers"), c.UnusedMin)
			}
		})
	}
}

func TestPresetRefusesABareMin(t *testing.T) {
	err := refuse(t, given{args: []string{"--min", "25,orders=3", "--preset", "town"}})
	if err.Error() != `min_pool_size: "25" cannot be combined with the preset town (from --min)` || !strings.Contains(err.Hint, "--min orders=50") {
		t.Errorf("%v, hint %q", err, err.Hint)
	}
}
