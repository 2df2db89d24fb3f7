package cache

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// glance is everything under flashseed's keys, as it was at one time.
type glance struct {
	k        *keeper
	keys     []string
	types    map[string]string
	lives    map[string]time.Duration
	values   map[string][]byte // of strings
	accounts map[string]string
	meta     map[string]seeder.Meta
	metaErr  error
}

// look reads all keys in one round trip, and in a second one the accounts if
// they are a hash.
func (r *Redis) look(ctx context.Context) (*glance, error) {
	g := &glance{k: r.k, types: map[string]string{}, lives: map[string]time.Duration{}, values: map[string][]byte{}}
	g.keys = slices.Concat([]string{keyAll}, poolKeys(r.k.poolNames()), []string{keyMeta, keyAccounts, keyLock, keyProgress})
	if err := g.read(ctx, r.client); err != nil {
		return nil, err
	}
	g.meta, g.metaErr = decodeMeta(g.values[keyMeta])
	if g.types[keyAccounts] != "hash" {
		return g, nil
	}
	var err error
	g.accounts, err = r.client.HGetAll(ctx, keyAccounts).Result()
	return g, err
}

func (g *glance) read(ctx context.Context, client redis.Cmdable) error {
	var mget *redis.SliceCmd
	types, lives := make([]*redis.StatusCmd, len(g.keys)), make([]*redis.DurationCmd, len(g.keys))
	_, err := client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		mget = pipe.MGet(ctx, g.keys...)
		for i, key := range g.keys {
			types[i], lives[i] = pipe.Type(ctx, key), pipe.PTTL(ctx, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, key := range g.keys {
		g.types[key], g.lives[key] = types[i].Val(), max(lives[i].Val(), 0)
		if s, ok := mget.Val()[i].(string); ok {
			g.values[key] = []byte(s)
		}
	}
	return nil
}

func (g *glance) keyHealth() []KeyHealth {
	var all []KeyHealth
	for _, key := range g.keys {
		if g.types[key] == "none" {
			continue
		}
		h := KeyHealth{Key: key, Type: g.types[key], Size: int64(len(g.values[key])), TTL: g.lives[key]}
		if err := g.judge(&h); err != nil {
			h.Problem = err.Error()
		} else if h.TTL == 0 {
			h.Problem = "never expires"
		}
		all = append(all, h)
	}
	return all
}

// judge fills in what the value tells and returns what is wrong with it.
func (g *glance) judge(h *KeyHealth) error {
	want := "string"
	if h.Key == keyAccounts {
		want = "hash"
	}
	if h.Type != want {
		return fmt.Errorf("is a %s, not a %s: delete it", h.Type, want)
	}
	switch h.Key {
	case keyAll:
		return g.judgeAll(h)
	case keyMeta:
		h.Items = len(g.meta)
		return g.metaErr
	case keyAccounts:
		return g.judgeAccounts(h)
	case keyLock:
		return g.judgeLock()
	case keyProgress:
		return nil
	}
	return g.judgePool(h, strings.TrimPrefix(h.Key, keyPrefix))
}

func (g *glance) judgePool(h *KeyHealth, pool string) error {
	m, ok := g.meta[pool]
	if !ok {
		return errors.New("data-pools:meta says nothing of it, so it is not believed")
	}
	h.Items, h.Age = m.Kept, max(g.k.Now().Sub(m.Time), 0)
	if _, err := decodeItems(g.values[h.Key], m.Kept); err != nil {
		return err
	}
	if m.DataVersion != entities.DataVersion {
		return fmt.Errorf("is of data version %q, and this flashseed makes %q: it is not believed", shorten(m.DataVersion), entities.DataVersion)
	}
	return nil
}

func (g *glance) judgeAll(h *KeyHealth) error {
	pools, err := decodeObject(g.values[keyAll])
	h.Items = len(pools)
	if err != nil {
		return err
	}
	for _, p := range g.k.Pools {
		if _, err := decodeArray(pools[p.JSONKey]); err != nil {
			return fmt.Errorf("%s %w", p.JSONKey, err)
		}
	}
	if !g.k.complete(g.meta) {
		return errors.New("is not backed by data-pools:meta: flashseed does not believe it, its other readers may")
	}
	return nil
}

func (g *glance) judgeAccounts(h *KeyHealth) error {
	var bad []string
	h.Items = len(g.accounts)
	for _, backend := range slices.Sorted(maps.Keys(g.accounts)) {
		field := g.accounts[backend]
		h.Size += int64(len(backend) + len(field))
		if _, err := decodeMemory([]byte(field)); err != nil {
			bad = append(bad, printable(backend)+" "+err.Error())
		}
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, ", "))
	}
	return nil
}

// judgeLock says more of a lock without expiry than of any other key: runs
// wait for it.
func (g *glance) judgeLock() error {
	if g.lives[keyLock] == 0 {
		return errors.New("never expires, so no run will ever get the lock: delete it")
	}
	return nil
}

func (g *glance) lockHealth() *LockHealth {
	if g.values[keyLock] == nil {
		return nil
	}
	h := parseHolding(string(g.values[keyLock]), string(g.values[keyProgress]))
	_, steps, _ := strings.Cut(h.progress, " ")
	return &LockHealth{Holder: h.holder, TTL: g.lives[keyLock], Progress: printable(steps)}
}
