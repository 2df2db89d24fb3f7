//go:build !windows

package cmd

import (
	"context"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// drawable reports whether a terminal understands escape sequences.
func drawable(*os.File) bool { return true }

// closedAtStart reports whether a stream was closed when the program started.
// Go opens the null device in its place, for reading and writing, while >/dev/null
// opens it for writing alone.
func closedAtStart(f *os.File) bool {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil || flags&unix.O_ACCMODE != unix.O_RDWR {
		return false
	}
	stream, err := f.Stat()
	null, nullErr := os.Stat(os.DevNull)
	return err == nil && nullErr == nil && os.SameFile(stream, null)
}

// shell returns a command line that is ready to run.
func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}
