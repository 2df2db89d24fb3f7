package cmd

import (
	"bytes"
	"fmt"
	"strings"
	"text/tabwriter"
)

// writeDiagnosis prints what doctor found for people.
func (a *app) writeDiagnosis(d *diagnosis) error {
	var out bytes.Buffer
	d.writeBuild(&out)
	d.writeBackend(&out)
	d.writeRedis(&out)
	d.writeLogins(&out)
	d.writeSettings(&out)
	d.writeVerdict(&out)
	_, err := a.Stdout.Write(out.Bytes())
	return err
}

// section prints a heading and its lines as columns.
func section(out *bytes.Buffer, heading string, rows [][]string) {
	fmt.Fprintf(out, "%s\n", heading)
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(w, "  %s\n", strings.Join(row, "\t"))
	}
	_ = w.Flush() // into a buffer
	for line := range strings.Lines(table.String()) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	out.WriteString("\n")
}

func (d *diagnosis) writeBuild(out *bytes.Buffer) {
	section(out, "flashseed "+d.Build.Version, [][]string{
		{"data version", d.Build.DataVersion},
		{"built with", d.Build.Go + " for " + d.Build.Platform},
	})
}

func (d *diagnosis) writeBackend(out *bytes.Buffer) {
	b := d.Backend
	rows := [][]string{{"target", b.Target}, {"reachable", yesNo(b.Reachable)}}
	if len(b.Addresses) > 0 {
		rows = append(rows, []string{"addresses", strings.Join(b.Addresses, ", ")})
	}
	if b.Reachable {
		rows = append(rows, []string{"dialect", string(b.Dialect)}, []string{"platform's wallet", yesNo(b.Wallet)})
	}
	section(out, "Backend "+b.URL, rows)
	if len(b.Routes) == 0 {
		return
	}
	rows = [][]string{{"POOL", "HOLDS", "WANTED", "ROUTE", "STATUS", "MS", ""}}
	for _, r := range b.Routes {
		rows = append(rows, r.row())
	}
	section(out, "Routes", rows)
}

func (r routeDiagnosis) row() []string {
	holds := fmt.Sprint(r.Count)
	switch {
	case r.Error != "":
		holds = "?"
	case r.AtLeast:
		holds = "at least " + holds
	}
	return []string{r.Pool, holds, fmt.Sprint(r.Min), r.Route, fmt.Sprint(r.Status), fmt.Sprint(r.MS), r.Error}
}

func (d *diagnosis) writeRedis(out *bytes.Buffer) {
	r := d.Redis
	if r.Name == "none" || r.Name == "memory" {
		section(out, "Cache "+r.Name, [][]string{{"nothing outlives this process"}})
		return
	}
	rows := [][]string{{"works", yesNo(r.OK)}}
	if r.Error != "" {
		rows = append(rows, []string{"error", r.Error})
	}
	if r.Version != "" {
		rows = append(rows, []string{"version", r.Version + " " + r.Role}, []string{"latency", fmt.Sprint(r.MS, " ms")})
	}
	if r.Lock != "" {
		rows = append(rows, []string{"lock held by", r.Lock})
	}
	section(out, "Cache "+r.Name, rows)
	d.writeKeys(out)
}

func (d *diagnosis) writeKeys(out *bytes.Buffer) {
	if len(d.Redis.Keys) == 0 {
		return
	}
	rows := [][]string{{"KEY", "TYPE", "BYTES", "ITEMS", "AGE", "LIVES", ""}}
	for _, k := range d.Redis.Keys {
		rows = append(rows, []string{k.Key, k.Type, fmt.Sprint(k.Bytes), fmt.Sprint(k.Items), k.Age, k.TTL, k.Problem})
	}
	section(out, "Keys", rows)
}

func (d *diagnosis) writeLogins(out *bytes.Buffer) {
	if d.Logins == nil {
		return
	}
	rows := [][]string{{fmt.Sprintf("%d of %d accounts got in", d.Logins.GotIn, d.Logins.Tried)}}
	for _, failed := range d.Logins.Failed {
		rows = append(rows, []string{failed})
	}
	section(out, "Logins", rows)
}

func (d *diagnosis) writeSettings(out *bytes.Buffer) {
	file := d.File
	if file == "" {
		file = "no configuration file"
	}
	rows := [][]string{{"KEY", "VALUE", "FROM"}}
	for _, s := range d.Settings {
		rows = append(rows, []string{s.Key, s.Value, s.Source})
	}
	section(out, "Settings ("+file+")", rows)
}

func (d *diagnosis) writeVerdict(out *bytes.Buffer) {
	for _, p := range d.Problems {
		fmt.Fprintf(out, "problem: %s\n", p)
	}
	switch {
	case !d.Redis.OK:
		out.WriteString("Redis cannot be used: runs go on without cache and lock.\n")
	case len(d.Problems) == 0:
		out.WriteString("All is well.\n")
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
