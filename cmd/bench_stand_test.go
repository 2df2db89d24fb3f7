package cmd_test

import (
	"bufio"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// benchStand has the programs that are measured, built as they are released.
type benchStand struct {
	program string // flashseed
	bare    string // see testdata/bare
	dir     string
}

func newBenchStand(t *testing.T) *benchStand {
	t.Helper()
	b := &benchStand{dir: t.TempDir()}
	b.program, b.bare = b.build(t, "flashseed", ".."), b.build(t, "bare", "./testdata/bare")
	return b
}

func (b *benchStand) build(t *testing.T, name, pkg string) string {
	t.Helper()
	path := filepath.Join(b.dir, name)
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, pkg)
	c.Env = append(c.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return path
}

// command prepares a program without anything in its environment but env.
func (b *benchStand) command(env []string, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = b.dir
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/no-home", "REDIS_URL="}, env...)
	return c
}

// time runs a program and returns what it took from start to exit.
func (b *benchStand) time(t *testing.T, c *exec.Cmd) time.Duration {
	t.Helper()
	errors, err := os.CreateTemp(b.dir, "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer errors.Close()
	c.Stderr = errors // a file costs the program no reader
	began := time.Now()
	err = c.Run()
	took := time.Since(began)
	if err != nil {
		said, _ := os.ReadFile(errors.Name())
		t.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, said)
	}
	return took
}

// peak runs flashseed and returns the megabytes it had resident at most.
func (b *benchStand) peak(t *testing.T, env []string, args ...string) (float64, time.Duration) {
	t.Helper()
	result := filepath.Join(b.dir, "peak")
	took := b.time(t, b.command(env, b.bare, append([]string{"peak", result, b.program}, args...)...))
	text := readFile(t, result)
	kb, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1024, took
}

// backend starts a sandbox in a process of its own and returns its URL and
// what ends it.
func (b *benchStand) backend(t *testing.T, args ...string) (url string, stop func()) {
	t.Helper()
	c := b.command(nil, b.program, append([]string{"sandbox", "--port", "0"}, args...)...)
	says, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	line, err := bufio.NewReader(says).ReadString('\n')
	_, rest, found := strings.Cut(line, " on ")
	url, _, _ = strings.Cut(rest, ",")
	if err != nil || !found {
		stop()
		t.Fatalf("the sandbox does not say where it listens: %q, %v", line, err)
	}
	return url, stop
}

// pair is one measurement of two things, one right after the other, so that
// whatever else the machine does weighs on both.
type pair struct{ ours, theirs time.Duration }

// pairs measures n times, each of the two first every other time.
func pairs(n int, ours, theirs func() time.Duration) []pair {
	list := make([]pair, n)
	for i := range list {
		if i%2 == 0 {
			list[i].ours = ours()
			list[i].theirs = theirs()
		} else {
			list[i].theirs = theirs()
			list[i].ours = ours()
		}
	}
	return list
}

// compare prints both medians and the median of the ratios, and fails the test
// if that is above the limit.
func compare(t *testing.T, what string, list []pair, limit float64) {
	t.Helper()
	var ours, theirs, ratios []float64
	for _, p := range list {
		ours, theirs = append(ours, ms(p.ours)), append(theirs, ms(p.theirs))
		ratios = append(ratios, ms(p.ours)/ms(p.theirs))
	}
	ratio := median(ratios)
	line := fmt.Sprintf("%-58s %8.1f ms against %8.1f ms: %5.2f × (limit %.2f)", what, median(ours), median(theirs), ratio, limit)
	if ratio > limit {
		t.Error(line)
	} else {
		t.Log(line)
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// ask asks a sandbox for something in what it answers under a path.
func ask(t *testing.T, url, path string) gjson.Result {
	t.Helper()
	body, resp := fetch(t, "GET", url, "")
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, resp.Status)
	}
	return gjson.GetBytes(body, path)
}
