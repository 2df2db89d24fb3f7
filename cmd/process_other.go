//go:build !windows

package cmd

import "os"

// drawable tells whether a terminal understands escape sequences.
func drawable(*os.File) bool { return true }
