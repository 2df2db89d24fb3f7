package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// TestBenchProcess compares whole processes, and needs a machine with little
// else to do: `make bench`. Each figure is a ratio of two things measured in
// turns, so that it means something on any machine.
func TestBenchProcess(t *testing.T) {
	t.Parallel()
	if os.Getenv("FLASHSEED_BENCH") == "" {
		t.Skip("FLASHSEED_BENCH is not set")
	}
	b := newBenchStand(t)
	t.Logf("%s %s/%s, %d CPUs", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	t.Run("warm", b.warm)
	t.Run("cold", b.cold)
	t.Run("throughput", b.throughput)
	t.Run("declared", b.declared)
	t.Run("size", b.size)
	t.Run("list", b.list)
}

// warm: what a hook pays whose pools are full, against asking the same two
// questions by hand.
func (b *benchStand) warm(t *testing.T) {
	tools := map[string]string{}
	for _, name := range []string{"redis-cli", "curl"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		tools[name] = path
	}
	redis := redistest.Start(t)
	host, port, _ := strings.Cut(redis.Addr, ":")
	url, stop := b.backend(t)
	defer stop()
	env := []string{"REAL_BACKEND_URL=" + url, "REDIS_URL=" + redis.URL}
	b.time(t, b.command(env, b.program, "ensure"))
	first := ask(t, url+"/address_books", "data.0.id").Str
	list := pairs(41,
		func() time.Duration { return b.time(t, b.command(env, b.program, "ensure")) },
		func() time.Duration {
			return b.time(t, b.command(nil, tools["redis-cli"], "-h", host, "-p", port, "get", "data-pools:all")) +
				b.time(t, b.command(nil, tools["curl"], "-sf", url+"/address_books/"+first))
		})
	compare(t, "warm ensure / redis-cli get and curl", list, 3)
	version := pairs(41,
		func() time.Duration { return b.time(t, b.command(nil, b.program, "version")) },
		func() time.Duration { return b.time(t, b.command(nil, tools["curl"], "--version")) })
	compare(t, "flashseed version / curl --version", version, 3)
}

// cold: an empty backend is filled with 10 of each.
func (b *benchStand) cold(t *testing.T) {
	redis := redistest.Start(t)
	s := script(t, recordRequests(t, "ensure"))
	file := b.write(t, "cold", s)
	t.Logf("requests of a cold run: %v", requests(s))
	bare := func() time.Duration { return b.onEmpty(t, 10, nil, b.bare, "replay", file, "{}", "8") }
	alone := pairs(61, func() time.Duration { return b.onEmpty(t, 10, nil, b.program, "ensure", "--backend-url", "{}") }, bare)
	compare(t, "cold ensure / bare generator", alone, 1.3)
	cached := pairs(31, func() time.Duration {
		redis.Do("FLUSHALL")
		return b.onEmpty(t, 10, []string{"REDIS_URL=" + redis.URL}, b.program, "ensure", "--backend-url", "{}")
	}, bare)
	compare(t, "cold ensure with lock and cache in Redis / bare generator", cached, 2)
}

// onEmpty runs a program against a new sandbox, whose URL stands for {} in its
// arguments, and checks that the customers are there then.
func (b *benchStand) onEmpty(t *testing.T, customers int, env []string, name string, args ...string) time.Duration {
	t.Helper()
	url, stop := b.backend(t)
	defer stop()
	given := make([]string, len(args))
	for i, arg := range args {
		given[i] = strings.Replace(arg, "{}", url, 1)
	}
	took := b.time(t, b.command(env, name, given...))
	total := func(route string) int { return int(ask(t, url+route+"?page=1&limit=1", "data.totalItems").Int()) }
	for _, route := range []string{"/customers/paginated", "/orders/paginated"} {
		if n := total(route); n < 10 && customers == 10 {
			t.Fatalf("%s: %s holds %d items", name, route, n)
		}
	}
	if n := total("/customers/paginated"); n != customers {
		t.Fatalf("%s: %d customers, want %d", name, n, customers)
	}
	return took
}

// throughput: 20,000 customers, 32 at once.
func (b *benchStand) throughput(t *testing.T) {
	const n = 20000
	args := []string{"ensure", "customers", "--min", fmt.Sprintf("customers=%d", n), "--concurrency", "32"}
	file := b.write(t, "customers", script(t, recordRequests(t, args...)))
	list := pairs(5,
		func() time.Duration {
			return b.onEmpty(t, n, nil, b.program, append(args, "--backend-url", "{}")...)
		},
		func() time.Duration { return b.onEmpty(t, n, nil, b.bare, "replay", file, "{}", "32") })
	compare(t, "20,000 customers, 32 at once / bare generator", list, 1/0.85)
}

// declared: 100,000 customers that a file declares, against built-in ones.
func (b *benchStand) declared(t *testing.T) {
	const n = 100_000
	args := []string{"ensure", "customers", "--min", fmt.Sprintf("customers=%d", n), "--concurrency", "32", "--backend-url", "{}"}
	list := pairs(3,
		func() time.Duration {
			return b.onEmpty(t, n, nil, b.program, append(slices.Clone(args), "--config", declared(t, "customers.yaml"))...)
		},
		func() time.Duration { return b.onEmpty(t, n, nil, b.program, args...) })
	compare(t, "100,000 declared customers / built-in ones", list, 1.3)
}

// size: time is in proportion to the number of items, memory is not.
func (b *benchStand) size(t *testing.T) {
	mb, took := b.peakOnEmpty(t, "ensure")
	t.Logf("%8s items a pool   %8.1f ms   %5.1f MB", "10", ms(took), mb)
	if mb >= 40 {
		t.Errorf("pools of 10: %.1f MB, limit 40", mb)
	}
	var per []float64
	for _, n := range []int{1000, 3000, 10000, 30000, 100000} {
		mb, took := b.peakOnEmpty(t, "ensure", "customers", "--min", fmt.Sprintf("customers=%d", n), "--concurrency", "32")
		per = append(per, ms(took)*1000/float64(n))
		t.Logf("%8d customers      %8.1f ms   %5.1f MB   %6.1f µs each", n, ms(took), mb, per[len(per)-1])
		if mb >= 64 {
			t.Errorf("%d customers: %.1f MB, limit 64", n, mb)
		}
	}
	if last := per[len(per)-1]; last > 2*median(per) {
		t.Errorf("the largest size takes %.1f µs an item, the median one %.1f µs", last, median(per))
	}
}

func (b *benchStand) peakOnEmpty(t *testing.T, args ...string) (float64, time.Duration) {
	t.Helper()
	url, stop := b.backend(t)
	defer stop()
	return b.peak(t, []string{"REAL_BACKEND_URL=" + url}, args...)
}

// list: a backend that holds a million customers already, in the dialect
// without counts.
func (b *benchStand) list(t *testing.T) {
	backend := serve(t, sandbox.Options{Dialect: entities.Readme, Wrap: aMillionCustomers})
	env := []string{"REAL_BACKEND_URL=" + backend.URL, "FLASHSEED_DIALECT=" + string(entities.Readme)}
	for _, min := range []int{10, 5000, 1_000_000} {
		mb, took := b.peak(t, env, "ensure", "customers", "--min", fmt.Sprintf("customers=%d", min))
		t.Logf("%8d of 1,000,000 customers wanted   %8.1f ms   %5.1f MB", min, ms(took), mb)
		if mb >= 64 {
			t.Errorf("at least %d of 1,000,000: %.1f MB, limit 64", min, mb)
		}
	}
}
