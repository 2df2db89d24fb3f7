package config

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Config is what a command runs with: every value parsed and in range. A
// setting the command did not ask for holds its default. Nothing in it changes
// after Load.
type Config struct {
	// BackendURL has scheme http or https, a host, perhaps credentials and a
	// base path without trailing slash; never a query or a fragment.
	BackendURL *url.URL
	// Dialect is auto, flashstrom or readme.
	Dialect string
	// RedisURL is "" for no cache, "memory:" for one in the process, else a
	// redis, rediss or unix URL, credentials included.
	RedisURL string
	CacheTTL time.Duration

	// MinPoolSize is the rule that Min applies to pools without their own.
	MinPoolSize int
	// Pools holds only the pools that have settings of their own.
	Pools map[string]Pool

	Seed        uint64
	Concurrency int
	// Rate is in requests a second; 0 means no limit.
	Rate    float64
	Retries int
	// RequestTimeout and Timeout are 0 for no limit, Wait for not waiting.
	RequestTimeout, Timeout, Wait, LockTimeout time.Duration

	// AllowHosts are names and addresses in lower case, without port.
	AllowHosts []string
	// Headers go with every request to the backend, under canonical names.
	Headers http.Header
	// CAFile is a readable file, or "" for the system's authorities alone.
	CAFile string

	AccountPassword, AdminPassword string
	EmailDomain                    string
	// Locale is vi, en or mixed.
	Locale   string
	Complete bool

	// LogFormat is text or json.
	LogFormat string
	LogLevel  slog.Level

	Host string
	Port int
	// Token is "" where serve asks for none.
	Token string
	// MaxBody bounds, in bytes, what is read of one answer of the backend.
	MaxBody         int64
	ShutdownTimeout time.Duration
	StartupEnsure   bool

	// File is the config file that was read, "" if there was none.
	File string

	settings []Setting
}

// Pool is what was set for one pool; the zero value sets nothing.
type Pool struct {
	// Min is nil where min_pool_size rules.
	Min *int
	// List, Count and Create replace the dialect's paths; "" leaves them.
	List, Count, Create string
	// Fields are fixed values for body fields, in the types YAML gave them:
	// string, bool, int, uint64 (beyond int), float64, nil, []any,
	// map[string]any. Dates stay the strings they were written as.
	Fields map[string]any
}

// Min is the least number of items wanted in the pool of that config key.
func (c *Config) Min(pool string) int {
	if own := c.Pools[pool].Min; own != nil {
		return *own
	}
	return c.MinPoolSize
}

// Setting is one key as it took effect, fit to be printed: secrets are hidden,
// and so are the credentials in URLs.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	// Source reads "flag --min", "environment MIN_POOL_SIZE",
	// ".env MIN_POOL_SIZE", "file /x/flashseed.yaml" or "default".
	Source string `json:"source"`
}

// Settings lists the keys that were judged, in the order of Options, then the
// settings of single pools that were made somewhere.
func (c *Config) Settings() []Setting {
	return slices.Clone(c.settings)
}
