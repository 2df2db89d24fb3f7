package cmd_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// A run a day keeps a town fresh for years: some promotion runs every day, none
// that is over still passes for one that runs, and there are never more items.
func TestADayAfterAnother(t *testing.T) {
	t.Parallel()
	days := pick(31, 3*366)
	now := time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC) // before Tết
	clock := func() time.Time { return now }
	s := serve(t, sandbox.Options{Now: clock})
	ensure := func(args ...string) outcome {
		return runAt(t, now, append([]string{"ensure", "--no-cache", "--backend-url", s.URL, "--min", "promotions=24", "-o", "json"}, args...)...).wantCode(t, 0)
	}
	ensure()
	before, renewed := s.counts(), 0
	for day := range days {
		now = now.Add(24 * time.Hour)
		planned := 0
		if day%30 == 29 {
			for _, p := range ensure("--dry-run").report(t).Pools {
				planned += p.Completed
			}
		}
		done := 0
		for _, p := range ensure().report(t).Pools {
			if p.Created > 0 {
				t.Fatalf("day %d: %d %s created", day, p.Created, p.Pool)
			}
			done += p.Completed
		}
		if renewed += done; day%30 == 29 && planned != done {
			t.Errorf("day %d: a dry run counts %d to finish, the run finishes %d", day, planned, done)
		}
		names, running := map[string]bool{}, 0
		for _, p := range s.Items("promotions") {
			names[fmt.Sprint(p["name"])] = true
			from, to := unix(t, p["start_date"]), unix(t, p["end_date"])
			switch p["status"] {
			case "ACTIVE":
				running++
				if now.Before(from) || !now.Before(to) {
					t.Errorf("day %d: %s is active from %s to %s", day, p["name"], from, to)
				}
			case "PENDING":
				if !now.Before(from) {
					t.Errorf("day %d: %s is pending since %s", day, p["name"], from)
				}
			}
		}
		if running == 0 || len(names) != before["promotions"] {
			t.Fatalf("day %d: %d promotions run, %d different ones are there", day, running, len(names))
		}
	}
	if after := s.counts(); !maps.Equal(after, before) {
		t.Errorf("%v, then %v", before, after)
	}
	if most := days * before["promotions"]; renewed == 0 || renewed > most/10 {
		t.Errorf("%d renewals in %d days", renewed, days)
	}
	t.Logf("%d renewals in %d days", renewed, days)
}

// unix reads a time that a list shows as a text.
func unix(t *testing.T, value any) time.Time {
	t.Helper()
	var seconds int64
	if _, err := fmt.Fscan(strings.NewReader(fmt.Sprint(value)), &seconds); err != nil {
		t.Fatal(err)
	}
	return time.Unix(seconds, 0)
}
