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
func WriteAccountsEnv(w io.Writer, items []entities.Item) {
	for _, item := range items {
		var a entities.Account
		if err := json.Unmarshal(item.Raw, &a); err == nil && a.Index >= 0 {
			writeLogin(w, fmt.Sprintf("%s_%d", singular(a.Pool), a.Index+1), a)
		}
	}
}

// WriteItemEnv prints the variables of one item: its id, its login where it is
// an account, and the ids of the items that it refers to.
func WriteItemEnv(w io.Writer, pool string, item entities.Item, account *entities.Account) {
	name, login := singular(pool), entities.Account{}
	if account != nil {
		login = *account
	}
	login.ID = item.ID
	writeLogin(w, name, login)
	gjson.ParseBytes(item.Raw).ForEach(func(key, v gjson.Result) bool {
		switch id := v.Get("id"); {
		case strings.HasSuffix(key.Str, "_id") && !v.IsObject():
			variable(w, name+"_"+key.Str, v.String())
		case v.IsObject() && id.Exists() && !gjson.GetBytes(item.Raw, gjson.Escape(key.Str+"_id")).Exists():
			variable(w, name+"_"+key.Str+"_ID", id.String())
		}
		return true
	})
}

func writeLogin(w io.Writer, name string, a entities.Account) {
	variable(w, name+"_EMAIL", a.Email)
	variable(w, name+"_PASSWORD", a.Password)
	variable(w, name+"_ID", a.ID)
}

// variable sets a variable to a value that is not empty, so that a shell takes
// it literally, and so do readers of dotenv files: in single quotes, in double
// quotes if that does for a value that has single ones, else the shell's way.
func variable(w io.Writer, name, value string) {
	value = strings.ReplaceAll(value, "\x00", "")
	quoted := "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	if strings.Contains(value, "'") && !strings.ContainsAny(value, "\"$`\\!\n\r") {
		quoted = `"` + value + `"`
	}
	if value != "" {
		name = notInNames().ReplaceAllString(humps().ReplaceAllString(name, "${1}_$2"), "_")
		fmt.Fprintf(w, "%s=%s\n", strings.ToUpper(name), quoted)
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
