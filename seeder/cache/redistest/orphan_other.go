//go:build !linux

package redistest

import "syscall"

// dieWithParent promises nothing here: only a test that ends orderly stops
// its server.
func dieWithParent() *syscall.SysProcAttr { return nil }
