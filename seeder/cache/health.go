package cache

import (
	"context"
	"strings"
	"time"
)

// Health is what can be seen of a Redis and of what flashseed keeps in it.
type Health struct {
	Addr    string
	Version string        // "" if Redis does not tell
	Role    string        // "primary" or "replica", "" if Redis does not tell
	Latency time.Duration // of one PING on an open connection
	Refused error         // why Redis takes no writes, an *Error; nil if it does
	Keys    []KeyHealth   // those that are there, in the order of the package's list
	Lock    *LockHealth   // nil if nobody holds it
}

// KeyHealth is one key.
type KeyHealth struct {
	Key     string
	Type    string        // as Redis calls it: "string", "hash", …
	Size    int64         // bytes of the value, 0 for types that flashseed does not use
	TTL     time.Duration // 0 if it never expires
	Age     time.Duration // since the pool was looked at, 0 if nothing says when
	Items   int           // items of a pool, pools of meta and all, backends of accounts
	Problem string        // why it is not believed or does harm, "" if nothing is wrong
}

// LockHealth is a held lock.
type LockHealth struct {
	Holder   string
	TTL      time.Duration // until it expires unless it is renewed; 0 if it never does
	Progress string        // steps that the holder has made, "" if none yet
}

// Problems names everything that is wrong, one line each.
func (h Health) Problems() []string {
	var lines []string
	if h.Refused != nil {
		lines = append(lines, h.Refused.Error())
	}
	for _, k := range h.Keys {
		if k.Problem != "" {
			lines = append(lines, k.Key+": "+k.Problem)
		}
	}
	return lines
}

// Inspect looks at the server and at every key, and changes nothing. The error
// is an *Error and means that Redis could not be asked; what is
// wrong with what it holds is in Health.
func (r *Redis) Inspect(ctx context.Context) (Health, error) {
	h := Health{Addr: r.addr}
	err := r.do(ctx, "inspect", func(ctx context.Context) (err error) {
		h.Latency, err = r.ping(ctx)
		return err
	})
	if err != nil {
		return h, err
	}
	h.Refused = r.do(ctx, "write", r.probe)
	err = r.do(ctx, "inspect", func(ctx context.Context) error {
		h.Version, h.Role = r.identify(ctx)
		look, err := r.look(ctx)
		if err == nil {
			h.Keys, h.Lock = look.keyHealth(), look.lockHealth()
		}
		return err
	})
	return h, err
}

// ping leaves out the time it takes to connect.
func (r *Redis) ping(ctx context.Context) (time.Duration, error) {
	if err := r.client.Ping(ctx).Err(); err != nil {
		return 0, err
	}
	start := time.Now()
	err := r.client.Ping(ctx).Err()
	return time.Since(start), err
}

// probe finds out whether Redis takes writes without writing: SET XX on a key
// that is never there is refused for the same reasons as any SET, and
// otherwise does nothing.
func (r *Redis) probe(ctx context.Context) error {
	return r.client.SetXX(ctx, keyProbe, "", time.Second).Err()
}

// identify asks for what not every Redis, and not every user, may tell.
func (r *Redis) identify(ctx context.Context) (version, role string) {
	info := r.client.Info(ctx).Val()
	version = infoField(info, "redis_version")
	switch infoField(info, "role") {
	case "master":
		role = "primary"
	case "slave":
		role = "replica"
	}
	return version, role
}

func infoField(info, name string) string {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return printable(value)
		}
	}
	return ""
}
