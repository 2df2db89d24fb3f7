package cmd

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/report"
)

// writeDiagnosis prints what doctor found for people. What fails is printed once:
// as a problem at the end, else in the table.
func (a *app) writeDiagnosis(d *diagnosis) error {
	p := &diagnosisPrinter{o: a.tables()}
	p.section("flashseed "+d.Build.Version, nil, [][]string{
		{"data version", d.Build.DataVersion},
		{"built with", d.Build.Go + " for " + d.Build.Platform},
	})
	p.backend(d)
	p.cache(d.Redis)
	if d.Logins != nil {
		rows := [][]string{{fmt.Sprintf("%d of %d accounts logged in", d.Logins.GotIn, d.Logins.Tried)}}
		for _, failed := range d.Logins.Failed {
			rows = append(rows, []string{failed})
		}
		p.section("Logins", nil, rows)
	}
	if d.Screens != nil {
		p.screens(d.Screens)
	}
	if d.Backend.Reachable && !d.Backend.Wallet && d.Backend.Dialect == entities.Flashstrom {
		p.out.WriteString(walletAdvice)
	}
	file := d.File
	if file == "" {
		file = "no configuration file"
	}
	var rows [][]string
	for _, s := range d.Settings {
		value := s.Value
		if bytes, err := strconv.ParseInt(value, 10, 64); err == nil && s.Key == "max_body" {
			value = size(bytes)
		}
		rows = append(rows, []string{s.Key, value, s.Source})
	}
	p.section("Settings ("+file+")", []report.Column{{Title: "Key"}, {Title: "Value", Min: 16}, {Title: "From"}}, rows)
	for _, problem := range d.Problems {
		fmt.Fprintf(&p.out, "problem: %s\n", problem)
	}
	switch {
	case !d.Redis.OK:
		p.out.WriteString("The cache cannot be used: runs continue without cache and lock.\n")
	case len(d.Problems)+d.empty == 0:
		p.out.WriteString("All is well.\n")
	}
	_, err := a.Stdout.Write(p.out.Bytes())
	return err
}

// walletAdvice says what a missing platform wallet costs, and what makes it.
const walletAdvice = `The platform's wallet does not exist, and no route makes it. Without it no order
is paid from a wallet, restaurants cannot buy promotions, and drivers cannot
deliver an order for a wage. Whoever owns the database can add it:

  INSERT INTO users (id, first_name, last_name, email, password, user_type, is_verified)
    VALUES ('USR_c68740f1-f629-4774-8d94-3b221df61cae', 'Flashstrom', 'Platform',
            'platform@flashseed.test', '!', ARRAY['F_WALLET'], true);
  INSERT INTO fwallets (id, user_id, balance, first_name, last_name, is_verified, version)
    VALUES ('F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91',
            'USR_c68740f1-f629-4774-8d94-3b221df61cae', 0, 'Flashstrom', 'Platform', true, 1);

`

type diagnosisPrinter struct {
	out bytes.Buffer
	o   report.TableOptions
}

// section prints a heading and a table. Without columns, the rows are lines of
// two: what it is, and what was found.
func (p *diagnosisPrinter) section(heading string, columns []report.Column, rows [][]string) {
	o := p.o
	if columns == nil {
		columns, o.Width = make([]report.Column, 2), 0 // nothing is cut
	}
	g := report.Grid{Columns: columns, Indent: "  "}
	for _, row := range rows {
		for len(row) < len(columns) {
			row = append(row, "")
		}
		g.Rows = append(g.Rows, report.Cells(row...))
	}
	fmt.Fprintln(&p.out, heading)
	_ = g.Write(&p.out, o) // into a buffer
	p.out.WriteString("\n")
}

func (p *diagnosisPrinter) backend(d *diagnosis) {
	b := d.Backend
	rows := [][]string{{"target", b.Target}, {"reachable", yesNo(b.Reachable)}}
	if len(b.Addresses) > 0 {
		rows = append(rows, []string{"addresses", strings.Join(b.Addresses, ", ")})
	}
	if b.Reachable {
		rows = append(rows, []string{"dialect", string(b.Dialect)}, []string{"platform's wallet", yesNo(b.Wallet)})
	}
	p.section("Backend "+b.URL, nil, rows)
	if len(b.Routes) == 0 {
		return
	}
	told := strings.Join(d.Problems, "\n")
	rows = nil
	for _, r := range b.Routes {
		holds, failed := fmt.Sprint(r.Count), r.Error
		switch {
		case r.Error != "":
			holds = "?"
		case r.AtLeast:
			holds = "at least " + holds
		}
		if strings.Contains(told, failed) {
			failed = ""
		}
		rows = append(rows, []string{r.Pool, holds, fmt.Sprint(r.Min), r.Route, fmt.Sprint(r.Status), fmt.Sprint(r.MS), failed})
	}
	p.section("Routes", []report.Column{
		{Title: "Pool"}, {Title: "Holds", Right: true}, {Title: "Wanted", Right: true}, {Title: "Route", Min: 16},
		{Title: "Status", Right: true}, {Title: "ms", Right: true, Drop: 1}, {Title: "Error", Min: 16},
	}, rows)
}

func (p *diagnosisPrinter) cache(r redisDiagnosis) {
	if r.Name == "none" || r.Name == "memory" {
		p.section("Cache "+r.Name, nil, [][]string{{"nothing outlives this process"}})
		return
	}
	rows := [][]string{{"works", yesNo(r.OK)}}
	if r.Error != "" {
		rows = append(rows, []string{"error", r.Error})
	}
	if r.Version != "" {
		rows = append(rows, []string{"version", r.Version + " " + r.Role}, []string{"latency", fmt.Sprint(r.MS, " ms")})
	}
	if r.Evicts != "" {
		rows = append(rows, []string{"eviction", r.Evicts + ": when it is full it may drop keys, the run lock among them"})
	}
	if r.Lock != "" {
		rows = append(rows, []string{"lock held by", r.Lock})
	}
	p.section("Cache "+r.Name, nil, rows)
	if len(r.Keys) == 0 {
		return
	}
	rows = nil
	for _, k := range r.Keys {
		rows = append(rows, []string{k.Key, k.Type, size(k.Bytes), fmt.Sprint(k.Items), k.Age, k.TTL, k.Problem})
	}
	p.section("Keys", []report.Column{
		{Title: "Key"}, {Title: "Type", Drop: 2}, {Title: "Size", Right: true}, {Title: "Items", Right: true},
		{Title: "Age", Right: true, Drop: 1}, {Title: "Lives", Right: true}, {Title: "Problem", Min: 16},
	}, rows)
}

// size writes a number of bytes in the largest unit that it fills.
func size(n int64) string {
	amount, unit := float64(n), "B"
	for _, larger := range []string{"KiB", "MiB", "GiB"} {
		if amount < 1024 {
			break
		}
		amount, unit = amount/1024, larger
	}
	if unit == "B" || amount >= 100 {
		return fmt.Sprintf("%.0f %s", amount, unit)
	}
	return fmt.Sprintf("%.2g %s", amount, unit)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
