//go:build unix

package cmd_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// storeIn names a cache in a file of the test's own.
func storeIn(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "db") }

// wantClean fails the test unless all is gone but the finance rule of a new
// database.
func (s *site) wantClean(t *testing.T) {
	t.Helper()
	for pool, n := range s.counts() {
		if n > 0 && pool != "finance_rules" || n > 1 {
			t.Errorf("%d %s are left", n, pool)
		}
	}
}

// What the backend never deletes is tried with three items, kept with all that
// it stands on, and not tried again unless somebody says so.
func TestCleanWhatTheBackendKeeps(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{Refusals: true})
	args := []string{"--backend-url", s.URL, "--redis-url", storeIn(t), "--retries", "0", "-o", "json"}
	run(t, nil, append([]string{"ensure", "--preset", "town"}, args...)...).wantCode(t, 0)
	clean := func(more ...string) (deleted, kept, sent int) {
		before := s.Requests("DELETE")
		out := run(t, nil, append(append([]string{"clean", "--yes"}, args...), more...)...).wantCode(t, 0)
		r := decoded[seeder.CleanReport](t, out)
		for _, k := range r.Kept {
			if !k.Refused || k.Reason == "" {
				t.Errorf("kept %+v", k)
			}
		}
		return deletedBy(r), len(r.Kept), s.Requests("DELETE") - before
	}
	deleted, kept, sent := clean()
	for _, pool := range pools {
		if n := s.Count(pool); n > 0 != strings.Contains("address_books food_categories finance_rules restaurants menu_items menu_item_variants", pool) {
			t.Errorf("%d %s are left", n, pool)
		}
	}
	if refused := sent - deleted; deleted == 0 || kept < s.Count("menu_item_variants") || refused < 1 {
		t.Errorf("%d deleted, %d kept, %d requests", deleted, kept, sent)
	}
	if d, k, n := clean(); d != 0 || k != kept || n != 0 {
		t.Errorf("a second clean deletes %d, keeps %d of %d, sends %d DELETEs", d, k, kept, n)
	}
	if d, k, n := clean("--retry"); d != 0 || k != kept || n != 3 {
		t.Errorf("with --retry: %d deleted, %d kept of %d, %d DELETEs", d, k, kept, n)
	}
	run(t, nil, append([]string{"ensure", "--preset", "town"}, args...)...).wantCode(t, 0)
}

// A clean that was killed goes on the next time, users and all, be there a
// ledger or not.
func TestCleanIsKilled(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"", "file"} {
		for _, at := range []int64{30, 90, 150, 200} {
			t.Run(fmt.Sprintf("store %q, request %d", store, at), func(t *testing.T) {
				t.Parallel()
				s := serve(t, sandbox.Options{})
				url := ""
				if store != "" {
					url = storeIn(t)
				}
				args := []string{"--backend-url", s.URL, "--redis-url", url, "-o", "json"}
				run(t, nil, append([]string{"ensure"}, args...)...).wantCode(t, 0)
				s.killedAt(t, s.arrived.Load()+at, 0, nil, append([]string{"clean", "--yes"}, args...)...)
				run(t, nil, append([]string{"clean", "--yes"}, args...)...).wantCode(t, 0)
				s.wantClean(t)
				run(t, nil, append([]string{"ensure"}, args...)...).wantCode(t, 0)
				for _, item := range s.Items("customers") {
					email := fmt.Sprint(item["user"].(map[string]any)["email"])
					if n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(email, "customer"), "@flashseed.test")); n < 1 || n > 10 {
						t.Errorf("after it there is %q: the users were left", email)
					}
				}
			})
		}
	}
}

// The ledger knows what another seed made; it claims nothing of a database in
// which others have the ids that it knows.
func TestCleanByTheLedger(t *testing.T) {
	t.Parallel()
	s := serve(t, sandbox.Options{})
	args := []string{"--backend-url", s.URL, "--redis-url", storeIn(t), "-o", "json"}
	run(t, nil, append([]string{"ensure"}, args...)...).wantCode(t, 0)
	run(t, nil, append([]string{"ensure", "--seed", "7", "--min", "20"}, args...)...).wantCode(t, 0)
	run(t, nil, append([]string{"clean", "--yes"}, args...)...).wantCode(t, 0)
	s.wantClean(t)
	run(t, nil, append([]string{"ensure"}, args...)...).wantCode(t, 0)
	taken := map[string][]string{}
	for _, pool := range pools {
		for _, item := range s.Items(pool) {
			taken[pool] = append(taken[pool], record(item).id())
		}
	}
	s.Reset()
	for pool, ids := range taken {
		for i, id := range ids {
			s.Insert(pool, map[string]any{"id": id, "name": fmt.Sprint("Another's ", i), "street": fmt.Sprint(i, " Other Street"), "title": "Other", "description": fmt.Sprint(i)})
		}
	}
	out := run(t, nil, append([]string{"clean", "--yes"}, args...)...).wantCode(t, 0)
	if n := deletedBy(decoded[seeder.CleanReport](t, out)); n != 0 {
		t.Errorf("%d items of another database were deleted", n)
	}
}

// A run draws its open orders among the restaurants that are open when it begins,
// and some of them have opened, by a quarter of an hour, when it makes them.
func TestCleanAfterALongRun(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, time.March, 14, 9, 59, 30, 0, time.FixedZone("ICT", 7*60*60))
	s := serve(t, sandbox.Options{Now: func() time.Time { return began.Add(31 * time.Minute) }})
	args := []string{"--backend-url", s.URL, "--redis-url", "", "-o", "json", "--now"}
	run(t, nil, append([]string{"ensure", "--preset", "town"}, append(args, began.Format(time.RFC3339))...)...).wantCode(t, 0)
	run(t, nil, append([]string{"clean", "--yes"}, append(args, began.Add(5*time.Hour).Format(time.RFC3339))...)...).wantCode(t, 0)
	if n := s.Count("orders"); n > 0 {
		t.Errorf("%d orders are left", n)
	}
}
