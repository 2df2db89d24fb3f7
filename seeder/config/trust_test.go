package config_test

import (
	"strings"
	"testing"
)

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
	if c.Seed != 7 || sourceOf(t, c, "seed") != ".env ../root.env FLASHSEED_SEED" {
		t.Errorf("seed %d from %s", c.Seed, sourceOf(t, c, "seed"))
	}
	err := refuse(t, given{envFlag: "no.env", dotenv: "FLASHSEED_SEED=1"})
	if err.Error() != `env_file: "no.env" cannot be read: file does not exist (from --env-file)` {
		t.Error(err)
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

func TestRedisGiven(t *testing.T) {
	for _, test := range []struct {
		g    given
		want bool
	}{
		{given{}, false},
		{given{args: []string{"--redis-url", "redis://localhost:6379"}}, true},
		{given{env: map[string]string{"REDIS_URL": ""}}, true},
		{given{file: "redis_url: 'file:'"}, true},
	} {
		if c := load(t, test.g); c.RedisGiven != test.want {
			t.Errorf("%+v: %v", test.g, c.RedisGiven)
		}
	}
}

func TestHintForAPasswordWithoutColon(t *testing.T) {
	err := refuse(t, viaEnv(t, "redis_url", "redis://sesame@host"))
	if !strings.Contains(err.Hint, ":pw@") || strings.Contains(err.Error()+err.Hint, "sesame") {
		t.Errorf("%v, hint %q", err, err.Hint)
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
