package cache

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/flashseed/flashseed/seeder"
)

// maxValue bounds what is decoded. The largest honest value, a thousand items
// of some kilobytes, is far below.
const maxValue = 64 << 20

var errTooLarge = fmt.Errorf("is larger than %d MB", maxValue>>20)

// decodeMeta reads data-pools:meta. Entries that make no sense are left out
// and named in the error, beside which the others are still good.
func decodeMeta(data []byte) (map[string]seeder.Meta, error) {
	good := map[string]seeder.Meta{}
	if data == nil {
		return good, nil
	}
	entries, err := decodeObject(data)
	if err != nil {
		return good, err
	}
	var bad []error
	for _, pool := range slices.Sorted(maps.Keys(entries)) {
		m, err := decodeEntry(entries[pool])
		if err != nil {
			bad = append(bad, fmt.Errorf("entry %q: %w", shorten(pool), err))
			continue
		}
		good[pool] = m
	}
	return good, errors.Join(bad...)
}

func decodeEntry(data []byte) (seeder.Meta, error) {
	var m seeder.Meta
	if err := json.Unmarshal(data, &m); err != nil {
		return m, errors.New("is not what flashseed writes")
	}
	switch {
	case m.Backend == "":
		return m, errors.New("names no backend")
	case m.Min < 0 || m.Count < 0 || m.Kept < 0:
		return m, errors.New("counts below zero")
	}
	return m, nil
}

// decodeItems reads one pool's array, which must hold exactly kept objects.
func decodeItems(data []byte, kept int) ([]json.RawMessage, error) {
	items, err := decodeArray(data)
	if err != nil {
		return nil, err
	}
	if len(items) != kept {
		return nil, fmt.Errorf("holds %d items where data-pools:meta says %d", len(items), kept)
	}
	return items, nil
}

func decodeArray(data []byte) ([]json.RawMessage, error) {
	if len(data) > maxValue {
		return nil, errTooLarge
	}
	items := []json.RawMessage{}
	if first(data) != '[' || json.Unmarshal(data, &items) != nil {
		return nil, errors.New("is not a JSON array")
	}
	for i, item := range items {
		if first(item) != '{' {
			return nil, fmt.Errorf("item %d is not a JSON object", i)
		}
	}
	return items, nil
}

func decodeObject(data []byte) (map[string]json.RawMessage, error) {
	if len(data) > maxValue {
		return nil, errTooLarge
	}
	var object map[string]json.RawMessage
	if first(data) != '{' || json.Unmarshal(data, &object) != nil {
		return nil, errors.New("is not a JSON object")
	}
	return object, nil
}

// first returns the first byte that is not white space, 0 if there is none.
func first(data []byte) byte {
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) == 0 {
		return 0
	}
	return data[0]
}
