package cmd_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// contents are the bodies that filled a backend, by pool and sorted, with each
// reference replaced by what stands for the item that it leads to: the pool and
// that item's own contents. Two backends that were filled with the same data
// have the same contents, whatever ids and order the items came in.
type contents map[string][]string

// read reads the contents of a backend that holds nothing else.
func (s *site) read(t testing.TB) contents {
	t.Helper()
	c, names := contents{}, map[string]string{}
	for _, pool := range pools {
		bodies, items := s.Bodies(pool), s.Items(pool)
		items = items[len(items)-len(bodies):] // a new database has a finance rule of its own
		for i, raw := range bodies {
			var body any
			if err := json.Unmarshal(raw, &body); err != nil {
				t.Fatalf("%s: %v: %s", pool, err, raw)
			}
			text, err := json.Marshal(renamed(body, names))
			if err != nil {
				t.Fatal(err)
			}
			c[pool] = append(c[pool], string(text))
			names[record(items[i]).id()] = fmt.Sprintf("%s %x", pool, sha256.Sum256(text))
		}
		slices.Sort(c[pool])
	}
	return c
}

// renamed returns the value with ids replaced by what stands for their items.
func renamed(v any, names map[string]string) any {
	switch v := v.(type) {
	case string:
		if name, ok := names[v]; ok {
			return name
		}
	case []any:
		for i := range v {
			v[i] = renamed(v[i], names)
		}
	case map[string]any:
		for key := range v {
			v[key] = renamed(v[key], names)
		}
	}
	return v
}

// differs returns the first difference in the named pools, "" if there is
// none.
func (c contents) differs(other contents, pools ...string) string {
	if len(pools) == 0 {
		pools = slices.Sorted(maps.Keys(c))
	}
	for _, pool := range pools {
		a, b := c[pool], other[pool]
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				return fmt.Sprintf("%s, item %d of %d and %d:\n%s\n%s", pool, i, len(a), len(b), at(a, i), at(b, i))
			}
		}
	}
	return ""
}

func at(list []string, i int) string {
	if i < len(list) {
		return strings.TrimSpace(list[i])
	}
	return "nothing"
}
