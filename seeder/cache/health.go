package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// Health is what can be seen of a store and of what flashseed keeps in it.
type Health struct {
	Name     string      `json:"name"`
	OK       bool        `json:"ok"`
	Version  string      `json:"version"`  // of Redis, "" if it is not known
	Role     string      `json:"role"`     // of Redis: "primary" or "replica", "" if it is not known
	Eviction string      `json:"eviction"` // how Redis drops keys when it is full, the lock among them; "" if it does not
	MS       float64     `json:"ms"`       // of one PING on an open connection, or of reading the file
	Keys     []KeyHealth `json:"keys"`     // those that are there, in the order of the package's list
	Lock     string      `json:"lock"`     // who holds the lock, "" if it is free
	Error    string      `json:"error"`    // why it could not be asked, or takes no writes
}

// KeyHealth is one key.
type KeyHealth struct {
	Key     string `json:"key"`
	Type    string `json:"type"`  // "string" or "hash", or what else Redis calls it
	Bytes   int64  `json:"bytes"` // of the value
	Items   int    `json:"items"` // of a pool; pools of meta and all, backends of accounts, entries of a ledger
	Age     string `json:"age"`   // since the pool was looked at, "" if nothing says when
	TTL     string `json:"ttl"`   // "" if it never expires
	Problem string `json:"problem"`
}

// Inspect looks at the store and at every key, and changes nothing. The ledger
// is the backend's.
func (s *Store) Inspect(ctx context.Context, backend string) Health {
	h := Health{Name: s.Name(), Keys: []KeyHealth{}}
	start := time.Now()
	var refused error
	r, isRedis := s.engine.(*redisEngine)
	if isRedis {
		refused = r.inspect(ctx, &h)
	}
	err := s.inspectKeys(ctx, &h, backend)
	if !isRedis {
		h.MS = millis(time.Since(start))
	}
	if err == nil {
		var held holding
		held, err = s.engine.look(ctx)
		h.Lock = held.holder
	}
	if err == nil {
		err = refused
	}
	if h.OK = err == nil; err != nil {
		h.Error = err.Error()
	}
	return h
}

// inspectKeys lists the keys that are there.
func (s *Store) inspectKeys(ctx context.Context, h *Health, backend string) error {
	var pools []string
	for _, e := range s.o.Pools {
		pools = append(pools, e.Pool)
	}
	keys := slices.Concat([]string{keyAll}, poolKeys(pools), []string{keyAccounts, ledgerKey(backend), keyLock})
	values, err := s.engine.do(ctx, "inspect", keys, nil)
	if err != nil {
		return err
	}
	meta, badMeta := decodeMeta(values[1])
	for i, v := range values {
		if v.kind == "" {
			continue
		}
		k := KeyHealth{Key: keys[i], Type: v.kind, Bytes: int64(len(v.data)), TTL: span(v.life)}
		var wrong error
		switch {
		case k.Key == keyAll:
			var all map[string][]json.RawMessage
			if json.Unmarshal(v.data, &all) != nil {
				wrong = errForeign
			}
			k.Items = len(all)
		case k.Key == keyMeta:
			k.Items, wrong = len(meta), badMeta
		case isHash(k.Key) != (v.kind == "hash"):
			wrong = errForeign
		case isHash(k.Key):
			k.Items = len(v.fields)
			for name, text := range v.fields {
				k.Bytes += int64(len(name) + len(text))
			}
		case k.Key == keyLock && v.life <= 0:
			wrong = errors.New("never expires, so no run will ever get the lock: delete it")
		case k.Key != keyLock:
			m, known := meta[strings.TrimPrefix(k.Key, keyPrefix)]
			_, wrong = decodeItems(v, m.Kept)
			switch {
			case !known:
				wrong = errors.New("data-pools:meta says nothing of it, so it is not trusted")
			case m.DataVersion != entities.DataVersion:
				wrong = fmt.Errorf("is of data version %q, and this flashseed makes %q: it is not trusted", m.DataVersion, entities.DataVersion)
			default:
				k.Items, k.Age = m.Kept, span(s.o.Now().Sub(m.Time))
			}
		}
		if wrong == nil && v.life <= 0 {
			wrong = errors.New("never expires")
		}
		if wrong != nil {
			k.Problem = printable(wrong.Error())
		}
		h.Keys = append(h.Keys, k)
	}
	return nil
}

// inspect asks for what not every Redis, and not every user, may tell, and
// fails if Redis takes no writes. It finds that out without writing: SET XX on a
// key that is never there is refused for the same reasons as any SET, and
// otherwise does nothing.
func (r *redisEngine) inspect(ctx context.Context, h *Health) error {
	err := r.bounded(ctx, "inspect", func(ctx context.Context) error {
		_ = r.client.Ping(ctx).Err() // connects
		start := time.Now()
		err := r.client.Ping(ctx).Err()
		h.MS = millis(time.Since(start))
		return err
	})
	if err != nil {
		return err
	}
	info := map[string]string{}
	for line := range strings.Lines(r.client.Info(ctx).Val()) {
		name, text, _ := strings.Cut(line, ":")
		info[name] = printable(text)
	}
	h.Version, h.Role = info["redis_version"], map[string]string{"master": "primary", "slave": "replica"}[info["role"]]
	if policy := info["maxmemory_policy"]; policy != "noeviction" && info["maxmemory"] != "0" {
		h.Eviction = policy
	}
	return r.bounded(ctx, "write", func(ctx context.Context) error {
		return r.client.SetXX(ctx, keyPrefix+"probe", "", time.Second).Err()
	})
}

// millis is a duration in milliseconds, to a hundredth.
func millis(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

// span is a duration in whole seconds, "" for none.
func span(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return d.Round(time.Second).String()
}
