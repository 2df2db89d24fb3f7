package cmd_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// A person at a terminal is told what would go, and only yes deletes it.
func TestCleanAsksAtATerminal(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	run(t, nil, "ensure", "--backend-url", s.URL, "--no-cache").wantCode(t, 0)
	before := s.counts()
	for answer, code := range map[string]int{"n\n": 1, "": 1, "\n": 1, "sure\n": 1} {
		p, _, stderr := process(t, nil, "clean", "--backend-url", s.URL, "--no-cache")
		p.Stdin, p.StdinTTY, p.StderrTTY = strings.NewReader(answer), true, true
		p.StderrCols = func() int { return 120 }
		if got := cmd.Main(p); got != code {
			t.Errorf("answer %q: exit code %d, want %d: %s", answer, got, code, stderr)
		}
		if !regexp.MustCompile(`Delete [1-9]\d* items and [1-9]\d* users from http://`).MatchString(stderr.String()) {
			t.Errorf("answer %q: asked %q", answer, stderr)
		}
	}
	for pool, n := range s.counts() {
		if n != before[pool] {
			t.Errorf("%s: %d items after no yes, want %d", pool, n, before[pool])
		}
	}
	p, _, stderr := process(t, nil, "clean", "--backend-url", s.URL, "--no-cache")
	p.Stdin, p.StdinTTY, p.StderrTTY = strings.NewReader("Yes\n"), true, true
	p.StderrCols = func() int { return 120 }
	if got := cmd.Main(p); got != 0 {
		t.Errorf("yes: exit code %d: %s", got, stderr)
	}
	if n := s.counts()["orders"]; n != 0 {
		t.Errorf("%d orders after yes", n)
	}
}

// The statements name every item once, dependents before what they refer to,
// in tables that the backend has (contract, Deleting), and printing them
// deletes nothing.
func TestCleanSQL(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	run(t, nil, "ensure", "--backend-url", s.URL, "--no-cache").wantCode(t, 0)
	before := s.counts()
	out := run(t, nil, "clean", "--sql", "--backend-url", s.URL, "--no-cache")
	out.wantCode(t, 0)
	text := strings.TrimSpace(out.stdout)
	if !strings.HasPrefix(text, "BEGIN;\n") || !strings.HasSuffix(text, "\nCOMMIT;") {
		t.Fatalf("not one transaction:\n%.300s", text)
	}
	at, ids := map[string]int{}, map[string]int{}
	for i, m := range regexp.MustCompile(`(?m)^DELETE FROM (\w+) WHERE \w+ IN \('(.*)'\);$`).FindAllStringSubmatch(text, -1) {
		at[m[1]] = i + 1
		for _, id := range strings.Split(m[2], "', '") {
			ids[m[1]+" "+id]++
		}
	}
	for _, pair := range [][2]string{
		{"orders", "customers"}, {"orders", "restaurants"}, {"menu_item_variants", "menu_items"}, {"menu_items", "restaurants"},
		{"restaurants", "address_books"}, {"customers", "users"}, {"driver_progress_orders", "orders"},
		{"driver_progress_stages", "drivers"}, {"restaurant_promotions", "promotions"}, {"cart_items", "menu_items"}, {"fwallets", "users"}, {"finance_rules", "admins"},
	} {
		if at[pair[0]] == 0 || at[pair[1]] == 0 || at[pair[0]] > at[pair[1]] {
			t.Errorf("%s (statement %d) must go before %s (%d)", pair[0], at[pair[0]], pair[1], at[pair[1]])
		}
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s is deleted %d times", id, n)
		}
	}
	for pool, n := range s.counts() {
		if n != before[pool] {
			t.Errorf("%s: %d items after --sql, want %d", pool, n, before[pool])
		}
	}
}
