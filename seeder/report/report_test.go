package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/seeder"
)

func tableOf(r *seeder.Report, o TableOptions) string {
	var out bytes.Buffer
	WriteReport(&out, Table, r, o)
	return out.String()
}

func TestReportTables(t *testing.T) {
	interrupted := shortReport()
	interrupted.Status = seeder.StatusInterrupted
	failed := &seeder.Report{Status: seeder.StatusFailed, Backend: "http://localhost:1310", Cache: "none", Seed: 7, Pools: []seeder.PoolReport{
		{Pool: "customers", Min: 10, Status: seeder.PoolShort, Before: 4, Now: 4, Reason: "GET http://localhost:1310/customers: connection refused", Reached: true},
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
		tables(t, "report-"+name, func(o TableOptions) string { return tableOf(r, o) })
	}
}

func TestSummaries(t *testing.T) {
	got := tableOf(&seeder.Report{Status: seeder.StatusFailed, Backend: "http://localhost:1310"}, TableOptions{Width: 80})
	if want := "Failed: 0 pools full\nhttp://localhost:1310 · no requests · no cache · seed 0 · 0.0s\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r := testReport()
	r.Cache = "none (redis localhost:6379 refused the password)"
	r.Pools = append(r.Pools, seeder.PoolReport{Pool: "reviews", Min: 10, Status: seeder.PoolSkipped, Reason: "the backend has no route for it"})
	got = tableOf(r, TableOptions{Told: true})
	if !strings.HasPrefix(got, "3 pools full, ") || !strings.Contains(got, "· no cache ·") || strings.Contains(got, "redis") {
		t.Errorf("a cache that was refused and a pool without a route: %s", got)
	}
	if got := tableOf(shortReport(), TableOptions{Told: true}); !strings.Contains(got, "short") || strings.Contains(got, "refused") {
		t.Errorf("reasons that were told are told again:\n%s", got)
	}
}

func TestColorChangesNoWidths(t *testing.T) {
	for _, width := range widths {
		o := TableOptions{Width: width, Titles: testTitles}
		want := tableOf(shortReport(), o)
		o.Color = true
		got := tableOf(shortReport(), o)
		if stripped := regexp.MustCompile(`\x1b\[\d+m`).ReplaceAllString(got, ""); stripped != want || got == want {
			t.Errorf("%d columns: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

func TestReportForPrograms(t *testing.T) {
	written := func(f Format, r *seeder.Report) []byte {
		var out bytes.Buffer
		WriteReport(&out, f, r, TableOptions{Width: 40, Color: true})
		return out.Bytes()
	}
	r := testReport()
	r.Pools, r.Error = r.Pools[:1], "a < b & c"
	asJSON := written(JSON, r)
	golden(t, "report-json", string(asJSON))
	var back seeder.Report
	r.Cache, r.Pools[0].Reached = "", false
	if err := json.Unmarshal(asJSON, &back); err != nil || !reflect.DeepEqual(&back, r) {
		t.Errorf("%v, read back: %+v", err, back)
	}
	asYAML := written(YAML, shortReport())
	golden(t, "report-yaml", string(asYAML))
	same(t, written(JSON, shortReport()), asYAML)
	if empty := written(JSON, &seeder.Report{}); !bytes.Contains(empty, []byte(`"pools": []`)) {
		t.Errorf("no pools: %s", empty)
	}
}

// same fails unless a YAML text holds what a JSON text does.
func same(t *testing.T, asJSON, asYAML []byte) {
	t.Helper()
	var want, got, read any
	wrong := json.Unmarshal(asJSON, &want)
	if err := yaml.Unmarshal(asYAML, &got); err != nil {
		t.Fatalf("%v in\n%s", err, asYAML)
	}
	again, err := json.Marshal(got)
	if err := errors.Join(wrong, err, json.Unmarshal(again, &read)); err != nil || !reflect.DeepEqual(read, want) {
		t.Errorf("%v: YAML\n%s\nis not JSON\n%s", err, asYAML, asJSON)
	}
}
