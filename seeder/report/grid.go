package report

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// TableOptions say how tables are drawn. They do not touch the other formats.
type TableOptions struct {
	Width  int  // columns of the terminal; 0 to cut nothing, as into a file
	Color  bool // with escape sequences
	ASCII  bool // no other characters of our own
	Items  bool // WritePools: the items of each pool, not a line a pool
	Now    time.Time
	Titles map[string]string // WriteReport: by pool, see Titles
	Names  map[string]string // WritePools: what stands in a cell instead of an id
}

// grid is a table without lines: titles, and cells under them.
type grid struct {
	columns []column
	rows    [][]cell
}

// column says how one column may be fitted to a terminal.
type column struct {
	title string
	right bool // its cells stand on the right
	min   int  // it may be cut down to this width; 0 for never
	drop  int  // the column of the highest rank is left out first; 0 for never
}

type cell struct {
	text  string
	style style
}

// gap is the space between two columns.
const gap = "  "

func (g grid) write(out *bytes.Buffer, o TableOptions) {
	widths := g.fit(o.Width)
	if lineWidth(widths) == 0 {
		return
	}
	titles := make([]cell, len(g.columns))
	for i, c := range g.columns {
		titles[i] = cell{c.title, bold}
	}
	g.writeRow(out, titles, widths, o)
	for _, row := range g.rows {
		g.writeRow(out, row, widths, o)
	}
}

func (g grid) writeRow(out *bytes.Buffer, row []cell, widths []int, o TableOptions) {
	ellipsis := symbolsFor(o.ASCII).ellipsis
	var line, blank string // blank is held back: no line ends in spaces
	for i, c := range row {
		if widths[i] == 0 {
			continue
		}
		text := cut(c.text, widths[i], ellipsis)
		space := strings.Repeat(" ", widths[i]-columnsOf(text))
		if g.columns[i].right {
			blank, space = blank+space, ""
		}
		if text != "" {
			line, blank = line+blank+c.style.paint(text, o.Color), ""
		}
		blank += space + gap
	}
	out.WriteString(line + "\n")
}

// fit gives each column a width so that lines are at most limit wide, 0 to
// those that are left out: columns that may be cut are, then the least
// important one goes, and so on. What is left when nothing may go any more is
// cut regardless.
func (g grid) fit(limit int) []int {
	natural := g.natural()
	widths := slices.Clone(natural)
	if limit <= 0 {
		return widths
	}
	for !shrink(widths, g.floors(), limit) {
		if !g.dropOne(widths, natural) {
			shrink(widths, make([]int, len(widths)), limit)
			break
		}
	}
	return widths
}

// natural is how wide each column is by itself, 0 if all its cells are empty:
// such a column says nothing and is left out.
func (g grid) natural() []int {
	widths := make([]int, len(g.columns))
	for i, c := range g.columns {
		for _, row := range g.rows {
			widths[i] = max(widths[i], columnsOf(row[i].text))
		}
		if widths[i] > 0 {
			widths[i] = max(widths[i], columnsOf(c.title))
		}
	}
	return widths
}

// floors is how narrow each column may become.
func (g grid) floors() []int {
	floors := make([]int, len(g.columns))
	for i, w := range g.natural() {
		floors[i] = w
		if m := g.columns[i].min; m > 0 {
			floors[i] = min(m, w)
		}
	}
	return floors
}

// shrink takes from the widest columns that may be cut until the line fits,
// and tells whether it does.
func shrink(widths, floors []int, limit int) bool {
	for lineWidth(widths) > limit {
		widest := -1
		for i, w := range widths {
			if w > max(floors[i], 1) && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// dropOne leaves out the least important column that is still there, and
// gives the others their width back.
func (g grid) dropOne(widths, natural []int) bool {
	last := -1
	for i, c := range g.columns {
		if widths[i] > 0 && c.drop > 0 && (last < 0 || c.drop > g.columns[last].drop) {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	widths[last] = 0
	for i := range widths {
		if widths[i] > 0 {
			widths[i] = natural[i]
		}
	}
	return true
}

func lineWidth(widths []int) int {
	total, shown := 0, 0
	for _, w := range widths {
		if w > 0 {
			total, shown = total+w, shown+1
		}
	}
	return total + max(shown-1, 0)*len(gap)
}
