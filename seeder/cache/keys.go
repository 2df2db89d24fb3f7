package cache

const (
	keyPrefix   = "data-pools:"
	keyAll      = keyPrefix + "all"
	keyMeta     = keyPrefix + "meta"
	keyAccounts = keyPrefix + "accounts"
	keyLock     = keyPrefix + "lock"
	keyProgress = keyLock + ":progress"
	keyProbe    = keyPrefix + "probe" // never exists: see probe
)

func poolKey(pool string) string { return keyPrefix + pool }

func poolKeys(pools []string) []string {
	keys := make([]string, len(pools))
	for i, pool := range pools {
		keys[i] = poolKey(pool)
	}
	return keys
}
