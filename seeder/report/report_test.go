package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/seeder"
)

var widths = []int{40, 80, 120, 0}

func tableOf(t *testing.T, r *seeder.Report, o TableOptions) string {
	t.Helper()
	var out bytes.Buffer
	WriteReport(&out, Table, r, o)
	return out.String()
}

func TestReportTables(t *testing.T) {
	interrupted := shortReport()
	interrupted.Status = seeder.StatusInterrupted
	failed := &seeder.Report{Status: seeder.StatusFailed, Backend: "http://localhost:1310", Cache: "none", Seed: 7, Pools: []seeder.PoolReport{
		{Pool: "customers", Min: 10, Status: seeder.PoolShort, Before: 4, Now: 4, Reason: "GET http://localhost:1310/customers: connection refused", Reached: true, DurationMS: 3},
		{Pool: "orders", Min: 10, Status: seeder.PoolSkipped, Reason: "not reached: GET http://localhost:1310/customers: connection refused"},
	}}
	plan := testReport()
	plan.DryRun, plan.Requests = true, seeder.Requests{Get: 17}
	incomplete := testReport()
	incomplete.Pools = []seeder.PoolReport{{Pool: "customers", Before: 10, Min: 10, Completed: 3, Status: seeder.PoolFull}}
	incomplete.DryRun = true
	idle := testReport()
	idle.DryRun = true
	idle.Pools = []seeder.PoolReport{{Pool: "customers", Before: 10, Now: 10, Min: 10, Status: seeder.PoolFull}}
	cached := testReport()
	cached.Cached, cached.Requests, cached.Pools = true, seeder.Requests{}, idle.Pools
	for name, r := range map[string]*seeder.Report{
		"ok": testReport(), "short": shortReport(), "interrupted": interrupted, "failed": failed,
		"plan": plan, "incomplete": incomplete, "idle": idle, "cached": cached,
	} {
		for _, width := range widths {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				golden(t, fmt.Sprintf("report-%s-%d", name, width), tableOf(t, r, TableOptions{Width: width, Titles: testTitles}))
			})
		}
	}
}

func TestSummaries(t *testing.T) {
	got := tableOf(t, &seeder.Report{Status: seeder.StatusFailed, Backend: "http://localhost:1310"}, TableOptions{Width: 80})
	if want := "Failed: 0 pools full\nhttp://localhost:1310 · no requests · no cache · seed 0 · 0.0s\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r := testReport()
	r.Cache = "none (redis localhost:6379 refused the password)"
	r.Pools = append(r.Pools, seeder.PoolReport{Pool: "reviews", Min: 10, Status: seeder.PoolSkipped, Reason: "the backend has no route for it"})
	got = tableOf(t, r, TableOptions{Told: true})
	if !strings.HasPrefix(got, "3 pools full, ") || !strings.Contains(got, "· no cache ·") || strings.Contains(got, "redis") {
		t.Errorf("a cache that was refused and a pool without a route: %s", got)
	}
	if got := tableOf(t, shortReport(), TableOptions{Told: true}); !strings.Contains(got, "short") || strings.Contains(got, "refused") {
		t.Errorf("reasons that were told are told again:\n%s", got)
	}
}

func TestColorChangesNoWidths(t *testing.T) {
	for _, width := range widths {
		o := TableOptions{Width: width, Titles: testTitles}
		want := tableOf(t, shortReport(), o)
		o.Color = true
		got := tableOf(t, shortReport(), o)
		if stripped := stripColor(got); stripped != want || got == want {
			t.Errorf("%d columns: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

func stripColor(s string) string {
	for _, code := range []style{"0", bold, faint, red, green, yellow} {
		s = strings.ReplaceAll(s, "\x1b["+string(code)+"m", "")
	}
	return s
}

func TestEveryWidthFits(t *testing.T) {
	for width := 40; width < 180; width += 3 {
		o := TableOptions{Width: width, Titles: testTitles, Now: noon}
		fits(t, tableOf(t, shortReport(), o), width)
		fits(t, poolsText(t, Table, onePool(0), o), width)
		fits(t, poolsText(t, Table, testPools(), o), width)
		fits(t, poolsText(t, Table, accountsShown(), o), width)
	}
}

func TestReportJSONHasTheKeysThatProgramsRead(t *testing.T) {
	var out bytes.Buffer
	r := testReport()
	r.Pools, r.Error = r.Pools[:1], "a < b & c"
	WriteReport(&out, JSON, r, TableOptions{Width: 40, Color: true})
	golden(t, "report-json", out.String())
	var back seeder.Report
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	r.Cache, r.Pools[0].Reached = "", false
	if !reflect.DeepEqual(&back, r) {
		t.Errorf("read back: %+v", back)
	}
}

func TestReportYAMLIsTheSameAsJSON(t *testing.T) {
	var asJSON, asYAML bytes.Buffer
	r := shortReport()
	WriteReport(&asJSON, JSON, r, TableOptions{})
	WriteReport(&asYAML, YAML, r, TableOptions{})
	golden(t, "report-yaml", asYAML.String())
	same(t, asJSON.Bytes(), asYAML.Bytes())
}

// same fails unless a YAML text holds what a JSON text does.
func same(t *testing.T, asJSON, asYAML []byte) {
	t.Helper()
	var want, got any
	if err := json.Unmarshal(asJSON, &want); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(asYAML, &got); err != nil {
		t.Fatalf("%v in\n%s", err, asYAML)
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var read any
	if err := json.Unmarshal(again, &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, want) {
		t.Errorf("YAML\n%s\nis not JSON\n%s", asYAML, asJSON)
	}
}

func TestAnEmptyReportHasAnEmptyList(t *testing.T) {
	for _, f := range []Format{JSON, YAML} {
		var out bytes.Buffer
		WriteReport(&out, f, &seeder.Report{}, TableOptions{})
		if !strings.Contains(strings.ReplaceAll(out.String(), `"`, ""), "pools: []") {
			t.Errorf("%s: %s", f, out.String())
		}
	}
}

// A pool that took less than a millisecond took a time all the same; one that
// was not reached has none.
func TestShortTimesAreShown(t *testing.T) {
	p := seeder.PoolReport{Pool: "orders", Now: 10, Min: 10, Status: seeder.PoolFull, Reached: true}
	for _, reached := range []bool{true, false} {
		p.Reached = reached
		table := tableOf(t, &seeder.Report{Pools: []seeder.PoolReport{p}}, TableOptions{})
		row, _, _ := strings.Cut(table, "\n\n")
		if strings.HasSuffix(row, " 0.0s") != reached {
			t.Errorf("reached: %v, table %q", reached, row)
		}
	}
}
