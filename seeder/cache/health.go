package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Health is what can be seen of a store and of what flashseed keeps in it.
type Health struct {
	Version  string        // of Redis, "" if it is not known
	Role     string        // of Redis: "primary" or "replica", "" if it is not known
	Latency  time.Duration // of one PING on an open connection, or of reading the file
	Eviction string        // Redis's maxmemory-policy if it may drop keys, the lock among them, "" if it may not
	Refused  error         // why the store takes no writes, an *Error; nil if it does
	Keys     []KeyHealth   // those that are there, in the order of the package's list
	Lock     string        // who holds the lock, "" if it is free
}

// KeyHealth is one key.
type KeyHealth struct {
	Key     string
	Type    string        // "string" or "hash", or what else Redis calls it
	Size    int64         // bytes of the value
	TTL     time.Duration // 0 if it never expires
	Age     time.Duration // since the pool was looked at, 0 if nothing says when
	Items   int           // items of a pool, pools of meta and all, backends of accounts, entries of a ledger
	Problem string        // why it is not trusted or does harm, "" if nothing is wrong
}

// Inspect looks at the store and at every key, and changes nothing. The error is
// an *Error and means that the store could not be asked; what is wrong with
// what it holds is in Health. The ledger is the backend's.
func (s *Store) Inspect(ctx context.Context, backend string) (h Health, err error) {
	start := time.Now()
	if redis, ok := s.engine.(*redisEngine); ok {
		if h, err = redis.inspect(ctx); err != nil {
			return h, err
		}
	}
	keys := slices.Concat([]string{keyAll}, poolKeys(s.o.poolNames()), []string{keyAccounts, ledgerKey(backend), keyLock})
	err = s.engine.transact(ctx, "inspect", "", func(tx tx) error {
		values, err := tx.get(keys...)
		if err != nil {
			return err
		}
		meta, metaErr := decodeMeta(values[1])
		for i, v := range values {
			if v.kind == "" {
				continue
			}
			k := KeyHealth{Key: keys[i], Type: v.kind, Size: int64(len(v.data)), TTL: max(v.life, 0)}
			var wrong error
			switch k.Key {
			case keyAll:
				var all map[string][]json.RawMessage
				wrong = v.decode('{', &all)
				k.Items = len(all)
			case keyMeta:
				k.Items, wrong = len(meta), metaErr
			case keyAccounts, ledgerKey(backend):
				var fields map[string]string
				fields, wrong = tx.fields(k.Key)
				k.Items = len(fields)
				for _, name := range slices.Sorted(maps.Keys(fields)) {
					k.Size += int64(len(name) + len(fields[name]))
					if _, err := decodeMemory(fields[name]); err != nil && k.Key == keyAccounts {
						wrong = fmt.Errorf("%s %w", printable(name), err)
					}
				}
			case keyLock:
				if v.kind != "string" {
					wrong = fmt.Errorf("is a %s, not a string", v.kind)
				} else if k.TTL == 0 {
					wrong = errors.New("never expires, so no run will ever get the lock: delete it")
				}
			default:
				m, ok := meta[strings.TrimPrefix(k.Key, keyPrefix)]
				_, wrong = decodeItems(v, m.Kept)
				switch {
				case !ok:
					wrong = errors.New("data-pools:meta says nothing of it, so it is not trusted")
				case m.DataVersion != entities.DataVersion:
					wrong = fmt.Errorf("is of data version %q, and this flashseed makes %q: it is not trusted", shorten(m.DataVersion), entities.DataVersion)
				default:
					k.Items, k.Age = m.Kept, max(s.o.Now().Sub(m.Time), 0)
				}
			}
			if wrong == nil && k.TTL == 0 {
				wrong = errors.New("never expires")
			}
			if wrong != nil {
				k.Problem = wrong.Error()
			}
			h.Keys = append(h.Keys, k)
		}
		return nil
	})
	if err != nil {
		return h, err
	}
	if h.Latency == 0 {
		h.Latency = time.Since(start)
	}
	holder, err := s.engine.look(ctx)
	h.Lock = holder.holder
	return h, err
}

// inspect asks for what not every Redis, and not every user, may tell. It finds
// out whether Redis takes writes without writing: SET XX on a key that is never
// there is refused for the same reasons as any SET, and otherwise does nothing.
func (r *redisEngine) inspect(ctx context.Context) (h Health, err error) {
	err = r.do(ctx, "inspect", func(ctx context.Context) error {
		_ = r.client.Ping(ctx).Err() // connects
		start := time.Now()
		err := r.client.Ping(ctx).Err()
		h.Latency = time.Since(start)
		return err
	})
	if err != nil {
		return h, err
	}
	h.Refused = r.do(ctx, "write", func(ctx context.Context) error {
		return r.client.SetXX(ctx, keyPrefix+"probe", "", time.Second).Err()
	})
	info := map[string]string{}
	for line := range strings.Lines(r.client.Info(ctx).Val()) {
		name, text, _ := strings.Cut(line, ":")
		info[name] = printable(text)
	}
	h.Version, h.Role = info["redis_version"], map[string]string{"master": "primary", "slave": "replica"}[info["role"]]
	if policy := info["maxmemory_policy"]; policy != "noeviction" && info["maxmemory"] != "0" {
		h.Eviction = policy
	}
	return h, nil
}
