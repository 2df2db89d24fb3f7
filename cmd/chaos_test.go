package cmd_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// TestChaos lets a backend fail in every way while it is filled, deletes from
// any pool by hand in between, and fills it again, round after round. A round
// ends with full pools, or with exit code 3 and a reason; never with exit code
// 1, since all of it passes. Nothing is over-full but by what was deleted and
// made again, and a last quiet run fills everything.
func TestChaos(t *testing.T) {
	t.Parallel()
	for _, dialect := range []entities.Dialect{entities.Flashstrom, entities.Readme} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(63, uint64(len(dialect))))
			faults := sandboxtest.Faults{Seed: 63, Rates: every(0.005), RetryAfter: -1, SlowFor: 50 * time.Millisecond}
			s := serve(t, sandbox.Options{Dialect: dialect, Wrap: faults.Wrap})
			ensure := []string{
				"ensure", "--no-cache", "-o", "json", "--backend-url", s.URL,
				"--retries", "12", "--request-timeout", faultTimeout.String(), "--max-body", "1MiB",
			}
			for round := range scaled(4, 10, 63) {
				deleted := 0
				for range random.IntN(12) {
					pool := pools[random.IntN(len(pools))]
					if items := s.Items(pool); len(items) > 0 && s.Delete(pool, record(items[random.IntN(len(items))]).id()) {
						deleted++
					}
				}
				out := run(t, nil, ensure...)
				s.settle()
				switch {
				case out.code == 3 && reasoned(out.report(t)):
					continue
				case out.code != 0:
					t.Fatalf("round %d, %d deleted: exit code %d\n%s", round, deleted, out.code, out.stderr)
				}
				for pool, n := range s.counts() {
					if n < faultMin || n > faultMin+3 { // three more where nothing in a full pool can be used
						t.Fatalf("round %d, %d deleted: %s holds %d", round, deleted, pool, n)
					}
				}
			}
			for range 3 { // one that fails passes
				if run(t, nil, ensure...).code == 0 {
					break
				}
			}
			s.settle()
			for pool, n := range s.counts() {
				if n < faultMin {
					t.Errorf("%s holds %d in the end", pool, n)
				}
			}
		})
	}
}
