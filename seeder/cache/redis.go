package cache

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// redisEngine keeps the keys in a Redis. Every operation ends within a second,
// or two for the release of the lock.
type redisEngine struct {
	client   *redis.Client
	addr     string
	userOnly bool // the URL has a user and no password
}

// The library logs through a logger of the whole process.
var quietOnce sync.Once

type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

// NewRedis returns a cache in the Redis of o.URL without dialling it. The
// error is about the URL alone.
func NewRedis(o Options) (*Store, error) {
	opt, err := redisOptions(o.URL)
	if err != nil {
		return nil, err
	}
	if opt.TLSConfig != nil {
		opt.TLSConfig.RootCAs = o.RootCAs
	}
	quietOnce.Do(func() { redis.SetLogger(quiet{}) })
	addr := opt.Addr
	if opt.DB != 0 {
		addr += "/" + strconv.Itoa(opt.DB)
	}
	engine := &redisEngine{redis.NewClient(opt), addr, opt.Username != "" && opt.Password == ""}
	return &Store{o: o.withDefaults(), engine: engine}, nil
}

// redisOptions names what the library would quietly take for localhost, and
// what no dial can reach. It never quotes a URL that may hold a password, nor
// what the URL parser says, which quotes parts of it. The client gives up at
// the first failure: a write whose reply was lost must not be repeated, and a
// run must not wait for a cache.
func redisOptions(raw string) (*redis.Options, error) {
	var reason string
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		reason = "cannot be read"
	case !slices.Contains([]string{"redis", "rediss", "unix"}, u.Scheme) || u.Opaque != "":
		reason = "has no scheme that is known"
	case u.Fragment != "":
		reason = "has a # in it"
	case u.Port() != "":
		if port, err := strconv.ParseUint(u.Port(), 10, 16); err != nil || port == 0 {
			reason = "has no port from 1 to 65535"
		}
	}
	var opt *redis.Options
	if reason == "" {
		if opt, err = redis.ParseURL(raw); err != nil {
			reason = "cannot be read"
		}
	}
	if reason != "" {
		quoted, rest := "", raw
		if _, after, ok := strings.Cut(raw, "://"); ok {
			rest = after
		}
		if !strings.ContainsAny(rest, "@:?#") {
			quoted = strconv.Quote(shorten(raw)) + " "
		}
		return nil, errors.New("the Redis URL " + quoted + reason +
			": want redis://[user:password@]host[:port][/database], rediss://…, unix:///path/to/socket, file: or memory:, with # / ? @ in a password percent-encoded")
	}
	opt.MaxRetries = -1
	opt.DialerRetries = 1
	opt.ContextTimeoutEnabled = true
	opt.DialTimeout, opt.ReadTimeout, opt.WriteTimeout, opt.PoolTimeout = opTimeout, opTimeout, opTimeout, opTimeout
	opt.PipelinePoolSize = -1 // one pool, so that a run holds one connection or two
	opt.MinIdleConns = 0
	opt.DisableIdentity = true
	opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return opt, nil
}

func (r *redisEngine) name() string { return "redis " + r.addr }

func (r *redisEngine) close() error { return r.client.Close() }

func (r *redisEngine) pause() (least, most time.Duration) {
	return 50 * time.Millisecond, 250 * time.Millisecond
}

// do bounds an operation and explains its failure. A caller who gave up gets
// their own context's error.
func (r *redisEngine) do(ctx context.Context, op string, fn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, opTimeout)
	defer cancel()
	err := fn(bounded)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return &Error{Op: op, Store: r.name(), Hint: r.hint(err), Err: err}
}

func (r *redisEngine) transact(ctx context.Context, op, watched string, fn func(tx) error) error {
	return r.do(ctx, op, func(ctx context.Context) error {
		if watched == "" {
			return fn(redisTx{ctx, r.client})
		}
		for {
			err := r.client.Watch(ctx, func(tx *redis.Tx) error { return fn(redisTx{ctx, tx}) }, watched)
			if !errors.Is(err, redis.TxFailedErr) || sleep(ctx, rand.N(10*time.Millisecond)) != nil {
				return err
			}
		}
	})
}

// redisTx works on a connection that watches a key, or, where nothing that was
// read decides what is written, on any.
type redisTx struct {
	ctx context.Context
	cmd redis.Cmdable
}

// get asks for the types too, since MGET answers nil for a key that is no
// string as it does for one that is not there. They go first: of who gave no
// password, Redis drops a command as long as MGET without a word.
func (t redisTx) get(keys ...string) ([]value, error) {
	kinds, lives := make([]*redis.StatusCmd, len(keys)), make([]*redis.DurationCmd, len(keys))
	var mget *redis.SliceCmd
	_, err := t.cmd.Pipelined(t.ctx, func(pipe redis.Pipeliner) error {
		for i, key := range keys {
			kinds[i], lives[i] = pipe.Type(t.ctx, key), pipe.PTTL(t.ctx, key)
		}
		mget = pipe.MGet(t.ctx, keys...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	values := make([]value, len(keys))
	for i, reply := range mget.Val() {
		if kind := kinds[i].Val(); kind != "none" {
			text, _ := reply.(string)
			values[i] = value{[]byte(text), lives[i].Val(), kind}
		}
	}
	return values, nil
}

func (t redisTx) fields(key string) (map[string]string, error) {
	fields, err := t.cmd.HGetAll(t.ctx, key).Result()
	if redis.HasErrorPrefix(err, "WRONGTYPE") {
		return nil, errNotHash
	}
	return fields, err
}

// commit returns the first command's own error rather than EXEC's, which only
// says that there was one. SET replaces a value of any type.
func (t redisTx) commit(c change) error {
	cmds, err := t.cmd.TxPipelined(t.ctx, func(pipe redis.Pipeliner) error {
		if len(c.del) > 0 {
			pipe.Del(t.ctx, c.del...)
		}
		for _, e := range c.set {
			pipe.Set(t.ctx, e.key, e.data, max(e.ttl, time.Millisecond))
		}
		if len(c.delFields) > 0 {
			pipe.HDel(t.ctx, c.hash, c.delFields...)
		}
		if len(c.setFields) > 0 {
			pipe.HSet(t.ctx, c.hash, c.setFields)
		}
		if c.hash != "" {
			pipe.PExpire(t.ctx, c.hash, c.hashTTL)
		}
		return nil
	})
	for _, cmd := range cmds {
		if cerr := cmd.Err(); cerr != nil && !redis.IsExecAbortError(cerr) {
			return cerr
		}
	}
	return err
}

// ping leaves out the time it takes to connect.
func (r *redisEngine) ping(ctx context.Context) (took time.Duration, err error) {
	err = r.do(ctx, "inspect", func(ctx context.Context) error {
		if err := r.client.Ping(ctx).Err(); err != nil {
			return fmt.Errorf("ping: %w", err)
		}
		start := time.Now()
		err := r.client.Ping(ctx).Err()
		took = time.Since(start)
		return err
	})
	return took, err
}
