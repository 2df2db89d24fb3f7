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

var errForeign = errors.New("is not what flashseed writes")

// decode reads JSON that begins with that byte.
func (v value) decode(first byte, into any) error {
	switch data := bytes.TrimLeft(v.data, " \t\r\n"); {
	case v.kind != "" && v.kind != "string":
		return fmt.Errorf("is a %s, not a string", v.kind)
	case len(data) == 0 || data[0] != first || json.Unmarshal(data, into) != nil:
		if first == '[' {
			return errors.New("is not a JSON array")
		}
		return errors.New("is not a JSON object")
	}
	return nil
}

// decodeMeta reads data-pools:meta, and leaves out invalid entries.
func decodeMeta(v value) (map[string]seeder.Meta, error) {
	meta := map[string]seeder.Meta{}
	if v.kind == "" {
		return meta, nil
	}
	if err := v.decode('{', &meta); err != nil {
		return map[string]seeder.Meta{}, err
	}
	all := len(meta)
	maps.DeleteFunc(meta, func(_ string, m seeder.Meta) bool {
		return m.Backend == "" || m.Min < 0 || m.Count < 0 || m.Kept < 0
	})
	if len(meta) < all {
		return meta, errForeign
	}
	return meta, nil
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

// compact copies the items without white space.
func compact(items []json.RawMessage) ([]json.RawMessage, error) {
	out := make([]json.RawMessage, len(items))
	for i, item := range items {
		buf := bytes.NewBuffer(make([]byte, 0, len(item)))
		if err := json.Compact(buf, item); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		if out[i] = buf.Bytes(); len(out[i]) == 0 || out[i][0] != '{' {
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
