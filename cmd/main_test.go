package cmd_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"github.com/flashseed/flashseed/cmd"
)

// beProgram makes the test binary the program itself, so that tests can start
// processes of it without building it first.
const beProgram = "FLASHSEED_TEST_BE_PROGRAM"

// atTime stops the clock of such a process.
const atTime = "FLASHSEED_TEST_AT_TIME"

// peakFile names the variable that has such a process write down what it needed
// of memory.
const peakFile = "FLASHSEED_TEST_PEAK"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		p := cmd.System()
		if at, err := time.Parse(time.RFC3339, os.Getenv(atTime)); err == nil {
			p.Now = func() time.Time { return at }
		}
		code := cmd.Main(p)
		if path := os.Getenv(peakFile); path != "" {
			// What its parent sees of this would include the parent's own.
			status, _ := os.ReadFile("/proc/self/status")
			_ = os.WriteFile(path, regexp.MustCompile("VmHWM:.*").Find(status), 0o600)
		}
		os.Exit(code)
	}
	// Most tests wait, for a process or for a limit of time: more of them than
	// processors can be at it. (The command line's -parallel comes later.)
	_ = flag.Set("test.parallel", "12")
	// Scripts, shells and hooks find the program in PATH, as flashseed.
	testscript.Main(leakless{m}, map[string]func(){"flashseed": func() { os.Exit(cmd.Main(cmd.System())) }})
}

// leakless runs tests, and fails where goroutines are left after the last one.
type leakless struct{ *testing.M }

func (l leakless) Run() int {
	code := l.M.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}
