package config

import (
	"math"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// The headings that settings stand under in help.
const (
	groupBackend = "Backend"
	groupCache   = "Cache"
	groupData    = "Data"
	groupPace    = "Pace"
	groupLive    = "Live"
	groupLog     = "Logs"
	groupServe   = "Server"
)

// maxItems keeps a slip of the finger from asking for items without end.
const maxItems = 100_000_000

// Options lists every setting in the order in which they are documented. The
// slice is the caller's.
func Options() []Option {
	options := []Option{
		{Key: "backend_url", Flag: "backend-url", Env: "REAL_BACKEND_URL", Group: groupBackend, Kind: kindURL,
			Default: "http://localhost:1310", parse: backendURL,
			Usage: "the backend to fill, http or https; a base path is allowed"},
		{Key: "dialect", Flag: "dialect", Group: groupBackend, Kind: kindText,
			Default: "auto", Values: []string{"auto", "flashstrom", "readme"},
			Usage: "the backend's routes: auto asks the backend"},
		{Key: "allow_hosts", Flag: "allow-host", Group: groupBackend, Kind: kindHosts, Repeat: true,
			parse: allowedHost,
			Usage: "a host, host:port or network to seed although it is neither local nor private"},
		{Key: "headers", Flag: "header", Group: groupBackend, Kind: kindHeaders, Repeat: true, Secret: true,
			Usage: `a header for every request to the backend, "Name: value"`},
		{Key: "header_command", Flag: "header-command", Group: groupBackend, Kind: kindText, Secret: true,
			trusted: true,
			Usage:   "a program that prints such a header; it runs again after a 401"},
		{Key: "ca_file", Flag: "ca-file", Group: groupBackend, Kind: kindPath,
			Usage: "certificates (PEM) to trust for the backend beside the system's"},
		{Key: "max_body", Flag: "max-body", Group: groupBackend, Kind: kindSize, Default: "256MiB",
			Usage: "the largest answer of the backend, in bytes or as 64MiB; the rest is not read"},
		{Key: "redis_url", Flag: "redis-url", Env: "REDIS_URL", Group: groupCache, Kind: kindURL,
			Default: "redis://localhost:6379", parse: redisURL, emptyCounts: true,
			Usage: `the Redis that caches the pools; "" for none, memory: for this process alone, file: for a file`},
		{Key: "redis_ca_file", Flag: "redis-ca-file", Group: groupCache, Kind: kindPath,
			Usage: "certificates (PEM) to trust for rediss:// beside the system's"},
		{Key: "cache_ttl", Flag: "cache-ttl", Env: "CACHE_TTL", Group: groupCache, Kind: kindDuration, Low: 1,
			Default: 3600,
			Usage:   "how long the cache is valid, in seconds or as 90m"},
		{Key: "preset", Flag: "preset", Group: groupData, Kind: kindText,
			Default: entities.Presets()[0], Values: entities.Presets(),
			Usage: "how many items of each pool: minimum takes --min, the others have numbers of their own"},
		{Key: keyMin, Flag: "min", Env: "MIN_POOL_SIZE", Group: groupData, Kind: kindInt, High: maxItems, Repeat: true,
			Default: 10,
			Usage:   "the least number of items wanted, of each pool (25) or of one (orders=50)"},
		{Key: keyPoolMin, Flag: "min", Env: "FLASHSEED_MIN", Group: groupData, Kind: kindInt, High: maxItems, Repeat: true,
			Usage: "the same for one pool, instead of min_pool_size"},
		{Key: "pools.<pool>.list", Group: groupData, Kind: kindText, parse: route,
			Usage: "the path that lists the pool, instead of the dialect's"},
		{Key: "pools.<pool>.count", Group: groupData, Kind: kindText, parse: route,
			Usage: "the path that counts the pool, instead of the dialect's"},
		{Key: "pools.<pool>.create", Group: groupData, Kind: kindText, parse: route,
			Usage: "the path that creates an item, instead of the dialect's; a new name with it declares a pool"},
		{Key: "pools.<pool>.item", Group: groupData, Kind: kindText, parse: route,
			Usage: "the path of one item, instead of the dialect's"},
		{Key: "pools.<pool>.delete", Group: groupData, Kind: kindText, parse: route,
			Usage: "the path that deletes an item, instead of the dialect's"},
		{Key: "pools.<pool>.title", Group: groupData, Kind: kindText, declared: true,
			Usage: "what a person calls a declared pool"},
		{Key: "pools.<pool>.key", Group: groupData, Kind: kindNames, declared: true,
			Usage: "the fields that tell two items of a declared pool apart; without it they are counted only"},
		{Key: "pools.<pool>.columns", Group: groupData, Kind: kindNames, declared: true,
			Usage: "the fields of a declared pool that show prints"},
		{Key: "pools.<pool>.id", Group: groupData, Kind: kindPaths, declared: true,
			Usage: "the dotted path of an item's id; create: and list: where the two answers differ"},
		{Key: "pools.<pool>.envelope", Group: groupData, Kind: kindPaths, declared: true,
			Usage: "the dotted path of the items in an answer; create: and list: where the two differ"},
		{Key: "pools.<pool>.fields.<field>", Group: groupData, Kind: kindFields,
			Usage: "a value for a field of the body; {index}, {seed} and {pool} are filled in"},
		{Key: "builtin_pools", Group: groupData, Kind: kindBool, Default: true,
			Usage: "seed Flashstrom's pools beside those that the file declares"},
		{Key: "seed", Flag: "seed", Group: groupData, Kind: kindInt, High: math.MaxUint64, Default: 1,
			Usage: "the same seed gives the same data"},
		{Key: "now", Flag: "now", Group: groupData, Kind: kindTime,
			Usage: "the time that data is made for, as 2026-11-25T12:00:00+07:00, instead of the machine's"},
		{Key: "account_password", Group: groupData, Kind: kindText, Secret: true,
			Default: "Flashseed-123", parse: password,
			Usage: "the password of the restaurants, drivers, customers and customer cares"},
		{Key: "admin_password", Group: groupData, Kind: kindText, Secret: true,
			Default: "Flashseed-Admin-123", parse: password,
			Usage: "the password of the admins"},
		{Key: "email_domain", Group: groupData, Kind: kindText, Default: "flashseed.test", parse: emailDomain,
			Usage: "the domain of every e-mail address; choose one that receives no mail"},
		{Key: "locale", Group: groupData, Kind: kindText, Default: "mixed", Values: []string{"vi", "en", "mixed"},
			Usage: "the names of people: vi, en or mixed"},
		{Key: "ward_names", Group: groupData, Kind: kindText, Default: "2024", Values: []string{"2024", "2025"},
			Usage: "the wards of addresses, before or after the reform of July 2025"},
		{Key: "pictures", Flag: "pictures", Group: groupData, Kind: kindText, Default: "remote", parse: pictures,
			Usage: "where pictures come from: remote, local, none, or the template of a URL"},
		{Key: "complete", Flag: "no-finish", Env: "FLASHSEED_COMPLETE", Group: groupData, Kind: kindBool,
			Default: true,
			Usage:   "leave out the requests that finish what creating leaves bare"},
		{Key: "concurrency", Flag: "concurrency", Group: groupPace, Kind: kindInt, Low: 1, High: 256, Default: 8,
			Usage: "parallel create requests, 1 to 256"},
		{Key: "rate", Flag: "rate", Group: groupPace, Kind: kindNumber, Default: 0,
			Usage: "requests a second at most; 0 for no limit"},
		{Key: "retries", Flag: "retries", Group: groupPace, Kind: kindInt, High: 100, Default: 5,
			Usage: "attempts without progress, and repeats of a safe request, before giving up"},
		{Key: "request_timeout", Flag: "request-timeout", Group: groupPace, Kind: kindDuration, Default: "30s",
			Usage: "how long one request may take; 0 for no limit"},
		{Key: "timeout", Flag: "timeout", Group: groupPace, Kind: kindDuration, Default: "0",
			Usage: "how long the whole run may take; 0 for no limit"},
		{Key: "wait", Flag: "wait", Group: groupPace, Kind: kindDuration, Default: "0",
			Usage: "how long to wait for a backend that is starting; 0 for not at all"},
		{Key: "lock_timeout", Flag: "lock-timeout", Group: groupPace, Kind: kindDuration, Default: "60s",
			Usage: "how long to wait for another run that makes no progress"},
		{Key: "quit_url", Flag: "quit-url", Group: groupPace, Kind: kindURL, parse: quitURL,
			Usage: "where a run that has ended for good sends a POST, so that a sidecar ends too"},
		{Key: "live.rate", Flag: "rate", Group: groupLive, Kind: kindRate, Default: "0",
			Usage: "orders, as 10/min or 1/s; 0 follows the hour of the day"},
		{Key: "live.for", Flag: "for", Group: groupLive, Kind: kindDuration, Default: "0",
			Usage: "how long to go on; 0 for until it is stopped"},
		{Key: "live.max", Flag: "max", Group: groupLive, Kind: kindInt, High: maxItems, Default: 0,
			Usage: "how many orders to make; 0 for no limit"},
		{Key: "log_format", Flag: "log-format", Group: groupLog, Kind: kindText,
			Default: "text", Values: []string{"text", "json"},
			Usage: "text or json"},
		{Key: "log_level", Flag: "log-level", Group: groupLog, Kind: kindText,
			Default: "warn", Values: levels(), parse: level,
			Usage: "debug, info, warn or error"},
		{Key: "port", Flag: "port", Env: "PORT", Group: groupServe, Kind: kindInt, High: math.MaxUint16,
			Default: 3001,
			Usage:   "the port to listen on; 0 for any that is free"},
		{Key: "host", Flag: "host", Group: groupServe, Kind: kindText, Default: "127.0.0.1", parse: hostName,
			Usage: "the address to listen on; 0.0.0.0 for all"},
		{Key: "token", Group: groupServe, Kind: kindText, Secret: true, parse: token,
			Usage: "the bearer token that requests to serve must show"},
		{Key: "serve_hosts", Flag: "serve-host", Group: groupServe, Kind: kindHosts, Repeat: true, parse: hostName,
			Usage: "a Host that serve answers to without a token, beside local and private ones"},
		{Key: "cors_origins", Flag: "cors-origin", Group: groupServe, Kind: kindOrigins, Repeat: true,
			Default: "http://localhost:3000, http://localhost:1310, http://localhost:5173", parse: origin,
			Usage: "an origin whose pages may read from serve"},
		{Key: "shutdown_timeout", Flag: "shutdown-timeout", Group: groupServe, Kind: kindDuration, Default: "10s",
			Usage: "how long a shutdown waits for the run and for open connections"},
		{Key: "startup_ensure", Flag: "no-startup-ensure", Env: "FLASHSEED_STARTUP_ENSURE", Group: groupServe, Kind: kindBool,
			Default: true,
			Usage:   "do not fill the pools at the start"},
	}
	for i, o := range options {
		if o.Env == "" && o.poolKey() == "" {
			options[i].Env = "FLASHSEED_" + strings.ToUpper(strings.ReplaceAll(o.Key, ".", "_"))
		}
	}
	return options
}
