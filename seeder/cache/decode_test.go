package cache

import (
	"bytes"
	"strings"
	"testing"
)

// TestMonsters checks values that no fuzzer gets to in a minute.
func TestMonsters(t *testing.T) {
	const depth = 1 << 20
	for name, c := range map[string]struct {
		value []byte
		want  string
	}{
		"deep":         {[]byte("[" + strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) + "]"), errForeign.Error()},
		"deep and cut": {bytes.Repeat([]byte("["), depth), errForeign.Error()},
	} {
		if _, err := decodeItems(value{data: c.value, kind: "string"}, 1); err == nil || err.Error() != c.want {
			t.Errorf("%s as items: %v", name, err)
		}
		if meta, err := decodeMeta(value{data: c.value, kind: "string"}); err == nil || len(meta) != 0 {
			t.Errorf("%s as meta: %v, %v", name, meta, err)
		}
	}
}
