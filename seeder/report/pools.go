package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// PoolItems is one pool as it is shown.
type PoolItems struct {
	Entity  *entities.Entity
	Items   []entities.Item // the sample, in the backend's order
	Count   int             // how many items the backend holds
	AtLeast bool            // and perhaps more
	Cached  time.Time       // when the cache kept it; zero if the backend was read
}

// PoolsOf returns what was shown, as WritePools takes it.
func PoolsOf(s *seeder.Shown) []PoolItems {
	pools := make([]PoolItems, len(s.Pools))
	for i, p := range s.Pools {
		pools[i] = PoolItems{Entity: p.Entity, Items: p.Items, Count: p.Count, AtLeast: p.AtLeast}
		if s.Cached {
			pools[i].Cached = s.Time
		}
	}
	return pools
}

// WritePools prints what pools hold, in the order in which they are given.
//
// JSON is one object with an array a pool, under its JSON key: what the cache
// keeps as data-pools:all, each item byte for byte on a line of its own. YAML
// is the same. Ids are those of all items, one a line. A table shows the items
// of a single pool and a line for each of several; o.Items asks for all items
// there too. Errors of the writer are returned.
func WritePools(w io.Writer, f Format, pools []PoolItems, o TableOptions) error {
	switch f {
	case Table:
		var out bytes.Buffer
		writePoolTables(&out, pools, o)
		_, err := w.Write(out.Bytes())
		return err
	case JSON:
		return writeArrays(w, pools)
	case YAML:
		var out bytes.Buffer
		if err := writeArrays(&out, pools); err != nil {
			return err
		}
		return convert(w, &out)
	case IDs:
		return writeIDs(w, pools)
	}
	return unfit(f, "pools")
}

func writeArrays(w io.Writer, pools []PoolItems) error {
	out := bufio.NewWriter(w) // keeps its first error for Flush
	_, _ = out.WriteString("{")
	for i, p := range pools {
		if i > 0 {
			_, _ = out.WriteString(",")
		}
		key, err := json.Marshal(p.Entity.JSONKey)
		if err != nil {
			return err
		}
		_, _ = out.WriteString("\n  " + string(key) + ": ")
		writeArray(out, p.Items)
	}
	if len(pools) > 0 {
		_, _ = out.WriteString("\n")
	}
	_, _ = out.WriteString("}\n")
	return out.Flush()
}

func writeArray(out *bufio.Writer, items []entities.Item) {
	if len(items) == 0 {
		_, _ = out.WriteString("[]")
		return
	}
	_, _ = out.WriteString("[")
	for i, item := range items {
		if i > 0 {
			_, _ = out.WriteString(",")
		}
		_, _ = out.WriteString("\n    ")
		_, _ = out.Write(raw(item))
	}
	_, _ = out.WriteString("\n  ]")
}

// raw is the item as it is kept, null if nothing is.
func raw(item entities.Item) []byte {
	if len(item.Raw) == 0 {
		return []byte("null")
	}
	return item.Raw
}

func writeIDs(w io.Writer, pools []PoolItems) error {
	out := bufio.NewWriter(w)
	for _, p := range pools {
		for _, item := range p.Items {
			if id := clean(item.ID); id != "" {
				_, _ = out.WriteString(id + "\n")
			}
		}
	}
	return out.Flush()
}
