package cache

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/seeder"
)

// Memory returns nothing, not an error, where the key holds something else
// than flashseed's.
func (r *Redis) Memory(ctx context.Context, backend string) (m seeder.Memory, err error) {
	err = r.do(ctx, "load accounts", func(ctx context.Context) error {
		data, err := r.client.HGet(ctx, keyAccounts, backend).Bytes()
		if wrongType(err) {
			r.k.ignore(keyAccounts, "is not a hash")
		}
		if errors.Is(err, redis.Nil) || wrongType(err) {
			return nil
		}
		m = r.k.recall(data)
		return err
	})
	return m, err
}

// Remember adds accounts to those remembered of the same database, so that
// runs at the same time do not lose each other's: an account is known by
// pool, index and e-mail. Where both witnesses are given and differ, the
// database is another one and what was remembered is replaced. An empty
// Memory forgets the backend.
func (r *Redis) Remember(ctx context.Context, backend string, m seeder.Memory) error {
	return r.transact(ctx, "remember", keyAccounts, func(ctx context.Context, tx *redis.Tx) error {
		fields, err := tx.HGetAll(ctx, keyAccounts).Result()
		foreign := wrongType(err)
		if err != nil && !foreign {
			return err
		}
		field, err := r.renewed(fields, backend, m)
		if err != nil {
			return err
		}
		gone := r.outdated(fields)
		return exec(ctx, tx, func(pipe redis.Pipeliner) {
			if foreign {
				pipe.Del(ctx, keyAccounts)
			}
			pipe.HDel(ctx, keyAccounts, append(gone, backend)...)
			if field != nil {
				pipe.HSet(ctx, keyAccounts, backend, field)
			}
			pipe.PExpire(ctx, keyAccounts, AccountsTTL)
		})
	})
}

// renewed returns the backend's new field, nil to forget it.
func (r *Redis) renewed(fields map[string]string, backend string, m seeder.Memory) ([]byte, error) {
	if forgets(m) {
		return nil, nil
	}
	var old []byte
	if field, ok := fields[backend]; ok {
		old = []byte(field)
	}
	return r.k.renew(old, m)
}

// outdated returns the backends that nobody has seeded for AccountsTTL.
func (r *Redis) outdated(fields map[string]string) []string {
	var gone []string
	for backend, field := range fields {
		at, err := time.Parse(time.RFC3339, gjson.Get(field, "time").Str)
		if err == nil && expired(at, r.k.Now()) {
			gone = append(gone, backend)
		}
	}
	return gone
}

func wrongType(err error) bool { return redis.HasErrorPrefix(err, "WRONGTYPE") }
