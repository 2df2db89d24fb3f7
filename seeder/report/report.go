// Package report writes what people and programs read: bars and lines while a
// run is on, then tables, JSON, YAML, CSV, ids and shell variables, and the log.
//
// Writers, the width of the terminal, colours and the clock are handed in; the
// environment and the process's streams are the caller's.
package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

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
func WriteReport(w io.Writer, f Format, r *seeder.Report, o TableOptions) error {
	switch f {
	case Table:
		return reportTable{r, o, symbolsFor(o.ASCII)}.write(w)
	case JSON, YAML:
		whole := *r
		if whole.Pools == nil {
			whole.Pools = []seeder.PoolReport{}
		}
		return Encode(w, f, whole)
	}
	return fmt.Errorf("a report has no output format %q", f)
}

// reportTable is a report for people.
type reportTable struct {
	r   *seeder.Report
	o   TableOptions
	sym symbols
}

func (t reportTable) write(w io.Writer) error {
	var out strings.Builder
	about := t.about()
	brief := t.o.Told && !t.r.DryRun && t.r.Status == seeder.StatusOK || len(t.r.Pools) == 0
	if !brief {
		_ = t.grid().Write(&out, t.o) // into memory
		out.WriteString("\n")
	}
	if !t.o.Told {
		out.WriteString(t.reasons())
	}
	if len(t.r.Made) > 0 {
		made := Grid{Columns: []Column{{Title: "Pool"}, {Title: "Id"}, {Title: "E-mail"}, {Title: "Password"}}}
		for _, m := range t.r.Made {
			made.Rows = append(made.Rows, Cells(title(t.o.Titles, m.Pool), m.ID, m.Email, m.Password))
		}
		_ = made.Write(&out, t.o)
		out.WriteString("\n")
	}
	if brief && t.r.Cached { // one line for all
		about = append([]string{t.verdict()}, about...)
	} else {
		out.WriteString(wrap(t.verdict(), t.o.Width) + "\n")
	}
	out.WriteString(wrap(joinFilled(t.sym.separator, about...), t.o.Width) + "\n")
	_, err := io.WriteString(w, out.String())
	return err
}

func (t reportTable) grid() Grid {
	g := Grid{Columns: []Column{
		{Title: "Pool"}, {Title: "Before", Right: true, Drop: 2}, {Title: "Created", Right: true}, {Title: "Now", Right: true},
		{Title: "Finished", Right: true, Drop: 4}, {Title: "Wanted", Right: true, Drop: 1}, {Title: "State"}, {Title: "Time", Right: true, Drop: 3},
	}}
	if t.r.DryRun {
		g.Columns[1], g.Columns[2].Title, g.Columns[4].Title = Column{Title: "Now", Right: true}, "Would create", "Would finish"
	}
	_, _, anyFinished := t.sums()
	for i := range t.r.Pools {
		p := &t.r.Pools[i]
		row := []Cell{
			{Text: title(t.o.Titles, p.Pool)}, {Text: t.sym.count(p.Before, p)}, number(p.Created), {Text: t.sym.count(p.Now, p)},
			{}, {Text: strconv.Itoa(p.Min)}, t.state(p), {},
		}
		if t.r.DryRun { // nothing changes
			row[3] = Cell{}
		} else if p.Reached {
			row[7] = Cell{duration(time.Duration(p.DurationMS) * time.Millisecond), faint}
		}
		if anyFinished > 0 {
			row[4] = number(p.Completed)
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

func (t reportTable) state(p *seeder.PoolReport) Cell {
	switch {
	case p.Status == seeder.PoolSkipped:
		return Cell{"skipped", yellow}
	case t.r.DryRun && p.Reason == "" && p.Created > 0:
		return Cell{"missing", yellow}
	case t.r.DryRun && p.Reason == "" && p.Completed > 0:
		return Cell{"unfinished", yellow}
	case p.Status == seeder.PoolPending:
		return Cell{"pending", faint}
	case p.Status == seeder.PoolShort:
		return Cell{"short", red}
	}
	return Cell{string(p.Status), green}
}

// reasons says why pools are not full, pools that share a reason together.
func (t reportTable) reasons() string {
	pools := map[string][]string{}
	for _, p := range t.r.Pools {
		reason := clean(p.Reason)
		pools[reason] = append(pools[reason], title(t.o.Titles, p.Pool))
	}
	delete(pools, "")
	var out strings.Builder
	for _, p := range t.r.Pools {
		if reason := clean(p.Reason); pools[reason] != nil {
			out.WriteString(wrap(strings.Join(pools[reason], ", ")+": "+reason, t.o.Width) + "\n")
			delete(pools, reason)
		}
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	return out.String()
}

// verdict is the run in a sentence.
func (t reportTable) verdict() string {
	full, created, finished := t.sums()
	pools := fmt.Sprintf("%d of %s full", full, count(len(t.r.Pools), "pool"))
	if full == len(t.r.Pools) || t.r.Status == seeder.StatusOK { // a pool without a route is no failure
		pools = count(full, "pool") + " full"
	}
	done := joinFilled(", ", pools, counted(created, "created"), counted(finished, "finished"))
	switch {
	case t.r.Status == seeder.StatusFailed:
		return "Failed: " + done
	case t.r.Status == seeder.StatusInterrupted:
		return "Interrupted: " + done
	case t.r.DryRun && created+finished > 0:
		return "Dry run: " + joinFilled(", ", counted(created, "to create"), counted(finished, "to finish"))
	case t.r.DryRun:
		return "Dry run: " + pools + ", nothing to do"
	case t.r.Cached:
		return done + ", answered from the cache"
	}
	return done
}

func (t reportTable) sums() (full, created, finished int) {
	for _, p := range t.r.Pools {
		if p.Status == seeder.PoolFull {
			full++
		}
		created += p.Created
		finished += p.Completed
	}
	return full, created, finished
}

// about says what the run worked on and what that took.
func (t reportTable) about() []string {
	sent := joinFilled(", ", counted(t.r.Requests.Get, "GET"), counted(t.r.Requests.Post, "POST"), counted(t.r.Requests.Patch, "PATCH"))
	cache := "cache " + clean(t.r.Cache)
	if t.r.Cache == "" || strings.HasPrefix(t.r.Cache, "none") {
		cache = "no cache"
	}
	return []string{
		clean(t.r.Backend), string(t.r.Dialect), cmp.Or(sent, "no requests"), cache,
		fmt.Sprintf("seed %d", t.r.Seed), duration(time.Duration(t.r.DurationMS) * time.Millisecond),
	}
}
