package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/sandbox/sandboxtest"
)

// manners are the kinds of backend that each fault is tried on.
var manners = map[string]sandbox.Options{
	"flashstrom":               {Wallet: true},
	"flashstrom without mail":  {NoMail: true},
	"readme":                   {Dialect: entities.Readme},
	"readme plain":             {Dialect: entities.Readme, Plain: true},
	"readme unlisted":          {Dialect: entities.Readme, NoAdminList: true},
	"readme plain, unlisted":   {Dialect: entities.Readme, Plain: true, NoAdminList: true, Wallet: true},
	"flashstrom, several rows": {Wallet: true, ListCache: -1},
}

// cell is one place in the matrix.
type cell struct {
	manner string
	label  string
	rates  map[sandboxtest.FaultKind]float64
	slow   bool // waits are as long as real ones
	rough  bool // so much goes wrong that giving up is allowed
}

func (c cell) String() string { return c.manner + ", " + c.label }

// matrix crosses the kinds with their rates. On a laptop each kind and rate meets
// one kind of backend, in CI two (one under the race detector), in a soak all of them.
func matrix() []cell {
	names := make([]string, 0, len(manners))
	for name := range manners {
		names = append(names, name)
	}
	slices.Sort(names)
	var cells []cell
	n := 0
	each := func(label string, rates map[sandboxtest.FaultKind]float64, times int, slow, rough bool) {
		for range min(times, len(names)) {
			cells = append(cells, cell{names[n%len(names)], label, rates, slow, rough})
			n++
		}
	}
	single := func(kind sandboxtest.FaultKind, rate float64, slow bool) {
		each(fmt.Sprintf("%s at %.0f %%", kind, 100*rate), map[sandboxtest.FaultKind]float64{kind: rate}, scaled(1, 3-min(slowness, 2), len(names)), slow, false)
	}
	several := scaled(2, len(names), len(names))
	each("all at 10 % each", every(0.10), several, false, true) // the long ones first
	each("all, together 10 %", spread(0.10), several, true, false)
	for _, kind := range sandboxtest.AllFaults() {
		single(kind, 0.10, true)
	}
	for _, kind := range sandboxtest.AllFaults() {
		single(kind, often(kind), false)
	}
	each("all, together 40 %", spread(0.40), several, false, false)
	each("none", nil, len(names), false, false)
	return cells
}

// often is the high rate of a kind. Time-outs cost a second and more each, since
// two looks after them have to agree.
func often(kind sandboxtest.FaultKind) float64 {
	if kind == sandboxtest.Timeout || kind == sandboxtest.TimeoutAfter {
		return pick(0.20, 0.40)
	}
	return 0.40
}

// spread deals one rate out over all kinds.
func spread(total float64) map[sandboxtest.FaultKind]float64 {
	return every(total / float64(len(sandboxtest.AllFaults())))
}

func every(rate float64) map[sandboxtest.FaultKind]float64 {
	rates := map[sandboxtest.FaultKind]float64{}
	for _, kind := range sandboxtest.AllFaults() {
		rates[kind] = rate
	}
	return rates
}

const (
	faultLimit   = slowness * 120 * time.Second // of one run
	roughLimit   = 12 * time.Second             // of one that may give up
	faultTimeout = (slowness + 1) * 150 * time.Millisecond
	faultMin     = 10
)

// TestFaults runs ensure on backends that fail in every way. Each run ends
// with exactly as many items as were wanted, all of them sound; where it does
// not get that far it says why, and has made none too many.
func TestFaults(t *testing.T) {
	t.Parallel()
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		again   []int // places of those that gave up
		roughly int
		slots   = make(chan struct{}, 48*2/(slowness+1))
		cells   = matrix()
	)
	for i, c := range cells {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			full := tryFaults(t, c, uint64(i))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case full:
			case c.rough:
				roughly++
			default:
				again = append(again, i)
			}
		})
	}
	wg.Wait()
	gaveUp := 0
	for _, i := range again { // alone: its time-outs are those of an idle machine
		if !tryFaults(t, cells[i], uint64(i)) {
			gaveUp++
		}
	}
	t.Logf("%d runs, %d gave up beside others and %d alone; of those where nearly everything fails %d", len(cells), len(again), gaveUp, roughly)
	if gaveUp*50 > len(cells) {
		t.Errorf("%d of %d runs gave up: that is not rarely", gaveUp, len(cells))
	}
}

// tryFaults runs one cell and reports whether it ended full.
func tryFaults(t *testing.T, c cell, seed uint64) bool {
	o := manners[c.manner]
	faults := sandboxtest.Faults{
		Seed: seed, Rates: c.rates, Latency: 10 * time.Millisecond,
		RetryAfter: -1, SlowFor: 50 * time.Millisecond,
	}
	if c.slow {
		faults.RetryAfter, faults.SlowFor = time.Second, 2*faultTimeout
	}
	o.Wrap = faults.Wrap
	limit := faultLimit
	if c.rough {
		limit = roughLimit
	}
	s := serve(t, o)
	out := run(t, nil, "ensure", "--no-cache", "-o", "json", "--backend-url", s.URL,
		"--retries", "12", "--request-timeout", faultTimeout.String(), "--max-body", "1MiB", "--timeout", limit.String())
	s.settle()

	var wrong []string
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if most := limit + faultTimeout + 5*time.Second; out.took > most {
		complain("took %s", out.took)
	}
	for pool, n := range s.counts() {
		if n > faultMin || n < faultMin && out.code == 0 {
			complain("%s holds %d", pool, n)
		}
	}
	switch out.code {
	case 0:
	case 3: // rarely: see TestFaults
		if !reasoned(out.report(t)) {
			complain("exit 3 without a reason")
		}
		t.Logf("%s: gave up after %s: %s", c, out.took, lastLines(out.stderr, 2))
	default:
		complain("exit %d", out.code)
	}
	if out.code == 0 {
		wrong = append(wrong, inspect(s.Server, faultMin)...)
	}
	if len(wrong) > 0 {
		t.Errorf("%s (seed %d):\n  %s\n%s", c, seed, strings.Join(wrong, "\n  "), out.stderr)
	}
	return out.code == 0
}

// reasoned reports whether a report says of each pool that is not full why.
func reasoned(r seeder.Report) bool {
	for _, p := range r.Pools {
		if p.Status != seeder.PoolFull && p.Reason == "" {
			return false
		}
	}
	return r.Error != ""
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}

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

// A backend that takes a tenth of a second for a registration, one after the
// other, gets far more at once than it can do before the requests'
// time is up. It carries out what it has received; nothing is made twice.
func TestBusyBackend(t *testing.T) {
	t.Parallel()
	const timeout = 2 * time.Second
	for _, pool := range pick([]string{"customers"}, []string{"customers", "drivers", "restaurants", "super_admins"}) {
		for name, o := range manners {
			if o.NoAdminList && pool != "customers" || !soak && name != "flashstrom" && name != "readme plain" {
				continue
			}
			t.Run(pool+" of "+name, func(t *testing.T) {
				t.Parallel()
				const min = 128
				o.RegisterDelay = 100 * time.Millisecond
				s := serve(t, o)
				out := run(t, nil, "ensure", pool, "--no-cache", "--backend-url", s.URL, "-o", "json",
					"--min", pool+"="+fmt.Sprint(min), "--concurrency", "128",
					"--request-timeout", timeout.String(), "--retries", "12", "--timeout", "3m").wantCode(t, 0)
				s.settle()
				there := 0
				for _, rep := range out.report(t).Pools {
					there += s.Count(rep.Pool)
					if n := s.Count(rep.Pool); n != rep.Min || rep.Now != n || rep.Before+rep.Created != n {
						t.Errorf("%s: reported %d created, %d there, wanted %d; there are %d", rep.Pool, rep.Created, rep.Now, rep.Min, n)
					}
				}
				if posts := s.Requests("POST"); posts > there+min/8 {
					t.Errorf("%d POSTs for %d items: they were sent again before the backend was through with them", posts, there)
				}
				t.Logf("%s, %d POSTs", out.took.Round(time.Second/10), s.Requests("POST"))
			})
		}
	}
}
