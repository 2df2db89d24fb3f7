package cmd_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// someday is the clock of runs that are compared.
var someday = time.Date(2031, 3, 14, 9, 26, 53, 0, time.UTC)

// runAt is run at a fixed time.
func runAt(t *testing.T, now time.Time, args ...string) outcome {
	t.Helper()
	return runAs(t, func(p *cmd.Process) { p.Now = func() time.Time { return now } }, nil, args...)
}

// filledAt fills a new backend at a fixed time and returns its contents.
func filledAt(t *testing.T, o sandbox.Options, min int, args ...string) contents {
	t.Helper()
	s := serve(t, o)
	args = append([]string{"ensure", "--no-cache", "--backend-url", s.URL, "--min", fmt.Sprint(min)}, args...)
	runAt(t, someday, args...).wantCode(t, 0)
	s.wantSound(t, min)
	return s.read(t)
}

// The same seed gives the same data, whatever the order in which it is sent
// and arrives.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	for _, dialect := range []entities.Dialect{entities.Flashstrom, entities.Readme} {
		o := sandbox.Options{Dialect: dialect, Wallet: true}
		late := o
		late.Wrap = sandboxtest.Faults{Seed: 3, Latency: 3 * time.Millisecond}.Wrap
		for _, min := range []int{10, pick(40, 300)} {
			seven := filledAt(t, o, min, "--seed", "7", "--concurrency", "1")
			if diff := seven.differs(filledAt(t, late, min, "--seed", "7", "--concurrency", "16")); diff != "" {
				t.Errorf("%s, %d items: concurrency makes a difference: %s", dialect, min, diff)
			}
			eight := filledAt(t, o, min, "--seed", "8", "--concurrency", "16")
			for _, pool := range pools {
				if pool != "food_categories" && seven.differs(eight, pool) == "" {
					t.Errorf("%s, %d items: %s does not depend on the seed", dialect, min, pool)
				}
			}
			shared := 0
			for i, body := range seven["address_books"] {
				if body == eight["address_books"][i] {
					shared++
				}
			}
			if shared > 0 {
				t.Errorf("%s: %d addresses of %d are the same with another seed", dialect, shared, min)
			}
		}
	}
}

// Two runs with the same seed and the same --now give the same data, whenever
// they run.
func TestDeterminismNow(t *testing.T) {
	t.Parallel()
	filled := func(clock time.Time, now string) contents {
		s := serve(t, sandbox.Options{Wallet: true})
		runAt(t, clock, "ensure", "--no-cache", "--backend-url", s.URL, "--preset", "town", "--now", now).wantCode(t, 0)
		return s.read(t)
	}
	const now = "2031-03-14T12:00:00+07:00"
	first := filled(someday, now)
	if diff := first.differs(filled(someday.AddDate(0, 5, 3).Add(7*time.Hour), now)); diff != "" {
		t.Errorf("the machine's clock makes a difference: %s", diff)
	}
	if first.differs(filled(someday, "2031-10-02T19:00:00+07:00"), "promotions") == "" {
		t.Error("--now makes no difference to promotions")
	}
}
