package cmd_test

import (
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/flashseed/flashseed/cmd"
)

// beProgram makes the test binary the program itself, so that tests can start
// processes of it without building it first.
const beProgram = "FLASHSEED_TEST_BE_PROGRAM"

// atTime stops the clock of such a process.
const atTime = "FLASHSEED_TEST_AT_TIME"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		p := cmd.System()
		if at, err := time.Parse(time.RFC3339, os.Getenv(atTime)); err == nil {
			p.Now = func() time.Time { return at }
		}
		code := cmd.Main(p)
		notePeak()
		os.Exit(code)
	}
	// Scripts, shells and hooks find the program in PATH, as flashseed.
	testscript.Main(m, map[string]func(){"flashseed": func() { os.Exit(cmd.Main(cmd.System())) }})
}
