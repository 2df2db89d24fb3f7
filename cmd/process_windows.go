package cmd

import (
	"context"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// drawable switches a console's escape sequences on, and reports whether it
// understands them.
func drawable(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// closedAtStart cannot be known here.
func closedAtStart(*os.File) bool { return false }

// shell returns a command line that is ready to run. cmd.exe has quotes of its
// own, which os/exec does not know.
func shell(ctx context.Context, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "cmd")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: "cmd /C " + line}
	return c
}
