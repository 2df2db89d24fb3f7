package cache

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// opTimeout bounds each operation as a whole: dialling, the handshake, and
// every round trip in it.
const opTimeout = time.Second

const urlForms = "redis://[user:password@]host[:port][/database], rediss://…, unix:///path/to/socket or memory:"

// redisOptions never quotes a URL that may hold a password, nor what the URL
// parser says, which quotes parts of it.
func redisOptions(raw string) (*redis.Options, error) {
	if reason := implausible(raw); reason != "" {
		return nil, badURL(raw, reason)
	}
	opt, err := redis.ParseURL(raw)
	if err != nil {
		return nil, badURL(raw, "cannot be read")
	}
	failFast(opt)
	return opt, nil
}

// implausible names what the library would quietly take for localhost, and
// what no dial can reach.
func implausible(raw string) string {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "cannot be read"
	case !slices.Contains([]string{"redis", "rediss", "unix"}, u.Scheme) || u.Opaque != "":
		return "has no scheme that is known"
	case u.Fragment != "":
		return "has a # in it"
	}
	if port, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || port == 0) {
		return "has no port from 1 to 65535"
	}
	return ""
}

func badURL(raw, reason string) error {
	quoted := ""
	if !mayHoldSecret(raw) {
		quoted = strconv.Quote(shorten(raw)) + " "
	}
	return errors.New("the Redis URL " + quoted + reason + ": want " + urlForms + ", with # / ? @ in a password percent-encoded")
}

// mayHoldSecret is true for whatever has, or could be meant to have, a user
// or a password or options.
func mayHoldSecret(raw string) bool {
	if _, rest, ok := strings.Cut(raw, "://"); ok {
		raw = rest
	}
	return strings.ContainsAny(raw, "@:?#")
}

// failFast makes the client give up at the first failure: a write whose
// reply was lost must not be repeated, and a run must not wait for a cache.
func failFast(opt *redis.Options) {
	opt.MaxRetries = -1
	opt.DialerRetries = 1
	opt.ContextTimeoutEnabled = true
	opt.DialTimeout = opTimeout
	opt.ReadTimeout = opTimeout
	opt.WriteTimeout = opTimeout
	opt.PoolTimeout = opTimeout
	opt.PipelinePoolSize = -1 // one pool, so that a run holds one connection or two
	opt.MinIdleConns = 0
	opt.DisableIdentity = true
	opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}
