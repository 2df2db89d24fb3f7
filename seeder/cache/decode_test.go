package cache

import (
	"bytes"
	"strings"
	"testing"
)

// TestMonsters checks values that no fuzzer gets to in a minute.
func TestMonsters(t *testing.T) {
	const depth = 1 << 20
	large := bytes.Repeat([]byte(" "), maxValue+1)
	for name, c := range map[string]struct {
		value []byte
		want  string
	}{
		"too large":    {large, "is larger than 64 MB"},
		"deep":         {[]byte("[" + strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) + "]"), "is not a JSON array"},
		"deep and cut": {bytes.Repeat([]byte("["), depth), "is not a JSON array"},
	} {
		if _, err := decodeItems(value{data: c.value, kind: "string"}, 1); err == nil || err.Error() != c.want {
			t.Errorf("%s as items: %v", name, err)
		}
		if meta, err := decodeMeta(value{data: c.value, kind: "string"}); err == nil || len(meta) != 0 {
			t.Errorf("%s as meta: %v, %v", name, meta, err)
		}
		if m, err := decodeMemory(string(c.value)); err == nil || len(m.Accounts) != 0 {
			t.Errorf("%s as accounts: %v, %v", name, m, err)
		}
	}
}

func TestOneBadEntryDoesNotSpoilMeta(t *testing.T) {
	meta, err := decodeMeta(value{kind: "string", data: []byte(`{"orders":{"backend":"b","kept":1},"customers":7,"drivers":{"backend":""},"orders2":{"backend":"b","count":-1}}`)})
	if len(meta) != 1 || meta["orders"].Kept != 1 {
		t.Errorf("got %v", meta)
	}
	for _, want := range []string{`"customers": is not`, `"drivers": names no backend`, `"orders2": counts below zero`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
