package report

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/flashseed/flashseed/entities"
)

// WriteAccounts prints logins with their passwords: as a table, as one list in
// JSON or YAML, as ids, or as variables that a shell and dotenv files take
// (CUSTOMER_3_EMAIL is the third customer's). Errors of the writer are
// returned.
func WriteAccounts(w io.Writer, f Format, accounts []entities.Account, o TableOptions) error {
	if accounts == nil {
		accounts = []entities.Account{}
	}
	switch f {
	case Table:
		var out bytes.Buffer
		writeAccountTable(&out, accounts, o)
		_, err := w.Write(out.Bytes())
		return err
	case JSON:
		return writeJSON(w, accounts)
	case YAML:
		return writeYAML(w, accounts)
	case IDs:
		return writeLines(w, accounts, func(a entities.Account) []string { return filled(clean(a.ID)) })
	case Env:
		return writeLines(w, accounts, variables)
	}
	return unfit(f, "accounts")
}

func writeAccountTable(out *bytes.Buffer, accounts []entities.Account, o TableOptions) {
	if len(accounts) == 0 {
		out.WriteString("no accounts are known: they are remembered when they are created\n")
		return
	}
	g := grid{columns: []column{
		{title: "Role", min: 8, drop: 1},
		{title: "Name", min: 12, drop: 2},
		{title: "E-mail"},
		{title: "Password"},
		{title: "ID", min: 12, drop: 3},
	}}
	for _, a := range accounts {
		g.rows = append(g.rows, []cell{
			{text: clean(a.Role)}, {text: clean(a.Name)}, {text: clean(a.Email)}, {text: clean(a.Password)}, {text: clean(a.ID)},
		})
	}
	g.write(out, o)
}

func writeLines(w io.Writer, accounts []entities.Account, lines func(entities.Account) []string) error {
	out := bufio.NewWriter(w)
	for _, a := range accounts {
		for _, line := range lines(a) {
			_, _ = out.WriteString(line + "\n")
		}
	}
	return out.Flush()
}

// variables are the lines that set an account's variables. What is not known
// is not set, so that a script that needs it fails rather than goes on.
func variables(a entities.Account) []string {
	if a.Index < 0 {
		return nil
	}
	name := fmt.Sprintf("%s_%d_", singular(a.Pool), a.Index+1)
	var lines []string
	for _, v := range [][2]string{{"EMAIL", a.Email}, {"PASSWORD", a.Password}, {"ID", a.ID}} {
		if v[1] != "" {
			lines = append(lines, name+v[0]+"="+quote(v[1]))
		}
	}
	return lines
}

// singular makes the name of one item of a pool's: SUPER_ADMIN of super_admins.
func singular(pool string) string {
	name := strings.ToUpper(pool)
	if stem, ok := strings.CutSuffix(name, "IES"); ok {
		return stem + "Y"
	}
	return strings.TrimSuffix(name, "S")
}

// quote writes a value so that a shell takes it literally, and so do readers
// of dotenv files: in single quotes, in double quotes if that does for a
// value that has single ones, else the shell's way.
func quote(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	switch {
	case !strings.Contains(s, "'"):
		return "'" + s + "'"
	case !strings.ContainsAny(s, "\"$`\\!\n\r"):
		return `"` + s + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func filled(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
