package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/flashseed/flashseed/seeder/config"
)

// documented is the table of settings that users are promised.
const documented = `
backend_url --backend-url REAL_BACKEND_URL
dialect --dialect FLASHSEED_DIALECT
allow_hosts --allow-host FLASHSEED_ALLOW_HOSTS
headers --header FLASHSEED_HEADERS
header_command --header-command FLASHSEED_HEADER_COMMAND
ca_file --ca-file FLASHSEED_CA_FILE
max_body --max-body FLASHSEED_MAX_BODY
redis_url --redis-url REDIS_URL
redis_ca_file --redis-ca-file FLASHSEED_REDIS_CA_FILE
cache_ttl --cache-ttl CACHE_TTL
preset --preset FLASHSEED_PRESET
min_pool_size --min MIN_POOL_SIZE
pools.<pool>.min --min FLASHSEED_MIN
pools.<pool>.list - -
pools.<pool>.count - -
pools.<pool>.create - -
pools.<pool>.item - -
pools.<pool>.delete - -
pools.<pool>.title - -
pools.<pool>.key - -
pools.<pool>.columns - -
pools.<pool>.id - -
pools.<pool>.envelope - -
pools.<pool>.fields.<field> - -
builtin_pools - FLASHSEED_BUILTIN_POOLS
seed --seed FLASHSEED_SEED
now --now FLASHSEED_NOW
account_password - FLASHSEED_ACCOUNT_PASSWORD
admin_password - FLASHSEED_ADMIN_PASSWORD
email_domain - FLASHSEED_EMAIL_DOMAIN
locale - FLASHSEED_LOCALE
ward_names - FLASHSEED_WARD_NAMES
pictures --pictures FLASHSEED_PICTURES
complete --no-finish FLASHSEED_COMPLETE
concurrency --concurrency FLASHSEED_CONCURRENCY
rate --rate FLASHSEED_RATE
retries --retries FLASHSEED_RETRIES
request_timeout --request-timeout FLASHSEED_REQUEST_TIMEOUT
timeout --timeout FLASHSEED_TIMEOUT
wait --wait FLASHSEED_WAIT
lock_timeout --lock-timeout FLASHSEED_LOCK_TIMEOUT
quit_url --quit-url FLASHSEED_QUIT_URL
live.rate --rate FLASHSEED_LIVE_RATE
live.for --for FLASHSEED_LIVE_FOR
live.max --max FLASHSEED_LIVE_MAX
log_format --log-format FLASHSEED_LOG_FORMAT
log_level --log-level FLASHSEED_LOG_LEVEL
port --port PORT
host --host FLASHSEED_HOST
token - FLASHSEED_TOKEN
serve_hosts --serve-host FLASHSEED_SERVE_HOSTS
cors_origins --cors-origin FLASHSEED_CORS_ORIGINS
shutdown_timeout --shutdown-timeout FLASHSEED_SHUTDOWN_TIMEOUT
startup_ensure --no-startup-ensure FLASHSEED_STARTUP_ENSURE
`

func TestOptionsAreTheDocumentedOnes(t *testing.T) {
	var got []string
	for _, o := range config.Options() {
		flag, env := "-", "-"
		if o.Flag != "" {
			flag = "--" + o.Flag
		}
		if o.Env != "" {
			env = o.Env
		}
		got = append(got, o.Key+" "+flag+" "+env)
	}
	if want := strings.Split(strings.TrimSpace(documented), "\n"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOptionsAreDescribed(t *testing.T) {
	for _, o := range config.Options() {
		if o.Usage == "" || o.Group == "" || o.Kind == "" || strings.HasSuffix(o.Usage, ".") {
			t.Errorf("%s: usage %q, group %q, kind %q", o.Key, o.Usage, o.Group, o.Kind)
		}
	}
}

func TestSecretOptions(t *testing.T) {
	var got []string
	for _, o := range config.Options() {
		if o.Secret {
			got = append(got, o.Key)
		}
	}
	if want := []string{"headers", "header_command", "account_password", "admin_password", "token"}; !slices.Equal(got, want) {
		t.Errorf("secrets: %v, want %v", got, want)
	}
}

func TestOptionsBelongToTheCaller(t *testing.T) {
	config.Options()[0].Key = "changed"
	if key := config.Options()[0].Key; key != "backend_url" {
		t.Errorf("first key is %s", key)
	}
}

func flagNames(fs *pflag.FlagSet) []string {
	var names []string
	fs.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

func TestRegisterFlagsOfNamedOptions(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(fs, "seed", "pools", "token", "min_pool_size")
	config.RegisterFlags(fs, "seed", "complete")
	if got, want := flagNames(fs), []string{"min", "no-finish", "seed"}; !slices.Equal(got, want) {
		t.Errorf("flags %v, want %v", got, want)
	}
}

func TestRegisterFlagsOfAllOptions(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(fs)
	for _, o := range config.Options() {
		if o.Flag == "" || o.Key == "live.rate" { // --rate is rate's here
			continue
		}
		f := fs.Lookup(o.Flag)
		if f == nil {
			t.Fatalf("no flag --%s", o.Flag)
		}
		if group := f.Annotations[config.GroupAnnotation]; !slices.Equal(group, []string{o.Group}) {
			t.Errorf("--%s stands under %v, want %s", o.Flag, group, o.Group)
		}
	}
}

func TestRegisterFlagsRefusesUnknownKeys(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown key was taken")
		}
	}()
	config.RegisterFlags(pflag.NewFlagSet("", pflag.ContinueOnError), "nonsense")
}

func TestHelpOfFlags(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.RegisterFlags(fs)
	help := fs.FlagUsages()
	for _, want := range []string{
		"--backend-url url ", "(default http://localhost:1310)", "--dialect auto|flashstrom|readme ",
		"--min number ", "(default 10)", "--no-finish  ", "--timeout duration ", "--header header ",
		"--allow-host host ", "--max-body size ", "--ca-file path ",
	} {
		if !strings.Contains(help, want) {
			t.Errorf("no %q in\n%s", want, help)
		}
	}
	if strings.Contains(help, "(default 0)") || strings.Contains(help, "(default false)") {
		t.Errorf("help prints defaults that say nothing:\n%s", help)
	}
}
