package cmd_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// listed are the pools that a dialect has a list of, in order.
func listed(t *testing.T, dialect entities.Dialect) (list []*entities.Entity) {
	t.Helper()
	for _, e := range registry.All() {
		if registry.Routes(cmp.Or(dialect, entities.Flashstrom), e.Pool).List != "" {
			list = append(list, e)
		}
	}
	return list
}

// foreigners puts 25 items into every pool that nobody seeded. Where some are
// there already, the first five refer to them. It returns what must stay
// whatever is cleaned: their ids, and those that they refer to.
func foreigners(t *testing.T, s *site, all, list []*entities.Entity, round string) map[string]bool {
	t.Helper()
	stay, mine, seeded := map[string]bool{}, map[string][]string{}, idsOf(s, all)
	for _, e := range list {
		for i := range 25 {
			item := map[string]any{"name": fmt.Sprintf("Foreign %s %s %d", e.Pool, round, i), "description": fmt.Sprintf("somebody's %s %d", e.Pool, i)}
			maps.Copy(item, map[string]map[string]any{ // what can be ordered from
				"address_books":      {"street": fmt.Sprint(i, " Foreign Street ", round), "city": "Ho Chi Minh City", "location": map[string]any{"lat": 10.77, "lng": 106.69}},
				"restaurants":        {"status": map[string]any{"is_open": i%5 != 1, "is_active": true, "is_accepted_orders": i%7 != 2}},
				"menu_items":         {"price": "9.50", "availability": true},
				"menu_item_variants": {"variant": "Foreign", "price": "9.50"},
			}[e.Pool])
			if e.Role != "" {
				item["user"] = map[string]any{"email": fmt.Sprintf("%s%s%d@example.test", e.Pool, round, i), "first_name": "Some", "last_name": "Body"}
				if e.Role == "restaurant" {
					item["owner"], item["restaurant_name"] = item["user"], item["name"]
					delete(item, "user")
				}
			}
			for _, f := range e.Fields {
				if f.Refs == nil || f.Kind != entities.Text && f.Kind != entities.List {
					continue
				}
				to := pick1(seeded[f.Refs[0]], mine[f.Refs[0]], i)
				if to == "" {
					continue
				}
				stay[to] = true
				if item[f.Name] = to; f.Kind == entities.List {
					item[f.Name] = []string{to}
				}
			}
			id := s.Insert(e.Pool, item)
			stay[id] = true
			mine[e.Pool] = append(mine[e.Pool], id)
		}
	}
	return stay
}

// pick1 returns the id of one that is there for the first five, the newest
// first, else of a foreign one.
func pick1(there, mine []string, i int) string {
	if i >= 5 && len(mine) > 0 {
		there = mine
	}
	if len(there) == 0 {
		return ""
	}
	return there[len(there)-1-i%len(there)]
}

// ids returns the ids of all items, by pool.
func idsOf(s *site, list []*entities.Entity) map[string][]string {
	all := map[string][]string{}
	for _, e := range list {
		for _, item := range s.Items(e.Pool) {
			all[e.Pool] = append(all[e.Pool], record(item).id())
		}
	}
	return all
}

// contentsOf returns what all items hold, by id, but for what changes when others
// begin to refer to them.
func contentsOf(t *testing.T, s *site) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pool := range pools {
		for _, item := range s.Items(pool) {
			for _, counter := range []string{"total_orders", "purchase_count", "variants", "restaurant"} {
				delete(item, counter)
			}
			raw, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			all[record(item).id()] = string(raw)
		}
	}
	return all
}

// closure adds what the items that stay refer to, and so on.
func closure(t *testing.T, s *site, list []*entities.Entity, stay map[string]bool) {
	t.Helper()
	place, all := map[string]int{}, idsOf(s, list)
	for i, e := range list {
		for _, id := range all[e.Pool] {
			place[id] = i
		}
	}
	for i, e := range slices.Backward(list) {
		for _, item := range s.Items(e.Pool) {
			if !stay[record(item).id()] {
				continue
			}
			raw, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			entities.Mentions(entities.Item{Raw: raw}, func(id string) {
				if at, known := place[id]; known && at < i { // a menu item shows its variants
					stay[id] = true
				}
			})
		}
	}
}

func deletedBy(r seeder.CleanReport) (n int) {
	for _, p := range r.Pools {
		n += p.Deleted
	}
	return n
}

// wantLeft fails unless exactly the items of those ids are there.
func wantLeft(t *testing.T, s *site, list []*entities.Entity, stay map[string]bool) {
	t.Helper()
	left := map[string]bool{}
	for pool, ids := range idsOf(s, list) {
		for _, id := range ids {
			if left[id] = true; !stay[id] {
				t.Errorf("%s %s was left", pool, id)
			}
		}
	}
	for id := range stay {
		if !left[id] {
			t.Errorf("%s is gone", id)
		}
	}
}

// What is seeded beside a foreign town is sound and leaves that as it was. Whatever
// was there before it, and what came afterwards and refers to it, is there after
// clean, and nothing else; ensure fills again.
func TestClean(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]sandbox.Options{
		"flashstrom": {Wallet: true}, "readme": {Dialect: entities.Readme}, "plain": {Dialect: entities.Readme, Plain: true},
	} {
		for _, ledger := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, ledger %v", name, ledger), func(t *testing.T) {
				t.Parallel()
				s := serve(t, o)
				list := listed(t, o.Dialect)
				stay := foreigners(t, s, list, list, "before")
				for _, id := range slices.Concat(slices.Collect(maps.Values(idsOf(s, list)))...) {
					stay[id] = true // a new database is not empty
				}
				args := []string{"--backend-url", s.URL, "-o", "json", "--no-cache"}
				if ledger {
					args = []string{"--backend-url", s.URL, "-o", "json", "--redis-url", "file:" + filepath.Join(t.TempDir(), "db")}
				}
				amount := []string{"ensure", "--preset", "town"}
				if !ledger { // of the other pools, items without texts are known by the ledger alone
					amount = []string{"ensure", "--min", "50", "--min", "menu_item_variants=150"}
				}
				theirs, was := slices.Collect(maps.Keys(stay)), contentsOf(t, s)
				run(t, nil, append(amount, args...)...).wantCode(t, 0)
				s.wantSound(t, 0, theirs...)
				now := contentsOf(t, s)
				for id, item := range was {
					if now[id] != item {
						t.Errorf("%s was changed:\n%s\n%s", id, item, now[id])
					}
				}
				later := list
				if !ledger { // what is generated is recognized as long as what it refers to is the same
					later = slices.DeleteFunc(slices.Clone(list), func(e *entities.Entity) bool { return e.Pool != "orders" && e.Pool != "promotions" })
				}
				maps.Copy(stay, foreigners(t, s, list, later, "after"))
				before := idsOf(s, list)
				closure(t, s, list, stay)
				out := run(t, nil, append([]string{"clean", "--yes"}, args...)...).wantCode(t, 0)
				wantLeft(t, s, list, stay)
				r := decoded[seeder.CleanReport](t, out)
				for _, note := range r.Notes {
					if strings.Contains(note, "users stay") { // it tried those whose accounts stay
						t.Error(note)
					}
				}
				for _, k := range r.Kept {
					if !stay[k.ID] || k.Name == "" || k.Reason == "" {
						t.Errorf("kept %+v", k)
					}
				}
				if total := len(slices.Concat(slices.Collect(maps.Values(before))...)); deletedBy(r) != total-len(stay) {
					t.Errorf("%d deleted of %d, of which %d stay", deletedBy(r), total, len(stay))
				}
				again := run(t, nil, append([]string{"clean", "--yes"}, args...)...).wantCode(t, 0)
				if n := deletedBy(decoded[seeder.CleanReport](t, again)); n != 0 {
					t.Errorf("a second clean deletes %d", n)
				}
				run(t, nil, append([]string{"ensure", "--min", "60"}, args...)...).wantCode(t, 0)
			})
		}
	}
}

// interrupting is an input that sends a signal in place of an answer.
type interrupting struct {
	signals chan os.Signal
	end     chan struct{}
}

func (i interrupting) Read([]byte) (int, error) {
	i.signals <- os.Interrupt
	<-i.end
	return 0, io.EOF
}

// A person at a terminal is told what would go, and only yes deletes it.
func TestCleanAsksAtATerminal(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	run(t, nil, "ensure", "--backend-url", s.URL, "--no-cache").wantCode(t, 0)
	before := s.counts()
	signals := make(chan os.Signal, 1)
	clean := func(in io.Reader) outcome {
		return runAs(t, func(p *cmd.Process) {
			p.Stdin, p.StdinTTY, p.StderrTTY, p.Signals = in, true, true, signals
			p.StderrCols = func() int { return 120 }
		}, nil, "clean", "--backend-url", s.URL, "--no-cache")
	}
	for _, answer := range []string{"n\n", "", "sure\n"} {
		out := clean(strings.NewReader(answer)).wantCode(t, 1)
		if !regexp.MustCompile(`Delete [1-9]\d* items and [1-9]\d* users from http://`).MatchString(out.stderr) {
			t.Errorf("answer %q: asked %q", answer, out.stderr)
		}
	}
	unanswered := interrupting{signals, make(chan struct{})}
	clean(unanswered).wantCode(t, 130)
	close(unanswered.end)
	if after := s.counts(); !maps.Equal(after, before) {
		t.Errorf("after no yes there are %v, before %v", after, before)
	}
	clean(strings.NewReader("Yes\n")).wantCode(t, 0)
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
	out := run(t, nil, "clean", "--sql", "--backend-url", s.URL, "--no-cache").wantCode(t, 0)
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
	if after := s.counts(); !maps.Equal(after, before) {
		t.Errorf("after --sql there are %v, before %v", after, before)
	}
}
