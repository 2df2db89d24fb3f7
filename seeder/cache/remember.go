package cache

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// remembered is a backend's field in data-pools:accounts. Its time stands in
// for the time to live that a hash's field does not have.
type remembered struct {
	seeder.Memory
	Time time.Time `json:"time"`
}

// recall returns what is remembered of a backend, nothing where the field is
// missing, garbage or out of date, and the change that forgets what is out of
// date. A key that holds something else is deleted by it.
func (s *Store) recall(v value, backend string) (m seeder.Memory, c change) {
	c = change{hash: keyAccounts}
	if v.kind != "" && v.kind != "hash" {
		s.ignore(keyAccounts, errForeign)
		c.del = []string{keyAccounts}
	}
	for name, field := range v.fields {
		var r remembered
		switch {
		case json.Unmarshal([]byte(field), &r) != nil: // a later version may have written it
			if name == backend {
				s.ignore(keyAccounts, errForeign)
			}
		case s.o.Now().Sub(r.Time) >= AccountsTTL:
			c.delFields = append(c.delFields, name)
		case name == backend:
			m = r.Memory
			m.Accounts = slices.DeleteFunc(m.Accounts, func(a entities.Account) bool {
				return a.Pool == "" || a.Email == "" || a.Index < 0
			})
		}
	}
	return m, c
}

// Memory returns nothing, not an error, where the key holds something else
// than flashseed's.
func (s *Store) Memory(ctx context.Context, backend string) (seeder.Memory, error) {
	values, err := s.engine.do(ctx, "load accounts", []string{keyAccounts}, nil)
	if err != nil {
		return seeder.Memory{}, err
	}
	m, _ := s.recall(values[0], backend)
	return m, nil
}

// Remember adds accounts to those remembered of the same database, so that
// runs at the same time do not lose each other's: an account is known by
// pool, index and e-mail. Where both canary records are given and differ, the
// database is another one and what was remembered is replaced. An empty
// Memory forgets the backend.
func (s *Store) Remember(ctx context.Context, backend string, m seeder.Memory) error {
	_, err := s.engine.do(ctx, "remember", []string{keyAccounts}, func(values []value) (change, error) {
		old, c := s.recall(values[0], backend)
		if m.Canary == "" && len(m.Accounts) == 0 {
			c.delFields = append(c.delFields, backend)
			return c, nil
		}
		field, err := json.Marshal(remembered{Memory: merge(old, m), Time: s.o.Now()})
		c.setFields = map[string]string{backend: string(field)}
		return c, err
	})
	return err
}

// merge adds accounts to those of the same database, in order of pool and index.
func merge(old, added seeder.Memory) seeder.Memory {
	if old.Canary != "" && added.Canary != "" && old.Canary != added.Canary {
		old = seeder.Memory{}
	}
	type key struct { // the e-mail stands for the attempt, of which an index may have several
		pool  string
		index int
		email string
	}
	byKey := map[key]entities.Account{}
	for _, a := range slices.Concat(old.Accounts, added.Accounts) {
		k := key{a.Pool, a.Index, a.Email}
		a.ID = cmp.Or(a.ID, byKey[k].ID)
		byKey[k] = a
	}
	accounts := slices.SortedFunc(maps.Values(byKey), func(a, b entities.Account) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), a.Index-b.Index, cmp.Compare(a.Email, b.Email))
	})
	return seeder.Memory{Canary: cmp.Or(added.Canary, old.Canary), Accounts: accounts}
}

// Ledger returns the entries in order of pool and id.
func (s *Store) Ledger(ctx context.Context, backend string) (l seeder.Ledger, err error) {
	key := ledgerKey(backend)
	values, err := s.engine.do(ctx, "load the ledger", []string{key}, nil)
	if err != nil {
		return l, err
	}
	if kind := values[0].kind; kind != "" && kind != "hash" {
		s.ignore(key, errForeign)
	}
	l.Next = map[string]int{}
	for field, text := range values[0].fields {
		pool, id, isEntry := strings.Cut(field, ":")
		e := seeder.LedgerEntry{Pool: pool, ID: id}
		next, notNumber := strconv.Atoi(text)
		switch {
		case !isEntry && notNumber == nil && next >= 0:
			l.Next[pool] = next
		case isEntry && json.Unmarshal([]byte(text), &e) == nil:
			l.Entries = append(l.Entries, e)
		default:
			s.ignore(key, fmt.Errorf("field %s %w", printable(field), errForeign))
		}
	}
	slices.SortFunc(l.Entries, func(a, b seeder.LedgerEntry) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.ID, b.ID))
	})
	return l, nil
}

// Append takes one round trip, whatever the ledger holds already.
func (s *Store) Append(ctx context.Context, backend string, l seeder.Ledger) error {
	c := change{hash: ledgerKey(backend), setFields: map[string]string{}}
	for _, e := range l.Entries {
		data, err := json.Marshal(e)
		if err != nil {
			return err
		}
		c.setFields[e.Pool+":"+e.ID] = string(data)
	}
	for pool, next := range l.Next {
		c.setFields[pool] = strconv.Itoa(next)
	}
	_, err := s.engine.do(ctx, "append to the ledger", nil, func([]value) (change, error) { return c, nil })
	return err
}

// Forget leaves the pool's first free index as it is.
func (s *Store) Forget(ctx context.Context, backend, pool string, ids []string) error {
	if len(ids) == 0 {
		return ctx.Err()
	}
	c := change{hash: ledgerKey(backend)}
	for _, id := range ids {
		c.delFields = append(c.delFields, pool+":"+id)
	}
	_, err := s.engine.do(ctx, "forget in the ledger", nil, func([]value) (change, error) { return c, nil })
	return err
}
