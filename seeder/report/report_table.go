package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/seeder"
)

// reportTable is a report for people.
type reportTable struct {
	r   *seeder.Report
	o   TableOptions
	sym symbols
}

func (t reportTable) write(out *bytes.Buffer) {
	if len(t.r.Pools) > 0 {
		t.grid().write(out, t.o)
		out.WriteString("\n")
	}
	if t.reasons(out) {
		out.WriteString("\n")
	}
	out.WriteString(wrap(t.verdict(), t.o.Width, "") + "\n")
	for _, line := range fillOrJoin(t.about(), t.sym.separator, t.o.Width) {
		out.WriteString(line + "\n")
	}
}

func (t reportTable) grid() grid {
	fields := t.fields()
	var g grid
	for _, f := range fields {
		g.columns = append(g.columns, f.column)
	}
	for i := range t.r.Pools {
		row := make([]cell, len(fields))
		for j, f := range fields {
			row[j] = f.cell(&t.r.Pools[i])
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// field is a column and how its cells are made.
type field struct {
	column
	cell func(*seeder.PoolReport) cell
}

func number(n int) cell { return cell{text: strconv.Itoa(n)} }

func (t reportTable) fields() []field {
	titles := newTitles(t.o.Titles)
	pool := field{column{title: "Pool"}, func(p *seeder.PoolReport) cell { return cell{text: titles.of(p.Pool)} }}
	wanted := field{column{title: "Wanted", right: true, drop: 1}, func(p *seeder.PoolReport) cell { return number(p.Min) }}
	state := field{column{title: "State"}, t.state}
	if t.r.DryRun {
		return append([]field{pool, t.there("Now"), t.created("Would create")}, t.finished("Would complete", wanted, state)...)
	}
	return append([]field{
		pool,
		{column{title: "Before", right: true, drop: 2}, func(p *seeder.PoolReport) cell { return number(p.Before) }},
		t.created("Created"),
		{column{title: "Now", right: true}, t.now},
	}, t.finished("Completed", wanted, state, field{column{title: "Time", right: true, drop: 3}, t.time})...)
}

func (t reportTable) there(title string) field {
	return field{column{title: title, right: true}, func(p *seeder.PoolReport) cell {
		return cell{text: t.atLeast(p.Before, p.AtLeast)}
	}}
}

func (t reportTable) created(title string) field {
	return field{column{title: title, right: true}, func(p *seeder.PoolReport) cell {
		if p.Created == 0 {
			return cell{"0", faint}
		}
		return number(p.Created)
	}}
}

// finished adds the column of completed items before others, if any were.
func (t reportTable) finished(title string, others ...field) []field {
	for _, p := range t.r.Pools {
		if p.Completed > 0 {
			c := field{column{title: title, right: true, drop: 4}, func(p *seeder.PoolReport) cell { return number(p.Completed) }}
			return append([]field{c}, others...)
		}
	}
	return others
}

func (t reportTable) now(p *seeder.PoolReport) cell {
	return cell{text: t.atLeast(p.Now, p.AtLeast)}
}

func (t reportTable) time(p *seeder.PoolReport) cell {
	if !p.Reached {
		return cell{} // not reached, or answered from the cache
	}
	return cell{millis(p.DurationMS), faint}
}

// atLeast writes a count, in words where there is room for them.
func (t reportTable) atLeast(n int, more bool) string {
	switch {
	case !more:
		return strconv.Itoa(n)
	case t.o.Width > 0 && t.o.Width < 80:
		return t.sym.atLeast + strconv.Itoa(n)
	}
	return "at least " + strconv.Itoa(n)
}

func (t reportTable) state(p *seeder.PoolReport) cell {
	switch {
	case p.Status == seeder.PoolSkipped:
		return cell{"skipped", yellow}
	case t.r.DryRun && p.Reason == "" && p.Created > 0:
		return cell{"missing", yellow}
	case t.r.DryRun && p.Reason == "" && p.Completed > 0:
		return cell{"incomplete", yellow}
	case p.Status == seeder.PoolPending:
		return cell{"pending", faint}
	case p.Status == seeder.PoolShort:
		return cell{"short", red}
	}
	return cell{string(p.Status), green}
}

// reasons writes in full why pools are not full, pools that share a reason
// together, and tells whether there was anything to write.
func (t reportTable) reasons(out *bytes.Buffer) bool {
	var order []string
	pools := map[string][]*seeder.PoolReport{}
	for i := range t.r.Pools {
		p := &t.r.Pools[i]
		reason := clean(p.Reason)
		if reason == "" {
			continue
		}
		if pools[reason] == nil {
			order = append(order, reason)
		}
		pools[reason] = append(pools[reason], p)
	}
	for _, reason := range order {
		t.reason(out, reason, pools[reason])
	}
	return len(order) > 0
}

func (t reportTable) reason(out *bytes.Buffer, reason string, pools []*seeder.PoolReport) {
	titles := newTitles(t.o.Titles)
	var names []string
	for _, p := range pools {
		names = append(names, titles.of(p.Pool))
	}
	text := wrap(strings.Join(names, ", ")+": "+reason, t.o.Width, gap)
	out.WriteString(text + "\n")
}

// verdict is the run in a sentence.
func (t reportTable) verdict() string {
	full, created, completed := t.sums()
	pools := fmt.Sprintf("%d of %s full", full, count(len(t.r.Pools), "pool"))
	if full == len(t.r.Pools) {
		pools = count(full, "pool") + " full"
	}
	done := joinFilled(", ", pools, counted(created, "created"), counted(completed, "completed"))
	switch {
	case t.r.Status == seeder.StatusFailed:
		return "Failed: " + done
	case t.r.Status == seeder.StatusInterrupted:
		return "Interrupted: " + done
	case t.r.DryRun:
		return "Dry run: " + plan(full == len(t.r.Pools), created, completed)
	case t.r.Cached:
		return done + ", answered from the cache"
	}
	return done
}

// plan says what a dry run found.
func plan(full bool, created, completed int) string {
	if full && created+completed == 0 {
		return "there is nothing to do"
	}
	var parts []string
	if created > 0 || completed == 0 {
		parts = append(parts, count(created, "item")+" would be created")
	}
	if completed > 0 {
		parts = append(parts, count(completed, "item")+" would be completed")
	}
	return strings.Join(parts, ", ")
}

func (t reportTable) sums() (full, created, completed int) {
	for _, p := range t.r.Pools {
		if p.Status == seeder.PoolFull {
			full++
		}
		created += p.Created
		completed += p.Completed
	}
	return full, created, completed
}

// about says what the run worked on and what that took.
func (t reportTable) about() []string {
	var parts []string
	for _, part := range []string{
		clean(t.r.Backend),
		string(t.r.Dialect),
		requests(t.r.Requests),
		cacheName(t.r.Cache),
		fmt.Sprintf("seed %d", t.r.Seed),
		millis(t.r.DurationMS),
	} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func requests(r seeder.Requests) string {
	if r.Total() == 0 {
		return "no requests"
	}
	return joinFilled(", ", counted(r.Get, "GET"), counted(r.Post, "POST"), counted(r.Patch, "PATCH"))
}

func cacheName(name string) string {
	switch name {
	case "":
		return ""
	case "none":
		return "no cache"
	}
	return "cache " + clean(name)
}
