package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// WritePools prints what pools hold, in the order in which they are given.
//
// JSON is one object with an array a pool, under its JSON key: what the cache
// keeps as data-pools:all, each item byte for byte on a line of its own. YAML
// is the same. Accounts are an array alone. A table shows the items of a single
// pool and a line for each of several; CSV is for a single one.
func WritePools(w io.Writer, f Format, shown *seeder.Shown, o TableOptions) error {
	if f == Wide {
		o.Width = 0
	}
	switch {
	case (f == Table || f == Wide) && len(shown.Pools) == 1:
		return writeItems(w, shown, o)
	case f == Table || f == Wide:
		return writePoolsTable(w, shown, o)
	case f == JSON:
		return writeArrays(w, shown.Pools)
	case f == YAML:
		var text strings.Builder
		_ = writeArrays(&text, shown.Pools) // into memory
		return writeYAML(w, []byte(text.String()))
	case f == IDs:
		return writeIDs(w, shown.Pools)
	case f == CSV && len(shown.Pools) == 1:
		return writeCSV(w, shown.Pools[0], o.Names)
	}
	return fmt.Errorf("pools have no output format %q", f)
}

func writeArrays(w io.Writer, pools []seeder.ShownPool) error {
	out := bufio.NewWriter(w) // keeps its first error for Flush
	if len(pools) == 1 && pools[0].Entity.JSONKey == "" {
		writeArray(out, pools[0].Items, "\n")
		fmt.Fprintln(out)
		return out.Flush()
	}
	before, after := "{", "{}"
	for _, p := range pools {
		fmt.Fprintf(out, "%s\n  %s: ", before, quoteJSON(p.Entity.JSONKey))
		writeArray(out, p.Items, "\n  ")
		before, after = ",", "\n}"
	}
	fmt.Fprintln(out, after)
	return out.Flush()
}

// writeArray prints an array that closes on a new line, its items two columns
// further in.
func writeArray(out *bufio.Writer, items []entities.Item, line string) {
	before, after := "[", "[]"
	for _, item := range items {
		raw := item.Raw
		if len(raw) == 0 {
			raw = json.RawMessage("null")
		}
		fmt.Fprintf(out, "%s%s  %s", before, line, raw)
		before, after = ",", line+"]"
	}
	fmt.Fprint(out, after)
}

func writeIDs(w io.Writer, pools []seeder.ShownPool) error {
	out := bufio.NewWriter(w) // keeps its first error for Flush
	for _, p := range pools {
		for _, item := range p.Items {
			if id := clean(item.ID); id != "" {
				fmt.Fprintln(out, id)
			}
		}
	}
	return out.Flush()
}

func writeCSV(w io.Writer, p seeder.ShownPool, names map[string]string) error {
	out := csv.NewWriter(w) // keeps its first error for Error
	columns := p.Entity.Columns
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.Title
	}
	_ = out.Write(row)
	for _, item := range p.Items {
		for i, c := range columns {
			row[i] = value(c, item, names)
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// value is what a column shows of an item; the ids of other items, which the
// names are of, give way to their names.
func value(c entities.Column, item entities.Item, names map[string]string) string {
	text := c.Value(item)
	if name := names[text]; name != "" {
		text = name
	}
	return clean(text)
}

func writePoolsTable(w io.Writer, shown *seeder.Shown, o TableOptions) error {
	g := Grid{Columns: []Column{
		{Title: "Pool"}, {Title: "Count", Right: true}, {Title: "Kept", Right: true, Drop: 2}, {Title: "Sample", Min: 12, Drop: 1},
	}}
	for _, p := range shown.Pools {
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
		g.Rows = append(g.Rows, []Cell{
			{Text: p.Entity.Title},
			{Text: symbolsFor(o.ASCII).count(p.Count, &seeder.PoolReport{AtLeast: p.AtLeast, Unknown: p.Unlisted})},
			{Text: strconv.Itoa(len(p.Items))},
			{Text: strings.Join(sample, ", ")},
		})
	}
	if err := g.Write(w, o); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n"+wrap(origin(shown, o.Now), o.Width)+"\n")
	return err
}

// WriteRows prints the items of a pool as a table, and nothing else.
func WriteRows(w io.Writer, p seeder.ShownPool, o TableOptions) error {
	return itemsGrid(p, o.Names).Write(w, o)
}

// writeItems prints the items of a single pool, and how many there are.
func writeItems(w io.Writer, shown *seeder.Shown, o TableOptions) error {
	p := shown.Pools[0]
	if err := WriteRows(w, p, o); err != nil {
		return err
	}
	thing := "item"
	if p.Entity.JSONKey == "" {
		thing = "account"
	}
	held := count(p.Count, thing)
	if p.AtLeast {
		held = "at least " + held
	}
	if len(p.Items) < p.Count {
		held = fmt.Sprintf("%d of %s shown", len(p.Items), held)
	}
	held += ", " + origin(shown, o.Now)
	if p.Unlisted {
		held = "the backend cannot list this pool"
	}
	if len(p.Items) > 0 {
		held = "\n" + held
	}
	_, err := io.WriteString(w, wrap(held, o.Width)+"\n")
	return err
}

// origin says where pools were read.
func origin(shown *seeder.Shown, now time.Time) string {
	if shown.Cached {
		return "read from the cache (" + duration(now.Sub(shown.Time)) + " old)"
	}
	return "read from the backend"
}

// itemsGrid has the columns that the entity chose, the first two always. Texts
// may be cut; numbers and words, such as a status or an id, are shown whole or
// left out.
func itemsGrid(p seeder.ShownPool, names map[string]string) Grid {
	columns := p.Entity.Columns
	var g Grid
	for i, c := range columns {
		g.Columns = append(g.Columns, Column{Title: c.Title, Drop: max(i-1, 0)})
	}
	for _, item := range p.Items {
		row := make([]Cell, len(columns))
		for i, c := range columns {
			row[i] = Cell{Text: value(c, item, names)}
		}
		g.Rows = append(g.Rows, row)
	}
	for i := range g.Columns {
		numbers := i > 0
		for _, row := range g.Rows {
			number := row[i].Text == "" || numeric().MatchString(row[i].Text)
			numbers = numbers && number
			if !number && strings.Contains(row[i].Text, " ") {
				g.Columns[i].Min = 16
			}
		}
		if i == 0 {
			g.Columns[i].Min = 24 // what a person calls the item
		}
		g.Columns[i].Right = numbers
	}
	return g
}

// numeric matches amounts, with grouped digits and a unit; not telephone
// numbers, nor codes that start with 0.
var numeric = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?[$€]?(0|[1-9]\d{0,2}([.,\x{a0} ]?\d{3})*|[1-9]\d*)([.,]\d+)?( ?(₫|đ|VND|%|km|kg))?$`)
})
