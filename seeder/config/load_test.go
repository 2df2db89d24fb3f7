package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"pgregory.net/rapid"

	"github.com/flashseed/flashseed/seeder/config"
)

// TestPrecedence draws any subset of the sources: the strongest one present
// rules, and is named.
func TestPrecedence(t *testing.T) {
	sources := []string{"flag --seed", "environment FLASHSEED_SEED", ".env FLASHSEED_SEED", "file /project/flashseed.yaml:1:7", "default"}
	rapid.Check(t, func(rt *rapid.T) {
		present := rapid.SliceOfN(rapid.Bool(), 4, 4).Draw(rt, "present")
		g := given{env: map[string]string{}}
		if present[0] {
			g.args = []string{"--seed", "100"}
		}
		if present[1] {
			g.env["FLASHSEED_SEED"] = "101"
		}
		if present[2] {
			g.dotenv = "FLASHSEED_SEED=102"
		}
		if present[3] {
			g.file = "seed: 103"
		}
		first := slices.Index(append(present, true), true)
		want := []uint64{100, 101, 102, 103, 1}[first]
		c := load(t, g)
		if got := setting(t, c, "seed").Source; c.Seed != want || got != sources[first] {
			rt.Fatalf("seed %d from %s, want %d from %s", c.Seed, got, want, sources[first])
		}
	})
}

func TestEmptyVariables(t *testing.T) {
	g := given{
		env:    map[string]string{"FLASHSEED_SEED": "", "MIN_POOL_SIZE": "", "FLASHSEED_MIN": "", "FLASHSEED_LOCALE": ""},
		dotenv: "FLASHSEED_SEED=\nMIN_POOL_SIZE=12\nFLASHSEED_LOCALE=\"\"",
		file:   "locale: vi",
	}
	c := load(t, g)
	if c.Seed != 1 || c.MinPoolSize != 12 || c.Locale != "vi" {
		t.Errorf("seed %d, min %d, locale %s", c.Seed, c.MinPoolSize, c.Locale)
	}
}

func TestEmptyRedisURLMeansNone(t *testing.T) {
	for name, g := range map[string]given{
		"flag":        {args: []string{"--redis-url", ""}, env: map[string]string{"REDIS_URL": "redis://a"}},
		"environment": {env: map[string]string{"REDIS_URL": ""}, dotenv: "REDIS_URL=redis://b"},
		".env":        {dotenv: "REDIS_URL=", file: "redis_url: redis://c"},
		"file":        {file: `redis_url: ""`},
	} {
		c := load(t, g)
		if source := setting(t, c, "redis_url").Source; c.RedisURL != "" || !c.RedisGiven || !strings.HasPrefix(source, name) {
			t.Errorf("%s: %q from %s, given: %v", name, c.RedisURL, source, c.RedisGiven)
		}
	}
	if c := load(t, given{}); c.RedisURL == "" || c.RedisGiven {
		t.Errorf("by default: %q, given: %v", c.RedisURL, c.RedisGiven)
	}
}

func TestUnusedSettingsAreNotJudged(t *testing.T) {
	g := given{
		args: []string{"--retries", "many"},
		env:  map[string]string{"CACHE_TTL": "never", "PORT": "tcp://10.0.0.1:80"},
		file: "concurrency: lots\nlocale: fr\npools: {orders: {min: -1, list: x}}\nseed: 7",
		keys: []string{"seed", "host"},
	}
	c := load(t, g)
	if c.Seed != 7 || c.Concurrency != 8 || c.CacheTTL != time.Hour || c.Port != 3001 || c.Retries != 5 || len(c.Pools) != 0 {
		t.Errorf("%+v", c)
	}
	var keys []string
	for _, s := range c.Settings {
		keys = append(keys, s.Key)
	}
	if !slices.Equal(keys, []string{"seed", "host"}) {
		t.Errorf("settings of %v", keys)
	}
	if err := refuse(t, given{file: "retreis: 7", keys: g.keys}); err.Key != "retreis" || err.Hint != "did you mean retries?" {
		t.Errorf("a key that does not exist: %+v", err)
	}
}

func TestUnknownKeysOfACommandPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown key was taken")
		}
	}()
	_, _ = config.Load(given{keys: []string{"nonsense"}}.sources(t))
}

func TestInvertedFlags(t *testing.T) {
	for args, want := range map[string]bool{
		"":                    false, // the file says so
		"--no-complete":       false,
		"--no-complete=false": true,
		"--no-complete=true":  false,
		"--no-finish":         false,
		"--no-finish=false":   true,
	} {
		c := load(t, given{args: strings.Fields(args), file: "complete: false\nstartup_ensure: true"})
		if c.Complete != want || !c.StartupEnsure {
			t.Errorf("%q: complete %v", args, c.Complete)
		}
	}
	err := refuse(t, given{args: []string{"--no-startup-ensure=perhaps"}})
	if err.Error() != `startup_ensure: "perhaps" is neither true nor false (from --no-startup-ensure)` {
		t.Error(err)
	}
}

func TestFlagsOfOthersAreTolerated(t *testing.T) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.Int("port", 1310, "")
	flags.Int("seed", 1, "")
	if err := flags.Parse([]string{"--port", "5", "--seed", "9"}); err != nil {
		t.Fatal(err)
	}
	s := given{keys: []string{"seed"}}.sources(t)
	s.Flags = flags
	c, err := config.Load(s)
	if err != nil || c.Port != 3001 || c.Seed != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestUnknownVariablesAreIgnored(t *testing.T) {
	load(t, given{
		env:    map[string]string{"FLASHSEED_PORT": "tcp://10.0.0.1:3001", "FLASHSEED_NONSENSE": "1"},
		dotenv: "FLASHSEED_PORT_3001_TCP=tcp://x\nDB_PASSWORD=\"unclosed",
	})
}

func TestSeveralFindings(t *testing.T) {
	g := given{
		args: []string{"--seed", "x"},
		env:  map[string]string{"CACHE_TTL": "0"},
		file: "nonsense: 1\nlocale: fr",
	}
	_, err := config.Load(g.sources(t))
	if first, ok := errors.AsType[*config.Error](err); !ok || len(findings(err)) != 4 || first != findings(err)[0] {
		t.Fatalf("%T %v", err, err)
	}
	want := strings.Join([]string{
		`nonsense: is not a setting (from /project/flashseed.yaml:1)`,
		`cache_ttl: "0" must be more than 0 (from CACHE_TTL)`,
		`seed: "x" is not a whole number from 0 to 18446744073709551615 (from --seed)`,
		`locale: "fr" is not one of vi, en, mixed (from /project/flashseed.yaml:2)`,
	}, "\n")
	if lineOnly(err) != want {
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
}

func TestConfigFileIsFound(t *testing.T) {
	const user, work, named = "/home/u/.config/flashseed.yaml", "/project/flashseed.yaml", "/project/sub/my.yaml"
	files := map[string]string{}
	for _, step := range []struct {
		path, flag string
	}{{user, ""}, {work, ""}, {named, "sub/my.yaml"}, {named, named}} {
		files[step.path] = "seed: 5"
		c := load(t, given{files: files, configFlag: step.flag})
		if c.File != step.path || setting(t, c, "seed").Source != "file "+step.path+":1:7" {
			t.Errorf("read %s, want %s", c.File, step.path)
		}
	}
}

func TestCAFile(t *testing.T) {
	files := map[string]string{"/project/ca.pem": "x", "/etc/ca.pem": "y"}
	for name, want := range map[string]string{"ca.pem": "/project/ca.pem", "/etc/ca.pem": "/etc/ca.pem", "": ""} {
		c := load(t, given{args: []string{"--ca-file", name}, files: files})
		if c.CAFile != want {
			t.Errorf("%q became %q, want %q", name, c.CAFile, want)
		}
	}
	load(t, given{env: map[string]string{"FLASHSEED_CA_FILE": "no.pem"}, keys: []string{"seed"}})
}

// TestHeaderCommandOfAFoundFile: a file that lies about must not name a program
// to run; one that was named may.
func TestHeaderCommandOfAFoundFile(t *testing.T) {
	const file = "header_command: /bin/print-header"
	for name, g := range map[string]given{
		"flag":        {args: []string{"--header-command", "/bin/print-header"}, file: "header_command: evil"},
		"environment": {env: map[string]string{"FLASHSEED_HEADER_COMMAND": "/bin/print-header"}, dotenv: "FLASHSEED_HEADER_COMMAND=evil"},
		"file":        {configFlag: "my.yaml", files: map[string]string{"/project/my.yaml": file}},
	} {
		if c := load(t, g); c.HeaderCommand != "/bin/print-header" {
			t.Errorf("%s: %q", name, c.HeaderCommand)
		}
	}
	for source, g := range map[string]given{
		"file /project/flashseed.yaml:1:17":        {file: file},
		"file /home/u/.config/flashseed.yaml:1:17": {files: map[string]string{"/home/u/.config/flashseed.yaml": file}},
		".env FLASHSEED_HEADER_COMMAND":            {dotenv: "FLASHSEED_HEADER_COMMAND=evil"},
	} {
		err := refuse(t, g)
		if err.Source != source || !strings.Contains(err.Reason, "must not come from a .env file or a file that was found") ||
			!strings.Contains(err.Hint, "--header-command") {
			t.Errorf("%+v", err)
		}
	}
	load(t, given{file: file, keys: []string{"seed"}})
	load(t, given{file: `header_command: ""`})
}

func TestEnvFile(t *testing.T) {
	g := given{dotenv: "FLASHSEED_SEED=1", envFlag: "../root.env", files: map[string]string{"/root.env": "FLASHSEED_SEED=7"}}
	c := load(t, g)
	if c.Seed != 7 || setting(t, c, "seed").Source != ".env ../root.env FLASHSEED_SEED" {
		t.Errorf("seed %d from %s", c.Seed, setting(t, c, "seed").Source)
	}
}

// TestVariablesAreNotExpanded: ${…} stays as it is, and where that makes no
// sense the message says so.
func TestVariablesAreNotExpanded(t *testing.T) {
	c := load(t, given{dotenv: "FLASHSEED_ACCOUNT_PASSWORD=${SECRET}"})
	if c.AccountPassword != "${SECRET}" {
		t.Errorf("%q", c.AccountPassword)
	}
	for _, g := range []given{
		{dotenv: "REAL_BACKEND_URL=http://${HOST}"},
		{dotenv: "FLASHSEED_RETRIES=${RETRIES}"},
		{file: "seed: ${SEED}"},
	} {
		err := refuse(t, g)
		if !strings.Contains(err.Reason, "not expanded") || !strings.Contains(err.Reason, "is not a") || err.Hint == "" {
			t.Errorf("%v, hint %q", err, err.Hint)
		}
	}
}

// TestRateOfLive: --rate is live.rate's where a command registers that first.
func TestRateOfLive(t *testing.T) {
	c := load(t, given{args: []string{"--rate", "5"}})
	if c.Rate != 5 || c.LiveRate != 0 {
		t.Errorf("rate %v, live %v", c.Rate, c.LiveRate)
	}
	c = load(t, given{args: []string{"--rate", "10/min"}, first: "live.rate", file: "rate: 3"})
	if c.Rate != 3 || c.LiveRate != 10 {
		t.Errorf("rate %v, live %v", c.Rate, c.LiveRate)
	}
	if c := load(t, given{file: "live: {rate: 2/s, for: 10m, max: 5}"}); c.LiveRate != 120 || c.LiveFor.Minutes() != 10 || c.LiveMax != 5 {
		t.Errorf("%+v", c)
	}
}
