package cache

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/flashseed/flashseed/seeder"
)

// Redis keeps pools and the lock in a Redis. Every failure is an *Error, but
// for the caller's own context's, and comes within a second.
type Redis struct {
	k      *keeper
	client *redis.Client
	addr   string
	db     int
}

// The library logs through a logger of the whole process.
var quietOnce sync.Once

type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

// NewRedis returns a cache in the Redis of o.URL without dialling it. The
// error is about the URL alone.
func NewRedis(o Options) (*Redis, error) {
	opt, err := redisOptions(o.URL)
	if err != nil {
		return nil, err
	}
	quietOnce.Do(func() { redis.SetLogger(quiet{}) })
	return &Redis{k: newKeeper(o), client: redis.NewClient(opt), addr: opt.Addr, db: opt.DB}, nil
}

// Name returns "redis", the address, and the database number unless it is 0.
func (r *Redis) Name() string {
	if r.db != 0 {
		return "redis " + r.addr + "/" + strconv.Itoa(r.db)
	}
	return "redis " + r.addr
}

// Load takes one round trip.
func (r *Redis) Load(ctx context.Context, pools []string) (out map[string]seeder.CachedPool, err error) {
	if len(pools) == 0 {
		return nil, ctx.Err()
	}
	err = r.do(ctx, "load", func(ctx context.Context) error {
		out, err = r.k.load(ctx, redisTx{r.k, r.client}, pools)
		return err
	})
	return out, err
}

// Save fails, before Redis is asked anything, if the pools make no sense:
// unknown, of several backends, or with items that are no JSON objects.
func (r *Redis) Save(ctx context.Context, pools iter.Seq[seeder.CachedPool]) error {
	b, err := r.k.encode(pools)
	if err != nil || len(b.pools) == 0 {
		return err
	}
	return r.transact(ctx, "save", keyMeta, func(ctx context.Context, tx *redis.Tx) error {
		return r.k.save(ctx, redisTx{r.k, tx}, b)
	})
}

// Drop ignores names that are no pool's.
func (r *Redis) Drop(ctx context.Context, pools []string) error {
	names := r.k.known(pools)
	if len(names) == 0 {
		return ctx.Err()
	}
	return r.transact(ctx, "drop", keyMeta, func(ctx context.Context, tx *redis.Tx) error {
		return r.k.drop(ctx, redisTx{r.k, tx}, names)
	})
}

// Close closes the connections. Leases are to be released before.
func (r *Redis) Close() error { return r.client.Close() }

// do bounds an operation and explains its failure.
func (r *Redis) do(ctx context.Context, op string, fn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, opTimeout)
	defer cancel()
	return fault(ctx, op, r.addr, fn(bounded))
}

// transact runs fn again as long as somebody else changes the key meanwhile.
func (r *Redis) transact(ctx context.Context, op, key string, fn func(context.Context, *redis.Tx) error) error {
	return r.do(ctx, op, func(ctx context.Context) error {
		for {
			err := r.client.Watch(ctx, func(tx *redis.Tx) error { return fn(ctx, tx) }, key)
			if !errors.Is(err, redis.TxFailedErr) {
				return err
			}
			if sleep(ctx, jitter(time.Millisecond, 10*time.Millisecond)) != nil {
				return err
			}
		}
	})
}

// redisTx is a transaction on a connection that watches data-pools:meta, or,
// where nothing will be committed, on any.
type redisTx struct {
	k   *keeper
	cmd redis.Cmdable
}

// values asks for the types too, since MGET answers nil for a key that is no
// string as it does for one that is not there. They go first: of who gave no
// password, Redis drops a command as long as MGET without a word.
func (tx redisTx) values(ctx context.Context, keys ...string) ([][]byte, error) {
	types := make([]*redis.StatusCmd, len(keys))
	var mget *redis.SliceCmd
	_, err := tx.cmd.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, key := range keys {
			types[i] = pipe.Type(ctx, key)
		}
		mget = pipe.MGet(ctx, keys...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(keys))
	for i, reply := range mget.Val() {
		if s, ok := reply.(string); ok {
			values[i] = []byte(s)
		} else if kind := types[i].Val(); foreign(kind) {
			tx.k.ignore(keys[i], "is a "+kind+", not a string")
		}
	}
	return values, nil
}

func foreign(kind string) bool { return kind != "" && kind != "none" && kind != "string" }

func (tx redisTx) lives(ctx context.Context, keys ...string) ([]time.Duration, error) {
	replies := make([]*redis.DurationCmd, len(keys))
	_, err := tx.cmd.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, key := range keys {
			replies[i] = pipe.PTTL(ctx, key)
		}
		return nil
	})
	lives := make([]time.Duration, len(keys))
	for i, reply := range replies {
		lives[i] = reply.Val()
	}
	return lives, err
}

// commit need not delete what it sets: SET replaces a value of any type.
func (tx redisTx) commit(ctx context.Context, c change) error {
	return exec(ctx, tx.cmd, func(pipe redis.Pipeliner) {
		if len(c.del) > 0 {
			pipe.Del(ctx, c.del...)
		}
		for _, e := range c.set {
			pipe.Set(ctx, e.key, e.value, max(e.ttl, time.Millisecond))
		}
	})
}

// exec returns the first command's own error rather than EXEC's, which only
// says that there was one.
func exec(ctx context.Context, cmd redis.Cmdable, fn func(redis.Pipeliner)) error {
	cmds, err := cmd.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		fn(pipe)
		return nil
	})
	for _, c := range cmds {
		if cerr := c.Err(); cerr != nil && !redis.IsExecAbortError(cerr) {
			return cerr
		}
	}
	return err
}
