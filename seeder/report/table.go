package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// TableOptions say how tables are drawn.
type TableOptions struct {
	Width  int // columns of the terminal; 0 to cut nothing, as into a file
	Color  bool
	Now    time.Time
	Titles map[string]string // WriteReport: by pool
	Told   bool              // WriteReport: Progress has shown each pool, with its reason
	Names  map[string]string // items: what stands in a cell instead of an id
}

// Grid is a table without lines: titles, and cells under them.
type Grid struct {
	Columns []Column
	Rows    [][]Cell
	Indent  string
}

// Column says how one column may be fitted to a terminal. A column without a
// filled cell is not shown.
type Column struct {
	Title string // no line of titles is written if none is set
	Right bool   // its cells stand on the right
	Min   int    // it may be cut down to this width; 0 for never
	Drop  int    // the column of the largest Drop is left out first; 0 for never
}

// Cell is a text in a table.
type Cell struct {
	Text  string
	style style
}

// Cells returns a row of plain texts.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, text := range texts {
		row[i].Text = clean(text)
	}
	return row
}

// Write prints the table, its lines at most o.Width wide: columns that may be
// cut are, then the least important one goes, and so on. What is left when
// nothing may go any more is cut regardless.
func (g Grid) Write(w io.Writer, o TableOptions) {
	widths := g.fit(o.Width - len(g.Indent))
	titles, rows := make([]Cell, len(g.Columns)), g.Rows
	for i, c := range g.Columns {
		titles[i] = Cell{c.Title, bold}
	}
	if slices.ContainsFunc(titles, func(c Cell) bool { return c.Text != "" }) && lineWidth(widths) > 0 {
		rows = append([][]Cell{titles}, rows...)
	}
	var out strings.Builder
	for _, row := range rows {
		line := g.Indent
		for i, c := range row {
			if widths[i] == 0 {
				continue
			}
			text := cut(c.Text, widths[i])
			space := strings.Repeat(" ", widths[i]-columnsOf(text))
			if g.Columns[i].Right {
				line += space + c.style.paint(text, o.Color) + gap
			} else {
				line += c.style.paint(text, o.Color) + space + gap
			}
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	fmt.Fprint(w, out.String())
}

// fit gives each column its width, 0 to those that are left out.
func (g Grid) fit(limit int) []int {
	natural := make([]int, len(g.Columns))
	for i, c := range g.Columns {
		for _, row := range g.Rows {
			natural[i] = max(natural[i], columnsOf(row[i].Text))
		}
		if natural[i] > 0 {
			natural[i] = max(natural[i], columnsOf(c.Title))
		}
	}
	widths := slices.Clone(natural)
	for limit > 0 && lineWidth(widths) > limit {
		cuttable, droppable, widest := -1, -1, 0
		for i, c := range g.Columns {
			if c.Min > 0 && widths[i] > c.Min && (cuttable < 0 || widths[i] > widths[cuttable]) {
				cuttable = i
			}
			if c.Drop > 0 && widths[i] > 0 && (droppable < 0 || c.Drop > g.Columns[droppable].Drop) {
				droppable = i
			}
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		switch {
		case cuttable >= 0:
			widths[cuttable]--
		case droppable >= 0: // the others may be as wide as before
			natural[droppable] = 0
			widths = slices.Clone(natural)
		case widths[widest] > 1:
			widths[widest]--
		default:
			return widths
		}
	}
	return widths
}

func lineWidth(widths []int) int {
	total := -len(gap)
	for _, w := range widths {
		if w > 0 {
			total += w + len(gap)
		}
	}
	return max(total, 0)
}
