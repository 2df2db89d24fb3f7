//go:build unix

package cmd_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// Twenty runs at once on one backend and one store do the work of one.
func TestTogether(t *testing.T) {
	t.Parallel()
	const runs = 20
	redis := func(t *testing.T) string { return redistest.Start(t).URL }
	file := func(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "flashseed.db") }
	for name, c := range map[string]struct {
		dialect entities.Dialect
		store   func(t *testing.T) string
	}{
		"flashstrom, Redis":  {entities.Flashstrom, redis},
		"readme, Redis":      {entities.Readme, redis},
		"flashstrom, a file": {entities.Flashstrom, file},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, sandbox.Options{Dialect: c.dialect, Wallet: c.dialect == entities.Flashstrom, RegisterDelay: 5 * time.Millisecond})
			env := environment{"REDIS_URL": c.store(t), "REAL_BACKEND_URL": s.URL}
			all := make([]*started, runs)
			for i := range all {
				all[i] = start(t, env, "ensure", "-o", "json", "--lock-timeout", "60s")
			}
			cached, created := 0, 0
			for _, p := range all {
				out := p.wait(t, 2*time.Minute).wantCode(t, 0)
				r := out.report(t)
				if r.Cached {
					cached++
				}
				for _, pool := range r.Pools {
					created += pool.Created
				}
				if w := out.warnings(); len(w) > 0 {
					t.Errorf("warned: %v", w)
				}
			}
			t.Logf("%d of %d answered from the cache", cached, runs)
			if cached != runs-1 {
				t.Errorf("%d of %d were answered from the cache", cached, runs)
			}
			total := 0
			for pool, n := range s.counts() {
				total += n
				if n != 10 {
					t.Errorf("%s holds %d", pool, n)
				}
			}
			if posts := s.Requests().Post; posts != created || created < total-1 {
				t.Errorf("%d POSTs, %d reported as created, %d there", posts, created, total)
			}
			s.wantSound(t, 10)
		})
	}
}

// Twenty runs at once that ask for one more each get one each, whatever keeps
// them apart, and each prints a login of its own.
func TestAddingTogether(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"Redis":   {"--redis-url", redistest.Start(t).URL},
		"a file":  {"--redis-url", "file:" + filepath.Join(t.TempDir(), "flashseed.db")},
		"nothing": {"--no-cache"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, sandbox.Options{RegisterDelay: time.Millisecond})
			run(t, nil, "ensure", "customers", "--no-cache", "--backend-url", s.URL).wantCode(t, 0)
			all := make([]*started, 20)
			for i := range all {
				all[i] = start(t, nil, append([]string{"ensure", "--add", "customers=1", "-o", "json", "--backend-url", s.URL, "--lock-timeout", "60s"}, args...)...)
			}
			emails := map[string]bool{}
			for _, p := range all {
				out := p.wait(t, 2*time.Minute).wantCode(t, 0)
				made := out.report(t).Made
				if len(made) != 1 || made[0].ID == "" || made[0].Password == "" {
					t.Fatalf("made %+v\n%s", made, out.stderr)
				}
				emails[made[0].Email] = true
			}
			if n := s.Count("customers"); n != 30 || len(emails) != 20 {
				t.Errorf("%d customers, %d logins", n, len(emails))
			}
		})
	}
}
