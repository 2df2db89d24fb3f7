package server

import (
	"cmp"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Rows are items as a table: what people call an item first, the id last, and
// names in place of ids as far as they are known.
type Rows struct {
	Columns  []string `json:"columns"`
	Rows     []Row    `json:"rows"`
	Statuses []Tally  `json:"statuses"` // of all items that match, most first; [] without such a column
}

// Row is one item.
type Row struct {
	ID    string   `json:"id"`
	Cells []string `json:"cells"`

	item entities.Item
}

// Tally is how many items have a status.
type Tally struct {
	Status string `json:"status"`
	Count  int    `json:"count"`
}

// arranged returns the table of those items of a pool that show the text q in a
// column or in their id and that refer to the item ref, in the order of the
// column sort (-Total for the greatest first).
func arranged(p seeder.ShownPool, names map[string]string, q url.Values) (Rows, error) {
	columns := p.Entity.IDLast()
	t := Rows{Columns: []string{}, Rows: []Row{}, Statuses: []Tally{}}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Title)
	}
	title, descending := strings.CutPrefix(q.Get("sort"), "-")
	by := slices.IndexFunc(t.Columns, func(c string) bool { return strings.EqualFold(c, title) })
	if title != "" && by < 0 {
		return t, refused(http.StatusBadRequest, "sort: %q is not a column (%s)", title, strings.Join(t.Columns, ", "))
	}
	text, ref := folded(q.Get("q")), q.Get("ref")
	status, counts := slices.Index(t.Columns, "Status"), map[string]int{}
	for _, item := range p.Items {
		row := Row{item.ID, make([]string, len(columns)), item}
		for i, c := range columns {
			row.Cells[i] = c.Value(item)
			row.Cells[i] = cmp.Or(names[row.Cells[i]], row.Cells[i])
		}
		if !strings.Contains(folded(strings.Join(append(row.Cells, row.ID), "\n")), text) || ref != "" && !refersTo(item, ref) {
			continue
		}
		t.Rows = append(t.Rows, row)
		if status >= 0 {
			counts[row.Cells[status]]++
		}
	}
	if by >= 0 {
		slices.SortStableFunc(t.Rows, func(a, b Row) int {
			if descending {
				a, b = b, a
			}
			return compare(a.Cells[by], b.Cells[by])
		})
	}
	for status, n := range counts {
		t.Statuses = append(t.Statuses, Tally{status, n})
	}
	slices.SortFunc(t.Statuses, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Status, b.Status))
	})
	return t, nil
}

// compare orders cells: amounts and numbers by value, before texts without
// regard to accents and case.
func compare(a, b string) int {
	return cmp.Or(cmp.Compare(amount(a), amount(b)), strings.Compare(folded(a), folded(b)))
}

// amount is the number in a cell; a text is above all numbers.
func amount(cell string) float64 {
	n, err := strconv.ParseFloat(strings.TrimPrefix(cell, "$"), 64)
	if err != nil || math.IsNaN(n) { // a person may be called Nan
		return math.Inf(1)
	}
	return n
}

// folded is a text as a search compares it: "goi" finds "Gỏi".
func folded(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
	return strings.TrimSpace(text)
}
