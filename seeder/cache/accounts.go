package cache

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
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

func expired(written, now time.Time) bool { return now.Sub(written) >= AccountsTTL }

// decodeMemory leaves out accounts that nobody could log in with.
func decodeMemory(data []byte) (remembered, error) {
	var r remembered
	if len(data) > maxValue {
		return r, errTooLarge
	}
	if first(data) != '{' || json.Unmarshal(data, &r) != nil {
		return remembered{}, errors.New("is not what flashseed writes")
	}
	r.Accounts = slices.DeleteFunc(r.Accounts, func(a entities.Account) bool {
		return a.Pool == "" || a.Email == "" || a.Index < 0
	})
	return r, nil
}

// recall returns what is still to be remembered of a field, nothing of one
// that is garbage or out of date.
func (k *keeper) recall(data []byte) seeder.Memory {
	if data == nil {
		return seeder.Memory{}
	}
	r, err := decodeMemory(data)
	if err != nil {
		k.ignore(keyAccounts, err.Error())
		return seeder.Memory{}
	}
	if expired(r.Time, k.Now()) {
		return seeder.Memory{}
	}
	return r.Memory
}

// renew merges what is remembered with what a run adds, as a field.
func (k *keeper) renew(old []byte, added seeder.Memory) ([]byte, error) {
	merged := mergeMemory(k.recall(old), added, k.poolNames())
	return json.Marshal(remembered{Memory: merged, Time: k.Now()})
}

// forgets tells whether Remember is asked to forget the backend.
func forgets(m seeder.Memory) bool { return m.Witness == "" && len(m.Accounts) == 0 }

// mergeMemory adds accounts to those of the same database, in pool and index
// order. Another witness is another database, of which nothing is known yet.
func mergeMemory(old, added seeder.Memory, order []string) seeder.Memory {
	if old.Witness != "" && added.Witness != "" && old.Witness != added.Witness {
		old = seeder.Memory{}
	}
	byKey := map[accountKey]entities.Account{}
	for _, a := range slices.Concat(old.Accounts, added.Accounts) {
		key := accountKey{a.Pool, a.Index, a.Email}
		a.ID = cmp.Or(a.ID, byKey[key].ID)
		byKey[key] = a
	}
	accounts := slices.Collect(maps.Values(byKey))
	sortAccounts(accounts, order)
	return seeder.Memory{Witness: cmp.Or(added.Witness, old.Witness), Accounts: accounts}
}

// accountKey tells accounts apart. The e-mail stands for the attempt: another
// attempt at an index has another one, and both may exist.
type accountKey struct {
	pool  string
	index int
	email string
}

func sortAccounts(accounts []entities.Account, order []string) {
	rank := func(pool string) int {
		if i := slices.Index(order, pool); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(accounts, func(a, b entities.Account) int {
		return cmp.Or(
			cmp.Compare(rank(a.Pool), rank(b.Pool)),
			cmp.Compare(a.Pool, b.Pool),
			cmp.Compare(a.Index, b.Index),
			cmp.Compare(a.Email, b.Email),
		)
	})
}
