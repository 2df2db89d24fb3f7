package report

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

func testPools() *seeder.Shown {
	orders := &entities.Entity{Pool: "orders", JSONKey: "orders", Title: "Orders"}
	books := &entities.Entity{Pool: "address_books", JSONKey: "addressBooks", Title: "Address books", Columns: []entities.Column{{Title: "ID", Value: func(i entities.Item) string { return i.ID }}}}
	return &seeder.Shown{Cached: true, Time: noon.Add(-3 * time.Minute), Pools: []seeder.ShownPool{
		{Entity: testEntity(), Items: testItems(), Count: 1000, AtLeast: true},
		{Entity: orders, Unlisted: true},
		{Entity: books, Items: []entities.Item{{ID: "1", Raw: json.RawMessage(`{"b":1.50,"a":1e2,"a":2,"c":["yes","Off","n","12:30","true","1.5","note"]}`)}, {ID: "", Raw: nil}}, Count: 2},
	}}
}

// onePool is the pool at that place alone.
func onePool(i int) *seeder.Shown {
	shown := testPools()
	shown.Pools = shown.Pools[i : i+1]
	return shown
}

func poolsText(f Format, pools *seeder.Shown, o TableOptions) string {
	var out bytes.Buffer
	WritePools(&out, f, pools, o)
	return out.String()
}

func TestPoolTables(t *testing.T) {
	none := onePool(1)
	none.Cached = false
	for name, pools := range map[string]*seeder.Shown{"pools-one": onePool(0), "pools-all": testPools(), "pools-none": none, "accounts": accountsShown()} {
		tables(t, name, func(o TableOptions) string { return poolsText(Table, pools, o) })
	}
	o := TableOptions{Width: 20, Now: noon}
	if got, want := poolsText(Wide, onePool(0), o), poolsText(Table, onePool(0), TableOptions{Now: noon}); got != want {
		t.Errorf("wide: got\n%s\nwant\n%s", got, want)
	}
}

// Items stay what they are, byte for byte, in JSON; YAML says the same.
func TestPoolsForPrograms(t *testing.T) {
	asJSON, asYAML := poolsText(JSON, testPools(), TableOptions{}), poolsText(YAML, testPools(), TableOptions{})
	golden(t, "pools-json", asJSON)
	golden(t, "pools-yaml", asYAML)
	same(t, []byte(asJSON), []byte(asYAML))
	if got := poolsText(JSON, &seeder.Shown{}, TableOptions{}); got != "{}\n" {
		t.Errorf("nothing: %q", got)
	}
	pools := onePool(2)
	pools.Pools[0].Items[0].ID = "a\nb"
	if got := poolsText(IDs, pools, TableOptions{}); got != "a b\n" {
		t.Errorf("ids: %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"0": true, "12": true, "-3": true, "$4.50": true, "45.000 ₫": true, "1,234,567": true, "12.5%": true, "1 200 VND": true,
		"+84901": false, "0901234567": false, "2025-07-14": false, "": false, "x1": false, "10.0.0.1": false, "1.2.3": false,
	} {
		if numeric().MatchString(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func testAccounts() []entities.Account {
	return []entities.Account{
		{Pool: "super_admins", Role: "super-admin", Index: 0, Name: "Nguyễn Thị Ánh", Email: "super-admin-001@flashseed.test", Password: "it's \"$HOME\" `id` \\ !", ID: "FF_SA_1"},
		{Pool: "customer_cares", Role: "customer-care", Index: 1, Name: "Trần", Email: "care-002@flashseed.test", Password: "don't", ID: ""},
		{Pool: "customers", Role: "customer", Index: 11, Name: "Lê", Email: "customer-012@flashseed.test", Password: "a b#c\nd", ID: "x"},
		{Pool: "customers", Role: "customer", Index: -1, Email: "stranger@example.com", Password: "?"},
	}
}

func accountsShown() *seeder.Shown {
	return &seeder.Shown{Pools: []seeder.ShownPool{AccountsPool(testAccounts())}}
}

func TestAccountsForPrograms(t *testing.T) {
	asJSON := poolsText(JSON, accountsShown(), TableOptions{})
	var back []entities.Account
	if err := json.Unmarshal([]byte(asJSON), &back); err != nil || !slices.Equal(back, testAccounts()) {
		t.Errorf("%v in %s", err, asJSON)
	}
	none := &seeder.Shown{Pools: []seeder.ShownPool{AccountsPool(nil)}}
	if got := poolsText(JSON, none, TableOptions{}); got != "[]\n" {
		t.Errorf("%q", got)
	}
	var out bytes.Buffer
	WriteAccountsEnv(&out, AccountsPool(testAccounts()).Items)
	golden(t, "accounts-env", out.String())
}

// A shell reads a value as it was, however it is quoted.
func TestVariablesInAShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh")
	}
	for _, c := range []struct{ value, quoted string }{
		{"a b", `'a b'`},
		{"a b#c\nd", "'a b#c\nd'"},
		{"it's", `"it's"`},
		{`'"`, `''\''"'`},
		{"'$x", `''\''$x'`},
		{"'`", "''\\''`'"},
		{"'!", `''\''!'`},
		{"'\n.", "''\\''\n.'"},
		{`it's "$HOME" \`, `'it'\''s "$HOME" \'`},
		{"a\x00", `'a'`},
	} {
		var out strings.Builder
		if variable(&out, "a-b c", c.value); out.String() != "A_B_C="+c.quoted+"\n" {
			t.Errorf("%q: %s, want %s", c.value, out.String(), c.quoted)
		}
		got, err := exec.Command(sh, "-euc", out.String()+`printf %s "$A_B_C"`).CombinedOutput()
		if want := strings.TrimRight(c.value, "\x00"); err != nil || string(got) != want {
			t.Errorf("a shell reads %q, %v; want %q", got, err, want)
		}
	}
}

func TestOnlyColumnsOfNothingButNumbersStandOnTheRight(t *testing.T) {
	e := &entities.Entity{JSONKey: "e", Columns: []entities.Column{
		{Title: "First", Value: text("last")}, {Title: "Number", Value: text("number")}, {Title: "Mixed", Value: text("mixed")},
		{Title: "ID", Value: text("id")},
	}}
	items := []entities.Item{
		item("1", map[string]string{"number": "100", "mixed": "12345", "last": "x"}),
		item("2", map[string]string{"mixed": "a", "last": "x"}),
		item("3", map[string]string{"number": "7", "mixed": "1", "last": "x"}),
	}
	got := poolsText(Table, &seeder.Shown{Pools: []seeder.ShownPool{{Entity: e, Items: items, Count: 3}}}, TableOptions{})
	want := "First  Number  Mixed  ID\nx         100  12345   1\nx              a       2\nx           7  1       3\n\n3 items, read from the backend\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
