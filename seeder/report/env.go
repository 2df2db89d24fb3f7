package report

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// AccountsPool returns accounts as a pool, for WritePools and Selection. It is
// of no entity's: JSON is an array.
func AccountsPool(accounts []entities.Account) seeder.ShownPool {
	column := func(title, name string) entities.Column {
		return entities.Column{Title: title, Value: func(i entities.Item) string { return gjson.GetBytes(i.Raw, name).String() }}
	}
	p := seeder.ShownPool{Count: len(accounts), Entity: &entities.Entity{Pool: "accounts", Columns: []entities.Column{
		column("Name", "name"), column("E-mail", "email"), column("Password", "password"), column("Role", "role"), column("ID", "id"),
	}}}
	for _, a := range accounts {
		raw, _ := json.Marshal(a) // strings and a number cannot fail
		p.Items = append(p.Items, entities.Item{ID: a.ID, Raw: raw})
	}
	return p
}

// WriteAccountsEnv prints the variables of the items of an AccountsPool:
// CUSTOMER_3_EMAIL is the third customer's. What is not known is not set, so
// that a script that needs it fails.
func WriteAccountsEnv(w io.Writer, items []entities.Item) error {
	var out strings.Builder
	for _, item := range items {
		var a entities.Account
		if err := json.Unmarshal(item.Raw, &a); err != nil {
			return err
		}
		if a.Index >= 0 {
			writeLogin(&out, fmt.Sprintf("%s_%d", singular(a.Pool), a.Index+1), a)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// WriteItemEnv prints the variables of one item: its id, its login where it is
// an account, and the ids of the items that it refers to.
func WriteItemEnv(w io.Writer, pool string, item entities.Item, account *entities.Account) error {
	var out strings.Builder
	name := singular(pool)
	if account != nil {
		login := *account
		login.ID = item.ID
		writeLogin(&out, name, login)
	} else {
		variable(&out, name+"_ID", item.ID)
	}
	gjson.ParseBytes(item.Raw).ForEach(func(key, v gjson.Result) bool {
		switch id := v.Get("id"); {
		case strings.HasSuffix(key.Str, "_id") && !v.IsObject():
			variable(&out, name+"_"+key.Str, v.String())
		case v.IsObject() && id.Exists() && !gjson.GetBytes(item.Raw, gjson.Escape(key.Str+"_id")).Exists():
			variable(&out, name+"_"+key.Str+"_ID", id.String())
		}
		return true
	})
	_, err := io.WriteString(w, out.String())
	return err
}

func writeLogin(out *strings.Builder, name string, a entities.Account) {
	variable(out, name+"_EMAIL", a.Email)
	variable(out, name+"_PASSWORD", a.Password)
	variable(out, name+"_ID", a.ID)
}

// variable sets a variable to a value that is not empty, so that a shell takes
// it literally, and so do readers of dotenv files: in single quotes, in double
// quotes if that does for a value that has single ones, else the shell's way.
func variable(out *strings.Builder, name, value string) {
	value = strings.ReplaceAll(value, "\x00", "")
	quoted := "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	if strings.Contains(value, "'") && !strings.ContainsAny(value, "\"$`\\!\n\r") {
		quoted = `"` + value + `"`
	}
	if value != "" {
		name = notInNames().ReplaceAllString(humps().ReplaceAllString(name, "${1}_$2"), "_")
		out.WriteString(strings.ToUpper(name) + "=" + quoted + "\n")
	}
}

var (
	humps      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([a-z0-9])([A-Z])`) })
	notInNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_]`) })
)

// singular makes the name of one item of a pool's: SUPER_ADMIN of super_admins.
func singular(pool string) string {
	name := strings.ToUpper(pool)
	if stem, ok := strings.CutSuffix(name, "IES"); ok {
		return stem + "Y"
	}
	return strings.TrimSuffix(name, "S")
}
