package report

import (
	"bytes"
	"encoding/json"
	"fmt"
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
		{Entity: books, Items: []entities.Item{{ID: "1", Raw: json.RawMessage(`{"b":1.50,"a":1e2,"a":2}`)}, {ID: "", Raw: nil}}, Count: 2},
	}}
}

// onePool is the pool at that place alone.
func onePool(i int) *seeder.Shown {
	shown := testPools()
	shown.Pools = shown.Pools[i : i+1]
	return shown
}

func poolsText(t *testing.T, f Format, pools *seeder.Shown, o TableOptions) string {
	t.Helper()
	var out bytes.Buffer
	WritePools(&out, f, pools, o)
	return out.String()
}

func TestPoolTables(t *testing.T) {
	none := onePool(1)
	none.Cached = false
	for name, pools := range map[string]*seeder.Shown{"one": onePool(0), "all": testPools(), "none": none} {
		for _, width := range widths {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				got := poolsText(t, Table, pools, TableOptions{Width: width, Now: noon})
				golden(t, fmt.Sprintf("pools-%s-%d", name, width), got)
				if strings.ContainsAny(got, "\x1b\r") {
					t.Errorf("control characters in %q", got)
				}
			})
		}
	}
}

func TestPoolsJSONKeepsItemsByteForByte(t *testing.T) {
	got := poolsText(t, JSON, testPools(), TableOptions{})
	golden(t, "pools-json", got)
	for _, item := range testItems() {
		if !strings.Contains(got, string(item.Raw)) {
			t.Errorf("changed: %s", item.Raw)
		}
	}
	if got := poolsText(t, JSON, &seeder.Shown{}, TableOptions{}); got != "{}\n" {
		t.Errorf("nothing: %q", got)
	}
}

func TestPoolsYAMLIsTheSameAsJSON(t *testing.T) {
	asYAML := poolsText(t, YAML, testPools(), TableOptions{})
	golden(t, "pools-yaml", asYAML)
	same(t, []byte(poolsText(t, JSON, testPools(), TableOptions{})), []byte(asYAML))
}

func TestIDsAreOneALine(t *testing.T) {
	pools := onePool(2)
	pools.Pools[0].Items[0].ID = "a\nb"
	if got := poolsText(t, IDs, pools, TableOptions{}); got != "a b\n" {
		t.Errorf("%q", got)
	}
	if got := poolsText(t, IDs, onePool(0), TableOptions{}); strings.Count(got, "\n") != 4 || !strings.HasPrefix(got, "FF_CUS_") {
		t.Errorf("%q", got)
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

func TestAccountTables(t *testing.T) {
	for _, width := range widths {
		golden(t, fmt.Sprintf("accounts-%d", width), poolsText(t, Table, accountsShown(), TableOptions{Width: width}))
	}
}

func TestAccountsForPrograms(t *testing.T) {
	asJSON := poolsText(t, JSON, accountsShown(), TableOptions{})
	var back []entities.Account
	if err := json.Unmarshal([]byte(asJSON), &back); err != nil || !slices.Equal(back, testAccounts()) {
		t.Errorf("%v in %s", err, asJSON)
	}
	same(t, []byte(asJSON), []byte(poolsText(t, YAML, accountsShown(), TableOptions{})))
	if ids := poolsText(t, IDs, accountsShown(), TableOptions{}); ids != "FF_SA_1\nx\n" {
		t.Errorf("ids: %q", ids)
	}
	none := &seeder.Shown{Pools: []seeder.ShownPool{AccountsPool(nil)}}
	if got := poolsText(t, JSON, none, TableOptions{}); got != "[]\n" {
		t.Errorf("%q", got)
	}
}

func TestAShellReadsTheVariables(t *testing.T) {
	var out bytes.Buffer
	WriteAccountsEnv(&out, AccountsPool(testAccounts()).Items)
	golden(t, "accounts-env", out.String())
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh")
	}
	script := "set -eu\neval \"$1\"\nprintf '%s|' \"$SUPER_ADMIN_1_EMAIL\" \"$SUPER_ADMIN_1_PASSWORD\" \"$SUPER_ADMIN_1_ID\" " +
		"\"$CUSTOMER_CARE_2_PASSWORD\" \"${CUSTOMER_CARE_2_ID-unset}\" \"$CUSTOMER_12_PASSWORD\""
	got, err := exec.Command(sh, "-c", script, "sh", out.String()).CombinedOutput()
	want := "super-admin-001@flashseed.test|it's \"$HOME\" `id` \\ !|FF_SA_1|don't|unset|a b#c\nd|"
	if err != nil || string(got) != want {
		t.Errorf("%v: got\n%s\nwant\n%s", err, got, want)
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"a b":   `'a b'`,
		"it's":  `"it's"`,
		"'$x":   `''\''$x'`,
		"'`":    "''\\''`'",
		"'!":    `''\''!'`,
		"'\n":   "''\\''\n'",
		"a\x00": `'a'`,
	} {
		var out strings.Builder
		if variable(&out, "a-b c", in); out.String() != "A_B_C="+want+"\n" {
			t.Errorf("%q: %s, want %s", in, out.String(), want)
		}
	}
}

func TestOnlyColumnsOfNothingButNumbersStandOnTheRight(t *testing.T) {
	e := &entities.Entity{JSONKey: "e", Columns: []entities.Column{
		{Title: "First", Value: text("last")}, {Title: "Number", Value: text("number")}, {Title: "Mixed", Value: text("mixed")},
		{Title: "ID", Value: func(i entities.Item) string { return i.ID }},
	}}
	items := []entities.Item{
		item("1", map[string]string{"number": "100", "mixed": "12345", "last": "x"}),
		item("2", map[string]string{"mixed": "a", "last": "x"}),
		item("3", map[string]string{"number": "7", "mixed": "1", "last": "x"}),
	}
	got := poolsText(t, Table, &seeder.Shown{Pools: []seeder.ShownPool{{Entity: e, Items: items, Count: 3}}}, TableOptions{})
	want := "First  Number  Mixed  ID\nx         100  12345   1\nx              a       2\nx           7  1       3\n\n3 items, read from the backend\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
