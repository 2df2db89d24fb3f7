package config

import "time"

func targetOptions() []Option {
	return []Option{
		{
			Key: "backend_url", Flag: "backend-url", Env: "REAL_BACKEND_URL", Group: groupBackend,
			Usage:   "the backend to fill, http or https; a base path is allowed",
			Default: "http://localhost:1310", Kind: kindURL,
			binding: bind(backendURLField, parseBackendURL),
		},
		{
			Key: "dialect", Flag: "dialect", Env: "FLASHSEED_DIALECT", Group: groupBackend,
			Usage:   "the backend's routes: auto asks it, flashstrom and readme do not",
			Default: "auto", Kind: kindText, Values: dialects(),
			binding: bind(func(c *Config) *string { return &c.Dialect }, oneOf(dialects()...)),
		},
	}
}

func cacheOptions() []Option {
	return []Option{
		{
			Key: "redis_url", Flag: "redis-url", Env: "REDIS_URL", Group: groupCache,
			Usage:   `the Redis that caches the pools; "" for none, memory: for this process alone`,
			Default: "redis://localhost:6379", Kind: kindURL, emptyCounts: true,
			binding: bind(func(c *Config) *string { return &c.RedisURL }, parseRedisURL),
		},
		{
			Key: "cache_ttl", Flag: "cache-ttl", Env: "CACHE_TTL", Group: groupCache,
			Usage:   "how long cached pools are believed, in seconds or as 90m",
			Default: 3600, Kind: kindDuration,
			binding: bind(func(c *Config) *time.Duration { return &c.CacheTTL }, positiveDuration),
		},
	}
}

func poolOptions() []Option {
	return []Option{
		{
			Key: keyMin, Flag: "min", Env: "MIN_POOL_SIZE", Group: groupData,
			Usage:   "the least number of items wanted, of each pool (25) or of one (orders=50)",
			Default: 10, Kind: kindInt, Repeat: true,
			binding: bind(func(c *Config) *int { return &c.MinPoolSize }, parseMin),
		},
		{
			Key: keyPoolMin, Flag: "min", Env: "FLASHSEED_MIN", Group: groupData, Repeat: true,
			Usage: "the same for one pool, instead of min_pool_size", Kind: kindInt,
		},
		{
			Key: "pools.<pool>.list", Group: groupData, Kind: kindPath,
			Usage: "the path that lists the pool, instead of the dialect's",
		},
		{
			Key: "pools.<pool>.count", Group: groupData, Kind: kindPath,
			Usage: "the path that counts the pool, instead of the dialect's",
		},
		{
			Key: "pools.<pool>.create", Group: groupData, Kind: kindPath,
			Usage: "the path that creates an item, instead of the dialect's",
		},
		{
			Key: keyPoolFields, Group: groupData, Kind: kindFields,
			Usage: "a fixed value for a field of the body; {index}, {seed} and {pool} are filled in",
		},
		{
			Key: "seed", Flag: "seed", Env: "FLASHSEED_SEED", Group: groupData,
			Usage:   "the same seed gives the same data",
			Default: 1, Kind: kindInt,
			binding: bind(func(c *Config) *uint64 { return &c.Seed }, parseSeed),
		},
	}
}

func dataOptions() []Option {
	return []Option{
		{
			Key: "account_password", Env: "FLASHSEED_ACCOUNT_PASSWORD", Group: groupData, Secret: true,
			Usage:   "the password of the restaurants, drivers, customers and customer cares",
			Default: "Flashseed-123", Kind: kindText,
			binding: bind(func(c *Config) *string { return &c.AccountPassword }, parsePassword),
		},
		{
			Key: "admin_password", Env: "FLASHSEED_ADMIN_PASSWORD", Group: groupData, Secret: true,
			Usage:   "the password of the admins",
			Default: "Flashseed-Admin-123", Kind: kindText,
			binding: bind(func(c *Config) *string { return &c.AdminPassword }, parsePassword),
		},
		{
			Key: "email_domain", Env: "FLASHSEED_EMAIL_DOMAIN", Group: groupData,
			Usage:   "the domain of every e-mail address; choose one that receives no mail",
			Default: "flashseed.test", Kind: kindText,
			binding: bind(func(c *Config) *string { return &c.EmailDomain }, parseEmailDomain),
		},
		{
			Key: "locale", Env: "FLASHSEED_LOCALE", Group: groupData,
			Usage:   "the names of people: vi, en or mixed",
			Default: "mixed", Kind: kindText, Values: []string{"vi", "en", "mixed"},
			binding: bind(func(c *Config) *string { return &c.Locale }, oneOf("vi", "en", "mixed")),
		},
		{
			Key: "complete", Flag: "no-complete", Env: "FLASHSEED_COMPLETE", Group: groupData,
			Usage:   "leave out the PATCHes that finish restaurants and drivers",
			Default: true, Kind: kindBool,
			binding: bind(func(c *Config) *bool { return &c.Complete }, parseBool),
		},
	}
}
