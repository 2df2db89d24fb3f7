package cache

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/flashseed/flashseed/seeder"
)

// redisEngine keeps the keys in a Redis. Every operation ends within a second.
type redisEngine struct {
	client *redis.Client
	addr   string
}

// silence has the library log nothing: it logs for the whole process.
var silence sync.Once

// newRedis dials nothing. Its error quotes neither the URL, which may hold a
// password, nor the parser, which quotes parts of it. The client gives up at
// the first failure: a write whose reply was lost must not be repeated, and a
// run must not wait for a cache.
func newRedis(o Options) (*redisEngine, error) {
	opt, err := redis.ParseURL(o.URL)
	if err != nil {
		return nil, errors.New("the Redis URL cannot be read: write redis://[user:password@]host[:port][/database], rediss://… or unix:///path/to/socket, with # / ? @ in a password percent-encoded")
	}
	opt.MaxRetries = -1
	opt.DialerRetries = 1
	opt.ContextTimeoutEnabled = true
	opt.DialTimeout, opt.ReadTimeout, opt.WriteTimeout, opt.PoolTimeout = opTimeout, opTimeout, opTimeout, opTimeout
	opt.PipelinePoolSize = -1 // one pool, so that a run holds one connection or two
	opt.MinIdleConns = 0
	opt.DisableIdentity = true
	opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if opt.TLSConfig != nil {
		opt.TLSConfig.RootCAs = o.RootCAs
	}
	silence.Do(logging.Disable)
	addr := opt.Addr
	if opt.DB != 0 {
		addr += "/" + strconv.Itoa(opt.DB)
	}
	return &redisEngine{redis.NewClient(opt), addr}, nil
}

func (r *redisEngine) name() string { return "redis " + r.addr }

func (r *redisEngine) close() error { return r.client.Close() }

// bounded bounds an operation and explains its failure. A caller who gave up gets
// their own context's error.
func (r *redisEngine) bounded(ctx context.Context, op string, fn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, opTimeout)
	defer cancel()
	err := fn(limited)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return explain(r.name(), op, err, hint(err))
}

func (r *redisEngine) do(ctx context.Context, op string, keys []string, fn func([]value) (change, error)) (values []value, err error) {
	apply := func(ctx context.Context, client redis.Cmdable) error {
		if values, err = get(ctx, client, keys); err != nil || fn == nil {
			return err
		}
		c, err := fn(values)
		if err != nil {
			return err
		}
		return commit(ctx, client, c)
	}
	err = r.bounded(ctx, op, func(ctx context.Context) error {
		if len(keys) == 0 || fn == nil {
			return apply(ctx, r.client)
		}
		for {
			err := r.client.Watch(ctx, func(tx *redis.Tx) error { return apply(ctx, tx) }, keys...)
			if !errors.Is(err, redis.TxFailedErr) || seeder.Sleep(ctx, rand.N(10*time.Millisecond)) != nil {
				return err
			}
		}
	})
	return values, err
}

// get asks for the types too, since MGET answers nil for a key that is no
// string as it does for one that is not there. They go first: of who gave no
// password, Redis drops a command as long as MGET without a word.
func get(ctx context.Context, client redis.Cmdable, keys []string) ([]value, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	kinds, lives := make([]*redis.StatusCmd, len(keys)), make([]*redis.DurationCmd, len(keys))
	hashes := map[string]*redis.MapStringStringCmd{}
	var mget *redis.SliceCmd
	_, err := client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, key := range keys {
			kinds[i], lives[i] = pipe.Type(ctx, key), pipe.PTTL(ctx, key)
		}
		mget = pipe.MGet(ctx, keys...)
		for _, key := range keys {
			if isHash(key) {
				hashes[key] = pipe.HGetAll(ctx, key)
			}
		}
		return nil
	})
	if err != nil && !redis.HasErrorPrefix(err, "WRONGTYPE") {
		return nil, err
	}
	values := make([]value, len(keys))
	for i, key := range keys {
		if kind := kinds[i].Val(); kind != "none" {
			text, _ := mget.Val()[i].(string)
			values[i] = value{kind: kind, life: lives[i].Val(), data: []byte(text)}
		}
		if hash := hashes[key]; hash != nil {
			values[i].fields = hash.Val()
		}
	}
	return values, nil
}

// commit returns the first command's own error rather than EXEC's, which only
// says that there was one. SET replaces a value of any type.
func commit(ctx context.Context, client redis.Cmdable, c change) error {
	cmds, err := client.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		if len(c.del) > 0 {
			pipe.Del(ctx, c.del...)
		}
		for _, e := range c.set {
			pipe.Set(ctx, e.key, e.data, max(e.ttl, time.Millisecond))
		}
		if len(c.delFields) > 0 {
			pipe.HDel(ctx, c.hash, c.delFields...)
		}
		if len(c.setFields) > 0 {
			pipe.HSet(ctx, c.hash, c.setFields)
		}
		if c.hash != "" {
			pipe.PExpire(ctx, c.hash, AccountsTTL)
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

func (r *redisEngine) take(ctx context.Context, token string, o Options) (*lock, error) {
	var held *redislock.Lock
	err := r.bounded(ctx, "lock", func(ctx context.Context) (err error) {
		held, err = redislock.Obtain(ctx, r.client, keyLock, o.lease, &redislock.Options{Token: token, Metadata: " " + o.Holder})
		if errors.Is(err, redislock.ErrNotObtained) {
			return nil
		}
		return err
	})
	if held == nil || err != nil {
		return nil, err
	}
	return &lock{
		extend: func(ctx context.Context, steps uint64) error {
			return r.bounded(ctx, "lock", func(ctx context.Context) error {
				err := held.Refresh(ctx, o.lease, nil)
				if errors.Is(err, redislock.ErrNotObtained) {
					return errTaken
				}
				if err != nil || steps == 0 {
					return err
				}
				return r.client.Set(ctx, keyProgress, progressOf(token, steps), o.lease).Err()
			})
		},
		release: func(ctx context.Context) error {
			return r.bounded(ctx, "release the lock", func(ctx context.Context) error {
				if err := held.Release(ctx); err != nil {
					return err
				}
				return r.client.Del(ctx, keyProgress).Err()
			})
		},
	}, nil
}

func (r *redisEngine) look(ctx context.Context) (h holding, err error) {
	values, err := r.do(ctx, "lock", []string{keyLock, keyProgress}, nil)
	if err == nil && values[0].kind != "" {
		h = parseHolding(string(values[0].data), string(values[1].data))
	}
	return h, err
}
