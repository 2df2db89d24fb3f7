package cmd_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/flashseed/flashseed/cmd"
)

// beProgram makes the test binary the program itself, so that tests can start
// processes of it without building it first.
const beProgram = "FLASHSEED_TEST_BE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		os.Exit(cmd.Main(cmd.System()))
	}
	// Scripts, shells and hooks find the program in PATH, as flashseed.
	testscript.Main(m, map[string]func(){"flashseed": func() { os.Exit(cmd.Main(cmd.System())) }})
}
