package cmd

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/report"
)

// writeDiagnosis prints what doctor found for people. What fails is printed once:
// as a problem at the end, else in the table.
func (a *app) writeDiagnosis(d *diagnosis) {
	var out strings.Builder
	table := func(heading string, columns []report.Column, rows ...[]string) {
		o, g := a.tables(), report.Grid{Columns: columns, Indent: "  "}
		if columns == nil { // what was looked at and what was found: nothing is cut, what was not found is left out
			o.Width, g.Columns = 0, make([]report.Column, 2)
		}
		for _, row := range rows {
			if columns != nil || row[1] != "" {
				g.Rows = append(g.Rows, report.Cells(row...))
			}
		}
		if g.Rows != nil {
			fmt.Fprintln(&out, heading)
			g.Write(&out, o)
			fmt.Fprintln(&out)
		}
	}
	table("flashseed "+d.Build.Version, nil,
		[]string{"data version", d.Build.DataVersion}, []string{"built with", d.Build.Go + " for " + d.Build.Platform})

	wallet := ""
	if d.Backend.Reachable {
		wallet = yesNo(d.Backend.Wallet)
	}
	table("Backend "+d.Backend.URL, nil,
		[]string{"target", d.Backend.Target}, []string{"reachable", yesNo(d.Backend.Reachable)},
		[]string{"addresses", strings.Join(d.Backend.Addresses, ", ")},
		[]string{"dialect", string(d.Backend.Dialect)}, []string{"platform's wallet", wallet})
	var rows [][]string
	for _, r := range d.Backend.Routes {
		holds, failed := strconv.Itoa(r.Count), r.Error
		switch {
		case r.Error != "":
			holds = "?"
		case r.AtLeast:
			holds = "at least " + holds
		}
		if strings.Contains(strings.Join(d.Problems, "\n"), failed) {
			failed = ""
		}
		rows = append(rows, []string{r.Pool, holds, strconv.Itoa(r.Min), r.Route, strconv.Itoa(r.Status), fmt.Sprint(r.MS), failed})
	}
	table("Routes", []report.Column{
		{Title: "Pool"}, {Title: "Holds", Right: true}, {Title: "Wanted", Right: true}, {Title: "Route", Min: 16},
		{Title: "Status", Right: true}, {Title: "ms", Right: true, Drop: 1}, {Title: "Error", Min: 16},
	}, rows...)

	r, version, latency, eviction := d.Redis, "", "", ""
	if r.Version != "" {
		version, latency = r.Version+" "+r.Role, fmt.Sprint(r.MS, " ms")
	}
	if r.Eviction != "" {
		eviction = r.Eviction + ": when it is full it may drop keys, the run lock among them"
	}
	table("Cache "+r.Name, nil, []string{"works", yesNo(r.OK)}, []string{"error", r.Error}, []string{"version", version},
		[]string{"latency", latency}, []string{"eviction", eviction}, []string{"lock held by", r.Lock})
	rows = nil
	for _, k := range r.Keys {
		rows = append(rows, []string{k.Key, k.Type, fmt.Sprintf("%.1f KiB", float64(k.Bytes)/1024), strconv.Itoa(k.Items), k.Age, k.TTL, k.Problem})
	}
	table("Keys", []report.Column{
		{Title: "Key"}, {Title: "Type", Drop: 2}, {Title: "Size", Right: true}, {Title: "Items", Right: true},
		{Title: "Age", Right: true, Drop: 1}, {Title: "Lives", Right: true}, {Title: "Problem", Min: 16},
	}, rows...)

	rows = nil
	if d.Logins != nil {
		rows = append(rows, []string{"accounts", fmt.Sprintf("%d of %d logged in", d.Logins.GotIn, d.Logins.Tried)})
		for _, failed := range d.Logins.Failed {
			rows = append(rows, []string{"failed", failed})
		}
	}
	table("Logins", nil, rows...)
	rows = nil
	for app := range strings.FieldsSeq("customer restaurant driver care admin") {
		all, shown := 0, len(rows)
		rows = append(rows, nil)
		for _, screen := range d.Screens {
			if screen.App != app {
				continue
			}
			if all++; !screen.Shows {
				rows = append(rows, []string{"", screen.Route + "  " + screen.Error})
			}
		}
		empty := len(rows) - shown - 1
		rows[shown] = []string{app, fmt.Sprintf("%d of %d show something", all-empty, all)}
	}
	table("Screens", nil, rows...)
	if d.Backend.Reachable && !d.Backend.Wallet && d.Backend.Dialect == entities.Flashstrom {
		out.WriteString(text("wallet"))
	}
	rows = nil
	for _, s := range d.Settings {
		rows = append(rows, []string{s.Key, s.Value, s.Source})
	}
	table("Settings ("+cmp.Or(d.File, "no configuration file")+")", []report.Column{{Title: "Key"}, {Title: "Value", Min: 16}, {Title: "From"}}, rows...)
	for _, problem := range d.Problems {
		fmt.Fprintf(&out, "problem: %s\n", problem)
	}
	switch {
	case !d.Redis.OK:
		out.WriteString("The cache cannot be used: runs continue without cache and lock.\n")
	case len(d.Problems)+d.empty == 0:
		out.WriteString("All is well.\n")
	}
	fmt.Fprint(a.Stdout, out.String())
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
