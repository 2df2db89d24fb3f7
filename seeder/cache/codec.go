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

var errForeign = errors.New("is not what flashseed writes")

// decode reads JSON that begins with that byte.
func (v value) decode(first byte, into any) error {
	switch data := bytes.TrimLeft(v.data, " \t\r\n"); {
	case v.kind != "" && v.kind != "string":
		return fmt.Errorf("is a %s, not a string", v.kind)
	case len(v.data) > maxValue:
		return fmt.Errorf("is larger than %d MB", maxValue>>20)
	case len(data) == 0 || data[0] != first || json.Unmarshal(data, into) != nil:
		if first == '[' {
			return errors.New("is not a JSON array")
		}
		return errors.New("is not a JSON object")
	}
	return nil
}

// decodeMeta reads data-pools:meta. Entries that make no sense are left out
// and named in the error, beside which the others are still good.
func decodeMeta(v value) (map[string]seeder.Meta, error) {
	good := map[string]seeder.Meta{}
	if v.kind == "" {
		return good, nil
	}
	var entries map[string]json.RawMessage
	if err := v.decode('{', &entries); err != nil {
		return good, err
	}
	var bad []error
	for _, pool := range slices.Sorted(maps.Keys(entries)) {
		var (
			m   seeder.Meta
			err error
		)
		switch {
		case json.Unmarshal(entries[pool], &m) != nil:
			err = errForeign
		case m.Backend == "":
			err = errors.New("names no backend")
		case m.Min < 0 || m.Count < 0 || m.Kept < 0:
			err = errors.New("counts below zero")
		default:
			good[pool] = m
			continue
		}
		bad = append(bad, fmt.Errorf("entry %q: %w", shorten(pool), err))
	}
	return good, errors.Join(bad...)
}

// decodeItems reads one pool's array, which must hold exactly kept objects.
func decodeItems(v value, kept int) ([]json.RawMessage, error) {
	items := []json.RawMessage{}
	if err := v.decode('[', &items); err != nil {
		return nil, err
	}
	for i, item := range items {
		if item[0] != '{' {
			return nil, fmt.Errorf("item %d is not a JSON object", i)
		}
	}
	if len(items) != kept {
		return nil, fmt.Errorf("holds %d items where data-pools:meta says %d", len(items), kept)
	}
	return items, nil
}

// compact copies the items into one buffer, without white space.
func compact(items []json.RawMessage) ([]json.RawMessage, error) {
	size := 0
	for _, item := range items {
		size += len(item)
	}
	buf := bytes.NewBuffer(make([]byte, 0, size)) // compacting never grows, so the slices stay where they are
	out := make([]json.RawMessage, len(items))
	for i, item := range items {
		start := buf.Len()
		if err := json.Compact(buf, item); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		out[i] = buf.Bytes()[start:buf.Len():buf.Len()]
		if len(out[i]) == 0 || out[i][0] != '{' {
			return nil, fmt.Errorf("item %d is not a JSON object", i)
		}
	}
	return out, nil
}

func appendArray(dst []byte, items []json.RawMessage) []byte {
	size := len("[]")
	for _, item := range items {
		size += len(item) + len(",")
	}
	dst = append(slices.Grow(dst, size), '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, item...)
	}
	return append(dst, ']')
}
