package config

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The headings that settings stand under in help.
const (
	groupBackend = "Backend"
	groupCache   = "Cache"
	groupData    = "Data"
	groupPace    = "Pace"
	groupLog     = "Logs"
	groupServe   = "Server"
)

func dialects() []string { return []string{"auto", "flashstrom", "readme"} }

func backendURLField(c *Config) **url.URL { return &c.BackendURL }

func paceOptions() []Option {
	return []Option{
		{
			Key: "concurrency", Flag: "concurrency", Env: "FLASHSEED_CONCURRENCY", Group: groupPace,
			Usage:   "creations in flight at once, 1 to 256",
			Default: 8, Kind: kindInt,
			binding: bind(func(c *Config) *int { return &c.Concurrency }, between(1, 256)),
		},
		{
			Key: "rate", Flag: "rate", Env: "FLASHSEED_RATE", Group: groupPace,
			Usage:   "requests a second at most; 0 for no limit",
			Default: 0, Kind: kindNumber,
			binding: bind(func(c *Config) *float64 { return &c.Rate }, parseRate),
		},
		{
			Key: "retries", Flag: "retries", Env: "FLASHSEED_RETRIES", Group: groupPace,
			Usage:   "rounds without progress, and repeats of a safe request, before giving up",
			Default: 5, Kind: kindInt,
			binding: bind(func(c *Config) *int { return &c.Retries }, between(0, 100)),
		},
		wait("request_timeout", "request-timeout", "30s", "how long one request may take; 0 for no limit",
			func(c *Config) *time.Duration { return &c.RequestTimeout }),
		wait("timeout", "timeout", "0", "how long the whole run may take; 0 for no limit",
			func(c *Config) *time.Duration { return &c.Timeout }),
		wait("wait", "wait", "0", "how long to wait for a backend that is starting; 0 for not at all",
			func(c *Config) *time.Duration { return &c.Wait }),
		wait("lock_timeout", "lock-timeout", "60s", "how long to wait for another run that makes no progress",
			func(c *Config) *time.Duration { return &c.LockTimeout }),
	}
}

// wait declares a duration of the run.
func wait(key, flag, fallback, usage string, place func(*Config) *time.Duration) Option {
	return Option{
		Key: key, Flag: flag, Env: variable(key), Usage: usage, Group: groupPace,
		Default: fallback, Kind: kindDuration, binding: bind(place, parseDuration),
	}
}

func gatewayOptions() []Option {
	return []Option{
		{
			Key: "allow_hosts", Flag: "allow-host", Env: "FLASHSEED_ALLOW_HOSTS", Group: groupBackend,
			Usage: "a backend's host that may be filled although it is not near", Kind: kindList, Repeat: true,
			binding: bind(func(c *Config) *[]string { return &c.AllowHosts }, parseHosts),
		},
		{
			Key: "headers", Flag: "header", Env: "FLASHSEED_HEADERS", Group: groupBackend, Secret: true,
			Usage: `a header for every request to the backend, "Name: value"`, Kind: kindHeaders, Repeat: true,
			binding: bind(func(c *Config) *http.Header { return &c.Headers }, parseHeaders),
		},
		{
			Key: keyCAFile, Flag: "ca-file", Env: "FLASHSEED_CA_FILE", Group: groupBackend,
			Usage: "certificates (PEM) to trust beside the system's", Kind: kindPath,
			binding: bind(func(c *Config) *string { return &c.CAFile }, parseText),
		},
	}
}

func logOptions() []Option {
	formats, levels := []string{"text", "json"}, []string{"debug", "info", "warn", "error"}
	return []Option{
		{
			Key: "log_format", Flag: "log-format", Env: "FLASHSEED_LOG_FORMAT", Group: groupLog,
			Usage:   "text or json",
			Default: "text", Kind: kindText, Values: formats,
			binding: bind(func(c *Config) *string { return &c.LogFormat }, oneOf(formats...)),
		},
		{
			Key: "log_level", Flag: "log-level", Env: "FLASHSEED_LOG_LEVEL", Group: groupLog,
			Usage:   "debug, info, warn or error",
			Default: "warn", Kind: kindText, Values: levels,
			binding: bind(func(c *Config) *slog.Level { return &c.LogLevel }, levelOf(levels)),
		},
	}
}

// variable is the environment variable of a setting that has no older name.
func variable(key string) string { return "FLASHSEED_" + strings.ToUpper(key) }
