// Package config owns every setting of flashseed: its key in the file, its
// flag, its variable, its default, and whether it is a secret. Load merges the
// sources (flag, environment, .env, file, default), judges what a command
// uses, and returns one typed Config.
//
// It touches neither the process nor the terminal: what it reads comes in
// through Sources. It knows pools by name only; what a pool's fields may hold
// is judged where the pools are described.
package config

import (
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
)

// Config is what a command runs with: every value parsed and in range. A
// setting that the command does not use holds its default. Nothing in it
// changes after Load. A field has the name of its setting's key.
type Config struct {
	// BackendURL has scheme http or https, a host, perhaps credentials and a
	// base path without trailing slash; never a query or a fragment.
	BackendURL *url.URL
	// Dialect is auto, flashstrom or readme.
	Dialect string
	// AllowHosts are names and addresses in lower case, the same with a port,
	// and networks such as 10.0.0.0/8.
	AllowHosts []string
	// Headers go with every request to the backend, under canonical names.
	Headers http.Header
	// HeaderCommand never comes from a file that was found rather than named.
	HeaderCommand string
	// CAFile and RedisCAFile are readable files, or "" for the system's
	// authorities alone.
	CAFile, RedisCAFile string
	// MaxBody bounds, in bytes, what is read of one answer of the backend.
	MaxBody int64

	// RedisURL is "" for no cache, "memory:" for one in the process, "file:" or
	// "file:/path" for one in a file, else a redis, rediss or unix URL,
	// credentials included.
	RedisURL string
	// RedisGiven reports whether RedisURL was given, even if as its default.
	RedisGiven bool
	CacheTTL   time.Duration

	// Preset is minimum, town, city, load or edge.
	Preset string
	// MinPoolSize is the rule that Min applies where nothing else does.
	MinPoolSize int
	// UnusedMin is the source of a min_pool_size that the preset replaces, such
	// as "environment MIN_POOL_SIZE"; "" if there is none.
	UnusedMin string
	// Pools holds the pools that have settings of their own, among them all
	// that are declared.
	Pools        map[string]Pool
	BuiltinPools bool

	Seed uint64
	// Now is the zero time where the clock is the machine's.
	Now                                         time.Time
	AccountPassword, AdminPassword, EmailDomain string
	// Locale is vi, en or mixed, WardNames 2024 or 2025.
	Locale, WardNames string
	// Pictures is remote, local, none, or the template of an http or https URL.
	Pictures string
	Complete bool

	Concurrency int
	// Rate is in requests a second; 0 means no limit.
	Rate    float64
	Retries int
	// These are 0 for no limit, Wait for not waiting.
	RequestTimeout, Timeout, Wait, LockTimeout time.Duration
	// QuitURL is an http or https URL, "" for none.
	QuitURL string

	// LiveRate is in orders a minute; 0 follows the hour. LiveFor and LiveMax
	// are 0 for no end.
	LiveRate float64
	LiveFor  time.Duration
	LiveMax  int

	// LogFormat is text or json.
	LogFormat string
	LogLevel  slog.Level

	Port int
	Host string
	// Token is "" where serve asks for none.
	Token      string
	ServeHosts []string
	// CORSOrigins have a scheme, a host and perhaps a port.
	CORSOrigins     []string
	ShutdownTimeout time.Duration
	StartupEnsure   bool

	// File is the config file that was read, "" if there was none.
	File string

	// Settings lists the keys that were judged, in the order of Options, then the
	// settings of single pools that were set.
	Settings []Setting

	presetMin func(preset, pool string) (int, bool)
}

// Pool is what was set for one pool, or declares one; the zero value sets
// nothing.
type Pool struct {
	// Min is nil where the preset or min_pool_size rules.
	Min *int
	// Routes are paths on the backend; "" leaves the dialect's, or what follows
	// from Create and List in a declared pool, "-" says that there is none.
	entities.Routes
	// Fields is a mapping of body fields to values, or a null; nil where there is
	// none. What may stand in it is for others to judge.
	Fields *yaml.Node

	// Declared reports whether the file declares this pool. Of others, Declaration
	// has the place in the file alone, if there is one.
	Declared bool
	entities.Declaration
	// ID and Envelope are what Created and Listed are made of.
	ID, Envelope Paths
}

// Paths are where something stands in the answers to a creation and to a list,
// dotted; "" where the usual ones hold.
type Paths struct{ Create, List string }

// Min is the least number of items wanted in the pool of that config key: its
// own, else the preset's, which know nothing of declared pools, else MinPoolSize.
func (c *Config) Min(pool string) int {
	if own := c.Pools[pool].Min; own != nil {
		return *own
	}
	if c.presetMin != nil && !c.Pools[pool].Declared {
		if n, known := c.presetMin(c.Preset, pool); known {
			return n
		}
	}
	return c.MinPoolSize
}

// OwnMins returns the pools that have a minimum of their own, sorted.
func (c *Config) OwnMins() []string {
	var pools []string
	for pool, p := range c.Pools {
		if p.Min != nil && *p.Min > 0 {
			pools = append(pools, pool)
		}
	}
	slices.Sort(pools)
	return pools
}

// Setting is one key as it took effect, fit to be printed: as it was written,
// but secrets are hidden, and so are the credentials in URLs.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	// Source reads "flag --min", "environment MIN_POOL_SIZE",
	// ".env MIN_POOL_SIZE", "file /x/flashseed.yaml:3:7" or "default".
	Source string `json:"source"`
}

// fieldOf is where a *Config or a *Pool holds a setting: the field of that name.
func fieldOf(holder any, key string) reflect.Value {
	name := strings.ReplaceAll(strings.ReplaceAll(key, "_", ""), ".", "")
	return reflect.ValueOf(holder).Elem().FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
}
