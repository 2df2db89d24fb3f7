package cmd_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
			if i := slices.IndexFunc(seven["address_books"], func(body string) bool { return slices.Contains(eight["address_books"], body) }); i >= 0 {
				t.Errorf("%s: an address is the same with another seed: %s", dialect, seven["address_books"][i])
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

// contents are the bodies that filled a backend, by pool and sorted, with each
// reference replaced by what stands for the item that it leads to: the pool and
// that item's own contents. Two backends that were filled with the same data
// have the same contents, whatever ids and order the items came in.
type contents map[string][]string

// read reads the contents of a backend that holds nothing else.
func (s *site) read(t testing.TB) contents {
	t.Helper()
	c, names := contents{}, map[string]string{}
	for _, pool := range pools {
		bodies, items := s.Bodies(pool), s.Items(pool)
		items = items[len(items)-len(bodies):] // a new database has a finance rule of its own
		for i, raw := range bodies {
			var body any
			if err := json.Unmarshal(raw, &body); err != nil {
				t.Fatalf("%s: %v: %s", pool, err, raw)
			}
			text, err := json.Marshal(renamed(body, names))
			if err != nil {
				t.Fatal(err)
			}
			c[pool] = append(c[pool], string(text))
			names[record(items[i]).id()] = fmt.Sprintf("%s %x", pool, sha256.Sum256(text))
		}
		slices.Sort(c[pool])
	}
	return c
}

// renamed returns the value with ids replaced by what stands for their items.
func renamed(v any, names map[string]string) any {
	switch v := v.(type) {
	case string:
		if name, ok := names[v]; ok {
			return name
		}
	case []any:
		for i := range v {
			v[i] = renamed(v[i], names)
		}
	case map[string]any:
		for key := range v {
			v[key] = renamed(v[key], names)
		}
	}
	return v
}

// differs returns the first difference in the named pools, "" if there is
// none.
func (c contents) differs(other contents, pools ...string) string {
	if len(pools) == 0 {
		pools = slices.Sorted(maps.Keys(c))
	}
	for _, pool := range pools {
		for i, body := range c[pool] {
			if i >= len(other[pool]) || body != other[pool][i] {
				return fmt.Sprintf("%s, item %d of %d: %s, not as in\n%s", pool, i, len(c[pool]), body, other[pool])
			}
		}
		if len(other[pool]) > len(c[pool]) {
			return fmt.Sprintf("%s: %d items, and %d", pool, len(c[pool]), len(other[pool]))
		}
	}
	return ""
}
