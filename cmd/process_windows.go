package cmd

import (
	"os"

	"golang.org/x/sys/windows"
)

// drawable switches a console's escape sequences on, and tells whether it
// understands them.
func drawable(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
