package config

import "time"

func serveOptions() []Option {
	return append(listenOptions(), []Option{
		{
			Key: "max_body", Flag: "max-body", Env: "FLASHSEED_MAX_BODY", Group: groupBackend,
			Usage:   "how much of one answer of the backend is read, in bytes or as 64MiB",
			Default: "256MiB", Kind: kindSize,
			binding: bind(func(c *Config) *int64 { return &c.MaxBody }, parseSize),
		},
		{
			Key: "shutdown_timeout", Flag: "shutdown-timeout", Env: "FLASHSEED_SHUTDOWN_TIMEOUT", Group: groupServe,
			Usage:   "how long a shutdown waits for the run and for open connections",
			Default: "10s", Kind: kindDuration,
			binding: bind(func(c *Config) *time.Duration { return &c.ShutdownTimeout }, parseDuration),
		},
		{
			Key: "startup_ensure", Flag: "no-startup-ensure", Env: "FLASHSEED_STARTUP_ENSURE", Group: groupServe,
			Usage:   "do not fill the pools at the start",
			Default: true, Kind: kindBool,
			binding: bind(func(c *Config) *bool { return &c.StartupEnsure }, parseBool),
		},
	}...)
}

func listenOptions() []Option {
	return []Option{
		{
			Key: "port", Flag: "port", Env: "PORT", Group: groupServe,
			Usage:   "the port to listen on; 0 for any that is free",
			Default: 3001, Kind: kindInt, named: true,
			binding: bind(func(c *Config) *int { return &c.Port }, between(0, 65535)),
		},
		{
			Key: "host", Flag: "host", Env: "FLASHSEED_HOST", Group: groupServe,
			Usage:   "the address to listen on; 0.0.0.0 for all",
			Default: "127.0.0.1", Kind: kindText,
			binding: bind(func(c *Config) *string { return &c.Host }, parseHost),
		},
		{
			Key: "token", Env: "FLASHSEED_TOKEN", Group: groupServe, Secret: true,
			Usage: "the bearer token that requests to serve must show", Kind: kindText,
			binding: bind(func(c *Config) *string { return &c.Token }, parseToken),
		},
	}
}
