// Package report writes what people and programs read: bars and lines while a
// run is on, then tables, JSON, YAML, CSV, ids and shell variables, and the log.
//
// Writers, the width of the terminal, colours and the clock are handed in; the
// environment and the process's streams are the caller's. So are the errors of
// a writer: whoever hands one in that can fail keeps its first error.
package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/seeder"
)

// Format is how results are printed.
type Format string

// The formats. Each command chooses those it takes.
const (
	Table Format = "table" // for people, fitted to the terminal
	Wide  Format = "wide"  // the same, with nothing cut or left out
	JSON  Format = "json"  // one value, indented
	YAML  Format = "yaml"  // the same keys in the same order
	CSV   Format = "csv"   // the table's columns
	IDs   Format = "ids"   // one id a line
	Env   Format = "env"   // variables for a shell or a dotenv file
)

// WriteReport prints what a run did: as a table or, the same for every end that
// a run can have, as one object in JSON or YAML.
func WriteReport(w io.Writer, f Format, r *seeder.Report, o TableOptions) {
	if f != Table {
		whole := *r
		if whole.Pools == nil {
			whole.Pools = []seeder.PoolReport{}
		}
		Encode(w, f, whole)
		return
	}
	var full, created, finished int
	for _, p := range r.Pools {
		if p.Status == seeder.PoolFull {
			full++
		}
		created += p.Created
		finished += p.Completed
	}
	var out strings.Builder
	line := func(parts ...string) {
		out.WriteString(wrap(joinFilled(" · ", parts...), o.Width) + "\n")
	}
	brief := o.Told && !r.DryRun && r.Status == seeder.StatusOK || len(r.Pools) == 0
	if !brief {
		reportGrid(r, o.Titles, finished > 0).Write(&out, o)
		out.WriteString("\n")
	}
	if reasons := reasonsOf(r, o.Titles); !o.Told && len(reasons) > 0 {
		for _, reason := range reasons {
			line(reason)
		}
		out.WriteString("\n")
	}
	if len(r.Made) > 0 {
		made := Grid{Columns: []Column{{Title: "Pool"}, {Title: "Id"}, {Title: "E-mail"}, {Title: "Password"}}}
		for _, m := range r.Made {
			made.Rows = append(made.Rows, Cells(title(o.Titles, m.Pool), m.ID, m.Email, m.Password))
		}
		made.Write(&out, o)
		out.WriteString("\n")
	}

	pools := fmt.Sprintf("%d of %s full", full, count(len(r.Pools), "pool"))
	if full == len(r.Pools) || r.Status == seeder.StatusOK { // a pool without a route is no failure
		pools = count(full, "pool") + " full"
	}
	verdict := joinFilled(", ", pools, counted(created, "created"), counted(finished, "finished"))
	switch {
	case r.Status == seeder.StatusFailed:
		verdict = "Failed: " + verdict
	case r.Status == seeder.StatusInterrupted:
		verdict = "Interrupted: " + verdict
	case r.DryRun && created+finished > 0:
		verdict = "Dry run: " + joinFilled(", ", counted(created, "to create"), counted(finished, "to finish"))
	case r.DryRun:
		verdict = "Dry run: " + pools + ", nothing to do"
	case r.Cached:
		verdict += ", answered from the cache"
	}
	if !brief || !r.Cached { // else one line holds all
		line(verdict)
		verdict = ""
	}
	sent := joinFilled(", ", counted(r.Requests.Get, "GET"), counted(r.Requests.Post, "POST"), counted(r.Requests.Patch, "PATCH"))
	cache := "cache " + clean(r.Cache)
	if r.Cache == "" || strings.HasPrefix(r.Cache, "none") {
		cache = "no cache"
	}
	line(verdict, clean(r.Backend), string(r.Dialect), cmp.Or(sent, "no requests"), cache, fmt.Sprintf("seed %d", r.Seed), millis(r.DurationMS))
	fmt.Fprint(w, out.String())
}

// statusStyles are how the State column shows what a pool ended as.
var statusStyles = map[seeder.PoolStatus]style{
	seeder.PoolFull: green, seeder.PoolSkipped: yellow, seeder.PoolPending: faint, seeder.PoolShort: red,
}

// reportGrid has a row for each pool.
func reportGrid(r *seeder.Report, titles map[string]string, anyFinished bool) Grid {
	g := Grid{Columns: []Column{
		{Title: "Pool"}, {Title: "Before", Right: true, Drop: 2}, {Title: "Created", Right: true}, {Title: "Now", Right: true},
		{Title: "Finished", Right: true, Drop: 4}, {Title: "Wanted", Right: true, Drop: 1}, {Title: "State"}, {Title: "Time", Right: true, Drop: 3},
	}}
	if r.DryRun {
		g.Columns[1], g.Columns[2].Title, g.Columns[4].Title = Column{Title: "Now", Right: true}, "Would create", "Would finish"
	}
	for _, p := range r.Pools {
		row := []Cell{
			{Text: title(titles, p.Pool)}, {Text: held(p.Before, p.AtLeast, p.Unknown)}, number(p.Created), {Text: held(p.Now, p.AtLeast, p.Unknown)},
			{}, {Text: strconv.Itoa(p.Min)}, {string(p.Status), statusStyles[p.Status]}, {},
		}
		if r.DryRun { // nothing changes
			row[3] = Cell{}
		} else if p.Reached {
			row[7] = Cell{millis(p.DurationMS), faint}
		}
		if anyFinished {
			row[4] = number(p.Completed)
		}
		switch planned := r.DryRun && p.Reason == "" && p.Status != seeder.PoolSkipped; {
		case planned && p.Created > 0:
			row[6] = Cell{"missing", yellow}
		case planned && p.Completed > 0:
			row[6] = Cell{"unfinished", yellow}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// number writes a count, faint if it is 0.
func number(n int) Cell {
	if n == 0 {
		return Cell{"0", faint}
	}
	return Cell{Text: strconv.Itoa(n)}
}

// reasonsOf says why pools are not full, pools that share a reason together.
func reasonsOf(r *seeder.Report, titles map[string]string) []string {
	var reasons []string
	pools := map[string]string{} // by reason
	for _, p := range r.Pools {
		reason := clean(p.Reason)
		if reason != "" && pools[reason] == "" {
			reasons = append(reasons, reason)
		}
		pools[reason] = joinFilled(", ", pools[reason], title(titles, p.Pool))
	}
	for i, reason := range reasons {
		reasons[i] = pools[reason] + ": " + reason
	}
	return reasons
}
