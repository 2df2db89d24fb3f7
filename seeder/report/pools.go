package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// WritePools prints what pools hold, in the order in which they are given.
//
// JSON is one object with an array a pool, under its JSON key: what the cache
// keeps as data-pools:all, each item byte for byte on a line of its own. YAML
// is the same. Accounts are an array alone. A table shows the items of a single
// pool and a line for each of several; CSV is for a single one.
func WritePools(w io.Writer, f Format, shown *seeder.Shown, o TableOptions) {
	out := bufio.NewWriter(w)
	if f == Wide {
		o.Width = 0
	}
	switch {
	case f == JSON:
		writeArrays(out, shown.Pools)
	case f == YAML:
		var text bytes.Buffer
		writeArrays(&text, shown.Pools)
		writeYAML(out, text.Bytes())
	case f == IDs:
		for _, p := range shown.Pools {
			for _, item := range p.Items {
				if id := clean(item.ID); id != "" {
					fmt.Fprintln(out, id)
				}
			}
		}
	case f == CSV:
		_ = csv.NewWriter(out).WriteAll(rowsOf(shown.Pools[0], o.Names))
	case len(shown.Pools) == 1:
		WriteRows(out, shown.Pools[0], o)
		fmt.Fprintln(out, wrap(footer(shown, o), o.Width))
	default:
		poolsGrid(shown.Pools).Write(out, o)
		fmt.Fprintf(out, "\n%s\n", wrap(origin(shown, o), o.Width))
	}
	_ = out.Flush() // w keeps its error
}

func writeArrays(w io.Writer, pools []seeder.ShownPool) {
	if len(pools) == 1 && pools[0].Entity.JSONKey == "" {
		writeArray(w, pools[0].Items, "\n")
		fmt.Fprintln(w)
		return
	}
	before, after := "{", "{}"
	for _, p := range pools {
		fmt.Fprintf(w, "%s\n  %s: ", before, quoteJSON(p.Entity.JSONKey))
		writeArray(w, p.Items, "\n  ")
		before, after = ",", "\n}"
	}
	fmt.Fprintln(w, after)
}

// writeArray prints an array that closes on a new line, its items two columns
// further in.
func writeArray(w io.Writer, items []entities.Item, line string) {
	before, after := "[", "[]"
	for _, item := range items {
		fmt.Fprintf(w, "%s%s  %s", before, line, cmp.Or(string(item.Raw), "null"))
		before, after = ",", line+"]"
	}
	fmt.Fprint(w, after)
}

// rowsOf are the texts of a pool's table, the columns' titles first. The ids of
// other items, which the names are of, give way to their names.
func rowsOf(p seeder.ShownPool, names map[string]string) [][]string {
	columns := p.Entity.Columns
	rows := make([][]string, 1+len(p.Items))
	for _, c := range columns {
		rows[0] = append(rows[0], c.Title)
		for i, item := range p.Items {
			rows[i+1] = append(rows[i+1], value(c, item, names))
		}
	}
	return rows
}

func value(c entities.Column, item entities.Item, names map[string]string) string {
	text := c.Value(item)
	return clean(cmp.Or(names[text], text))
}

func poolsGrid(pools []seeder.ShownPool) Grid {
	g := Grid{Columns: []Column{
		{Title: "Pool"}, {Title: "Count", Right: true}, {Title: "Kept", Right: true, Drop: 2}, {Title: "Sample", Min: 12, Drop: 1},
	}}
	for _, p := range pools {
		var sample []string
		for _, item := range p.Items {
			text := clean(p.Entity.Label(item))
			if text != "" && !slices.Contains(sample, text) {
				sample = append(sample, text)
			}
			if len(sample) == 3 {
				break
			}
		}
		g.Rows = append(g.Rows, Cells(p.Entity.Title, held(p.Count, p.AtLeast, p.Unlisted), strconv.Itoa(len(p.Items)), strings.Join(sample, ", ")))
	}
	return g
}

// WriteRows prints the items of a pool as a table, and nothing else. It has the
// columns that the entity chose, the first two always. Texts may be cut; numbers
// and words, such as a status or an id, are shown whole or left out.
func WriteRows(w io.Writer, p seeder.ShownPool, o TableOptions) {
	rows := rowsOf(p, o.Names)
	var g Grid
	for i, title := range rows[0] {
		c := Column{Title: title, Right: i > 0, Drop: max(i-1, 0)}
		for _, row := range rows[1:] {
			number := row[i] == "" || numeric().MatchString(row[i])
			c.Right = c.Right && number
			if !number && strings.Contains(row[i], " ") {
				c.Min = 16
			}
		}
		if i == 0 {
			c.Min = 24 // what a person calls the item
		}
		g.Columns = append(g.Columns, c)
	}
	for _, row := range rows[1:] {
		g.Rows = append(g.Rows, Cells(row...))
	}
	g.Write(w, o)
}

// footer says how many items of a single pool there are.
func footer(shown *seeder.Shown, o TableOptions) string {
	p, thing, before := shown.Pools[0], "item", ""
	if p.Entity.JSONKey == "" {
		thing = "account"
	}
	there := count(p.Count, thing)
	if p.AtLeast {
		there = "at least " + there
	}
	if len(p.Items) < p.Count {
		there = fmt.Sprintf("%d of %s shown", len(p.Items), there)
	}
	if len(p.Items) > 0 {
		before = "\n"
	}
	if p.Unlisted {
		return before + "the backend cannot list this pool"
	}
	return before + there + ", " + origin(shown, o)
}

// origin says where pools were read.
func origin(shown *seeder.Shown, o TableOptions) string {
	if shown.Cached {
		return "read from the cache (" + duration(o.Now.Sub(shown.Time)) + " old)"
	}
	return "read from the backend"
}

// numeric matches amounts, with grouped digits and a unit; not telephone
// numbers, nor codes that start with 0.
var numeric = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?[$€]?(0|[1-9]\d{0,2}([.,\x{a0} ]?\d{3})*|[1-9]\d*)([.,]\d+)?( ?(₫|đ|VND|%|km|kg))?$`)
})
