package cache

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// FuzzLoad has the decoder read what anybody may have written, and holds it to
// what a caller of Load may rely on.
func FuzzLoad(f *testing.F) {
	meta := `{"orders":{"backend":"b","dialect":"flashstrom","seed":1,"min":1,"count":2,"kept":2,"time":"2025-07-01T08:00:00Z","data_version":"1"}}`
	for _, seed := range []struct{ meta, array, all, accounts string }{
		{meta, `[{"id":"1"},{"id":2}]`, `{"orders":[{"id":"1"}]}`, `{"witness":"w","accounts":[{"pool":"customers","index":1,"email":"a@b"}],"time":"2025-07-01T08:00:00Z"}`},
		{meta, `[{"id":1},{"id":1,"id":2}]`, `{"orders":[],"orders":[{}]}`, `{"accounts":null}`},
		{meta, "[{}, {} ]\n", `{"orders":{}}`, `{"accounts":[{}]}`},
		{meta, `[{},{}`, `null`, `[]`},
		{strings.Replace(meta, `"kept":2`, `"kept":1e99`, 1), `[]`, ``, `{"time":7}`},
		{strings.Replace(meta, `"kept":2`, `"kept":-1`, 1), `[]`, `{`, `{"accounts":{}}`},
		{`{"orders":null,"customers":{}}`, `null`, `"`, `{"Canary":"W"}`},
		{strings.Repeat(`{"a":`, 20), strings.Repeat(`[`, 20), strings.Repeat(`{"a":`, 20), strings.Repeat(`[`, 20)},
		{"\xff\xfe", "[{\"\xff\":\"\\ud800\"},{}]", "\x00", "\xef\xbb\xbf{}"},
	} {
		f.Add([]byte(seed.meta), []byte(seed.array), []byte(seed.all), []byte(seed.accounts))
	}
	f.Fuzz(func(t *testing.T, meta, array, all, accounts []byte) {
		m := store(t, "memory:", Options{})
		c := change{hash: keyAccounts, setFields: map[string]string{here: string(accounts)}}
		for key, value := range map[string][]byte{keyMeta: meta, keyPrefix + "orders": array, keyAll: all} {
			c.set = append(c.set, entry{key, value, time.Hour})
		}
		must(t, apply(m.engine, c))
		checkTrusted(t, load(t, m))
		checkRemembered(t, m)
		save(t, m, pool("customers", 2))
		checkTrusted(t, load(t, m))
		if h := m.Inspect(t.Context(), here); !h.OK || len(h.Keys) < 3 {
			t.Errorf("%+v", h)
		}
	})
}

func checkTrusted(t *testing.T, pools map[string]seeder.CachedPool) {
	t.Helper()
	for name, p := range pools {
		if p.Pool != name || len(p.Items) != p.Meta.Kept {
			t.Errorf("trusted %+v", p)
		}
		for _, item := range p.Items {
			var object map[string]any
			if err := json.Unmarshal(item, &object); err != nil || object == nil {
				t.Errorf("trusted %q: %v", item, err)
			}
		}
	}
}

func checkRemembered(t *testing.T, m *Store) {
	t.Helper()
	memory, err := m.Memory(context.Background(), here)
	must(t, err)
	for _, a := range memory.Accounts {
		if a.Pool == "" || a.Email == "" || a.Index < 0 {
			t.Errorf("remembered %+v", a)
		}
	}
	must(t, m.Remember(t.Context(), here, seeder.Memory{Canary: "w"}))
}

// TestMonsters checks values that no fuzzer gets to in a minute.
func TestMonsters(t *testing.T) {
	const depth = 1 << 20
	for name, text := range map[string]string{
		"deep":         "[" + strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) + "]",
		"deep and cut": strings.Repeat("[", depth),
	} {
		v := value{data: []byte(text), kind: "string"}
		if _, err := decodeItems(v, 1); !errors.Is(err, errForeign) {
			t.Errorf("%s as items: %v", name, err)
		}
		if meta, err := decodeMeta(v); err == nil || len(meta) != 0 {
			t.Errorf("%s as meta: %v, %v", name, meta, err)
		}
	}
}

// FuzzParseHolding checks that no lock's value reaches a terminal unclean.
func FuzzParseHolding(f *testing.F) {
	f.Add("token host-a, process 7", "token 3")
	f.Add("\x1b[2J \x1b[31mred", "\x1b[2J 1")
	f.Add(" \xf0\x1b\xaf\xaf\xaf", "0") // the bytes around the escape make a character
	f.Fuzz(func(t *testing.T, lock, progress string) {
		h := parseHolding(lock, progress)
		if h.holder == "" || printable(h.holder) != h.holder || len([]rune(h.holder)) > 120 {
			t.Errorf("holder %q", h.holder)
		}
		if h.progress != "" && h.progress != progress {
			t.Errorf("progress %q", h.progress)
		}
	})
}
