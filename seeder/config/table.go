package config

import (
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/flashseed/flashseed/entities"
)

// MaxItems is how many items of a pool a minimum, an addition or a live town asks
// for at most: it keeps a slip of the finger from asking for items without end.
const MaxItems = 100_000_000

// Options lists every setting in the order in which they are documented. The
// slice is the caller's.
func Options() []Option { return slices.Clone(table()) }

var table = sync.OnceValue(func() []Option {
	var options []Option
	for _, group := range []struct {
		name    string
		options []Option
	}{
		{"Backend", []Option{
			{Key: "backend_url", Flag: "backend-url", Env: "REAL_BACKEND_URL", Type: one(kindURL, backendURL), Default: "http://localhost:1310",
				Usage: "the backend to fill, http or https; a base path is allowed"},
			{Key: "dialect", Flag: "dialect", Type: choice("auto", "flashstrom", "readme"), Default: "auto",
				Usage: "the backend's routes: auto asks the backend"},
			{Key: "allow_hosts", Flag: "allow-host", Type: list("hosts", allowedHost),
				Usage: "a host, host:port or network to seed although it is neither local nor private"},
			{Key: "headers", Flag: "header", Type: headers(), Secret: true,
				Usage: `a header for every request to the backend, "Name: value"`},
			{Key: "header_command", Flag: "header-command", Type: one(kindText, plain), Secret: true, trusted: true,
				Usage: "a program that prints such a header; it runs again after a 401"},
			{Key: "ca_file", Flag: "ca-file", Type: one(kindPath, plain),
				Usage: "certificates (PEM) to trust for the backend beside the system's"},
			{Key: "max_body", Flag: "max-body", Type: one("size", size), Default: "256MiB",
				Usage: "the largest answer of the backend, in bytes or as 64MiB; the rest is not read"},
		}},
		{"Cache", []Option{
			{Key: "redis_url", Flag: "redis-url", Env: "REDIS_URL", Type: one(kindURL, redisURL), Default: "redis://localhost:6379", emptyCounts: true,
				Usage: `the Redis that caches the pools; "" for none, memory: for this process alone, file: for a file`},
			{Key: "redis_ca_file", Flag: "redis-ca-file", Type: one(kindPath, plain),
				Usage: "certificates (PEM) to trust for rediss:// beside the system's"},
			{Key: "cache_ttl", Flag: "cache-ttl", Env: "CACHE_TTL", Type: duration(1), Default: 3600,
				Usage: "how long the cache is valid, in seconds or as 90m"},
		}},
		{"Data", []Option{
			{Key: "preset", Flag: "preset", Type: choice(entities.Presets()...), Default: entities.Presets()[0],
				Usage: "how many items of each pool: minimum takes --min, the others have numbers of their own"},
			{Key: keyMin, Flag: "min", Env: "MIN_POOL_SIZE", Type: whole(0, MaxItems), Default: 10,
				Usage: "the least number of items wanted, of each pool (25) or of one (orders=50)"},
			{Key: keyPoolMin, Flag: "min", Env: "FLASHSEED_MIN", Type: whole(0, MaxItems),
				Usage: "the same for one pool, instead of min_pool_size"},
			{Key: "pools.<pool>.list", Type: one(kindText, route),
				Usage: "the path that lists the pool, instead of the dialect's"},
			{Key: "pools.<pool>.count", Type: one(kindText, route),
				Usage: "the path that counts the pool, instead of the dialect's"},
			{Key: "pools.<pool>.create", Type: one(kindText, route),
				Usage: "the path that creates an item, instead of the dialect's; a new name with it declares a pool"},
			{Key: "pools.<pool>.item", Type: one(kindText, route),
				Usage: "the path of one item, instead of the dialect's"},
			{Key: "pools.<pool>.delete", Type: one(kindText, route),
				Usage: "the path that deletes an item, instead of the dialect's"},
			{Key: "pools.<pool>.title", Type: one(kindText, plain), declared: true,
				Usage: "what a person calls a declared pool"},
			{Key: "pools.<pool>.key", Type: list("names", plain), declared: true,
				Usage: "the fields that tell two items of a declared pool apart; without it they are counted only"},
			{Key: "pools.<pool>.columns", Type: list("names", plain), declared: true,
				Usage: "the fields of a declared pool that show prints"},
			{Key: "pools.<pool>.id", Type: paths(), declared: true,
				Usage: "the dotted path of an item's id; create: and list: where the two answers differ"},
			{Key: "pools.<pool>.envelope", Type: paths(), declared: true,
				Usage: "the dotted path of the items in an answer; create: and list: where the two differ"},
			{Key: "pools.<pool>.fields.<field>", Type: Type{Kind: kindFields},
				Usage: "a value for a field of the body; {index}, {seed} and {pool} are filled in"},
			{Key: "builtin_pools", Type: one(kindBool, yesOrNo), Default: true,
				Usage: "seed Flashstrom's pools beside those that the file declares"},
			{Key: "seed", Flag: "seed", Type: whole(0, math.MaxUint64), Default: 1,
				Usage: "the same seed gives the same data"},
			{Key: "now", Flag: "now", Type: one("time", moment),
				Usage: "the time that data is made for, as 2026-11-25T12:00:00+07:00, instead of the machine's"},
			{Key: "account_password", Type: one(kindText, password), Secret: true, Default: "Flashseed-123",
				Usage: "the password of the restaurants, drivers, customers and customer cares"},
			{Key: "admin_password", Type: one(kindText, password), Secret: true, Default: "Flashseed-Admin-123",
				Usage: "the password of the admins"},
			{Key: "email_domain", Type: one(kindText, emailDomain), Default: "flashseed.test",
				Usage: "the domain of every e-mail address; choose one that receives no mail"},
			{Key: "locale", Type: choice("vi", "en", "mixed"), Default: "mixed",
				Usage: "the names of people: vi, en or mixed"},
			{Key: "ward_names", Type: choice("2024", "2025"), Default: "2024",
				Usage: "the wards of addresses, before or after the reform of July 2025"},
			{Key: "pictures", Flag: "pictures", Type: one(kindText, pictures), Default: "remote",
				Usage: "where pictures come from: remote, local, none, or the template of a URL"},
			{Key: "complete", Flag: "no-finish", Env: "FLASHSEED_COMPLETE", Type: one(kindBool, yesOrNo), Default: true,
				Usage: "leave out the requests that finish what creating leaves bare"},
		}},
		{"Pace", []Option{
			{Key: "concurrency", Flag: "concurrency", Type: whole(1, 256), Default: 8,
				Usage: "parallel create requests, 1 to 256"},
			{Key: "rate", Flag: "rate", Type: one("number", decimal), Default: 0,
				Usage: "requests a second at most; 0 for no limit"},
			{Key: "retries", Flag: "retries", Type: whole(0, 100), Default: 5,
				Usage: "attempts without progress, and repeats of a safe request, before giving up"},
			{Key: "request_timeout", Flag: "request-timeout", Type: duration(0), Default: "30s",
				Usage: "how long one request may take; 0 for no limit"},
			{Key: "timeout", Flag: "timeout", Type: duration(0), Default: "0",
				Usage: "how long the whole run may take; 0 for no limit"},
			{Key: "wait", Flag: "wait", Type: duration(0), Default: "0",
				Usage: "how long to wait for a backend that is starting; 0 for not at all"},
			{Key: "lock_timeout", Flag: "lock-timeout", Type: duration(0), Default: "60s",
				Usage: "how long to wait for another run that makes no progress"},
			{Key: "quit_url", Flag: "quit-url", Type: one(kindURL, quitURL),
				Usage: "where a run that has ended for good sends a POST, so that a sidecar ends too"},
		}},
		{"Live", []Option{
			{Key: "live.rate", Flag: "rate", Type: one("rate", liveRate), Default: "0",
				Usage: "orders, as 10/min or 1/s; 0 follows the hour of the day"},
			{Key: "live.for", Flag: "for", Type: duration(0), Default: "0",
				Usage: "how long to go on; 0 for until it is stopped"},
			{Key: "live.max", Flag: "max", Type: whole(0, MaxItems), Default: 0,
				Usage: "how many orders to make; 0 for no limit"},
		}},
		{"Logs", []Option{
			{Key: "log_format", Flag: "log-format", Type: choice("text", "json"), Default: "text",
				Usage: "text or json"},
			{Key: "log_level", Flag: "log-level", Type: level(), Default: "warn",
				Usage: "debug, info, warn or error"},
		}},
		{"Server", []Option{
			{Key: "port", Flag: "port", Env: "PORT", Type: whole(0, math.MaxUint16), Default: 3001,
				Usage: "the port to listen on; 0 for any that is free"},
			{Key: "host", Flag: "host", Type: one(kindText, hostName), Default: "127.0.0.1",
				Usage: "the address to listen on; 0.0.0.0 for all"},
			{Key: "token", Type: one(kindText, token), Secret: true,
				Usage: "the bearer token that requests to serve must show"},
			{Key: "serve_hosts", Flag: "serve-host", Type: list("hosts", hostName),
				Usage: "a Host that serve answers to without a token, beside local and private ones"},
			{Key: "cors_origins", Flag: "cors-origin", Type: list("origins", origin),
				Default: "http://localhost:3000, http://localhost:1310, http://localhost:5173",
				Usage:   "an origin whose pages may read from serve"},
			{Key: "shutdown_timeout", Flag: "shutdown-timeout", Type: duration(0), Default: "10s",
				Usage: "how long a shutdown waits for the run and for open connections"},
			{Key: "startup_ensure", Flag: "no-startup-ensure", Env: "FLASHSEED_STARTUP_ENSURE", Type: one(kindBool, yesOrNo), Default: true,
				Usage: "do not fill the pools at the start"},
		}},
	} {
		for _, o := range group.options {
			o.Group = group.name
			if o.Env == "" && o.poolKey() == "" {
				o.Env = "FLASHSEED_" + strings.ToUpper(strings.ReplaceAll(o.Key, ".", "_"))
			}
			options = append(options, o)
		}
	}
	return options
})
