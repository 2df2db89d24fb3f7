package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func writePoolTables(out *bytes.Buffer, pools []PoolItems, o TableOptions) {
	switch {
	case len(pools) == 1:
		writeItems(out, pools[0], o)
	case o.Items:
		for i, p := range pools {
			if i > 0 {
				out.WriteString("\n")
			}
			out.WriteString(bold.paint(p.Entity.Title, o.Color) + "\n")
			writeItems(out, p, o)
		}
	default:
		poolsGrid(pools, o).write(out, o)
		out.WriteString("\n" + wrap(origin(pools, o.Now), o.Width, "") + "\n")
	}
}

// poolsGrid has a line for each pool.
func poolsGrid(pools []PoolItems, o TableOptions) grid {
	g := grid{columns: []column{
		{title: "Pool", min: 16},
		{title: "Count", right: true},
		{title: "Kept", right: true, drop: 1},
		{title: "Sample", min: 12, drop: 2},
		{title: "Age", right: true, drop: 3},
	}}
	for _, p := range pools {
		g.rows = append(g.rows, []cell{
			{text: p.Entity.Title},
			{text: p.count(o)},
			{text: strconv.Itoa(len(p.Items))},
			{text: sample(p)},
			{p.age(o.Now), faint},
		})
	}
	return g
}

func (p PoolItems) count(o TableOptions) string {
	if p.AtLeast {
		return symbolsFor(o.ASCII).atLeast + strconv.Itoa(p.Count)
	}
	return strconv.Itoa(p.Count)
}

func (p PoolItems) age(now time.Time) string {
	if p.Cached.IsZero() {
		return ""
	}
	return age(now.Sub(p.Cached))
}

// sample names the first few items that differ in what they are called.
func sample(p PoolItems) string {
	var names []string
	for _, item := range p.Items {
		text := clean(p.Entity.Label(item))
		if text != "" && !slices.Contains(names, text) {
			names = append(names, text)
		}
		if len(names) == 3 {
			break
		}
	}
	return strings.Join(names, ", ")
}

// writeItems prints a pool's items under the columns that its entity chose.
func writeItems(out *bytes.Buffer, p PoolItems, o TableOptions) {
	before := out.Len()
	itemsGrid(p, o.Names).write(out, o)
	if out.Len() > before {
		out.WriteString("\n")
	}
	out.WriteString(wrap(p.held()+", "+origin([]PoolItems{p}, o.Now), o.Width, "") + "\n")
}

// held says how many items there are, and how many of them are shown.
func (p PoolItems) held() string {
	all := count(p.Count, "item")
	if p.AtLeast {
		all = "at least " + all
	}
	if len(p.Items) < p.Count {
		return fmt.Sprintf("%d of %s shown", len(p.Items), all)
	}
	return all
}

// itemsGrid cuts long columns first and then leaves out the last ones; the
// first two always stay. Ids of other items give way to their names.
func itemsGrid(p PoolItems, names map[string]string) grid {
	var g grid
	for i, c := range p.Entity.Columns {
		g.columns = append(g.columns, column{title: c.Title, min: 12, drop: max(i-1, 0)})
	}
	for _, item := range p.Items {
		row := make([]cell, len(p.Entity.Columns))
		for i, c := range p.Entity.Columns {
			text := c.Value(item)
			if name := names[text]; name != "" {
				text = name
			}
			row[i] = cell{text: clean(text)}
		}
		g.rows = append(g.rows, row)
	}
	g.alignNumbers()
	return g
}

// numeric matches amounts, with grouped digits and a unit; not telephone
// numbers, nor codes that begin with a nought.
var numeric = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?[$€]?(0|[1-9]\d{0,2}([.,\x{a0} ]?\d{3})*|[1-9]\d*)([.,]\d+)?( ?(₫|đ|VND|%|km|kg))?$`)
})

// alignNumbers puts columns that hold nothing but numbers on the right and
// keeps them from being cut. The first column names the item and stays.
func (g grid) alignNumbers() {
	for i := 1; i < len(g.columns); i++ {
		numbers := 0
		for _, row := range g.rows {
			if row[i].text == "" {
				continue
			}
			if !numeric().MatchString(row[i].text) {
				numbers = 0
				break
			}
			numbers++
		}
		if numbers > 0 {
			g.columns[i].right, g.columns[i].min = true, 0
		}
	}
}

// origin says where pools were read.
func origin(pools []PoolItems, now time.Time) string {
	var oldest time.Time
	cached := 0
	for _, p := range pools {
		if p.Cached.IsZero() {
			continue
		}
		cached++
		if oldest.IsZero() || p.Cached.Before(oldest) {
			oldest = p.Cached
		}
	}
	switch cached {
	case 0:
		return "read from the backend"
	case len(pools):
		return "read from the cache (" + age(now.Sub(oldest)) + " old)"
	}
	return fmt.Sprintf("%s read from the cache (up to %s old), %d from the backend",
		count(cached, "pool"), age(now.Sub(oldest)), len(pools)-cached)
}
